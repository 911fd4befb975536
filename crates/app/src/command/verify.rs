//! `gendan verify`: what its codes mean, [`upkeep::Verified`] says.

use std::path::PathBuf;

use super::{Answer, open_beside, say};
use crate::upkeep;

/// Walks the evidence, compares it with what was kept outside, and names what is wrong.
pub fn run(anchors: &[PathBuf], json: bool) -> Answer {
    let app = open_beside()?;
    let report = upkeep::verify_against(&app, anchors).map_err(|e| e.to_string())?;
    let mut text = format!(
        "{} facts in {} streams, {} sealed, {} newer than the last anchor: {}",
        report.facts,
        report.streams,
        report.sealed,
        report.after_anchor,
        if report.faults.is_empty() { "sound" } else { "DAMAGED" }
    );
    for line in report.declared.iter().chain(report.faults.iter().take(20)) {
        text.push_str("\n  ");
        text.push_str(line);
    }
    upkeep::walks::leave(&app, &report);
    say(json, &text, &serde_json::json!(report));
    Ok(report.code)
}
