//! Reading facts back: one stream, or the thread of an order across streams.

use ciborium::Value;
use db::{Conn, Row};

use crate::body;
use crate::error::{Result, unreadable};
use crate::stored;

/// A fact as it was recorded.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its stream.
    pub stream: String,
    /// Its place in the stream, from 1.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// Recorded time, microseconds.
    pub at: i64,
    /// Who recorded it.
    pub actor: String,
    /// Its fields.
    pub body: Value,
}

/// The facts of `stream` in order, up to recorded time `until` where given.
pub fn by_stream(conn: &mut Conn, stream: &str, until: Option<i64>) -> Result<Vec<Fact>> {
    let rows = conn.query(
        "SELECT stream, seq, kind, at, actor, body FROM fact WHERE stream = $1 AND at <= $2 ORDER BY seq",
        &[stream.into(), until.unwrap_or(i64::MAX).into()],
    )?;
    let facts: Vec<Fact> = rows.iter().map(fact).collect::<Result<_>>()?;
    unbroken(stream, &facts)?;
    Ok(facts)
}

/// A stream is read as it was written: no fact is missing, time does not run backward.
fn unbroken(stream: &str, facts: &[Fact]) -> Result<()> {
    let mut before = (0, i64::MIN);
    for fact in facts {
        if fact.seq != before.0 + 1 {
            return Err(unreadable(stream, format!("after fact {} comes {}", before.0, fact.seq)));
        }
        if fact.at < before.1 {
            return Err(unreadable(stream, format!("fact {} is older than the one before it", fact.seq)));
        }
        before = (fact.seq, fact.at);
    }
    Ok(())
}

/// The facts that concern `order`, of all streams, by recorded time, up to `until` where given.
pub fn by_order(conn: &mut Conn, order: &str, until: Option<i64>) -> Result<Vec<Fact>> {
    let rows = conn.query(
        "SELECT f.stream, f.seq, f.kind, f.at, f.actor, f.body FROM fact_order o
         JOIN fact f ON f.stream = o.stream AND f.seq = o.seq
         WHERE o.order_id = $1 AND o.at <= $2 ORDER BY o.at, o.stream, o.seq",
        &[order.into(), until.unwrap_or(i64::MAX).into()],
    )?;
    rows.iter().map(fact).collect()
}

/// Names of streams after `after`, in order, at most `limit`.
pub fn streams(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT stream FROM head WHERE stream > $1 ORDER BY stream LIMIT $2",
        &[after.into(), limit.into()],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

fn fact(row: &Row) -> Result<Fact> {
    let bytes: Vec<u8> = row.get(5)?;
    Ok(Fact {
        stream: row.get(0)?,
        seq: row.get(1)?,
        kind: row.get(2)?,
        at: row.get(3)?,
        actor: row.get(4)?,
        body: body::decode(&stored::read(&bytes)?)?,
    })
}
