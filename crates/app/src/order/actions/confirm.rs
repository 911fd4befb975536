//! Whose customer is only proposed, and what follows once the lead has confirmed them (H7.3).

use domain::customer::Customer;
use domain::ids::CustomerId;
use domain::order::{self, Entry, Order};
use kernel::record::Loaded;
use kernel::{Door, Result};

use super::super::store;
use crate::customer;

/// Says in `entry` whether its customer waits to be confirmed. A new order holds a customer who does: the confirmation
/// that comes at the same moment finds the order, or the order finds it.
pub(super) fn look_up(door: &mut Door, entry: &mut Entry, is_new: bool) -> Result<()> {
    let waits = |door: &mut Door, id| -> Result<bool> {
        Ok(door.find::<Customer>(id)?.is_some_and(|c| c.proposal.is_some()))
    };
    entry.unconfirmed = waits(door, entry.customer)?;
    if is_new && entry.unconfirmed {
        customer::hold(door.conn, entry.customer)?;
        entry.unconfirmed = waits(door, entry.customer)?;
    }
    Ok(())
}

/// An order whose customer waits no longer does not either.
pub(super) fn settle(door: &mut Door, order: Loaded<Order>) -> Result<Loaded<Order>> {
    let waits = door.find::<Customer>(order.entry.customer)?.is_some_and(|c| c.proposal.is_some());
    let facts = if waits { Vec::new() } else { order::customer_confirmed(&order) };
    if facts.is_empty() { Ok(order) } else { door.record(order, &facts) }
}

/// The open orders of a customer who was confirmed wait for it no longer.
pub fn customer_confirmed(door: &mut Door, customer: CustomerId) -> Result<()> {
    let orders = store::open_of_customer(door.conn, customer)?;
    door.hold(orders.iter().copied())?;
    for id in orders {
        let order = door.load::<Order>(id)?;
        let facts = order::customer_confirmed(&order);
        if !facts.is_empty() {
            door.record(order, &facts)?;
        }
    }
    Ok(())
}
