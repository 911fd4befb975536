//! Until the goods are on the road: a day is set, agreed with the receiver, announced, and they leave.

use domain::confidential::Confidential;
use domain::ids::ShipmentId;
use domain::money::Money;
use domain::order::Order;
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::shipment::{Change, Confirmation, Dispatch, Obstacle, Part, Shipment};
use kernel::Result;

use super::day::Day;
use super::story::{Story, Trouble};
use super::work::Duty;
use crate::{order, shipment};

/// Working days by which goods leave earlier than they must, so that a promise is kept if something comes between.
const EARLY: i32 = 2;
/// Working days after the first part on which the rest of an order leaves.
const REST: i32 = 6;

/// The clerk puts what is to leave on a shipment; where a piece is made again, what is ready leaves first.
pub fn prepare(day: &mut Day, duty: &Duty) -> Result<()> {
    let (on, calendar) = (day.on, day.calendar()?);
    let splits = day.story(duty.order) == Some(Story::Spoiled);
    let first = splits && !day.has_met(duty.order, Trouble::Split);
    let done = day.act(&duty.clerk, |door| {
        let case = order::case::load(door, duty.order)?;
        let lines = &case.order.entry.lines;
        let unplanned = |l: &domain::order::OrderLine| Part {
            line: l.number,
            quantity: case.unplanned(l.number, l.quantity),
        };
        let mut parts: Vec<Part> = lines.iter().map(unplanned).filter(|p| p.quantity.is_some()).collect();
        if first {
            parts.truncate(1);
        }
        let due = case.due().unwrap_or(on);
        let must = domain::plan::ship_on(&case.order, due, &calendar);
        let leaves = calendar.plus(must, -EARLY).max(on);
        let leaves = if splits && !first { calendar.plus(leaves, REST) } else { leaves };
        shipment::actions::prepare(door, duty.order, calendar.on_or_after(leaves), parts, Vec::new())
    })?;
    if done.is_some() && first {
        day.meets(duty.order, Trouble::Split);
    }
    Ok(())
}

/// The clerk agrees on time, transport and address with the receiver.
pub fn confirm(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ShipmentId>() else { return Ok(()) };
    let on = day.on;
    day.act(&duty.clerk, |door| {
        let shipment = door.load::<Shipment>(id)?;
        let order = door.load::<Order>(shipment.order)?.state;
        // Nothing is agreed for a day on which it is known not to be ready.
        let ready = shipment.states.iter().map(|said| said.ready_by).max().unwrap_or(on);
        let confirmation = Confirmation {
            at: shipment.ship_on.max(on).max(ready).to_datetime(jiff::civil::time(14, 0, 0, 0)),
            transport: order.entry.transport,
            address: order.entry.address,
            contact: order.entry.contact,
            whom: Confidential::new("收货人".into()),
            channel: "phone".into(),
            reason: String::new(),
            transit_days: None,
            files: Vec::new(),
        };
        shipment::actions::confirm(door, shipment, confirmation)
    })?;
    Ok(())
}

/// The receiver is told to look before signing.
pub fn announce(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ShipmentId>() else { return Ok(()) };
    day.act(&duty.clerk, |door| {
        let shipment = door.load::<Shipment>(id)?;
        shipment::actions::send_notice(
            door,
            shipment,
            Confidential::new("收货人".into()),
            "wechat".into(),
            "签收前请先验外观和件数，有破损先联系我们。".into(),
            Vec::new(),
        )
    })?;
    Ok(())
}

/// What is not ready on its day leaves some days later.
pub fn postpone(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ShipmentId>() else { return Ok(()) };
    let (on, calendar) = (day.on, day.calendar()?);
    day.act(&duty.clerk, |door| {
        let shipment = door.load::<Shipment>(id)?;
        if shipment.ship_on > on {
            return Ok(());
        }
        let change = Change { ship_on: calendar.plus(on, 2), parts: shipment.parts.clone() };
        let why = Why { reason: "还没有备齐，顺延两天".into(), proof: Vec::new() };
        shipment::actions::change(door, shipment, change, why).map(drop)
    })?;
    Ok(())
}

/// The warehouse hands the goods to the carrier.
pub fn dispatch(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ShipmentId>() else { return Ok(()) };
    let known: Option<Shipment> = kernel::record::state_of(day.conn, &format!("shipment/{id}"))?;
    let on = day.on;
    let Some(known) = known.filter(|shipment| shipment.ship_on <= on) else { return Ok(()) };
    let waybill = format!("SF{:08}", day.among(100_000_000));
    day.act("何军", |door| {
        let shipment = door.load::<Shipment>(id)?;
        let late = if on > known.ship_on { "车晚到一天，已告诉客户" } else { "" };
        let packages = known.parts.iter().map(|part| part.quantity).sum::<Quantity>().0 / 1_000_000;
        let dispatch = Dispatch {
            on,
            carrier: "顺发专线".into(),
            waybill,
            vehicle: String::new(),
            packages: packages.max(1),
            freight: Confidential::new(Money::cny(86_000)),
            note: late.into(),
            transit_days: None,
            photos: Vec::new(),
        };
        shipment::actions::dispatch(door, shipment, dispatch)
    })?;
    Ok(())
}

/// The customer pays late and nothing else keeps the goods from leaving: the lead lets them go.
pub fn let_go(day: &mut Day, duty: &Duty) -> Result<()> {
    if day.story(duty.order) != Some(Story::PaidLate) {
        return Ok(());
    }
    let on = day.on;
    let waits = day.act("陈岚", |door| {
        let case = order::case::load(door, duty.order)?;
        let unpaid = |o: &Obstacle| matches!(o, Obstacle::Unpaid(_));
        let due = case.shipments.iter().filter(|s| s.dispatched.is_none() && s.ship_on <= on);
        let waits = due.filter(|s| {
            let obstacles = case.obstacles(s);
            !obstacles.is_empty() && obstacles.iter().all(unpaid)
        });
        Ok(waits.map(|s| s.id).next())
    })?;
    let Some(id) = waits.flatten() else { return Ok(()) };
    day.act("陈岚", |door| {
        let shipment = door.load::<Shipment>(id)?;
        let why = Why {
            reason: "老客户，付款流程已到最后一步，先发货".into(), proof: Vec::new()
        };
        shipment::actions::open_gate(door, shipment, why)
    })?;
    Ok(())
}
