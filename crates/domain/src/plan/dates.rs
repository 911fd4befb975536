//! Every date of an order that working days decide, and which of them another calendar moves (H8.5).

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::{Reached, Step, counted, forecast, reached};
use crate::calendar::Calendar;
use crate::choice::Tone;
use crate::deed::Deed;
use crate::followup::{Case, follow_ups};
use crate::order::State;

/// What of an order has a date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// When it is expected with the customer.
    Arrives,
    /// When it is expected to leave.
    Ships,
    /// When production is expected to end.
    Produced,
    /// When the last part is expected.
    Materials,
    /// A milestone of the plan that is still to come.
    Planned(Step),
    /// By when somebody must do something.
    Duty {
        /// The rule.
        rule: &'static str,
        /// Which of its follow-ups.
        occurrence: String,
        /// What is to be done.
        text: &'static str,
        /// The deed that settles it.
        deed: Deed,
    },
}

/// What sort of date it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A milestone.
    Plan,
    /// What is expected.
    Forecast,
    /// What is due.
    Duty,
}

crate::choice!(Sort {
    Plan = "plan", "计划";
    Forecast = "forecast", "预测";
    Duty = "duty", "待办";
});

impl crate::choice::State for Sort {
    fn tone(self) -> Tone {
        match self {
            Self::Plan => Tone::Quiet,
            Self::Forecast => Tone::Accent,
            Self::Duty => Tone::Warn,
        }
    }
}

/// Which way a date moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It comes sooner.
    Earlier,
    /// It comes later.
    Later,
}

crate::choice!(Direction {
    Earlier = "earlier", "提前";
    Later = "later", "推后";
});

impl crate::choice::State for Direction {
    fn tone(self) -> Tone {
        match self {
            Self::Earlier => Tone::Accent,
            Self::Later => Tone::Warn,
        }
    }
}

impl What {
    /// What sort of date it is.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Arrives | Self::Ships | Self::Produced | Self::Materials => Sort::Forecast,
            Self::Planned(_) => Sort::Plan,
            Self::Duty { .. } => Sort::Duty,
        }
    }

    /// What tells it from the other dates of its order, whatever the day is that it falls on.
    fn key(&self) -> String {
        match self {
            Self::Arrives => "1".to_owned(),
            Self::Ships => "2".to_owned(),
            Self::Produced => "3".to_owned(),
            Self::Materials => "4".to_owned(),
            Self::Planned(step) => format!("5 {}", step.code()),
            Self::Duty { rule, occurrence, text, .. } => format!("6 {rule} {occurrence} {text}"),
        }
    }
}

/// A date that is another one by another calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What of the order.
    pub what: What,
    /// The day by the calendar before.
    pub before: Date,
    /// The day by the calendar now.
    pub after: Date,
}

impl Moved {
    /// By how many calendar days; negative is earlier.
    pub fn days(&self) -> i64 {
        self.after.since(self.before).map_or(0, |span| i64::from(span.get_days()))
    }

    /// Which way.
    pub fn direction(&self) -> Direction {
        if self.after < self.before { Direction::Earlier } else { Direction::Later }
    }
}

/// The dates of `case` that `after` moves against `before`, those that move furthest first. What is due by the one and not by
/// the other has not moved: it is another duty.
pub fn moved(case: &Case, before: &Calendar, after: &Calendar, now: DateTime) -> Vec<Moved> {
    let was = dates(case, before, now);
    let mut out: Vec<Moved> = dates(case, after, now)
        .into_iter()
        .filter_map(|(key, (what, after))| {
            let before = was.get(&key).map(|(_, day)| *day).filter(|before| *before != after)?;
            Some(Moved { what, before, after })
        })
        .collect();
    out.sort_by_key(|m| std::cmp::Reverse(m.days().abs()));
    out
}

/// The last day of what is planned and expected of `case`.
pub fn last_day(case: &Case, calendar: &Calendar, today: Date) -> Option<Date> {
    let due = case.due()?;
    let planned = counted(&case.order, due, calendar).into_iter().map(|c| c.on);
    let expected = forecast(case, calendar, today).map(|f| f.arrives);
    planned.chain(expected).chain([due]).max()
}

fn dates(case: &Case, calendar: &Calendar, now: DateTime) -> BTreeMap<String, (What, Date)> {
    let order = &case.order;
    let mut out = Vec::new();
    if order.state == State::Released
        && let Some(f) = forecast(case, calendar, now.date())
    {
        out.extend([(What::Arrives, f.arrives), (What::Ships, f.ships), (What::Produced, f.produced)]);
        out.extend(f.materials.map(|day| (What::Materials, day)));
    }
    if let Some(due) = order.due().filter(|_| order.is_open()) {
        let ahead = counted(order, due, calendar);
        let ahead = ahead.into_iter().filter(|c| reached(case, c.step) == Reached::No);
        out.extend(ahead.map(|c| (What::Planned(c.step), c.on)));
    }
    out.extend(follow_ups(case, calendar, now).into_iter().map(|f| {
        let what = What::Duty { rule: f.rule, occurrence: f.occurrence, text: f.text, deed: f.deed };
        (what, f.due.date())
    }));
    out.into_iter().map(|(what, day)| (what.key(), (what, day))).collect()
}
