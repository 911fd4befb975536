//! Who may do what: I1 purity, I2 where SQL stands, I3 who records.

use std::collections::BTreeMap;

use super::{File, Finding};

/// What a pure crate may not name, and why.
const IMPURE: [(&str, &str); 19] = [
    ("tokio", "a runtime"),
    ("async", "a runtime"),
    ("await", "a runtime"),
    ("std::fs", "the disk"),
    ("std::io", "input and output"),
    ("std::net", "the network"),
    ("std::env", "the surroundings"),
    ("std::process", "other programs"),
    ("std::thread", "threads"),
    ("SystemTime", "the clock"),
    ("Instant", "the clock"),
    ("Timestamp::now", "the clock"),
    ("Zoned::now", "the clock"),
    ("now_v7", "the clock"),
    ("new_v4", "randomness"),
    ("rand", "randomness"),
    ("getrandom", "randomness"),
    ("f64", "floating numbers"),
    ("f32", "floating numbers"),
];
const IMPURE_CRATES: [&str; 12] = [
    "axum",
    "chrono",
    "db",
    "evidence",
    "getrandom",
    "paper",
    "postgres",
    "rand",
    "reqwest",
    "rusqlite",
    "tokio",
    "tracing",
];
const PURE: [&str; 2] = ["domain", "planner"];

/// I1: `domain` and `planner` know no runtime, disk, network, clock, randomness or floating numbers.
pub fn purity(file: &File, out: &mut Vec<Finding>) {
    let mut found = |line, what: String| {
        out.push(Finding { rule: "I1", path: file.path.clone(), line, what });
    };
    for name in PURE {
        if file.in_crate(name).is_some() {
            for (n, line) in file.scan.code.lines().enumerate() {
                for (word, reason) in IMPURE.iter().filter(|(word, _)| has_word(line, word)) {
                    found(
                        n + 1,
                        format!("{name} is pure: no {reason} (`{word}`); take the value as a parameter"),
                    );
                }
            }
        }
        if file.path == format!("crates/{name}/Cargo.toml") {
            let lines =
                file.text.lines().enumerate().skip_while(|(_, line)| *line != "[dependencies]").skip(1);
            for (n, line) in lines.take_while(|(_, line)| !line.starts_with('[')) {
                let dependency = line.split(['.', ' ', '=']).next().unwrap_or_default();
                if IMPURE_CRATES.contains(&dependency) {
                    found(n + 1, format!("{name} is pure: it does not depend on {dependency}"));
                }
            }
        }
    }
}

/// I2: SQL text stands in `store.rs` files, in `kernel`, `db` and `evidence`.
pub fn sql(file: &File, out: &mut Vec<Finding>) {
    let product = file.path.starts_with("crates/") && file.path.contains("/src/") && file.is_rust();
    let allowed = ["db", "evidence", "kernel", "xtask"].iter().any(|name| file.in_crate(name).is_some())
        || file.name() == "store.rs"
        || file.path.contains("/store/");
    if !product || allowed {
        return;
    }
    for (line, text) in file.scan.strings.iter().filter(|(_, text)| is_sql(text)) {
        let shown: String = text.trim().chars().take(40).collect();
        let what = format!("SQL belongs in store.rs: \"{shown}…\"");
        out.push(Finding { rule: "I2", path: file.path.clone(), line: *line, what });
    }
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    let starts =
        ["SELECT ", "WITH ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "CREATE INDEX ", "DROP TABLE "];
    let update = text.starts_with("UPDATE ") && text.contains(" SET ");
    update
        || starts.iter().any(|start| text.starts_with(start))
        || text.contains("\nSELECT ")
        || text.contains(" FROM ") && text.contains("SELECT ")
}

/// Where a code of a state may stand in SQL, and why.
const SPELT: [(&str, &str); 3] = [
    ("crates/app/src/claim/store.rs", "the table of a list: nothing can be bound in it"),
    ("crates/app/src/stock/store.rs", "the table of a list: nothing can be bound in it"),
    ("crates/app/src/import/store.rs", "the states of a run are not the domain's"),
];

/// States are enums of the domain: their codes are bound, not spelt in SQL.
pub fn states(file: &File, out: &mut Vec<Finding>) {
    if file.in_crate("app").is_none() || SPELT.iter().any(|(path, _)| *path == file.path) {
        return;
    }
    for (line, text) in file.scan.strings.iter().filter(|(_, text)| compares_code(text)) {
        let shown: String = text.trim().chars().take(40).collect();
        let what = format!("the code of a state comes from its enum, bound (`When`, `one_of`): \"{shown}…\"");
        out.push(Finding { rule: "states", path: file.path.clone(), line: *line, what });
    }
}

/// Whether a quoted code stands behind a comparison.
fn compares_code(text: &str) -> bool {
    ["= '", "<> '", "IN ('"].iter().any(|sign| {
        text.match_indices(sign).any(|(at, _)| {
            let after = text.get(at + sign.len()..).unwrap_or_default();
            let end = after.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(after.len());
            end > 0 && after.get(end..).is_some_and(|rest| rest.starts_with('\''))
        })
    })
}

/// I2: a table is written by one feature.
pub fn one_writer(files: &[File], out: &mut Vec<Finding>) {
    let mut writers: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for file in files {
        let Some((feature, _)) = file.in_crate("app").and_then(|path| path.split_once('/')) else { continue };
        for (line, text) in &file.scan.strings {
            for table in written(text) {
                let (first, place) = *writers.entry(table).or_insert((feature, &file.path));
                if first != feature {
                    let what =
                        format!("table {table} is also written by {first} ({place}); call its actions");
                    out.push(Finding { rule: "I2", path: file.path.clone(), line: *line, what });
                }
            }
        }
    }
}

/// The tables that the statement `text` writes.
fn written(text: &str) -> impl Iterator<Item = &str> {
    ["INSERT INTO ", "UPDATE ", "DELETE FROM "].into_iter().flat_map(move |verb| {
        text.match_indices(verb).filter_map(move |(at, _)| {
            let after = text.get(at + verb.len()..)?;
            let end = after.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(after.len());
            let (table, rest) = after.split_at_checked(end)?;
            let is_table = !table.is_empty() && (verb != "UPDATE " || rest.trim_start().starts_with("SET "));
            is_table.then_some(table)
        })
    })
}

/// I3: only actions, reactions and the door itself record facts.
pub fn recording(file: &File, out: &mut Vec<Finding>) {
    let Some(path) = file.in_crate("app") else { return };
    let may = matches!(file.name(), "actions.rs" | "reactions.rs") || path.contains("/actions/");
    if may {
        return;
    }
    for (n, line) in file.scan.code.lines().enumerate() {
        if line.match_indices("record(").any(|(at, _)| !ends_in_word(line.get(..at).unwrap_or_default())) {
            let what = "only actions.rs and reactions.rs record facts: call an action".to_owned();
            out.push(Finding { rule: "I3", path: file.path.clone(), line: n + 1, what });
        }
    }
}

/// Whether `word` stands in `line` and is not a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + word.len()..).unwrap_or_default();
        !ends_in_word(before) && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}
