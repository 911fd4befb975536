//! A plan put right: what still fits stays, and what does not finds a place among it.
//!
//! Who stays is given. An operation that is lifted although it would fit makes room for others: those who queue take
//! their places again in the old sequence, those who give way only when all others have theirs. With nobody lifted,
//! whatever is displaced jumps to the next gap, however far away that is.
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use std::collections::BTreeSet;

use crate::board::Board;
use crate::factory::{Draft, Factory};
use crate::generate::{NONE, NOWHERE, Spot, Taken};
use crate::model::Slot;
use crate::num::{ix, small};
use crate::plan::{Outcome, Plan};

/// What an operation does for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Keeps its place if it can.
    Stays,
    /// Is placed anew, in the old sequence.
    Queues,
    /// Is placed anew when the others have their places.
    GivesWay,
}

/// An old plan taken apart, to be put together for the problem as it is now.
pub(crate) struct Mender<'f> {
    factory: &'f Factory,
    /// Nothing on it but what is fixed, and what is left of the supplies.
    board: Board,
    taken: Vec<Taken>,
    /// Where each operation was.
    pub old: Vec<Spot>,
    /// Release and the arrival of its parts.
    parts: Vec<Slot>,
    successors: Vec<Vec<(u32, Slot)>>,
    /// What can be moved, by its old start.
    pub sequence: Vec<(Slot, u32)>,
    /// What cannot be where it was in any plan.
    pub displaced: Vec<bool>,
}

impl<'f> Mender<'f> {
    /// `None` where material must change hands.
    pub fn new(factory: &'f Factory, plan: &Plan) -> Option<Self> {
        let count = factory.book.ops.len();
        let mut mender = Self {
            factory,
            board: factory.base.clone(),
            taken: Vec::new(),
            old: vec![NOWHERE; count],
            parts: factory.book.ops.iter().map(|op| op.release).collect(),
            successors: vec![Vec::new(); count],
            sequence: Vec::new(),
            displaced: Vec::new(),
        };
        mender.board.left.clone_from(&factory.shop.empty.left);
        mender.board.cursor.clone_from(&factory.shop.empty.cursor);
        mender.peg(plan)?;
        for taken in &mender.taken {
            let arrival = factory.shop.supplies.get(taken.at).map_or(0, |s| s.at);
            let ready = &mut mender.parts[ix(taken.op)];
            *ready = arrival.max(*ready);
        }
        for (order, job) in factory.book.jobs.iter().enumerate().filter(|(n, _)| factory.is_open(*n)) {
            let placements = plan.orders.get(order).map(Outcome::placements).unwrap_or_default();
            for &at in factory.book.in_order(job) {
                let op = &factory.book.ops[ix(at)];
                for link in factory.book.links(op) {
                    mender.successors[ix(link.op)].push((at, link.lag));
                }
                if op.fixed {
                    continue;
                }
                let was = placements.get(factory.operation_of(order, at));
                let start = was.map_or(factory.shop.now, |p| p.start);
                mender.sequence.push((start, at));
                if let Some(was) = was {
                    let way = was.mode.map_or(NONE, small);
                    mender.old[ix(at)] = Spot { start, end: was.end, way, ..NOWHERE };
                }
            }
        }
        mender.sequence.sort_by_key(|(start, _)| *start);
        mender.displaced = mender.displaced();
        Some(mender)
    }

    /// Everybody keeps the parts that the old plan gave; what is new takes of the rest.
    fn peg(&mut self, plan: &Plan) -> Option<()> {
        let factory = self.factory;
        for (order, job) in factory.book.jobs.iter().enumerate().filter(|(n, _)| factory.is_open(*n)) {
            let placements = plan.orders.get(order).map(Outcome::placements).unwrap_or_default();
            for (placement, op) in placements.iter().zip(job.first..job.last) {
                for peg in &placement.pegs {
                    let at = factory.shop.supplies.find(peg.material, peg.supply)?;
                    let left = &mut self.board.left[ix(at)];
                    *left = left.checked_sub(peg.quantity)?;
                    self.taken.push(Taken { op, material: peg.material, at, quantity: peg.quantity });
                }
            }
        }
        for (order, job) in factory.book.jobs.iter().enumerate().filter(|(n, _)| factory.is_open(*n)) {
            if plan.orders.get(order).is_none_or(|outcome| outcome.placements().is_empty()) {
                for op in job.first..job.last {
                    for need in factory.book.needs(&factory.book.ops[ix(op)]) {
                        let (taken, material) = (&mut self.taken, need.material);
                        let log = |at, quantity| taken.push(Taken { op, material, at, quantity });
                        self.board.take(&factory.shop.supplies, material, need.quantity, log)?;
                    }
                }
            }
        }
        self.taken.sort_by_key(|t| t.op);
        Some(())
    }

    /// Puts everything in its place; `None` where something finds none.
    pub fn mend(&self, roles: &[Role]) -> Option<Mended> {
        let mut mend = Mend {
            from: self,
            roles,
            board: self.board.clone(),
            spots: self.factory.fixed.clone(),
            stands: self.factory.book.ops.iter().map(|op| op.fixed).collect(),
            waiting: BTreeSet::new(),
            pushes: 0,
        };
        for &(start, at) in &self.sequence {
            let role = roles[ix(at)];
            if role != Role::Stays || !mend.keep(at) {
                mend.waiting.insert((role == Role::GivesWay, start, at));
            }
        }
        while let Some((_, start, at)) = mend.waiting.pop_first() {
            mend.place(start, at)?;
        }
        Some(Mended { board: mend.board, spots: mend.spots })
    }

    /// Which operations cannot be where they were even if each order had the shop to itself but for what is fixed, and
    /// all parts in time: they move in every plan.
    fn displaced(&self) -> Vec<bool> {
        let (book, generator) = (&self.factory.book, self.factory.generator());
        let mut spots = self.factory.fixed.clone();
        let mut displaced = vec![false; spots.len()];
        for job in self.factory.open_orders().map(|order| &book.jobs[order]) {
            for &at in book.in_order(job).iter().filter(|at| !book.ops[ix(**at)].fixed) {
                let (op, old) = (&book.ops[ix(at)], self.old[ix(at)]);
                let ready = generator.after_predecessors(&spots, op);
                let fits = book.ways(op).get(ix(old.way)).is_none_or(|way| {
                    let fit = generator.fit_way(&self.board, way, old.start);
                    fit.is_some_and(|fit| (fit.start, fit.end) == (old.start, old.end))
                });
                displaced[ix(at)] = old.end > 0 && (ready > old.start || !fits);
                // Ends as early as it can: what it displaces is displaced by every other place of it as well.
                spots[ix(at)] = generator.earliest(&self.board, op, ready).unwrap_or(old);
            }
        }
        displaced
    }

    /// What was mended, as a draft.
    pub fn draft(&self, mended: Mended) -> Draft {
        let Mended { board, spots } = mended;
        let jobs = self.factory.book.jobs.iter().enumerate();
        let end = |job: &crate::book::Job| job.ops().map(|at| spots[ix(at)].end).max().unwrap_or(0);
        let ends = jobs.map(|(order, job)| self.factory.is_open(order).then(|| Ok(end(job)))).collect();
        Draft { board, taken: self.taken.clone(), ends, spots }
    }
}

/// Where everything stands after a repair.
pub(crate) struct Mended {
    pub board: Board,
    pub spots: Vec<Spot>,
}

/// A repair under way.
struct Mend<'m, 'f> {
    from: &'m Mender<'f>,
    roles: &'m [Role],
    board: Board,
    spots: Vec<Spot>,
    stands: Vec<bool>,
    /// What has to find a new place: those who give way last, the others by their old start.
    waiting: BTreeSet<(bool, Slot, u32)>,
    /// Placements so far: each operation may be pushed on a few times, not for ever.
    pushes: usize,
}

impl Mend<'_, '_> {
    /// When an operation could start, as far as predecessors that stand and its parts say.
    fn ready(&self, at: u32) -> Slot {
        let book = &self.from.factory.book;
        let links = book.links(&book.ops[ix(at)]).iter().filter(|l| self.stands[ix(l.op)]);
        let ends = links.map(|l| self.spots[ix(l.op)].end.saturating_add(l.lag));
        ends.fold(self.from.parts[ix(at)], Slot::max)
    }

    /// Leaves an operation where it was, if it still fits there exactly.
    fn keep(&mut self, at: u32) -> bool {
        let factory = self.from.factory;
        let op = &factory.book.ops[ix(at)];
        let old = self.from.old[ix(at)];
        if old.end == 0 || self.ready(at) > old.start {
            return false;
        }
        let Some(way) = factory.book.ways(op).get(ix(old.way)) else {
            self.settle(at, old);
            return true;
        };
        let generator = factory.generator();
        let fit = generator.fit_way(&self.board, way, old.start);
        match fit.filter(|fit| (fit.start, fit.end) == (old.start, old.end)) {
            Some(fit) => {
                let mut spot = Spot { way: old.way, ..fit };
                generator.occupy(&mut self.board, op, &mut spot);
                self.settle(at, spot);
                true
            }
            None => false,
        }
    }

    fn settle(&mut self, at: u32, spot: Spot) {
        self.spots[ix(at)] = spot;
        self.stands[ix(at)] = true;
    }

    /// Finds a new place, and sends on those successors that have to wait for it.
    fn place(&mut self, old_start: Slot, at: u32) -> Option<()> {
        self.pushes += 1;
        if self.pushes > 8 * self.stands.len() {
            return None;
        }
        let factory = self.from.factory;
        let op = &factory.book.ops[ix(at)];
        let ready = self.ready(at);
        let generator = factory.generator();
        let followers = &self.from.successors[ix(at)];
        let standing = followers.iter().filter(|(next, _)| self.stands[ix(*next)]);
        let limit = standing.map(|(next, lag)| self.spots[ix(*next)].start.saturating_sub(*lag)).min();
        let near = generator.earliest(&self.board, op, ready.max(old_start));
        let in_time = |spot: &Spot| limit.is_none_or(|limit| spot.end <= limit);
        let mut spot = match near.filter(in_time) {
            Some(spot) => spot,
            None => generator.earliest(&self.board, op, ready)?,
        };
        generator.occupy(&mut self.board, op, &mut spot);
        self.settle(at, spot);
        for &(next, lag) in followers {
            let early = self.spots[ix(next)].start < spot.end.saturating_add(lag);
            let follower = &factory.book.ops[ix(next)];
            if self.stands[ix(next)] && !follower.fixed && early {
                generator.vacate(&mut self.board, follower, self.spots[ix(next)]);
                self.stands[ix(next)] = false;
                let last = self.roles[ix(next)] == Role::GivesWay;
                self.waiting.insert((last, self.from.old[ix(next)].start, next));
            }
        }
        Some(())
    }
}
