//! `cargo xtask test`: the one list of checks, the same everywhere.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::postgres::Cluster;
use crate::shell::{self, Options};
use crate::{admit, browser, place, tidy};

/// A check: its name, and what it runs.
struct Check {
    name: &'static str,
    run: fn() -> Result<(), String>,
}

/// Names are what `--only` and `--skip` take.
const CHECKS: [Check; 8] = [
    Check { name: "fmt", run: || shell::run(shell::cargo().args(["fmt", "--all", "--check"])) },
    Check {
        name: "clippy",
        run: || {
            let args = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
            shell::run(shell::cargo().args(args))
        },
    },
    Check { name: "tidy", run: || tidy::run(&place::root()) },
    Check { name: "licences", run: || admit::run(&place::root()) },
    Check { name: "build", run: || shell::run(shell::cargo().args(["build", "--workspace"])) },
    Check { name: "tests", run: tests },
    Check {
        name: "doctests",
        run: || shell::run(shell::cargo().args(["test", "--quiet", "--workspace", "--doc"])),
    },
    Check { name: "browser", run: || browser::test() },
];

/// The tests, with a PostgreSQL server for those that make their databases on it: the one named by the
/// environment, or one of our own that ends with them.
fn tests() -> Result<(), String> {
    run_tests(&["--workspace"], "", &[])
}

/// The tests of two writers, each pair of acts so many times. Optimised: fifty rounds take hours else.
pub fn together(rounds: usize) -> Result<(), String> {
    run_tests(
        &["--release", "-p", "app", "--test", "it"],
        "together",
        // Fifty rounds of the largest group take longer than a test may otherwise.
        &[("GENDAN_ENDURE", rounds.to_string()), ("NEXTEST_PROFILE", "endure".to_owned())],
    )
}

/// Changes of every table, ten thousand a database: each is found. Optimised as the tests of two writers.
pub fn tampering() -> Result<(), String> {
    run_tests(
        &["--release", "-p", "app", "--test", "it"],
        "p11_every_change_of_a_table_is_found",
        &[("GENDAN_ROUNDS", "10000".to_owned()), ("NEXTEST_PROFILE", "endure".to_owned())],
    )
}

/// A migration that is killed at thirty moments.
pub fn migration() -> Result<(), String> {
    run_tests(
        &["-p", "app", "--test", "it"],
        "p24_a_migration_that_is_killed",
        &[("GENDAN_ROUNDS", "30".to_owned()), ("NEXTEST_PROFILE", "endure".to_owned())],
    )
}

fn run_tests(of: &[&str], filter: &str, env: &[(&str, String)]) -> Result<(), String> {
    let named = std::env::var_os("GENDAN_TEST_POSTGRES").is_some();
    let cluster = if named { None } else { Some(Cluster::start()?) };
    let nextest = shell::works(shell::cargo().args(["nextest", "--version"]));
    let mut command = shell::cargo();
    if nextest {
        command.args(["nextest", "run", "--no-fail-fast", "--status-level", "fail"]).args(of);
    } else {
        command.args(["test", "--no-fail-fast"]).args(of);
        if of == ["--workspace"] {
            command.args(["--lib", "--bins", "--tests"]);
        }
    }
    command.args(Some(filter).filter(|f| !f.is_empty()));
    for (name, value) in env {
        command.env(name, value);
    }
    if let Some(cluster) = &cluster {
        command.env("GENDAN_TEST_POSTGRES", cluster.url());
    }
    shell::run(&mut command)
}

/// Runs the checks, names and times each, stops at the first that fails, and sums up.
pub fn test(args: &[String]) -> Result<(), String> {
    if args == ["--list"] {
        for check in &CHECKS {
            println!("{}", check.name);
        }
        return Ok(());
    }
    let options = Options::read(args, &["--only", "--skip"])?;
    let chosen = choose(&options.all("--only"), &options.all("--skip"))?;

    let mut done: Vec<(&str, Duration)> = Vec::new();
    let mut failed = None;
    for check in &chosen {
        println!("\n== {}", check.name);
        let start = Instant::now();
        let result = (check.run)();
        done.push((check.name, start.elapsed()));
        if let Err(why) = result {
            failed = Some((check.name, why));
            break;
        }
    }
    println!("\n{}", summary(&chosen.iter().map(|c| c.name).collect::<Vec<_>>(), &done, failed.is_some()));
    match failed {
        None => Ok(()),
        Some((name, why)) => Err(format!("{name} failed: {why}")),
    }
}

fn choose(only: &[&str], skip: &[&str]) -> Result<Vec<&'static Check>, String> {
    if let Some(unknown) = only.iter().chain(skip).find(|name| CHECKS.iter().all(|c| c.name != **name)) {
        return Err(format!("no check is called {unknown}; see --list"));
    }
    let chosen = |name: &str| (only.is_empty() || only.contains(&name)) && !skip.contains(&name);
    Ok(CHECKS.iter().filter(|check| chosen(check.name)).collect())
}

fn summary(chosen: &[&str], done: &[(&str, Duration)], failed: bool) -> String {
    let mut out = String::new();
    for (n, name) in chosen.iter().enumerate() {
        let line = match done.get(n) {
            Some((_, time)) if failed && n + 1 == done.len() => {
                format!("FAILED {:>7.1} s", time.as_secs_f64())
            }
            Some((_, time)) => format!("ok     {:>7.1} s", time.as_secs_f64()),
            None => "not run".to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{name:<10} {line}");
    }
    let total: Duration = done.iter().map(|(_, time)| *time).sum();
    let passed = done.len() - usize::from(failed);
    let _ = write!(out, "{passed} of {} checks passed in {:.1} s", chosen.len(), total.as_secs_f64());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_what_failed_and_what_was_not_run() {
        let done = [("fmt", Duration::from_millis(1200)), ("tidy", Duration::from_secs(2))];
        let text = summary(&["fmt", "tidy", "clippy"], &done, true);
        assert!(text.contains("fmt        ok         1.2 s"), "{text}");
        assert!(text.contains("tidy       FAILED     2.0 s"), "{text}");
        assert!(text.contains("clippy     not run"), "{text}");
        assert!(text.ends_with("1 of 3 checks passed in 3.2 s"), "{text}");
    }

    #[test]
    fn checks_are_chosen_by_name_and_an_unknown_name_is_an_error() {
        let names = |only: &[&str], skip: &[&str]| {
            choose(only, skip).map(|checks| checks.iter().map(|c| c.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["tidy", "fmt"], &[]), Ok(vec!["fmt", "tidy"]));
        assert_eq!(names(&["tidy", "fmt"], &["fmt"]), Ok(vec!["tidy"]));
        assert!(names(&["typo"], &[]).is_err());
    }
}
