//! `gendan backup`.

use std::path::Path;

use super::{open_beside, say};
use crate::upkeep;

/// Copies, opens and verifies.
pub fn run(to: &Path, json: bool) -> Result<u8, String> {
    let app = open_beside()?;
    let copy = upkeep::backup(&app, to).map_err(|e| e.to_string())?;
    say(
        json,
        &format!("copied and verified: {} facts, {} files", copy.facts, copy.files),
        &serde_json::json!(copy),
    );
    Ok(0)
}
