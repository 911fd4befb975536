//! What may stand in the tree: the product, and nothing that was left lying about.

use std::path::Path;
use std::process::Command;

use super::Finding;
use super::files::has_extension;
use crate::shell;

/// Endings of what belongs below a folder; the first that a path begins with counts.
const KNOWN: [(&str, &[&str]); 19] = [
    ("crates/kernel/assets/", &["css", "js", "svg"]),
    ("crates/paper/fonts/", &["otf", "ttf", "py"]),
    ("crates/paper/templates/", &["typ"]),
    ("crates/paper/tests/", &["rs", "xlsx"]),
    ("crates/app/demo/", &["xlsx", "pdf"]),
    ("crates/app/tests/fixtures/", &["xlsx", "zip", "cbor"]),
    ("crates/planner/bench/", &["py", "csv"]),
    ("crates/xtask/dist/", &["service", "toml"]),
    ("crates/", &["rs", "toml", "html", "sql", "md"]),
    ("docs/pictures/", &["png"]),
    ("docs/", &["md"]),
    ("migrations/", &["sql"]),
    ("scripts/", &["py"]),
    ("tests/browser/", &["mjs", "json"]),
    (".cargo/", &["toml"]),
    (".ci/", &[]),
    (".config/", &["toml"]),
    (".github/", &["yml", "yaml"]),
    ("", &["md", "toml"]),
];
/// Files that belong by their names: programs, licences, and what tools ask for.
const NAMED: [&str; 11] = [
    ".ci/run",
    ".gitignore",
    "Cargo.lock",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "crates/paper/fonts/OFL.txt",
    "docs/handbook-ids.txt",
    "scripts/run",
    "scripts/test",
    "tests/api/schemathesis",
    "tests/browser/.npmrc",
];
/// Folders in which a file that git does not know was forgotten, or is somebody's scratch.
const OURS: [&str; 5] = ["crates", "docs", "migrations", "scripts", "tests"];

/// Strays of the checkout at `root`; nothing where it is no repository, as in an unpacked archive.
pub fn strays(root: &Path, out: &mut Vec<Finding>) {
    let git = |args: &[&str]| shell::output(Command::new("git").current_dir(root).args(args));
    let tracked = git(&["-c", "core.quotePath=false", "ls-files"]).unwrap_or_default();
    out.extend(tracked.lines().filter_map(|path| stray(path).filter(|_| root.join(path).exists())));
    let mut args = vec!["-c", "core.quotePath=false", "ls-files", "--others", "--exclude-standard", "--"];
    args.extend(OURS);
    for path in git(&args).unwrap_or_default().lines() {
        out.extend(stray(path));
        let what = "git does not know it: add it or take it away".to_owned();
        out.push(Finding { rule: "tree", path: path.to_owned(), line: 0, what });
    }
}

/// What is wrong with a file standing at `path`.
pub fn stray(path: &str) -> Option<Finding> {
    let vendored = path.starts_with("crates/kernel/assets/vendor/") && path.ends_with("/LICENSE");
    let endings = KNOWN.iter().find(|(folder, _)| path.starts_with(folder)).map_or(&[][..], |(_, all)| all);
    // The last entry is the root itself, not every folder that nobody named.
    let unknown = path.contains('/') && KNOWN.iter().all(|(f, _)| f.is_empty() || !path.starts_with(f));
    if vendored || NAMED.contains(&path) || (has_extension(path, endings) && !unknown) {
        return None;
    }
    let what = "nothing of this kind belongs here; where it does, tidy/tree.rs says so".to_owned();
    Some(Finding { rule: "tree", path: path.to_owned(), line: 0, what })
}
