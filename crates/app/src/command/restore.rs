//! `gendan restore`.

use super::{Answer, say};
use crate::upkeep::{self, Asked};
use kernel::config::Config;

/// Puts a copy back and says what is lost.
pub fn run(asked: &Asked<'_>, json: bool) -> Answer {
    let done = upkeep::restore(&Config::load()?, asked)?;
    let (restored, verified) = (&done.restored, &done.verified);
    let text = format!(
        "{} facts are here again, verified, {} of them from the journal; {} that came later are known to be lost. {} texts were erased again. Everybody signs in anew; {} numbers of each kind of document are passed over; keep seal.key of this folder safe.",
        verified.facts, done.caught_up, restored.lost, done.erased, restored.passed_over
    );
    let code = verified.code;
    let value = serde_json::to_value(&done).map_err(|e| e.to_string())?;
    say(json, &text, &value);
    Ok(code)
}
