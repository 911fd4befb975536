//! Planning again after something went wrong, with as few moves as possible.
//!
//! First everything that can stays where it was; what cannot is placed into the gaps, within the time that its
//! successors leave, near where it was, or somebody who is missed less gives way to it. Only where planning the later
//! orders anew is worth more than the moves it costs does that win. (Repair before rescheduling: G. E. Vieira,
//! J. W. Herrmann, E. Lin, J. of Scheduling 6, 2003.)
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use std::collections::BTreeSet;

use crate::factory::{Draft, Factory};
use crate::generate::NONE;
use crate::give_way::repair;
use crate::mend::Mender;
use crate::model::{Slot, State};
use crate::num::ix;
use crate::plan::{Placement, Plan};
use crate::search::{Budget, Search};
use crate::stability::{Price, Stability};

/// The plan of `factory` that is nearest to `old`, a plan of an earlier state of the same lists.
pub fn replan(factory: &Factory, old: &Plan, stability: Stability, budget: Budget) -> Plan {
    let sequence: Vec<usize> = sequence_of(factory, old);
    let mender = Mender::new(factory, old);
    let price = mender.as_ref().map(|mender| Price::new(factory, mender, stability));
    let mended = mender.zip(price).and_then(|(mender, price)| {
        let mended = repair(factory, &mender, price, budget)?;
        Some((mender.draft(mended), price))
    });
    let Some((draft, price)) = mended else {
        return renewed(factory, None, &sequence, stability, budget);
    };
    let plan = factory.finish_plan(&draft, &sequence);
    if plan.score.tardiness <= old.score.tardiness {
        return plan;
    }
    let renewed = renewed(factory, Some(&draft), &sequence, stability, budget);
    let cost = |plan: &Plan| {
        let moves = |until| waiting_moves(factory, old, plan, until);
        price.of(plan.score.tardiness, moves(price.until), moves(Slot::MAX))
    };
    if cost(&renewed) < cost(&plan) { renewed } else { plan }
}

/// Operations of `old`, as order and place in it, that no plan of `factory` can leave where they were: even if each
/// order had the shop to itself but for what is fixed, and all its parts in time. Empty where a supply of `old` is gone.
pub fn unavoidable(factory: &Factory, old: &Plan) -> Vec<(usize, usize)> {
    let Some(mender) = Mender::new(factory, old) else { return Vec::new() };
    let jobs = factory.book.jobs.iter().enumerate();
    let all = jobs.flat_map(|(order, job)| job.ops().map(move |at| (order, at)));
    let displaced = all.filter(|(_, at)| mender.displaced[ix(*at)]);
    displaced.map(|(order, at)| (order, factory.operation_of(order, at))).collect()
}

/// Operations that two plans place differently.
pub fn moves(old: &Plan, new: &Plan) -> u64 {
    let pairs = old.orders.iter().zip(&new.orders);
    let placed = pairs.flat_map(|(old, new)| old.placements().iter().zip(new.placements()));
    placed.map(|(old, new)| u64::from(differs(old, new))).sum()
}

fn differs(old: &Placement, new: &Placement) -> bool {
    // What is done has no mode any more.
    let elsewhere = new.mode.is_some() && old.mode != new.mode;
    (old.start, old.end) != (new.start, new.end) || elsewhere
}

/// Moves of what has not begun and was to start before `until`.
fn waiting_moves(factory: &Factory, old: &Plan, new: &Plan, until: Slot) -> u64 {
    let pairs = old.orders.iter().zip(&new.orders).zip(&factory.book.jobs);
    let placed = pairs.flat_map(|((old, new), job)| {
        old.placements().iter().zip(new.placements()).zip(&factory.book.ops[ix(job.first)..])
    });
    let waiting = placed.filter(|((old, _), op)| !op.fixed && old.start < until);
    waiting.map(|((old, new), _)| u64::from(differs(old, new))).sum()
}

/// The old sequence with what is new at its end.
fn sequence_of(factory: &Factory, old: &Plan) -> Vec<usize> {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let known = old.sequence.iter().copied().chain(factory.open_orders());
    known.filter(|order| factory.is_open(*order) && seen.insert(*order)).collect()
}

/// What was to start soon is frozen where the repair has it, the rest is searched from the old sequence.
fn renewed(
    factory: &Factory,
    mended: Option<&Draft>,
    sequence: &[usize],
    stability: Stability,
    budget: Budget,
) -> Plan {
    let mut problem = factory.problem.clone();
    let until = problem.now.saturating_add(stability.hold);
    if let Some(draft) = mended {
        let mut stays: Vec<bool> = factory.book.ops.iter().map(|op| op.fixed).collect();
        for (order, job) in problem.orders.iter_mut().zip(&factory.book.jobs) {
            for &at in factory.book.in_order(job) {
                let op = &factory.book.ops[ix(at)];
                let spot = draft.spots[ix(at)];
                let alone = spot.run == NONE && spot.way != NONE;
                // What is frozen must not wait for what is not.
                let waits = factory.book.links(op).iter().any(|l| !stays[ix(l.op)]);
                if op.fixed || !alone || waits || spot.start >= until || !placed(draft, factory, at) {
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
