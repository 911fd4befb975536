//! The right shift: what is planned as soon as possible moves towards its due date, minus a safety buffer.
//!
//! A plan as soon as possible fills the next weeks with what nobody waits for, and a promise computed on it is late
//! for no reason. The shift is the backward half of double justification (V. Valls, F. Ballestín, S. Quintanilla,
//! "Justification and RCPSP: a technique that pays", EJOR 165, 2005): operations in the order of their starts, last
//! first, each to the latest place before its successors. Nothing starts earlier, so no peg is broken and no order
//! that was in time becomes late.
//!
//! What is shifted frees the next weeks and fills the later ones. Mostly that lets a new order be promised earlier; in
//! a full factory it can leave holes that no operation fits into, and the order comes later. So the shift is tried on
//! orders to quote for ([`Probes`]), first with all who have some slack, then with those only who have much, and a
//! plan that promises best as soon as possible stays so.
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use crate::board::Board;
use crate::factory::{Draft, Factory};
use crate::generate::{NONE, Spot};
use crate::model::Slot;
use crate::num::{ix, small};
use crate::probe::Probes;

/// Days that an order must have between its end and its target to be moved: moving it by hours frees no day that
/// anybody could be promised. Tried one after the other.
const LEAST_DAYS: [u32; 2] = [1, 7];

/// Moves what is not fixed of orders with slack as late as their targets allow, if that makes promises better.
pub(crate) fn shift(factory: &Factory, draft: &mut Draft) {
    let route = Route::of(factory, draft);
    let mut probes = Probes::new(factory, draft);
    let mut best = 0;
    let mut chosen = None;
    for days in LEAST_DAYS {
        let mut shifted = Shifted { board: draft.board.clone(), spots: draft.spots.clone() };
        route.walk(factory, draft, &mut shifted, days);
        let verdict = probes.ask(&mut shifted.board);
        if verdict.later == 0 || verdict.worth > best {
            best = verdict.worth;
            chosen = Some(shifted);
        }
        if verdict.later == 0 {
            break;
        }
    }
    let Some(shifted) = chosen else { return };
    (draft.board, draft.spots) = (shifted.board, shifted.spots);
    for (order, job) in factory.book.jobs.iter().enumerate() {
        if let Some(Ok(finish)) = &mut draft.ends[order] {
            *finish = (job.first..job.last).map(|at| draft.spots[ix(at)].end).max().unwrap_or(0);
        }
    }
}

/// Where a shift has come to.
struct Shifted {
    board: Board,
    spots: Vec<Spot>,
}

/// The route of a shift through a plan.
struct Route {
    /// Operations by their start.
    sequence: Vec<u32>,
    /// Which of them share a run.
    shared: Shared,
}

/// (resource, run) and a member of it, sorted.
type Shared = (Vec<(u32, u32)>, Vec<u32>);

impl Route {
    fn of(factory: &Factory, draft: &Draft) -> Self {
        let mut sequence: Vec<(Slot, u32)> = Vec::with_capacity(draft.spots.len());
        for (order, job) in factory.book.jobs.iter().enumerate() {
            if let Some(Ok(_)) = draft.ends[order] {
                let ops = factory.book.in_order(job).iter();
                sequence.extend(ops.map(|at| (draft.spots[ix(*at)].start, *at)));
            }
        }
        // Stable, so that of equal starts the predecessor stays in front, and comes later when read from behind.
        sequence.sort_by_key(|(start, _)| *start);
        let sequence: Vec<u32> = sequence.into_iter().map(|(_, at)| at).collect();
        let shared = members(factory, draft, &sequence);
        Self { sequence, shared }
    }

    /// Shifts the orders of `draft` that have `least` days of slack.
    fn walk(&self, factory: &Factory, draft: &Draft, shifted: &mut Shifted, least: u32) {
        let mut limits: Vec<Slot> = vec![Slot::MAX; draft.spots.len()];
        let least = factory.problem.slots_per_day.saturating_mul(least);
        for (order, job) in factory.book.jobs.iter().enumerate() {
            let Some(Ok(finish)) = draft.ends[order] else { continue };
            let limit = job.target.unwrap_or(0).max(finish);
            for at in job.ops() {
                // The end it has: that holds for a run that it shares with others, too.
                limits[ix(at)] = if limit - finish < least { draft.spots[ix(at)].end } else { limit };
            }
        }
        for &at in self.sequence.iter().rev() {
            let op = &factory.book.ops[ix(at)];
            if !op.fixed {
                let spot = shifted.spots[ix(at)];
                let group: &[u32] =
                    if spot.run == NONE { &[at] } else { group_of(&self.shared, factory, at, spot) };
                // A run moves when its first member is met: whatever follows any of them has been moved by then.
                let limit = group.iter().map(|m| limits[ix(*m)]).min().unwrap_or(0);
                let moved = latest(factory, shifted, at, limit);
                for member in group {
                    let way = shifted.spots[ix(*member)].way;
                    shifted.spots[ix(*member)] = Spot { way, ..moved };
                }
            }
            let start = shifted.spots[ix(at)].start;
            for link in factory.book.links(op) {
                let limit = &mut limits[ix(link.op)];
                *limit = (*limit).min(start.saturating_sub(link.lag));
            }
        }
    }
}

/// The latest place of an operation, on the resource it has, that ends by `limit`; at worst where it is.
fn latest(factory: &Factory, shifted: &mut Shifted, at: u32, limit: Slot) -> Spot {
    let spot = shifted.spots[ix(at)];
    let op = &factory.book.ops[ix(at)];
    let limit = limit.max(spot.end);
    let Some(way) = factory.book.ways(op).get(ix(spot.way)).filter(|way| way.work > 0) else {
        return Spot { start: limit, end: limit, ..spot };
    };
    let Some((axis, line)) = factory.shop.axis(way.resource) else { return spot };
    let bits = &mut shifted.board.bits;
    line.rows.release(bits, way.units, spot.from, spot.from + way.work);
    let from = line.rows.latest(bits, way.units, axis.work_before(limit), way.work);
    let from = from.unwrap_or(spot.from).max(spot.from);
    line.rows.book(bits, way.units, from, from + way.work);
    let (start, end) = (axis.start(from), axis.end(from + way.work));
    if let Some(run) = shifted.board.runs[ix(way.resource)].get_mut(ix(spot.run)) {
        (run.from, run.start, run.end) = (from, start, end);
    }
    Spot { start, end, from, ..spot }
}

/// The members of all runs.
fn members(factory: &Factory, draft: &Draft, sequence: &[u32]) -> Shared {
    let mut list: Vec<((u32, u32), u32)> = Vec::new();
    for &at in sequence {
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

fn group_of<'a>(shared: &'a Shared, factory: &Factory, at: u32, spot: Spot) -> &'a [u32] {
    let key = key(factory, at, spot);
    let from = shared.0.partition_point(|k| *k < key);
    let to = shared.0.partition_point(|k| *k <= key);
    &shared.1[from..to]
}
