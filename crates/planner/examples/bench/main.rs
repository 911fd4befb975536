//! Figures of the planner: `cargo xtask bench planner`.
//!
//! Without arguments, every figure with its target. `GENDAN_PSPLIB` names the folder of the PSPLIB instances, which are
//! not part of the product. What `bench/cpsat.py` asks for: `solve FILE SECONDS`, `export SEED LOAD`.

mod clock;
mod figures;
mod psplib;
mod report;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use planner::{Sample, factory};
use report::Report;

/// CP-SAT's results after 60 s on the flat factories; `bench/cpsat.py factory` adds to them.
const KEPT: &str = include_str!("../../bench/cpsat_factory.csv");

const HELP: &str = "bench [FIGURE…] [--seeds N] [--instances N]
    FIGURE: violations psplib speed tardiness promises levers stability
bench solve FILE SECONDS
bench export SEED LOAD";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["solve", file, seconds] => solve(Path::new(file), seconds),
        ["export", seed, load] => export(seed, load),
        ["--help"] => Err(HELP.to_owned()),
        words => measure(words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn measure(words: &[&str]) -> Result<(), String> {
    let option = |name: &str, otherwise: u64| {
        let at = words.iter().position(|word| *word == name);
        let value = at.and_then(|at| words.get(at + 1));
        value.map_or(Ok(otherwise), |text| text.parse().map_err(|_| HELP.to_owned()))
    };
    let (seeds, instances) = (option("--seeds", 20)?, option("--instances", 10_000)?);
    let figures = ["violations", "psplib", "speed", "tardiness", "promises", "levers", "stability"];
    let chosen: Vec<&str> = figures.into_iter().filter(|figure| words.contains(figure)).collect();
    let asked = |figure: &str| chosen.is_empty() || chosen.contains(&figure);
    let mut report = Report::default();
    if asked("violations") {
        figures::violations(&mut report, instances);
    }
    if asked("psplib") {
        public_instances(&mut report)?;
    }
    if asked("speed") {
        figures::speed(&mut report, seeds);
    }
    if asked("promises") {
        figures::promises(&mut report, seeds);
    }
    if asked("levers") {
        figures::levers(&mut report, seeds);
    }
    if asked("stability") {
        figures::stability(&mut report, seeds);
    }
    if asked("tardiness") {
        figures::tardiness(&mut report, seeds, &kept()?);
    }
    report.finish()
}

/// 5,000 schedules of each public instance; the mean of many seeds, so that luck does not decide.
fn public_instances(report: &mut Report) -> Result<(), String> {
    const SEEDS: u32 = 24;
    let Some(folder) = psplib::folder() else {
        println!("GENDAN_PSPLIB is not set: no public instances");
        return Ok(());
    };
    let all = psplib::read(&folder)?;
    for (set, target) in [("j30", 0.20), ("j60", 10.5)] {
        let (mut sum, mut worst, mut number) = (0.0, 0.0_f64, 0.0);
        for seed in 1..=SEEDS {
            let (mut above, mut instances) = (0.0, 0.0);
            for one in all.iter().filter(|one| one.set == set) {
                let schedule = psplib::by_count(&one.project, seed.into(), 5_000);
                report.check(&one.file, usize::from(!one.project.is_feasible(&schedule)));
                let of = if set == "j30" { one.best_known } else { one.project.critical_path() };
                above += 100.0 * (f64::from(schedule.makespan) / f64::from(of) - 1.0);
                instances += 1.0;
            }
            sum += above;
            number += instances;
            worst = worst.max(above / instances);
        }
        let of = if set == "j30" { "the optimum" } else { "the critical path" };
        report.at_most(
            &format!("{set}, 5,000 schedules: % above {of}, mean of {SEEDS} seeds"),
            sum / number,
            target,
        );
        report.note("… the worst of these seeds", worst);
    }
    Ok(())
}

/// Lines of `seed,load,tardiness,bound`.
fn kept() -> Result<Vec<(u64, u32, u64)>, String> {
    let line = |line: &str| {
        let mut cells = line.split(',');
        Some((cells.next()?.parse().ok()?, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?))
    };
    let lines = KEPT.lines().skip(1);
    lines.map(|text| line(text).ok_or_else(|| format!("not a result: {text}"))).collect()
}

fn solve(file: &Path, seconds: &str) -> Result<(), String> {
    let project = psplib::project(file)?;
    let seconds: f64 = seconds.parse().map_err(|_| HELP.to_owned())?;
    let schedule = psplib::by_time(&project, 1, Duration::from_secs_f64(seconds.clamp(0.0, 3600.0)));
    if !project.is_feasible(&schedule) {
        return Err("the schedule is not feasible".to_owned());
    }
    println!("{}", schedule.makespan);
    Ok(())
}

/// A flat factory as lines: `resource CAPACITY`, `order DUE WEIGHT`, `op RELEASE`, `mode RESOURCE WORK`, `after OP LAG`.
fn export(seed: &str, load: &str) -> Result<(), String> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| HELP.to_owned());
    let (seed, load) = (number(seed)?.into(), number(load)?);
    let problem = factory(Sample { seed, orders: 200, load, rich: false });
    println!("horizon {}", problem.horizon);
    for resource in &problem.resources {
        println!("resource {}", resource.capacity);
    }
    for order in &problem.orders {
        println!("order {} {}", order.due.unwrap_or(problem.horizon), order.weight);
        for operation in &order.operations {
            println!("op {}", operation.release);
            operation.modes.iter().for_each(|mode| println!("mode {} {}", mode.resource, mode.work()));
            operation.after.iter().for_each(|link| println!("after {} {}", link.operation, link.lag));
        }
    }
    Ok(())
}
