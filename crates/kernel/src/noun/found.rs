//! What the search finds a thing by follows its state.

use std::collections::BTreeSet;

use db::Conn;
use domain::history::Noun;
use domain::search_key::{FoundBy, pairs};

use super::Stored;
use crate::error::Result;

/// Keeps the words of the one in `stream`; nothing where its noun is not looked for.
pub(super) fn keep<S: Stored>(conn: &mut Conn, stream: &str, now: &S::Noun) -> Result<()> {
    let found_by = S::found_by(now);
    if found_by == FoundBy::default() {
        return Ok(());
    }
    let id = stream.split('/').nth(1).unwrap_or_default();
    // Lines of one code are found by it once.
    let mut seen = BTreeSet::new();
    let mut words = pairs(&found_by.key(), true);
    words.retain(|word| seen.insert(word.clone()));
    Ok(conn.keep_words(<S::Noun as Noun>::STREAM, id, &words)?)
}
