//! What somebody said: a form, a JSON body or a sheet row, as names and values. A form reads it field by field.

use std::collections::BTreeMap;

use domain::order::Attachment;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::error::{Error, Result};
use super::i18n::zh;

/// What somebody said. Names of nested values are joined by dots: `lines.0.quantity`.
#[derive(Debug, Clone, Default)]
pub struct Said {
    values: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<Attachment>>,
    /// Names under which a JSON body had nothing: null, or (true) an empty list or object.
    hollow: BTreeMap<String, bool>,
}

/// Rows that a grid of a form may have: the longest order that people make has 2,000 lines (C32).
pub const ROWS: usize = 2000;

/// Values of one request at most: more are refused, never cut. A browser sends every field of every row, whatever was changed:
/// all [`ROWS`] with sixteen values each, as an order line has ten and what stands beside the rows needs room, too.
pub const VALUES: usize = ROWS * 16;

/// Bytes of a form, files not counted: [`VALUES`] of some two hundred bytes, which a browser writes as three
/// for each byte of a Chinese character.
pub(crate) const BODY: usize = 8 << 20;

/// What a request with more than [`VALUES`] values is told.
pub(crate) const TOO_MANY: Error =
    Error::Http { status: 413, text: zh("一次最多提交 32000 个值。请分成几次") };

/// The longest idempotency key, in characters.
pub(crate) const LONGEST_KEY: usize = 80;

/// What is said of a key that is none.
pub(crate) const NO_KEY: Error = Error::Http {
    status: 400,
    text: zh("Idempotency-Key 只能有一个，1 到 80 个字符：英文字母、数字和 - _ . : ~ + / ="),
};

/// The longest name of a value, in bytes: names of fields are short, and a nested body repeats those around it in each.
const LONGEST_NAME: usize = 200;

/// Names that forms carry for the kernel itself.
pub(crate) const CARRIED: [&str; 4] = ["key", "version", "undo", "was"];

/// Names whose values leave no trace that is quick to guess: those of every secret that a form asks for.
pub const SECRETS: [&str; 2] = ["password", "current"];

impl Said {
    /// From names and values; of several equal names the last counts.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let values = pairs.into_iter().map(|(name, value)| (name, composed(value))).collect();
        Self { values, ..Self::default() }
    }

    /// From a JSON object; arrays and objects are flattened.
    pub fn from_json(value: &serde_json::Value) -> Result<Self> {
        if !value.is_object() {
            return Err(Error::Http { status: 400, text: "请求体必须是 JSON 对象" });
        }
        let mut said = Self::default();
        said.flatten(value, String::new())?;
        Ok(said)
    }

    /// The names under which a JSON body had nothing, and whether that was an empty list or object.
    pub(crate) fn hollow(&self) -> impl Iterator<Item = (&String, bool)> {
        self.hollow.iter().map(|(name, compound)| (name, *compound))
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

    /// The idempotency key, where stated; 400 where it is none.
    pub fn key(&self) -> Result<Option<&str>> {
        match self.values.get("key").map(String::as_str) {
            None | Some("") => Ok(None),
            Some(key) if is_key(key) => Ok(Some(key)),
            Some(_) => Err(NO_KEY),
        }
    }

    /// A name of the kernel's own that was said as if it were a field.
    pub(crate) fn carried(&self) -> Option<&'static str> {
        CARRIED.into_iter().find(|name| self.values.contains_key(*name))
    }

    /// Sets what a header stated, or what others said meanwhile.
    pub fn set(&mut self, name: &str, value: String) {
        self.values.insert(name.to_owned(), value);
    }

    /// Takes out what was said of a field, of a grid with its cells.
    pub fn take_out(&mut self, field: &str) {
        let cells = format!("{field}.");
        self.values.retain(|name, _| name != field && !name.starts_with(&cells));
    }

    /// A stable text of everything said but for secrets, for idempotency. Each part says how long it is, so that no two bodies
    /// come out alike.
    pub fn fingerprint(&self) -> String {
        let mut text = String::new();
        let mut add = |part: &str| {
            text.push_str(&part.len().to_string());
            text.push(':');
            text.push_str(part);
        };
        let told = |name: &str| !CARRIED.contains(&name) && !SECRETS.contains(&name);
        for (name, value) in self.values.iter().filter(|(n, _)| told(n.as_str())) {
            add(name);
            add(value);
        }
        for (name, files) in &self.files {
            for file in files {
                add(name);
                add(&file.sha256);
                add(&file.name);
            }
        }
        text
    }

    /// The secrets that were said, as one text: they are kept in no form that is quick to guess.
    pub fn secrets(&self) -> Option<String> {
        let said = SECRETS.iter().filter_map(|name| Some((name, self.values.get(*name)?)));
        let all: Vec<String> = said.map(|(name, value)| format!("{name}:{}:{value}", value.len())).collect();
        (!all.is_empty()).then(|| all.concat())
    }

    fn flatten(&mut self, value: &serde_json::Value, name: String) -> Result<()> {
        use serde_json::Value as V;
        if name.len() > LONGEST_NAME {
            return Err(Error::Http {
                status: 400, text: zh("字段名超过 200 个字节。请核对请求体")
            });
        }
        if self.values.len() >= VALUES && !value.is_null() {
            return Err(TOO_MANY);
        }
        let join = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
        match value {
            V::Null => _ = self.hollow.insert(name, false),
            V::Array(items) if items.is_empty() => _ = self.hollow.insert(name, true),
            V::Object(entries) if entries.is_empty() && !name.is_empty() => {
                self.hollow.insert(name, true);
            }
            V::Bool(b) => self.say(name, if *b { "1".to_owned() } else { String::new() })?,
            V::Number(n) => self.say(name, n.to_string())?,
            V::String(s) => self.say(name, composed(s.clone()))?,
            V::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    self.flatten(item, join(&n.to_string()))?;
                }
            }
            V::Object(entries) => {
                for (key, item) in entries {
                    self.flatten(item, join(key))?;
                }
            }
        }
        Ok(())
    }

    /// A value under its joined name; `{"a.b": 1, "a": {"b": 2}}` says one twice.
    fn say(&mut self, name: String, value: String) -> Result<()> {
        match self.values.insert(name, value) {
            None => Ok(()),
            Some(_) => Err(TWICE),
        }
    }
}

/// `text` with each letter written in the one way that Unicode has for it (NFC, control 33): what one keyboard writes as a letter and a
/// mark, another one writes as a letter, and both are found by either.
pub fn composed(text: String) -> String {
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

/// What is said of a body that has a name twice: which of both is meant, nobody knows.
pub(crate) const TWICE: Error =
    Error::Http { status: 400, text: zh("同一个字段出现了两次。请只留一个") };

/// Whether a text can be an idempotency key.
pub(crate) fn is_key(key: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.:~+/=".contains(&b);
    (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(plain)
}

/// `text` without what is not seen at its ends: spaces of every kind, those of no width too.
pub(crate) fn trimmed(text: &str) -> &str {
    let empty = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    text.trim_matches(empty)
}

/// A control character, or one that turns the direction of writing.
pub(crate) fn unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
    fn no_two_bodies_have_one_fingerprint() {
        let print = |pairs: &[(&str, &str)]| {
            Said::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))).fingerprint()
        };
        assert_ne!(print(&[("a", "x"), ("b", "y")]), print(&[("a", "x\u{2}b\u{1}y")]));
        assert_ne!(print(&[("a", "1:b1:y")]), print(&[("a", ""), ("b", "y")]));
        assert_eq!(print(&[("a", "x"), ("key", "k"), ("version", "3")]), print(&[("a", "x")]));
        let secret = Said::from_pairs([("password".to_owned(), "correct horse".to_owned())]);
        assert!(!secret.fingerprint().contains("horse") && secret.secrets().unwrap().contains("horse"));
    }

    #[test]
    fn one_name_said_twice_and_a_name_without_end_are_refused() {
        for (json, told) in [
            (serde_json::json!({"lines.0.quantity": 1, "lines": [{"quantity": 2}]}), "两次"),
            (serde_json::json!({"n".repeat(201): 1}), "200"),
        ] {
            let refused = Said::from_json(&json);
            assert!(
                matches!(refused, Err(Error::Http { status: 400, text }) if text.contains(told)),
                "{json}"
            );
        }
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
