//! `gendan restore`.

use std::path::{Path, PathBuf};

use super::say;
use crate::upkeep::{self, Asked};
use kernel::config::Config;

/// Puts a copy back and says what is lost.
pub fn run(from: Option<&Path>, anchors: &[PathBuf], reason: &str, json: bool) -> Result<u8, String> {
    let config = Config::load()?;
    let (restored, verified) =
        upkeep::restore(&config, &Asked { from, anchors, reason }).map_err(|e| e.to_string())?;
    let text = format!(
        "{} facts are here again, verified; {} that came later are known to be lost. Everybody signs in anew; {} numbers of each kind of document are passed over; keep seal.key of this folder safe.",
        verified.facts, restored.lost, restored.passed_over
    );
    say(json, &text, &serde_json::json!({ "restored": restored, "verified": verified }));
    Ok(verified.code)
}
