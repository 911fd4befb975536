//! Parts that were issued for what is not made any more (H4.2): they lie with production until they are back in stock, or
//! until somebody says what became of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Need, Order, Reservation, State};
use crate::ids::ItemId;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// What a line needed of a part that was issued for it, when less of the line was wanted for the first time. The proportion
/// of the two stays, whatever is wanted of the line later.
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
    /// When less was wanted, for the last time.
    pub on: Date,
}

/// Pieces of a line that were spoiled and are made again of new material (H4.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoiled {
    /// The line.
    pub line: i64,
    /// How many; negative where it was taken back.
    pub quantity: Quantity,
}

/// What became of a part that lay with production; what is neither back nor lost lies there still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returning {
    /// The part.
    pub item: ItemId,
    /// What is back in stock.
    pub returned: Quantity,
    /// What is gone.
    pub lost: Quantity,
}

/// The issue of parts that is taken back: what is set aside again, and what is free.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// Still needed.
    pub again: Vec<Reservation>,
    /// Not needed any more.
    pub free: Vec<Reservation>,
}

/// Parts go back into stock from production, or are lost, and why is said; `unused` is what lies there.
pub fn return_material(
    line: i64,
    unused: &[Reservation],
    named: &[Returning],
    why: Why,
) -> Result<Vec<Fact>, Refusal> {
    if unused.is_empty() {
        return Err(refuse("H4.2", "没有要退的料", []));
    }
    let Why { reason, proof } = why;
    let parts = |quantity: &dyn Fn(&Returning) -> Quantity| -> Vec<Reservation> {
        let part = |n: &Returning| Reservation { line, item: n.item, quantity: quantity(n) };
        named.iter().map(part).filter(|part| part.quantity.is_some()).collect()
    };
    let (returned, lost) = (parts(&|n| n.returned), parts(&|n| n.lost));
    let both: Vec<Reservation> = returned.iter().chain(&lost).cloned().collect();
    for ((_, item), quantity) in summed(&both) {
        let lies = unused.iter().find(|u| u.item == item).map_or(Quantity::ZERO, |u| u.quantity);
        if quantity > lies {
            return Err(refuse("H4.2", "退回和损耗合计最多 {left}", [("left", lies.plain())]));
        }
    }
    if both.is_empty() {
        return Err(refuse("H4.2", "请至少填一种料", []));
    }
    if !lost.is_empty() && reason.trim().is_empty() {
        return Err(refuse("H2.1", "请写明损耗的料怎么了", []));
    }
    Ok(vec![Fact::MaterialReturned { line, returned, lost, note: reason, proof }])
}

/// The issue of `parts` is taken back: what is still needed of them is set aside again, what is `unused` is free. Never more
/// than production still has.
pub fn take_issue_back(
    order: &Order,
    parts: &[Reservation],
    unused: &[Reservation],
) -> Result<TakenBack, Refusal> {
    let mut back = TakenBack::default();
    for ((line, item), quantity) in summed(parts) {
        let need = order.needs.0.iter().find(|n| (n.line, n.item) == (line, item));
        let drawn = need.map_or(Quantity::ZERO, |n| n.drawn);
        if quantity > drawn {
            return Err(refuse(
                "H4.2",
                "领走的料只剩 {left} 没有退回，不能冲销 {wanted}",
                [("left", drawn.plain()), ("wanted", quantity.plain())],
            ));
        }
        let lies = unused.iter().find(|u| (u.line, u.item) == (line, item)).map(|u| u.quantity);
        let free = match order.state {
            State::Released => quantity.min(lies.unwrap_or_default()),
            _ => quantity,
        };
        let part = |quantity: Quantity| quantity.is_some().then_some(Reservation { line, item, quantity });
        back.again.extend(part(quantity.minus(free)));
        back.free.extend(part(free));
    }
    Ok(back)
}

/// Parts that came back, without a word about others, by line; negative where that was taken back.
pub fn came_back(parts: Vec<Reservation>) -> Vec<Fact> {
    let mut lines: BTreeMap<i64, Vec<Reservation>> = BTreeMap::new();
    for part in parts {
        lines.entry(part.line).or_default().push(part);
    }
    let fact = |(line, returned)| Fact::MaterialReturned {
        line,
        returned,
        lost: Vec::new(),
        note: String::new(),
        proof: Vec::new(),
    };
    lines.into_iter().map(fact).collect()
}

fn summed(parts: &[Reservation]) -> BTreeMap<(i64, ItemId), Quantity> {
    let mut sums: BTreeMap<(i64, ItemId), Quantity> = BTreeMap::new();
    for part in parts {
        let sum = sums.entry((part.line, part.item)).or_default();
        *sum = sum.plus(part.quantity);
    }
    sums
}

impl Order {
    /// The pieces of a line that its needs are for: what is made of it in all, and once more what was spoiled; not what it
    /// rose by because more was there (C28).
    pub fn pieces(&self, line: i64) -> Quantity {
        let spoiled = self.spoiled.iter().filter(|s| s.line == line).map(|s| s.quantity).sum();
        self.made_in_all(line).plus(spoiled).minus(self.rose(line))
    }

    /// What a line rose by because the customer has it and pays it (C28).
    pub fn rose(&self, line: i64) -> Quantity {
        self.settled_lines.iter().filter(|s| s.line == line).map(|s| s.from.short_of(s.to)).sum()
    }

    /// What was issued for a line of which less is wanted than was, and is not used: `done` of the line was made or
    /// spoiled.
    pub fn unused(&self, line: i64, done: Quantity) -> Vec<Reservation> {
        // What is still wanted uses its parts.
        let wanted = if self.state == State::Released { self.pieces(line).max(done) } else { done };
        let own = self.ended.iter().filter(|e| e.line == line);
        let lies = |ended: &Ended| {
            let need = self.needs.0.iter().find(|n| (n.line, n.item) == (line, ended.item))?;
            let used = ended.required.share(wanted.0, ended.whole.0);
            let quantity = used.short_of(need.drawn);
            quantity.is_some().then_some(Reservation { line, item: ended.item, quantity })
        };
        own.filter_map(lies).collect()
    }

    /// What is set aside for a line and went into what was begun of it, `begun` in all: nobody said that production took it.
    pub fn used_unissued(&self, line: i64, begun: Quantity) -> Vec<Reservation> {
        let within = |need: &Need| {
            let (whole, required) = self.proportion(need);
            required.share(begun.0, whole.0).minus(need.drawn)
        };
        let held = self.to_issue(line).into_iter().filter_map(|held| {
            let need = self.needs.0.iter().find(|n| (n.line, n.item) == (line, held.item))?;
            Some(Reservation { quantity: within(need).min(held.quantity), ..held })
        });
        held.filter(|part| part.quantity.is_some()).collect()
    }

    /// The pieces that what was drawn of a need suffices for.
    pub fn pieces_of(&self, need: &Need) -> Quantity {
        let (whole, required) = self.proportion(need);
        whole.share(need.drawn.0, required.0)
    }

    /// So many pieces need so much of a part.
    fn proportion(&self, need: &Need) -> (Quantity, Quantity) {
        let kept = self.ended.iter().find(|e| (e.line, e.item) == (need.line, need.item));
        kept.map_or((self.pieces(need.line), need.required), |e| (e.whole, e.required))
    }

    /// Keeps what a line needs, before less of it is wanted.
    pub(super) fn end(&mut self, line: i64, on: Date) {
        let whole = self.pieces(line);
        let stocked = self.stock_need(line).map(|n| n.item);
        let issued =
            self.needs.0.iter().filter(|n| n.line == line && Some(n.item) != stocked && n.drawn.is_some());
        for need in issued {
            if let Some(ended) = self.ended.iter_mut().find(|e| (e.line, e.item) == (line, need.item)) {
                ended.on = on;
            } else {
                let (item, required) = (need.item, need.required);
                self.ended.push(Ended { line, item, required, whole, on });
            }
        }
    }

    /// Parts left production: back into stock, or lost.
    pub(super) fn take_material(&mut self, gone: &[Reservation]) {
        for part in gone {
            if let Some(need) = self.needs.0.iter_mut().find(|n| (n.line, n.item) == (part.line, part.item)) {
                need.drawn = need.drawn.minus(part.quantity);
                need.required = need.required.minus(part.quantity);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h4_2_of_what_lies_in_the_workshop_each_part_is_back_lost_or_still_there() {
        let item = ItemId::default();
        let lies = [Reservation { line: 1, item, quantity: Quantity::whole(5) }];
        let say = |returned: i32, lost: i32, why: &str| {
            let (returned, lost) = (Quantity::whole(returned), Quantity::whole(lost));
            return_material(1, &lies, &[Returning { item, returned, lost }], why.into())
        };
        assert!(say(0, 0, "").is_err(), "nothing is said");
        assert!(say(4, 2, "裁了").is_err(), "more than lies there");
        assert_eq!(say(2, 1, " ").unwrap_err().handbook, "H2.1");
        assert!(return_material(1, &[], &[], "".into()).is_err(), "nothing lies there");
        let said = say(2, 1, "裁了").unwrap();
        let [Fact::MaterialReturned { returned, lost, .. }] = said.as_slice() else { panic!("one fact") };
        let sum = |all: &[Reservation]| -> Quantity { all.iter().map(|r| r.quantity).sum() };
        assert_eq!(
            (sum(returned), sum(lost)),
            (Quantity::whole(2), Quantity::whole(1)),
            "two are still there"
        );
    }
}
