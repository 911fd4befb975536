//! Words and lines: what is left over or belongs to one machine only, and the doc line of every file.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::{File, Finding};
use crate::shell;

/// Marks of unfinished work; an issue is the place for that. Written so that this file does not contain them.
const MARKS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];
/// Hosts that everybody uses.
const PUBLIC: [&str; 9] = [
    "crates.io",
    "github.com",
    "index.crates.io",
    "localhost",
    "127.0.0.1",
    "pypi.org",
    "registry.npmjs.org",
    "static.crates.io",
    "registry.yarnpkg.com",
];

/// No marks of unfinished work in what we write; nothing that names the machine it was written on.
pub fn forbidden(file: &File, local: &BTreeSet<String>, out: &mut Vec<Finding>) {
    let mut found = |n: usize, what: String| {
        out.push(Finding { rule: "words", path: file.path.clone(), line: n + 1, what });
    };
    let vendored = file.path.contains("/assets/");
    for (n, line) in file.text.lines().enumerate() {
        if !vendored && let Some(mark) = MARKS.iter().find(|mark| line.contains(**mark)) {
            found(n, format!("{mark}: finish it, or open an issue"));
        }
        if let Some(name) = local.iter().find(|name| line.contains(name.as_str())) {
            found(n, format!("{name} is known to this machine only"));
        }
    }
}

/// Every Rust file begins by saying what it is.
pub fn doc_line(file: &File, out: &mut Vec<Finding>) {
    if file.is_rust() && !file.text.starts_with("//! ") {
        let what = "begins with a `//!` line that says what it is".to_owned();
        out.push(Finding { rule: "doc line", path: file.path.clone(), line: 1, what });
    }
}

/// Lock files and settings send nobody to a private registry.
pub fn lock_files(files: &[File], out: &mut Vec<Finding>) {
    for file in files {
        let mut found = |line, what: String| {
            out.push(Finding { rule: "registry", path: file.path.clone(), line, what });
        };
        match file.name() {
            "package-lock.json" | "npm-shrinkwrap.json" | "yarn.lock" | "pnpm-lock.yaml" => {
                found(
                    0,
                    "it names the registry it was made with; versions are pinned in package.json".to_owned(),
                );
            }
            "Cargo.lock" | ".npmrc" | "config.toml" => {
                for (n, line) in file.text.lines().enumerate() {
                    let cargo = line.trim_start().starts_with("source = \"")
                        && !line.contains("\"registry+https://github.com/rust-lang/crates.io-index\"");
                    let npm = file.name() == ".npmrc" && line.trim_start().starts_with("registry");
                    let replaced = file.name() == "config.toml"
                        && (line.starts_with("[source") || line.starts_with("[registries"));
                    if cargo || npm || replaced {
                        found(n + 1, "a registry of one's own belongs in one's home folder".to_owned());
                    }
                }
            }
            _ => {}
        }
    }
}

/// The path of the checkout, and the hosts of the registries that this machine uses in place of the public ones.
pub fn known_here_only(root: &Path) -> BTreeSet<String> {
    let mut urls: Vec<String> = std::env::vars()
        .filter(|(name, _)| {
            let name = name.to_ascii_lowercase();
            name.starts_with("cargo_regist")
                || name.starts_with("cargo_source")
                || name.ends_with("_index_url")
                || name == "npm_config_registry"
        })
        .map(|(_, value)| value)
        .collect();
    if shell::find("npm").is_some() {
        urls.extend(shell::output(Command::new("npm").args(["config", "get", "registry"])));
    }
    // A path of one part, like `/app`, also stands in texts that mean something else.
    let path = root.to_str().filter(|path| path.matches('/').count() > 1).map(ToOwned::to_owned);
    urls.iter().filter_map(|url| host(url)).chain(path).collect()
}

/// The host of `url` unless everybody knows it.
pub fn host(url: &str) -> Option<String> {
    let (_, after) = url.trim().split_once("://")?;
    let authority = after.split('/').next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (host.contains('.') && !PUBLIC.contains(&host)).then(|| host.to_owned())
}

/// A mark that a merge left in a text.
pub fn unmerged(file: &File, out: &mut Vec<Finding>) {
    for (n, line) in file.text.lines().enumerate() {
        if ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark)) {
            let what = "a merge was left half done here".to_owned();
            out.push(Finding { rule: "words", path: file.path.clone(), line: n + 1, what });
        }
    }
}
