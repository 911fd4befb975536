//! `cargo xtask setup`: installs what the checks need and a fresh Debian or Ubuntu lacks.

use std::process::Command;

use crate::postgres;
use crate::shell;

/// Something the checks need: how to see whether it is there, and the packages that bring it.
struct Need {
    what: &'static str,
    there: fn() -> bool,
    packages: &'static [&'static str],
}

const NEEDS: [Need; 6] = [
    Need { what: "a C compiler", there: || shell::find("cc").is_some(), packages: &["build-essential"] },
    Need {
        what: "PostgreSQL's server programs",
        there: || postgres::binaries().is_some(),
        packages: &["postgresql"],
    },
    Need { what: "setpriv", there: || shell::find("setpriv").is_some(), packages: &["util-linux"] },
    Need {
        what: "Node.js 18 or newer, with npm",
        there: || node_major().is_some_and(|n| n >= 18) && shell::find("npm").is_some(),
        packages: &["nodejs", "npm"],
    },
    Need { what: "Chromium", there: || crate::browser::chromium().is_some(), packages: &["chromium"] },
    Need { what: "a Chinese typeface", there: chinese_font, packages: &["fonts-noto-cjk", "fontconfig"] },
];

/// Installs what is missing; needs root or sudo only then.
pub fn run() -> Result<(), String> {
    for component in ["rustfmt", "clippy"] {
        if !shell::works(shell::cargo().args([subcommand(component), "--version"])) {
            println!("{component} is missing: adding it with rustup");
            shell::run(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.there)()).collect();
    if missing.is_empty() {
        println!("Everything that the checks need is here.");
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.what).collect();
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    println!("Missing: {}. Installing {}.", names.join(", "), packages.join(", "));
    if shell::find("apt-get").is_none() {
        return Err("this is no Debian or Ubuntu: install them by hand and run this again".to_owned());
    }
    shell::run(apt_get()?.args(["update", "-qq"]))?;
    shell::run(apt_get()?.args(["install", "-y", "-qq", "--no-install-recommends"]).args(&packages))?;
    match missing.iter().find(|need| !(need.there)()) {
        None => Ok(()),
        Some(need) => Err(format!("{} is still missing: install it by hand", need.what)),
    }
}

fn subcommand(component: &str) -> &str {
    if component == "rustfmt" { "fmt" } else { component }
}

/// `apt-get` with the right to install, asking no questions.
fn apt_get() -> Result<Command, String> {
    let mut words = Vec::new();
    if shell::output(Command::new("id").arg("-u"))?.trim() != "0" {
        if shell::find("sudo").is_none() {
            return Err("installing needs root: run this as root, or install sudo".to_owned());
        }
        words.push("sudo");
    }
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let mut words = words.into_iter();
    let mut command = Command::new(words.next().unwrap_or("apt-get"));
    command.args(words);
    Ok(command)
}

fn node_major() -> Option<u32> {
    let version = shell::output(Command::new("node").arg("--version")).ok()?;
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn chinese_font() -> bool {
    shell::output(Command::new("fc-list").args([":lang=zh-cn", "family"]))
        .is_ok_and(|list| !list.trim().is_empty())
}
