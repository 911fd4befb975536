//! The browser: its tests, and the pictures of the pages.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Options};
use crate::{place, server};

/// The system's Chromium, or the one named by `GENDAN_CHROMIUM`.
pub fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("GENDAN_CHROMIUM").map(PathBuf::from);
    named.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(shell::find))
}

fn folder() -> PathBuf {
    place::root().join("tests/browser")
}

/// Runs every `*.test.mjs` against the debug build.
pub fn test() -> Result<(), String> {
    let mut tests: Vec<PathBuf> = std::fs::read_dir(folder())
        .map_err(|e| format!("{}: {e}", folder().display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    tests.sort();
    shell::run(shell::cargo().args(["build", "--package", "app", "--bin", "gendan"]))?;
    let mut node = node(&place::gendan("debug")?)?;
    shell::run(node.args(["--test", "--test-reporter=spec"]).args(tests))
}

/// Starts the server with a demo and takes pictures of its pages.
pub fn screenshots(args: &[String]) -> Result<(), String> {
    let orders = Options::read(args, &["--orders"])?.number("--orders", 300)?;
    shell::run(shell::cargo().args(["build", "--package", "app", "--bin", "gendan"]))?;
    let binary = place::gendan("debug")?;
    let server = server::Server::with_demo(&binary, orders)?;
    let target = place::root().join("screenshots");
    std::fs::create_dir_all(&target).map_err(|e| format!("{}: {e}", target.display()))?;
    let mut node = node(&binary)?;
    node.env("GENDAN_URL", server.url()).arg(folder().join("screenshots.mjs")).arg(target);
    shell::run(&mut node)
}

/// Node with our two packages beside it, told what to drive.
fn node(binary: &Path) -> Result<Command, String> {
    let chromium = chromium().ok_or("no Chromium found: run `cargo xtask setup`")?;
    // Versions are exact in package.json and have no dependencies of their own; a lock file would only add
    // the address of the registry it was made with.
    let install = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    shell::run(Command::new("npm").args(install).current_dir(folder()))?;
    let mut node = Command::new("node");
    node.current_dir(folder()).env("GENDAN_BIN", binary).env("GENDAN_CHROMIUM", chromium);
    Ok(node)
}
