//! A genetic algorithm with two populations: schedules pushed to the left, and schedules pushed to the right.
//!
//! D. Debels, M. Vanhoucke, "A bi-population based genetic algorithm for the resource-constrained project scheduling
//! problem" (2005), which builds on double justification (V. Valls, F. Ballestín, S. Quintanilla, 2005). Children of one
//! population are generated in the other direction and go to the other population, so that every schedule is a
//! justification of its parents and counts once. The crossover keeps the father's window with the highest use of
//! resources (the peak crossover of Valls et al., EJOR 185, 2008). A sequence that was scheduled already is changed
//! before it costs a schedule again.
#![expect(clippy::indexing_slicing, reason = "numbers of activities come from the project")]

use std::collections::HashSet;

use super::serial::{Bench, Network};
use super::{Project, Schedule};
use crate::num::{ix, small, wide};
use crate::rng::Rng;

/// A search for a short schedule that its caller steps.
///
/// ```
/// use planner::rcpsp::{Project, Solver};
/// let project = Project {
///     durations: vec![3, 2, 4],
///     demands: vec![vec![1], vec![1], vec![1]],
///     successors: vec![vec![2], vec![], vec![]],
///     capacities: vec![2],
/// };
/// let mut solver = Solver::new(&project, 1, 100);
/// solver.step(100);
/// assert_eq!(solver.best().makespan, 7);
/// assert!(solver.is_proven());
/// ```
#[derive(Debug, Clone)]
pub struct Solver {
    network: Network,
    bound: u32,
    rng: Rng,
    bench: Bench,
    /// The population that children come from, and the one that they go to.
    parents: Vec<One>,
    children: Vec<One>,
    /// Whether the next schedules run backward.
    backward: bool,
    size: usize,
    best: Schedule,
    schedules: u64,
    /// Schedules when the best was found or the populations began.
    improved: u64,
    /// What stands for the sequences that have been scheduled.
    seen: HashSet<u64>,
}

/// As many sequences are remembered.
const MEMORY: usize = 1 << 18;

/// A member of a population.
#[derive(Debug, Clone)]
struct One {
    /// Starts as seen from the other end: the keys for the next schedule in that direction.
    keys: Vec<i32>,
    makespan: u32,
    /// Sum of the squared ends: of equal makespans, the one that crowds less towards its end.
    spread: u64,
}

impl One {
    fn rank(&self) -> (u32, u64) {
        (self.makespan, self.spread)
    }
}

impl Solver {
    /// A search for about `schedules` schedules: the larger the number the larger the populations.
    pub fn new(project: &Project, seed: u64, schedules: u64) -> Self {
        let network = Network::of(project);
        let size = schedules.isqrt() * 3 / 8;
        Self {
            bound: project.lower_bound(),
            rng: Rng::new(seed),
            bench: Bench::default(),
            parents: Vec::new(),
            children: Vec::new(),
            backward: false,
            size: crate::num::index_of(size.clamp(10, 300)),
            best: Schedule { starts: Vec::new(), makespan: u32::MAX },
            schedules: 0,
            improved: 0,
            seen: HashSet::new(),
            network,
        }
    }

    /// Generates as many schedules more; stops at a proven optimum.
    pub fn step(&mut self, schedules: u64) {
        let until = self.schedules.saturating_add(schedules);
        while self.schedules < until && !self.is_proven() {
            if self.parents.len() < self.size {
                let one = self.sample();
                self.parents.push(one);
            } else {
                self.breed();
            }
        }
    }

    /// The shortest schedule so far.
    pub fn best(&self) -> Schedule {
        self.best.clone()
    }

    /// Whether no schedule can be shorter.
    pub fn is_proven(&self) -> bool {
        self.best.makespan <= self.bound
    }

    /// Schedules generated so far.
    pub fn schedules(&self) -> u64 {
        self.schedules
    }

    /// A schedule by the latest finish times, disturbed.
    fn sample(&mut self) -> One {
        let tails = self.network.tails(self.backward);
        // The latest start, seen from the end of the longest chain.
        let spread = self.best.makespan.min(10_000) * 3 / 5;
        let keys: Vec<i32> = tails
            .iter()
            .map(|tail| {
                let noise = if self.schedules == 0 { 0 } else { self.rng.between(0, spread) };
                signed(noise) - signed(*tail)
            })
            .collect();
        self.generate(keys)
    }

    /// One child of the next parent and a partner; a full population of children becomes the parents.
    fn breed(&mut self) {
        let at = self.children.len() / 2;
        let partner = self.tournament();
        let (father, mother) =
            if self.children.len().is_multiple_of(2) { (at, partner) } else { (partner, at) };
        let keys = self.cross(father, mother);
        let child = self.generate(keys);
        self.children.push(child);
        if self.children.len() == 2 * self.size {
            self.next_generation();
        }
    }

    fn next_generation(&mut self) {
        // The better of two siblings takes the place, even where it is worse than what was there.
        let pairs = std::mem::take(&mut self.children);
        let mut pairs = pairs.into_iter();
        self.parents.clear();
        while let (Some(a), Some(b)) = (pairs.next(), pairs.next()) {
            self.parents.push(if b.rank() < a.rank() { b } else { a });
        }
        self.backward = !self.backward;
        let patience = wide(self.size) * 90;
        if self.schedules - self.improved > patience {
            // Nothing new for long: begin again, with another population.
            self.parents.clear();
            self.improved = self.schedules;
        }
    }

    fn tournament(&mut self) -> usize {
        let (a, b) = (self.rng.below(self.size), self.rng.below(self.size));
        if self.parents[b].rank() < self.parents[a].rank() { b } else { a }
    }

    /// The father's keys within his busiest window, the mother's before and behind it.
    fn cross(&mut self, father: usize, mother: usize) -> Vec<i32> {
        let span = ix(self.parents[father].makespan);
        let length = span / 10 + self.rng.below(span * 7 / 20 + 1);
        let from = self.busiest(father, length);
        let to = from + signed(small(length));
        let far = 1_000_000;
        let (f, m) = (&self.parents[father].keys, &self.parents[mother].keys);
        let same = f == m;
        let mut keys: Vec<i32> = f
            .iter()
            .zip(m)
            .map(|(f, m)| match *f {
                f if f >= from && f <= to => f,
                _ if *m < i32::midpoint(from, to) => m - far,
                _ => m + far,
            })
            .collect();
        let count = keys.len();
        // Twins have no news for each other.
        let changes = if same { count / 4 + 1 } else { self.rng.below(2) };
        for _ in 0..changes {
            let (a, b) = (self.rng.below(count), self.rng.below(count));
            keys.swap(a, b);
        }
        keys
    }

    /// Where a window of `length` has the highest use of resources.
    fn busiest(&mut self, of: usize, length: usize) -> i32 {
        let one = &self.parents[of];
        let span = ix(one.makespan);
        let mut change = vec![0_i64; span + 2];
        for (n, &key) in one.keys.iter().enumerate() {
            let start = usize::try_from(key).unwrap_or(0).min(span);
            let end = (start + ix(self.network.durations[n])).min(span);
            change[start] += i64::from(self.network.intensity[n]);
            change[end] -= i64::from(self.network.intensity[n]);
        }
        let mut sums = vec![0_i64; span + 1];
        let mut level = 0;
        for time in 0..span {
            level += change[time];
            sums[time + 1] = sums[time] + level;
        }
        let last = span.saturating_sub(length);
        let best = (0..=last).max_by_key(|from| sums[(from + length).min(span)] - sums[*from]);
        signed(small(best.unwrap_or(0)))
    }

    fn generate(&mut self, mut keys: Vec<i32>) -> One {
        if self.seen.len() >= MEMORY {
            self.seen.clear();
        }
        for _ in 0..20 {
            let print = self.network.sort(&mut self.bench, &keys, self.backward);
            if self.seen.insert(print) {
                break;
            }
            let (a, b) = (self.rng.below(keys.len()), self.rng.below(keys.len()));
            keys.swap(a, b);
        }
        let makespan = self.network.schedule(&mut self.bench, self.backward);
        self.schedules += 1;
        let ends = self.bench.starts.iter().zip(&self.network.durations).map(|(s, d)| u64::from(s + d));
        let spread = ends.map(|end| end * end).sum();
        let mirrored = |(start, duration): (&u32, &u32)| makespan - start - duration;
        let other: Vec<u32> = self.bench.starts.iter().zip(&self.network.durations).map(mirrored).collect();
        let keys = other.iter().map(|start| signed(*start)).collect();
        if makespan < self.best.makespan {
            let starts = if self.backward { other } else { self.bench.starts.clone() };
            self.best = Schedule { starts, makespan };
            self.improved = self.schedules;
        }
        One { keys, makespan, spread }
    }
}

fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
