//! What can happen to a work order, and what each fact does to it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Period, WorkOrder};
use crate::access::Right;
use crate::followup::local;
use crate::history::{Noun, Stamp};
use crate::ids::OrderId;
use crate::order::Attachment;
use crate::quantity::Quantity;

/// What can happen to a work order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Opened by the release of its order.
    Opened {
        /// The whole work order.
        work: Box<WorkOrder>,
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
        /// Of how much that was spoiled the material is needed again; less than nothing where that is taken back. Not kept
        /// by earlier versions.
        #[serde(default, skip_serializing_if = "Quantity::is_nothing")]
        material: Quantity,
        /// Remark.
        note: String,
        /// What proves it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Less of it is wanted than was ordered (C11, C20).
    Reduced {
        /// How much is wanted now.
        quantity: Quantity,
        /// Why.
        reason: String,
    },
    /// Finished goods that no order takes went into stock, or somebody said why not (C28).
    Stocked {
        /// How much went there.
        quantity: Quantity,
        /// How much did not …
        #[serde(default, skip_serializing_if = "Quantity::is_nothing")]
        left_out: Quantity,
        /// … and why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// Day.
        on: Date,
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
        Reduced = "work.reduced",
        Stocked = "work.stocked",
        Cancelled = "work.cancelled",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        match fact {
            Fact::Opened { work } => {
                self.clone_from(work);
                self.opened_on = Some(local(stamp.at));
            }
            Fact::PeriodConfirmed { period, .. } => self.period = Some(*period),
            Fact::Reported { operation, on, good, scrap, material, .. } => {
                self.material_again = self.material_again.plus(*material);
                if let Some(operation) = self.operations.iter_mut().find(|o| o.number == *operation) {
                    operation.good = operation.good.plus(*good);
                    operation.scrap = operation.scrap.plus(*scrap);
                }
                self.reported_on = Some(*on);
                self.finished_on =
                    if self.produced() >= self.quantity { self.finished_on.or(Some(*on)) } else { None };
            }
            Fact::Reduced { quantity, .. } => {
                self.quantity = *quantity;
                if self.produced() >= self.quantity {
                    self.finished_on = self.finished_on.or(self.reported_on);
                }
            }
            Fact::Stocked { quantity, left_out, .. } => {
                self.stocked = self.stocked.plus(*quantity);
                self.left_out = self.left_out.plus(*left_out);
            }
            Fact::Cancelled { .. } => self.cancelled = true,
        }
        self.touched = stamp.at;
        if stamp.is_somebody() {
            self.handled = Some(stamp.at);
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        vec![self.order]
    }
}
