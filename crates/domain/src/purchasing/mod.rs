//! Purchase orders (H4.2, H4.3): placed for shortages, promised by the supplier, chased, received, inspected.

mod state;
#[cfg(test)]
mod tests;

pub use state::PurchaseState;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::confidential::Confidential;
use crate::history::{Noun, Stamp};
use crate::ids::{ItemId, OrderId, PurchaseId, SupplierId};
use crate::money::Money;
use crate::order::Attachment;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

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
pub struct Line {
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
    pub unit_cost: Confidential<Money>,
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

impl Line {
    /// What is still to come: rejected goods must be delivered again.
    pub fn open(&self) -> Quantity {
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
    pub lines: Vec<Line>,
    /// When the supplier was last asked.
    pub chased_on: Option<Date>,
    /// Day of the last receipt.
    pub received_on: Option<Date>,
    /// Why it was cancelled, if it was.
    pub cancelled: Option<String>,
    /// When anything last happened.
    pub touched: Timestamp,
}

/// A quantity of a purchase line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The line.
    pub line: i64,
    /// How much.
    pub quantity: Quantity,
}

/// What the supplier promises (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promise {
    /// Per line.
    pub dates: Vec<(i64, Date)>,
    /// How it was said.
    pub channel: String,
    /// What was said.
    pub note: String,
    /// What proves it.
    pub proof: Vec<Attachment>,
}

/// What the supplier answered when they were asked (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// How.
    pub channel: String,
    /// What was answered.
    pub said: String,
    /// What proves it.
    pub proof: Vec<Attachment>,
}

/// Goods that came (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Day.
    pub on: Date,
    /// What came.
    pub parts: Vec<Part>,
    /// Delivery note or waybill.
    pub waybill: String,
    /// The delivery note, photographed.
    pub proof: Vec<Attachment>,
}

/// What happens to goods that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Sent back.
    Return,
    /// Made good.
    Rework,
    /// Thrown away.
    Scrap,
}

crate::choice!(Measure {
    Return = "return", "退货";
    Rework = "rework", "返工";
    Scrap = "scrap", "报废";
});

/// The result of a first inspection 初检, of a part quantity (H4.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// The line.
    pub line: i64,
    /// Good.
    pub accepted: Quantity,
    /// Taken on concession 让步接收.
    pub conceded: Quantity,
    /// Not taken.
    pub rejected: Quantity,
    /// Why not, or why on concession.
    pub reason: String,
    /// What happens to what failed.
    #[serde(with = "crate::choice::coded")]
    pub measure: Option<Measure>,
    /// Photos.
    pub photos: Vec<Attachment>,
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
        lines: Vec<Line>,
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
    },
}

impl Fact {
    /// The stable name of this kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Placed { .. } => "purchase.placed",
            Self::Promised { .. } => "purchase.promised",
            Self::Chased { .. } => "purchase.chased",
            Self::Repegged { .. } => "purchase.repegged",
            Self::Received { .. } => "purchase.received",
            Self::Inspected { .. } => "purchase.inspected",
            Self::Cancelled { .. } => "purchase.cancelled",
        }
    }
}

impl Purchase {
    /// The line numbered `number`.
    pub fn line(&self, number: i64) -> Option<&Line> {
        self.lines.iter().find(|l| l.number == number)
    }

    /// Whether something is still to come.
    pub fn is_open(&self) -> bool {
        self.cancelled.is_none() && self.lines.iter().any(|l| l.open().is_some() || l.to_inspect().is_some())
    }

    /// The sum of all lines.
    pub fn total(&self) -> Money {
        self.lines.iter().map(|l| l.unit_cost.open().times(l.quantity)).sum()
    }
}

impl Noun for Purchase {
    const STREAM: &'static str = "purchase";
    type Fact = Fact;

    fn kind(fact: &Fact) -> &'static str {
        fact.kind()
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        self.touched = stamp.at;
        match fact {
            Fact::Placed { id, number, supplier, supplier_name, on, lines } => {
                self.id = *id;
                self.number.clone_from(number);
                self.supplier = *supplier;
                self.supplier_name.clone_from(supplier_name);
                self.placed_on = *on;
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
            Fact::Received { on, parts, .. } => {
                self.received_on = Some(*on);
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
            Fact::Cancelled { reason } => self.cancelled = Some(reason.clone()),
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

/// Places a purchase order.
pub fn place(
    id: PurchaseId,
    number: String,
    supplier: (SupplierId, String),
    on: Date,
    lines: Vec<Line>,
) -> Result<Vec<Fact>, Refusal> {
    if lines.is_empty() {
        return Err(refuse("H4.2", "采购单没有明细。请至少选择一项", []));
    }
    if lines.iter().any(|l| !l.quantity.is_some()) {
        return Err(refuse("H4.2", "采购数量必须大于 0", []));
    }
    Ok(vec![Fact::Placed { id, number, supplier: supplier.0, supplier_name: supplier.1, on, lines }])
}

/// Records what the supplier promises (H4.3).
pub fn promise(purchase: &Purchase, promise: Promise) -> Result<Vec<Fact>, Refusal> {
    let Promise { dates, channel, note, proof } = promise;
    open(purchase)?;
    if dates.is_empty() {
        return Err(refuse("H4.3", "请至少填写一行的承诺到货日期", []));
    }
    for (number, date) in &dates {
        known(purchase, *number)?;
        if *date < purchase.placed_on {
            return Err(refuse("H4.3", "承诺到货日期不能早于下单日期", []));
        }
    }
    Ok(vec![Fact::Promised { dates, channel, note, proof }])
}

/// Records that the supplier was asked.
pub fn chase(purchase: &Purchase, on: Date, answer: Answer) -> Result<Vec<Fact>, Refusal> {
    open(purchase)?;
    let Answer { channel, said, proof } = answer;
    Ok(vec![Fact::Chased { on, channel, said, proof }])
}

/// Books goods that came; they are not stock before they are inspected (H4.3).
pub fn receive(purchase: &Purchase, receipt: Receipt, today: Date) -> Result<Vec<Fact>, Refusal> {
    let Receipt { on, parts, waybill, proof } = receipt;
    open(purchase)?;
    if on > today {
        return Err(refuse("H4.3", "到货日期不能在今天之后", []));
    }
    if parts.is_empty() {
        return Err(refuse("H4.3", "请至少填写一行的到货数量", []));
    }
    for part in &parts {
        let line = known(purchase, part.line)?;
        if !part.quantity.is_some() {
            return Err(refuse("H4.3", "到货数量必须大于 0", []));
        }
        if part.quantity > line.open() {
            return Err(refuse(
                "H4.3",
                "{code} 只差 {open}{unit} 未到，不能收 {received}。多送的请退回或先改采购单",
                [
                    ("code", line.code.clone()),
                    ("open", line.open().plain()),
                    ("unit", line.unit.clone()),
                    ("received", part.quantity.plain()),
                ],
            ));
        }
    }
    Ok(vec![Fact::Received { on, parts, waybill, proof }])
}

/// Records a first inspection, in part quantities; never more than came.
pub fn inspect(purchase: &Purchase, results: Vec<Inspection>) -> Result<Vec<Fact>, Refusal> {
    if results.is_empty() {
        return Err(refuse("H4.3", "请至少填写一行的检验结果", []));
    }
    for result in &results {
        let line = known(purchase, result.line)?;
        let parts = [result.accepted, result.conceded, result.rejected];
        let sum: Quantity = parts.into_iter().sum();
        if parts.iter().any(|p| p.0 < 0) || !sum.is_some() {
            return Err(refuse("H4.3", "检验数量必须大于 0", []));
        }
        if sum > line.to_inspect() {
            return Err(refuse(
                "H4.3",
                "{code} 待检 {waiting}{unit}，不能检 {inspected}",
                [
                    ("code", line.code.clone()),
                    ("waiting", line.to_inspect().plain()),
                    ("unit", line.unit.clone()),
                    ("inspected", sum.plain()),
                ],
            ));
        }
        if (result.rejected.is_some() || result.conceded.is_some()) && result.reason.trim().is_empty() {
            return Err(refuse("H4.3", "让步或拒收必须写明原因", []));
        }
    }
    Ok(vec![Fact::Inspected { results }])
}

/// Names the order lines that a purchase is for from now on (H4.3).
pub fn repeg(purchase: &Purchase, covers: Vec<(i64, Vec<ForOrder>)>) -> Result<Vec<Fact>, Refusal> {
    open(purchase)?;
    for (number, _) in &covers {
        known(purchase, *number)?;
    }
    Ok(vec![Fact::Repegged { covers }])
}

/// Gives up what has not come.
pub fn cancel(purchase: &Purchase, reason: String) -> Result<Vec<Fact>, Refusal> {
    open(purchase)?;
    if purchase.lines.iter().any(|l| l.to_inspect().is_some()) {
        return Err(refuse("H4.3", "有货待检。请先完成初检再取消", []));
    }
    Ok(vec![Fact::Cancelled { reason }])
}

fn open(purchase: &Purchase) -> Result<(), Refusal> {
    if purchase.is_open() { Ok(()) } else { Err(refuse("H4.3", "采购单已完成或已取消", [])) }
}

fn known(purchase: &Purchase, number: i64) -> Result<&Line, Refusal> {
    purchase
        .line(number)
        .ok_or_else(|| refuse("H4.3", "采购单没有第 {line} 行", [("line", number.to_string())]))
}
