//! Where texts of people stand beside the facts, and which streams concern a customer.

use db::Conn;
use domain::erasure::ERASED;
use domain::ids::CustomerId;

use kernel::Result;

/// Texts that are kept and not derived from facts.
const KEPT: [(&str, &str); 11] = [
    ("file", "name"),
    ("import", "name"),
    ("import", "actor"),
    ("import", "report"),
    ("access_log", "detail"),
    ("answer", "location"),
    ("answer", "body"),
    ("outbox", "recipient"),
    ("outbox", "body"),
    ("follow_up", "params"),
    ("follow_up", "reason"),
];

/// The streams of a customer's orders and of all that hangs on them.
pub fn streams(conn: &mut Conn, customer: CustomerId) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT DISTINCT f.stream FROM fact_order f JOIN sales_order o ON o.id = f.order_id
         WHERE o.customer_id = $1 ORDER BY f.stream",
        &[customer.to_string().into()],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// The orders whose threads a stream is in.
pub fn orders(conn: &mut Conn, stream: &str) -> Result<Vec<String>> {
    let rows = conn.query("SELECT DISTINCT order_id FROM fact_order WHERE stream = $1", &[stream.into()])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// Takes a word out of every text that is kept beside the facts.
pub fn sweep(conn: &mut Conn, word: &str) -> Result<()> {
    for (table, column) in KEPT {
        conn.execute(
            &format!(
                "UPDATE {table} SET {column} = REPLACE({column}, $1, $2) WHERE REPLACE({column}, $1, '') <> {column}"
            ),
            &[word.into(), ERASED.into()],
        )?;
    }
    Ok(())
}
