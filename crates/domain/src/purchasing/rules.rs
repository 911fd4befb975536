//! What may happen to a purchase order (H4.2, H4.3).

use jiff::civil::Date;

use super::{Answer, Fact, ForOrder, Promise, Purchase, PurchaseLine};
use crate::ids::{PurchaseId, SupplierId};
use crate::money::other_currency;
use crate::order::Attachment;
use crate::proof::Why;
use crate::refusal::{Refusal, refuse};
use crate::unit;

/// Days after a purchase within which a supplier delivers.
const FURTHEST: i32 = 366;

/// Places a purchase order.
pub fn place(
    id: PurchaseId,
    number: String,
    supplier: (SupplierId, String),
    on: Date,
    lines: Vec<PurchaseLine>,
    quote: Vec<Attachment>,
) -> Result<Vec<Fact>, Refusal> {
    if lines.is_empty() {
        return Err(refuse("H4.2", "采购单没有明细。请至少选择一项", []));
    }
    if lines.iter().any(|l| !l.quantity.is_some()) {
        return Err(refuse("H4.2", "采购数量必须大于 0", []));
    }
    for line in &lines {
        unit::whole("H4.2", &line.code, &line.unit, line.quantity)?;
    }
    if let Some((line, currency)) = other_currency(lines.iter().map(|l| (l.number, *l.unit_cost.open()))) {
        return Err(refuse(
            "H4.2",
            "第 {line} 行的单价是{currency}，与前面的行不同。一张采购单只能用一种货币",
            [("line", line.to_string()), ("currency", currency.name().to_owned())],
        ));
    }
    Ok(vec![Fact::Placed { id, number, supplier: supplier.0, supplier_name: supplier.1, on, lines, quote }])
}

/// Records what the supplier promises (H4.3).
pub fn promise(purchase: &Purchase, promise: Promise, today: Date) -> Result<Vec<Fact>, Refusal> {
    let Promise { dates, channel, note, proof } = promise;
    still_open(purchase)?;
    if dates.is_empty() {
        return Err(refuse("H4.3", "请至少填写一行的承诺到货日期", []));
    }
    for (number, date) in &dates {
        known(purchase, *number)?;
        if *date < purchase.placed_on {
            return Err(refuse("H4.3", "承诺到货日期不能早于下单日期", []));
        }
        // Nobody is reminded before that day: a slip of the year must not make a purchase forgotten.
        if *date > crate::calendar::shift(today, FURTHEST) {
            return Err(refuse(
                "H4.3",
                "承诺到货日期应在今天起 {days} 天以内。请核对年份",
                [("days", FURTHEST.to_string())],
            ));
        }
    }
    Ok(vec![Fact::Promised { dates, channel, note, proof }])
}

/// Records that the supplier was asked.
pub fn chase(purchase: &Purchase, on: Date, answer: Answer) -> Result<Vec<Fact>, Refusal> {
    still_open(purchase)?;
    let Answer { channel, said, proof } = answer;
    Ok(vec![Fact::Chased { on, channel, said, proof }])
}

/// Names the order lines that a purchase is for from now on (H4.3).
pub fn repeg(purchase: &Purchase, covers: Vec<(i64, Vec<ForOrder>)>) -> Result<Vec<Fact>, Refusal> {
    still_open(purchase)?;
    for (number, _) in &covers {
        known(purchase, *number)?;
    }
    Ok(vec![Fact::Repegged { covers }])
}

/// Gives up what has not come.
pub fn cancel(purchase: &Purchase, why: Why) -> Result<Vec<Fact>, Refusal> {
    still_open(purchase)?;
    if purchase.lines.iter().any(|l| l.to_inspect().is_some()) {
        return Err(refuse("H4.3", "有货待检。请先完成初检再取消", []));
    }
    Ok(vec![Fact::Cancelled { reason: why.reason, proof: why.proof }])
}

pub(super) fn still_open(purchase: &Purchase) -> Result<(), Refusal> {
    if purchase.is_open() { Ok(()) } else { Err(refuse("H4.3", "采购单已完成或已取消", [])) }
}

pub(super) fn known(purchase: &Purchase, number: i64) -> Result<&PurchaseLine, Refusal> {
    purchase
        .line(number)
        .ok_or_else(|| refuse("H4.3", "采购单没有第 {line} 行", [("line", number.to_string())]))
}
