//! Who gets which stock and which purchase, computed anew for every open order: by the day of need (H4.2, H4.3).
//!
//! Release and receipt give stock to whoever waits at that moment. Later orders may be needed earlier, purchases may
//! be late, bills change. This is the look at all of it together: what is in the house goes to the earliest needs, what
//! is on its way to the next ones, and what is left over is to be bought. It is the pegging of material requirements
//! planning (J. Orlicky, "Material Requirements Planning", 1975), with one exception: who has begun keeps what they have.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::ids::{ItemId, OrderId, PurchaseId};
use crate::purchasing::ForOrder;
use crate::quantity::Quantity;

/// What a line of an order still needs of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Its line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// Needed and not drawn yet; zero where only something set aside is left to give back.
    pub open: Quantity,
    /// Set aside for it.
    pub held: Quantity,
    /// When it is needed.
    pub need_by: Date,
    /// Whether it keeps what it has, whoever needs it earlier: its production has begun.
    pub keeps: bool,
}

/// A purchase line that is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The purchase.
    pub purchase: PurchaseId,
    /// Its line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much is to come or to be inspected.
    pub to_come: Quantity,
    /// When it is expected.
    pub on: Date,
    /// Whom it is for at present.
    pub covers: Vec<ForOrder>,
}

/// What there is.
#[derive(Debug, Clone, Default)]
pub struct Supply {
    /// Per part: in the house, less what is set aside for others than the demands.
    pub stock: BTreeMap<ItemId, Quantity>,
    /// On its way.
    pub incoming: Vec<Incoming>,
}

/// Who gets what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pegs {
    /// Per demand: what is set aside for it.
    pub held: Vec<Quantity>,
    /// Per demand: what is neither in the house nor bought, the purchase request.
    pub missing: Vec<Quantity>,
    /// Per purchase line: whom it is for, where that changes.
    pub covers: Vec<Option<Vec<ForOrder>>>,
}

/// Gives stock to the earliest needs and what is on its way, earliest first, to the next ones.
///
/// Nothing is given twice: what is held sums up to no more than the stock, what covers a purchase line to no more than
/// is to come. Of equal days who has it keeps it, so that a second run changes nothing. What a purchase has brought
/// for orders that need nothing more stays with them.
pub fn peg(demands: &[Demand], supply: &Supply) -> Pegs {
    let mut pegs = Pegs {
        held: vec![Quantity::ZERO; demands.len()],
        missing: vec![Quantity::ZERO; demands.len()],
        covers: vec![None; supply.incoming.len()],
    };
    let mut by_item: BTreeMap<ItemId, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (n, demand) in demands.iter().enumerate() {
        by_item.entry(demand.item).or_default().0.push(n);
    }
    for (n, incoming) in supply.incoming.iter().enumerate() {
        by_item.entry(incoming.item).or_default().1.push(n);
    }
    for (item, (mut waiting, mut coming)) in by_item {
        waiting.sort_by_key(|n| demands.get(*n).map(|d| (d.need_by, d.order, d.line)));
        coming.sort_by_key(|n| supply.incoming.get(*n).map(|i| (i.on, i.purchase, i.line)));
        let stock = supply.stock.get(&item).copied().unwrap_or_default();
        give_stock(demands, &waiting, stock, &mut pegs.held);
        give_coming(demands, supply, &waiting, &coming, &mut pegs);
    }
    pegs
}

/// Who has begun keeps; then day by day: who has it keeps it, then who waits.
fn give_stock(demands: &[Demand], waiting: &[usize], mut stock: Quantity, held: &mut [Quantity]) {
    let mut give = |n: usize, most: Quantity| {
        if let (Some(got), Some(demand)) = (held.get_mut(n), demands.get(n)) {
            let quantity = got.short_of(most.min(demand.open)).min(stock);
            *got = got.plus(quantity);
            stock = stock.minus(quantity);
        }
    };
    let own = |n: usize| demands.get(n).map_or(Quantity::ZERO, |d| d.held);
    for &n in waiting.iter().filter(|n| demands.get(**n).is_some_and(|d| d.keeps)) {
        give(n, own(n));
    }
    let day = |n: &usize| demands.get(*n).map(|d| d.need_by);
    for group in waiting.chunk_by(|a, b| day(a) == day(b)) {
        for &n in group {
            give(n, own(n));
        }
        for &n in group {
            give(n, demands.get(n).map_or(Quantity::ZERO, |d| d.open));
        }
    }
}

/// What is on its way, earliest first, goes to the earliest needs that stock has left open.
fn give_coming(demands: &[Demand], supply: &Supply, waiting: &[usize], coming: &[usize], pegs: &mut Pegs) {
    let mut left: Vec<(&Demand, Quantity, usize)> = Vec::with_capacity(waiting.len());
    for &n in waiting {
        if let (Some(demand), Some(held)) = (demands.get(n), pegs.held.get(n)) {
            left.push((demand, held.short_of(demand.open), n));
        }
    }
    let open_of = |left: &[(&Demand, Quantity, usize)], cover: &ForOrder| -> Quantity {
        let own = left.iter().filter(|(d, ..)| (d.order, d.line) == (cover.order, cover.line));
        own.map(|(_, open, _)| *open).sum()
    };
    let at_first = left.clone();
    let waits = |cover: &ForOrder| {
        let mut own = at_first.iter().filter(|(d, ..)| (d.order, d.line) == (cover.order, cover.line));
        own.any(|(d, open, _)| d.held < d.open || open.is_some())
    };
    for &c in coming {
        let Some(incoming) = supply.incoming.get(c) else { continue };
        // Orders that had all and keep it stay named: it was bought for them.
        let (served, waiting): (Vec<_>, Vec<_>) = incoming.covers.iter().partition(|cover| !waits(cover));
        // Of what was bought for an order, what has come is no claim any more.
        let claims = waiting.into_iter().map(|cover| {
            let quantity = cover.quantity.min(incoming.to_come).min(open_of(&left, cover));
            ForOrder { quantity, ..cover.clone() }
        });
        let claims: Vec<ForOrder> = claims.filter(|claim| claim.quantity.is_some()).collect();
        let covers = cover(&mut left, incoming.to_come);
        let same = claims.len() == covers.len() && claims.iter().all(|claim| covers.contains(claim));
        if let Some(changed) = pegs.covers.get_mut(c).filter(|_| !same) {
            *changed = Some(served.into_iter().cloned().chain(covers).collect());
        }
    }
    for (_, open, n) in left {
        if let Some(missing) = pegs.missing.get_mut(n) {
            *missing = open;
        }
    }
}

/// Gives `rest` to those in `left`, in their order.
fn cover(left: &mut [(&Demand, Quantity, usize)], mut rest: Quantity) -> Vec<ForOrder> {
    let mut covers = Vec::new();
    for (demand, open, _) in left.iter_mut() {
        let quantity = rest.min(*open);
        if quantity.is_some() {
            rest = rest.minus(quantity);
            *open = open.minus(quantity);
            let (order, number, line) = (demand.order, demand.number.clone(), demand.line);
            covers.push(ForOrder { order, number, line, quantity });
        }
    }
    covers
}
