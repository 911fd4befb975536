//! What the search finds.

use db::Conn;
use kernel::feature::Site;
use kernel::{Ctx, Result};

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
    let like = domain::search_key::search_pattern(&words);
    let mut hits = Vec::new();
    for place in site.places().filter(|p| ctx.can(p.right)) {
        for row in conn.query(place.sql, &[like.as_str().into()])? {
            let (id, title, detail): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            hits.push(Hit { kind: place.label, title, detail, href: format!("{}{id}", place.href) });
        }
    }
    Ok(hits)
}
