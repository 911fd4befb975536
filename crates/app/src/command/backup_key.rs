//! `gendan backup-key`.

use std::path::Path;

use super::{Answer, say};
use crate::upkeep;

/// Makes a key in a new file and says what the settings have to name.
pub fn run(to: &Path, json: bool) -> Answer {
    let public = upkeep::make_backup_key(to).map_err(|e| e.to_string())?;
    let text = format!(
        "{} has the key that opens copies: keep it on another machine, without it no copy can be read. Set GENDAN_BACKUP_RECIPIENT={public}",
        to.display()
    );
    say(json, &text, &serde_json::json!({ "recipient": public }));
    Ok(0)
}
