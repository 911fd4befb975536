//! What can be done with shipments.

use std::collections::BTreeSet;

use crate::order::actions::tell_waiting;
use crate::order::case;
use crate::{carrier, company, stock};
use domain::access::Right;
use domain::carrier::Carrier;
use domain::confidential::{Confidential, Contact};
use domain::ids::{ItemId, OrderId, PlaceId, ShipmentId};
use domain::order::{Attachment, Order};
use domain::plan::transit_days;
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::shipment::{
    self, ArrivalReport, CarrierWord, Change, Confirmation, Dispatch, Finding, Found, Part, Party, PutAway,
    Settling, Shipment, StateSaid,
};
use domain::stock::{Move, Movement, MovementKind};
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
        at.shipped = case.planned(line);
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

/// It leaves on another day, or with less or more on it (H6.1).
pub fn change(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    said: Change,
    why: Why,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::PrepareShipment)?;
    let case = case::hold(door, shipment.order)?;
    let free = |line| case.free_to_send(line);
    let facts = shipment::change(&shipment, &case.order, said, &free, why, door.ctx.today())?;
    door.record(shipment, &facts)
}

/// Time, transport and address were confirmed with the receiver (H6.1).
pub fn confirm(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    confirmation: Confirmation,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::ConfirmShipment)?;
    door.hold([shipment.order])?;
    // H6.4 What was confirmed decides how long they travel.
    let km = door.load::<Order>(shipment.order)?.entry.distance_km;
    let transit_days = Some(transit_days(&confirmation.transport, km).into());
    let facts = shipment::confirm(&shipment, Confirmation { transit_days, ..confirmation })?;
    door.record(shipment, &facts)
}

/// Production or purchasing says where the goods of a shipment stand (H6.1).
pub fn say_state(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    party: Party,
    ready_by: Date,
    note: String,
    proof: Vec<Attachment>,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(match party {
        Party::Production => Right::ConfirmPeriod,
        Party::Purchasing => Right::Purchase,
    })?;
    door.hold([shipment.order])?;
    door.load::<Order>(shipment.order)?.goes_on()?;
    let on = door.ctx.today();
    let facts = shipment::say_state(&shipment, StateSaid { party, on, ready_by, note }, proof, on)?;
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
    company::actions::may_backdate(door, dispatch.on, Some(case.order.entry.ordered_on), &dispatch.note)?;
    let dispatch = with_carrier(door, dispatch, &case.order)?;
    let facts =
        shipment::dispatch(&shipment, &case.order, case.account(), &progress, dispatch, door.ctx.today())?;
    door.record(shipment, &facts)
}

/// A carrier that is known by its code or name is called by its name, and says how far it goes in a day (H6.4, H7.4).
fn with_carrier(door: &mut Door, dispatch: Dispatch, order: &Order) -> Result<Dispatch> {
    let Some(id) = carrier::by_code_or_name(door.conn, &dispatch.carrier)? else { return Ok(dispatch) };
    let profile = door.load::<Carrier>(id)?.state.profile;
    let (pace, handling, distance) = (profile.km_per_day, profile.handling_days, order.entry.distance_km);
    let transit_days = domain::plan::carrier_days(pace, handling, distance);
    Ok(Dispatch { carrier: profile.name, transit_days, ..dispatch })
}

/// What the receiver says (H6.4, H6.6).
pub fn confirm_arrival(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    report: ArrivalReport,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::ConfirmArrival)?;
    // More may have come than was ordered: then the order needs less, and others that share a purchase with it are met.
    case::hold_around(door, shipment.order)?;
    company::actions::may_backdate(door, report.on, None, &report.note)?;
    let order = door.load::<Order>(shipment.order)?.state;
    let sent = |line| shipment.sent(line);
    shipment::in_whole_units("H6.4", &order, &report.received, &sent)?;
    shipment::in_whole_units("H6.4", &order, &report.damaged, &sent)?;
    let facts = shipment::confirm_arrival(&shipment, report, door.ctx.today())?;
    door.record(shipment, &facts)
}

/// What was said of the arrival was wrong and is taken back (H2.1).
pub fn take_arrival_back(door: &mut Door, shipment: Loaded<Shipment>, why: Why) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::ConfirmArrival)?;
    let case = case::hold(door, shipment.order)?;
    let facts = shipment::take_arrival_back(&shipment, case.arrival_stands(&shipment), why)?;
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
    // What stays with the customer of goods from stock leaves it: whoever waits for them is met.
    let order = door.load::<Order>(shipment.order)?;
    let beyond: Vec<i64> =
        shipment.parts.iter().filter(|p| shipment.arrived_beyond(p.line).is_some()).map(|p| p.line).collect();
    let lines = order.entry.lines.iter().map(|l| (l.number, l.item));
    let needs = order.needs.0.iter().map(|n| (n.line, n.item));
    let goods: BTreeSet<ItemId> =
        lines.chain(needs).filter(|(line, _)| beyond.contains(line)).map(|(_, item)| item).collect();
    let around = case::neighbourhood(door, shipment.order)?;
    stock::actions::hold_holders(door, &goods.into_iter().collect::<Vec<_>>(), around)?;
    case::hold_around(door, shipment.order)?;
    let order: Loaded<Order> = door.load(shipment.order)?;
    let beyond = door.ctx.can(Right::ForgiveMoney);
    let case = case::around(door, order.state.clone())?;
    let (of, today) = (|line| case.standing(line), door.ctx.today());
    let mut facts = shipment::settle_difference(&shipment, &order, settling, &of, beyond, today)?;
    if let Some(finding) = finding {
        facts.splice(0..0, shipment::find_cause(&shipment, finding)?);
    }
    door.record(shipment, &facts)
}

/// What was missing at arrival turned up (C20).
pub fn find(door: &mut Door, shipment: Loaded<Shipment>, found: Found) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::SettleDifference)?;
    case::hold_around(door, shipment.order)?;
    let case = case::load(door, shipment.order)?;
    let unplanned = |line| case.order.line(line).map_or(Quantity::ZERO, |l| case.unplanned(line, l.quantity));
    let waits = |line| case.waits_on(line).is_some();
    let missing = |line| shipment.never_came(line).plus(shipment.to_return(line));
    shipment::in_whole_units("H6.6", &case.order, &found.parts, &missing)?;
    let facts = shipment::find(&shipment, found, &unplanned, &waits, door.ctx.today())?;
    door.record(shipment, &facts)
}

/// What came back to us and leaves for nobody goes into stock, or somebody says why not (H7.2).
pub fn put_away(
    door: &mut Door,
    shipment: Loaded<Shipment>,
    put: PutAway,
    place: PlaceId,
    why: Why,
) -> Result<Loaded<Shipment>> {
    door.ctx.may(Right::BookStock)?;
    let order = door.load::<Order>(shipment.order)?.state;
    let item =
        |part: &Part| order.line(part.line).map(|line| Move { place, ..Move::of(line.item, part.quantity) });
    let moves: Vec<Move> = put.parts.iter().filter_map(item).collect();
    let items: Vec<ItemId> = moves.iter().map(|m| m.item).collect();
    stock::actions::hold_waiting(door, &items, vec![shipment.order])?;
    let lying = case::load(door, shipment.order)?.came_back_of(&shipment);
    let there = |line| lying.iter().filter(|p| p.line == line).map(|p| p.quantity).sum();
    shipment::in_whole_units("H7.2", &order, &put.parts, &there)?;
    shipment::in_whole_units("H7.2", &order, &put.left_out, &there)?;
    let facts = shipment::put_away(&lying, put, why)?;
    let (kind, on, source) = (MovementKind::Receipt, door.ctx.today(), shipment.number.clone());
    if !moves.is_empty() {
        let order = Some(shipment.order);
        let document = Movement { kind, on, moves, order, source, bound: true, ..Movement::default() };
        stock::actions::post(door, document)?;
    }
    tell_waiting(door, &items)?;
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

/// Gives up the shipments of an order that was given up.
pub fn cancel_for(door: &mut Door, order: OrderId, reason: &str) -> Result<()> {
    let case = case::hold(door, order)?;
    for waiting in case.shipments.iter().filter(|s| s.dispatched.is_none()) {
        let shipment = door.load::<Shipment>(waiting.id)?;
        let why = Why { reason: reason.to_owned(), proof: Vec::new() };
        let facts = shipment::cancel(&shipment, why)?;
        door.record(shipment, &facts)?;
    }
    Ok(())
}
