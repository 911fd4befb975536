//! Claims in the database.

use db::Conn;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::claim::Claim;
use domain::ids::{ClaimId, ShipmentId};
use domain::search_key::FoundBy;
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadClaims,
    noun: "claim",
    label: zh("索赔"),
    sql: "SELECT id, number, carrier_name FROM claim WHERE id IN ({found}) ORDER BY opened_on DESC LIMIT 6",
    href: "/claims/",
};

/// What each carrier was asked for, has paid and owes.
pub const BY_CARRIER: &str = "(SELECT MAX(carrier_name) AS carrier_name, COUNT(*) AS claims, CAST(SUM(CASE WHEN state IN ('open', 'lodged', 'refused', 'agreed') THEN 1 ELSE 0 END) AS BIGINT) AS running,
           CAST(SUM(claimed) AS BIGINT) AS claimed, CAST(SUM(recovered) AS BIGINT) AS recovered, CAST(SUM(open) AS BIGINT) AS open
           FROM claim GROUP BY CASE WHEN carrier_id = '' THEN carrier_name ELSE carrier_id END) AS owed";

/// What a claim is found by.
pub fn found_by(claim: &Claim) -> FoundBy {
    let codes = [&claim.number, &claim.order_number, &claim.shipment_number, &claim.waybill];
    FoundBy::new(&codes.map(String::as_str), &[&claim.carrier_name, &claim.customer_name])
}

/// Writes the row of a claim.
pub fn project(conn: &mut Conn, claim: &Claim) -> Result<()> {
    let day = |date: Option<jiff::civil::Date>| date.map(|d| d.to_string()).unwrap_or_default();
    conn.insert(
        "INSERT INTO claim (id, number, order_id, order_number, customer_name, shipment_id, shipment_number, carrier_id, carrier_name, waybill,
         state, opened_on, lodged_on, expected_by, claimed, recovered, open)",
        &[vec![
            claim.id.to_string().into(),
            claim.number.as_str().into(),
            claim.order.to_string().into(),
            claim.order_number.as_str().into(),
            claim.customer_name.as_str().into(),
            claim.shipment.to_string().into(),
            claim.shipment_number.as_str().into(),
            claim.carrier.map(|c| c.to_string()).unwrap_or_default().into(),
            claim.carrier_name.as_str().into(),
            claim.waybill.as_str().into(),
            claim.state().code().into(),
            claim.opened_on.to_string().into(),
            day(claim.lodged.as_ref().map(|l| l.on)).into(),
            day(claim.expected_by()).into(),
            claim.claimed().to_row().into(),
            claim.recovered().to_row().into(),
            claim.open_amount().to_row().into(),
        ]],
        "ON CONFLICT (id) DO UPDATE SET customer_name = excluded.customer_name, state = excluded.state, lodged_on = excluded.lodged_on,
         expected_by = excluded.expected_by, claimed = excluded.claimed, recovered = excluded.recovered, open = excluded.open",
    )?;
    Ok(())
}

/// The claim over a shipment, if it has one.
pub fn of_shipment(conn: &mut Conn, shipment: ShipmentId) -> Result<Option<ClaimId>> {
    let row = conn.find("SELECT id FROM claim WHERE shipment_id = $1", &[shipment.to_string().into()])?;
    Ok(row.map(|row| row.get::<String>(0)).transpose()?.and_then(|id| id.parse().ok()))
}
