//! Writing what a journal knows into a copy that is older than it (trust.md P23): every fact is checked against its hash and
//! against the one before it, every checkpoint against the facts.

use std::collections::BTreeSet;

use db::Conn;

use super::batch;
use super::checkpoint::last_checkpoint;
use super::journal::{Step, Written};
use super::key::{self, keys};
use super::{leaf, queue, seal};
use crate::append::Instance;
use crate::body;
use crate::chain::{Header, fact_hash};
use crate::error::{Result, unreadable};
use crate::stored;

/// Writes what `step` has and the database lacks; answers the streams that grew, whose states have to be folded anew.
///
/// [`Unreadable`](crate::Error::Unreadable) where the step does not follow on the database: a fact between them is missing, it
/// is of another history, or it is damaged. Nothing of the transaction counts then.
pub fn replay(conn: &mut Conn, instance: &Instance, step: &Step) -> Result<BTreeSet<String>> {
    let held = keys(conn)?.last().map_or(0, |key| key.n);
    for key in step.keys.iter().filter(|key| key.n > held) {
        key::keep(conn, key)?;
    }
    let mut grown = BTreeSet::new();
    for fact in &step.facts {
        if add(conn, instance, fact)? {
            grown.insert(fact.stream.clone());
        }
    }
    let last = last_checkpoint(conn)?.map_or(0, |last| last.size);
    match &step.checkpoint {
        Some(checkpoint) if checkpoint.size > last => {
            let (facts, peaks) = seal::take(conn)?;
            if (i64::try_from(peaks.size()), peaks.root()) != (Ok(checkpoint.size), checkpoint.root) {
                let size = checkpoint.size;
                return Err(unreadable(
                    "the journal",
                    format!("its root of {size} facts is not that of the facts"),
                ));
            }
            seal::keep(conn, checkpoint, &peaks, &batch::write(&facts))?;
        }
        _ => {}
    }
    Ok(grown)
}

/// Writes a fact where it is not there yet; answers whether it was not.
fn add(conn: &mut Conn, instance: &Instance, fact: &Written) -> Result<bool> {
    let wrong = |why: &str| unreadable("the journal", format!("{} #{}: {why}", fact.stream, fact.seq));
    let key = [fact.stream.as_str().into(), fact.seq.into()];
    if let Some(row) = conn.find("SELECT hash FROM fact WHERE stream = $1 AND seq = $2", &key)? {
        let same = row.get::<Vec<u8>>(0)? == fact.hash;
        return if same { Ok(false) } else { Err(wrong("the copy has another fact there")) };
    }
    let head =
        conn.find("SELECT version, hash FROM head WHERE stream = $1", &[fact.stream.as_str().into()])?;
    let (version, hash) = match head {
        Some(row) => (row.get(0)?, row.get::<Vec<u8>>(1)?),
        None => (0_i64, vec![0; 32]),
    };
    if version + 1 != fact.seq || hash != fact.prev {
        return Err(wrong("facts before it are neither in the copy nor in the journal"));
    }
    let (leaves, _) = stored::read_strictly(&fact.body)?;
    let header = Header {
        instance: &instance.uuid,
        epoch: fact.epoch,
        stream: &fact.stream,
        seq: fact.seq,
        kind: &fact.kind,
        at: fact.at,
        actor: &fact.actor,
        command: &fact.command,
    };
    let own = fact_hash(&header, &body::root(&leaves), &fact.prev);
    if own.as_slice() != fact.hash {
        return Err(wrong("its content does not match its hash"));
    }
    let leaf = leaf::of_fact(&own, &leaves, fact.orders.iter().map(String::as_str).collect());
    write(conn, fact, &leaf)?;
    Ok(true)
}

fn write(conn: &mut Conn, fact: &Written, leaf: &[u8]) -> Result<()> {
    let (stream, seq) = (|| fact.stream.as_str().into(), || fact.seq.into());
    // Its state is folded from the facts once all of them are here.
    conn.execute(
        "INSERT INTO head (stream, version, at, hash, snapshot) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (stream) DO UPDATE SET version = excluded.version, at = excluded.at, hash = excluded.hash",
        &[stream(), seq(), fact.at.into(), fact.hash.clone().into(), Vec::new().into()],
    )?;
    let row = vec![
        stream(),
        seq(),
        fact.kind.as_str().into(),
        fact.at.into(),
        fact.actor.as_str().into(),
        fact.command.as_str().into(),
        fact.epoch.into(),
        fact.body.clone().into(),
        fact.prev.clone().into(),
        fact.hash.clone().into(),
    ];
    conn.insert(
        "INSERT INTO fact (stream, seq, kind, at, actor, command, epoch, body, prev_hash, hash)",
        &[row],
        "",
    )?;
    let links: Vec<Vec<db::Value>> = fact
        .orders
        .iter()
        .map(|order| vec![order.as_str().into(), fact.at.into(), stream(), seq()])
        .collect();
    conn.insert("INSERT INTO fact_order (order_id, at, stream, seq)", &links, "")?;
    let waits = queue::row(&fact.stream, fact.seq, leaf, fact.orders.iter().map(String::as_str));
    conn.insert(queue::INTO, &[waits], "")?;
    Ok(())
}
