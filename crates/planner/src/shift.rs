//! The right shift: what is planned as soon as possible moves towards its due date, minus a safety buffer.
//!
//! A plan as soon as possible fills the next weeks with what nobody waits for, and a promise computed on it is late
//! for no reason. The shift is the backward half of double justification (V. Valls, F. Ballestín, S. Quintanilla,
//! "Justification and RCPSP: a technique that pays", EJOR 165, 2005): operations in the order of their starts, last
//! first, each to the latest place before its successors. Nothing starts earlier, so no peg is broken and no order
//! that was in time becomes late.
//!
//! An order with next to no slack stays where it is: moving it by hours frees no day that anybody could be promised,
//! and leaves holes that no operation fits into, the more the fuller the factory is.
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use crate::factory::{Draft, Factory};
use crate::generate::{NONE, Spot};
use crate::model::Slot;
use crate::num::{ix, small};

/// Days that an order must have between its end and its target to be moved.
const LEAST_DAYS: u32 = 3;

/// Moves what is not fixed of every order with slack as late as its target allows.
pub(crate) fn shift(factory: &Factory, draft: &mut Draft) {
    let mut sequence: Vec<(Slot, u32)> = Vec::with_capacity(draft.spots.len());
    let mut limits: Vec<Slot> = vec![Slot::MAX; draft.spots.len()];
    let least = factory.problem.slots_per_day.saturating_mul(LEAST_DAYS);
    for (order, job) in factory.book.jobs.iter().enumerate() {
        let Some(Ok(finish)) = draft.ends[order] else { continue };
        let limit = job.target.unwrap_or(0).max(finish);
        for &at in factory.book.in_order(job) {
            let spot = draft.spots[ix(at)];
            sequence.push((spot.start, at));
            // The end it has: that holds for a run that it shares with others, too.
            limits[ix(at)] = if limit - finish < least { spot.end } else { limit };
        }
    }
    // Stable, so that of equal starts the predecessor stays in front, and comes later when read from behind.
    sequence.sort_by_key(|(start, _)| *start);
    let shared = members(factory, draft, &sequence);
    for n in (0..sequence.len()).rev() {
        let at = sequence[n].1;
        let op = &factory.book.ops[ix(at)];
        if !op.fixed {
            let spot = draft.spots[ix(at)];
            let group: &[u32] = if spot.run == NONE { &[at] } else { group_of(&shared, factory, at, spot) };
            // A run moves when its first member is met: whatever follows any of them has been moved by then.
            let limit = group.iter().map(|m| limits[ix(*m)]).min().unwrap_or(0);
            let moved = latest(factory, draft, at, limit);
            for member in group {
                let way = draft.spots[ix(*member)].way;
                draft.spots[ix(*member)] = Spot { way, ..moved };
            }
        }
        let start = draft.spots[ix(at)].start;
        for link in factory.book.links(op) {
            let limit = &mut limits[ix(link.op)];
            *limit = (*limit).min(start.saturating_sub(link.lag));
        }
    }
    for (order, job) in factory.book.jobs.iter().enumerate() {
        if let Some(Ok(finish)) = &mut draft.ends[order] {
            *finish = (job.first..job.last).map(|at| draft.spots[ix(at)].end).max().unwrap_or(0);
        }
    }
}

/// The latest place of an operation, on the resource it has, that ends by `limit`; at worst where it is.
fn latest(factory: &Factory, draft: &mut Draft, at: u32, limit: Slot) -> Spot {
    let spot = draft.spots[ix(at)];
    let op = &factory.book.ops[ix(at)];
    let limit = limit.max(spot.end);
    let Some(way) = factory.book.ways(op).get(ix(spot.way)).filter(|way| way.work > 0) else {
        return Spot { start: limit, end: limit, ..spot };
    };
    let Some((axis, line)) = factory.shop.axis(way.resource) else { return spot };
    let bits = &mut draft.board.bits;
    line.rows.release(bits, way.units, spot.from, spot.from + way.work);
    let from = line.rows.latest(bits, way.units, axis.work_before(limit), way.work);
    let from = from.unwrap_or(spot.from).max(spot.from);
    line.rows.book(bits, way.units, from, from + way.work);
    let (start, end) = (axis.start(from), axis.end(from + way.work));
    if let Some(run) = draft.board.runs[ix(way.resource)].get_mut(ix(spot.run)) {
        (run.from, run.start, run.end) = (from, start, end);
    }
    Spot { start, end, from, ..spot }
}

/// The members of all runs: (resource, run, operation), sorted.
fn members(factory: &Factory, draft: &Draft, sequence: &[(Slot, u32)]) -> (Vec<(u32, u32)>, Vec<u32>) {
    let mut list: Vec<((u32, u32), u32)> = Vec::new();
    for &(_, at) in sequence {
        let spot = draft.spots[ix(at)];
        if spot.run != NONE && !factory.book.ops[ix(at)].fixed {
            list.push((key(factory, at, spot), at));
        }
    }
    list.sort_unstable();
    list.into_iter().unzip()
}

fn key(factory: &Factory, at: u32, spot: Spot) -> (u32, u32) {
    let ways = factory.book.ways(&factory.book.ops[ix(at)]);
    (ways.get(ix(spot.way)).map_or(small(usize::MAX), |way| way.resource), spot.run)
}

fn group_of<'a>(
    shared: &'a (Vec<(u32, u32)>, Vec<u32>),
    factory: &Factory,
    at: u32,
    spot: Spot,
) -> &'a [u32] {
    let key = key(factory, at, spot);
    let from = shared.0.partition_point(|k| *k < key);
    let to = shared.0.partition_point(|k| *k <= key);
    &shared.1[from..to]
}
