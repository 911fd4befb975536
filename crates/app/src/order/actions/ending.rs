//! How an order ends (H2.2): it is given up or closes by itself, opens again where money is open again,
//! small differences are given up, and money of a given-up order is kept by agreement.

use domain::access::Right;
use domain::confidential::{Confidential, Price};
use domain::followup::Case;
use domain::money::Money;
use domain::order::{self, Fact, Need, Order};
use domain::proof::Why;
use domain::quantity::Quantity;
use kernel::record::Loaded;
use kernel::{Door, Result};

use super::super::case;
use super::{free_less, use_up};
use crate::company;

/// Gives an order up: what was reserved for it is free again; its shipments, purchases and work orders end in reaction to it.
pub fn cancel(door: &mut Door, order: Loaded<Order>, why: Why) -> Result<Loaded<Order>> {
    door.ctx.may(Right::CancelOrder)?;
    case::hold_around(door, order.id)?;
    let case = case::around(door, order.state.clone())?;
    let shipped = case.shipments.iter().any(|s| s.dispatched.is_some());
    let facts = order::cancel(&order, shipped, why)?;
    let order = use_up(door, order, &case, |_| true)?;
    let before = order.state.clone();
    let order = door.record(order, &facts)?;
    free_less(door, &before, &order)?;
    Ok(order)
}

/// Gives a draft up.
pub fn discard(door: &mut Door, order: Loaded<Order>, why: Why) -> Result<Loaded<Order>> {
    door.may_on(Right::WriteOrder, &[order.id])?;
    let facts = order::discard(&order, why)?;
    door.record(order, &facts)
}

/// Closes an order that lacks nothing (H2.2): the system's own act, because of the fact that completed it. What it has set
/// aside and did not need is free again.
pub fn close(door: &mut Door, order: Loaded<Order>, case: &Case) -> Result<Loaded<Order>> {
    let order = use_up(door, order, case, |_| true)?;
    let before = order.state.clone();
    let used = |need: &Need| Need { required: need.drawn, reserved: Quantity::ZERO, ..need.clone() };
    let needs: Vec<Need> = order.needs.0.iter().map(used).collect();
    let mut facts = if needs == order.needs.0 { Vec::new() } else { order::set_needs(&order, &needs) };
    facts.push(Fact::Closed);
    let order = door.react(|door| door.record(order, &facts))?;
    free_less(door, &before, &order)?;
    Ok(order)
}

/// Opens an order again whose money is open again after it had closed (C08).
pub fn reopen(door: &mut Door, order: Loaded<Order>) -> Result<Loaded<Order>> {
    door.react(|door| door.record(order, &[Fact::Reopened]))
}

/// Gives up a small difference of an order (C22).
pub fn write_off(
    door: &mut Door,
    order: Loaded<Order>,
    amount: Confidential<Price, Money>,
    why: Why,
) -> Result<Loaded<Order>> {
    door.ctx.may(Right::BookPayment)?;
    let case = case::hold(door, order.id)?;
    let (limit, beyond) = company::actions::write_off_limit(door)?;
    let facts = order::write_off(&order, case.account(), *amount.open(), why, limit, beyond)?;
    door.record(order, &facts)
}

/// Says how much of a given-up order's money is kept in all by agreement (C23).
pub fn keep(
    door: &mut Door,
    order: Loaded<Order>,
    amount: Confidential<Price, Money>,
    why: Why,
) -> Result<Loaded<Order>> {
    door.ctx.may(Right::BookPayment)?;
    let case = case::hold(door, order.id)?;
    let (limit, beyond) = company::actions::write_off_limit(door)?;
    let facts = order::keep(&order, case.account(), *amount.open(), why, limit, beyond)?;
    door.record(order, &facts)
}
