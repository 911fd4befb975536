//! The public instances of PSPLIB: a fixed number of schedules, or a fixed time on two threads.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use planner::rcpsp::{Project, Schedule, Solver};

/// An instance with what is known of it.
pub struct Instance {
    pub set: String,
    pub file: String,
    pub best_known: u32,
    pub project: Project,
}

/// Where the instances are: `GENDAN_PSPLIB`.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os("GENDAN_PSPLIB").map(PathBuf::from)
}

/// Reads the instances that `rcpsp_best_known.csv` lists.
pub fn read(folder: &Path) -> Result<Vec<Instance>, String> {
    let list = text(&folder.join("rcpsp_best_known.csv"))?;
    let mut out = Vec::new();
    for line in list.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [set, _, _, file, _, best, ..] = cells.as_slice() else { continue };
        let path = folder.join(set).join(file);
        if !path.exists() {
            continue;
        }
        let project = project(&path)?;
        let best_known = best.parse().map_err(|_| format!("{file}: {best}"))?;
        out.push(Instance { set: (*set).to_owned(), file: (*file).to_owned(), best_known, project });
    }
    Ok(out)
}

/// Reads an instance.
pub fn project(path: &Path) -> Result<Project, String> {
    parse(&text(path)?).ok_or_else(|| format!("{} is not of the format", path.display()))
}

fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// The format of Patterson: counts, capacities, then per activity duration, demands, successors.
fn parse(text: &str) -> Option<Project> {
    let mut numbers = text.split_whitespace().map_while(|word| word.parse::<u32>().ok());
    let count = numbers.next()?;
    let resources = numbers.next()?;
    let capacities: Vec<u32> = (0..resources).map(|_| numbers.next()).collect::<Option<_>>()?;
    let mut project = Project { capacities, ..Project::default() };
    for _ in 0..count {
        project.durations.push(numbers.next()?);
        project.demands.push((0..resources).map(|_| numbers.next()).collect::<Option<_>>()?);
        let followers = numbers.next()?;
        let list: Option<Vec<u32>> = (0..followers).map(|_| numbers.next()).collect();
        let list = list?.into_iter().map(|n| usize::try_from(n).ok()?.checked_sub(1));
        project.successors.push(list.collect::<Option<_>>()?);
    }
    Some(project)
}

/// The best of `schedules` schedules on one thread.
pub fn by_count(project: &Project, seed: u64, schedules: u64) -> Schedule {
    let mut solver = Solver::new(project, seed, schedules);
    solver.step(schedules);
    solver.best()
}

/// The best of two threads within `time`.
pub fn by_time(project: &Project, seed: u64, time: Duration) -> Schedule {
    let start = Instant::now();
    let run = |seed: u64| {
        let mut solver = Solver::new(project, seed, 60_000);
        while start.elapsed() < time && !solver.is_proven() {
            solver.step(500);
        }
        solver.best()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| run(seed * 2 + 1));
        let first = run(seed * 2);
        let second = other.join().unwrap_or_else(|_| first.clone());
        if second.makespan < first.makespan { second } else { first }
    })
}
