//! Walking the whole evidence and naming what is wrong (H2.1).

use db::{Conn, Row};

use crate::append::Instance;
use crate::body::{self, Content};
use crate::chain::{Header, fact_hash};
use crate::erase::Place;
use crate::error::Result;
use crate::log::{self, Anchor, Links, Log, LogReport, Seen};
use crate::stored;

/// The first thing found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stream.
    pub stream: String,
    /// The fact in it.
    pub seq: i64,
    /// What is wrong.
    pub what: &'static str,
}

/// What the walk saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Facts walked.
    pub facts: u64,
    /// Streams walked.
    pub streams: u64,
    /// What is wrong, in order of stream and place.
    pub faults: Vec<Fault>,
    /// Fields whose text was erased; whoever knows the business knows whether that was recorded.
    pub erased: Vec<Place>,
    /// What the sealed log says.
    pub log: LogReport,
}

impl Report {
    /// The first thing that is wrong, in a sentence.
    pub fn first_fault(&self) -> Option<String> {
        let fact = self.faults.first().map(|f| format!("{} #{}: {}", f.stream, f.seq, f.what));
        let log = self.log.faults.first().map(|fault| match fault {
            log::LogFault::Broken(what) | log::LogFault::Contradicts(what) => what.clone(),
        });
        fact.or(log)
    }
}

const PAGE: i64 = 2000;

/// Walks every fact: dense numbers, recorded order, previous hashes, own hashes, heads; and the log over all of them, against
/// the checkpoints that were kept outside.
pub fn verify(conn: &mut Conn, instance: &Instance, anchors: &[Anchor]) -> Result<Report> {
    let mut walk = Walk {
        instance,
        last: Last::default(),
        links: Links::read(conn)?,
        log: Log::read(conn, instance)?,
        report: Report::default(),
    };
    loop {
        let rows = conn.query(
            "SELECT stream, seq, kind, at, actor, command, epoch, body, prev_hash, hash FROM fact
             WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT $3",
            &[walk.last.stream.as_str().into(), walk.last.seq.into(), PAGE.into()],
        )?;
        for row in &rows {
            walk.check(row)?;
        }
        if rows.is_empty() {
            break;
        }
    }
    let Walk { links, log, mut report, .. } = walk;
    heads(conn, &mut report)?;
    let unlinked = links.left();
    report.log = log.finish(conn, instance, anchors)?;
    if unlinked > 0 {
        let what = format!("{unlinked} links name facts that are not there");
        report.log.faults.push(log::LogFault::Broken(what));
    }
    Ok(report)
}

struct Walk<'a> {
    instance: &'a Instance,
    last: Last,
    links: Links,
    log: Log,
    report: Report,
}

impl Walk<'_> {
    fn check(&mut self, row: &Row) -> Result<()> {
        let stream: String = row.get(0)?;
        let (seq, kind, at): (i64, String, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (actor, command, epoch): (String, String, i64) = (row.get(4)?, row.get(5)?, row.get(6)?);
        let (bytes, prev, kept): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(7)?, row.get(8)?, row.get(9)?);
        if stream != self.last.stream {
            self.report.streams += 1;
            self.last = Last { stream: stream.clone(), seq: 0, at: i64::MIN, hash: vec![0; 32] };
        }
        self.report.facts += 1;
        let header = Header {
            instance: &self.instance.uuid,
            epoch,
            stream: &stream,
            seq,
            kind: &kind,
            at,
            actor: &actor,
            command: &command,
        };
        let key = log::key_of(&stream, seq);
        let read = stored::read_strictly(&bytes);
        // Whatever else is wrong, the log knows that the fact is there.
        let orders = self.links.of(&key, at);
        let seen = match &read {
            Ok((leaves, _)) => {
                let hash = kept.first_chunk().copied().unwrap_or_default();
                self.log.see(&key, log::of_fact(&hash, leaves, orders.clone()), &orders)
            }
            Err(_) => self.log.see(&key, [0; 32], &orders),
        };
        let what = match read {
            _ if seq != self.last.seq + 1 => Some("a fact is missing before this one"),
            _ if at < self.last.at => Some("it is recorded before the fact before it"),
            _ if prev != self.last.hash => Some("it does not stand on the fact before it"),
            Err(_) => Some("its content is damaged"),
            Ok((_, false)) => Some("its content is not in canonical form"),
            Ok((leaves, _)) if fact_hash(&header, &body::root(&leaves), &prev).as_slice() != kept => {
                Some("its content does not match its hash")
            }
            Ok(_) if seen == Seen::Changed => {
                Some("it is not as it was sealed: it, its orders or its fields' classes were changed")
            }
            Ok(_) if seen == Seen::Unknown => Some("it was never sealed and does not wait for it"),
            Ok((leaves, _)) => {
                let erased = leaves.into_iter().filter(|leaf| matches!(leaf.content, Content::Erased(_)));
                let place = |leaf: body::Leaf| Place { stream: stream.clone(), seq, path: leaf.path };
                self.report.erased.extend(erased.map(place));
                None
            }
        };
        (self.last.seq, self.last.at, self.last.hash) = (seq, at, kept);
        if let Some(what) = what {
            self.report.faults.push(Fault { stream, seq, what });
        }
        Ok(())
    }
}

#[derive(Default)]
struct Last {
    stream: String,
    seq: i64,
    at: i64,
    hash: Vec<u8>,
}

/// A head must stand on the last fact of its stream: cutting the end of a stream is found here.
fn heads(conn: &mut Conn, report: &mut Report) -> Result<()> {
    let rows = conn.query(
        "SELECT h.stream, h.version FROM head h LEFT JOIN fact f ON f.stream = h.stream AND f.seq = h.version AND f.hash = h.hash AND f.at = h.at
         WHERE f.stream IS NULL
         UNION SELECT f.stream, f.seq FROM fact f LEFT JOIN head h ON h.stream = f.stream WHERE h.stream IS NULL OR f.seq > h.version
         ORDER BY 1, 2",
        &[],
    )?;
    for row in rows {
        report.faults.push(Fault {
            stream: row.get(0)?,
            seq: row.get(1)?,
            what: "the head and the last fact differ",
        });
    }
    Ok(())
}
