//! Work orders (H4.4): a period confirmed by production, progress per operation, a projected finish.

mod fact;
mod rules;
mod state;
#[cfg(test)]
mod tests;

pub use fact::Fact;
pub use rules::{Progress, Spare, confirm_period, most, reduce, report, stock_left_over};
pub use state::WorkState;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::ids::{ItemId, OrderId, WorkCenterId, WorkOrderId};
use crate::plan;
use crate::quantity::Quantity;

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
    /// Of how many spoiled pieces the material was asked for again (H4.4).
    #[serde(default, skip_serializing_if = "Quantity::is_nothing")]
    pub material_again: Quantity,
    /// When it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<Date>,
    /// What of it went into stock, because no order takes it.
    #[serde(default, skip_serializing_if = "Quantity::is_nothing")]
    pub stocked: Quantity,
    /// What of it was left over and did not go there: broken, given away.
    #[serde(default, skip_serializing_if = "Quantity::is_nothing")]
    pub left_out: Quantity,
    /// When anything last happened.
    pub touched: Timestamp,
    /// When somebody last did something on it; what follows by itself does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled: Option<Timestamp>,
}

impl WorkOrder {
    /// Finished: what the last operation has done.
    pub fn produced(&self) -> Quantity {
        self.operations.last().map_or(Quantity::ZERO, |o| o.good)
    }

    /// What was left over of it and lies here for nobody any more: it is in stock, or somebody said why not.
    pub fn put_away(&self) -> Quantity {
        self.stocked.plus(self.left_out)
    }

    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.cancelled || self.produced() >= self.quantity
    }

    /// By when it should be finished: as production confirmed, else as the order needs it; nothing where nothing is left to do.
    pub fn awaited_on(&self) -> Option<Date> {
        Some(self.period.map_or(self.due, |p| p.finish)).filter(|_| !self.is_done())
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
