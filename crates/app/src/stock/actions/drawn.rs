//! Goods that are set aside for an order are taken out of stock (H4.2): to production, or with the shipment that they leave with.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Right;
use domain::ids::{ItemId, OrderId, PlaceId};
use domain::order::{Attachment, Lost, Reservation};
use domain::quantity::Quantity;
use domain::refusal::refuse;
use domain::stock::{self, Move, Movement, MovementKind};
use kernel::i18n::zh;
use kernel::{Door, Error, Result};

use super::{book, hold_holders, numbered, post};
use crate::stock::store;
use crate::{balance, order, place};

/// Issues what is set aside for an order to production.
pub fn issue(
    door: &mut Door,
    order: OrderId,
    reservations: Vec<Reservation>,
    source: String,
    proof: Vec<Attachment>,
) -> Result<Movement> {
    let slip = Movement { source, proof, ..Movement::default() };
    draw_out(door, order, reservations, slip)
}

/// Takes goods that are set aside for an order out with the shipment that they leave with.
pub fn leave(
    door: &mut Door,
    order: OrderId,
    reservations: Vec<Reservation>,
    shipment: String,
) -> Result<Movement> {
    let slip = Movement { source: shipment, bound: true, ..Movement::default() };
    draw_out(door, order, reservations, slip)
}

/// Books out what went into what was made of an order without having been issued (H4.2); the order knows it already.
pub fn used(door: &mut Door, order: OrderId, reservations: &[Reservation]) -> Result<()> {
    let slip = Movement {
        reason: "做出来的货用掉的料，没有登记过出库".to_owned(), ..Movement::default()
    };
    out_of_set_aside(door, order, reservations, slip).map(drop)
}

/// Takes goods out that have left with a shipment of an order without anybody having sent them: the books follow, down to
/// nothing. What does not lie free is not there for whoever has it set aside: the latest needs give it up, and their clerks are
/// told (C18).
pub fn leave_beyond(
    door: &mut Door,
    order: OrderId,
    goods: &BTreeMap<ItemId, Quantity>,
    shipment: &str,
) -> Result<()> {
    door.ctx.may(Right::IssueMaterials)?;
    let items: Vec<ItemId> = goods.keys().copied().collect();
    hold_holders(door, &items, Vec::new())?;
    let mut moves = Vec::new();
    for (item, quantity) in goods {
        balance::hold(door.conn, *item)?;
        give_up(door, *item, *quantity, shipment)?;
        let mut left = balance::balance(door.conn, *item)?.free().min(*quantity);
        for lying in place::places_of(door.conn, *item)?.into_iter().filter(|p| p.kind.counts()) {
            let taken = left.min(lying.quantity);
            if taken.is_some() {
                left = left.minus(taken);
                moves.push(Move { place: lying.place, ..Move::of(*item, Quantity(-taken.0)) });
            }
        }
    }
    if moves.is_empty() {
        return Ok(());
    }
    let (kind, on, source) = (MovementKind::Issue, door.ctx.today(), shipment.to_owned());
    let order = Some(order);
    post(door, Movement { kind, on, moves, order, source, bound: true, ..Movement::default() })?;
    order::actions::tell_waiting(door, &items)
}

/// What is set aside of an item and is not there any more, because `gone` of it has left with `shipment`, is given up.
fn give_up(door: &mut Door, item: ItemId, gone: Quantity, shipment: &str) -> Result<()> {
    let was = balance::balance(door.conn, item)?;
    let missing = was.free().short_of(gone.min(was.on_hand));
    if !missing.is_some() {
        return Ok(());
    }
    let part = store::part_by_id(door.conn, item)?.unwrap_or_default();
    let lost = Lost { shipment: shipment.to_owned(), ..part.lost() };
    for (order, reservations) in stock::give_up(&store::holders(door.conn, item)?, missing) {
        // Whoever got some since the orders were held is met in the next try.
        if !door.holds(order) {
            return Err(Error::Stale { stated: false });
        }
        balance::release(door.conn, item, reservations.iter().map(|r| r.quantity).sum())?;
        order::actions::give_up_lost(door, order, reservations, lost.clone())?;
    }
    Ok(())
}

/// Takes parts back that were issued to production and not used.
pub fn take_back(
    door: &mut Door,
    order: OrderId,
    returned: Vec<Reservation>,
    place: PlaceId,
    source: String,
) -> Result<()> {
    let back = returned.into_iter().filter(|part| part.quantity.is_some());
    let moves: Vec<Move> = back
        .map(|part| Move { line: Some(part.line), place, ..Move::of(part.item, part.quantity) })
        .collect();
    if moves.is_empty() {
        return Ok(());
    }
    let items: Vec<ItemId> = moves.iter().map(|m| m.item).collect();
    let (kind, on) = (MovementKind::Receipt, door.ctx.today());
    post(door, Movement { kind, on, moves, order: Some(order), source, ..Movement::default() })?;
    order::actions::tell_waiting(door, &items)
}

fn draw_out(
    door: &mut Door,
    order: OrderId,
    reservations: Vec<Reservation>,
    slip: Movement,
) -> Result<Movement> {
    door.hold([order])?;
    let posted = out_of_set_aside(door, order, &reservations, slip)?;
    order::actions::draw(door, order, reservations)?;
    Ok(posted)
}

/// Books out what is set aside for an order; the order's own fact is the caller's.
fn out_of_set_aside(
    door: &mut Door,
    order: OrderId,
    reservations: &[Reservation],
    slip: Movement,
) -> Result<Movement> {
    door.ctx.may(Right::IssueMaterials)?;
    let moves = from_places(door, reservations)?;
    let on = door.ctx.today();
    let movement = Movement { kind: MovementKind::Issue, on, moves, order: Some(order), ..slip };
    let numbered = numbered(door, movement)?;
    book(door, numbered, |door, m| {
        let wanted = Quantity(-m.quantity.0);
        if balance::issue_reserved(door.conn, m.item, wanted)? {
            Ok(())
        } else {
            Err(not_reserved(door, m.item, wanted)?)
        }
    })
}

/// What is drawn comes from the usable places, the main one first.
fn from_places(door: &mut Door, reservations: &[Reservation]) -> Result<Vec<Move>> {
    let items: BTreeSet<ItemId> = reservations.iter().map(|r| r.item).collect();
    let mut lying = Vec::new();
    for item in items {
        balance::hold(door.conn, item)?;
        let places = place::places_of(door.conn, item)?.into_iter().filter(|p| p.kind.counts());
        lying.extend(places.map(|p| (item, p.place, p.quantity)));
    }
    let mut moves = Vec::new();
    for r in reservations {
        let mut left = r.quantity;
        for (_, place, quantity) in lying.iter_mut().filter(|(item, ..)| *item == r.item) {
            let taken = left.min(*quantity);
            if taken.is_some() {
                (left, *quantity) = (left.minus(taken), quantity.minus(taken));
                let out = Move::of(r.item, Quantity(-taken.0));
                moves.push(Move { line: Some(r.line), place: *place, ..out });
            }
        }
        if left.is_some() {
            return Err(not_reserved(door, r.item, r.quantity)?);
        }
    }
    Ok(moves)
}

fn not_reserved(door: &mut Door, item: ItemId, wanted: Quantity) -> Result<Error> {
    let part = store::part_by_id(door.conn, item)?.unwrap_or_default();
    let held = balance::balance(door.conn, item)?.reserved;
    Ok(Error::Refused(refuse(
        "H7.2",
        zh("{code} 只占用了 {reserved}{unit}，不能领 {wanted}"),
        [("code", part.code), ("reserved", held.plain()), ("unit", part.unit), ("wanted", wanted.plain())],
    )))
}
