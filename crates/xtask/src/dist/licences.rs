//! The licence texts of everything that the program links, read from the sources that it was built from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::Dependency;
use crate::place;

/// Names of files that hold a licence begin so.
const NAMES: [&str; 4] = ["LICENSE", "LICENCE", "COPYING", "NOTICE"];

/// One text: each different licence once, with the crates that come under it, and the typeface's.
pub fn texts(dependencies: &[Dependency]) -> Result<String, String> {
    let sources = sources()?;
    let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut without = Vec::new();
    for dependency in dependencies {
        let Dependency { name, version, licence } = dependency;
        let found = sources.iter().map(|s| s.join(format!("{name}-{version}"))).find(|f| f.is_dir());
        let texts = found.as_deref().map(in_folder).unwrap_or_default();
        if texts.is_empty() {
            without.push(format!("{name} {version}: {licence}"));
        }
        for text in texts {
            by_text.entry(text).or_default().push(format!("{name} {version}"));
        }
    }
    let font = place::root().join("crates/paper/fonts/OFL.txt");
    let font = fs::read_to_string(&font).map_err(|e| format!("{}: {e}", font.display()))?;
    by_text.entry(font).or_default().push("Noto Sans CJK SC".to_owned());
    let mut out = String::new();
    for (text, names) in &by_text {
        // Writing to a String cannot fail.
        let _ = write!(out, "==== {}\n\n{}\n\n", names.join(", "), text.trim());
    }
    if !without.is_empty() {
        let _ = write!(out, "==== named by the crate, without a text of its own\n\n{}\n", without.join("\n"));
    }
    Ok(out)
}

/// The folders in which cargo keeps unpacked sources.
fn sources() -> Result<Vec<PathBuf>, String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let folder = home.ok_or("neither CARGO_HOME nor HOME is set")?.join("registry/src");
    let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

fn in_folder(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let named = |path: &PathBuf| {
        let name = path.file_name().map(|n| n.to_string_lossy().to_uppercase()).unwrap_or_default();
        NAMES.iter().any(|start| name.starts_with(start))
    };
    files.iter().filter(|path| named(path)).filter_map(|path| fs::read_to_string(path).ok()).collect()
}
