//! `cargo xtask dist`: the release archive. The same commit gives the same bytes twice.

mod licences;
mod sbom;

use std::fs;
use std::path::{Path, PathBuf};

use crate::place::{self, TempDir};
use crate::shell::{self, cargo};

/// The profile that only archives are built with: link-time optimisation, no symbols.
const PROFILE: &str = "dist";
/// What lies beside the program: the path in the checkout, the name in the archive.
const BESIDE: [(&str, &str); 10] = [
    ("crates/xtask/dist/gendan.service", "gendan.service"),
    ("crates/xtask/dist/gendan.toml", "gendan.toml"),
    ("docs/operating.md", "operating.md"),
    ("docs/evidence-format.md", "evidence-format.md"),
    ("scripts/verify_evidence.py", "verify_evidence.py"),
    ("README.md", "README.md"),
    ("README.zh-CN.md", "README.zh-CN.md"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
];

/// A crate that the program is built with.
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as it names it.
    pub licence: String,
}

/// Builds the archive into `target/dist` beside the build's output, and says its size.
pub fn run(args: &[String]) -> Result<(), String> {
    shell::no_more(args)?;
    let commit = shell::output(git().args(["rev-parse", "--short=12", "HEAD"]))?.trim().to_owned();
    let made = shell::output(git().args(["log", "-1", "--format=%ct"]))?.trim().to_owned();
    let binary = build(&made)?;
    let name = format!("gendan-{}-{commit}-{}-linux", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH);
    let work = TempDir::new("dist")?;
    let folder = work.path().join(&name);
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    copy(&binary, &folder.join("gendan"))?;
    for (from, to) in BESIDE {
        copy(&place::root().join(from), &folder.join(to))?;
    }
    let dependencies = dependencies()?;
    write(&folder.join("LICENCES.txt"), &licences::texts(&dependencies)?)?;
    write(&folder.join("sbom.cdx.json"), &sbom::document(&dependencies, &commit)?)?;
    write(&folder.join("SHA256SUMS"), &sums(&folder)?)?;
    let out = binary.with_file_name(format!("{name}.tar.gz"));
    pack(work.path(), &name, &made, &out)?;
    let size = |path: &Path| path.metadata().map_or(0, |m| m.len());
    println!("{}: {} bytes", out.display(), size(&out));
    println!("program: {} bytes; {} crates in sbom.cdx.json", size(&binary), dependencies.len());
    print!("{}", shell::output(std::process::Command::new("sha256sum").arg(&out))?);
    Ok(())
}

fn git() -> std::process::Command {
    let mut git = std::process::Command::new("git");
    git.current_dir(place::root());
    git
}

/// The stripped program; the paths of this machine do not reach it. They would not only stand in it as text: the names of
/// generated files are part of what the compiler sorts by.
/// Neither does the time: C code that asks for it is told when the commit was `made`.
fn build(made: &str) -> Result<PathBuf, String> {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .map_err(|_| "neither CARGO_HOME nor HOME is set".to_owned())?;
    let root = place::root();
    let target = place::target()?;
    let (root, target) = (root.display(), target.display());
    // Of several that fit, the last one counts: the output may lie in the checkout.
    let flags = format!(
        "--remap-path-prefix={root}=/gendan --remap-path-prefix={home}=/cargo --remap-path-prefix={target}=/target"
    );
    let args = ["build", "--locked", "--profile", PROFILE, "--package", "app", "--bin", "gendan"];
    shell::run(cargo().args(args).env("RUSTFLAGS", flags).env("SOURCE_DATE_EPOCH", made))?;
    place::gendan(PROFILE)
}

/// Everything that the program links, itself left out, in order of name and version.
fn dependencies() -> Result<Vec<Dependency>, String> {
    let args = ["tree", "--locked", "--package", "app", "--edges", "normal", "--prefix", "none"];
    let tree = shell::output(cargo().args(args).args(["--format", "{p}|{l}"]))?;
    let mut found: Vec<Dependency> = tree.lines().filter_map(dependency).collect();
    found.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    found.dedup_by(|a, b| (&a.name, &a.version) == (&b.name, &b.version));
    Ok(found)
}

/// A line of `cargo tree`: `serde v1.0.228|MIT OR Apache-2.0`; our own crates have a path behind.
fn dependency(line: &str) -> Option<Dependency> {
    let (package, licence) = line.split_once('|')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    let own = words.next().is_some_and(|word| word.starts_with("(/"));
    let licence = licence.trim_end_matches(" (*)");
    (!own).then(|| Dependency { name: name.into(), version: version.into(), licence: licence.into() })
}

fn sums(folder: &Path) -> Result<String, String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    shell::output(std::process::Command::new("sha256sum").args(names).current_dir(folder))
}

/// Packs with fixed order, owner and time, so that equal content gives equal bytes.
fn pack(folder: &Path, name: &str, made: &str, out: &Path) -> Result<(), String> {
    let mtime = format!("--mtime=@{made}");
    let fixed = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu", &mtime];
    let mut tar = std::process::Command::new("tar");
    tar.arg("--create").args(fixed).args(["--use-compress-program", "gzip -9 -n", "--file"]);
    shell::run(tar.arg(out).arg("--directory").arg(folder).arg(name))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|e| format!("{}: {e}", from.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_is_a_dependency_and_our_own_crates_are_none() {
        let found = dependency("serde v1.0.228|MIT OR Apache-2.0 (*)").unwrap();
        assert_eq!((found.name.as_str(), found.version.as_str()), ("serde", "1.0.228"));
        assert_eq!(found.licence, "MIT OR Apache-2.0");
        assert!(dependency("kernel v0.1.0 (/gendan/crates/kernel)|MIT OR Apache-2.0").is_none());
        assert!(dependency("").is_none());
    }
}
