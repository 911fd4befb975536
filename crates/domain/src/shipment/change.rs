//! A shipment that waits leaves on another day, or with less or more on it (H6.1).

use jiff::civil::Date;

use super::dispatch::{running, waiting};
use super::{Fact, Part, Shipment, in_whole_units};
use crate::order::Order;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// What is changed of a shipment that has not left (H6.1): the day, or what is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The planned day.
    pub ship_on: Date,
    /// What is on it; a line of nothing goes off it.
    pub parts: Vec<Part>,
}

/// Changes a shipment that has not left; `free` is what of a line is on no shipment and has not left. The receiver is asked
/// again: another day or quantity is not what they confirmed.
pub fn change(
    shipment: &Shipment,
    order: &Order,
    change: Change,
    free: &dyn Fn(i64) -> Quantity,
    why: Why,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    waiting(shipment)?;
    running(order)?;
    let Change { ship_on, mut parts } = change;
    if parts.iter().any(|part| part.quantity.0 < 0) {
        return Err(refuse("H6.1", "发货数量不能为负", []));
    }
    parts.retain(|part| part.quantity.is_some());
    if parts.is_empty() {
        return Err(refuse("H6.1", "什么都不发的，请取消发货单", []));
    }
    if ship_on == shipment.ship_on && parts == shipment.parts {
        return Err(refuse("H6.1", "日期和数量都没有变", []));
    }
    if ship_on < today && ship_on != shipment.ship_on {
        return Err(refuse("H6.1", "新的发货日期 {on} 已经过去", [("on", ship_on.to_string())]));
    }
    let before = |line: i64| shipment.sent(line);
    in_whole_units("H6.1", order, &parts, &before)?;
    for part in &parts {
        let wanted: Quantity = parts.iter().filter(|p| p.line == part.line).map(|p| p.quantity).sum();
        let most = shipment.sent(part.line).plus(free(part.line));
        if wanted > most {
            return Err(refuse(
                "H6.1",
                "第 {line} 行最多 {left}，不能发 {quantity}",
                [("line", part.line.to_string()), ("left", most.plain()), ("quantity", wanted.plain())],
            ));
        }
    }
    if why.reason.trim().is_empty() {
        return Err(refuse("H2.1", "请写明为什么改发货单", []));
    }
    Ok(vec![Fact::Changed { ship_on, parts, reason: why.reason, proof: why.proof }])
}
