//! Goods that come and are looked at (H4.3): a delivery note once (C19), a little more than was ordered (C10).

use jiff::civil::Date;

use super::rules::{known, still_open};
use super::{Fact, Inspection, Part, Purchase, PurchaseLine, Receipt, Surplus};
use crate::quantity::{Quantity, same_number};
use crate::refusal::{Refusal, refuse};
use crate::unit;

/// By what goods are received from a supplier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// How much more than ordered is taken without a word, in percent of the line (C10).
    pub tolerance: i64,
    /// Numbers of the supplier's other purchases on which the same delivery note is booked (C19).
    pub noted: Vec<String>,
}

/// Books goods that came; they are not stock before they are inspected (H4.3).
pub fn receive(
    purchase: &Purchase,
    receipt: Receipt,
    terms: &Terms,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    still_open(purchase)?;
    came(purchase, receipt.on, &receipt.parts, today)?;
    once(purchase, &receipt.waybill, &receipt.again, terms)?;
    let mut surplus = Vec::new();
    for part in &receipt.parts {
        let line = known(purchase, part.line)?;
        // A line that is named twice is summed before it is compared (C36).
        let wanted = sum_of(&receipt.parts, part.line);
        if !surplus.iter().any(|s: &Surplus| s.line == part.line) {
            surplus.extend(beyond(line, wanted, &receipt, terms.tolerance)?);
        }
    }
    if receipt.fate.is_some() && surplus.is_empty() {
        return Err(refuse("H4.3", "到货没有超过订货数量，不用选多到的怎么办", []));
    }
    let Receipt { on, parts, waybill, again, proof, .. } = receipt;
    Ok(vec![Fact::Received { on, parts, waybill, again, surplus, proof }])
}

/// What of a line comes beyond the order, where somebody says what happens to it. A little more is kept without a word.
fn beyond(
    line: &PurchaseLine,
    wanted: Quantity,
    receipt: &Receipt,
    tolerance: i64,
) -> Result<Option<Surplus>, Refusal> {
    let total = line.kept().plus(wanted);
    let over = line.quantity.short_of(total);
    if let Some(fate) = receipt.fate.filter(|_| over.is_some()) {
        if receipt.more.trim().is_empty() {
            return Err(refuse(
                "H4.3",
                "{code} 到货超过订货数量，请写明多到的原因",
                [("code", line.code.clone())],
            ));
        }
        let (quantity, reason) = (over.min(wanted), receipt.more.clone());
        return Ok(Some(Surplus { line: line.number, quantity, fate, reason }));
    }
    if over > line.quantity.share(tolerance, 100) {
        return Err(refuse(
            "H4.3",
            "{code} 订 {ordered}{unit}，连这次共到 {total}，超过 {percent}% 的允差。请写明多到的原因，并选多到的怎么办：免费留用、付款留用或退回",
            [
                ("code", line.code.clone()),
                ("ordered", line.quantity.plain()),
                ("unit", line.unit.clone()),
                ("total", total.plain()),
                ("percent", tolerance.to_string()),
            ],
        ));
    }
    Ok(None)
}

/// Something came, not after today.
pub(super) fn came(purchase: &Purchase, on: Date, parts: &[Part], today: Date) -> Result<(), Refusal> {
    if on > today {
        return Err(refuse("H4.3", "到货日期不能在今天之后", []));
    }
    if on < purchase.placed_on {
        return Err(refuse(
            "H4.3",
            "到货日期 {on} 早于下单日期 {placed}，请核对日期",
            [("on", on.to_string()), ("placed", purchase.placed_on.to_string())],
        ));
    }
    if parts.is_empty() {
        return Err(refuse("H4.3", "请至少填写一行的到货数量", []));
    }
    for part in parts {
        let line = known(purchase, part.line)?;
        unit::whole_of("H4.3", &line.code, &line.unit, part.quantity, line.quantity)?;
        if !part.quantity.is_some() {
            return Err(refuse("H4.3", "到货数量必须大于 0", []));
        }
    }
    Ok(())
}

/// A delivery note of a supplier is booked once, or again with a reason (C19).
pub(super) fn once(purchase: &Purchase, waybill: &str, again: &str, terms: &Terms) -> Result<(), Refusal> {
    if waybill.is_empty() || !again.trim().is_empty() {
        return Ok(());
    }
    if purchase.waybills.iter().any(|known| same_number(known, waybill)) {
        return Err(refuse(
            "H4.3",
            "送货单 {waybill} 已经登记过到货。确实又来了一批，请写明重复登记的原因",
            [("waybill", waybill.to_owned())],
        ));
    }
    match terms.noted.first() {
        None => Ok(()),
        Some(number) => Err(refuse(
            "H4.3",
            "送货单 {waybill} 已在采购单 {number} 登记过到货。一张送货单送了两张采购单的货，或确实又来了一批，请写明重复登记的原因",
            [("waybill", waybill.to_owned()), ("number", number.clone())],
        )),
    }
}

/// What `parts` have of a line.
pub(super) fn sum_of(parts: &[Part], line: i64) -> Quantity {
    parts.iter().filter(|p| p.line == line).map(|p| p.quantity).sum()
}

/// Records a first inspection, in part quantities; never more than came.
pub fn inspect(purchase: &Purchase, results: Vec<Inspection>) -> Result<Vec<Fact>, Refusal> {
    if results.is_empty() {
        return Err(refuse("H4.3", "请至少填写一行的检验结果", []));
    }
    for result in &results {
        let line = known(purchase, result.line)?;
        let parts = [result.accepted, result.conceded, result.rejected];
        for quantity in parts {
            unit::whole_of("H4.3", &line.code, &line.unit, quantity, line.quantity)?;
        }
        let looked_at = |r: &Inspection| r.accepted.plus(r.conceded).plus(r.rejected);
        let sum: Quantity = results.iter().filter(|r| r.line == result.line).map(looked_at).sum();
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
