//! What the house says of goods before they leave, and what it takes back into stock.

use domain::choice::Choice as _;
use domain::ids::{PlaceId, ShipmentId, WorkOrderId};
use domain::order::{Reservation, Returning};
use domain::production::{Spare, WorkOrder};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::shipment::{Party, Shipment};
use kernel::Result;

use super::day::Day;
use super::work::Duty;
use crate::{order, production, shipment};

/// Production and purchasing say whether the goods will be ready.
pub fn say_state(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ShipmentId>() else { return Ok(()) };
    let asked = [("马建国", Party::Production), ("许佳", Party::Purchasing)];
    let of = |party: Party| duty.task.occurrence.starts_with(party.code());
    let Some((who, party)) = asked.into_iter().find(|(_, party)| of(*party)) else { return Ok(()) };
    let on = day.on;
    day.act(who, |door| {
        let shipment = door.load::<Shipment>(id)?;
        let ready_by = shipment.ship_on.max(on);
        let note = if ready_by > shipment.ship_on { "赶工中".into() } else { String::new() };
        shipment::actions::say_state(door, shipment, party, ready_by, note, Vec::new())
    })?;
    Ok(())
}

/// Finished goods that nobody takes any more go into stock.
pub fn stock_left_over(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<WorkOrderId>() else { return Ok(()) };
    day.act("何军", |door| {
        let work = door.load::<WorkOrder>(id)?;
        let quantity = order::case::load(door, work.order)?.left_over_of(id);
        let spare = Spare { quantity, ..Spare::default() };
        production::actions::stock_left_over(door, work, spare, PlaceId::MAIN, Why::default())
    })?;
    Ok(())
}

/// Parts that were handed out and are not worked up any more come back.
pub fn return_material(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<WorkOrderId>() else { return Ok(()) };
    day.act("何军", |door| {
        let work = door.load::<WorkOrder>(id)?.state;
        let case = order::case::load(door, work.order)?;
        let unused = case.unused().into_iter().find(|(own, _)| own.id == id).map(|(_, parts)| parts);
        let whole =
            |part: Reservation| Returning { item: part.item, returned: part.quantity, lost: Quantity::ZERO };
        let parts: Vec<Returning> = unused.unwrap_or_default().into_iter().map(whole).collect();
        production::actions::return_material(door, &work, &parts, PlaceId::MAIN, Why::default())
    })?;
    Ok(())
}
