//! Lives of the database: a new one begins where a copy was put back.

use db::Conn;

use super::checkpoint;
use crate::error::Result;

/// Where a copy was put back, and that was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The life of the database that began then.
    pub epoch: i64,
    /// Behind how many facts of the log.
    pub from: i64,
    /// When, microseconds since 1970 UTC.
    pub at: i64,
    /// Why, in words.
    pub reason: String,
}

/// Whether the newest life was begun and nothing is signed in it yet.
pub fn is_unsigned(conn: &mut Conn) -> Result<bool> {
    let sql = "SELECT 1 FROM epoch e WHERE n = (SELECT MAX(n) FROM epoch) AND NOT EXISTS (SELECT 1 FROM checkpoint c WHERE c.epoch = e.n)";
    Ok(conn.find(sql, &[])?.is_some())
}

/// All of them but the first, the oldest first.
pub fn cuts(conn: &mut Conn) -> Result<Vec<Cut>> {
    let rows = conn.query("SELECT n, from_size, at, reason FROM epoch ORDER BY n", &[])?;
    let read = rows
        .iter()
        .map(|row| Ok(Cut { epoch: row.get(0)?, from: row.get(1)?, at: row.get(2)?, reason: row.get(3)? }));
    read.collect()
}

/// Begins a new life of the database, behind what its log has: a copy was put back. Answers its number, which no life had that
/// is known outside (`known`, the highest of them); that of the one that was begun and not yet signed for, where it broke off there.
pub fn begin_epoch(conn: &mut Conn, at: i64, reason: &str, known: i64) -> Result<i64> {
    conn.hold("instance", "one", &[1.into()])?;
    let now: i64 = conn.one("SELECT epoch FROM instance", &[])?.get(0)?;
    let unsigned =
        "SELECT 1 FROM epoch WHERE n = $1 AND NOT EXISTS (SELECT 1 FROM checkpoint WHERE epoch = $1)";
    if now > known && conn.find(unsigned, &[now.into()])?.is_some() {
        return Ok(now);
    }
    let n = now.max(known) + 1;
    let size = checkpoint::last_checkpoint(conn)?.map_or(0, |last| last.size);
    conn.execute(
        "INSERT INTO epoch (n, from_size, at, reason) VALUES ($1, $2, $3, $4)",
        &[n.into(), size.into(), at.into(), reason.into()],
    )?;
    conn.execute("UPDATE instance SET epoch = $1", &[n.into()])?;
    Ok(n)
}
