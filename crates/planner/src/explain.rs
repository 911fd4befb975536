//! Why an operation starts when it does, and what would really help a late order.
//!
//! The cause of a start is a true story, but the longest wait on the critical chain names a cure in less than half of
//! the cases: relieve one resource and the next one holds the order up. So levers are not derived from the story.
//! Each is pulled, the whole shop is planned again, and only what gains is shown.
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use crate::board::Board;
use crate::factory::{Draft, Factory};
use crate::generate::{Generator, NONE};
use crate::model::Slot;
use crate::num::ix;
use crate::plan::{Obstacle, Plan};

/// Why an operation starts when it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// It is fixed: frozen, running, ended.
    Fixed,
    /// Its release, or now.
    Release,
    /// A predecessor had to end, and a lag to pass.
    Predecessor {
        /// Operation of the same order.
        operation: usize,
    },
    /// A part was not there.
    Part {
        /// Of which material.
        material: usize,
        /// Which supply; `None` is a new purchase.
        supply: Option<usize>,
    },
    /// Everything was ready, but others were on the resource, or it did not work.
    Resource {
        /// Which.
        resource: usize,
        /// Since when the operation waits.
        since: Slot,
        /// The orders that were on it meanwhile.
        orders: Vec<usize>,
    },
    /// It could start at this time, and waits for its due date.
    DueDate {
        /// The earliest start.
        earliest: Slot,
    },
}

/// Something that can be done about a late order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lever {
    /// One more unit of a resource whenever it works: overtime, a hired hand, a second team.
    Capacity {
        /// Which.
        resource: usize,
    },
    /// All parts of the order there at once.
    Parts,
    /// The order takes its places before all others.
    Front,
}

/// A lever that has been pulled, with what it gained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gain {
    /// The late order.
    pub order: usize,
    /// What was done.
    pub lever: Lever,
    /// Slots by which it ends earlier.
    pub slots: Slot,
    /// What it makes of the weighted lateness of all, in slots; less than 0 is better.
    pub others: i64,
}

/// Why each operation of `order` starts when it does.
pub fn causes(factory: &Factory, plan: &Plan, order: usize) -> Vec<Cause> {
    if plan.orders.get(order).is_none_or(|outcome| outcome.placements().is_empty()) {
        return Vec::new();
    }
    let mut draft = factory.draft_of(plan);
    let job = &factory.book.jobs[order];
    (job.first..job.last).map(|at| cause(factory, plan, &mut draft, at)).collect()
}

fn cause(factory: &Factory, plan: &Plan, draft: &mut Draft, at: u32) -> Cause {
    let op = &factory.book.ops[ix(at)];
    let spot = draft.spots[ix(at)];
    if op.fixed {
        return Cause::Fixed;
    }
    let order_first = factory.book.jobs.iter().find(|job| (job.first..job.last).contains(&at));
    let first = order_first.map_or(0, |job| job.first);
    let mut ready = (op.release, Cause::Release);
    for link in factory.book.links(op) {
        let end = draft.spots[ix(link.op)].end.saturating_add(link.lag);
        if end > ready.0 {
            ready = (end, Cause::Predecessor { operation: ix(link.op - first) });
        }
    }
    for taken in draft.taken.iter().filter(|t| t.op == at) {
        if let Some(supply) = factory.shop.supplies.get(taken.at)
            && supply.at > ready.0
        {
            ready = (supply.at, Cause::Part { material: taken.material, supply: supply.index });
        }
    }
    if spot.start <= ready.0 || spot.way == NONE {
        return if spot.start > ready.0 { Cause::DueDate { earliest: ready.0 } } else { ready.1 };
    }
    // Without the operation itself, where would it fit now?
    let generator = factory.generator();
    let alone = spot.run == NONE;
    if alone {
        generator.vacate(&mut draft.board, op, spot);
    }
    let fit = generator.earliest(&draft.board, op, ready.0);
    if alone {
        let mut again = spot;
        generator.occupy(&mut draft.board, op, &mut again);
    }
    let resource = factory.book.ways(op).get(ix(spot.way)).map_or(0, |way| ix(way.resource));
    match fit {
        Some(fit) if fit.start < spot.start && fit.end < spot.end => Cause::DueDate { earliest: fit.start },
        _ => {
            let orders = on_resource(factory, plan, resource, ready.0, spot.start, at);
            // Only nights and holidays lay between.
            if orders.is_empty() { ready.1 } else { Cause::Resource { resource, since: ready.0, orders } }
        }
    }
}

/// The orders that have an operation on a resource between two times, `except` one.
pub(crate) fn on_resource(
    factory: &Factory,
    plan: &Plan,
    resource: usize,
    from: Slot,
    to: Slot,
    except: u32,
) -> Vec<usize> {
    let mut out = Vec::new();
    for (order, (job, outcome)) in factory.book.jobs.iter().zip(&plan.orders).enumerate() {
        let there = outcome.placements().iter().zip(job.first..).any(|(placement, at)| {
            let way = placement.mode.and_then(|mode| factory.book.ways(&factory.book.ops[ix(at)]).get(mode));
            at != except
                && placement.start < to
                && placement.end > from
                && way.is_some_and(|way| ix(way.resource) == resource)
        });
        if there {
            out.push(order);
        }
    }
    out
}

/// The levers of all late orders that gain at least `least` slots, each order's best first. The gain is counted
/// against the plan, and what is shown has been planned again.
pub fn explain(factory: &Factory, plan: &Plan, least: Slot) -> Vec<Gain> {
    let late: Vec<(usize, Slot)> = plan.late(&factory.problem).iter().map(|l| (l.order, l.finish)).collect();
    let mut out = Vec::new();
    let mut note = |order: usize, finish: Slot, lever, ends: &Pulled| {
        let after = ends.finish.get(order).copied().flatten();
        if let Some(slots) = after.and_then(|after| finish.checked_sub(after)).filter(|s| *s >= least.max(1))
        {
            let change = i128::from(ends.tardiness) - i128::from(plan.score.tardiness);
            out.push(Gain { order, lever, slots, others: i64::try_from(change).unwrap_or(i64::MAX) });
        }
    };
    if late.is_empty() {
        return out;
    }
    for resource in 0..factory.shop.lines.len() {
        let pulled = pull_capacity(factory, &plan.sequence, resource);
        for &(order, finish) in &late {
            note(order, finish, Lever::Capacity { resource }, &pulled);
        }
    }
    for &(order, finish) in &late {
        if waits_for_parts(factory, plan, order) {
            let generator = Generator { exempt: Some(order), ..factory.generator() };
            note(order, finish, Lever::Parts, &pull(factory, generator, &plan.sequence));
        }
        let front = to_front(&plan.sequence, order);
        note(order, finish, Lever::Front, &pull(factory, factory.generator(), &front));
    }
    out.sort_by_key(|gain| (gain.order, std::cmp::Reverse(gain.slots), gain.others));
    out
}

/// Whether any part of the order arrives after now.
fn waits_for_parts(factory: &Factory, plan: &Plan, order: usize) -> bool {
    let placements = plan.orders.get(order).map(crate::plan::Outcome::placements).unwrap_or_default();
    placements.iter().flat_map(|p| &p.pegs).any(|peg| {
        let at = factory.shop.supplies.find(peg.material, peg.supply);
        at.and_then(|at| factory.shop.supplies.get(at)).is_some_and(|s| s.at > factory.shop.now)
    })
}

/// `order` before all others.
pub(crate) fn to_front(sequence: &[usize], order: usize) -> Vec<usize> {
    let others = sequence.iter().copied().filter(|other| *other != order);
    std::iter::once(order).chain(others).collect()
}

/// What planning again gave.
struct Pulled {
    finish: Vec<Option<Slot>>,
    tardiness: u64,
}

fn pull_capacity(factory: &Factory, sequence: &[usize], resource: usize) -> Pulled {
    let shop = factory.shop.with_one_more(resource);
    let mut board = shop.empty.clone();
    // What is fixed takes its place there, too.
    let generator = Generator { shop: &shop, book: &factory.book, exempt: None };
    factory.occupy_on(&generator, &mut board);
    board.left.clone_from(&factory.base.left);
    board.cursor.clone_from(&factory.base.cursor);
    run(factory, generator, sequence, board)
}

fn pull(factory: &Factory, generator: Generator, sequence: &[usize]) -> Pulled {
    run(factory, generator, sequence, factory.base.clone())
}

fn run(factory: &Factory, generator: Generator, sequence: &[usize], mut board: Board) -> Pulled {
    let mut desk = factory.desk();
    let mut out = Pulled { finish: vec![None; factory.book.jobs.len()], tardiness: 0 };
    for &order in sequence {
        let end: Result<Slot, Obstacle> = generator.place(&mut board, &mut desk, order);
        out.tardiness += factory.score(order, end).tardiness;
        out.finish[order] = end.ok();
    }
    out
}
