//! What the demo company says of goods before they leave, and what it takes back into stock. It draws no chance: the orders
//! stay those of the seed.

use domain::ids::{PlaceId, ShipmentId, WorkOrderId};
use domain::production::{Spare, WorkOrder};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::shipment::{Party, Shipment};
use jiff::civil::Date;
use kernel::{App, Result};

use super::at_noon;
use crate::order::case;
use crate::{production, shipment, today};

/// Whether a duty is worked off here.
pub fn knows(action: &str) -> bool {
    matches!(action, "shipment.state" | "work.stock")
}

/// Works off a duty.
pub fn step(app: &App, day: Date, task: &today::Task) -> Result<()> {
    match task.action.as_str() {
        "shipment.state" => say_state(app, day, task),
        _ => stock_left_over(app, day, task),
    }
}

fn say_state(app: &App, day: Date, task: &today::Task) -> Result<()> {
    let Ok(id) = task.target.parse::<ShipmentId>() else { return Ok(()) };
    let asked = [("马建国", Party::Production), ("许佳", Party::Purchasing)];
    let of = |party: Party| task.occurrence.starts_with(domain::choice::Choice::code(party));
    let Some((who, party)) = asked.into_iter().find(|(_, party)| of(*party)) else { return Ok(()) };
    at_noon(app, day, who, move |door| {
        let shipment = door.load::<Shipment>(id)?;
        let ready_by = shipment.ship_on.max(day);
        let note = if ready_by > shipment.ship_on { "赶工中".into() } else { String::new() };
        shipment::actions::say_state(door, shipment, party, ready_by, note, Vec::new()).map(drop)
    })
}

fn stock_left_over(app: &App, day: Date, task: &today::Task) -> Result<()> {
    let Ok(id) = task.target.parse::<WorkOrderId>() else { return Ok(()) };
    at_noon(app, day, "何军", move |door| {
        let work = door.load::<WorkOrder>(id)?;
        let case = case::load(door, work.order)?;
        let left: Quantity = case.left_over_of(id);
        let spare = Spare { quantity: left, ..Spare::default() };
        production::actions::stock_left_over(door, work, spare, PlaceId::MAIN, Why::default()).map(drop)
    })
}
