//! Handing orders over to another clerk (H1.2).

use domain::access::Right;
use domain::ids::PersonId;
use domain::order::{self, Order};
use domain::person::Person;
use domain::proof::Why;
use kernel::record::Loaded;
use kernel::{Door, Result};

/// Hands an order over: from now on its duties, its row and who may act on it are those of `to`.
pub fn hand_over(door: &mut Door, order: Loaded<Order>, to: PersonId, why: Why) -> Result<Loaded<Order>> {
    door.ctx.may(Right::HandOverOrders)?;
    let to = door.load::<Person>(to)?;
    let facts = order::hand_over(&order, &to, why)?;
    door.record(order, &facts)
}
