//! Goods that were missing at arrival are found again (C20): at the receiver's, or they come back to us.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Part, Settlement, Shipment};
use crate::order::Attachment;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// Where goods turned up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// The receiver has them after all.
    Receiver,
    /// They came back to us and can leave again.
    House,
}

crate::choice!(Whereabouts {
    Receiver = "receiver", "已送到收货人";
    House = "house", "退回我们这里";
});

/// Goods that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Day.
    pub on: Date,
    /// How much per line.
    pub parts: Vec<Part>,
    /// Of that, what turned up although its replacement has left: nothing less is sent for it. At the receiver's it is
    /// beyond what was sent, and settled as such.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spare: Vec<Part>,
    /// Of what came back to us, what had come beyond what was sent; not kept by earlier versions, of which all is that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Vec<Part>>,
    /// Where.
    pub place: Whereabouts,
    /// Who says so, and how it came.
    pub note: String,
    /// What proves it (H2.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<Attachment>,
}

/// Records that missing goods were found. `unplanned` is what of a line is neither sent nor on a prepared shipment, and
/// `waits` whether a prepared one has not left: a replacement that is on its way makes what is found too much.
pub fn find(
    shipment: &Shipment,
    mut found: Found,
    unplanned: &dyn Fn(i64) -> Quantity,
    waits: &dyn Fn(i64) -> bool,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    let Some(arrival) = &shipment.arrival else {
        return Err(refuse("H6.6", "货还没有到，请登记到货", []));
    };
    if found.on > today || found.on < arrival.on {
        let on = arrival.on.to_string();
        return Err(refuse("H6.6", "找回日期应在到货日期 {on} 之后、今天之前", [("on", on)]));
    }
    if found.note.trim().is_empty() {
        return Err(refuse("H6.6", "请写明货在哪里找到、谁说的", []));
    }
    let ended = matches!(shipment.settled, Some(Settlement::Credited | Settlement::AsIs));
    if ended && !shipment.awaits_return() {
        return Err(refuse(
            "H6.6",
            "差异已按扣减货款或客户接受处理。找回的货退回我们的，请由仓库登记入库；客户留下的，请登记到款或与客户另订补件",
            [],
        ));
    }
    if !found.parts.iter().any(|p| p.quantity.is_some()) {
        return Err(refuse("H6.6", "请至少填写一行的找回数量", []));
    }
    let mut returned = Vec::new();
    for part in &found.parts.clone() {
        let quantity: Quantity = found.parts.iter().filter(|p| p.line == part.line).map(|p| p.quantity).sum();
        let missing = if ended { Quantity::ZERO } else { shipment.never_came(part.line) };
        let to_return =
            if found.place == Whereabouts::House { shipment.to_return(part.line) } else { Quantity::ZERO };
        let missing = missing.plus(to_return);
        if part.quantity.0 < 0 || quantity > missing {
            return Err(refuse(
                "H6.6",
                "第 {line} 行少了或待退回 {missing}，找回不能更多",
                [("line", part.line.to_string()), ("missing", missing.plain())],
            ));
        }
        let back = quantity.min(to_return);
        let known = returned.iter().any(|p: &Part| p.line == part.line);
        if back.is_some() && !known {
            returned.push(Part { line: part.line, quantity: back });
        }
        let spare = unplanned(part.line).short_of(quantity.minus(back));
        if shipment.settled == Some(Settlement::Replaced) && spare.is_some() {
            if waits(part.line) {
                let params = [("line", part.line.to_string())];
                return Err(refuse(
                    "H6.6",
                    "第 {line} 行的补发已经安排，还没有发出。请先取消那张发货单",
                    params,
                ));
            }
            if found.spare.iter().all(|p| p.line != part.line) {
                found.spare.push(Part { line: part.line, quantity: spare });
            }
        }
    }
    found.back = Some(returned);
    Ok(vec![Fact::Found { found }])
}

/// What becomes of goods that came back and leave for nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PutAway {
    /// Into stock.
    pub parts: Vec<Part>,
    /// Not into stock: broken, or never taken out of it.
    pub left_out: Vec<Part>,
}

/// Goods that came back are put away (H7.2); `lying` is what has come back and leaves for nobody. What does not go into stock
/// says why.
pub fn put_away(lying: &[Part], put: PutAway, why: Why) -> Result<Vec<Fact>, Refusal> {
    let PutAway { parts, left_out } = put;
    let both: Vec<&Part> = parts.iter().chain(&left_out).collect();
    if !both.iter().any(|p| p.quantity.is_some()) {
        return Err(refuse("H7.2", "请至少填写一行的数量", []));
    }
    for part in &both {
        let left: Quantity = lying.iter().filter(|p| p.line == part.line).map(|p| p.quantity).sum();
        let wanted: Quantity = both.iter().filter(|p| p.line == part.line).map(|p| p.quantity).sum();
        if part.quantity.0 < 0 || wanted > left {
            let params = [("line", part.line.to_string()), ("left", left.plain())];
            return Err(refuse("H7.2", "第 {line} 行退回的货只有 {left} 没有处理", params));
        }
    }
    let Why { reason, proof } = why;
    if !left_out.is_empty() && reason.trim().is_empty() {
        return Err(refuse("H2.1", "不入库的请写明原因：坏了，或账上本来就有", []));
    }
    Ok(vec![Fact::Stocked { parts, left_out, note: reason, proof }])
}
