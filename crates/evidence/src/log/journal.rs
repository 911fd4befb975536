//! What was recorded since a moment, as a journal beside the database keeps it: with it a copy of that moment catches up
//! (trust.md P23).

use std::collections::BTreeSet;

use db::{Conn, Row};
use serde::{Deserialize, Serialize};

use super::batch;
use super::checkpoint::{self, Checkpoint};
use super::key::{KeyRow, keys};
use super::leaf::Links;
use super::queue;
use crate::error::Result;
use crate::{body, stored};

/// A fact as it is stored, with the orders that it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Its stream.
    pub stream: String,
    /// Its place in the stream, from 1.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// Recorded time, microseconds since 1970 UTC.
    pub at: i64,
    /// Who recorded it.
    pub actor: String,
    /// The request that it came with.
    pub command: String,
    /// The life of the database that it was recorded in.
    pub epoch: i64,
    /// Its fields, as stored.
    #[serde(with = "hexadecimal")]
    pub body: Vec<u8>,
    /// The hash of the fact before it.
    #[serde(with = "hexadecimal")]
    pub prev: Vec<u8>,
    /// Its hash.
    #[serde(with = "hexadecimal")]
    pub hash: Vec<u8>,
    /// The orders that it concerns.
    pub orders: Vec<String>,
}

impl Written {
    /// Its fields.
    pub fn content(&self) -> Result<ciborium::Value> {
        body::decode(&stored::read(&self.body)?)
    }
}

/// How far a journal is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The size of the last checkpoint that it has.
    pub sealed: i64,
    /// Facts behind that checkpoint which it has already: stream and place.
    pub waiting: BTreeSet<(String, i64)>,
    /// How many signing keys it has.
    pub keys: i64,
}

/// What came next: facts in an order in which each stands on those before it, keys, and the checkpoint that covers all of
/// them so far, where there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Facts.
    pub facts: Vec<Written>,
    /// Signing keys.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub keys: Vec<KeyRow>,
    /// A checkpoint.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub checkpoint: Option<Checkpoint>,
}

impl Step {
    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.keys.is_empty() && self.checkpoint.is_none()
    }
}

impl Told {
    fn has(&self, stream: &str, seq: i64) -> bool {
        !self.waiting.is_empty() && self.waiting.contains(&(stream.to_owned(), seq))
    }

    /// How far it is told behind `step`.
    #[must_use]
    pub fn and(mut self, step: &Step) -> Self {
        self.keys += i64::try_from(step.keys.len()).unwrap_or_default();
        if let Some(checkpoint) = &step.checkpoint {
            return Self { sealed: checkpoint.size, waiting: BTreeSet::new(), ..self };
        }
        self.waiting.extend(step.facts.iter().map(|fact| (fact.stream.clone(), fact.seq)));
        self
    }
}

/// Reads steps, one after the other; of one moment, where its connection reads of one.
#[derive(Debug, Default)]
pub struct Steps {
    /// All links to orders, read once where facts are asked for that do not wait any more: nothing else finds them by fact.
    links: Option<Links>,
}

impl Steps {
    /// The step behind `told`: up to the next checkpoint, or all that waits to be sealed.
    pub fn after(&mut self, conn: &mut Conn, told: &Told) -> Result<Step> {
        let next = "SELECT epoch, size, root, at, signer, signature, facts FROM checkpoint WHERE size > $1 ORDER BY size LIMIT 1";
        let (facts, checkpoint) = match conn.find(next, &[told.sealed.into()])? {
            Some(row) => (self.sealed(conn, &row, told)?, Some(checkpoint::of(&row)?)),
            None => (waiting(conn, told)?, None),
        };
        let keys = keys(conn)?.into_iter().filter(|key| key.n > told.keys).collect();
        Ok(Step { facts, keys, checkpoint })
    }

    /// The facts that a checkpoint covers and that are not told yet.
    fn sealed(&mut self, conn: &mut Conn, checkpoint: &Row, told: &Told) -> Result<Vec<Written>> {
        let names = batch::read(&checkpoint.get::<Vec<u8>>(6)?).unwrap_or_default();
        let mut facts = Vec::new();
        for name in names.iter().filter(|name| !told.has(&name.stream, name.seq)) {
            let links = match &mut self.links {
                Some(links) => links,
                None => self.links.insert(Links::read(conn)?),
            };
            let mut fact = written(conn, &name.stream, name.seq)?;
            fact.orders = links.of(&name.key(), fact.at).into_iter().map(str::to_owned).collect();
            facts.push(fact);
        }
        Ok(facts)
    }
}

/// The facts that wait to be sealed and are not told yet.
fn waiting(conn: &mut Conn, told: &Told) -> Result<Vec<Written>> {
    let mut facts = Vec::new();
    for row in conn.query("SELECT stream, seq, orders FROM seal_queue ORDER BY stream, seq", &[])? {
        let (stream, seq): (String, i64) = (row.get(0)?, row.get(1)?);
        if told.has(&stream, seq) {
            continue;
        }
        let mut fact = written(conn, &stream, seq)?;
        fact.orders = queue::orders(&row.get::<String>(2)?);
        facts.push(fact);
    }
    Ok(facts)
}

fn written(conn: &mut Conn, stream: &str, seq: i64) -> Result<Written> {
    let row = conn.one(
        "SELECT kind, at, actor, command, epoch, body, prev_hash, hash FROM fact WHERE stream = $1 AND seq = $2",
        &[stream.into(), seq.into()],
    )?;
    of(&row, stream, seq)
}

fn of(row: &Row, stream: &str, seq: i64) -> Result<Written> {
    Ok(Written {
        stream: stream.to_owned(),
        seq,
        kind: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        command: row.get(3)?,
        epoch: row.get(4)?,
        body: row.get(5)?,
        prev: row.get(6)?,
        hash: row.get(7)?,
        orders: Vec::new(),
    })
}

/// Bytes as text of a journal's line.
pub(super) mod hexadecimal {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::super::checkpoint::{hex, unhex_all};

    pub fn serialize<T: AsRef<[u8]>, S: Serializer>(bytes: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(bytes.as_ref()))
    }

    pub fn deserialize<'a, T: TryFrom<Vec<u8>>, D: Deserializer<'a>>(from: D) -> Result<T, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = unhex_all(&text).and_then(|bytes| T::try_from(bytes).ok());
        bytes.ok_or_else(|| D::Error::custom("no hexadecimal letters, or not as many as it takes"))
    }
}
