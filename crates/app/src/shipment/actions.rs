//! What can be done with shipments.

use crate::order::case;
use domain::access::Right;
use domain::confidential::{Confidential, Contact};
use domain::ids::{OrderId, ShipmentId};
use domain::order::{Attachment, Order};
use domain::plan::transit_days;
use domain::proof::Why;
use domain::shipment::{
    self, ArrivalReport, CarrierWord, Confirmation, Dispatch, Finding, Part, Settling, Shipment,
};
use jiff::civil::Date;
use kernel::record::Loaded;
use kernel::{Door, Result};

/// Prepares a shipment of an order (H6.1).
pub fn prepare(
    door: &mut Door,
    order: OrderId,
    ship_on: Date,
    parts: Vec<Part>,
    proof: Vec<Attachment>,
) -> Result<Shipment> {
    door.ctx.may(Right::PrepareShipment)?;
    let case = case::hold(door, order)?;
    let planned = |line| {
        let mut at = case.progress(line);
        let quantity = case.order.line(line).map(|l| l.quantity).unwrap_or_default();
        at.shipped = quantity.minus(case.unplanned(line, quantity));
        at
    };
    let id = ShipmentId(door.id());
    let entry = &case.order.entry;
    let draft = Shipment {
        id,
        order,
        order_number: case.order.number.clone(),
        customer_name: entry.customer_name.clone(),
        parts,
        ship_on,
        transit_days: transit_days(&entry.transport, entry.distance_km).into(),
        ..Shipment::default()
    };
    shipment::prepare(&case.order, draft.clone(), &planned, Vec::new())?;
    let number = door.number("SH")?;
    let facts = shipment::prepare(&case.order, Shipment { number, ..draft }, &planned, proof)?;
    let fresh = door.fresh::<Shipment>(id);
    Ok(door.record(fresh, &facts)?.state)
}

/// Time, transport and address were confirmed with the receiver (H6.1).
pub fn confirm(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    confirmation: Confirmation,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::ConfirmShipment)?;
    door.hold([shipment.order])?;
    let facts = shipment::confirm(&shipment, confirmation)?;
    door.record(shipment, &facts)
}

/// The receiver was told to check before signing (H6.7).
pub fn send_notice(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    whom: Confidential<Contact, String>,
    channel: String,
    text: String,
    files: Vec<Attachment>,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::ConfirmShipment)?;
    door.hold([shipment.order])?;
    let facts = shipment::send_notice(&shipment, whom, channel, text, files)?;
    door.record(shipment, &facts)
}

/// A lead lets a shipment leave without payment, with a reason (H1.2, H6.2).
pub fn open_gate(door: &mut Door, shipment: Loaded<Shipment>, why: Why) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::ReleasePayGate)?;
    door.hold([shipment.order])?;
    let facts = shipment::open_gate(&shipment, why)?;
    door.record(shipment, &facts)
}

/// The goods leave: confirmed, paid where the contract asks, announced, finished (H6.1, H6.2, H6.7, H4.4).
pub fn dispatch(door: &mut Door, shipment: Loaded<Shipment>, dispatch: Dispatch) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::Dispatch)?;
    let case = case::hold(door, shipment.order)?;
    let progress = |line| case.progress(line);
    let facts =
        shipment::dispatch(&shipment, &case.order, case.account(), &progress, dispatch, door.ctx.today())?;
    door.record(shipment, &facts)
}

/// What the receiver says (H6.4, H6.6).
pub fn confirm_arrival(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    report: ArrivalReport,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::ConfirmArrival)?;
    door.hold([shipment.order])?;
    let facts = shipment::confirm_arrival(&shipment, report, door.ctx.today())?;
    door.record(shipment, &facts)
}

/// What the carrier says of goods that have not come (H6.5).
pub fn ask_carrier(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    word: CarrierWord,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::ConfirmArrival)?;
    door.hold([shipment.order])?;
    let facts = shipment::ask_carrier(&shipment, door.ctx.today(), word)?;
    door.record(shipment, &facts)
}

/// How a difference was settled (H6.6).
pub fn settle_difference(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    settling: Settling,
    finding: Option<Finding>,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::SettleDifference)?;
    door.hold([shipment.order])?;
    let order: Loaded<Order> = door.load(shipment.order)?;
    let beyond = door.ctx.can(Right::ForgiveMoney);
    let mut facts = shipment::settle_difference(&shipment, &order, settling, beyond)?;
    if let Some(finding) = finding {
        facts.splice(0..0, shipment::find_cause(&shipment, finding)?);
    }
    door.record(shipment, &facts)
}

/// What caused a difference (H6.6); the carrier's claim follows by itself.
pub fn find_cause(door: &mut Door, shipment: Loaded<Shipment>, finding: Finding) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::SettleDifference)?;
    door.hold([shipment.order])?;
    let facts = shipment::find_cause(&shipment, finding)?;
    door.record(shipment, &facts)
}

/// Gives up a shipment that has not left.
pub fn cancel(door: &mut Door, shipment: Loaded<Shipment>, why: Why) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::PrepareShipment)?;
    door.hold([shipment.order])?;
    let facts = shipment::cancel(&shipment, why)?;
    door.record(shipment, &facts)
}
