//! The first answer to a request, given again when the request comes again.

use db::Conn;

use crate::chain::{Hash, hash_parts};
use crate::error::{Error, Result};

/// A stored answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// HTTP status.
    pub status: i64,
    /// Where the answer points to, or empty.
    pub location: String,
    /// Its body: identifiers, no personal data.
    pub body: String,
}

/// The answer given to `key` of `actor`; [`Error::KeyReused`] where `request` was another one.
pub fn lookup(conn: &mut Conn, actor: &str, key: &str, request: &[&str]) -> Result<Option<Stored>> {
    let row = conn.find(
        "SELECT request, status, location, body FROM answer WHERE actor = $1 AND idempotency_key = $2",
        &[actor.into(), key.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    if row.get::<Vec<u8>>(0)? != request_hash(request) {
        return Err(Error::KeyReused);
    }
    Ok(Some(Stored { status: row.get(1)?, location: row.get(2)?, body: row.get(3)? }))
}

/// Keeps `answer` in the transaction of its effect. A second sender at the same time gets a conflict and, on retry, this answer.
pub fn remember(
    conn: &mut Conn,
    actor: &str,
    key: &str,
    request: &[&str],
    answer: &Stored,
    at: i64,
) -> Result<()> {
    conn.execute(
        "INSERT INTO answer (actor, idempotency_key, request, status, location, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            actor.into(),
            key.into(),
            request_hash(request).to_vec().into(),
            answer.status.into(),
            answer.location.as_str().into(),
            answer.body.as_str().into(),
            at.into(),
        ],
    )?;
    Ok(())
}

/// Drops answers given before `at` (microseconds).
pub fn forget_before(conn: &mut Conn, at: i64) -> Result<u64> {
    Ok(conn.execute("DELETE FROM answer WHERE at < $1", &[at.into()])?)
}

fn request_hash(request: &[&str]) -> Hash {
    let parts: Vec<&[u8]> = request.iter().map(|part| part.as_bytes()).collect();
    hash_parts(3, &parts)
}
