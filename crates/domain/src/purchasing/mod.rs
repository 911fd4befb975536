//! Purchase orders (H4.2, H4.3): placed for shortages, promised by the supplier, chased, received, inspected.

mod rules;
mod said;
mod state;
#[cfg(test)]
mod tests;

pub use rules::{cancel, chase, inspect, place, promise, receive, repeg};
pub use said::{Answer, Inspection, Measure, Part, Promise, Receipt};
pub use state::PurchaseState;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::confidential::{Confidential, Cost};
use crate::history::{Noun, Stamp};
use crate::ids::{ItemId, OrderId, PurchaseId, SupplierId};
use crate::money::{Money, UnitPrice};
use crate::order::Attachment;
use crate::quantity::Quantity;

/// The order line that a purchase line covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForOrder {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Its line.
    pub line: i64,
    /// How much of the purchase is for it.
    pub quantity: Quantity,
}

/// One line of a purchase order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseLine {
    /// Its number.
    pub number: i64,
    /// The part.
    pub item: ItemId,
    /// Its code.
    pub code: String,
    /// Its name and specification.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// How much.
    pub quantity: Quantity,
    /// Price per unit.
    pub unit_cost: Confidential<Cost, UnitPrice>,
    /// When it is needed.
    pub need_by: Date,
    /// The order lines that it is for; the rest goes to free stock.
    pub covers: Vec<ForOrder>,
    /// What the supplier promises.
    #[serde(default)]
    pub promised: Option<Date>,
    /// Received so far.
    #[serde(default)]
    pub received: Quantity,
    /// Inspected so far, whatever the result.
    #[serde(default)]
    pub inspected: Quantity,
    /// Taken into stock so far.
    #[serde(default)]
    pub accepted: Quantity,
    /// Rejected so far.
    #[serde(default)]
    pub rejected: Quantity,
}

impl PurchaseLine {
    /// What is still to come: rejected goods must be delivered again.
    pub fn outstanding(&self) -> Quantity {
        self.received.minus(self.rejected).short_of(self.quantity)
    }

    /// Received and not yet inspected.
    pub fn to_inspect(&self) -> Quantity {
        self.inspected.short_of(self.received)
    }
}

/// A purchase order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// Identity.
    pub id: PurchaseId,
    /// Number.
    pub number: String,
    /// Supplier.
    pub supplier: SupplierId,
    /// Their name.
    pub supplier_name: String,
    /// When it was placed.
    pub placed_on: Date,
    /// Lines.
    pub lines: Vec<PurchaseLine>,
    /// The delivery notes that were booked.
    #[serde(default)]
    pub waybills: Vec<String>,
    /// Who placed it, as facts call them; not kept by earlier versions.
    #[serde(default)]
    pub placed_by: String,
    /// When the supplier was last asked.
    pub chased_on: Option<Date>,
    /// Day of the last receipt.
    pub received_on: Option<Date>,
    /// Why it was cancelled, if it was.
    pub cancelled: Option<String>,
    /// When anything last happened.
    pub touched: Timestamp,
}

/// What can happen to a purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Placed with a supplier.
    Placed {
        /// Identity.
        id: PurchaseId,
        /// Number.
        number: String,
        /// Supplier.
        supplier: SupplierId,
        /// Their name.
        supplier_name: String,
        /// Date.
        on: Date,
        /// Lines.
        lines: Vec<PurchaseLine>,
        /// The supplier's offer or the contract (H2.1): it says what the goods cost.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        quote: Vec<Attachment>,
    },
    /// The supplier promised dates.
    Promised {
        /// Per line.
        dates: Vec<(i64, Date)>,
        /// How it was said.
        channel: String,
        /// What was said.
        note: String,
        /// What proves it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// The supplier was asked.
    Chased {
        /// Day.
        on: Date,
        /// How.
        channel: String,
        /// What was answered.
        said: String,
        /// What proves it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// It is for other order lines than before: needs were weighed anew.
    Repegged {
        /// Per line that changes: whom it is for now.
        covers: Vec<(i64, Vec<ForOrder>)>,
    },
    /// Goods came.
    Received {
        /// Day.
        on: Date,
        /// What came.
        parts: Vec<Part>,
        /// Delivery note or waybill.
        waybill: String,
        /// Why the same delivery note was booked once more (C19).
        #[serde(default, skip_serializing_if = "String::is_empty")]
        again: String,
        /// The delivery note, photographed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Goods were inspected.
    Inspected {
        /// The results.
        results: Vec<Inspection>,
    },
    /// Given up: what is open will not come.
    Cancelled {
        /// Why.
        reason: String,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
}

impl Purchase {
    /// The line numbered `number`.
    pub fn line(&self, number: i64) -> Option<&PurchaseLine> {
        self.lines.iter().find(|l| l.number == number)
    }

    /// Whether something is still to come.
    pub fn is_open(&self) -> bool {
        self.cancelled.is_none()
            && self.lines.iter().any(|l| l.outstanding().is_some() || l.to_inspect().is_some())
    }

    /// The sum of all lines.
    pub fn total(&self) -> Money {
        self.lines.iter().map(|l| l.unit_cost.open().times(l.quantity)).sum()
    }
}

impl Noun for Purchase {
    const STREAM: &'static str = "purchase";
    const READ: Option<Right> = Some(Right::ReadPurchasing);
    type Fact = Fact;

    crate::kinds! { Fact:
        Placed = "purchase.placed",
        Promised = "purchase.promised",
        Chased = "purchase.chased",
        Repegged = "purchase.repegged",
        Received = "purchase.received",
        Inspected = "purchase.inspected",
        Cancelled = "purchase.cancelled",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        self.touched = stamp.at;
        match fact {
            Fact::Placed { id, number, supplier, supplier_name, on, lines, .. } => {
                self.id = *id;
                self.number.clone_from(number);
                self.supplier = *supplier;
                self.supplier_name.clone_from(supplier_name);
                self.placed_on = *on;
                stamp.actor.clone_into(&mut self.placed_by);
                self.lines.clone_from(lines);
            }
            Fact::Promised { dates, .. } => {
                for (number, date) in dates {
                    if let Some(line) = self.lines.iter_mut().find(|l| l.number == *number) {
                        line.promised = Some(*date);
                    }
                }
            }
            Fact::Chased { on, .. } => self.chased_on = Some(*on),
            Fact::Repegged { covers } => {
                for (number, covers) in covers {
                    if let Some(line) = self.lines.iter_mut().find(|l| l.number == *number) {
                        line.covers.clone_from(covers);
                    }
                }
            }
            Fact::Received { on, parts, waybill, .. } => {
                self.received_on = Some(*on);
                if !waybill.is_empty() {
                    self.waybills.push(waybill.clone());
                }
                for part in parts {
                    if let Some(line) = self.lines.iter_mut().find(|l| l.number == part.line) {
                        line.received = line.received.plus(part.quantity);
                    }
                }
            }
            Fact::Inspected { results } => {
                for result in results {
                    if let Some(line) = self.lines.iter_mut().find(|l| l.number == result.line) {
                        let good = result.accepted.plus(result.conceded);
                        line.inspected = line.inspected.plus(good).plus(result.rejected);
                        line.accepted = line.accepted.plus(good);
                        line.rejected = line.rejected.plus(result.rejected);
                    }
                }
            }
            Fact::Cancelled { reason, .. } => self.cancelled = Some(reason.clone()),
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        let mut orders: Vec<OrderId> =
            self.lines.iter().flat_map(|l| l.covers.iter().map(|c| c.order)).collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }
}
