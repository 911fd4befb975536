//! An independent look at a plan: every rule of the model, slot by slot, from the problem as it was written.
//!
//! It shares no arithmetic with generation: no axes, no rows, no book. It is slow and plain on purpose.

use std::collections::BTreeMap;

use crate::model::{Change, Operation, Order, Problem, Resource, Slot, State};
use crate::plan::{Outcome, Placement, Plan};

/// A rule that a plan breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// The plan has not as many orders, operations or pegs as the problem asks for.
    Incomplete {
        /// Which order.
        order: usize,
    },
    /// A mode that does not exist, or none where there must be one.
    Mode {
        /// Which order.
        order: usize,
        /// Its operation.
        operation: usize,
    },
    /// It starts before now or before its release.
    Release {
        /// Which order.
        order: usize,
        /// Its operation.
        operation: usize,
    },
    /// It starts before a predecessor has ended and the lag is over.
    Precedence {
        /// Which order.
        order: usize,
        /// Its operation.
        operation: usize,
    },
    /// Between its start and end lie more or less working slots than it takes, or it begins or ends outside of them.
    Calendar {
        /// Which order.
        order: usize,
        /// Its operation.
        operation: usize,
    },
    /// More is in use than is there.
    Capacity {
        /// Which resource.
        resource: usize,
        /// The first slot of it.
        slot: Slot,
    },
    /// A run of an oven mixes recipes or is too full.
    Batch {
        /// Which oven.
        resource: usize,
        /// When the run starts.
        slot: Slot,
    },
    /// An operation starts before its parts are there.
    Material {
        /// Which order.
        order: usize,
        /// Its operation.
        operation: usize,
    },
    /// A supply is promised twice.
    Balance {
        /// Which material.
        material: usize,
        /// Which of its supplies.
        supply: usize,
    },
    /// What is frozen, runs or has ended is not where it was.
    Fixed {
        /// Which order.
        order: usize,
        /// Its operation.
        operation: usize,
    },
}

/// What `plan` breaks of `problem`; empty is a feasible plan. What is fixed is exempt from rules that only a
/// movable operation can keep: it may overlap other fixed ones, and start before its predecessor or its parts.
pub fn validate(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    if plan.orders.len() != problem.orders.len() {
        found.push(Violation::Incomplete { order: plan.orders.len().min(problem.orders.len()) });
    }
    let capacity: Vec<Vec<u32>> = problem.resources.iter().map(|r| painted(problem, r)).collect();
    let mut use_of = Use { slots: BTreeMap::new(), runs: BTreeMap::new() };
    for (index, (order, outcome)) in problem.orders.iter().zip(&plan.orders).enumerate() {
        match outcome {
            Outcome::Planned(placements) if placements.len() == order.operations.len() => {
                for (n, (operation, placement)) in order.operations.iter().zip(placements).enumerate() {
                    let one = One { order: index, operation: n, wanted: operation, placed: placement };
                    one.check(problem, order, placements, &capacity, &mut found);
                    one.occupy(problem, &capacity, &mut use_of);
                }
            }
            Outcome::Planned(_) => found.push(Violation::Incomplete { order: index }),
            Outcome::Cancelled if !order.cancelled => found.push(Violation::Incomplete { order: index }),
            Outcome::Cancelled | Outcome::Impossible(_) => {}
        }
    }
    check_use(problem, &capacity, use_of, &mut found);
    check_balance(problem, plan, &mut found);
    found
}

/// What is taken of capacity.
struct Use {
    /// Of each resource and slot: units in all, and whether something movable is among them.
    slots: BTreeMap<(usize, Slot), (u32, bool)>,
    /// Of each oven: recipe, start and end of a run, with the loads in it.
    runs: BTreeMap<(usize, u32, Slot, Slot), Vec<u32>>,
}

/// An operation with its placement.
struct One<'a> {
    order: usize,
    operation: usize,
    wanted: &'a Operation,
    placed: &'a Placement,
}

impl One<'_> {
    fn check(
        &self,
        problem: &Problem,
        order: &Order,
        placements: &[Placement],
        capacity: &[Vec<u32>],
        found: &mut Vec<Violation>,
    ) {
        let (at, operation) = (self.order, self.operation);
        let (wanted, placed) = (self.wanted, self.placed);
        let fixed_at = match wanted.state {
            State::Waiting => None,
            State::Frozen { start, .. } | State::Started { start, .. } | State::Done { start, .. } => {
                Some(start)
            }
        };
        if let Some(start) = fixed_at {
            if placed.start != start {
                found.push(Violation::Fixed { order: at, operation });
            }
            return;
        }
        if placed.start < problem.now.max(wanted.release) {
            found.push(Violation::Release { order: at, operation });
        }
        let early = wanted.after.iter().any(|link| {
            placements.get(link.operation).is_none_or(|p| placed.start < p.end.saturating_add(link.lag))
        });
        if early {
            found.push(Violation::Precedence { order: at, operation });
        }
        self.check_calendar(capacity, found);
        self.check_material(problem, found);
        if order.cancelled {
            found.push(Violation::Incomplete { order: at });
        }
    }

    fn check_calendar(&self, capacity: &[Vec<u32>], found: &mut Vec<Violation>) {
        let (order, operation, placed) = (self.order, self.operation, self.placed);
        let Some(mode) = placed.mode else {
            if !self.wanted.modes.is_empty() || placed.end != placed.start {
                found.push(Violation::Mode { order, operation });
            }
            return;
        };
        let Some(mode) = self.wanted.modes.get(mode) else {
            found.push(Violation::Mode { order, operation });
            return;
        };
        let none = Vec::new();
        let works = |slot: Slot| {
            let list = capacity.get(mode.resource).unwrap_or(&none);
            usize::try_from(slot).ok().and_then(|slot| list.get(slot)).is_some_and(|c| *c > 0)
        };
        let worked = (placed.start..placed.end).filter(|slot| works(*slot)).count();
        let edges = placed.end == placed.start || (works(placed.start) && works(placed.end - 1));
        if usize::try_from(mode.setup + mode.run) != Ok(worked) || !edges {
            found.push(Violation::Calendar { order, operation });
        }
    }

    fn check_material(&self, problem: &Problem, found: &mut Vec<Violation>) {
        let (order, operation) = (self.order, self.operation);
        let mut pegged: BTreeMap<usize, u32> = BTreeMap::new();
        for peg in &self.placed.pegs {
            *pegged.entry(peg.material).or_default() += peg.quantity;
            let material = problem.materials.get(peg.material);
            let there = material.and_then(|m| match peg.supply {
                Some(supply) => m.supplies.get(supply).map(|s| s.at),
                None => m.lead_time.map(|time| problem.now + time),
            });
            if there.is_none_or(|at| self.placed.start < at) {
                found.push(Violation::Material { order, operation });
            }
        }
        let mut needed: BTreeMap<usize, u32> = BTreeMap::new();
        for need in self.wanted.needs.iter().filter(|need| need.quantity > 0) {
            *needed.entry(need.material).or_default() += need.quantity;
        }
        if needed != pegged {
            found.push(Violation::Material { order, operation });
        }
    }

    fn occupy(&self, problem: &Problem, capacity: &[Vec<u32>], use_of: &mut Use) {
        let (from, movable) = match self.wanted.state {
            State::Waiting => (self.placed.start, true),
            State::Frozen { .. } => (self.placed.start, false),
            State::Started { start, .. } => (start.max(problem.now), false),
            State::Done { .. } => return,
        };
        let Some(mode) = self.placed.mode.and_then(|mode| self.wanted.modes.get(mode)) else { return };
        if let (Some(batch), true, true) = (mode.batch, movable, self.placed.end > from) {
            let run = (mode.resource, batch.recipe, from, self.placed.end);
            let loads = use_of.runs.entry(run).or_default();
            loads.push(batch.size);
            return;
        }
        let Some(list) = capacity.get(mode.resource) else { return };
        for slot in from..self.placed.end {
            if usize::try_from(slot).ok().and_then(|s| list.get(s)).is_some_and(|c| *c > 0) {
                let entry = use_of.slots.entry((mode.resource, slot)).or_default();
                entry.0 += mode.units.max(1);
                entry.1 |= movable;
            }
        }
    }
}

/// Runs are counted by packing their loads into as few ovens as a first-fit in the order of size finds.
fn check_use(problem: &Problem, capacity: &[Vec<u32>], mut use_of: Use, found: &mut Vec<Violation>) {
    for ((resource, _, start, end), mut loads) in use_of.runs {
        let limit = problem.resources.get(resource).and_then(|r| r.batch).unwrap_or(0);
        loads.sort_unstable_by(|a, b| b.cmp(a));
        let mut ovens: Vec<u32> = Vec::new();
        for load in loads {
            if load > limit {
                found.push(Violation::Batch { resource, slot: start });
            }
            match ovens.iter_mut().find(|full| **full + load <= limit) {
                Some(full) => *full += load,
                None => ovens.push(load),
            }
        }
        let Some(list) = capacity.get(resource) else { continue };
        for slot in start..end {
            if usize::try_from(slot).ok().and_then(|s| list.get(s)).is_some_and(|c| *c > 0) {
                let entry = use_of.slots.entry((resource, slot)).or_default();
                entry.0 += u32::try_from(ovens.len()).unwrap_or(u32::MAX);
                entry.1 = true;
            }
        }
    }
    let mut last = None;
    for ((resource, slot), (units, movable)) in use_of.slots {
        let there = capacity.get(resource).zip(usize::try_from(slot).ok());
        let there = there.and_then(|(list, slot)| list.get(slot)).copied().unwrap_or(0);
        if movable && units > there && last != Some(resource) {
            found.push(Violation::Capacity { resource, slot });
            last = Some(resource);
        }
    }
}

fn check_balance(problem: &Problem, plan: &Plan, found: &mut Vec<Violation>) {
    let mut taken: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for placement in plan.orders.iter().flat_map(Outcome::placements) {
        for peg in &placement.pegs {
            if let Some(supply) = peg.supply {
                *taken.entry((peg.material, supply)).or_default() += u64::from(peg.quantity);
            }
        }
    }
    for ((material, supply), quantity) in taken {
        let there = problem.materials.get(material).and_then(|m| m.supplies.get(supply));
        if there.is_none_or(|s| quantity > u64::from(s.quantity)) {
            found.push(Violation::Balance { material, supply });
        }
    }
}

/// The capacity of each slot, asked slot by slot.
#[expect(clippy::match_same_arms, reason = "an arm for each case, as the cases are told apart")]
fn painted(problem: &Problem, resource: &Resource) -> Vec<u32> {
    let day = problem.slots_per_day.max(1);
    let capacity_at = |slot: Slot| {
        let weekday = (problem.first_weekday + slot / day) % 7;
        let of_day = slot % day;
        // A shift may have begun on one of the six days before.
        let open = resource.calendar.shifts.iter().any(|shift| {
            let ago = (weekday + 7 - shift.weekday % 7) % 7;
            let since = of_day + ago * day;
            (shift.from..shift.to).contains(&since)
        });
        let mut units = if open { resource.capacity } else { 0 };
        for exception in resource.calendar.exceptions.iter().filter(|e| (e.from..e.to).contains(&slot)) {
            units = match exception.change {
                Change::Closed => 0,
                Change::Open(units) => units,
                Change::Less(less) => units.saturating_sub(less),
                Change::More(more) if units > 0 => units + more,
                Change::More(_) => 0,
            };
        }
        units
    };
    (0..problem.horizon).map(capacity_at).collect()
}
