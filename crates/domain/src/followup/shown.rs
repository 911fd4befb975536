//! Since when duties are shown, and that nothing is late from the first (H8.1, ADR 0030).

use std::collections::BTreeMap;

use jiff::civil::{DateTime, Time};

use super::{FollowUp, evening, noon};
use crate::calendar::Calendar;

/// Since when the duties of a case are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown(pub BTreeMap<Duty, Since>);

/// Which duty of a case: its rule, its occurrence, and the name of its deed. What follows from one cause and is another thing to do, maybe
/// on another desk, is another duty.
pub type Duty = (String, String, String);

/// Since when a duty is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// When it was first derived as something to be done now, in the company's time zone.
    pub at: DateTime,
    /// When its cause went; none while it stands.
    pub gone_at: Option<DateTime>,
}

impl Shown {
    /// What is known once `found` was derived at `now`. What comes back within a working day has not been away: an order that is
    /// stopped for an hour, or a receipt that is booked twice, makes nobody late duties on time.
    #[must_use]
    pub fn after(&self, found: &[FollowUp], calendar: &Calendar, now: DateTime) -> Self {
        let today = now.date();
        let mut after: BTreeMap<Duty, Since> = found
            .iter()
            .filter(|f| f.visible_from <= today)
            .map(|f| (key(f), Since { at: self.since(f, calendar, now), gone_at: None }))
            .collect();
        for (key, since) in &self.0 {
            let gone_at = since.gone_at.unwrap_or(now);
            if !after.contains_key(key) && is_lately(gone_at, calendar, now) {
                after.insert(key.clone(), Since { gone_at: Some(gone_at), ..*since });
            }
        }
        Self(after)
    }

    /// The same for a noun that is not looked at every day: what is not shown yet is so from its day on, whoever touches it then.
    #[must_use]
    pub fn with_what_comes(mut self, found: &[FollowUp], now: DateTime) -> Self {
        for later in found.iter().filter(|f| f.visible_from > now.date()) {
            let at = later.visible_from.to_datetime(Time::midnight());
            self.0.insert(key(later), Since { at, gone_at: None });
        }
        self
    }

    /// What is shown for the first time when its time is over is due that evening, or, where it comes in the afternoon, on the next
    /// working day; and so it stays.
    pub fn nothing_late_from_the_first(&self, found: &mut [FollowUp], calendar: &Calendar, now: DateTime) {
        for follow_up in found.iter_mut().filter(|f| f.visible_from <= now.date()) {
            let since = self.since(follow_up, calendar, now);
            if follow_up.due < since {
                let day = since.date();
                let at_once = since < noon(day) && calendar.on_or_after(day) == day;
                follow_up.due = evening(if at_once { day } else { calendar.plus(day, 1) });
            }
        }
    }

    fn since(&self, follow_up: &FollowUp, calendar: &Calendar, now: DateTime) -> DateTime {
        let known = self.0.get(&key(follow_up));
        let known = known.filter(|s| s.gone_at.is_none_or(|at| is_lately(at, calendar, now)));
        known.map_or(now, |since| since.at.min(now))
    }
}

fn key(follow_up: &FollowUp) -> Duty {
    (follow_up.rule.to_owned(), follow_up.occurrence.clone(), follow_up.deed.name().to_owned())
}

/// Whether a working day has not passed yet.
fn is_lately(gone_at: DateTime, calendar: &Calendar, now: DateTime) -> bool {
    now <= calendar.plus(gone_at.date(), 1).to_datetime(gone_at.time())
}
