//! Planning again after something went wrong, with as few moves as possible.
//!
//! First everything that can stays where it was; what cannot is placed into the gaps, within the time that its
//! successors leave, near where it was. Only where planning the later orders anew is worth more than the moves it costs
//! does that win. (Repair before rescheduling: G. E. Vieira, J. W. Herrmann, E. Lin, J. of Scheduling 6, 2003.)
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use std::collections::BTreeSet;

use crate::factory::{Draft, Factory};
use crate::generate::{NONE, NOWHERE, Spot};
use crate::model::{Slot, State};
use crate::num::{ix, small};
use crate::plan::{Outcome, Plan};
use crate::search::{Budget, Search};

/// How much a plan is to stay as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stability {
    /// What was to start within this time from now is moved only where it must be.
    pub hold: Slot,
    /// Weighted lateness in slots that one moved operation must save at least.
    pub per_move: u64,
}

impl Default for Stability {
    /// Nothing within ten days of half hours; a move must save half a day.
    fn default() -> Self {
        Self { hold: 480, per_move: 24 }
    }
}

/// The plan of `factory` that is nearest to `old`, a plan of an earlier state of the same lists.
pub fn replan(factory: &Factory, old: &Plan, stability: Stability, budget: Budget) -> Plan {
    let sequence: Vec<usize> = sequence_of(factory, old);
    let repaired = repair(factory, old).map(|draft| factory.finish_plan(&draft, &sequence));
    let late = repaired.as_ref().is_none_or(|plan| plan.score.tardiness > old.score.tardiness);
    if !late && let Some(plan) = repaired {
        return plan;
    }
    let renewed = renewed(factory, old, &sequence, stability, budget);
    let Some(plan) = repaired else { return renewed };
    let cost = |plan: &Plan| plan.score.tardiness + moves(old, plan) * stability.per_move;
    if cost(&renewed) < cost(&plan) { renewed } else { plan }
}

/// Operations that two plans place differently.
pub fn moves(old: &Plan, new: &Plan) -> u64 {
    let pairs = old.orders.iter().zip(&new.orders);
    let placed = pairs.flat_map(|(old, new)| old.placements().iter().zip(new.placements()));
    placed.map(|(old, new)| u64::from((old.start, old.end, old.mode) != (new.start, new.end, new.mode))).sum()
}

/// The old sequence with what is new at its end.
fn sequence_of(factory: &Factory, old: &Plan) -> Vec<usize> {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let known = old.sequence.iter().copied().chain(factory.open_orders());
    known.filter(|order| factory.is_open(*order) && seen.insert(*order)).collect()
}

/// What was to start soon is frozen, the rest is searched from the old sequence.
fn renewed(factory: &Factory, old: &Plan, sequence: &[usize], stability: Stability, budget: Budget) -> Plan {
    let mut problem = factory.problem.clone();
    let until = problem.now.saturating_add(stability.hold);
    if let Some(draft) = repair(factory, old) {
        let mut stays: Vec<bool> = factory.book.ops.iter().map(|op| op.fixed).collect();
        for (order, job) in problem.orders.iter_mut().zip(&factory.book.jobs) {
            for &at in factory.book.in_order(job) {
                let op = &factory.book.ops[ix(at)];
                let spot = draft.spots[ix(at)];
                let alone = spot.run == NONE && spot.way != NONE;
                // What is frozen must not wait for what is not.
                let waits = factory.book.links(op).iter().any(|l| !stays[ix(l.op)]);
                if op.fixed || !alone || waits || spot.start >= until || !placed(&draft, factory, at) {
                    continue;
                }
                stays[ix(at)] = true;
                if let Some(operation) = order.operations.get_mut(ix(at - job.first)) {
                    operation.state = State::Frozen { mode: ix(spot.way), start: spot.start };
                }
            }
        }
    }
    let held = Factory::new(problem);
    let mut search = Search::from_sequence(&held, budget.seed, sequence);
    search.step(budget.evaluations);
    search.plan()
}

fn placed(draft: &Draft, factory: &Factory, at: u32) -> bool {
    let job = factory.book.jobs.partition_point(|job| job.last <= at);
    matches!(draft.ends.get(job), Some(Some(Ok(_))))
}

/// Everything stays that can; `None` where something finds no place, or material must change hands.
fn repair(factory: &Factory, old: &Plan) -> Option<Draft> {
    let mut mend = Mend::new(factory, old)?;
    while let Some((start, at)) = mend.waiting.pop_first() {
        mend.place(start, at)?;
    }
    let mut draft = mend.draft;
    for (order, job) in factory.book.jobs.iter().enumerate() {
        if factory.is_open(order) {
            let end = (job.first..job.last).map(|at| draft.spots[ix(at)].end).max().unwrap_or(0);
            draft.ends[order] = Some(Ok(end));
        }
    }
    Some(draft)
}

/// A repair under way.
struct Mend<'f> {
    factory: &'f Factory,
    draft: Draft,
    /// Where each operation was.
    old: Vec<Spot>,
    stands: Vec<bool>,
    successors: Vec<Vec<(u32, Slot)>>,
    /// What has to find a new place, by its old start.
    waiting: BTreeSet<(Slot, u32)>,
    /// Placements so far: each operation may be pushed on a few times, not for ever.
    pushes: usize,
}

impl<'f> Mend<'f> {
    fn new(factory: &'f Factory, plan: &Plan) -> Option<Self> {
        let count = factory.book.ops.len();
        let mut mend = Self {
            factory,
            draft: Draft {
                board: factory.base.clone(),
                spots: factory.fixed.clone(),
                taken: Vec::new(),
                ends: vec![None; factory.book.jobs.len()],
            },
            old: vec![NOWHERE; count],
            stands: vec![false; count],
            successors: vec![Vec::new(); count],
            waiting: BTreeSet::new(),
            pushes: 0,
        };
        mend.draft.board.left.clone_from(&factory.shop.empty.left);
        mend.draft.board.cursor.clone_from(&factory.shop.empty.cursor);
        mend.peg(plan)?;
        let mut sequence: Vec<(Slot, u32)> = Vec::new();
        for (order, job) in factory.book.jobs.iter().enumerate().filter(|(n, _)| factory.is_open(*n)) {
            let placements = plan.orders.get(order).map(Outcome::placements).unwrap_or_default();
            for &at in factory.book.in_order(job) {
                let op = &factory.book.ops[ix(at)];
                for link in factory.book.links(op) {
                    mend.successors[ix(link.op)].push((at, link.lag));
                }
                if op.fixed {
                    mend.stands[ix(at)] = true;
                    continue;
                }
                let was = placements.get(factory.operation_of(order, at));
                let start = was.map_or(factory.shop.now, |p| p.start);
                sequence.push((start, at));
                if let Some(was) = was {
                    let way = was.mode.map_or(NONE, small);
                    mend.old[ix(at)] = Spot { start, end: was.end, way, ..NOWHERE };
                }
            }
        }
        sequence.sort_by_key(|(start, _)| *start);
        for (start, at) in sequence {
            if !mend.keep(at) {
                mend.waiting.insert((start, at));
            }
        }
        Some(mend)
    }

    /// Everybody keeps the parts that the old plan gave; what is new takes of the rest.
    fn peg(&mut self, plan: &Plan) -> Option<()> {
        let factory = self.factory;
        for (order, job) in factory.book.jobs.iter().enumerate().filter(|(n, _)| factory.is_open(*n)) {
            let placements = plan.orders.get(order).map(Outcome::placements).unwrap_or_default();
            for (placement, at) in placements.iter().zip(job.first..job.last) {
                for peg in &placement.pegs {
                    let from = factory.shop.supplies.find(peg.material, peg.supply)?;
                    let left = &mut self.draft.board.left[ix(from)];
                    *left = left.checked_sub(peg.quantity)?;
                    let taken = crate::generate::Taken {
                        op: at,
                        material: peg.material,
                        at: from,
                        quantity: peg.quantity,
                    };
                    self.draft.taken.push(taken);
                }
            }
        }
        for (order, job) in factory.book.jobs.iter().enumerate().filter(|(n, _)| factory.is_open(*n)) {
            if plan.orders.get(order).is_none_or(|outcome| outcome.placements().is_empty()) {
                for at in job.first..job.last {
                    for need in factory.book.needs(&factory.book.ops[ix(at)]) {
                        let (taken, material) = (&mut self.draft.taken, need.material);
                        let log = |from, quantity| {
                            taken.push(crate::generate::Taken { op: at, material, at: from, quantity });
                        };
                        self.draft.board.take(&factory.shop.supplies, material, need.quantity, log)?;
                    }
                }
            }
        }
        self.draft.taken.sort_by_key(|t| t.op);
        Some(())
    }

    /// When an operation could start, as far as predecessors that stand and its parts say.
    fn ready(&self, at: u32) -> Slot {
        let op = &self.factory.book.ops[ix(at)];
        let links = self.factory.book.links(op).iter().filter(|l| self.stands[ix(l.op)]);
        let ends = links.map(|l| self.draft.spots[ix(l.op)].end.saturating_add(l.lag));
        let first = self.draft.taken.partition_point(|t| t.op < at);
        let own = self.draft.taken[first..].iter().take_while(|t| t.op == at);
        let parts = own.filter_map(|t| self.factory.shop.supplies.get(t.at)).map(|s| s.at);
        ends.chain(parts).fold(op.release, Slot::max)
    }

    /// Leaves an operation where it was, if it still fits there exactly.
    fn keep(&mut self, at: u32) -> bool {
        let op = &self.factory.book.ops[ix(at)];
        let old = self.old[ix(at)];
        if old.end == 0 || self.ready(at) > old.start {
            return false;
        }
        let generator = self.factory.generator();
        let Some(way) = self.factory.book.ways(op).get(ix(old.way)) else {
            self.settle(at, old);
            return true;
        };
        let fit = generator.fit_way(&self.draft.board, way, old.start);
        match fit.filter(|fit| (fit.start, fit.end) == (old.start, old.end)) {
            Some(fit) => {
                let mut spot = Spot { way: old.way, ..fit };
                generator.occupy(&mut self.draft.board, op, &mut spot);
                self.settle(at, spot);
                true
            }
            None => false,
        }
    }

    fn settle(&mut self, at: u32, spot: Spot) {
        self.draft.spots[ix(at)] = spot;
        self.stands[ix(at)] = true;
    }

    /// Finds a new place, and sends on those successors that have to wait for it.
    fn place(&mut self, old_start: Slot, at: u32) -> Option<()> {
        self.pushes += 1;
        if self.pushes > 8 * self.stands.len() {
            return None;
        }
        let op = &self.factory.book.ops[ix(at)];
        let ready = self.ready(at);
        let generator = self.factory.generator();
        let followers = self.successors[ix(at)].clone();
        let standing = followers.iter().filter(|(next, _)| self.stands[ix(*next)]);
        let limit = standing.map(|(next, lag)| self.draft.spots[ix(*next)].start.saturating_sub(*lag)).min();
        let near = generator.earliest(&self.draft.board, op, ready.max(old_start));
        let in_time = |spot: &Spot| limit.is_none_or(|limit| spot.end <= limit);
        let mut spot = match near.filter(in_time) {
            Some(spot) => spot,
            None => generator.earliest(&self.draft.board, op, ready)?,
        };
        generator.occupy(&mut self.draft.board, op, &mut spot);
        self.settle(at, spot);
        for (next, lag) in followers {
            let early = self.draft.spots[ix(next)].start < spot.end.saturating_add(lag);
            let follower = &self.factory.book.ops[ix(next)];
            if self.stands[ix(next)] && !follower.fixed && early {
                generator.vacate(&mut self.draft.board, follower, self.draft.spots[ix(next)]);
                self.stands[ix(next)] = false;
                self.waiting.insert((self.old[ix(next)].start, next));
            }
        }
        Some(())
    }
}
