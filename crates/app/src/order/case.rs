//! The case of an order: one read of everything that its rules look at.

use crate::{payment, production, purchasing, shipment};
use db::Conn;
use domain::followup::Case;
use domain::ids::OrderId;
use domain::order::Order;
use kernel::{Door, Result};

/// The case of `id` as it is now: for whoever shows it.
pub fn load(door: &mut Door, id: OrderId) -> Result<Case> {
    let order = door.load::<Order>(id)?.state;
    around(door.conn, order)
}

/// The case of `id`, held until the transaction ends: for whoever decides by it.
pub fn hold(door: &mut Door, id: OrderId) -> Result<Case> {
    door.hold([id])?;
    load(door, id)
}

/// The case of an order that is loaded already.
pub fn around(conn: &mut Conn, order: Order) -> Result<Case> {
    let id = order.id;
    if order.released.is_none() {
        return Ok(Case { order, paid: payment::store::paid_for(conn, id)?, ..Case::default() });
    }
    Ok(Case {
        work: production::store::of_order(conn, id)?,
        covers: purchasing::store::covers_of(conn, id)?,
        shipments: shipment::store::of_order(conn, id)?,
        paid: payment::store::paid_for(conn, id)?,
        order,
    })
}
