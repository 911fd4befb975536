//! `gendan new-key`.

use super::{Answer, open_app, say};
use crate::upkeep;

/// Changes the key that signs the log.
pub fn run(json: bool) -> Answer {
    let app = open_app()?;
    let name = upkeep::change_key(&app).map_err(|e| e.to_string())?;
    say(json, &format!("the log is signed by {name} from now on"), &serde_json::json!({ "key": name }));
    Ok(0)
}
