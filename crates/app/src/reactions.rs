//! Everything that one noun does because of another's fact, in one place.
//!
//! Most of it needs no code here: what follows from facts is derived when a case is refreshed. What is left is
//! refreshing every case that an act has touched, which also closes what is complete (H2.2).

use crate::order;
use kernel::{Door, Result};

/// Refreshes what was touched before the transaction ends.
pub fn settle(door: &mut Door) -> Result<()> {
    for order in door.take_orders() {
        order::refresh(door, order)?;
    }
    for purchase in door.take_purchases() {
        order::refresh_purchase(door, purchase)?;
    }
    Ok(())
}
