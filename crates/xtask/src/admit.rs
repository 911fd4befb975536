//! What `deny.toml` lets in, checked without a tool of its own: the licence of every crate that is linked or builds
//! what is linked, and the crates that are banned. Where crates come from is read from Cargo.lock by `tidy`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::shell;

/// Checks the workspace at `root` against its `deny.toml`.
pub fn run(root: &Path) -> Result<(), String> {
    let path = root.join("deny.toml");
    let rules = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let allowed = allowed(&rules);
    if allowed.is_empty() {
        return Err("deny.toml allows no licence: it was not understood".to_owned());
    }
    let args = ["tree", "--workspace", "--locked", "--target", "all", "--edges", "normal,build"];
    let tree = shell::output(
        shell::cargo().current_dir(root).args(args).args(["--prefix", "depth", "--format", "{p}|{l}"]),
    )?;
    let wrong = refused(&tree, &allowed, &banned(&rules));
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into_iter().collect::<Vec<_>>().join("\n")) }
}

/// A crate that stays out, except behind those that wrap it.
struct Banned {
    name: String,
    wrappers: Vec<String>,
}

/// What is wrong with the crates of `tree`, a line each: depth, name, version, `|`, licence.
fn refused(tree: &str, allowed: &[String], banned: &[Banned]) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    // The names from the root of the tree to the line before.
    let mut above: Vec<&str> = Vec::new();
    for line in tree.lines() {
        let Some((package, licence)) = line.trim_end_matches(" (*)").split_once('|') else { continue };
        let start = package.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let (depth, package) = package.split_at_checked(start).unwrap_or(("", package));
        let name = package.split(' ').next().unwrap_or_default();
        above.truncate(depth.parse().unwrap_or(0));
        let parent = above.last().copied().unwrap_or_default();
        above.push(name);
        // Ours stand at a path.
        if package.contains("(/") {
            continue;
        }
        if banned.iter().any(|b| b.name == name && b.wrappers.iter().all(|w| w != parent)) {
            wrong.insert(format!("{package}, used by {parent}: banned in deny.toml"));
        }
        if !admits(licence, allowed) {
            wrong.insert(format!(
                "{package}: its licence `{licence}` is not among those that deny.toml allows"
            ));
        }
    }
    wrong
}

/// The strings of the list `allow`.
fn allowed(rules: &str) -> Vec<String> {
    let lines = rules.lines().skip_while(|line| line.trim() != "allow = [").skip(1);
    lines.take_while(|line| line.trim() != "]").filter_map(quoted).collect()
}

/// The crates of the list `deny`.
fn banned(rules: &str) -> Vec<Banned> {
    let entries = rules.lines().filter(|line| line.contains("crate = "));
    let banned = entries.filter_map(|line| {
        let wrappers = line.split_once("wrappers = [").and_then(|(_, rest)| rest.split(']').next());
        let wrappers = wrappers.unwrap_or_default().split(',').filter_map(quoted).collect();
        Some(Banned { name: quoted(line)?, wrappers })
    });
    banned.collect()
}

fn quoted(line: &str) -> Option<String> {
    line.split('"').nth(1).map(ToOwned::to_owned)
}

/// Whether a licence expression can be met with licences of `allowed` alone.
fn admits(licence: &str, allowed: &[String]) -> bool {
    let spaced =
        licence.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").replace(" WITH ", "+WITH+");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = either(&words, &mut at, allowed);
    met && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word != "(" {
        return allowed.iter().any(|a| a.replace(" WITH ", "+WITH+") == **word);
    }
    let met = either(words, at, allowed);
    let closed = words.get(*at) == Some(&")");
    *at += 1;
    met && closed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_met_by_what_is_allowed() {
        let allowed = ["MIT", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"].map(ToOwned::to_owned);
        for good in [
            "MIT",
            "GPL-3.0 OR MIT",
            "Unlicense/MIT",
            "(GPL-3.0 OR MIT) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(admits(good, &allowed), "{good}");
        }
        for bad in
            ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0", "(MIT", "MIT MIT", "MIT OR MIT AND GPL-3.0 )"]
        {
            assert!(!admits(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn what_is_refused_is_named() {
        let rules =
            "allow = [\n  \"MIT\",\n]\ndeny = [\n  { crate = \"chrono\", wrappers = [\"store\"] },\n]";
        let tree = "0app v0.1.0 (/x/app)|\n1chrono v0.4.0|MIT\n1store v1.0.0|MIT\n2chrono v0.4.0|MIT (*)\n1odd v1.0.0|GPL-3.0\n";
        let wrong: Vec<String> = refused(tree, &allowed(rules), &banned(rules)).into_iter().collect();
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(
            wrong.iter().any(|w| w.starts_with("chrono v0.4.0, used by app"))
                && wrong.iter().any(|w| w.starts_with("odd"))
        );
    }
}
