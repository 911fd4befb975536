//! What a document says and no embedded typeface can set.

use serde_json::Value;

use super::world;

/// A text of which some characters are printed as empty boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The whole text, as it was typed.
    pub text: String,
    /// Those of its characters that no embedded typeface has, each once, in their order.
    pub characters: String,
}

/// Every text in `value` with characters that cannot be set, each once.
pub(super) fn lacking(value: &Value) -> Vec<Lacking> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<Lacking>) {
    match value {
        Value::String(text) => {
            let mut characters = String::new();
            for c in text.chars() {
                if is_seen(c) && !world::covers(c) && !characters.contains(c) {
                    characters.push(c);
                }
            }
            if !characters.is_empty() && !found.iter().any(|f| f.text == *text) {
                found.push(Lacking { text: text.clone(), characters });
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a character leaves a mark: joiners, variation selectors and controls do not.
fn is_seen(c: char) -> bool {
    let unseen = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}');
    !(unseen || c.is_control() || c.is_whitespace())
}
