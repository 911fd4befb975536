//! What the lines of an order need of parts (H4.2): set aside at its release and later, given up, drawn.

use domain::followup::Case;
use domain::ids::{ItemId, OrderId};
use domain::item::Bills;
use domain::order::{self, Fact, Lost, Need, Order, OrderLine, Reservation, TakenBack};
use domain::quantity::Quantity;
use domain::refusal::refuse;
use jiff::civil::Date;
use std::collections::BTreeMap;

use super::super::store;
use crate::{balance, item};
use kernel::record::Loaded;
use kernel::{Door, Result};

/// What all lines of an order need, with what could be set aside.
pub(super) fn reserve_needs(
    door: &mut Door,
    order: &Order,
    need_by: impl Fn(&OrderLine) -> Date,
) -> Result<Vec<Need>> {
    let bills = item::bills(door)?;
    let mut needs: Vec<Need> = Vec::new();
    for line in &order.entry.lines {
        needs.extend(needs_of(line, line.quantity, need_by(line), &bills)?);
    }
    set_aside(door, &mut needs)?;
    Ok(needs)
}

/// What `quantity` of a line needs by its bill, or which item's bill is wrong.
pub fn needs_of(line: &OrderLine, quantity: Quantity, need_by: Date, bills: &Bills) -> Result<Vec<Need>> {
    order::needs_of(line, quantity, need_by, bills).map_err(|e| {
        let what = match e {
            domain::item::Unknown::Cycle(code) => code,
            domain::item::Unknown::Item(_) => line.code.clone(),
            domain::item::Unknown::TooMuch(code) => {
                let params = [("code", code), ("line", line.number.to_string())];
                let text = "第 {line} 行按物料清单要用的 {code} 太多，算不出来。请核对数量和物料清单里的用量";
                return refuse("H4.2", text, params).into();
            }
        };
        refuse("H4.2", "{code} 的物料清单有误：缺子件或包含自己。请先改正物料清单", [("code", what)]).into()
    })
}

/// Has the orders looked at again that would get more or less of an item now that `is` of it lie free, where `was` lay before: all
/// others that wait get what they got, and there may be hundreds.
pub fn tell_moved(door: &mut Door, item: ItemId, was: Quantity, is: Quantity) -> Result<()> {
    for order in balance::waiting_between(door.conn, item, was.min(is), was.max(is))? {
        door.touch_order(order);
    }
    Ok(())
}

/// Has the orders looked at again that are short of one of `items`: who waits for it, or what lies free of it, has changed.
pub fn tell_waiting(door: &mut Door, items: &[ItemId]) -> Result<()> {
    for item in items {
        for need in store::needs::short(door.conn, Some(*item))? {
            door.touch_order(need.order);
        }
    }
    Ok(())
}

/// Sets free stock aside for what is needed: one statement per part, in the order of the parts, so that two acts never
/// wait for each other in a circle. Whoever could have had it is looked at again.
pub(super) fn set_aside(door: &mut Door, needs: &mut [Need]) -> Result<()> {
    let mut items: Vec<ItemId> = needs.iter().map(|n| n.item).collect();
    items.sort_unstable();
    items.dedup();
    for part in items {
        let wanted: Quantity = needs.iter().filter(|n| n.item == part).map(|n| n.required).sum();
        let mut got = balance::reserve_free(door.conn, part, wanted)?;
        let mut own: Vec<&mut Need> = needs.iter_mut().filter(|n| n.item == part).collect();
        own.sort_by_key(|need| need.need_by);
        let left = balance::balance(door.conn, part)?.free();
        tell_moved(door, part, left.plus(got), left)?;
        for need in own {
            need.reserved = need.required.min(got);
            got = got.minus(need.reserved);
        }
    }
    Ok(())
}

/// Frees what was set aside for an order before and is not any more, in the order of the parts. Who waits for a part is looked at
/// again where more of it lies free now, or where the order waits for less of it before them.
pub(super) fn free_less(door: &mut Door, before: &Order, after: &Order) -> Result<()> {
    let sums = |order: &Order| {
        let mut sums: BTreeMap<ItemId, (Quantity, Quantity)> = BTreeMap::new();
        for need in &order.needs.0 {
            let (reserved, short) = sums.entry(need.item).or_default();
            (*reserved, *short) = (reserved.plus(need.reserved), short.plus(need.short()));
        }
        sums
    };
    let now = sums(after);
    for (part, (was_reserved, was_short)) in sums(before) {
        let (reserved, short) = now.get(&part).copied().unwrap_or_default();
        let (less, shift) = (was_reserved.minus(reserved), short.short_of(was_short));
        debug_assert!(less >= Quantity::ZERO, "nothing more is set aside by giving up");
        if !less.is_some() && !shift.is_some() {
            continue;
        }
        balance::release(door.conn, part, less)?;
        let free = balance::balance(door.conn, part)?.free();
        let from = if shift.is_some() { Quantity::ZERO } else { free.minus(less) };
        tell_moved(door, part, from, free)?;
    }
    Ok(())
}

/// Sets stock aside for an order; the stock's own balance was changed by the caller.
pub fn reserve(door: &mut Door, id: OrderId, reservations: Vec<Reservation>) -> Result<()> {
    let order = door.load::<Order>(id)?;
    door.record(order, &[Fact::Reserved { reservations }])?;
    Ok(())
}

/// Sets what the lines of an order need and have set aside, as [`crate::pegging`] has weighed it; the stock's own
/// balances are changed by the caller.
pub fn set_needs(door: &mut Door, order: Loaded<Order>, needs: &[Need]) -> Result<()> {
    let facts = order::set_needs(&order, needs);
    door.record(order, &facts)?;
    Ok(())
}

/// Gives up stock that is not there any more, and tells the clerk (C18); the stock's own balance was changed by the caller.
/// `lost` says which part it is.
pub fn give_up_lost(door: &mut Door, id: OrderId, reservations: Vec<Reservation>, lost: Lost) -> Result<()> {
    let order = door.load::<Order>(id)?;
    let quantity = reservations.iter().map(|r| r.quantity).sum();
    let order = door.record(order, &[Fact::Yielded { reservations }])?;
    let due = door.calendar()?.plus(door.ctx.today(), 1);
    let facts = order::tell_of_loss(&order, Lost { quantity, ..lost }, due);
    door.react(|door| door.record(order, &facts)).map(|_| ())
}

/// Before less of some lines is wanted, what went into what was made of them leaves what is set aside, or it would be free
/// again (H4.2). The document follows in reaction.
pub(super) fn use_up(
    door: &mut Door,
    order: Loaded<Order>,
    case: &Case,
    of: impl Fn(i64) -> bool,
) -> Result<Loaded<Order>> {
    let reservations = case.used_unissued(of);
    if reservations.is_empty() {
        return Ok(order);
    }
    door.react(|door| door.record(order, &[Fact::Used { reservations }]))
}

/// Parts came back from production, because their issue was taken back, or went there again where their return was: the
/// stock's own balance is changed by the caller.
pub fn take_back(door: &mut Door, id: OrderId, back: TakenBack) -> Result<()> {
    let mut facts = Vec::new();
    if !back.again.is_empty() {
        let less = |part: Reservation| Reservation { quantity: Quantity(-part.quantity.0), ..part };
        facts.push(Fact::Drawn { reservations: back.again.into_iter().map(less).collect() });
    }
    facts.extend(order::came_back(back.free));
    let order = door.load::<Order>(id)?;
    door.record(order, &facts)?;
    Ok(())
}

/// Marks reserved stock as drawn for production; the stock's own balance was changed by the caller.
pub fn draw(door: &mut Door, id: OrderId, reservations: Vec<Reservation>) -> Result<()> {
    let order = door.load::<Order>(id)?;
    door.record(order, &[Fact::Drawn { reservations }])?;
    Ok(())
}
