//! Messages to the outside, queued in the transaction of the fact that causes them.

use db::Conn;

use crate::error::Result;

/// A message that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its identifier.
    pub id: String,
    /// The same key is queued once only.
    pub dedup_key: String,
    /// What it is.
    pub kind: String,
    /// The order that it concerns, or empty.
    pub order_id: String,
    /// To whom.
    pub recipient: String,
    /// Its text.
    pub body: String,
    /// Not before this instant (microseconds).
    pub not_before: i64,
}

/// Keeps back what waits: a copy that was put back does not send again what may have been sent. Answers how many.
pub fn hold_messages(conn: &mut Conn) -> Result<u64> {
    Ok(conn.execute("UPDATE outbox SET state = 'held' WHERE state = 'waiting'", &[])?)
}

/// Queues `message`; a second one with the same key is left out.
pub fn queue(conn: &mut Conn, message: &Message) -> Result<()> {
    conn.execute(
        "INSERT INTO outbox (id, dedup_key, kind, order_id, recipient, body, not_before, state, attempts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0) ON CONFLICT (dedup_key) DO NOTHING",
        &[
            message.id.as_str().into(),
            message.dedup_key.as_str().into(),
            message.kind.as_str().into(),
            message.order_id.as_str().into(),
            message.recipient.as_str().into(),
            message.body.as_str().into(),
            message.not_before.into(),
        ],
    )?;
    Ok(())
}
