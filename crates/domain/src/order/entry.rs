//! The standard order format (H3.1): what was agreed, and how it is written, rewritten, handed in, set right.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attachment, Fact, Order, State};
use crate::confidential::{Confidential, Contact, Price};
use crate::ids::{CustomerId, ItemId, OrderId, PersonId};
use crate::money::{Money, UnitPrice, other_currency};
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};
use crate::terms::Instalment;
use crate::unit;

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// Counters 柜台.
    #[default]
    Counter,
    /// A fit-out project 工程.
    Project,
    /// Parts to complete an earlier order 补件.
    Supplement,
}

crate::choice!(OrderKind {
    Counter = "counter", "柜台";
    Project = "project", "工程";
    Supplement = "supplement", "补件";
});

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Entry {
    /// What is ordered.
    pub kind: OrderKind,
    /// Customer.
    pub customer: CustomerId,
    /// Their name when it was written.
    pub customer_name: String,
    /// Their class.
    pub customer_class: String,
    /// Whether the customer waits to be confirmed (H7.3): the order is not released before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
    /// Order date.
    pub ordered_on: Date,
    /// Start on site, for projects.
    pub start_on: Option<Date>,
    /// The clerk who follows it.
    pub clerk: PersonId,
    /// Their name.
    pub clerk_name: String,
    /// Urgent 急单.
    pub urgent: bool,
    /// Transport mode.
    pub transport: String,
    /// Where it goes.
    pub address: Confidential<Contact, String>,
    /// Whom to ask there.
    pub contact: Confidential<Contact, String>,
    /// Road distance, where known.
    pub distance_km: Option<i64>,
    /// Payment terms as written.
    pub terms: String,
    /// The payment plan that they mean.
    pub plan: Vec<Instalment>,
    /// What the customer is let off (C37).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// By how many percent a line may be delivered over or under what was ordered 溢短装 (C28).
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub tolerance: i64,
    /// Remark.
    pub remark: String,
    /// The order that a supplement completes.
    pub original: String,
    /// Lines, by number.
    pub lines: Vec<OrderLine>,
    /// Lines of an imported sheet that could not be read: the draft is incomplete until they are settled.
    pub faults: Vec<Fault>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
fn is_nothing(n: &i64) -> bool {
    *n == 0
}

/// What the customer is let off of the sum of the lines: 优惠, 抹零 (C37).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Discount {
    /// How much.
    pub amount: Confidential<Price, Money>,
    /// Why.
    pub reason: String,
}

/// One order line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderLine {
    /// Its number.
    pub number: i64,
    /// The item.
    pub item: ItemId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its specification, and what the customer asks for beside it.
    pub specification: String,
    /// How much.
    pub quantity: Quantity,
    /// Of which unit.
    pub unit: String,
    /// Price per unit, tax included.
    pub unit_price: Confidential<Price, UnitPrice>,
    /// Whether nothing is asked for it: a price that was said to be 0, unlike one that was never said (C06).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// When the customer wants it.
    pub wanted_on: Date,
    /// The customer's own order number.
    pub customer_order_no: String,
    /// The name of the drawing: announced until a file of that kind is uploaded.
    pub drawing: String,
    /// Remark.
    pub remark: String,
}

impl OrderLine {
    /// Whether nobody has said what it costs, nor that it is free (C06).
    pub fn is_unpriced(&self) -> bool {
        !self.free && *self.unit_price.open() == UnitPrice::ZERO
    }

    /// Quantity times unit price, rounded to 分.
    pub fn amount(&self) -> Money {
        self.unit_price.open().times(self.quantity)
    }
}

/// A line that could not be read from a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fault {
    /// Its row in the sheet.
    pub row: i64,
    /// What is wrong with it, in Chinese words.
    pub text: String,
    /// The same cell by cell, so that every reader gets it in their language; not kept by earlier versions.
    #[serde(default)]
    pub cells: Vec<FaultCell>,
}

/// A cell that could not be read. Reason and remedy are sentences with their parameters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FaultCell {
    /// Its column, as the sheet calls it; empty where it is about the whole line.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// Why it cannot be read.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// Writes an order down (H3.1).
pub fn enter(
    id: OrderId,
    number: String,
    entry: Entry,
    proof: Vec<Attachment>,
) -> Result<Vec<Fact>, Refusal> {
    check(&entry)?;
    Ok(vec![Fact::Entered { id, number, entry, proof }])
}

/// Writes a draft anew.
pub fn revise(order: &Order, entry: Entry, proof: Vec<Attachment>) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Draft {
        return Err(refuse("H3.8", "订单已提交评审或已下达，不能直接改。请用更正或变更交期", []));
    }
    check(&entry)?;
    Ok(vec![Fact::Revised { entry, proof }])
}

/// Hands a draft in for review (H3.3); `number` is given to an order without one.
pub fn submit(order: &Order, number: impl FnOnce() -> String) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Draft {
        return Err(refuse("H3.3", "订单不是草稿，不能再次提交评审", []));
    }
    if !order.entry.faults.is_empty() {
        let rows: Vec<String> = order.entry.faults.iter().map(|f| f.row.to_string()).collect();
        return Err(refuse(
            "H3.1",
            "导入表第 {rows} 行还没有改好。请先补齐这些行，或在编辑时删除",
            [("rows", rows.join("、"))],
        ));
    }
    if order.entry.lines.is_empty() {
        return Err(refuse("H3.1", "订单没有明细。请先填写至少一行", []));
    }
    let number = if order.number.is_empty() { number() } else { order.number.clone() };
    Ok(vec![Fact::Submitted { number }])
}

/// Sets delivery data right after release; lines, prices and promises change by their own acts.
pub fn correct(order: &Order, entry: Entry, why: Why) -> Result<Vec<Fact>, Refusal> {
    if !matches!(order.state, State::Submitted | State::Released) {
        return Err(refuse("H3.8", "只有评审中或已下达的订单可以更正。草稿请直接编辑", []));
    }
    order.goes_on()?;
    let own = &order.entry;
    // What nobody has said yet is said now; what was reviewed stays.
    let said = |l: &OrderLine| {
        let said = entry.lines.iter().find(|s| s.number == l.number).filter(|_| l.is_unpriced());
        said.map_or_else(|| l.clone(), |s| OrderLine { unit_price: s.unit_price, free: s.free, ..l.clone() })
    };
    let lines = own.lines.iter().map(said).collect();
    let money = if own.plan.is_empty() { &entry } else { own };
    let (terms, plan) = (money.terms.clone(), money.plan.clone());
    let entry = Entry { discount: own.discount.clone(), lines, terms, plan, ..entry };
    if entry == order.entry && why.proof.is_empty() {
        return Err(refuse("H3.8", "没有改动。请改好资料再提交，或取消", []));
    }
    Ok(vec![Fact::Corrected { entry, reason: why.reason, files: why.proof }])
}

fn check(entry: &Entry) -> Result<(), Refusal> {
    let mut numbers: Vec<i64> = entry.lines.iter().map(|l| l.number).collect();
    numbers.sort_unstable();
    if let Some([twice, _]) =
        numbers.windows(2).find(|w| w.first() == w.last()).and_then(|w| <[i64; 2]>::try_from(w).ok())
    {
        return Err(refuse(
            "H3.1",
            "行号 {line} 出现了两次。请改成不同的行号",
            [("line", twice.to_string())],
        ));
    }
    one_currency(&entry.lines)?;
    lines(entry)?;
    if let Some(discount) = &entry.discount {
        let gross: Money = entry.lines.iter().map(OrderLine::amount).sum();
        if *discount.amount.open() > gross || *discount.amount.open() < Money::ZERO {
            return Err(refuse("H3.1", "优惠应在 0 到明细合计之间", []));
        }
        if discount.amount.open().is_some() && discount.reason.trim().is_empty() {
            return Err(refuse("H2.1", "请写明优惠的原因", []));
        }
    }
    Ok(())
}

/// What each line must be: only what is within its bounds is summed.
fn lines(entry: &Entry) -> Result<(), Refusal> {
    for line in &entry.lines {
        if !line.quantity.is_some() {
            return Err(refuse("H3.1", "第 {line} 行数量必须大于 0", [("line", line.number.to_string())]));
        }
        unit::whole("H3.1", &line.code, &line.unit, line.quantity)?;
        if line.unit_price.open().is_negative() {
            return Err(refuse("H3.1", "第 {line} 行单价不能为负", [("line", line.number.to_string())]));
        }
        if line.unit_price.open().times_within(line.quantity).is_none() {
            return Err(refuse(
                "H3.1",
                "第 {line} 行的数量 × 单价超过上限 {most} 元。请核对数量和单价",
                [("line", line.number.to_string()), ("most", Money::MOST.plain())],
            ));
        }
        if line.wanted_on < entry.ordered_on {
            return Err(refuse(
                "H3.7",
                "第 {line} 行交货日期早于下单日期。请核对日期",
                [("line", line.number.to_string())],
            ));
        }
    }
    Ok(())
}

/// An order has one currency (ADR 0018): mixed ones are refused where they are written, so that no sum meets them.
fn one_currency(lines: &[OrderLine]) -> Result<(), Refusal> {
    match other_currency(lines.iter().map(|line| (line.number, *line.unit_price.open()))) {
        None => Ok(()),
        Some((line, currency)) => Err(refuse(
            "H3.1",
            "第 {line} 行的单价是{currency}，与前面的行不同。一张订单只能用一种货币",
            [("line", line.to_string()), ("currency", currency.name().to_owned())],
        )),
    }
}
