//! What the search finds.

use db::Conn;
use domain::search_key::pairs;
use kernel::feature::Site;
use kernel::list::looked_for;
use kernel::{Ctx, Result};

/// How many of a kind are looked at: the newest that have what was typed, and those of which it is a whole word, like a code.
const CHOICE: (usize, usize) = (200, 40);

/// A thing found.
#[derive(Debug, Clone)]
pub struct Hit {
    pub kind: &'static str,
    pub title: String,
    pub detail: String,
    pub href: String,
}

/// What `words` find, of what the reader may read.
pub fn find(site: &Site, conn: &mut Conn, ctx: &Ctx, words: &str) -> Result<Vec<Hit>> {
    let words = domain::quantity::half_width(words).trim().to_lowercase();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let words = looked_for(&words);
    let pieces = pairs(words, false);
    if pieces.is_empty() {
        return Ok(Vec::new());
    }
    let engine = conn.kind();
    let whole = pairs(words, true);
    let some = |n, most| format!("SELECT id FROM ({} LIMIT {most}) AS found{n}", db::newest(engine, n));
    let found = format!("{} UNION {}", some(1, CHOICE.0), some(2, CHOICE.1));
    let mut hits = Vec::new();
    for place in site.places().filter(|p| ctx.can(p.right)) {
        let wishes = [&pieces, &whole].map(|words| db::wish(engine, place.noun, words).into());
        for row in conn.query(&place.sql.replace("{found}", &found), &wishes)? {
            let (id, title, detail): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            hits.push(Hit { kind: place.label, title, detail, href: format!("{}{id}", place.href) });
        }
    }
    Ok(hits)
}
