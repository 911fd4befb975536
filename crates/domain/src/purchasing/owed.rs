//! What failed or came too much stays owed until it is returned, replaced, or accepted on concession (H4.3).

use jiff::civil::Date;

use super::arrival::{Terms, came, once, sum_of};
use super::rules::known;
use super::{Back, Concession, Fact, Part, Purchase, Replacement, Way};
use crate::refusal::{Refusal, refuse};
use crate::unit;

/// Records what went back to the supplier, or was scrapped with their consent; also of a purchase that was given up.
pub fn send_back(purchase: &Purchase, back: Back, today: Date) -> Result<Vec<Fact>, Refusal> {
    within(purchase, &back.parts)?;
    if back.on > today || back.on < purchase.placed_on {
        return Err(refuse("H4.3", "退货日期应在下单日期与今天之间", []));
    }
    if back.way == Way::Carried && back.waybill.trim().is_empty() {
        return Err(refuse("H4.3", "退回供应商请填退货运单号；供应商自提的填退货单号", []));
    }
    if back.way == Way::Scrapped && back.note.trim().is_empty() {
        return Err(refuse("H4.3", "就地报废请写明供应商谁同意的、怎么算", []));
    }
    Ok(vec![Fact::Returned { back }])
}

/// Records what the supplier brought for goods that failed and took along; it is inspected like all that comes.
pub fn replace(
    purchase: &Purchase,
    replacement: Replacement,
    terms: &Terms,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    if purchase.cancelled.is_some() {
        return Err(refuse("H4.3", "采购单已取消，不再换货。请登记退回", []));
    }
    came(purchase, replacement.on, &replacement.parts, today)?;
    within(purchase, &replacement.parts)?;
    once(purchase, &replacement.waybill, &replacement.again, terms)?;
    for part in &replacement.parts {
        let line = known(purchase, part.line)?;
        let wanted = sum_of(&replacement.parts, part.line);
        if wanted > line.outstanding() {
            return Err(refuse(
                "H4.3",
                "{code} 只差 {open}{unit} 未到，不能换 {wanted}。多出的不合格品请登记退回",
                [
                    ("code", line.code.clone()),
                    ("open", line.outstanding().plain()),
                    ("unit", line.unit.clone()),
                    ("wanted", wanted.plain()),
                ],
            ));
        }
    }
    Ok(vec![Fact::Replaced { replacement }])
}

/// Accepts on concession what had failed: it becomes stock after all.
pub fn concede(purchase: &Purchase, concession: Concession) -> Result<Vec<Fact>, Refusal> {
    within(purchase, &concession.parts)?;
    if concession.reason.trim().is_empty() {
        return Err(refuse("H4.3", "让步接收必须写明原因", []));
    }
    Ok(vec![Fact::Conceded { concession }])
}

/// Something, and of each line no more than is owed.
fn within(purchase: &Purchase, parts: &[Part]) -> Result<(), Refusal> {
    if parts.is_empty() {
        return Err(refuse("H4.3", "请至少填写一行的数量", []));
    }
    for part in parts {
        let line = known(purchase, part.line)?;
        let wanted = sum_of(parts, part.line);
        unit::whole_of("H4.3", &line.code, &line.unit, part.quantity, line.quantity)?;
        if !part.quantity.is_some() {
            return Err(refuse("H4.3", "退换数量必须大于 0", []));
        }
        if wanted > line.owed() {
            return Err(refuse(
                "H4.3",
                "{code} 待退换 {owed}{unit}，不能处理 {wanted}",
                [
                    ("code", line.code.clone()),
                    ("owed", line.owed().plain()),
                    ("unit", line.unit.clone()),
                    ("wanted", wanted.plain()),
                ],
            ));
        }
    }
    Ok(())
}
