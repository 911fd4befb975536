//! What can be done with stock (H4.2, H7.2): documents are posted and taken back, goods are issued and transferred.

use domain::access::Right;
use domain::confidential::{Confidential, Cost};
use domain::ids::{ItemId, MovementId, OrderId, PlaceId};
use domain::item::Item;
use domain::money::UnitPrice;
use domain::order::{Reservation, TakenBack};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::refusal::refuse;
use domain::stock::{self, Move, Movement, MovementKind};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

mod count;
mod drawn;
mod given;

pub use count::adjust;
pub use drawn::{issue, leave, leave_beyond, take_back, used};
use given::Lying;
pub use given::{Given, allocate, hold_holders, hold_waiting};

use super::store;
use crate::{balance, order, place};
use kernel::i18n::zh;
use kernel::{Door, Error, Result};

/// What a unit cost, where somebody said so.
pub type UnitCost = Option<Confidential<Cost, UnitPrice>>;

/// Posts a document and moves the balances; the caller has asked whether the actor may. Its identity and its
/// number are given here.
pub fn post(door: &mut Door, movement: Movement) -> Result<Movement> {
    let numbered = numbered(door, movement)?;
    book(door, numbered, |door, m| {
        if balance::change(door.conn, m.item, m.quantity)? { Ok(()) } else { Err(not_enough(door, m)?) }
    })
}

/// Books goods in or out beside purchases and orders. What comes in may be given to who waits for it, the earliest need
/// first, in the same act (H4.2).
pub fn book_free(
    door: &mut Door,
    kind: MovementKind,
    on: Date,
    moves: Vec<Move>,
    why: Why,
    give: bool,
) -> Result<(Movement, Quantity)> {
    door.ctx.may(Right::BookStock)?;
    let Why { reason, proof } = why;
    let mut changes: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for m in &moves {
        let change = changes.entry(m.item).or_default();
        *change = change.plus(m.quantity);
    }
    let give = give && kind == MovementKind::Receipt;
    let lying = Lying::before(door, &changes, give)?;
    whole(door, moves.iter().map(|m| (m.item, m.quantity)))?;
    let posted = post(door, Movement { kind, on, moves, reason, proof, ..Movement::default() })?;
    let (mut given, mut sum) = (Given::default(), Quantity::ZERO);
    for item in changes.keys().filter(|_| give) {
        sum = sum.plus(given.give_free(door, *item)?);
    }
    given.record(door)?;
    lying.tell(door)?;
    Ok((posted, sum))
}

/// Of what is counted, parts of a unit move only where there are parts of it (C27): each with what there is in all.
pub fn whole_of(
    door: &mut Door,
    parts: impl IntoIterator<Item = (ItemId, Quantity, Quantity)>,
) -> Result<()> {
    for (item, quantity, all) in parts {
        let part = store::part_by_id(door.conn, item)?.unwrap_or_default();
        domain::unit::whole_of("H7.2", &part.code, &part.unit, quantity, all)?;
    }
    Ok(())
}

/// What is counted moves in whole units, as somebody books it (C27); what a bill draws may be a part.
fn whole(door: &mut Door, parts: impl IntoIterator<Item = (ItemId, Quantity)>) -> Result<()> {
    for (item, quantity) in parts {
        let part = store::part_by_id(door.conn, item)?.unwrap_or_default();
        domain::unit::whole("H7.2", &part.code, &part.unit, quantity)?;
    }
    Ok(())
}

/// Moves goods from one place to another; what comes to a usable place is seen by who is short of it.
pub fn transfer(
    door: &mut Door,
    parts: &[(ItemId, Quantity)],
    (from, to): (PlaceId, PlaceId),
    on: Date,
    why: Why,
) -> Result<Movement> {
    door.ctx.may(Right::BookStock)?;
    let moves = stock::transfer(parts, from, to)?;
    let items: Vec<ItemId> = parts.iter().map(|part| part.0).collect();
    hold_waiting(door, &items, Vec::new())?;
    whole(door, parts.iter().copied())?;
    let Why { reason, proof } = why;
    let kind = MovementKind::Transfer;
    let posted = post(door, Movement { kind, on, moves, reason, proof, ..Movement::default() })?;
    order::actions::tell_waiting(door, &items)?;
    Ok(posted)
}

/// Takes a document back by its mirror image. What was issued for an order and is still needed is set aside for it again;
/// what was returned from production lies there again (H4.2).
pub fn reverse(door: &mut Door, id: MovementId, why: Why) -> Result<Movement> {
    door.ctx.may(Right::BookStock)?;
    let posted = door.load::<Movement>(id)?;
    let items: Vec<ItemId> = posted.moves.iter().map(|m| m.item).collect();
    hold_waiting(door, &items, posted.order.into_iter().collect())?;
    let back = MovementId(door.id());
    let number = door.number("MV")?;
    let today = door.ctx.today();
    let (reversal, fact) = stock::reverse(&posted, back, number, today, why)?;
    let taken = match posted.order {
        Some(order) => Some((order, taken_back(door, order, &posted, &reversal)?)),
        None => None,
    };
    door.record(posted, &[fact])?;
    let reversal = book(door, reversal, |door, m| {
        if balance::change(door.conn, m.item, m.quantity)? { Ok(()) } else { Err(not_enough(door, m)?) }
    })?;
    if let Some((order, back)) = taken {
        for part in &back.again {
            if balance::reserve_free(door.conn, part.item, part.quantity)? != part.quantity {
                return Err(Error::Stale { stated: false });
            }
        }
        order::actions::take_back(door, order, back)?;
    }
    let items: Vec<ItemId> = reversal.moves.iter().map(|m| m.item).collect();
    order::actions::tell_waiting(door, &items)?;
    Ok(reversal)
}

/// What becomes of the parts of an order whose issue to production, or return from there, is taken back by `reversal`.
fn taken_back(door: &mut Door, order: OrderId, posted: &Movement, reversal: &Movement) -> Result<TakenBack> {
    let part = |m: &Move| Some(Reservation { line: m.line?, item: m.item, quantity: m.quantity });
    let parts: Vec<Reservation> = reversal.moves.iter().filter_map(part).collect();
    if posted.kind != MovementKind::Issue {
        return Ok(TakenBack { free: parts, ..TakenBack::default() });
    }
    let case = order::case::load(door, order)?;
    let unused: Vec<Reservation> = case.unused().flat_map(|(_, parts)| parts).collect();
    Ok(domain::order::take_issue_back(&case.order, &parts, &unused)?)
}

fn numbered(door: &mut Door, movement: Movement) -> Result<Movement> {
    Ok(Movement { id: MovementId(door.id()), number: door.number("MV")?, ..movement })
}

/// Moves the balances in the order of the items, so that two documents never wait for each other, and keeps the document.
fn book(
    door: &mut Door,
    movement: Movement,
    change: impl Fn(&mut Door, &Move) -> Result<()>,
) -> Result<Movement> {
    let id = movement.id;
    let facts = stock::post(movement.clone(), door.ctx.today())?;
    let mut moves = movement.moves;
    moves.sort_by_key(|m| (m.item, Reverse(m.quantity)));
    let items: BTreeSet<ItemId> = moves.iter().map(|m| m.item).collect();
    for item in items {
        balance::hold(door.conn, item)?;
    }
    let places: BTreeSet<PlaceId> = moves.iter().map(|m| m.place).collect();
    for place in places {
        place::hold(door.conn, place)?;
    }
    for m in &moves {
        let kind = place::kind(door.conn, m.place)?.ok_or(Error::NotFound)?;
        if !place::move_at(door.conn, m.place, m.item, m.quantity)? {
            return Err(not_there(door, m)?);
        }
        // Only usable places count for orders.
        if kind.counts() {
            change(door, m)?;
        }
    }
    let fresh = door.fresh::<Movement>(id);
    Ok(door.record(fresh, &facts)?.state)
}

fn not_there(door: &mut Door, m: &Move) -> Result<Error> {
    let part = store::part_by_id(door.conn, m.item)?.unwrap_or_default();
    let lies = place::at(door.conn, m.place, m.item)?;
    Ok(Error::Refused(refuse(
        "H7.2",
        zh("{code} 在{place}只有 {available}{unit}，不能出 {wanted}"),
        [
            ("code", part.code),
            ("place", place::name(door.conn, m.place)?),
            ("available", lies.plain()),
            ("unit", part.unit),
            ("wanted", Quantity(-m.quantity.0).plain()),
        ],
    )))
}

fn not_enough(door: &mut Door, m: &Move) -> Result<Error> {
    let part = store::part_by_id(door.conn, m.item)?.unwrap_or_default();
    let free = balance::balance(door.conn, m.item)?.free();
    Ok(Error::Refused(refuse(
        "H7.2",
        zh("{code} 只有 {available}{unit} 可用，不能出 {wanted}"),
        [
            ("code", part.code),
            ("available", free.plain()),
            ("unit", part.unit),
            ("wanted", Quantity(-m.quantity.0).plain()),
        ],
    )))
}

/// Books the opening stock of an item, once; whether it was booked now.
pub fn opening(door: &mut Door, item: ItemId, quantity: Quantity, on: Date) -> Result<bool> {
    door.ctx.may(Right::Import)?;
    if !quantity.is_some() || store::has_opening(door.conn, item)? {
        return Ok(false);
    }
    // What it cost is kept with the document: the record of the item may say otherwise later.
    let cost = door.load::<Item>(item)?.state.profile.reference_cost;
    let unit_cost = Some(cost).filter(|cost| cost.open().is_some());
    let moves = vec![Move { unit_cost, ..Move::of(item, quantity) }];
    post(door, Movement { kind: MovementKind::Opening, on, moves, ..Movement::default() })?;
    Ok(true)
}
