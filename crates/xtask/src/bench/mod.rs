//! `cargo xtask bench`: the release build with a demo, asked over HTTP by one client and by eight.

mod http;
mod scenarios;

use std::time::{Duration, Instant};

use crate::place;
use crate::server::Server;
use crate::shell::{self, Options};
use http::Client;
pub use scenarios::{SCENARIOS, Scenario};

/// What was measured.
struct Figures {
    median: Duration,
    p95: Duration,
    per_second: f64,
}

/// Builds, starts, measures, prints.
pub fn run(args: &[String]) -> Result<(), String> {
    let options = Options::read(args, &["--orders", "--requests", "--only"])?;
    let orders = options.number("--orders", 1000)?;
    let requests = options.number("--requests", 400)?;
    let only = options.all("--only");
    if let Some(unknown) = only.iter().find(|name| SCENARIOS.iter().all(|s| s.name != **name)) {
        let known: Vec<&str> = SCENARIOS.iter().map(|s| s.name).collect();
        return Err(format!("no scenario is called {unknown}; known: {}", known.join(", ")));
    }
    shell::run(shell::cargo().args(["build", "--release", "--package", "app", "--bin", "gendan"]))?;
    println!("making a demo of {orders} orders");
    let server = Server::with_demo(&place::gendan("release")?, orders)?;
    let mut first = Client::connect(server.port())?;
    first.sign_in("U03")?;

    println!(
        "{:<24} {:>7} {:>10} {:>10} {:>10} {:>9}",
        "scenario", "clients", "median ms", "p95 ms", "target ms", "per s"
    );
    let mut late = Vec::new();
    for scenario in SCENARIOS.iter().filter(|s| only.is_empty() || only.contains(&s.name)) {
        for clients in [1, 8] {
            let figures = measure(scenario, &first, clients, requests)?;
            println!(
                "{:<24} {clients:>7} {:>10.2} {:>10.2} {:>10} {:>9.0}",
                scenario.name,
                millis(figures.median),
                millis(figures.p95),
                scenario.target.as_millis(),
                figures.per_second,
            );
            // The target is what one person waits for on an idle machine.
            if clients == 1 && figures.p95 > scenario.target {
                late.push(scenario.name);
            }
        }
    }
    if late.is_empty() { Ok(()) } else { Err(format!("slower than their target: {}", late.join(", "))) }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// `requests` of `scenario` in all, by `clients` threads with a connection each.
fn measure(scenario: &Scenario, like: &Client, clients: usize, requests: usize) -> Result<Figures, String> {
    let each = requests.div_ceil(clients).max(1);
    let start = Instant::now();
    let results: Vec<Result<Vec<Duration>, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|client| scope.spawn(move || one_client(scenario, like, client, each)))
            .collect();
        let ended = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.map(|end| end.unwrap_or_else(|_| Err("a client panicked".to_owned()))).collect()
    });
    let wall = start.elapsed();
    let mut times = Vec::with_capacity(requests);
    for result in results {
        times.extend(result.map_err(|why| format!("{}: {why}", scenario.name))?);
    }
    figures(times, wall).ok_or_else(|| format!("{}: nothing was measured", scenario.name))
}

fn one_client(
    scenario: &Scenario,
    like: &Client,
    client: usize,
    each: usize,
) -> Result<Vec<Duration>, String> {
    let mut http = like.again()?;
    // The first request of a connection is not what anybody waits for all day.
    (scenario.run)(&mut http, client * (each + 1))?;
    let mut times = Vec::with_capacity(each);
    for n in 1..=each {
        let start = Instant::now();
        (scenario.run)(&mut http, client * (each + 1) + n)?;
        times.push(start.elapsed());
    }
    Ok(times)
}

fn figures(mut times: Vec<Duration>, wall: Duration) -> Option<Figures> {
    times.sort();
    let count = u32::try_from(times.len()).ok()?;
    Some(Figures {
        median: percentile(&times, 50)?,
        p95: percentile(&times, 95)?,
        per_second: f64::from(count) / wall.as_secs_f64(),
    })
}

/// The smallest of `sorted` that `percent` of them do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_measured() {
        let times: Vec<Duration> = (1..=20).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), Some(Duration::from_millis(10)));
        assert_eq!(percentile(&times, 95), Some(Duration::from_millis(19)));
        assert_eq!(percentile(&times[..1], 95), Some(Duration::from_millis(1)));
        assert_eq!(percentile(&[], 95), None);
    }

    #[test]
    fn scenarios_have_names_of_their_own() {
        let mut names: Vec<&str> = SCENARIOS.iter().map(|s| s.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SCENARIOS.len());
    }
}
