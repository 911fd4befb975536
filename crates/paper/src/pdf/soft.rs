//! Where a long code may break, so that `ABC-123456789012345678` does not leave its column.

use serde_json::{Map, Value};

/// Characters in a row that need a place to break.
const LONG: usize = 12;
/// Characters between two such places.
const PIECE: usize = 4;
/// Unseen; a line may break here.
const BREAK: char = '\u{200b}';

/// Every text in `value` that needs places to break, with them.
pub(super) fn breaks(value: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut Map<String, Value>) {
    match value {
        Value::String(text) => {
            if let Some(broken) = broken(text) {
                found.insert(text.clone(), Value::String(broken));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// `text` with places to break in what is too long: after hyphens first, else every few characters.
fn broken(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + text.len() / PIECE);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (run, after) = rest.split_at(rest.find(breaks_anyway).unwrap_or(rest.len()));
        if run.is_empty() {
            out.push(next);
            rest = after.get(next.len_utf8()..).unwrap_or_default();
            continue;
        }
        if run.chars().count() < LONG {
            out.push_str(run);
        } else {
            run.split_inclusive(['-', '_', '/']).for_each(|part| push(&mut out, part));
        }
        rest = after;
    }
    (out != text).then_some(out)
}

/// A part that ends with its hyphen, or the last one.
fn push(out: &mut String, part: &str) {
    let (code, hyphen) = match part.strip_suffix(['-', '_', '/']) {
        Some(code) => (code, part.chars().next_back()),
        None => (part, None),
    };
    let long = code.chars().count() >= LONG;
    for (n, c) in code.chars().enumerate() {
        if long && n > 0 && n.is_multiple_of(PIECE) {
            out.push(BREAK);
        }
        out.push(c);
    }
    if let Some(hyphen) = hyphen {
        out.push(hyphen);
        out.push(BREAK);
    }
}

/// Whether a line may break beside it without our help.
fn breaks_anyway(c: char) -> bool {
    let han = matches!(c, '\u{2e80}'..='\u{2fdf}' | '々' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}');
    han || c.is_whitespace() || "，。；：、（）".contains(c)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_code_breaks_after_hyphens_first() {
        for (text, parts) in [
            ("ABC-123456789012345678", "ABC-|1234|5678|9012|3456|78"),
            ("展柜ZG-1001/A_2026版", "展柜ZG-|1001/|A_|2026版"),
            ("https://example.com", "https:/|/|example.com"),
            ("1234567890123，好", "1234|5678|9012|3，好"),
        ] {
            assert_eq!(broken(text).map(|t| t.replace(BREAK, "|")), Some(parts.to_owned()), "{text}");
        }
        for text in ["", "短", "12345678901", "这是一段很长的中文，不需要断开的地方", "two short words only"]
        {
            assert_eq!(broken(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_needs_it_is_listed_at_any_depth() {
        let found = breaks(&json!({"a": "短", "lines": [{"name": "12345678901234", "n": 3}]}));
        assert_eq!(found.keys().collect::<Vec<_>>(), ["12345678901234"]);
    }
}
