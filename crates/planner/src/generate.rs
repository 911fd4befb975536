//! Serial generation: order after order, operation after operation, each at the earliest time that is left.
//!
//! The serial schedule generation scheme (J. E. Kelley, 1963; R. Kolisch, S. Hartmann, "Heuristic algorithms for the
//! resource-constrained project scheduling problem", 1999) over a sequence of orders. Material is pegged in the same
//! sequence, what arrives first to who comes first.
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use crate::board::{Board, Run};
use crate::book::{Book, Op, Way};
use crate::model::Slot;
use crate::num::{ix, small};
use crate::plan::Obstacle;
use crate::shop::Shop;

/// No way, no run.
pub(crate) const NONE: u32 = u32::MAX;

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub start: Slot,
    pub end: Slot,
    /// Which of its ways; `NONE` for a milestone.
    pub way: u32,
    /// Its first slot on the resource's axis.
    pub from: u32,
    /// Its run, in an oven.
    pub run: u32,
}

/// Part of a supply that an operation took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    pub op: u32,
    pub material: usize,
    /// Its place among the supplies.
    pub at: u32,
    pub quantity: u32,
}

/// Where operations stand, and what the order just placed took.
#[derive(Debug, Clone, Default)]
pub(crate) struct Desk {
    pub spots: Vec<Spot>,
    pub taken: Vec<Taken>,
}

/// Spot of an operation that has none yet.
pub(crate) const NOWHERE: Spot = Spot { start: 0, end: 0, way: NONE, from: 0, run: NONE };

/// What places orders.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Generator<'a> {
    pub shop: &'a Shop,
    pub book: &'a Book,
    /// An order whose parts count as there: for the lever "its parts on time".
    pub exempt: Option<usize>,
}

impl Generator<'_> {
    /// Places an order and answers its end. An order that finds no place leaves the board as it was.
    pub fn place(&self, board: &mut Board, desk: &mut Desk, order: usize) -> Result<Slot, Obstacle> {
        let job = &self.book.jobs[order];
        if let Some(obstacle) = job.obstacle {
            return Err(obstacle);
        }
        desk.taken.clear();
        let ops = self.book.in_order(job);
        let mut finish = 0;
        for (n, &at) in ops.iter().enumerate() {
            if !self.book.ops[ix(at)].fixed {
                match self.place_op(board, desk, order, at) {
                    Ok(spot) => desk.spots[ix(at)] = spot,
                    Err(obstacle) => {
                        self.take_back(board, desk, &ops[..n]);
                        return Err(obstacle);
                    }
                }
            }
            finish = finish.max(desk.spots[ix(at)].end);
        }
        Ok(finish)
    }

    #[inline]
    fn place_op(&self, board: &mut Board, desk: &mut Desk, order: usize, at: u32) -> Result<Spot, Obstacle> {
        let operation = ix(at - self.book.jobs[order].first);
        let op = &self.book.ops[ix(at)];
        let mut ready = self.after_predecessors(&desk.spots, op);
        for need in self.book.needs(op) {
            let taken = &mut desk.taken;
            let log =
                |from, quantity| taken.push(Taken { op: at, material: need.material, at: from, quantity });
            match board.take(&self.shop.supplies, need.material, need.quantity, log) {
                Some(_) if self.exempt == Some(order) => {}
                Some(arrival) => ready = ready.max(arrival),
                None => {
                    let had = desk.taken.iter().filter(|t| t.op == at && t.material == need.material);
                    let quantity = need.quantity - had.map(|t| t.quantity).sum::<u32>();
                    return Err(Obstacle::MissingPart { operation, material: need.material, quantity });
                }
            }
        }
        let mut spot = self.earliest(board, op, ready).ok_or(Obstacle::OutsideCalendar { operation })?;
        self.occupy(board, op, &mut spot);
        Ok(spot)
    }

    /// When the predecessors of `op` let it start, and its release.
    #[inline]
    pub fn after_predecessors(&self, spots: &[Spot], op: &Op) -> Slot {
        let ends = self.book.links(op).iter().map(|l| spots[ix(l.op)].end.saturating_add(l.lag));
        ends.fold(op.release, Slot::max)
    }

    /// The place where `op` ends first, from `ready` on; of equals the first resource.
    #[inline]
    pub fn earliest(&self, board: &Board, op: &Op, ready: Slot) -> Option<Spot> {
        let ways = self.book.ways(op);
        if ways.is_empty() {
            return Some(Spot { start: ready, end: ready, ..NOWHERE });
        }
        let mut best: Option<Spot> = None;
        for (n, way) in ways.iter().enumerate() {
            if let Some(spot) = self.fit_way(board, way, ready)
                && best.is_none_or(|b| spot.end < b.end)
            {
                best = Some(Spot { way: small(n), ..spot });
            }
        }
        best
    }

    #[inline]
    pub fn fit_way(&self, board: &Board, way: &Way, ready: Slot) -> Option<Spot> {
        let (axis, line) = self.shop.axis(way.resource)?;
        let from = axis.work_before(ready);
        if way.work == 0 {
            return Some(Spot { start: ready, end: ready, from, ..NOWHERE });
        }
        let own = line.rows.earliest(&board.bits, way.units, from, way.work).map(|from| Spot {
            start: axis.start(from),
            end: axis.end(from + way.work),
            from,
            ..NOWHERE
        });
        let Some(batch) = way.batch else { return own };
        let load = line.load.unwrap_or(0);
        let runs = board.runs[ix(way.resource)].iter().enumerate();
        let shared = runs
            .filter(|(_, run)| {
                run.recipe == batch.recipe
                    && run.work == way.work
                    && run.start >= ready
                    && run.load + batch.size <= load
            })
            .min_by_key(|(n, run)| (run.end, *n));
        match (shared, own) {
            (Some((n, run)), own) if own.is_none_or(|own| run.end <= own.end) => {
                Some(Spot { start: run.start, end: run.end, way: NONE, from: run.from, run: small(n) })
            }
            (_, own) => own,
        }
    }

    /// Takes the capacity of a spot; a run that is not there yet is made.
    #[inline]
    pub fn occupy(&self, board: &mut Board, op: &Op, spot: &mut Spot) {
        let Some(way) = self.book.ways(op).get(ix(spot.way)).filter(|way| way.work > 0) else { return };
        if let Some(batch) = way.batch {
            let runs = &mut board.runs[ix(way.resource)];
            if let Some(run) = runs.get_mut(ix(spot.run)) {
                run.load += batch.size;
                return;
            }
            spot.run = small(runs.len());
            let (start, end) = (spot.start, spot.end);
            let from = spot.from;
            runs.push(Run { recipe: batch.recipe, work: way.work, from, start, end, load: batch.size });
        }
        let rows = self.shop.lines[ix(way.resource)].rows;
        rows.book(&mut board.bits, way.units, spot.from, spot.from + way.work);
    }

    /// Gives the capacity of a spot back; a run goes when nothing is in it any more. An emptied run keeps its place
    /// in the list, because those behind it are named by theirs.
    pub fn vacate(&self, board: &mut Board, op: &Op, spot: Spot) {
        let Some(way) = self.book.ways(op).get(ix(spot.way)).filter(|way| way.work > 0) else { return };
        let runs = &mut board.runs[ix(way.resource)];
        let last = ix(spot.run) + 1 == runs.len();
        if let Some(batch) = way.batch
            && let Some(run) = runs.get_mut(ix(spot.run))
        {
            run.load -= batch.size;
            if run.load > 0 {
                return;
            }
            // Nothing fits into a run that is full for ever.
            run.load = u32::MAX / 2;
            if last {
                runs.pop();
            }
        }
        let rows = self.shop.lines[ix(way.resource)].rows;
        rows.release(&mut board.bits, way.units, spot.from, spot.from + way.work);
    }

    /// Takes the order that was placed last off the board again.
    pub fn remove(&self, board: &mut Board, desk: &mut Desk, order: usize) {
        self.take_back(board, desk, self.book.in_order(&self.book.jobs[order]));
    }

    fn take_back(&self, board: &mut Board, desk: &mut Desk, placed: &[u32]) {
        for &at in placed.iter().rev() {
            let op = &self.book.ops[ix(at)];
            if !op.fixed {
                self.vacate(board, op, desk.spots[ix(at)]);
            }
        }
        for taken in desk.taken.drain(..) {
            board.put_back(taken.material, taken.at, taken.quantity);
        }
    }
}
