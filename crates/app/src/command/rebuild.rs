//! `gendan rebuild`.

use super::{Answer, open_app, say};
use crate::upkeep;

/// Builds every derived table anew, with progress.
pub fn run(json: bool) -> Answer {
    let app = open_app()?;
    let done = upkeep::rebuild(&app, |n| eprintln!("gendan: {n} streams")).map_err(|e| e.to_string())?;
    say(json, &format!("{} streams rebuilt", done.streams), &serde_json::json!(done));
    Ok(0)
}
