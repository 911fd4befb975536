//! I7: a handbook number that is cited exists.

use std::collections::BTreeSet;

use super::files::has_extension;
use super::{File, Finding};

const LIST: &str = "docs/handbook-ids.txt";

/// The handbook's numbers: the first word of every line of the list.
pub fn numbers(files: &[File]) -> Result<BTreeSet<String>, String> {
    let list = files.iter().find(|f| f.path == LIST).ok_or_else(|| format!("{LIST} is missing"))?;
    let lines = list.text.lines().filter(|line| !line.starts_with('#'));
    Ok(lines.filter_map(|line| line.split_whitespace().next()).map(ToOwned::to_owned).collect())
}

/// Numbers cited as `H3.3` anywhere, or as `fn h3_3_…` in tests, must be in the list.
pub fn cited(file: &File, numbers: &BTreeSet<String>, out: &mut Vec<Finding>) {
    if !has_extension(&file.path, &["rs", "mjs", "md", "html", "toml"]) {
        return;
    }
    for (n, line) in file.text.lines().enumerate() {
        let in_text = line.match_indices('H').filter_map(|(at, _)| plain(line, at));
        let in_names = line.match_indices("fn h").filter_map(|(at, _)| name(line.get(at + 4..)?));
        for number in in_text.chain(in_names).filter(|number| !numbers.contains(number)) {
            let what = format!("the handbook has no {number} (see {LIST})");
            out.push(Finding { rule: "I7", path: file.path.clone(), line: n + 1, what });
        }
    }
}

/// `H3.3` at `at`; a range like `H6.4–H6.6` is two numbers, `H1.3` in a longer word is none.
fn plain(line: &str, at: usize) -> Option<String> {
    let before = line.get(..at)?;
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.') {
        return None;
    }
    let (chapter, rest) = digits(line.get(at + 1..)?)?;
    let rest = rest.strip_prefix('.')?;
    if let Some(after) = rest.strip_prefix('x') {
        return (!after.starts_with(|c: char| c.is_ascii_alphanumeric())).then(|| format!("H{chapter}.x"));
    }
    let (section, _) = digits(rest)?;
    Some(format!("H{chapter}.{section}"))
}

/// `3_3_a_thing_happens` as `H3.3`.
fn name(text: &str) -> Option<String> {
    let (chapter, rest) = digits(text)?;
    let (section, rest) = digits(rest.strip_prefix('_')?)?;
    rest.starts_with('_').then(|| format!("H{chapter}.{section}"))
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(digits, _)| !digits.is_empty())
}
