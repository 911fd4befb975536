//! Appending facts to a stream and keeping its head.

use ciborium::Value;
use db::Conn;
use uuid::Uuid;

use crate::body::{self, Class};
use crate::chain::{Hash, Header, fact_hash};
use crate::error::{Error, Result};
use crate::log;
use crate::stored::{self, SaltKey};

/// Who this database is: part of every hash, so that facts cannot be moved between databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// A random name given at first start.
    pub uuid: String,
    /// Raised by every restore, so that a fork of the log is declared.
    pub epoch: i64,
}

/// Who records, when, and because of which request.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Recorded time, microseconds since 1970 UTC.
    pub at: i64,
    /// Who did it.
    pub actor: String,
    /// The request that it came with.
    pub command: String,
}

/// The head of a stream: what the next fact stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The stream's name.
    pub stream: String,
    /// How many facts it has.
    pub version: i64,
    /// When the last one was recorded (microseconds), 0 where there is none.
    pub at: i64,
    /// Its hash; zeros before the first.
    pub hash: Hash,
}

impl Head {
    /// The head of a stream without facts.
    pub fn new(stream: impl Into<String>) -> Self {
        Self { stream: stream.into(), version: 0, at: 0, hash: [0; 32] }
    }
}

/// A fact about to be recorded.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its kind, a stable name.
    pub kind: String,
    /// Its fields.
    pub body: Value,
    /// The orders that it concerns.
    pub orders: Vec<String>,
}

/// This database's identity; made at the first call.
pub fn instance(conn: &mut Conn) -> Result<Instance> {
    if let Some(row) = conn.find("SELECT uuid, epoch FROM instance", &[])? {
        return Ok(Instance { uuid: row.get(0)?, epoch: row.get(1)? });
    }
    let uuid = Uuid::now_v7().to_string();
    conn.execute("INSERT INTO instance (one, uuid, epoch) VALUES (1, $1, 1)", &[uuid.as_str().into()])?;
    Ok(Instance { uuid, epoch: 1 })
}

/// The head and the snapshot of `stream`, if it has facts.
pub fn load(conn: &mut Conn, stream: &str) -> Result<Option<(Head, Vec<u8>)>> {
    Ok(load_all(conn, &[stream.to_owned()])?.pop())
}

/// The heads and snapshots of those of `streams` that have facts, by their names.
pub fn load_all(conn: &mut Conn, streams: &[String]) -> Result<Vec<(Head, Vec<u8>)>> {
    let keys: Vec<db::Value> = streams.iter().map(|stream| stream.as_str().into()).collect();
    let sql = "SELECT stream, version, at, hash, snapshot FROM head WHERE stream IN ({keys}) ORDER BY stream";
    let loaded = conn.query_in(sql, &keys)?.into_iter().map(|row| {
        let (stream, hash): (String, Vec<u8>) = (row.get(0)?, row.get(3)?);
        let Ok(hash) = hash.try_into() else {
            return Err(crate::error::unreadable(&stream, "its head's hash has no 32 bytes"));
        };
        let head = Head { stream, version: row.get(1)?, at: row.get(2)?, hash };
        if head.version < 1 {
            return Err(crate::error::unreadable(&head.stream, "its head counts no facts"));
        }
        Ok((head, row.get(4)?))
    });
    loaded.collect()
}

/// Keeps other writers from the heads of `streams` until the transaction ends, in the order of their names; nothing where one
/// has no facts yet.
pub fn hold(conn: &mut Conn, streams: &[String]) -> Result<()> {
    let mut names: Vec<&String> = streams.iter().collect();
    names.sort_unstable();
    let names: Vec<db::Value> = names.into_iter().map(|name| name.as_str().into()).collect();
    Ok(conn.hold("head", "stream", &names)?)
}

/// Replaces the snapshot beside a head: a cache that was built again.
pub fn keep_snapshot(conn: &mut Conn, stream: &str, snapshot: Vec<u8>) -> Result<()> {
    conn.execute("UPDATE head SET snapshot = $2 WHERE stream = $1", &[stream.into(), snapshot.into()])?;
    Ok(())
}

/// Appends `drafts` to the stream at `head` and leaves `snapshot` beside its new head.
///
/// [`Error::Stale`] where another writer was faster. Recorded time never runs backward within a stream.
#[expect(clippy::too_many_arguments, reason = "the one place where everything about a fact comes together")]
pub fn append(
    conn: &mut Conn,
    instance: &Instance,
    stamp: &Stamp,
    head: &Head,
    drafts: &[Draft],
    snapshot: Vec<u8>,
    class_of: fn(u64) -> Option<Class>,
) -> Result<Head> {
    let drafts: Vec<(&Stamp, &Draft)> = drafts.iter().map(|draft| (stamp, draft)).collect();
    append_each(conn, instance, head, &drafts, snapshot, class_of)
}

/// As [`append`], each with a stamp of its own: a history that is written at once.
pub fn append_each(
    conn: &mut Conn,
    instance: &Instance,
    head: &Head,
    drafts: &[(&Stamp, &Draft)],
    snapshot: Vec<u8>,
    class_of: fn(u64) -> Option<Class>,
) -> Result<Head> {
    let mut next = head.clone();
    let mut facts = Vec::with_capacity(drafts.len());
    let mut links = Vec::new();
    let mut seals = Vec::with_capacity(drafts.len());
    for (stamp, draft) in drafts {
        next.at = stamp.at.max(next.at);
        next.version += 1;
        let key = salt_key();
        let leaves = body::encode(&draft.body, class_of, key)?;
        let header = Header {
            instance: &instance.uuid,
            epoch: instance.epoch,
            stream: &next.stream,
            seq: next.version,
            kind: &draft.kind,
            at: next.at,
            actor: &stamp.actor,
            command: &stamp.command,
        };
        let hash = fact_hash(&header, &body::root(&leaves), &next.hash);
        let orders = || draft.orders.iter().map(String::as_str);
        let leaf = log::of_fact(&hash, &leaves, orders().collect());
        facts.push(vec![
            next.stream.as_str().into(),
            next.version.into(),
            draft.kind.as_str().into(),
            next.at.into(),
            stamp.actor.as_str().into(),
            stamp.command.as_str().into(),
            instance.epoch.into(),
            stored::write(&leaves, key).into(),
            next.hash.to_vec().into(),
            hash.to_vec().into(),
        ]);
        seals.push(log::queue_row(&next.stream, next.version, &leaf, orders()));
        for order in &draft.orders {
            links.push(vec![
                order.as_str().into(),
                next.at.into(),
                next.stream.as_str().into(),
                next.version.into(),
            ]);
        }
        next.hash = hash;
    }
    debug_assert_eq!(facts.len(), drafts.len(), "every draft is one fact");
    debug_assert!(next.version > head.version || drafts.is_empty(), "a stream only grows");
    debug_assert!(next.at >= head.at, "recorded time does not run backward");
    move_head(conn, head, &next, snapshot)?;
    conn.insert(
        "INSERT INTO fact (stream, seq, kind, at, actor, command, epoch, body, prev_hash, hash)",
        &facts,
        "",
    )?;
    conn.insert("INSERT INTO fact_order (order_id, at, stream, seq)", &links, "")?;
    conn.insert(log::INTO_QUEUE, &seals, "")?;
    Ok(next)
}

/// The head moves first: the condition on its version is what keeps two writers apart.
fn move_head(conn: &mut Conn, head: &Head, next: &Head, snapshot: Vec<u8>) -> Result<()> {
    let stale = || Error::Stale { stream: head.stream.clone() };
    if head.version == 0 {
        let touched = conn.execute(
            "INSERT INTO head (stream, version, at, hash, snapshot) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (stream) DO NOTHING",
            &[
                next.stream.as_str().into(),
                next.version.into(),
                next.at.into(),
                next.hash.to_vec().into(),
                snapshot.into(),
            ],
        )?;
        return if touched == 1 { Ok(()) } else { Err(stale()) };
    }
    let touched = conn.execute(
        "UPDATE head SET version = $2, at = $3, hash = $4, snapshot = $5 WHERE stream = $1 AND version = $6",
        &[
            next.stream.as_str().into(),
            next.version.into(),
            next.at.into(),
            next.hash.to_vec().into(),
            snapshot.into(),
            head.version.into(),
        ],
    )?;
    if touched == 1 { Ok(()) } else { Err(stale()) }
}

fn salt_key() -> SaltKey {
    let mut bytes = [0; 16];
    // Without entropy salts would be guessable; the random generator of the operating system does not fail once seeded.
    if getrandom::fill(&mut bytes).is_err() {
        bytes = *Uuid::now_v7().as_bytes();
    }
    SaltKey::new(bytes)
}
