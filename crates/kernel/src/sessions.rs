//! What requests have found out about sessions while they only read: it is written with the next flush. A session that was
//! found to be over stays over from that moment, whatever the clock does next (P10).

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

/// Sessions by the hashes of their tokens.
#[derive(Default)]
pub struct Sessions(Mutex<Known>);

#[derive(Default)]
struct Known {
    used: HashMap<String, i64>,
    over: HashSet<String>,
}

impl Sessions {
    /// It was used at this instant (microseconds).
    pub fn used(&self, token_hash: &str, at: i64) {
        if let Ok(mut known) = self.0.lock() {
            known.used.insert(token_hash.to_owned(), at);
        }
    }

    /// It is over.
    pub fn end(&self, token_hash: &str) {
        if let Ok(mut known) = self.0.lock() {
            known.over.insert(token_hash.to_owned());
        }
    }

    /// Whether it was found to be over.
    pub fn is_over(&self, token_hash: &str) -> bool {
        self.0.lock().is_ok_and(|known| known.over.contains(token_hash))
    }

    /// Those used since the last time, with the instant, and those that are over.
    pub fn take(&self) -> (Vec<(String, i64)>, Vec<String>) {
        self.0.lock().map_or_else(
            |_| Default::default(),
            |mut known| (known.used.drain().collect(), known.over.iter().cloned().collect()),
        )
    }

    /// Forgets those that are gone from the database as well.
    pub fn gone(&self, token_hashes: &[String]) {
        if let Ok(mut known) = self.0.lock() {
            for token_hash in token_hashes {
                known.over.remove(token_hash);
            }
        }
    }
}
