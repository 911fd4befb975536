//! What stands beside the duties of a day: what is about to leave, and the figures of the tiles.

use db::{Conn, Value};
use domain::order::Stage;
use domain::shipment::ShipmentState;
use kernel::Result;
use kernel::list::one_of;

/// A shipment about to leave, or an order that must leave and is not on one.
#[derive(Debug, Clone)]
pub struct Leaving {
    pub order: String,
    pub number: String,
    pub customer: String,
    pub ship_on: String,
    pub readiness: i64,
    pub state: String,
}

/// Released, and not on the road.
const INSIDE: [Stage; 3] = [Stage::Supply, Stage::Production, Stage::Shipping];

/// Orders of a clerk, or of all, of which goods leave up to `until`, with the state of the shipment that leaves first.
fn leaving_from(until: &str, clerk: &str, everybody: bool, params: &mut Vec<Value>) -> String {
    params.extend([until.into(), clerk.into(), everybody.into()]);
    let n = params.len();
    let waiting = one_of("s.state", &[ShipmentState::Prepared, ShipmentState::Confirmed], params);
    let inside = one_of("o.stage", &INSIDE, params);
    format!(
        "(SELECT o.id, o.number, o.customer_name, o.readiness, o.ship_on,
          COALESCE((SELECT s.state FROM shipment s WHERE s.order_id = o.id AND {waiting} ORDER BY s.ship_on, s.number LIMIT 1), o.stage) AS state
          FROM sales_order o WHERE o.open = TRUE AND {inside} AND o.ship_on <= ${until} AND (o.clerk_id = ${clerk} OR ${all})) l",
        until = n - 2,
        clerk = n - 1,
        all = n
    )
}

/// The first of them, the soonest first.
pub fn leaving(
    conn: &mut Conn,
    until: &str,
    clerk: &str,
    everybody: bool,
    limit: i64,
) -> Result<Vec<Leaving>> {
    let mut params = Vec::new();
    let from = leaving_from(until, clerk, everybody, &mut params);
    params.push(limit.into());
    let sql = format!(
        "SELECT l.id, l.number, l.customer_name, l.ship_on, l.readiness, l.state FROM {from} ORDER BY l.ship_on, l.number LIMIT ${}",
        params.len()
    );
    let rows = conn.query(&sql, &params)?;
    rows.iter()
        .map(|r| {
            Ok(Leaving {
                order: r.get(0)?,
                number: r.get(1)?,
                customer: r.get(2)?,
                ship_on: r.get(3)?,
                readiness: r.get(4)?,
                state: r.get(5)?,
            })
        })
        .collect()
}

/// How many they are.
pub fn count_leaving(conn: &mut Conn, until: &str, clerk: &str, everybody: bool) -> Result<i64> {
    let mut params = Vec::new();
    let from = leaving_from(until, clerk, everybody, &mut params);
    Ok(conn.one(&format!("SELECT COUNT(*) FROM {from}"), &params)?.get(0)?)
}

/// Figures of the tiles: to leave soon, at risk, arrived on time and all arrived since `since` (against first and current promise).
pub struct Figures {
    pub leaving: i64,
    pub risky: i64,
    pub arrived: i64,
    pub on_time: i64,
    pub on_time_first: i64,
}

/// The figures for the orders of `clerk`, or for all: what leaves up to `until`, what came since `since` or was promised since and
/// has not come by `today`.
pub fn figures(
    conn: &mut Conn,
    (until, since, today): (&str, &str, &str),
    clerk: &str,
    everybody: bool,
) -> Result<Figures> {
    let leaving = count_leaving(conn, until, clerk, everybody)?;
    let params = [since.into(), clerk.into(), everybody.into(), today.into()];
    let sql =
        "SELECT CAST(COALESCE(SUM(CASE WHEN open AND late THEN 1 ELSE 0 END), 0) AS BIGINT),
         CAST(COALESCE(SUM(CASE WHEN arrived_on >= $1 OR (arrived_on = '' AND open AND promised_on >= $1 AND promised_on < $4)
           THEN 1 ELSE 0 END), 0) AS BIGINT),
         CAST(COALESCE(SUM(CASE WHEN arrived_on >= $1 AND arrived_on <= promised_on THEN 1 ELSE 0 END), 0) AS BIGINT),
         CAST(COALESCE(SUM(CASE WHEN arrived_on >= $1 AND arrived_on <= first_promise THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM sales_order WHERE (open = TRUE OR arrived_on >= $1) AND (clerk_id = $2 OR $3)";
    let row = conn.one(sql, &params)?;
    Ok(Figures {
        leaving,
        risky: row.get(0)?,
        arrived: row.get(1)?,
        on_time: row.get(2)?,
        on_time_first: row.get(3)?,
    })
}
