//! Whose customer is only proposed, and what follows once the lead has confirmed them (H7.3).

use domain::customer::Customer;
use domain::ids::CustomerId;
use domain::order::{self, Entry, Order};
use kernel::record::Loaded;
use kernel::{Door, Error, Result};

use super::super::store;
use crate::customer;

/// Says in `entry` whether its customer waits to be confirmed, and refuses one who is out of use; `before` is whose the order was. An
/// order that comes to a customer who waits holds them: the confirmation, or the withdrawal, that comes at the same moment finds the
/// order, or the order finds it.
pub(super) fn look_up(door: &mut Door, entry: &mut Entry, before: Option<CustomerId>) -> Result<()> {
    let comes = before != Some(entry.customer);
    let mut customer = door.find::<Customer>(entry.customer)?;
    if comes && customer.as_ref().is_some_and(|c| c.proposal.is_some()) {
        customer::hold(door.conn, entry.customer)?;
        customer = door.find::<Customer>(entry.customer)?;
    }
    if comes && customer.as_ref().is_some_and(|c| c.retired) {
        return Err(Error::field("customer", "客户已停用。请换一个，或请部门领导恢复使用"));
    }
    entry.unconfirmed = customer.is_some_and(|c| c.proposal.is_some());
    Ok(())
}

/// An order whose customer waits no longer does not either.
pub(super) fn settle(door: &mut Door, order: Loaded<Order>) -> Result<Loaded<Order>> {
    let customer = door.find::<Customer>(order.entry.customer)?.filter(|c| c.proposal.is_none());
    let facts = customer.map(|c| order::customer_confirmed(&order, &c.profile.name)).unwrap_or_default();
    if facts.is_empty() { Ok(order) } else { door.record(order, &facts) }
}

/// The open orders of a customer who was confirmed wait for it no longer.
pub fn customer_confirmed(door: &mut Door, customer: CustomerId) -> Result<()> {
    let orders = store::open_of_customer(door.conn, customer)?;
    let name = door.load::<Customer>(customer)?.state.profile.name;
    door.hold(orders.iter().copied())?;
    for id in orders {
        let order = door.load::<Order>(id)?;
        let facts = order::customer_confirmed(&order, &name);
        if !facts.is_empty() {
            door.record(order, &facts)?;
        }
    }
    Ok(())
}
