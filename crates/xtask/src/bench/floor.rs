//! What the machine itself can do, measured in the same run: what we do is told against it.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use super::http::Client;
use super::measure::{self, Load};
use super::scenarios::Scenario;
use crate::shell;

/// Against what a kind of work is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    /// The same server's `/healthz`: HTTP without work.
    Health,
    /// Durable commits of one row in the same database.
    Commits,
}

/// What was found, per second.
pub struct Floors {
    health: f64,
    commits: f64,
}

const PAGES: u32 = 300;
const COMMITS: usize = 2000;
const HEALTH: Scenario =
    Scenario { name: "/healthz", run: |http, _, _| http.read("/healthz").map(drop), ..Scenario::NOTHING };

impl Floors {
    /// Asks the machine.
    pub fn find(http: &mut Client, folder: &Path, cluster: Option<&str>) -> Result<Self, String> {
        let synced = synced(folder)?;
        let commits = commits(folder, cluster)?;
        let health = measure::measure(&HEALTH, http, Load { clients: 8, requests: 8000 }, None)?.per_second;
        println!(
            "pages made durable       {synced:>8.0} /s  (4 kB written and fdatasync, one after the other)"
        );
        println!("bare commits             {commits:>8.0} /s  (a row each)");
        println!("/healthz                 {health:>8.0} /s  (8 clients)");
        Ok(Self { health, commits })
    }

    /// How many per second of `floor` there were.
    pub fn of(&self, floor: Floor) -> f64 {
        match floor {
            Floor::Health => self.health,
            Floor::Commits => self.commits,
        }
    }
}

fn synced(folder: &Path) -> Result<f64, String> {
    let path = folder.join("floor");
    let fault = |e: std::io::Error| format!("{}: {e}", path.display());
    let mut file = std::fs::File::create(&path).map_err(fault)?;
    let start = Instant::now();
    for _ in 0..PAGES {
        file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).map_err(fault)?;
    }
    Ok(f64::from(PAGES) / start.elapsed().as_secs_f64())
}

fn commits(folder: &Path, cluster: Option<&str>) -> Result<f64, String> {
    let place = cluster.map_or_else(|| folder.join("bare").display().to_string(), str::to_owned);
    let run = ["run", "--quiet", "--release", "--package", "db", "--example", "bare_commits", "--"];
    let said = shell::output(shell::cargo().args(run).arg(place).arg(COMMITS.to_string()))?;
    said.trim().parse().map_err(|e| format!("bare_commits says {said}: {e}"))
}
