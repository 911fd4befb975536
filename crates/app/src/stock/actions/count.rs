//! What was counted instead of what the books say (H7.2).

use domain::access::Right;
use domain::ids::{ItemId, PlaceId};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::refusal::refuse;
use domain::stock::{self, Move, Movement, MovementKind};
use kernel::i18n::zh;
use kernel::{Door, Error, Result};

use super::{UnitCost, book, hold_waiting, numbered};
use crate::balance::{self, Balance};
use crate::stock::store;
use crate::{order, place};

/// Sets what was counted of an item at a place; the difference is a document. `seen` is the stock there that the counter saw,
/// where stated. The count stands: where less was counted than is set aside, the latest needs give up what is not there, and the clerks of
/// these orders are told (C18).
pub fn adjust(
    door: &mut Door,
    (item, place): (ItemId, PlaceId),
    counted: Quantity,
    seen: Option<Quantity>,
    cost: UnitCost,
    why: Why,
) -> Result<Movement> {
    door.ctx.may(Right::BookStock)?;
    let part = store::part_by_id(door.conn, item)?.ok_or(Error::NotFound)?;
    let lost = part.lost();
    let holders = store::holders(door.conn, item)?;
    hold_waiting(door, &[item], holders.iter().map(|h| h.order).collect())?;
    super::whole(door, [(item, counted)])?;
    let (was, there) = (balance::hold(door.conn, item)?, place::at(door.conn, place, item)?);
    if seen.is_some_and(|seen| seen != there) {
        return Err(Error::Stale { stated: true });
    }
    if counted == there {
        return Err(refuse("H7.2", zh("实盘数量与账面相同，不用调整"), []).into());
    }
    let by = counted.minus(there);
    // Only usable places count for orders.
    let counts = place::kind(door.conn, place)?.ok_or(Error::NotFound)?.counts();
    let on_hand = if counts { was.on_hand.plus(by) } else { was.on_hand };
    let now = Balance { on_hand, reserved: was.reserved.min(on_hand) };
    // Read again: what is set aside may have changed before its orders were held.
    let given_up = stock::give_up(&store::holders(door.conn, item)?, on_hand.short_of(was.reserved));
    let moves = vec![Move { place, unit_cost: cost.filter(|_| by.is_some()), ..Move::of(item, by) }];
    let on = door.ctx.today();
    let Why { reason, proof } = why;
    let movement =
        Movement { kind: MovementKind::Adjustment, on, moves, reason, proof, ..Movement::default() };
    let numbered = numbered(door, movement)?;
    let posted = book(door, numbered, |door, m| {
        if balance::set_counted(door.conn, m.item, was, now)? {
            Ok(())
        } else {
            Err(Error::Stale { stated: false })
        }
    })?;
    for (order, reservations) in given_up {
        // Whoever got some since the orders were held is met in the next try.
        if !door.holds(order) {
            return Err(Error::Stale { stated: false });
        }
        order::actions::give_up_lost(door, order, reservations, lost.clone())?;
    }
    order::actions::tell_waiting(door, &[item])?;
    Ok(posted)
}
