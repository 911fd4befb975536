//! Free stock is given to who waits for it, by the day of need (H4.2).

use std::collections::BTreeMap;

use domain::access::Right;
use domain::ids::{ItemId, OrderId};
use domain::order::Reservation;
use domain::quantity::Quantity;
use kernel::{Door, Error, Result};

use crate::stock::store;
use crate::{balance, order};

/// Gives the free stock of an item to those who wait for it, the earliest need first; answers how much.
pub fn allocate(door: &mut Door, item: ItemId) -> Result<Quantity> {
    door.ctx.may(Right::BookStock)?;
    hold_waiting(door, &[item], Vec::new())?;
    let mut given = Given::default();
    let sum = given.give_free(door, item)?;
    given.record(door)?;
    Ok(sum)
}

/// Holds `orders` and those that are short of one of `items`: before any stock is given to them.
pub fn hold_waiting(door: &mut Door, items: &[ItemId], mut orders: Vec<OrderId>) -> Result<()> {
    for item in items {
        orders.extend(order::short_needs(door.conn, Some(*item))?.iter().map(|n| n.order));
    }
    door.hold(orders)
}

/// Holds `orders`, those that are short of one of `items`, and those that have some set aside: before any of it leaves.
pub fn hold_holders(door: &mut Door, items: &[ItemId], mut orders: Vec<OrderId>) -> Result<()> {
    for item in items {
        orders.extend(store::holders(door.conn, *item)?.iter().map(|h| h.order));
    }
    hold_waiting(door, items, orders)
}

/// Stock set aside in one act, gathered so that every order that gets some has one fact of it, however many parts.
/// The caller has asked whether the actor may.
#[derive(Debug, Default)]
pub struct Given(BTreeMap<OrderId, Vec<Reservation>>);

impl Given {
    /// Sets at most `wanted` of free stock aside for a line of an order; answers how much there was.
    pub fn give(&mut self, door: &mut Door, order: OrderId, wanted: Reservation) -> Result<Quantity> {
        let quantity = balance::reserve_free(door.conn, wanted.item, wanted.quantity)?;
        if quantity.is_some() {
            self.0.entry(order).or_default().push(Reservation { quantity, ..wanted });
        }
        Ok(quantity)
    }

    /// Gives the free stock of an item to the needs that are still short, the earliest first; answers how much.
    pub fn give_free(&mut self, door: &mut Door, item: ItemId) -> Result<Quantity> {
        let mut sum = Quantity::ZERO;
        for need in order::short_needs(door.conn, Some(item))? {
            // Whoever came in since the orders were held gets something the next time.
            if !door.holds(need.order) {
                continue;
            }
            let quantity = self.of(need.order, need.line, item).short_of(need.short);
            if !quantity.is_some() {
                continue;
            }
            let got = self.give(door, need.order, Reservation { line: need.line, item, quantity })?;
            if !got.is_some() {
                break;
            }
            sum = sum.plus(got);
        }
        Ok(sum)
    }

    /// Writes it down.
    pub fn record(self, door: &mut Door) -> Result<()> {
        for (order, reservations) in self.0 {
            order::actions::reserve(door, order, reservations)?;
        }
        Ok(())
    }

    /// What a line has got of an item in this act: the tables do not know it yet.
    pub fn of(&self, order: OrderId, line: i64, item: ItemId) -> Quantity {
        let own = self.0.get(&order).into_iter().flatten();
        own.filter(|r| r.line == line && r.item == item).map(|r| r.quantity).sum()
    }
}

/// How much of some items lay free before an act. An order that is short of one is told where what it would get of it changes, not
/// of every piece that comes and goes: hundreds may wait.
#[derive(Debug)]
pub struct Lying {
    items: Vec<Changing>,
    /// Whether what comes in is given away in the same act: then all that wait are held.
    give: bool,
}

/// An item of which something comes or goes.
#[derive(Debug)]
struct Changing {
    item: ItemId,
    free: Quantity,
    change: Quantity,
    /// Those who would get more or less of it then.
    told: Vec<OrderId>,
}

impl Changing {
    fn of(door: &mut Door, item: ItemId, change: Quantity) -> Result<Self> {
        let free = balance::balance(door.conn, item)?.free();
        let then = free.plus(change);
        let told = balance::waiting_between(door.conn, item, free.min(then), free.max(then))?;
        Ok(Self { item, free, change, told })
    }
}

impl Lying {
    /// Before items change by so much: holds the orders that will be told, and, where it is given away, all that wait.
    pub fn before(door: &mut Door, changes: &BTreeMap<ItemId, Quantity>, give: bool) -> Result<Self> {
        let mut items = Vec::new();
        for (item, change) in changes {
            items.push(Changing::of(door, *item, *change)?);
        }
        let all: Vec<ItemId> = changes.keys().copied().filter(|_| give).collect();
        hold_waiting(door, &all, items.iter().flat_map(|one| one.told.iter().copied()).collect())?;
        // Orders are held before balances; whoever moved some meanwhile is met in the next try.
        for one in &mut items {
            // So is who began or stopped waiting while they were held.
            balance::hold(door.conn, one.item)?;
            *one = Changing::of(door, one.item, one.change)?;
            if one.told.iter().any(|order| !door.holds(*order)) {
                return Err(Error::Stale { stated: false });
            }
        }
        Ok(Self { items, give })
    }

    /// Has the orders looked at again for which it has changed.
    pub fn tell(self, door: &mut Door) -> Result<()> {
        for one in self.items {
            let is = balance::balance(door.conn, one.item)?.free();
            if self.give {
                // Who got some does not wait for it any more: all shares of what is left are others.
                order::actions::tell_moved(door, one.item, Quantity::ZERO, one.free.max(is))?;
            } else if is == one.free.plus(one.change) {
                one.told.iter().for_each(|order| door.touch_order(*order));
            } else {
                order::actions::tell_moved(door, one.item, one.free, is)?;
            }
        }
        Ok(())
    }
}
