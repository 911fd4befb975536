//! What the lines of an order need of parts (H4.2).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Order, OrderLine};
use crate::history::Packed;
use crate::ids::ItemId;
use crate::item::{Bills, Unknown, explode};
use crate::quantity::Quantity;

/// What a line needs of a part (H4.2): what is not reserved and not drawn is short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The order line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much the line needs in all.
    pub required: Quantity,
    /// Free stock set aside for it.
    pub reserved: Quantity,
    /// Already issued to production.
    pub drawn: Quantity,
    /// When it is needed.
    pub need_by: Date,
}

impl Need {
    /// What is neither reserved nor drawn.
    pub fn short(&self) -> Quantity {
        self.reserved.plus(self.drawn).short_of(self.required)
    }
}

/// Stock set aside for, or drawn by, a line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reservation {
    /// The order line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much.
    pub quantity: Quantity,
}

impl Order {
    /// What is set aside of a line's parts and not drawn. What replaces lost goods from stock is no part: it leaves with its
    /// shipment.
    pub fn to_issue(&self, line: i64) -> Vec<Reservation> {
        let stocked = self.stock_need(line).map(|n| n.item);
        let own = self.needs.0.iter().filter(|n| n.line == line && Some(n.item) != stocked);
        let held = |n: &Need| Reservation { line, item: n.item, quantity: n.reserved };
        own.map(held).filter(|part| part.quantity.is_some()).collect()
    }
}

/// What `quantity` of a line needs by its bill, nothing of it set aside yet.
pub fn needs_of(
    line: &OrderLine,
    quantity: Quantity,
    need_by: Date,
    bills: &Bills,
) -> Result<Vec<Need>, Unknown> {
    let parts = explode(line.item, quantity, bills)?;
    let need = |part: crate::item::Requirement| Need {
        line: line.number,
        item: part.item,
        required: part.quantity,
        reserved: Quantity::ZERO,
        drawn: Quantity::ZERO,
        need_by,
    };
    Ok(parts.into_iter().map(need).collect())
}

/// The needs of a released order by the bills as they are now, where that differs from what is recorded. What is set
/// aside stays as far as it is still needed.
///
/// A line of which something has been drawn is made by the bill that it was begun with; so is one whose bill cannot be
/// exploded any more, and one of which goods are sent again or pieces were spoiled.
pub fn renewed_needs(order: &Order, bills: &Bills) -> Option<Vec<Need>> {
    let mut renewed: Vec<Need> = Vec::with_capacity(order.needs.0.len());
    for line in &order.entry.lines {
        let own: Vec<&Need> = order.needs.0.iter().filter(|n| n.line == line.number).collect();
        let need_by = own.iter().map(|n| n.need_by).min();
        let fresh = need_by
            .filter(|_| own.iter().all(|n| !n.drawn.is_some()))
            .filter(|_| {
                !order.replaced(line.number).is_some() && order.spoiled.iter().all(|s| s.line != line.number)
            })
            .and_then(|need_by| needs_of(line, line.quantity, need_by, bills).ok());
        match fresh {
            Some(fresh) => renewed.extend(fresh.into_iter().map(|need| {
                let had = own.iter().find(|n| n.item == need.item).map_or(Quantity::ZERO, |n| n.reserved);
                Need { reserved: had.min(need.required), ..need }
            })),
            None => renewed.extend(own.into_iter().cloned()),
        }
    }
    (renewed != order.needs.0).then_some(renewed)
}

/// The facts that take a released order to `needs`, which differ from its own in what is required or set aside: changed
/// bills first, then what it gives up, then what it gets. None where nothing differs.
pub fn set_needs(order: &Order, needs: &[Need]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let own = |need: &Need| order.needs.0.iter().find(|n| (n.line, n.item) == (need.line, need.item));
    let same_bill = needs.len() == order.needs.0.len()
        && needs.iter().all(|need| own(need).is_some_and(|o| o.required == need.required));
    let had = |need: &Need| own(need).map_or(Quantity::ZERO, |o| o.reserved).min(need.required);
    if !same_bill {
        let fresh = needs.iter().map(|need| Need { reserved: had(need), ..need.clone() }).collect();
        facts.push(Fact::NeedsRevised { needs: Packed(fresh) });
    }
    let (mut yielded, mut reserved) = (Vec::new(), Vec::new());
    for need in needs {
        let had = if same_bill { own(need).map_or(Quantity::ZERO, |o| o.reserved) } else { had(need) };
        let change = |quantity| Reservation { line: need.line, item: need.item, quantity };
        let (less, more) = (need.reserved.short_of(had), had.short_of(need.reserved));
        if less.is_some() {
            yielded.push(change(less));
        }
        if more.is_some() {
            reserved.push(change(more));
        }
    }
    if !yielded.is_empty() {
        facts.push(Fact::Yielded { reservations: yielded });
    }
    if !reserved.is_empty() {
        facts.push(Fact::Reserved { reservations: reserved });
    }
    facts
}
