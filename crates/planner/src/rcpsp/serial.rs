//! Serial generation for several resources at once, four of them in a machine word.
#![expect(
    clippy::indexing_slicing,
    reason = "the innermost loop; numbers of activities come from the project"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Project;
use crate::num::{ix, small};

/// A project ready to be scheduled in either direction.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    pub durations: Vec<u32>,
    /// Four demands in a word, `words` words for each activity.
    demands: Vec<u64>,
    /// What is free in an empty unit of time.
    empty: Vec<u64>,
    words: usize,
    /// What precedes and what follows each activity.
    pub before: Vec<Vec<u32>>,
    pub after: Vec<Vec<u32>>,
    /// How much of the resources, in thousandths of all, an activity takes per unit of time.
    pub intensity: Vec<u32>,
    horizon: usize,
}

/// The highest bit of each lane: a subtraction that borrows from it found too little.
const GUARD: u64 = 0x8000_8000_8000_8000;

/// Memory that a schedule is made in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bench {
    free: Vec<u64>,
    used: usize,
    open: Vec<u32>,
    sequence: Vec<u32>,
    eligible: BinaryHeap<Reverse<(i32, u32)>>,
    pub starts: Vec<u32>,
}

impl Network {
    pub fn of(project: &Project) -> Self {
        let count = project.durations.len();
        let words = project.capacities.len().div_ceil(4).max(1);
        let pack = |values: &[u32]| {
            let mut out = vec![0_u64; words];
            for (k, value) in values.iter().enumerate().take(words * 4) {
                out[k / 4] |= u64::from((*value).min(0x7FFF)) << (k % 4 * 16);
            }
            out
        };
        let mut before = vec![Vec::new(); count];
        let mut after = vec![Vec::new(); count];
        for (n, list) in project.successors.iter().enumerate() {
            for &next in list {
                before[next].push(small(n));
                after[n].push(small(next));
            }
        }
        let intensity = |demand: &Vec<u32>| {
            let each = demand.iter().zip(&project.capacities);
            each.map(|(d, c)| d * 1000 / (*c).max(1)).sum()
        };
        Self {
            durations: project.durations.clone(),
            demands: project.demands.iter().flat_map(|d| pack(d)).collect(),
            empty: pack(&project.capacities),
            words,
            before,
            after,
            intensity: project.demands.iter().map(intensity).collect(),
            horizon: ix(project.durations.iter().sum()) + 1,
        }
    }

    /// The length of the longest chain.
    pub fn critical_path(&self) -> u32 {
        self.tails(false).into_iter().max().unwrap_or(0)
    }

    /// The longest chain from each activity on, itself with it; `backward` counts what comes before.
    pub fn tails(&self, backward: bool) -> Vec<u32> {
        let (from, to) = if backward { (&self.after, &self.before) } else { (&self.before, &self.after) };
        let mut missing: Vec<usize> = to.iter().map(Vec::len).collect();
        let mut ready: Vec<u32> = (0..small(to.len())).filter(|n| missing[ix(*n)] == 0).collect();
        let mut tails = self.durations.clone();
        while let Some(n) = ready.pop() {
            for &other in &from[ix(n)] {
                tails[ix(other)] = tails[ix(other)].max(self.durations[ix(other)] + tails[ix(n)]);
                missing[ix(other)] -= 1;
                if missing[ix(other)] == 0 {
                    ready.push(other);
                }
            }
        }
        tails
    }

    /// The activities with predecessors first, of those that are free the smallest key first; backward, predecessors
    /// are what follows. Stands in `bench`, and is answered as a number that stands for it.
    pub fn sort(&self, bench: &mut Bench, keys: &[i32], backward: bool) -> u64 {
        let (before, after) = self.direction(backward);
        bench.open.clear();
        bench.open.extend(before.iter().map(|list| small(list.len())));
        bench.sequence.clear();
        for (n, &key) in keys.iter().enumerate() {
            if bench.open[n] == 0 {
                bench.eligible.push(Reverse((key, small(n))));
            }
        }
        // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), a word at a time.
        let mut print = 0xCBF2_9CE4_8422_2325 ^ u64::from(backward);
        while let Some(Reverse((_, n))) = bench.eligible.pop() {
            bench.sequence.push(n);
            print = (print ^ u64::from(n)).wrapping_mul(0x0100_0000_01B3).rotate_left(23);
            for &next in &after[ix(n)] {
                bench.open[ix(next)] -= 1;
                if bench.open[ix(next)] == 0 {
                    bench.eligible.push(Reverse((keys[ix(next)], next)));
                }
            }
        }
        print
    }

    /// Schedules the sequence that stands in `bench`, every activity as early as possible. Answers the makespan, and the
    /// starts in `bench`.
    pub fn schedule(&self, bench: &mut Bench, backward: bool) -> u32 {
        let (before, _) = self.direction(backward);
        bench.clear(self);
        let mut makespan = 0;
        for at in 0..bench.sequence.len() {
            let n = ix(bench.sequence[at]);
            let ends = before[n].iter().map(|p| bench.starts[ix(*p)] + self.durations[ix(*p)]);
            let ready = ends.max().unwrap_or(0);
            let start = self.place(bench, n, ix(ready));
            bench.starts[n] = small(start);
            makespan = makespan.max(small(start) + self.durations[n]);
        }
        bench.used = ix(makespan);
        makespan
    }

    fn direction(&self, backward: bool) -> (&[Vec<u32>], &[Vec<u32>]) {
        if backward { (&self.after, &self.before) } else { (&self.before, &self.after) }
    }

    /// The first time from `ready` on with room, taken.
    #[inline]
    fn place(&self, bench: &mut Bench, n: usize, ready: usize) -> usize {
        let duration = ix(self.durations[n]);
        let mut start = ready;
        if self.words == 1 {
            let demand = self.demands[n];
            // From the end of the window: what does not fit late cannot be before it either.
            let mut checked = start;
            'search: loop {
                for time in (checked..start + duration).rev() {
                    if (bench.free[time] | GUARD).wrapping_sub(demand) & GUARD != GUARD {
                        checked = start + duration;
                        start = time + 1;
                        checked = checked.max(start);
                        continue 'search;
                    }
                }
                break;
            }
            for free in &mut bench.free[start..start + duration] {
                *free -= demand;
            }
            return start;
        }
        let demand = &self.demands[n * self.words..(n + 1) * self.words];
        let mut time = start;
        while time < start + duration {
            let free = &bench.free[time * self.words..(time + 1) * self.words];
            let fits = free.iter().zip(demand).all(|(f, d)| (f | GUARD).wrapping_sub(*d) & GUARD == GUARD);
            time += 1;
            if !fits {
                start = time;
            }
        }
        for time in start..start + duration {
            let free = &mut bench.free[time * self.words..(time + 1) * self.words];
            free.iter_mut().zip(demand).for_each(|(f, d)| *f -= d);
        }
        start
    }
}

impl Bench {
    fn clear(&mut self, network: &Network) {
        let words = network.words;
        if self.free.len() == network.horizon * words {
            let used = self.used * words;
            for unit in self.free[..used].chunks_exact_mut(words) {
                unit.copy_from_slice(&network.empty);
            }
        } else {
            self.free = network.empty.repeat(network.horizon);
            self.starts = vec![0; network.durations.len()];
        }
    }
}
