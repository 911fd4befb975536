//! Walking the whole evidence and naming what is wrong (H2.1).

use db::{Conn, Row};

use crate::append::Instance;
use crate::body::{self, Content};
use crate::chain::{Header, fact_hash};
use crate::erase::Place;
use crate::error::Result;
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
}

const PAGE: i64 = 2000;

/// Walks every fact: dense numbers, recorded order, previous hashes, own hashes, heads.
pub fn verify(conn: &mut Conn, instance: &Instance) -> Result<Report> {
    let mut report = Report::default();
    let mut last = Last::default();
    loop {
        let rows = conn.query(
            "SELECT stream, seq, kind, at, actor, command, epoch, body, prev_hash, hash FROM fact
             WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT $3",
            &[last.stream.as_str().into(), last.seq.into(), PAGE.into()],
        )?;
        for row in &rows {
            check(row, instance, &mut last, &mut report)?;
        }
        if rows.is_empty() {
            break;
        }
    }
    heads(conn, &mut report)?;
    Ok(report)
}

#[derive(Default)]
struct Last {
    stream: String,
    seq: i64,
    at: i64,
    hash: Vec<u8>,
}

fn check(row: &Row, instance: &Instance, last: &mut Last, report: &mut Report) -> Result<()> {
    let stream: String = row.get(0)?;
    let (seq, kind, at): (i64, String, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let (actor, command, epoch): (String, String, i64) = (row.get(4)?, row.get(5)?, row.get(6)?);
    let (bytes, prev, stored): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(7)?, row.get(8)?, row.get(9)?);
    if stream != last.stream {
        report.streams += 1;
        *last = Last { stream: stream.clone(), seq: 0, at: i64::MIN, hash: vec![0; 32] };
    }
    report.facts += 1;
    let header = Header {
        instance: &instance.uuid,
        epoch,
        stream: &stream,
        seq,
        kind: &kind,
        at,
        actor: &actor,
        command: &command,
    };
    let what = match stored::read_strictly(&bytes) {
        _ if seq != last.seq + 1 => Some("a fact is missing before this one"),
        _ if at < last.at => Some("it is recorded before the fact before it"),
        _ if prev != last.hash => Some("it does not stand on the fact before it"),
        Err(_) => Some("its content is damaged"),
        Ok((_, false)) => Some("its content is not in canonical form"),
        Ok((leaves, _)) if fact_hash(&header, &body::root(&leaves), &prev).as_slice() != stored => {
            Some("its content does not match its hash")
        }
        Ok((leaves, _)) => {
            let erased = leaves.into_iter().filter(|leaf| matches!(leaf.content, Content::Erased(_)));
            report.erased.extend(erased.map(|leaf| Place { stream: stream.clone(), seq, path: leaf.path }));
            None
        }
    };
    if let Some(what) = what {
        report.faults.push(Fault { stream, seq, what });
    }
    (last.seq, last.at, last.hash) = (seq, at, stored);
    Ok(())
}

/// A head must stand on the last fact of its stream: cutting the end of a stream is found here.
fn heads(conn: &mut Conn, report: &mut Report) -> Result<()> {
    let rows = conn.query(
        "SELECT h.stream, h.version FROM head h LEFT JOIN fact f ON f.stream = h.stream AND f.seq = h.version AND f.hash = h.hash
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
