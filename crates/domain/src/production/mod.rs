//! Work orders (H4.4): a period confirmed by production, progress per operation, a projected finish.

mod state;
#[cfg(test)]
mod tests;

pub use state::WorkState;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::calendar::Calendar;
use crate::history::{Noun, Stamp};
use crate::ids::{ItemId, OrderId, WorkCenterId, WorkOrderId};
use crate::order::Attachment;
use crate::plan;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// A step of a work order 工序.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkStep {
    /// Its place.
    pub number: i64,
    /// Where.
    pub center: WorkCenterId,
    /// Its name.
    pub name: String,
    /// Planned hours for the whole quantity, in millionths.
    pub hours: Quantity,
    /// Done well.
    pub good: Quantity,
    /// Spoiled.
    pub scrap: Quantity,
}

/// When production is to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Last day.
    pub finish: Date,
}

/// A work order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkOrder {
    /// Identity.
    pub id: WorkOrderId,
    /// Number.
    pub number: String,
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub order_number: String,
    /// The order line.
    pub line: i64,
    /// What is made.
    pub item: ItemId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// How much.
    pub quantity: Quantity,
    /// How.
    pub operations: Vec<WorkStep>,
    /// When it must start at the latest.
    pub start_by: Date,
    /// When it must be finished.
    pub due: Date,
    /// What production confirmed.
    pub period: Option<Period>,
    /// The day when the last operation was done for the whole quantity.
    pub finished_on: Option<Date>,
    /// Day of the last report.
    pub reported_on: Option<Date>,
    /// Whether it was given up with its order.
    pub cancelled: bool,
    /// When anything last happened.
    pub touched: Timestamp,
}

impl WorkOrder {
    /// Finished: what the last operation has done.
    pub fn produced(&self) -> Quantity {
        self.operations.last().map_or(Quantity::ZERO, |o| o.good)
    }

    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.cancelled || self.produced() >= self.quantity
    }

    /// Whether any operation has begun.
    pub fn started(&self) -> bool {
        self.operations.iter().any(|o| o.good.is_some() || o.scrap.is_some())
    }

    /// Hundredths of a percent of the planned hours that are done.
    pub fn progress(&self) -> i64 {
        let all: Quantity = self.operations.iter().map(|o| o.hours).sum();
        let left: Quantity = self.operations.iter().map(|o| self.left(o)).sum();
        all.minus(left).basis_points_of(all)
    }

    /// Working days that the rest takes: the operations follow each other, pieces overlap by half.
    pub fn days_left(&self) -> i32 {
        let left: Quantity = self.operations.iter().map(|o| self.left(o)).sum();
        if left == Quantity::ZERO {
            return 0;
        }
        plan::working_days(Quantity(left.0 / 2))
    }

    fn left(&self, operation: &WorkStep) -> Quantity {
        let done = operation.good.min(self.quantity).basis_points_of(self.quantity);
        Quantity(crate::money::half_up(i128::from(operation.hours.0) * i128::from(10_000 - done), 10_000))
    }

    /// When it is likely to be finished, working from `today` on.
    pub fn projected_finish(&self, calendar: &Calendar, today: Date) -> Option<Date> {
        if self.is_done() {
            return self.finished_on;
        }
        let from = match (self.started(), self.period) {
            (true, _) | (false, None) => today,
            (false, Some(period)) => period.start.max(today),
        };
        let last = calendar.plus(calendar.on_or_before(from), self.days_left().max(1));
        Some(match (self.started(), self.period) {
            (false, Some(period)) if period.start >= today => period.finish.max(calendar.on_or_after(today)),
            _ => last,
        })
    }
}

/// What can happen to a work order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Opened by the release of its order.
    Opened {
        /// The whole work order.
        work: WorkOrder,
    },
    /// Production confirmed when.
    PeriodConfirmed {
        /// When.
        period: Period,
        /// Remark.
        note: String,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Progress of an operation.
    Reported {
        /// The operation.
        operation: i64,
        /// Day.
        on: Date,
        /// Done well.
        good: Quantity,
        /// Spoiled.
        scrap: Quantity,
        /// Remark.
        note: String,
        /// What proves it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Given up with its order.
    Cancelled {
        /// Why.
        reason: String,
    },
}

impl Noun for WorkOrder {
    const STREAM: &'static str = "work";
    const READ: Option<Right> = Some(Right::ReadProduction);
    type Fact = Fact;

    crate::kinds! { Fact:
        Opened = "work.opened",
        PeriodConfirmed = "work.period_confirmed",
        Reported = "work.reported",
        Cancelled = "work.cancelled",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        match fact {
            Fact::Opened { work } => self.clone_from(work),
            Fact::PeriodConfirmed { period, .. } => self.period = Some(*period),
            Fact::Reported { operation, on, good, scrap, .. } => {
                if let Some(operation) = self.operations.iter_mut().find(|o| o.number == *operation) {
                    operation.good = operation.good.plus(*good);
                    operation.scrap = operation.scrap.plus(*scrap);
                }
                self.reported_on = Some(*on);
                self.finished_on =
                    if self.produced() >= self.quantity { self.finished_on.or(Some(*on)) } else { None };
            }
            Fact::Cancelled { .. } => self.cancelled = true,
        }
        self.touched = stamp.at;
    }

    fn orders(&self) -> Vec<OrderId> {
        vec![self.order]
    }
}

/// Production confirms its period (H4.4).
pub fn confirm_period(
    work: &WorkOrder,
    period: Period,
    note: String,
    proof: Vec<Attachment>,
) -> Result<Vec<Fact>, Refusal> {
    still_open(work)?;
    if period.finish < period.start {
        return Err(refuse("H4.4", "完工日期不能早于开工日期", []));
    }
    Ok(vec![Fact::PeriodConfirmed { period, note, proof }])
}

/// What is said of an operation's progress (H4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The operation's number.
    pub operation: i64,
    /// Day.
    pub on: Date,
    /// Done well.
    pub good: Quantity,
    /// Spoiled.
    pub scrap: Quantity,
    /// Remark; the reason where a quantity is taken back.
    pub note: String,
    /// What proves it.
    pub proof: Vec<Attachment>,
}

/// Progress of an operation; a negative quantity takes an earlier report back (H2.1). No operation gets ahead
/// of the one before it, none goes beyond the quantity.
pub fn report(work: &WorkOrder, progress: Progress, today: Date) -> Result<Vec<Fact>, Refusal> {
    let Progress { operation, on, good, scrap, note, proof } = progress;
    if work.cancelled {
        return Err(refuse("H4.4", "生产单已取消", []));
    }
    if on > today {
        return Err(refuse("H4.4", "报工日期不能在今天之后", []));
    }
    if good == Quantity::ZERO && scrap == Quantity::ZERO {
        return Err(refuse("H4.4", "请填写完成数量或报废数量", []));
    }
    let index = work.operations.iter().position(|o| o.number == operation);
    let at = index.and_then(|i| work.operations.get(i)).ok_or_else(|| {
        refuse("H4.4", "生产单没有工序 {operation}", [("operation", operation.to_string())])
    })?;
    let before = index.and_then(|i| i.checked_sub(1)).and_then(|i| work.operations.get(i));
    let after = index.and_then(|i| work.operations.get(i + 1));
    let limit = before.map_or(work.quantity, |o| o.good);
    let sum = at.good.plus(good);
    if sum > limit {
        return Err(refuse(
            "H4.4",
            "{name} 最多还能报 {left}：上道工序只完成了 {limit}",
            [("name", at.name.clone()), ("left", limit.minus(at.good).plain()), ("limit", limit.plain())],
        ));
    }
    if sum.0 < after.map_or(0, |o| o.good.0) || sum.0 < 0 || at.scrap.plus(scrap).0 < 0 {
        return Err(refuse("H4.4", "{name} 冲减过多：下道工序已经报了更多", [("name", at.name.clone())]));
    }
    if (good.0 < 0 || scrap.0 < 0) && note.trim().is_empty() {
        return Err(refuse("H2.1", "冲减必须写明原因", []));
    }
    Ok(vec![Fact::Reported { operation, on, good, scrap, note, proof }])
}

fn still_open(work: &WorkOrder) -> Result<(), Refusal> {
    if work.is_done() { Err(refuse("H4.4", "生产单已完成或已取消", [])) } else { Ok(()) }
}
