//! Everything that one noun does because of another's fact, in one place.
//!
//! Most of it needs no code here: what follows from facts is derived when a case is refreshed. What is left are acts
//! of other nouns, done by the system in the same transaction, and refreshing every case that was touched, which
//! also closes what is complete (H2.2).

use domain::history::Noun as _;
use domain::ids::{OrderId, ShipmentId};
use domain::order::{Fact, Order};
use domain::plan::Step;
use kernel::ctx::Happened;
use kernel::{Door, Result};
use uuid::Uuid;

use crate::{claim, order, production};

/// Does what follows from what was recorded, and refreshes what was touched, before the transaction ends.
pub fn conclude(door: &mut Door) -> Result<()> {
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
    for stream in door.take_touched() {
        let id = stream.rsplit('/').next().and_then(|id| id.parse::<Uuid>().ok());
        // An order is refreshed with its case, above.
        if let Some(id) = id.filter(|_| !stream.starts_with(Order::STREAM)) {
            (door.shared.site.noun(&stream)?.refresh)(door, id)?;
        }
    }
    Ok(())
}

fn follow(door: &mut Door, fact: &Happened) -> Result<()> {
    match fact.kind {
        // H4.4 Part of the release itself, so done by whoever releases.
        "order.released" => open_work(door, OrderId(fact.id)),
        "order.cancelled" => {
            let reason = why_cancelled(door, fact.id)?;
            production::actions::cancel_for(door, OrderId(fact.id), reason)
        }
        // H6.6 If transport caused it, the carrier owes compensation.
        "shipment.cause_found" => door.react(|door| claim::actions::open_for(door, ShipmentId(fact.id))),
        _ => Ok(()),
    }
}

/// Opens the work orders of a released order, by the dates of its plan.
fn open_work(door: &mut Door, id: OrderId) -> Result<()> {
    let order = door.load::<Order>(id)?.state;
    let due = order.due().unwrap_or(door.ctx.today());
    let by = |step: Step| order.milestones.iter().find(|m| m.step == step).map_or(due, |m| m.baseline);
    let (start_by, finished_by) = (by(Step::MaterialsIn), by(Step::Produced));
    for line in &order.entry.lines {
        production::actions::open_work_order(door, &order, line, start_by, finished_by)?;
    }
    Ok(())
}

/// The reason that the fact gives: an order's state does not keep it.
fn why_cancelled(door: &mut Door, id: Uuid) -> Result<String> {
    let facts = evidence::by_stream(door.conn, &format!("order/{id}"), None)?;
    let Some(last) = facts.iter().rev().find(|f| f.kind == "order.cancelled") else {
        return Ok(String::new());
    };
    Ok(match kernel::noun::read::<Order>(last)? {
        Fact::Cancelled { reason, .. } => reason,
        _ => String::new(),
    })
}
