//! The classical problem without calendars, on which the literature measures itself.
//!
//! A project of activities with precedence that need several renewable resources at once, as short as possible (RCPSP).
//! The factory's engine answers other questions; this one keeps us honest about search and generation by the public
//! instances of PSPLIB (R. Kolisch, A. Sprecher, EJOR 96, 1996).

mod genetic;
mod serial;

pub use genetic::Solver;
use serial::Network;

/// A project: activities by their place in the lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Project {
    /// How long each takes.
    pub durations: Vec<u32>,
    /// What each needs of every resource while it lasts.
    pub demands: Vec<Vec<u32>>,
    /// What follows each.
    pub successors: Vec<Vec<usize>>,
    /// How much of every resource there is; at most 32,767.
    pub capacities: Vec<u32>,
}

/// A schedule of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// When each activity starts.
    pub starts: Vec<u32>,
    /// When the last one ends.
    pub makespan: u32,
}

impl Project {
    /// The length of the longest chain: no schedule is shorter.
    pub fn critical_path(&self) -> u32 {
        Network::of(self).critical_path()
    }

    /// The better of the critical path and of what each resource must do in all.
    pub fn lower_bound(&self) -> u32 {
        let work = self.capacities.iter().enumerate().filter(|(_, c)| **c > 0).map(|(k, capacity)| {
            let each = self.durations.iter().zip(&self.demands);
            let sum: u32 = each.map(|(d, demand)| d * demand.get(k).copied().unwrap_or(0)).sum();
            sum.div_ceil(*capacity)
        });
        work.max().unwrap_or(0).max(self.critical_path())
    }

    /// Whether `schedule` keeps precedence and capacities, looked at unit by unit.
    pub fn is_feasible(&self, schedule: &Schedule) -> bool {
        let starts = &schedule.starts;
        let end = |n: usize| starts.get(n).zip(self.durations.get(n)).map_or(0, |(s, d)| s + d);
        let precedence =
            self.successors.iter().enumerate().all(|(n, list)| {
                list.iter().all(|next| starts.get(*next).is_some_and(|start| *start >= end(n)))
            });
        let capacity = (0..schedule.makespan).all(|time| {
            self.capacities.iter().enumerate().all(|(k, capacity)| {
                let running = (0..starts.len())
                    .filter(|n| starts.get(*n).is_some_and(|start| *start <= time) && time < end(*n));
                let demand = |n: usize| self.demands.get(n).and_then(|d| d.get(k)).copied().unwrap_or(0);
                running.map(demand).sum::<u32>() <= *capacity
            })
        });
        let ends = (0..self.durations.len()).map(end).max().unwrap_or(0);
        starts.len() == self.durations.len() && ends == schedule.makespan && precedence && capacity
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use proptest::prelude::*;

    fn random(seed: u64, count: usize) -> Project {
        let mut rng = Rng::new(seed);
        let mut project = Project { capacities: vec![8, 10, 7, 9, 5], ..Project::default() };
        for n in 0..count {
            project.durations.push(rng.between(0, 9));
            project.demands.push((0..5).map(|_| rng.between(0, 5)).collect());
            let next = (n + 1..count).filter(|_| rng.chance(12)).collect();
            project.successors.push(next);
        }
        project
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn schedules_are_feasible_and_not_below_the_bound(seed in 0_u64..10_000, count in 1_usize..40) {
            let project = random(seed, count);
            let mut solver = Solver::new(&project, seed, 400);
            solver.step(400);
            let best = solver.best();
            prop_assert!(project.is_feasible(&best));
            prop_assert!(best.makespan >= project.lower_bound());
            prop_assert!(solver.schedules() <= 400);
            let mut again = Solver::new(&project, seed, 400);
            for _ in 0..40 {
                again.step(10);
            }
            prop_assert_eq!(again.best(), best);
        }
    }
}
