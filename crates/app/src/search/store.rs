//! What the search finds.

use db::Conn;
use domain::search_key::pairs;
use kernel::feature::Site;
use kernel::{Ctx, Result};

/// How many of a kind are looked at.
const CHOICE: usize = 40;

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
    let words: String = words.chars().take(60).collect();
    let pieces = pairs(&words, false);
    if pieces.is_empty() {
        return Ok(Vec::new());
    }
    let engine = conn.kind();
    // The newest of each, as many as its page of hits may choose from.
    let found = format!("SELECT id FROM ({} LIMIT {CHOICE}) newest", db::newest(engine, 1));
    let mut hits = Vec::new();
    for place in site.places().filter(|p| ctx.can(p.right)) {
        let wish = db::wish(engine, place.noun, &pieces);
        for row in conn.query(&place.sql.replace("{found}", &found), &[wish.into()])? {
            let (id, title, detail): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            hits.push(Hit { kind: place.label, title, detail, href: format!("{}{id}", place.href) });
        }
    }
    Ok(hits)
}
