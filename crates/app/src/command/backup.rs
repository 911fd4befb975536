//! `gendan backup`.

use std::path::Path;

use super::{Answer, open_beside, say};
use crate::upkeep;

/// Copies, opens and verifies.
pub fn run(to: &Path, json: bool) -> Answer {
    let app = open_beside()?;
    let copy = upkeep::backup(&app, to).map_err(|e| e.to_string())?;
    say(
        json,
        &format!("copied and verified: {} facts, {} files", copy.facts, copy.files),
        &serde_json::json!(copy),
    );
    Ok(0)
}
