//! I10: features of `app` stand in layers, in the order of the array in `site.rs`. One uses those before it,
//! through what their `mod.rs` exports; it never names those after it, nor anybody's store, pages, acts or lists.

use std::collections::BTreeMap;

use super::{File, Finding};

/// Where the order of the layers is read.
const SITE: &str = "crates/app/src/site.rs";
/// What stands before all features: any of them may use it.
const GROUND: [&str; 1] = ["master"];
/// Modules of a feature that are nobody else's business.
const PRIVATE: [&str; 4] = ["store", "pages", "acts", "lists"];

/// I10 over all files; nothing where `site.rs` is not among them.
pub fn layers(files: &[File], out: &mut Vec<Finding>) {
    let Some(site) = files.iter().find(|f| f.path == SITE) else { return };
    let array = array(&site.scan.code);
    let rank = |name: &str| array.iter().position(|n| n == name);
    let modules: Vec<&str> =
        files.iter().filter_map(|f| f.in_crate("app")).map(|path| module(path).0).collect();
    for file in files {
        let Some(path) = file.in_crate("app") else { continue };
        let (own, depth) = module(path);
        // A test may set up the whole site.
        let code = file.scan.code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        if file.name() == "tests.rs" {
            continue;
        }
        for (line, used) in uses(code, depth) {
            let mut parts = used.iter().map(String::as_str);
            let (Some(first), second) = (parts.next(), parts.next()) else { continue };
            if first == own || !modules.contains(&first) {
                continue;
            }
            let mut found = |what: String| {
                out.push(Finding { rule: "I10", path: file.path.clone(), line, what });
            };
            match (rank(own), rank(first)) {
                (Some(own_rank), Some(other)) if other > own_rank => {
                    found(format!(
                        "{own} stands before {first} in site.rs and may not use it: make it a reaction or a part"
                    ));
                }
                (Some(_), None) if !GROUND.contains(&first) => {
                    found(format!("{first} stands after the features: {own} may not use it"));
                }
                _ => {}
            }
            if rank(first).is_some() && second.is_some_and(|second| PRIVATE.contains(&second)) {
                let inside = second.unwrap_or_default();
                found(format!("{first}::{inside} is {first}'s own: use what its mod.rs exports"));
            }
        }
    }
}

/// The features as `site.rs` lists them.
fn array(code: &str) -> Vec<String> {
    let ends = code.match_indices("::FEATURE");
    ends.filter_map(|(at, _)| {
        let before = code.get(..at)?;
        let start = before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
        before.get(start..).map(ToOwned::to_owned)
    })
    .collect()
}

/// The module of the crate that the file at `path` belongs to, and how deep it stands.
fn module(path: &str) -> (&str, usize) {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    (path.split('/').next().unwrap_or_default(), path.split('/').count())
}

/// Every path into the crate that `code` names, from the crate's root, with its line: those that are imported, and
/// those that begin with `crate` or with an imported name.
fn uses(code: &str, depth: usize) -> Vec<(usize, Vec<String>)> {
    let mut out = Vec::new();
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rest = String::new();
    for (line, statement) in statements(code, &mut rest) {
        for (path, name) in leaves(&statement) {
            let Some(path) = from_root(path, depth) else { continue };
            known.insert(name, path.clone());
            out.push((line, path));
        }
    }
    for (n, text) in rest.lines().enumerate() {
        for path in paths(text) {
            let (first, after) = path.split_first().map_or(("", &[][..]), |(f, a)| (f.as_str(), a));
            let from = known.get(first).map(|start| [start, after].concat());
            out.extend(from.or_else(|| from_root(path.clone(), depth)).map(|path| (n + 1, path)));
        }
    }
    out
}

/// A path behind `crate`, or behind enough of `super`; else it stays inside the module or leads out of the crate.
fn from_root(path: Vec<String>, depth: usize) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|p| *p == "super").count();
    let skip = match path.first().map(String::as_str) {
        Some("crate") => 1,
        Some("super") if ups >= depth => ups,
        _ => return None,
    };
    let below: Vec<String> = path.into_iter().skip(skip).collect();
    (!below.is_empty()).then_some(below)
}

/// The trees of the `use` statements with their lines; `rest` becomes the code without them, line by line.
fn statements(code: &str, rest: &mut String) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (n, text) in code.lines().enumerate() {
        let trimmed = text.trim_start();
        let begins = trimmed.strip_prefix("pub ").unwrap_or(trimmed).strip_prefix("use ");
        if let Some((_, tree)) = &mut open {
            tree.push(' ');
            tree.push_str(text);
        } else if let Some(tree) = begins {
            open = Some((n + 1, tree.to_owned()));
        } else {
            rest.push_str(text);
        }
        rest.push('\n');
        if open.as_ref().is_some_and(|(_, tree)| tree.contains(';')) {
            out.extend(open.take().map(|(line, tree)| (line, tree.replace(';', ""))));
        }
    }
    out
}

/// The paths of a `use` tree, each with the name that it gets.
fn leaves(tree: &str) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    let Some((before, inside)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(p, a)| (p, Some(a.trim())));
        let mut path: Vec<String> = path.split("::").map(|p| p.trim().to_owned()).collect();
        path.retain(|part| part != "self" && !part.is_empty());
        let name = alias.map(ToOwned::to_owned).or_else(|| path.last().cloned()).unwrap_or_default();
        return vec![(path, name)];
    };
    let inside = inside.rsplit_once('}').map_or(inside, |(inside, _)| inside);
    let (mut depth, mut branch, mut out) = (0_usize, String::new(), Vec::new());
    for c in inside.chars().chain([',']) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                if !branch.trim().is_empty() {
                    out.extend(leaves(&format!("{}{}", before.trim(), branch.trim())));
                }
                branch.clear();
                continue;
            }
            _ => {}
        }
        branch.push(c);
    }
    out
}

/// Every path of at least two parts in a line of code.
fn paths(text: &str) -> Vec<Vec<String>> {
    let words = text.split(|c: char| !is_word(c) && c != ':');
    let paths = words.map(|word| word.trim_matches(':').split("::").map(ToOwned::to_owned).collect());
    paths.filter(|path: &Vec<String>| path.len() > 1).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
