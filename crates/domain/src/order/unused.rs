//! Parts that were issued for what is not made any more (H4.2): they lie with production until they are back in stock, or
//! until somebody says what became of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Order, Reservation};
use crate::ids::ItemId;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// What a line needed of a part that was issued for it, when less of the line was wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much of the part …
    pub required: Quantity,
    /// … so many of the line needed.
    pub whole: Quantity,
    /// When less was wanted.
    pub on: Date,
}

/// Parts go back into stock from production; `unused` is what lies there. What became of the rest is said.
pub fn return_material(
    line: i64,
    unused: &[Reservation],
    returned: Vec<Reservation>,
    why: Why,
) -> Result<Vec<Fact>, Refusal> {
    if unused.is_empty() {
        return Err(refuse("H4.2", "没有要退的料", []));
    }
    let lies = |part: &Reservation| {
        unused.iter().find(|u| u.item == part.item).map_or(Quantity::ZERO, |u| u.quantity)
    };
    if let Some(part) = returned.iter().find(|r| r.line != line || r.quantity > lies(r)) {
        return Err(refuse("H4.2", "最多退 {left}", [("left", lies(part).plain())]));
    }
    let back = |part: &Reservation| -> Quantity {
        returned.iter().filter(|r| r.item == part.item).map(|r| r.quantity).sum()
    };
    let Why { reason, proof } = why;
    if unused.iter().any(|part| back(part) < part.quantity) && reason.trim().is_empty() {
        return Err(refuse("H2.1", "没有全部退回，请写明其余的料怎么了", []));
    }
    let returned = returned.into_iter().filter(|r| r.quantity.is_some()).collect();
    Ok(vec![Fact::MaterialReturned { line, returned, settled: true, note: reason, proof }])
}

/// The issue of parts of lines that ended was taken back: never more than production still has of them.
pub fn take_issue_back(order: &Order, parts: Vec<Reservation>) -> Result<Vec<Fact>, Refusal> {
    let mut lines: BTreeMap<i64, Vec<Reservation>> = BTreeMap::new();
    for part in parts {
        let need = order.needs.0.iter().find(|n| (n.line, n.item) == (part.line, part.item));
        let drawn = need.map_or(Quantity::ZERO, |n| n.drawn);
        if part.quantity > drawn {
            return Err(refuse(
                "H4.2",
                "领走的料只剩 {left} 没有退回，不能冲销 {wanted}",
                [("left", drawn.plain()), ("wanted", part.quantity.plain())],
            ));
        }
        lines.entry(part.line).or_default().push(part);
    }
    let fact = |(line, returned)| Fact::MaterialReturned {
        line,
        returned,
        settled: false,
        note: String::new(),
        proof: Vec::new(),
    };
    Ok(lines.into_iter().map(fact).collect())
}

impl Order {
    /// What was issued for a line that ended early and is not used: `done` of the line was made or spoiled.
    pub fn unused(&self, line: i64, done: Quantity) -> Vec<Reservation> {
        // Of a line that goes on, what is still wanted uses its parts.
        let wanted = if self.is_open() { self.made_in_all(line).max(done) } else { done };
        let own = self.ended.iter().filter(|e| e.line == line);
        let lies = |ended: &Ended| {
            let need = self.needs.0.iter().find(|n| (n.line, n.item) == (line, ended.item))?;
            let used = ended.required.share(wanted.0, ended.whole.0);
            let quantity = used.short_of(need.drawn);
            quantity.is_some().then_some(Reservation { line, item: ended.item, quantity })
        };
        own.filter_map(lies).collect()
    }

    /// Whether a line ended early, with parts issued for it.
    pub fn has_ended(&self, line: i64) -> bool {
        self.ended.iter().any(|e| e.line == line)
    }

    /// Keeps what the lines needed, before less of them is wanted.
    pub(super) fn end(&mut self, line: i64, on: Date) {
        let whole = self.made_in_all(line);
        let stocked = self.stock_need(line).map(|n| n.item);
        let issued =
            self.needs.0.iter().filter(|n| n.line == line && Some(n.item) != stocked && n.drawn.is_some());
        for need in issued {
            if !self.ended.iter().any(|e| (e.line, e.item) == (line, need.item)) {
                let (item, required) = (need.item, need.required);
                self.ended.push(Ended { line, item, required, whole, on });
            }
        }
    }

    pub(super) fn take_material(&mut self, line: i64, returned: &[Reservation], settled: bool) {
        for part in returned {
            if let Some(need) = self.needs.0.iter_mut().find(|n| (n.line, n.item) == (line, part.item)) {
                need.drawn = need.drawn.minus(part.quantity);
                need.required = need.required.minus(part.quantity);
            }
        }
        if settled {
            self.ended.retain(|e| e.line != line);
        }
    }
}
