//! `gendan verify`: 0 sound, 20 damaged.

use super::{open_beside, say};
use crate::upkeep;

/// Walks the evidence and names what is wrong.
pub fn run(json: bool) -> Result<u8, String> {
    let app = open_beside()?;
    let report = upkeep::verify(&app).map_err(|e| e.to_string())?;
    let sound = report.faults.is_empty();
    let mut text = format!(
        "{} facts in {} streams: {}",
        report.facts,
        report.streams,
        if sound { "sound" } else { "DAMAGED" }
    );
    for fault in report.faults.iter().take(20) {
        text.push_str("\n  ");
        text.push_str(fault);
    }
    upkeep::walks::leave(&app, &report);
    say(json, &text, &serde_json::json!(report));
    Ok(if sound { 0 } else { 20 })
}
