//! Tries to tell one's own password while signed in (P26): ten a minute. Counted in memory, since an act that refuses leaves nothing in
//! the database.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::ids::PersonId;
use jiff::Timestamp;
use kernel::Result;

use super::store::attempt;

const MOST: usize = 10;

static TRIES: Mutex<BTreeMap<PersonId, Vec<i64>>> = Mutex::new(BTreeMap::new());

/// Counts a try; [`kernel::Error::TooOften`] where there were too many in the last minute.
pub fn count(person: PersonId, now: Timestamp) -> Result<()> {
    let mut tries = TRIES.lock().unwrap_or_else(PoisonError::into_inner);
    let before = tries.get(&person).cloned().unwrap_or_default();
    let counts = attempt::admit(&before, now.as_microsecond(), MOST).map_err(attempt::too_often)?;
    tries.insert(person, counts);
    Ok(())
}

/// They knew it: their tries are forgotten.
pub fn forget(person: PersonId) {
    TRIES.lock().unwrap_or_else(PoisonError::into_inner).remove(&person);
}
