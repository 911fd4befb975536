//! Erasing texts by law: the text and its salt go, the commitment stays, so the chain verifies as before (ADR 0005).

use ciborium::Value;
use db::{Conn, Row};

use crate::body::{Content, Leaf};
use crate::error::Result;
use crate::stored;

/// A field of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The fact's stream.
    pub stream: String,
    /// Its place in the stream.
    pub seq: i64,
    /// Names and indexes from the root, joined by `/`.
    pub path: String,
}

/// Whether a text that holds one of the words is meant: the leaves of its fact, and the leaf that holds it.
pub type IsMeant<'a> = &'a dyn Fn(&[Leaf], &Leaf) -> bool;

const PAGE: i64 = 500;

/// Texts that hold one of `words`, in the streams named or else in all.
pub fn find(
    conn: &mut Conn,
    streams: Option<&[String]>,
    words: &[String],
    is_meant: IsMeant<'_>,
) -> Result<Vec<Place>> {
    let mut found = Vec::new();
    if let Some(streams) = streams {
        for stream in streams {
            let sql = "SELECT stream, seq, body FROM fact WHERE stream = $1 ORDER BY seq";
            for row in conn.query(sql, &[stream.as_str().into()])? {
                look(&row, words, is_meant, &mut found)?;
            }
        }
        return Ok(found);
    }
    let (mut stream, mut seq) = (String::new(), 0_i64);
    loop {
        let rows = conn.query(
            "SELECT stream, seq, body FROM fact WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT $3",
            &[stream.as_str().into(), seq.into(), PAGE.into()],
        )?;
        let Some(last) = rows.last() else { return Ok(found) };
        (stream, seq) = (last.get(0)?, last.get(1)?);
        for row in &rows {
            look(row, words, is_meant, &mut found)?;
        }
    }
}

fn look(row: &Row, words: &[String], is_meant: IsMeant<'_>, found: &mut Vec<Place>) -> Result<()> {
    let bytes: Vec<u8> = row.get(2)?;
    // A text stands in the content as its own bytes, so most facts need not be taken apart.
    let content = stored::plain(&bytes)?;
    if !words.iter().any(|word| content.windows(word.len()).any(|w| w == word.as_bytes())) {
        return Ok(());
    }
    let leaves = stored::read(&bytes)?;
    for leaf in &leaves {
        let holds = leaf.text().is_some_and(|text| words.iter().any(|word| text.contains(word.as_str())));
        if holds && is_meant(&leaves, leaf) {
            found.push(Place { stream: row.get(0)?, seq: row.get(1)?, path: leaf.path.clone() });
        }
    }
    Ok(())
}

/// Those of `places` whose text is still there, with it; places of facts that are not there are passed over.
pub fn texts(conn: &mut Conn, places: &[Place]) -> Result<Vec<(Place, String)>> {
    let mut found = Vec::new();
    for fact in places.chunk_by(|a, b| (&a.stream, a.seq) == (&b.stream, b.seq)) {
        let Some(first) = fact.first() else { continue };
        let key = [first.stream.as_str().into(), first.seq.into()];
        let Some(row) = conn.find("SELECT body FROM fact WHERE stream = $1 AND seq = $2", &key)? else {
            continue;
        };
        for leaf in stored::read(&row.get::<Vec<u8>>(0)?)? {
            let place = fact.iter().find(|place| place.path == leaf.path);
            found.extend(place.and_then(|place| Some((place.clone(), leaf.text()?))));
        }
    }
    Ok(found)
}

/// Erases `places`. The guard of the table lets a changed body through while this transaction says that it erases.
pub fn erase(conn: &mut Conn, places: &[Place]) -> Result<()> {
    conn.execute("INSERT INTO erasing (one) VALUES (1)", &[])?;
    for fact in places.chunk_by(|a, b| (&a.stream, a.seq) == (&b.stream, b.seq)) {
        let Some(first) = fact.first() else { continue };
        // Who appends to the stream meanwhile waits, and does not keep a state that still has the text.
        conn.execute("UPDATE head SET version = version WHERE stream = $1", &[first.stream.as_str().into()])?;
        let key = [first.stream.as_str().into(), first.seq.into()];
        let row = conn.one("SELECT body FROM fact WHERE stream = $1 AND seq = $2", &key)?;
        let mut leaves = stored::read(&row.get::<Vec<u8>>(0)?)?;
        for leaf in leaves.iter_mut().filter(|l| fact.iter().any(|place| place.path == l.path)) {
            leaf.content = Content::Erased(leaf.commitment());
        }
        conn.execute(
            "UPDATE fact SET body = $3 WHERE stream = $1 AND seq = $2",
            &[first.stream.as_str().into(), first.seq.into(), stored::write_salted(&leaves).into()],
        )?;
    }
    conn.execute("DELETE FROM erasing", &[])?;
    Ok(())
}

impl Leaf {
    /// The value of a field that was not erased.
    pub fn value(&self) -> Option<Value> {
        match &self.content {
            Content::Open { value, .. } => ciborium::from_reader(value.as_slice()).ok(),
            Content::Erased(_) => None,
        }
    }

    /// Its text, where it is one.
    fn text(&self) -> Option<String> {
        self.value()?.into_text().ok()
    }
}
