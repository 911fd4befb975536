//! Everything that one noun does because of another's fact, in one place.
//!
//! Most of it needs no code here: what follows from facts is derived when a case is refreshed. What is left are acts
//! of other nouns, done by the system in the same transaction, and refreshing every case that was touched, which
//! also closes what is complete (H2.2).

use domain::ids::ShipmentId;
use kernel::ctx::Happened;
use kernel::{Door, Result};

use crate::{claim, order};

/// Does what follows from what was recorded, and refreshes what was touched, before the transaction ends.
pub fn settle(door: &mut Door) -> Result<()> {
    loop {
        let happened = door.take_happened();
        if happened.is_empty() {
            break;
        }
        for fact in happened {
            follow(door, &fact)?;
        }
    }
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

fn follow(door: &mut Door, fact: &Happened) -> Result<()> {
    match fact.kind {
        // H6.6 If transport caused it, the carrier owes compensation.
        "shipment.cause_found" => door.react(|door| claim::actions::open_for(door, ShipmentId(fact.id))),
        _ => Ok(()),
    }
}
