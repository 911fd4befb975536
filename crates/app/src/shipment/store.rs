//! Shipments in the database.

use db::{Conn, Value};
use domain::access::Right;
use domain::choice::Choice as _;
use domain::search_key::FoundBy;
use domain::shipment::{Shipment, eta};
use jiff::civil::Date;
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadShipments,
    noun: "shipment",
    label: zh("发货"),
    sql: "SELECT id, number, order_number FROM shipment WHERE id IN ({found}) ORDER BY ship_on DESC LIMIT 6",
    href: "/shipments/",
};

/// What a shipment is found by.
pub fn found_by(shipment: &Shipment) -> FoundBy {
    let waybill = shipment.dispatched.as_ref().map_or("", |d| d.waybill.as_str());
    FoundBy::new(&[&shipment.number, &shipment.order_number, waybill], &[&shipment.customer_name])
}

/// Writes the row of a shipment.
pub fn project(conn: &mut Conn, shipment: &Shipment) -> Result<()> {
    let day = |date: Option<Date>| Value::Text(date.map(|d| d.to_string()).unwrap_or_default());
    let dispatched = shipment.dispatched.as_ref();
    let transport = shipment.confirmation.as_ref().map(|c| c.transport.as_str()).unwrap_or_default();
    let waybill = dispatched.map(|d| d.waybill.as_str()).unwrap_or_default();
    conn.insert(
        "INSERT INTO shipment (id, number, order_id, order_number, customer_name, ship_on, state, transport, carrier, waybill, eta, arrived_on, awaited_on, freight)",
        &[vec![
            shipment.id.to_string().into(),
            shipment.number.as_str().into(),
            shipment.order.to_string().into(),
            shipment.order_number.as_str().into(),
            shipment.customer_name.as_str().into(),
            shipment.ship_on.to_string().into(),
            shipment.state().code().into(),
            transport.into(),
            dispatched.map(|d| d.carrier.as_str()).unwrap_or_default().into(),
            waybill.into(),
            day(eta(shipment)),
            day(shipment.arrival.as_ref().map(|a| a.on)),
            day(shipment.awaited_on()),
            dispatched.map_or(0, |d| d.freight.open().to_row()).into(),
        ]],
        "ON CONFLICT (id) DO UPDATE SET ship_on = excluded.ship_on, state = excluded.state, transport = excluded.transport,
         carrier = excluded.carrier, waybill = excluded.waybill, eta = excluded.eta, arrived_on = excluded.arrived_on,
         awaited_on = excluded.awaited_on, freight = excluded.freight",
    )?;
    Ok(())
}
