//! What can be done with stock (H4.2, H7.2): documents are posted, taken back, counted; free stock is set aside.

use domain::access::Right;
use domain::ids::{ItemId, MovementId, OrderId};
use domain::order::{Attachment, Order, Reservation, State};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::refusal::refuse;
use domain::stock::{self, Move, Movement, MovementKind};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::store;
use crate::{balance, order};
use kernel::i18n::zh;
use kernel::{Door, Error, Result};

/// Posts a document and moves the balances; the caller has asked whether the actor may. Its identity and its
/// number are given here.
pub fn post(door: &mut Door, movement: Movement) -> Result<Movement> {
    let numbered = numbered(door, movement)?;
    book(door, numbered, |door, m| {
        if balance::change(door.conn, m.item, m.quantity)? { Ok(()) } else { Err(not_enough(door, m)?) }
    })
}

/// Books goods in or out beside purchases and orders.
pub fn book_free(
    door: &mut Door,
    kind: MovementKind,
    on: Date,
    moves: Vec<Move>,
    why: Why,
) -> Result<Movement> {
    door.ctx.may(Right::BookStock)?;
    let Why { reason, proof } = why;
    post(door, Movement { kind, on, moves, reason, proof, ..Movement::default() })
}

/// Issues what is set aside for an order to production.
pub fn issue(
    door: &mut Door,
    order: OrderId,
    reservations: Vec<Reservation>,
    source: String,
    proof: Vec<Attachment>,
) -> Result<Movement> {
    door.ctx.may(Right::IssueMaterials)?;
    door.hold([order])?;
    let moves = reservations
        .iter()
        .map(|r| Move { item: r.item, quantity: Quantity(-r.quantity.0), line: Some(r.line) })
        .collect();
    let on = door.ctx.today();
    let movement = Movement {
        kind: MovementKind::Issue,
        on,
        moves,
        order: Some(order),
        source,
        proof,
        ..Movement::default()
    };
    let numbered = numbered(door, movement)?;
    let posted = book(door, numbered, |door, m| {
        let wanted = Quantity(-m.quantity.0);
        if balance::issue_reserved(door.conn, m.item, wanted)? {
            return Ok(());
        }
        let part = store::part_by_id(door.conn, m.item)?.unwrap_or_default();
        let held = balance::balance(door.conn, m.item)?.reserved;
        Err(Error::Refused(refuse(
            "H7.2",
            zh("{code} 只占用了 {reserved}{unit}，不能领 {wanted}"),
            [
                ("code", part.code),
                ("reserved", held.plain()),
                ("unit", part.unit),
                ("wanted", wanted.plain()),
            ],
        )))
    })?;
    order::actions::draw(door, order, reservations)?;
    Ok(posted)
}

/// Takes a document back by its mirror image. What was issued for an order that is still in work is set aside
/// for it again.
pub fn reverse(door: &mut Door, id: MovementId, why: Why) -> Result<Movement> {
    door.ctx.may(Right::BookStock)?;
    let posted = door.load::<Movement>(id)?;
    door.hold(posted.order)?;
    let back = MovementId(door.id());
    let number = door.number("MV")?;
    let today = door.ctx.today();
    let (reversal, fact) = stock::reverse(&posted, back, number, today, why)?;
    let order = posted.order.filter(|_| posted.kind == MovementKind::Issue);
    let again = match order {
        Some(order) => door.find::<Order>(order)?.filter(|o| o.state.state == State::Released).map(|_| order),
        None => None,
    };
    door.record(posted, &[fact])?;
    let reversal = book(door, reversal, |door, m| {
        if again.is_some() && m.line.is_some() {
            balance::return_reserved(door.conn, m.item, m.quantity)
        } else if balance::change(door.conn, m.item, m.quantity)? {
            Ok(())
        } else {
            Err(not_enough(door, m)?)
        }
    })?;
    if let Some(order) = again {
        let undrawn: Vec<Reservation> = reversal
            .moves
            .iter()
            .filter_map(|m| {
                Some(Reservation { line: m.line?, item: m.item, quantity: Quantity(-m.quantity.0) })
            })
            .collect();
        if !undrawn.is_empty() {
            order::actions::draw(door, order, undrawn)?;
        }
    }
    Ok(reversal)
}

/// Sets what was counted; the difference is a document. `seen` is the stock that the counter saw, where stated.
pub fn adjust(
    door: &mut Door,
    item: ItemId,
    counted: Quantity,
    seen: Option<Quantity>,
    why: Why,
) -> Result<Movement> {
    door.ctx.may(Right::BookStock)?;
    let part = store::part_by_id(door.conn, item)?.ok_or(Error::NotFound)?;
    let was = balance::balance(door.conn, item)?;
    if seen.is_some_and(|seen| seen != was.on_hand) {
        return Err(Error::Stale { stated: true });
    }
    if counted == was.on_hand {
        return Err(refuse("H7.2", zh("实盘数量与账面相同，不用调整"), []).into());
    }
    if counted < was.reserved {
        return Err(Error::Refused(refuse(
            "H7.2",
            zh("{code} 已占用 {reserved}{unit}，不能调到 {counted}。请先处理占用的订单"),
            [
                ("code", part.code),
                ("reserved", was.reserved.plain()),
                ("unit", part.unit),
                ("counted", counted.plain()),
            ],
        )));
    }
    let moves = vec![Move { item, quantity: counted.minus(was.on_hand), line: None }];
    let on = door.ctx.today();
    let Why { reason, proof } = why;
    let movement =
        Movement { kind: MovementKind::Adjustment, on, moves, reason, proof, ..Movement::default() };
    let numbered = numbered(door, movement)?;
    book(door, numbered, |door, m| {
        if balance::set_counted(door.conn, m.item, was.on_hand, counted)? {
            Ok(())
        } else {
            Err(Error::Stale { stated: false })
        }
    })
}

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
    for m in &moves {
        change(door, m)?;
    }
    let fresh = door.fresh::<Movement>(id);
    Ok(door.record(fresh, &facts)?.state)
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
    let moves = vec![Move { item, quantity, line: None }];
    post(door, Movement { kind: MovementKind::Opening, on, moves, ..Movement::default() })?;
    Ok(true)
}
