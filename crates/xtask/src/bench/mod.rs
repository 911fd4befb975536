//! `cargo xtask bench`: the release build with a demo, asked over HTTP by one client and by eight; then what takes
//! no request: starting, memory, a new day for every open order, an import of ten thousand lines.

mod floor;
mod growth;
mod http;
mod measure;
mod meter;
mod pages;
mod scenarios;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::place::{self, TempDir};
use crate::postgres::Cluster;
use crate::server::Server;
use crate::shell::{self, Options};
use floor::Floors;
pub use http::Client;
pub use measure::figures;
use measure::{Figures, Load, measure};
use meter::Meter;
pub use scenarios::{SCENARIOS, Scenario};

/// Builds, starts, measures, prints; `planner` and what follows it measures the planner instead, `growth` every page as the company
/// grows older.
pub fn run(args: &[String]) -> Result<(), String> {
    if let Some((first, rest)) = args.split_first()
        && first == "planner"
    {
        let example = ["run", "--release", "--quiet", "--package", "planner", "--example", "bench", "--"];
        return shell::run(shell::cargo().args(example).args(rest));
    }
    let (grows, args) = match args.split_first() {
        Some((first, rest)) if first == "growth" => (true, rest),
        _ => (false, args),
    };
    let options =
        Options::read(args, &["--orders", "--months", "--requests", "--only", "--database", "--program"])?;
    let orders = options.number("--orders", 10_000)?;
    let months = options.number("--months", 24)?;
    let requests = options.number("--requests", 800)?;
    let only = options.all("--only");
    if let Some(unknown) = only.iter().find(|name| SCENARIOS.iter().all(|s| s.name != **name)) {
        let known: Vec<&str> = SCENARIOS.iter().map(|s| s.name).collect();
        return Err(format!("no scenario is called {unknown}; known: {}", known.join(", ")));
    }
    // Builds that are compared are measured in one run: machines are noisy.
    let programs: Vec<PathBuf> = match options.all("--program").as_slice() {
        [] => {
            shell::run(shell::cargo().args(["build", "--release", "--package", "app", "--bin", "gendan"]))?;
            vec![place::gendan("release")?]
        }
        named => named.iter().map(PathBuf::from).collect(),
    };
    let databases = match options.all("--database").as_slice() {
        [] => vec!["sqlite", "postgres"],
        named => named.to_vec(),
    };
    if only.is_empty() && !grows {
        cost_of_a_fact()?;
    }
    let mut slow = Vec::new();
    for (database, program) in databases.iter().flat_map(|d| programs.iter().map(move |p| (*d, p))) {
        let name = program.display();
        println!("\n== {database}: making a demo of {orders} orders over {months} months with {name}");
        let cluster = if database == "postgres" { Some(Cluster::durable()?) } else { None };
        if grows {
            slow.extend(growth::run(program, cluster.as_ref())?);
            continue;
        }
        let url = cluster.as_ref().map_or("sqlite", |c| c.url());
        let server = Server::with_history(program, orders, months, url)?;
        measure_all(&server, cluster.as_ref(), &only, requests, &mut slow)?;
    }
    if slow.is_empty() { Ok(()) } else { Err(format!("slower than asked: {}", slow.join(", "))) }
}

/// What one fact costs before its commit, in a process of its own on the embedded database.
fn cost_of_a_fact() -> Result<(), String> {
    let folder = TempDir::new("fact")?;
    let run = ["run", "--quiet", "--release", "--package", "app", "--example", "cost_of_a_fact", "--"];
    println!("\n== one fact and what follows from it, asked: p95 2 ms; an inspection for 30 orders 30 ms");
    shell::run(shell::cargo().args(run).arg(folder.path()))
}

fn measure_all(
    server: &Server,
    cluster: Option<&Cluster>,
    only: &[&str],
    requests: usize,
    slow: &mut Vec<String>,
) -> Result<(), String> {
    let database = if cluster.is_some() { "postgres" } else { "sqlite" };
    let mut judge = |name: &str, found: f64, asked: f64, more: bool| {
        let good = if more { found >= asked } else { found <= asked };
        if !good {
            slow.push(format!("{name} ({database})"));
        }
        if good { "" } else { "  <-" }
    };
    let start = millis(server.first_answer());
    println!("start to first answer    {start:>8.0} ms  asked 300{}", judge("start", start, 300.0, false));
    let memory = f64::from(u32::try_from(server.memory()?).unwrap_or(u32::MAX));
    println!("idle memory              {memory:>8.0} MB  asked 60{}", judge("memory", memory, 60.0, false));
    let mut first = Client::connect(server.port())?;
    first.sign_in("U10")?;
    new_day(server, &mut judge)?;
    weigh(&mut first, &mut judge)?;

    // Before thousands of orders are written down that nobody supplies.
    if only.is_empty() {
        pages::tell(&mut first, requests.min(100), &mut judge)?;
    }

    let floors = Floors::find(&mut first, server.data(), cluster.map(Cluster::url))?;
    let meter = Meter::new(server, cluster);
    println!("\n{:<26} {:>7} {:>10} {:>10} {:>9}  asked", "work", "clients", "median ms", "p95 ms", "per s");
    let mut costs = Vec::new();
    for scenario in SCENARIOS.iter().filter(|s| only.is_empty() || only.contains(&s.name)) {
        for clients in [1, 8] {
            let figures = measure(scenario, &mut first, Load { clients, requests }, Some(&meter))?;
            let asked = f64::from(if cluster.is_some() { scenario.postgres } else { scenario.sqlite });
            let limit = f64::from(scenario.p95);
            let mut note = "";
            if clients == 8 {
                note = judge(scenario.name, figures.per_second, asked, true);
                if scenario.p95 > 0 && note.is_empty() {
                    note = judge(scenario.name, millis(figures.p95), limit, false);
                }
            }
            println!(
                "{:<26} {clients:>7} {:>10.2} {:>10.2} {:>9.0}  {asked}/s{note}",
                scenario.name,
                millis(figures.median),
                millis(figures.p95),
                figures.per_second,
            );
            if clients == 8 {
                costs.push((scenario, figures));
            }
        }
    }
    tell_costs(&costs, &floors, cluster.is_some(), &mut judge);
    if only.is_empty() {
        import(server, &mut judge)?;
    }
    Ok(())
}

/// What each of the requests by eight clients took of the machine, and how near that is to what it can do.
fn tell_costs(
    costs: &[(&Scenario, Figures)],
    floors: &Floors,
    is_postgres: bool,
    judge: &mut impl FnMut(&str, f64, f64, bool) -> &'static str,
) {
    println!(
        "\n{:<26} {:>8} {:>6} {:>11} {:>6} {:>8} {:>6} {:>8} {:>9}",
        "each of them", "CPU ms", "asked", "kB written", "asked", "kB kept", "asked", "commits", "of floor"
    );
    for (scenario, figures) in costs {
        let each = |all: f64| all / f64::from(figures.count);
        let kilobytes = |bytes: u64| each(f64::from(u32::try_from(bytes / 1000).unwrap_or(u32::MAX)));
        let found =
            [each(millis(figures.used.cpu)), kilobytes(figures.used.written), kilobytes(figures.used.size)];
        let mut row = format!("{:<26}", scenario.name);
        for (what, (found, asked)) in ["CPU", "written", "kept"].iter().zip(found.iter().zip(scenario.cost)) {
            let asked = f64::from(asked);
            let name = format!("{what}: {}", scenario.name);
            let note = if asked > 0.0 { judge(&name, *found, asked, false) } else { "" };
            let asked = if asked > 0.0 { format!("{asked:.0}") } else { String::new() };
            // Writing to a String cannot fail.
            let _ = write!(row, " {found:>8.2} {asked:>6}{note}");
        }
        let commits = each(f64::from(u32::try_from(figures.used.commits).unwrap_or(u32::MAX)));
        let _ = write!(row, " {commits:>8.2}");
        if let Some((floor, [sqlite, postgres])) = scenario.share {
            let found = figures.per_second * f64::from(scenario.acts) / floors.of(floor) * 100.0;
            let asked = f64::from(if is_postgres { postgres } else { sqlite });
            let note = judge(&format!("share: {}", scenario.name), found, asked, true);
            let _ = write!(row, " {found:>7.1} % of {floor:?}, asked {asked} %{note}");
        }
        println!("{row}");
    }
}

/// The new day with which the server began: the follow-ups of every open order from scratch, and its row in the lists.
fn new_day(
    server: &Server,
    judge: &mut impl FnMut(&str, f64, f64, bool) -> &'static str,
) -> Result<(), String> {
    let field = |line: &str, name: &str| {
        let value = line.split_whitespace().find_map(|word| word.strip_prefix(name));
        value.and_then(|value| value.parse::<f64>().ok())
    };
    let mut found = None;
    shell::wait("the new day", Duration::from_mins(5), || {
        let log = server.log();
        let line = log.lines().find(|line| line.contains("a new day:"));
        found = line.and_then(|line| Some((field(line, "cases=")?, field(line, "millis=")?)));
        Ok(found.is_some())
    })?;
    let (cases, millis) = found.ok_or("the log does not tell of the new day")?;
    let each = millis / cases.max(1.0);
    let (all, one) = (judge("new day", each * 1000.0, 1000.0, false), judge("one case", each, 2.0, false));
    println!(
        "1,000 open orders anew   {:>8.0} ms  asked 1000{all}   ({cases} in {millis} ms)",
        each * 1000.0
    );
    println!("one of them              {each:>8.2} ms  asked 2{one}");
    Ok(())
}

/// Availability, reservations and purchase requests of all open orders computed anew, and what changes written down.
fn weigh(
    http: &mut Client,
    judge: &mut impl FnMut(&str, f64, f64, bool) -> &'static str,
) -> Result<(), String> {
    let open = scenarios::open_count(http)?;
    let start = Instant::now();
    http.act("/api/v1/shortages/weigh", "", r#"{"renew":"1"}"#)?;
    let first = millis(start.elapsed());
    let start = Instant::now();
    http.act("/api/v1/shortages/weigh", "", r#"{"renew":"1"}"#)?;
    let again = millis(start.elapsed());
    let each = first / open.max(1.0) * 1000.0;
    let note = judge("weighing", each, 2000.0, false);
    println!(
        "needs of 1,000 anew      {each:>8.0} ms  asked 2000{note}   ({open} open in {first:.0} ms; nothing to change: {again:.0} ms)"
    );
    Ok(())
}

/// Ten thousand order lines by the command line, into a company without orders.
fn import(
    server: &Server,
    judge: &mut impl FnMut(&str, f64, f64, bool) -> &'static str,
) -> Result<(), String> {
    let folder = TempDir::new("import")?;
    let book = folder.path().join("orders.xlsx");
    let make = ["run", "--quiet", "--release", "--package", "app", "--example", "order_workbook", "--"];
    shell::run(shell::cargo().args(make).arg(&book).arg("10000"))?;
    let gendan = place::gendan("release")?;
    let run = |args: &[&str]| {
        let mut command = Command::new(&gendan);
        command.args(args).env("GENDAN_DATA_DIR", folder.path()).env("GENDAN_DATABASE_URL", "sqlite");
        shell::output(&mut command)
    };
    run(&["demo", "--orders", "0", "--months", "1", "--seed", "1", "--json"])?;
    let start = Instant::now();
    run(&["import", &book.to_string_lossy(), "--json"])?;
    let seconds = start.elapsed().as_secs_f64();
    let note = judge("import", seconds, 10.0, false);
    println!("\nimport of 10,000 lines   {seconds:>8.1} s   asked 10{note}");
    println!("data folder              {}", server.data().display());
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_have_names_of_their_own() {
        let mut names: Vec<&str> = SCENARIOS.iter().map(|s| s.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SCENARIOS.len());
    }
}
