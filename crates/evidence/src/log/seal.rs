//! Appending what waits to the log, and signing its root.

use db::Conn;

use super::batch::{self, Sealed};
use super::checkpoint::{Checkpoint, last_checkpoint};
use super::key::{Signer, current_key};
use super::merkle::Peaks;
use crate::append::Instance;
use crate::chain::Hash;
use crate::error::{Error, Result, unreadable};

/// Appends every fact that waits to the log and signs its new root; nothing where none waits.
///
/// [`Error::Stale`] where `signer` is not the key that signs now: another server has the newer one.
pub fn seal(conn: &mut Conn, instance: &Instance, signer: &Signer, at: i64) -> Result<Option<Checkpoint>> {
    // One server at a time.
    conn.hold("instance", "one", &[1.into()])?;
    if current_key(conn)?.is_none_or(|key| key.name != signer.name) {
        return Err(Error::Stale { stream: "the signing key".to_owned() });
    }
    let (facts, peaks) = take(conn)?;
    if facts.is_empty() {
        return Ok(None);
    }
    let before = last_checkpoint(conn)?;
    let mut checkpoint = Checkpoint {
        epoch: instance.epoch,
        size: i64::try_from(peaks.size()).map_err(|e| unreadable("the log's size", e))?,
        root: peaks.root(),
        at: at.max(before.map_or(i64::MIN, |last| last.at)),
        key: String::new(),
        signature: [0; 64],
    };
    signer.sign(&mut checkpoint, instance);
    keep(conn, &checkpoint, &peaks, &batch::write(&facts))?;
    Ok(Some(checkpoint))
}

/// Takes what waits from the queue: the facts in the order of their leaves, and the tree with them. One statement: what is
/// committed meanwhile waits for the next time.
pub(super) fn take(conn: &mut Conn) -> Result<(Vec<Sealed>, Peaks)> {
    let rows = conn.query("DELETE FROM seal_queue RETURNING stream, seq, leaf", &[])?;
    let mut batch = Vec::with_capacity(rows.len());
    for row in rows {
        let leaf: Vec<u8> = row.get(2)?;
        let leaf: Hash =
            leaf.try_into().map_err(|_| unreadable("a fact that waits", "its leaf has no 32 bytes"))?;
        batch.push((Sealed::new(row.get(0)?, row.get(1)?, &leaf), leaf));
    }
    batch.sort_unstable_by(|(a, _), (b, _)| (&a.stream, a.seq).cmp(&(&b.stream, b.seq)));
    let mut peaks = peaks(conn)?;
    let (size, root) =
        last_checkpoint(conn)?.map_or((0, Peaks::default().root()), |last| (last.size, last.root));
    if (i64::try_from(peaks.size()), peaks.root()) != (Ok(size), root) {
        return Err(unreadable("the log", "its peaks are not those of the last checkpoint"));
    }
    for (_, leaf) in &batch {
        peaks.push(*leaf);
    }
    Ok((batch.into_iter().map(|(fact, _)| fact).collect(), peaks))
}

/// The tree as the last seal left it.
pub(super) fn peaks(conn: &mut Conn) -> Result<Peaks> {
    let Some(row) = conn.find("SELECT size, peaks FROM log_peaks", &[])? else {
        return Ok(Peaks::default());
    };
    let size: i64 = row.get(0)?;
    let bytes: Vec<u8> = row.get(1)?;
    u64::try_from(size)
        .ok()
        .and_then(|size| Peaks::from_bytes(size, &bytes))
        .ok_or_else(|| unreadable("the log", "its peaks are damaged"))
}

/// Writes a checkpoint with the facts that it added, and the tree that the next one stands on.
pub(super) fn keep(conn: &mut Conn, checkpoint: &Checkpoint, peaks: &Peaks, facts: &[u8]) -> Result<()> {
    conn.execute(
        "INSERT INTO log_peaks (one, size, peaks) VALUES (1, $1, $2)
         ON CONFLICT (one) DO UPDATE SET size = excluded.size, peaks = excluded.peaks",
        &[checkpoint.size.into(), peaks.to_bytes().into()],
    )?;
    conn.execute(
        "INSERT INTO checkpoint (size, epoch, root, at, signer, signature, facts) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            checkpoint.size.into(),
            checkpoint.epoch.into(),
            checkpoint.root.to_vec().into(),
            checkpoint.at.into(),
            checkpoint.key.as_str().into(),
            checkpoint.signature.to_vec().into(),
            facts.to_vec().into(),
        ],
    )?;
    Ok(())
}
