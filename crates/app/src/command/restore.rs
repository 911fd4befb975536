//! `gendan restore`.

use super::{Answer, say};
use crate::upkeep::{self, Asked};
use kernel::config::Config;

/// Puts a copy back and says what is lost.
pub fn run(asked: &Asked<'_>, json: bool) -> Answer {
    let done = upkeep::restore(&Config::load()?, asked)?;
    let value = serde_json::to_value(&done).map_err(|e| e.to_string())?;
    say(json, &upkeep::restored_text(&done), &value);
    Ok(done.verified.code)
}
