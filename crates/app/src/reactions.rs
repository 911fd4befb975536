//! Everything that one noun does because of another's fact, in one place.
//!
//! Most of it needs no code here: what follows from facts is derived when a case is refreshed. What is left is
//! refreshing every case that an act has touched, which also closes what is complete (H2.2).

use crate::order;
use kernel::{Door, Result};

/// Refreshes what was touched before the transaction ends.
pub fn settle(door: &mut Door) -> Result<()> {
    let orders = door.take_orders();
    // All of them before the first is read: one by one they might be taken in another sequence than elsewhere.
    door.hold(orders.iter().copied())?;
    for order in orders {
        order::refresh(door, order)?;
    }
    for purchase in door.take_purchases() {
        order::refresh_purchase(door, purchase)?;
    }
    Ok(())
}
