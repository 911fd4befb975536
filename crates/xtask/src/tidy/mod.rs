//! `cargo xtask tidy`: the invariants that can be read from the text, each with the number it has in
//! ARCHITECTURE.md. A check is a function from the files to what is wrong with them.

mod features;
mod files;
mod handbook;
mod layers;
mod length;
mod lex;
#[cfg(test)]
mod tests;
mod tree;
mod words;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;

pub use files::File;

/// Something wrong, with its place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The invariant or habit.
    pub rule: &'static str,
    /// The file.
    pub path: String,
    /// The line, from 1; 0 is the whole file.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rule, path, line, what } = self;
        match line {
            0 => write!(f, "{path}: {rule}: {what}"),
            line => write!(f, "{path}:{line}: {rule}: {what}"),
        }
    }
}

/// Checks the checkout at `root`.
pub fn run(root: &Path) -> Result<(), String> {
    let files = files::read(root)?;
    let numbers = handbook::numbers(&files)?;
    let local = words::known_here_only(root);
    let mut findings = check(&files, &numbers, &local);
    tree::strays(root, &mut findings);
    for file in &files {
        length::outgrown(file, &mut findings);
    }
    if findings.is_empty() {
        println!("{} files are tidy", files.len());
        return Ok(());
    }
    let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
    Err(format!("{}\n{} findings", list.join("\n"), list.len()))
}

fn check(files: &[File], numbers: &BTreeSet<String>, local: &BTreeSet<String>) -> Vec<Finding> {
    let mut out = Vec::new();
    for file in files {
        layers::purity(file, &mut out);
        layers::sql(file, &mut out);
        layers::recording(file, &mut out);
        layers::states(file, &mut out);
        handbook::cited(file, numbers, &mut out);
        words::forbidden(file, local, &mut out);
        words::doc_line(file, &mut out);
        words::unmerged(file, &mut out);
        length::length(file, &mut out);
    }
    layers::one_writer(files, &mut out);
    features::layers(files, &mut out);
    words::lock_files(files, &mut out);
    out.sort();
    out
}
