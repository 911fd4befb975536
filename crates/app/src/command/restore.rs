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
    let text = upkeep::restored_text(&restored, &verified);
    say(json, &text, &serde_json::json!({ "restored": restored, "verified": verified }));
    Ok(verified.code)
}
