//! What somebody said: a form, a JSON body or a sheet row, as names and values. A form reads it field by field.

use std::collections::BTreeMap;

use domain::order::Attachment;

use super::error::{Error, Result};
use super::i18n::zh;

/// What somebody said. Names of nested values are joined by dots: `lines.0.quantity`.
#[derive(Debug, Clone, Default)]
pub struct Said {
    values: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<Attachment>>,
}

/// Rows that a grid of a form may have: the longest order that people make has 2,000 lines (C32).
pub const ROWS: usize = 2000;

/// Values of one request at most: more are refused, never cut. A browser sends every field of every row, whatever was changed:
/// all [`ROWS`] with sixteen values each, as an order line has ten and what stands beside the rows needs room, too.
pub const VALUES: usize = ROWS * 16;

/// Bytes of a form or of a JSON body, files not counted: [`VALUES`] of some two hundred bytes, which a browser writes as three
/// for each byte of a Chinese character.
pub(crate) const BODY: usize = 8 << 20;

/// What a request with more than [`VALUES`] values is told.
pub(crate) const TOO_MANY: Error =
    Error::Http { status: 413, text: zh("一次最多提交 32000 个值。请分成几次") };

/// The longest idempotency key, in bytes.
pub(crate) const LONGEST_KEY: usize = 80;

/// Names that forms carry for the kernel itself.
pub(crate) const CARRIED: [&str; 4] = ["key", "version", "undo", "was"];

/// Names whose values leave no trace, not even in a fingerprint.
const SECRET: [&str; 2] = ["password", "current"];

impl Said {
    /// From names and values; of several equal names the last counts.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { values: pairs.into_iter().collect(), ..Self::default() }
    }

    /// From a JSON object; arrays and objects are flattened.
    pub fn from_json(value: &serde_json::Value) -> Result<Self> {
        let mut values = BTreeMap::new();
        if !value.is_object() {
            return Err(Error::Http { status: 400, text: "请求体必须是 JSON 对象" });
        }
        flatten(value, String::new(), &mut values, 0)?;
        Ok(Self { values, ..Self::default() })
    }

    /// Adds stored files under `name`.
    pub fn attach(&mut self, name: &str, file: Attachment) {
        self.files.entry(name.to_owned()).or_default().push(file);
    }

    /// What was said under `name`, untouched.
    pub fn raw(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// All names and values, for filling a form again.
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }

    /// The names of everything that was said, files too.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.values.keys().chain(self.files.keys())
    }

    /// What was said under `name`, for looking up the thing that it names: nothing where it holds what nobody can
    /// type, which names nothing and which a database refuses.
    pub fn word(&self, name: &str) -> &str {
        let word = trimmed(self.raw(name));
        if word.chars().any(unseen) { "" } else { word }
    }

    /// What was said in a column of a grid, row by row: for looking up the things that it names.
    pub fn column<'s>(&'s self, grid: &str, column: &str) -> impl Iterator<Item = &'s str> {
        let (before, after) = (format!("{grid}."), format!(".{column}"));
        let rows = self.values.range(before.clone()..).take_while(move |(k, _)| k.starts_with(&before));
        rows.filter(move |(k, _)| k.ends_with(&after))
            .map(|(_, value)| value.trim())
            .filter(|word| !word.chars().any(unseen))
    }

    /// Stored files under `name`.
    pub fn files_of(&self, name: &str) -> Vec<Attachment> {
        self.files.get(name).cloned().unwrap_or_default()
    }

    /// The version that the client saw, where stated.
    pub fn version(&self) -> Option<i64> {
        self.values.get("version").and_then(|v| v.parse().ok())
    }

    /// The idempotency key, where stated.
    pub fn key(&self) -> Option<&str> {
        self.values.get("key").map(String::as_str).filter(|k| !k.is_empty() && k.len() <= LONGEST_KEY)
    }

    /// Sets what a header stated.
    pub fn set(&mut self, name: &str, value: String) {
        self.values.insert(name.to_owned(), value);
    }

    /// Takes out what was said of a field, of a grid with its cells.
    pub fn take_out(&mut self, field: &str) {
        let cells = format!("{field}.");
        self.values.retain(|name, _| name != field && !name.starts_with(&cells));
    }

    /// A stable text of everything said, for idempotency.
    pub fn fingerprint(&self) -> String {
        let mut text = String::new();
        let told = |name: &str| !CARRIED.contains(&name) && !SECRET.contains(&name);
        for (name, value) in self.values.iter().filter(|(n, _)| told(n.as_str())) {
            text.push_str(name);
            text.push('\u{1}');
            text.push_str(value);
            text.push('\u{2}');
        }
        for file in self.files.values().flatten() {
            text.push_str(&file.sha256);
        }
        text
    }
}

fn flatten(
    value: &serde_json::Value,
    name: String,
    out: &mut BTreeMap<String, String>,
    depth: u8,
) -> Result<()> {
    use serde_json::Value as V;
    if depth > 8 {
        return Err(Error::Http { status: 400, text: "JSON 嵌套超过 8 层" });
    }
    if out.len() >= VALUES && !value.is_null() {
        return Err(TOO_MANY);
    }
    let join = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match value {
        V::Null => {}
        V::Bool(b) => _ = out.insert(name, if *b { "1".to_owned() } else { String::new() }),
        V::Number(n) => _ = out.insert(name, n.to_string()),
        V::String(s) => _ = out.insert(name, s.clone()),
        V::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                flatten(item, join(&n.to_string()), out, depth + 1)?;
            }
        }
        V::Object(entries) => {
            for (key, item) in entries {
                flatten(item, join(key), out, depth + 1)?;
            }
        }
    }
    Ok(())
}

/// `text` without what is not seen at its ends: spaces of every kind, those of no width too.
pub(crate) fn trimmed(text: &str) -> &str {
    let empty = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    text.trim_matches(empty)
}

/// A control character, or one that turns the direction of writing.
pub(crate) fn unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_flattened_like_a_form() {
        let json = serde_json::json!({"lines": [{"quantity": 2, "note": null}, {"quantity": "3.5"}], "urgent": true});
        let said = Said::from_json(&json).unwrap();
        assert_eq!(said.column("lines", "quantity").collect::<Vec<_>>(), ["2", "3.5"]);
        assert_eq!((said.raw("lines.1.quantity"), said.raw("lines.0.note")), ("3.5", ""));
        assert_eq!(said.raw("urgent"), "1");
    }

    #[test]
    fn more_values_than_a_request_may_have_are_refused_and_none_is_dropped() {
        let json = |count: usize| serde_json::json!({"n": vec![1; count]});
        assert_eq!(Said::from_json(&json(VALUES)).unwrap().values().len(), VALUES);
        assert!(
            matches!(Said::from_json(&json(VALUES + 1)), Err(Error::Http { status: 413, text }) if text.contains(&VALUES.to_string()))
        );
    }
}
