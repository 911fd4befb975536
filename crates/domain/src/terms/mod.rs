//! Payment terms as people write them, read into a payment plan (H3.4, H6.2).

#[cfg(test)]
mod tests;
mod written;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use written::parse;

use crate::money::Money;

/// What makes an instalment fall due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Deposit 定金: with the order.
    Deposit,
    /// Before shipping 发货前: nothing leaves before it is paid.
    BeforeShipping,
    /// On arrival 到货后.
    OnArrival,
    /// On the customer's acceptance 验收.
    OnAcceptance,
    /// 月结N天: the end of the arrival's month plus N days.
    Monthly,
    /// Retention 质保: months after acceptance (or arrival where nothing is accepted).
    Retention,
}

crate::choice!(Due {
    Deposit = "deposit", "定金";
    BeforeShipping = "before_shipping", "发货前";
    OnArrival = "on_arrival", "到货后";
    OnAcceptance = "on_acceptance", "验收";
    Monthly = "monthly", "月结";
    Retention = "retention", "质保金";
});

/// One instalment of a payment plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// What makes it due.
    pub due: Due,
    /// Its share in hundredths of a percent; the shares of a plan sum to 10,000.
    pub share: i64,
    /// Time after the event, in `unit`.
    pub after: i64,
    /// Days or months; where nothing is said, months for retention and days for all else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// How the time after an event is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Calendar months.
    Months,
}

crate::choice!(Unit {
    Days = "days", "天";
    Months = "months", "个月";
});

impl Due {
    /// The unit that is meant where none is said.
    pub fn usual_unit(self) -> Unit {
        if self == Self::Retention { Unit::Months } else { Unit::Days }
    }
}

impl Instalment {
    /// How its time is counted.
    pub fn counted_in(&self) -> Unit {
        self.unit.unwrap_or(self.due.usual_unit())
    }

    /// The day that lies its time after `date`.
    pub fn after(&self, date: Date) -> Date {
        let span = match self.counted_in() {
            Unit::Days => Span::new().days(self.after),
            Unit::Months => Span::new().months(self.after),
        };
        date.checked_add(span).unwrap_or(date)
    }
}

/// Why terms cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// No known words in it.
    Words,
    /// A number or a period that is not understood: nothing is guessed.
    Period,
    /// The shares do not sum to 100 %.
    Sum {
        /// What they sum to, in hundredths of a percent.
        found: i64,
    },
}

/// Whether the shares of `plan` are positive and sum to 100 %.
pub fn check(plan: &[Instalment]) -> Result<(), Unclear> {
    if plan.is_empty() {
        return Err(Unclear::Words);
    }
    let sum = plan.iter().try_fold(0_i64, |sum, instalment| sum.checked_add(instalment.share));
    let found = sum.ok_or(Unclear::Words)?;
    if found != 10_000 || plan.iter().any(|i| i.share <= 0) {
        return Err(Unclear::Sum { found });
    }
    Ok(())
}

/// The amounts of `plan` over `total`; the last takes the remainder of rounding.
pub fn amounts(plan: &[Instalment], total: Money) -> Vec<Money> {
    let mut left = total;
    let last = plan.len().saturating_sub(1);
    plan.iter()
        .enumerate()
        .map(|(n, instalment)| {
            let amount = if n == last { left } else { total.share(instalment.share) };
            left = left.minus(amount);
            amount
        })
        .collect()
}

/// The dates that instalments hang on, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Anchors {
    /// Order date.
    pub ordered: Option<Date>,
    /// When the goods are to leave.
    pub ship: Option<Date>,
    /// When everything had arrived.
    pub arrived: Option<Date>,
    /// When the customer accepted.
    pub accepted: Option<Date>,
    /// Since when an order that was given up asks for money.
    pub given_up: Option<Date>,
    /// When a receipt of it was last taken back.
    pub bounced: Option<Date>,
}

/// When `instalment` is due, as far as its anchor is known.
pub fn due_on(instalment: &Instalment, anchors: &Anchors) -> Option<Date> {
    let after = |date: Option<Date>| date.map(|date| instalment.after(date));
    match instalment.due {
        Due::Deposit => after(anchors.ordered),
        Due::BeforeShipping => anchors.ship,
        Due::OnArrival => after(anchors.arrived),
        Due::OnAcceptance => after(anchors.accepted),
        Due::Monthly => after(anchors.arrived.map(Date::last_of_month)),
        Due::Retention => after(anchors.accepted.or(anchors.arrived)),
    }
}
