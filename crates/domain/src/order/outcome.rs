//! When a line is not delivered as it was ordered: what was lost is sent again (C20), a line ends at what was delivered
//! (C11), or at more (C28).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, LineProgress, Need, Order, State};
use crate::history::Packed;
use crate::money::Money;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};
use crate::shipment::Source;

/// Goods of a line that are sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacing {
    /// The line.
    pub line: i64,
    /// How much.
    pub quantity: Quantity,
    /// When the customer has them (H6.6).
    pub by: Date,
    /// Where they come from.
    pub source: Source,
}

/// So much more of a line than was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rise {
    /// The line.
    pub line: i64,
    /// How much.
    pub quantity: Quantity,
    /// Since when.
    pub on: Date,
}

/// A line that ended at another quantity than was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledLine {
    /// The line.
    pub line: i64,
    /// How much was wanted.
    pub from: Quantity,
    /// How much was delivered.
    pub to: Quantity,
}

/// Sends lost goods again: what they need is made or set aside first. `fresh` is that, with what could be set aside.
pub fn replace(order: &Order, again: Vec<Replacing>, fresh: Vec<Need>) -> Vec<Fact> {
    let replacing = order.replacing.iter().cloned().chain(again).collect();
    vec![Fact::Replacing { replacing, needs: Packed(with(order, fresh)) }]
}

/// Pieces of a line were spoiled and need their material again (H4.4): `fresh`, with what could be set aside.
pub fn add_material(order: &Order, line: i64, spoiled: Quantity, fresh: Vec<Need>) -> Vec<Fact> {
    vec![Fact::MaterialAdded { line, spoiled, needs: Packed(with(order, fresh)) }]
}

/// Spoilage was taken back (H4.4): `less` is not needed after all, as far as it was not drawn.
pub fn take_material_back(order: &Order, line: i64, spoiled: Quantity, less: &[Need]) -> Vec<Fact> {
    let mut needs = order.needs.0.clone();
    for less in less {
        if let Some(own) = needs.iter_mut().find(|n| (n.line, n.item) == (less.line, less.item)) {
            own.required = own.required.minus(less.required).max(own.drawn);
            own.reserved = own.reserved.min(own.required.minus(own.drawn));
        }
    }
    vec![Fact::MaterialAdded { line, spoiled, needs: Packed(needs) }]
}

/// All needs of an order, and `fresh` beside them.
fn with(order: &Order, fresh: Vec<Need>) -> Vec<Need> {
    let mut needs = order.needs.0.clone();
    for need in fresh {
        match needs.iter_mut().find(|n| (n.line, n.item) == (need.line, need.item)) {
            Some(own) => {
                own.need_by =
                    if own.short().is_some() { own.need_by.min(need.need_by) } else { need.need_by };
                own.required = own.required.plus(need.required);
                own.reserved = own.reserved.plus(need.reserved);
            }
            None => needs.push(need),
        }
    }
    needs
}

/// Less is sent again than was promised: `found` of a line turned up. Also how much less of each line is made for it.
pub fn replaced_less(order: &Order, found: &[(i64, Quantity)]) -> (Vec<(i64, Quantity)>, Vec<Fact>) {
    let mut replacing = order.replacing.clone();
    let mut needs = order.needs.0.clone();
    let mut unmade = Vec::new();
    for (line, found) in found {
        let (mut left, mut made) = (*found, Quantity::ZERO);
        for again in replacing.iter_mut().rev().filter(|r| r.line == *line) {
            let less = again.quantity.min(left);
            again.quantity = again.quantity.minus(less);
            left = left.minus(less);
            if again.source == Source::Made || order.stock_need(*line).is_none() {
                made = made.plus(less);
            } else {
                lessen_stock(order, &mut needs, *line, less);
            }
        }
        lessen(order, &mut needs, *line, made);
        unmade.push((*line, made));
    }
    replacing.retain(|r| r.quantity.is_some());
    (unmade, vec![Fact::Replacing { replacing, needs: Packed(needs) }])
}

/// Ends lines at what was delivered: the customer takes no more (C11). Within what the contract lets differ it is the
/// clerk's, beyond it for who may give up an order (H1.2): `may_beyond`.
pub fn settle_lines(
    order: &Order,
    lines: &[i64],
    progress: &dyn Fn(i64) -> LineProgress,
    waiting: &dyn Fn(i64) -> Option<String>,
    may_beyond: bool,
    why: Why,
) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Released {
        return Err(refuse("H3.8", "只有已下达的订单可以按实发结清", []));
    }
    order.goes_on()?;
    if why.reason.trim().is_empty() {
        return Err(refuse("H2.1", "请写明为什么不再发其余的货", []));
    }
    if lines.is_empty() {
        return Err(refuse("H3.8", "请至少选择一行", []));
    }
    let mut settled = Vec::new();
    for number in lines {
        let line = order
            .line(*number)
            .ok_or_else(|| refuse("H3.8", "订单没有第 {line} 行", [("line", number.to_string())]))?;
        if let Some(shipment) = waiting(*number) {
            return Err(refuse(
                "H3.8",
                "第 {line} 行还有货在发货单 {shipment} 上没有发出。请先发货或取消发货单",
                [("line", number.to_string()), ("shipment", shipment)],
            ));
        }
        let shipped = progress(*number).shipped;
        if shipped >= line.quantity {
            return Err(refuse("H3.8", "第 {line} 行已经全部发出", [("line", number.to_string())]));
        }
        if shipped < line.quantity.minus(order.tolerance(*number)) && !may_beyond {
            return Err(refuse(
                "H1.2",
                "第 {line} 行少发的超过合同允许的溢短装，要由部门领导结清",
                [("line", number.to_string())],
            ));
        }
        settled.push(SettledLine { line: *number, from: line.quantity, to: shipped });
    }
    let ends_at_nothing = |line: &super::OrderLine| {
        settled.iter().find(|s| s.line == line.number).map_or(line.quantity, |s| s.to) == Quantity::ZERO
    };
    if order.entry.lines.iter().all(ends_at_nothing) {
        return Err(refuse("H3.8", "什么都没有发出，请取消订单", []));
    }
    let mut needs = order.needs.0.clone();
    for s in &settled {
        let less = s.from.minus(s.to);
        // What replaces lost goods from stock and has not left is not wanted first.
        let stocked = lessen_stock(order, &mut needs, s.line, less);
        lessen(order, &mut needs, s.line, less.minus(stocked));
    }
    let Why { reason, proof } = why;
    Ok(vec![Fact::LinesSettled { lines: settled, needs: Packed(needs), reason, proof }])
}

/// Ends lines at more than was ordered, because the customer has it and pays it (C28).
pub fn raise_lines(order: &Order, delivered: &[(i64, Quantity)], reason: &str) -> Vec<Fact> {
    let over = |(number, to): &(i64, Quantity)| {
        let from = order.line(*number)?.quantity;
        (*to > from).then_some(SettledLine { line: *number, from, to: *to })
    };
    let lines: Vec<SettledLine> = delivered.iter().filter_map(over).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Fact::LinesSettled {
        lines,
        needs: order.needs.clone(),
        reason: reason.to_owned(),
        proof: Vec::new(),
    }]
}

/// So much of lines the customer has that was neither made nor taken from stock for them (C28): it is not made or bought any
/// more. The line ends at less and rises again, so that its needs are those of the rest.
pub fn came_from_elsewhere(order: &Order, there: &[(i64, Quantity)], reason: &str) -> Vec<Fact> {
    let (mut needs, mut lines) = (order.needs.0.clone(), Vec::new());
    for (number, there) in there {
        let Some(line) = order.line(*number) else { continue };
        let (from, to) = (line.quantity, line.quantity.minus(*there));
        lessen(order, &mut needs, *number, *there);
        lines.push(SettledLine { line: *number, from, to });
        lines.push(SettledLine { line: *number, from: to, to: from });
    }
    let (reason, proof) = (reason.to_owned(), Vec::new());
    vec![Fact::LinesSettled { lines, needs: Packed(needs), reason, proof }]
}

impl Order {
    /// What of a line is sent again.
    pub fn replaced(&self, line: i64) -> Quantity {
        self.replacing.iter().filter(|r| r.line == line).map(|r| r.quantity).sum()
    }

    /// What of a line is made or bought in all: what is wanted, and once more what is sent again, less what replaces it
    /// from stock.
    pub fn made_in_all(&self, line: i64) -> Quantity {
        let stocked =
            if self.stock_need(line).is_some() { self.replaced_from_stock(line) } else { Quantity::ZERO };
        self.line(line).map_or(Quantity::ZERO, |l| l.quantity).plus(self.replaced(line)).minus(stocked)
    }

    /// What replaces lost goods of a line from stock.
    pub fn replaced_from_stock(&self, line: i64) -> Quantity {
        let stocked = |r: &&Replacing| r.line == line && r.source == Source::Stock;
        self.replacing.iter().filter(stocked).map(|r| r.quantity).sum()
    }

    /// The need of the finished goods themselves, beside those of the parts that a line is made of.
    pub fn stock_need(&self, line: i64) -> Option<&Need> {
        let item = self.line(line)?.item;
        let of_line = || self.needs.0.iter().filter(|n| n.line == line);
        of_line().find(|n| n.item == item).filter(|_| of_line().any(|n| n.item != item))
    }

    /// What of a line may be delivered more or less than ordered, by contract (C28): of what was ordered, whatever it has
    /// become since.
    pub fn tolerance(&self, line: i64) -> Quantity {
        let most = self.ordered(line).share(self.entry.tolerance, 100);
        let unit = self.line(line).map_or("", |l| l.unit.as_str());
        let most = crate::unit::rounded_down(unit, most);
        // What it rose by already is part of it.
        self.beyond(line).short_of(most)
    }

    /// What of a line was ordered, whatever it has become since.
    fn ordered(&self, line: i64) -> Quantity {
        let first = self.settled_lines.iter().find(|s| s.line == line).map(|s| s.from);
        first.or_else(|| self.line(line).map(|l| l.quantity)).unwrap_or_default()
    }

    /// What of a line is beyond what was ordered, because the customer has it and pays it (C28).
    pub(super) fn beyond(&self, line: i64) -> Quantity {
        self.line(line).map_or(Quantity::ZERO, |l| self.ordered(line).short_of(l.quantity))
    }

    /// What the order was worth before the customer kept more than was ordered (C28): what its terms were agreed on.
    pub fn agreed_total(&self) -> Money {
        let beyond = |l: &super::OrderLine| l.unit_price.open().times(self.beyond(l.number));
        let worth: Money = self.entry.lines.iter().map(beyond).sum();
        self.total().minus(self.total().portion(worth, self.gross()))
    }

    /// What of a line was part of that.
    pub fn agreed(&self, line: &super::OrderLine) -> Quantity {
        line.quantity.minus(self.beyond(line.number))
    }
}

/// `less` of a line is made: what is not needed any more is not set aside any more; what was drawn is used.
fn lessen(order: &Order, needs: &mut [Need], line: i64, less: Quantity) {
    let whole = order.pieces(line);
    let stocked = order.stock_need(line).map(|n| n.item);
    for need in needs.iter_mut().filter(|n| n.line == line && Some(n.item) != stocked) {
        let less = need.required.share(less.0, whole.0);
        need.required = need.required.minus(less).max(need.drawn);
        need.reserved = need.reserved.min(need.required.minus(need.drawn));
    }
}

/// `less` of a line is replaced from stock; answers how much of it was still to be.
fn lessen_stock(order: &Order, needs: &mut [Need], line: i64, less: Quantity) -> Quantity {
    let stocked = order.stock_need(line).map(|n| n.item);
    let own = needs.iter_mut().find(|n| n.line == line && Some(n.item) == stocked);
    let Some(need) = own else { return Quantity::ZERO };
    let less = less.min(need.required.minus(need.drawn));
    need.required = need.required.minus(less);
    need.reserved = need.reserved.min(need.required.minus(need.drawn));
    less
}
