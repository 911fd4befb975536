//! On the road and at the customer's: arrival, what the carrier says, differences and what caused them.

use domain::confidential::Confidential;
use domain::ids::ShipmentId;
use domain::order::{Acceptance, Order};
use domain::quantity::Quantity;
use domain::shipment::{
    ArrivalReport, CarrierWord, Cause, Finding, Packing, Part, Settlement, Settling, Shipment, Signature,
    credit_of, eta,
};
use kernel::Result;

use super::day::Day;
use super::story::Story;
use super::work::Duty;
use crate::{order, shipment};

/// Days by which goods that are late on the road come later than expected: more than what they leave early.
const LATE: i32 = 6;

/// The clerk asks the carrier, who names another day.
pub fn ask_carrier(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ShipmentId>() else { return Ok(()) };
    let eta = domain::calendar::shift(day.on, LATE - 2);
    day.act(&duty.clerk, |door| {
        let shipment = door.load::<Shipment>(id)?;
        let word = CarrierWord { said: "中转站积压".into(), eta, proof: Vec::new() };
        shipment::actions::ask_carrier(door, shipment, word)
    })?;
    Ok(())
}

/// The receiver says what came; what is late on the road is asked after first.
pub fn arrive(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ShipmentId>() else { return Ok(()) };
    let known: Option<Shipment> = kernel::record::state_of(day.conn, &format!("shipment/{id}"))?;
    let Some(known) = known else { return Ok(()) };
    let on = day.on;
    let Some(expected) = eta(&known).filter(|eta| *eta <= on) else { return Ok(()) };
    let story = day.story(known.order);
    let late = matches!(story, Some(Story::LateOnTheRoad | Story::Broken));
    if late && known.asked_on.is_none() {
        return if expected < on { ask_carrier(day, duty) } else { Ok(()) };
    }
    let breaks = |part: &&Part| story == Some(Story::Broken) && part.quantity > Quantity::whole(1);
    let broken = known.parts.iter().find(breaks);
    let damaged: Vec<Part> =
        broken.map(|part| Part { line: part.line, quantity: Quantity::whole(1) }).into_iter().collect();
    let sound = damaged.is_empty();
    let report = ArrivalReport {
        on: expected.max(known.dispatched.as_ref().map_or(expected, |d| d.on)),
        received: known.parts.clone(),
        damaged,
        packing: if sound { Packing::Intact } else { Packing::Damaged },
        whom: Confidential::new("收货人".into()),
        note: if sound { String::new() } else { "一件边角磕碰，包装压变形".into() },
        photos: Vec::new(),
    };
    day.act(&duty.clerk, |door| {
        let shipment = door.load::<Shipment>(id)?;
        shipment::actions::confirm_arrival(door, shipment, report)
    })?;
    Ok(())
}

/// The customer is credited what was broken, and the carrier owes it.
pub fn settle(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ShipmentId>() else { return Ok(()) };
    day.act(&duty.clerk, |door| {
        let shipment = door.load::<Shipment>(id)?;
        let order = door.load::<Order>(shipment.order)?.state;
        let settling = Settling {
            settlement: Some(Settlement::Credited),
            credit: Some(Confidential::new(credit_of(&shipment, &order))),
            note: "按货值扣减货款".into(),
            ..Settling::default()
        };
        let finding = shipment.unexplained().then(|| Finding {
            cause: Cause::Transport,
            pickup: Packing::Intact,
            signature: Signature::Remarked,
            explanation: "提货照片完好，签收单上注明磕碰".into(),
            files: Vec::new(),
        });
        shipment::actions::settle_difference(door, shipment, settling, finding)
    })?;
    Ok(())
}

/// The customer accepts what was set up.
pub fn accept(day: &mut Day, duty: &Duty) -> Result<()> {
    let on = day.on;
    day.act(&duty.clerk, |door| {
        let order = door.load::<Order>(duty.order)?;
        let whom = Confidential::new("现场负责人".into());
        let said = Acceptance { on, whom, note: "验收合格".into(), files: Vec::new() };
        order::actions::accept(door, order, said)
    })?;
    Ok(())
}
