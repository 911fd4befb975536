//! Every Chinese line has its English one, and none is orphaned.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// The string literals that follow `t(`, `tf(` or `zh(` as a whole word.
fn literals(text: &str) -> Vec<String> {
    let chinese = |c: char| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c);
    let mut found = Vec::new();
    for marker in ["t(", "tf(", "zh("] {
        let mut pieces = text.split(marker);
        let mut before = pieces.next().unwrap_or_default();
        for after in pieces {
            let whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
            before = after;
            let literal = after.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
            if let Some((literal, _)) = literal
                && whole
                && literal.contains(chinese)
            {
                found.push(literal.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_text_has_an_english_line_and_none_is_an_orphan() {
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    let mut used = BTreeMap::<String, PathBuf>::new();
    let mut english = BTreeMap::<String, (String, PathBuf)>::new();
    let mut complaints = BTreeSet::new();
    for path in paths {
        let shown = path.strip_prefix(source()).unwrap().to_owned();
        let name = shown.file_name().unwrap().to_string_lossy().into_owned();
        if name == "en.toml" {
            let table: BTreeMap<String, String> = toml::from_str(&fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", shown.display()));
            for (zh, en) in table {
                if !ENGLISH.contains_key(&zh) {
                    complaints.insert(format!("not embedded, touch kernel/i18n.rs: {zh}"));
                }
                if let Some((other, place)) = english.insert(zh.clone(), (en.clone(), shown.clone()))
                    && other != en
                {
                    complaints.insert(format!(
                        "two English lines: {zh} in {} and {}",
                        place.display(),
                        shown.display()
                    ));
                }
            }
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html")
            && !name.ends_with("tests.rs")
        {
            for text in literals(&fs::read_to_string(&path).unwrap()) {
                used.insert(text, shown.clone());
            }
        }
    }
    for (text, place) in &used {
        if !english.contains_key(text) {
            complaints.insert(format!("no English line: {text} (in {})", place.display()));
        }
    }
    for (text, (en, place)) in &english {
        if !used.contains_key(text) {
            complaints.insert(format!("orphan: {text} (in {})", place.display()));
        }
        let names = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|part| part.split(['}', '?']).next())
                .map(str::to_owned)
                .collect()
        };
        if !names(en).is_subset(&names(text)) {
            complaints.insert(format!("a parameter that the source lacks: {text} = {en}"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn parameters_are_filled_and_plurals_chosen() {
    assert_eq!(fill("还剩 {n} 个工作日", &[("n", &3)]), "还剩 3 个工作日");
    assert_eq!(fill("{n} {n?day|days} left", &[("n", &1)]), "1 day left");
    assert_eq!(fill("{n} {n?day|days} left", &[("n", &2)]), "2 days left");
    assert_eq!(fill("no end { here", &[]), "no end { here");
    assert_eq!(fill("{missing}", &[]), "missing");
}

#[test]
fn literals_are_found_where_they_stand() {
    let text = r#"{{ ui.t("保存") }} ui.tf( "还剩 {n} 天", &[]) zh("订单") format("不算") print("不算")"#;
    assert_eq!(literals(text), ["保存", "还剩 {n} 天", "订单"]);
}

#[test]
fn languages_parse() {
    assert_eq!(Lang::parse("en-GB,en;q=0.9"), Lang::En);
    assert_eq!(Lang::parse("zh"), Lang::Zh);
    assert_eq!(Lang::parse(""), Lang::Zh);
}
