//! A shipment as JSON.

use domain::choice::Choice;
use domain::ids::ShipmentId;
use domain::shipment::{Decided, Shipment, StateSaid, eta};
use kernel::document::{One, identity};
use kernel::ui::Ui;
use kernel::{Door, Result};
use serde_json::{Value, json};

use crate::order::case;
use crate::print;

/// What one reader sees of a shipment.
pub fn read(door: &mut Door, _: &Ui, id: &str) -> Result<One> {
    let id: ShipmentId = identity(id)?;
    let shipment = door.load::<Shipment>(id)?;
    door.about(&shipment.state)?;
    let deeds = case::load(door, shipment.order)?.shipment_deeds(&shipment);
    let lines: Vec<Value> = shipment
        .parts
        .iter()
        .map(|part| {
            let (missing, damaged) = shipment.lost(part.line);
            let arrived = shipment.arrival.is_some();
            json!({"line": part.line, "sent": part.quantity.plain(),
                "missing": arrived.then(|| missing.plain()), "damaged": arrived.then(|| damaged.plain()),
                "beyond": arrived.then(|| shipment.beyond(part.line).plain()),
                "put_away": arrived.then(|| shipment.put_away(part.line).plain()),
                "to_return": arrived.then(|| shipment.to_return(part.line).plain()),
                "found": arrived.then(|| shipment.found_in(part.line, None).plain())})
        })
        .collect();
    let said = |s: &StateSaid| json!({"party": s.party.code(), "on": s.on.to_string(), "ready_by": s.ready_by.to_string(), "note": s.note});
    let states: Vec<Value> = shipment.states.iter().map(said).collect();
    let decided = |d: &Decided| {
        let lines: Vec<Value> =
            d.parts.iter().map(|p| json!({"line": p.line, "quantity": p.quantity.plain()})).collect();
        json!({"extra": d.extra.code(), "on": d.on.to_string(), "lines": lines})
    };
    let decided: Vec<Value> = shipment.decided.iter().map(decided).collect();
    let prints = print::told(door, &shipment.head.stream)?;
    let mut one = One::of(door, id, &shipment, &deeds)
        .with("prints", prints)
        .with("number", shipment.number.as_str())
        .with("state", shipment.state().code())
        .with("order", shipment.order.to_string())
        .with("order_number", shipment.order_number.as_str())
        .with("customer", shipment.customer_name.as_str())
        .with("ship_on", shipment.ship_on.to_string())
        .with("eta", eta(&shipment).map(|day| day.to_string()))
        .with("lines", lines)
        .with("states", states)
        .with("settled", shipment.settled.map(Choice::code))
        .with("decided", decided)
        .with("replacement_by", shipment.replacement.map(|r| r.by.to_string()))
        .with("replacement_source", shipment.replacement.map(|r| r.source.code()));
    if let Some(c) = &shipment.confirmation {
        one = one
            .with("transport", c.transport.as_str())
            .with("confirmed_for", c.at.to_string())
            .with("confirmed_because", c.reason.as_str())
            .secret(door, "address", &c.address)
            .secret(door, "contact", &c.contact);
    }
    if let Some(d) = &shipment.dispatched {
        one = one
            .with("dispatched_on", d.on.to_string())
            .with("carrier", d.carrier.as_str())
            .with("waybill", d.waybill.as_str())
            .with("packages", d.packages)
            .amount(door, "freight", &d.freight);
    }
    if let Some(a) = &shipment.arrival {
        one = one.with("arrived_on", a.on.to_string()).with("packing", a.packing.code());
    }
    Ok(match &shipment.finding {
        Some(finding) => one.with("cause", finding.cause.code()),
        None => one,
    })
}
