//! What was expected of an order, as it was known: a journal (ADR 0028).

use std::collections::BTreeMap;

use db::{Conn, Row};
use domain::ids::OrderId;
use domain::plan::{Known, Step};
use kernel::Result;

/// A change of what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What is known since.
    pub known: Known,
    /// The kind of the fact that changed it; empty where the day alone did.
    pub cause: String,
}

const COLUMNS: &str =
    "SELECT arrives, promised, decisive, late_since, cause, at, order_id, line, stands FROM forecast_change";

/// What was known of an order at an instant in microseconds; none before anything was.
pub fn known(conn: &mut Conn, order: OrderId, at: i64) -> Result<Option<Known>> {
    let sql = format!("{COLUMNS} WHERE order_id = $1 AND at <= $2 ORDER BY at DESC LIMIT 1");
    let row = conn.find(&sql, &[order.to_string().into(), at.into()])?;
    Ok(row.as_ref().map(change).transpose()?.flatten().map(|change| change.known))
}

/// What is known of each of some orders now.
pub fn known_of(conn: &mut Conn, orders: &[OrderId]) -> Result<BTreeMap<OrderId, Known>> {
    let sql = format!(
        "{COLUMNS} c WHERE c.order_id IN ({{keys}})
         AND c.at = (SELECT MAX(l.at) FROM forecast_change l WHERE l.order_id = c.order_id)"
    );
    let keys: Vec<db::Value> = orders.iter().map(|order| order.to_string().into()).collect();
    let mut known = BTreeMap::new();
    for row in conn.query_in(&sql, &keys)? {
        if let Some(change) = change(&row)? {
            known.insert(row.get::<String>(6)?.parse().unwrap_or_default(), change.known);
        }
    }
    Ok(known)
}

/// All changes of an order by their instant in microseconds.
pub fn changes(conn: &mut Conn, order: OrderId) -> Result<BTreeMap<i64, Change>> {
    let rows =
        conn.query(&format!("{COLUMNS} WHERE order_id = $1 ORDER BY at"), &[order.to_string().into()])?;
    let mut out = BTreeMap::new();
    for row in &rows {
        if let Some(change) = change(row)? {
            out.insert(row.get(5)?, change);
        }
    }
    Ok(out)
}

/// Keeps what is known of orders from `at` on. What changes twice at one instant changed once.
pub fn keep(conn: &mut Conn, at: i64, known: &[(OrderId, Known)], cause: &str) -> Result<()> {
    if known.is_empty() {
        return Ok(());
    }
    // Whoever waited for the order says so after who did not: what is known last stands last.
    let keys: Vec<db::Value> = known.iter().map(|(order, _)| order.to_string().into()).collect();
    let sql = "SELECT order_id, MAX(at) FROM forecast_change WHERE order_id IN ({keys}) GROUP BY order_id";
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for row in conn.query_in(sql, &keys)? {
        last.insert(row.get(0)?, row.get(1)?);
    }
    let row = |(order, known): &(OrderId, Known)| {
        let before = last.get(&order.to_string()).copied().filter(|last| *last > at);
        vec![
            order.to_string().into(),
            before.map_or(at, |last| last + 1).into(),
            known.arrives.to_string().into(),
            known.promised.to_string().into(),
            known.decisive.code().into(),
            known.late_since.map(|on| on.to_string()).into(),
            cause.into(),
            known.line.into(),
            known.stands.map(|on| on.to_string()).into(),
        ]
    };
    conn.insert(
        "INSERT INTO forecast_change (order_id, at, arrives, promised, decisive, late_since, cause, line, stands)",
        &known.iter().map(row).collect::<Vec<_>>(),
        "ON CONFLICT (order_id, at) DO UPDATE SET arrives = excluded.arrives, promised = excluded.promised,
         decisive = excluded.decisive, late_since = excluded.late_since, line = excluded.line, stands = excluded.stands",
    )?;
    Ok(())
}

fn change(row: &Row) -> Result<Option<Change>> {
    let day = |n: usize| -> Result<Option<jiff::civil::Date>> { Ok(row.get::<String>(n)?.parse().ok()) };
    let maybe = |n: usize| -> Result<Option<jiff::civil::Date>> {
        Ok(row.get::<Option<String>>(n)?.and_then(|on| on.parse().ok()))
    };
    let (late_since, stands) = (maybe(3)?, maybe(8)?);
    let (Some(arrives), Some(promised), Some(decisive)) =
        (day(0)?, day(1)?, Step::of_code(&row.get::<String>(2)?))
    else {
        return Ok(None);
    };
    Ok(Some(Change {
        known: Known { line: row.get(7)?, arrives, promised, decisive, late_since, stands },
        cause: row.get(4)?,
    }))
}
