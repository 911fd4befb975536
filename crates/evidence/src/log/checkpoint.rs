//! How large the log was and what its root was at a moment, signed.

use db::{Conn, Row};
use serde::{Deserialize, Serialize};

use super::journal::hexadecimal;
use crate::append::Instance;
use crate::chain::Hash;
use crate::error::{Result, unreadable};

/// A signed root of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Which life of the database: raised where a copy was put back.
    pub epoch: i64,
    /// How many facts the log had.
    pub size: i64,
    /// The root over their leaves.
    #[serde(with = "hexadecimal")]
    pub root: Hash,
    /// When, microseconds since 1970 UTC.
    pub at: i64,
    /// Who signed: the name of a key.
    pub key: String,
    /// The Ed25519 signature of [`Checkpoint::text`].
    #[serde(with = "hexadecimal")]
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// What is signed: lines of text, so that anybody can make them again by hand.
    pub fn text(&self, instance: &Instance) -> String {
        format!(
            "gendan log v1\n{}\n{}\n{}\n{}\n{}\n{}\n",
            instance.uuid,
            self.epoch,
            self.size,
            hex(&self.root),
            self.at,
            self.key
        )
    }
}

/// Bytes as small hexadecimal letters.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes that [`hex`] wrote; nothing where `text` is not as many.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex_all(text)?.try_into().ok()
}

/// The bytes that [`hex`] wrote, however many; nothing where `text` is no such letters.
pub fn unhex_all(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    // A sign is a number to the parser, and none of ours.
    let byte = |pair: &[u8; 2]| {
        let digits = std::str::from_utf8(pair).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u8::from_str_radix(digits, 16).ok()
    };
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

/// The newest checkpoint.
pub fn last_checkpoint(conn: &mut Conn) -> Result<Option<Checkpoint>> {
    let sql = "SELECT epoch, size, root, at, signer, signature FROM checkpoint ORDER BY size DESC LIMIT 1";
    conn.find(sql, &[])?.as_ref().map(of).transpose()
}

/// The checkpoints behind the one of `epoch` with `size`, the oldest first, at most `limit`.
pub fn checkpoints_after(conn: &mut Conn, epoch: i64, size: i64, limit: i64) -> Result<Vec<Checkpoint>> {
    let sql = "SELECT epoch, size, root, at, signer, signature FROM checkpoint WHERE epoch > $1 OR (epoch = $1 AND size > $2)
         ORDER BY size LIMIT $3";
    conn.query(sql, &[epoch.into(), size.into(), limit.into()])?.iter().map(of).collect()
}

/// Whether the database has `one`, or began a new life since.
pub fn knows(conn: &mut Conn, one: &Checkpoint) -> Result<bool> {
    let sql = "SELECT 1 FROM checkpoint WHERE size = $1 AND root = $2 UNION ALL SELECT 1 FROM instance WHERE epoch > $3 LIMIT 1";
    Ok(conn.find(sql, &[one.size.into(), one.root.to_vec().into(), one.epoch.into()])?.is_some())
}

pub(crate) fn of(row: &Row) -> Result<Checkpoint> {
    let (root, signature): (Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(5)?);
    let damaged = || unreadable("a checkpoint", "its root or signature has not the right length");
    Ok(Checkpoint {
        epoch: row.get(0)?,
        size: row.get(1)?,
        root: root.try_into().map_err(|_| damaged())?,
        at: row.get(3)?,
        key: row.get(4)?,
        signature: signature.try_into().map_err(|_| damaged())?,
    })
}
