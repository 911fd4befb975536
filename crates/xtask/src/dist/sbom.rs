//! The list of what the program is made of, in CycloneDX 1.5.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use super::Dependency;
use crate::place;

/// The document: every crate with version, licence, checksum and package URL.
pub fn document(dependencies: &[Dependency], commit: &str) -> Result<String, String> {
    let sums = checksums()?;
    let mut components = String::new();
    for (n, dependency) in dependencies.iter().enumerate() {
        let Dependency { name, version, licence } = dependency;
        let sum = sums.get(&(name.clone(), version.clone()));
        let hash = sum.map_or_else(String::new, |sum| {
            format!(",\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":{}}}]", quoted(sum))
        });
        // Writing to a String cannot fail.
        let _ = write!(
            components,
            "{}{{\"type\":\"library\",\"name\":{},\"version\":{},\"purl\":{},\"licenses\":[{{\"expression\":{}}}]{hash}}}",
            if n == 0 { "" } else { ",\n" },
            quoted(name),
            quoted(version),
            quoted(&format!("pkg:cargo/{name}@{version}")),
            quoted(&licence.replace('/', " OR ")),
        );
    }
    Ok(format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"version\":1,\n\"metadata\":{{\"component\":{{\"type\":\"application\",\"name\":\"gendan\",\"version\":{}}}}},\n\"components\":[\n{components}\n]}}\n",
        quoted(&format!("{}+{commit}", env!("CARGO_PKG_VERSION"))),
    ))
}

/// The checksum of each package in `Cargo.lock`, by name and version.
fn checksums() -> Result<BTreeMap<(String, String), String>, String> {
    let path = place::root().join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
        line.map(|value| value.trim_matches('"').to_owned())
    };
    let packages = text.split("[[package]]").filter_map(|block| {
        Some(((field(block, "name")?, field(block, "version")?), field(block, "checksum")?))
    });
    Ok(packages.collect())
}

/// A JSON text.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
