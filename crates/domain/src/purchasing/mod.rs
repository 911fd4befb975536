//! Purchase orders (H4.2, H4.3): placed for shortages, promised by the supplier, chased, received, inspected.

mod arrival;
mod fact;
mod freed;
mod line;
mod owed;
mod rules;
mod said;
mod state;
#[cfg(test)]
mod tests;

pub use arrival::{Terms, inspect, receive};
pub use fact::Fact;
pub use freed::{Wanted, free, keep, wanted};
pub use line::{Aftermath, ForOrder, PurchaseLine};
pub use owed::{concede, replace, send_back};
pub use rules::{cancel, chase, place, promise, repeg};
pub use said::{
    Answer, Back, Concession, Fate, Inspection, Measure, Part, Promise, Receipt, Replacement, Surplus, Way,
};
pub use state::PurchaseState;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::followup::local;
use crate::history::{Noun, Stamp};
use crate::ids::{OrderId, PurchaseId, SupplierId};
use crate::money::Money;
use crate::quantity::Quantity;

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
    /// Since when something has to go back to the supplier, while anything has.
    #[serde(default)]
    pub owed_since: Option<Date>,
    /// When an order that it was for last needed less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freed_on: Option<Date>,
    /// Why it was cancelled, if it was.
    pub cancelled: Option<String>,
    /// When anything last happened.
    pub touched: Timestamp,
}

impl Purchase {
    /// By when the first of what the supplier is asked for should come: as they promised, else as it is needed.
    pub fn awaited_on(&self) -> Option<Date> {
        let awaited = self.lines.iter().filter(|l| self.cancelled.is_none() && l.awaited().is_some());
        awaited.map(|l| l.promised.unwrap_or(l.need_by)).min()
    }

    /// The line numbered `number`.
    pub fn line(&self, number: i64) -> Option<&PurchaseLine> {
        self.lines.iter().find(|l| l.number == number)
    }

    /// Whether something is still to come.
    pub fn is_open(&self) -> bool {
        self.cancelled.is_none()
            && self.lines.iter().any(|l| l.outstanding().is_some() || l.to_inspect().is_some())
    }

    /// Whether something failed or came too much, and is neither returned, replaced nor accepted (H4.3).
    pub fn owes(&self) -> bool {
        self.lines.iter().any(|l| l.owed().is_some())
    }

    /// Whether something is to come that nobody waits for any more.
    pub fn has_spare(&self) -> bool {
        self.is_open() && self.lines.iter().any(|l| l.spare().is_some())
    }

    /// The sum of all lines.
    pub fn total(&self) -> Money {
        self.lines.iter().map(|l| l.unit_cost.open().times(l.quantity)).sum()
    }

    /// Does `change` to the line that each of `parts` is of.
    fn each<T>(&mut self, parts: &[T], of: impl Fn(&T) -> i64, change: impl Fn(&mut PurchaseLine, &T)) {
        for part in parts {
            if let Some(line) = self.lines.iter_mut().find(|l| l.number == of(part)) {
                change(line, part);
            }
        }
    }

    /// Goods came with this delivery note.
    fn came(&mut self, on: Date, waybill: &str) {
        self.received_on = Some(on);
        if !waybill.is_empty() {
            self.waybills.push(waybill.to_owned());
        }
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
        Freed = "purchase.freed",
        Kept = "purchase.kept",
        Received = "purchase.received",
        Inspected = "purchase.inspected",
        Returned = "purchase.returned",
        Replaced = "purchase.replaced",
        Conceded = "purchase.conceded",
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
                self.each(dates, |d| d.0, |line, (_, date)| line.promised = Some(*date));
            }
            Fact::Chased { on, .. } => self.chased_on = Some(*on),
            Fact::Repegged { covers } => {
                self.each(covers, |c| c.0, |line, (_, covers)| line.covers.clone_from(covers));
            }
            Fact::Freed { covers, freed, on, .. } => {
                self.freed_on = Some(*on);
                self.each(covers, |c| c.0, |line, (_, covers)| line.covers.clone_from(covers));
                self.each(freed, |f| f.0, |line, (_, freed)| line.freed = line.freed.plus(*freed));
            }
            Fact::Kept { .. } => self.lines.iter_mut().for_each(|line| line.freed = Quantity::ZERO),
            Fact::Received { on, parts, waybill, surplus, .. } => {
                self.came(*on, waybill);
                self.each(parts, |p| p.line, |line, p| line.received = line.received.plus(p.quantity));
                let free: Vec<&Surplus> = surplus.iter().filter(|s| s.fate == Fate::Keep).collect();
                let add = |line: &mut PurchaseLine, s: &&Surplus| {
                    line.after.free = line.after.free.plus(s.quantity);
                };
                self.each(&free, |s| s.line, add);
                let back: Vec<&Surplus> = surplus.iter().filter(|s| s.fate == Fate::Return).collect();
                self.each(
                    &back,
                    |s| s.line,
                    |line, s| {
                        line.received = line.received.minus(s.quantity);
                        line.after.surplus = line.after.surplus.plus(s.quantity);
                    },
                );
            }
            Fact::Inspected { results } => self.each(
                results,
                |r| r.line,
                |line, result| {
                    let good = result.accepted.plus(result.conceded);
                    line.inspected = line.inspected.plus(good).plus(result.rejected);
                    line.accepted = line.accepted.plus(good);
                    line.rejected = line.rejected.plus(result.rejected);
                    // What was promised has come: for what failed there is no day yet.
                    if line.outstanding().is_some() && !line.awaited().is_some() {
                        line.promised = None;
                    }
                },
            ),
            Fact::Returned { back } => self.each(
                &back.parts,
                |p| p.line,
                |line, p| {
                    line.after.returned = line.after.returned.plus(p.quantity);
                },
            ),
            Fact::Replaced { replacement } => {
                self.came(replacement.on, &replacement.waybill);
                self.each(
                    &replacement.parts,
                    |p| p.line,
                    |line, p| {
                        line.received = line.received.plus(p.quantity);
                        line.after.replaced = line.after.replaced.plus(p.quantity);
                    },
                );
            }
            Fact::Conceded { concession } => self.each(
                &concession.parts,
                |p| p.line,
                |line, p| {
                    line.accepted = line.accepted.plus(p.quantity);
                    line.after.conceded = line.after.conceded.plus(p.quantity);
                },
            ),
            Fact::Cancelled { reason, .. } => self.cancelled = Some(reason.clone()),
        }
        let since = self.owed_since.unwrap_or_else(|| local(stamp.at));
        self.owed_since = self.owes().then_some(since);
    }

    fn orders(&self) -> Vec<OrderId> {
        let mut orders: Vec<OrderId> =
            self.lines.iter().flat_map(|l| l.covers.iter().map(|c| c.order)).collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }
}
