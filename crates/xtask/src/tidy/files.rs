//! The text files of the checkout.

use std::path::Path;

use super::lex::{Scan, scan};

/// A text file.
pub struct File {
    /// Its path from the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// For Rust: its text taken apart.
    pub scan: Scan,
}

impl File {
    /// A file of `text`.
    pub fn new(path: &str, text: &str) -> Self {
        let rust = has_extension(path, &["rs"]);
        let scan = if rust { scan(text) } else { Scan::default() };
        Self { path: path.to_owned(), text: text.to_owned(), scan }
    }

    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        has_extension(&self.path, &["rs"])
    }

    /// Its file name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Its path below `crates/{name}/src/`, if it is there.
    pub fn in_crate(&self, name: &str) -> Option<&str> {
        self.path.strip_prefix("crates/")?.strip_prefix(name)?.strip_prefix("/src/")
    }
}

pub fn has_extension(path: &str, known: &[&str]) -> bool {
    Path::new(path).extension().and_then(|e| e.to_str()).is_some_and(|e| known.contains(&e))
}

/// Folders that hold nothing written by hand.
const SKIPPED: [&str; 6] = [".git", "target", "node_modules", "data", "screenshots", "fonts"];
const TEXT: [&str; 17] = [
    "rs", "toml", "lock", "md", "sql", "html", "css", "js", "mjs", "json", "yml", "yaml", "txt", "typ", "sh",
    "py", "svg",
];

/// Every text file below `root`.
pub fn read(root: &Path) -> Result<Vec<File>, String> {
    let mut out = Vec::new();
    walk(root, "", &mut out)?;
    out.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}

fn walk(folder: &Path, prefix: &str, out: &mut Vec<File>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{prefix}{name}");
        let Ok(kind) = entry.file_type() else { continue };
        // A `data` folder below the root may be source.
        let skipped = SKIPPED.contains(&name.as_str()) && (prefix.is_empty() || name != "data");
        if kind.is_dir() && !skipped {
            walk(&entry.path(), &format!("{path}/"), out)?;
        } else if kind.is_file()
            && (has_extension(&name, &TEXT) || !name.trim_start_matches('.').contains('.'))
        {
            // What is not UTF-8 is no text.
            if let Ok(text) = std::fs::read_to_string(entry.path()) {
                out.push(File::new(&path, &text));
            }
        }
    }
    Ok(())
}
