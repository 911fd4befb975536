//! What waits to be sealed.

use std::collections::BTreeSet;

use db::Conn;

use super::leaf::{self, Links};
use crate::error::Result;
use crate::stored;

/// The columns of a fact that waits.
pub(crate) const INTO: &str = "INSERT INTO seal_queue (stream, seq, leaf, orders)";

/// A fact that waits, with the orders that it concerns: found by fact here alone.
pub(crate) fn row<'a>(
    stream: &str,
    seq: i64,
    leaf: &[u8],
    orders: impl IntoIterator<Item = &'a str>,
) -> Vec<db::Value> {
    let orders = orders.into_iter().collect::<Vec<_>>().join(",");
    vec![stream.into(), seq.into(), leaf.to_vec().into(), orders.into()]
}

/// The orders that [`row`] wrote.
pub(super) fn orders(joined: &str) -> Vec<String> {
    joined.split(',').filter(|order| !order.is_empty()).map(str::to_owned).collect()
}

/// Whether `joined` names `orders` and no others.
pub(super) fn are_named(joined: &str, orders: &[&str]) -> bool {
    let held = self::orders(joined);
    let held: BTreeSet<&str> = held.iter().map(String::as_str).collect();
    held == orders.iter().copied().collect()
}

/// How many facts wait.
pub fn waiting(conn: &mut Conn) -> Result<i64> {
    Ok(conn.one("SELECT COUNT(*) FROM seal_queue", &[])?.get(0)?)
}

/// Queues the facts of a database that had no log, once: where none was sealed and none waits. Answers how many.
pub fn enqueue_missing(conn: &mut Conn) -> Result<usize> {
    conn.hold("instance", "one", &[1.into()])?;
    let has_log = "SELECT 1 FROM checkpoint UNION ALL SELECT 1 FROM seal_queue LIMIT 1";
    if conn.find(has_log, &[])?.is_some() {
        return Ok(0);
    }
    let mut links = Links::read(conn)?;
    let (mut stream, mut seq, mut count) = (String::new(), 0_i64, 0);
    loop {
        let facts = conn.query(
            "SELECT stream, seq, hash, body, at FROM fact WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT 2000",
            &[stream.as_str().into(), seq.into()],
        )?;
        let Some(last) = facts.last() else { return Ok(count) };
        (stream, seq) = (last.get(0)?, last.get(1)?);
        let mut rows = Vec::with_capacity(facts.len());
        for fact in &facts {
            let (stream, seq): (String, i64) = (fact.get(0)?, fact.get(1)?);
            // A hash of another length is damage: it is queued as it is, and the walk names the fact.
            let hash: Vec<u8> = fact.get(2)?;
            let hash = hash.first_chunk().copied().unwrap_or_default();
            let fields = stored::read(&fact.get::<Vec<u8>>(3)?)?;
            let orders = links.of(&leaf::key(&stream, seq), fact.get(4)?);
            let leaf = leaf::of_fact(&hash, &fields, orders.clone());
            rows.push(row(&stream, seq, &leaf, orders));
        }
        count += rows.len();
        conn.insert(INTO, &rows, "")?;
    }
}
