//! A problem made ready for planning, with what cannot be moved in its place.
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use crate::board::Board;
use crate::book::Book;
use crate::generate::{Desk, Generator, NONE, NOWHERE, Spot, Taken};
use crate::model::{Order, Problem, Slot, State};
use crate::num::{ix, small};
use crate::plan::{Obstacle, Outcome, Peg, Placement, Plan, Score};
use crate::shop::Shop;

/// A problem that has been looked through once; every question about it takes this.
///
/// ```
/// use planner::{Calendar, Factory, Mode, Operation, Order, Problem, Resource};
/// let problem = Problem {
///     horizon: 100,
///     slots_per_day: 24,
///     resources: vec![Resource { capacity: 1, calendar: Calendar::always(24), batch: None }],
///     orders: vec![Order {
///         operations: vec![Operation { modes: vec![Mode { run: 5, ..Mode::default() }], ..Operation::default() }],
///         ..Order::default()
///     }],
///     ..Problem::default()
/// };
/// let factory = Factory::new(problem);
/// assert_eq!(planner::asap(&factory, &[0]).finish(0), Some(5));
/// ```
#[derive(Debug, Clone)]
pub struct Factory {
    pub(crate) problem: Problem,
    pub(crate) shop: Shop,
    pub(crate) book: Book,
    /// What cannot be moved stands on it.
    pub(crate) base: Board,
    pub(crate) fixed: Vec<Spot>,
    /// What the frozen operations keep.
    pub(crate) kept: Vec<Taken>,
}

/// A plan in the making, by the book's places.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub board: Board,
    pub spots: Vec<Spot>,
    pub taken: Vec<Taken>,
    /// The end of each order, or what stands in its way; `None` where it was not asked for.
    pub ends: Vec<Option<Result<Slot, Obstacle>>>,
}

impl Factory {
    /// Looks through `problem`. Nothing is refused: an order that cannot be planned is answered with its obstacle.
    pub fn new(problem: Problem) -> Self {
        let shop = Shop::of(&problem);
        let book = Book::of(&problem, &shop, &problem.orders);
        let base = shop.empty.clone();
        let fixed = vec![NOWHERE; book.ops.len()];
        let mut factory = Self { problem, shop, book, base, fixed, kept: Vec::new() };
        factory.fix();
        factory
    }

    /// The problem it was made of.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The problem back, to change it.
    pub fn into_problem(self) -> Problem {
        self.problem
    }

    /// The slots between two times in which a resource works; 0 for one that does not exist.
    pub fn working_slots(&self, resource: usize, from: Slot, to: Slot) -> Slot {
        let line = self.shop.lines.get(resource);
        let axis = line.and_then(|line| self.shop.axes.get(line.axis));
        axis.map_or(0, |axis| axis.work_before(to).saturating_sub(axis.work_before(from)))
    }

    pub(crate) fn generator(&self) -> Generator<'_> {
        Generator { shop: &self.shop, book: &self.book, exempt: None }
    }

    pub(crate) fn desk(&self) -> Desk {
        Desk { spots: self.fixed.clone(), taken: Vec::new() }
    }

    /// The orders that are to be planned, in the order of the list.
    pub(crate) fn open_orders(&self) -> impl Iterator<Item = usize> {
        let jobs = self.book.jobs.iter().enumerate();
        jobs.filter(|(_, job)| !job.cancelled && job.obstacle.is_none()).map(|(n, _)| n)
    }

    /// What an end means for the score.
    #[inline]
    pub(crate) fn score(&self, order: usize, end: Result<Slot, Obstacle>) -> Score {
        let job = &self.book.jobs[order];
        if let Ok(finish) = end {
            let late = job.due.map_or(0, |due| finish.saturating_sub(due));
            Score { tardiness: u64::from(late) * u64::from(job.weight), flow: finish.into() }
        } else {
            let late = 2 * u64::from(self.shop.horizon);
            Score { tardiness: late * u64::from(job.weight.max(1)), flow: self.shop.horizon.into() }
        }
    }

    /// Puts in place what has begun, has ended or is frozen. Reality wins over capacity: what is there already may
    /// overlap, and takes what there is.
    fn fix(&mut self) {
        let mut frozen: Vec<(Slot, u32)> = Vec::new();
        for (order, job) in self.problem.orders.iter().zip(&self.book.jobs) {
            for (operation, at) in order.operations.iter().zip(job.first..) {
                let Some(spot) = self.spot_of(at, operation.state) else { continue };
                self.fixed[ix(at)] = spot;
                if matches!(operation.state, State::Frozen { .. }) && !order.cancelled {
                    frozen.push((spot.start, at));
                }
            }
        }
        let mut board = std::mem::take(&mut self.base);
        self.occupy_on(&self.generator(), &mut board);
        self.base = board;
        // The one that starts first has the first parts (earliest due date is feasible if anything is).
        frozen.sort_unstable();
        for (_, at) in frozen {
            for need in self.book.needs(&self.book.ops[ix(at)]) {
                let material = need.material;
                let log = |from, quantity| self.kept.push(Taken { op: at, material, at: from, quantity });
                // What is missing is missing already; the operation stands all the same.
                let _ = self.base.take(&self.shop.supplies, material, need.quantity, log);
            }
        }
    }

    /// Takes the capacity of what is fixed, on a board of a shop with the same axes.
    pub(crate) fn occupy_on(&self, generator: &Generator, board: &mut Board) {
        for (order, job) in self.problem.orders.iter().zip(&self.book.jobs).filter(|(o, _)| !o.cancelled) {
            for (operation, at) in order.operations.iter().zip(job.first..) {
                let spot = self.fixed[ix(at)];
                if matches!(operation.state, State::Frozen { .. } | State::Started { left: 1.., .. })
                    && let Some(way) = self.book.ways(&self.book.ops[ix(at)]).get(ix(spot.way))
                    && let Some((axis, line)) = generator.shop.axis(way.resource)
                {
                    let to = axis.work_before(spot.end);
                    line.rows.book(&mut board.bits, way.units, spot.from, to);
                }
            }
        }
    }

    /// Where a state puts an operation.
    fn spot_of(&self, at: u32, state: State) -> Option<Spot> {
        let way_of = |mode: usize| self.book.ways(&self.book.ops[ix(at)]).get(mode).copied();
        let spot = |mode: usize, start: Slot, from: Slot, work: u32| {
            let Some((axis, _)) = way_of(mode).and_then(|way| self.shop.axis(way.resource)) else {
                return Spot { start, end: start, ..NOWHERE };
            };
            let first = axis.work_before(from);
            let end = if work == 0 { from } else { axis.end((first + work).min(axis.len()).max(1)) };
            Spot { start, end: end.max(start), way: small(mode), from: first, run: NONE }
        };
        match state {
            State::Waiting => None,
            State::Done { start, end } => Some(Spot { start, end, ..NOWHERE }),
            State::Frozen { mode, start } => {
                Some(spot(mode, start, start, way_of(mode).map_or(0, |way| way.work)))
            }
            State::Started { mode, start, left } => Some(spot(mode, start, self.shop.now.max(start), left)),
        }
    }

    /// The plan of `sequence`, each order as soon as possible.
    pub(crate) fn draft(&self, sequence: &[usize]) -> Draft {
        self.draft_with(self.generator(), sequence)
    }

    pub(crate) fn draft_with(&self, generator: Generator, sequence: &[usize]) -> Draft {
        let mut board = self.base.clone();
        let mut desk = self.desk();
        let mut taken = self.kept.clone();
        let mut ends = vec![None; self.book.jobs.len()];
        for &order in sequence {
            let end = generator.place(&mut board, &mut desk, order);
            ends[order] = Some(end);
            taken.append(&mut desk.taken);
        }
        Draft { board, spots: desk.spots, taken, ends }
    }

    /// The draft as what callers read.
    pub(crate) fn finish_plan(&self, draft: &Draft, sequence: &[usize]) -> Plan {
        let mut taken = draft.taken.clone();
        taken.sort_by_key(|t| t.op);
        let mut score = Score::default();
        let mut orders = Vec::with_capacity(self.book.jobs.len());
        for (order, job) in self.book.jobs.iter().enumerate() {
            let end = draft.ends[order].or(job.obstacle.map(Err));
            orders.push(match end {
                _ if job.cancelled => Outcome::Cancelled,
                Some(Ok(_)) => Outcome::Planned(self.placements(&draft.spots, &taken, job.first..job.last)),
                Some(Err(obstacle)) => Outcome::Impossible(obstacle),
                None => Outcome::Impossible(Obstacle::OutsideCalendar { operation: 0 }),
            });
            if let Some(Ok(_) | Err(_)) = draft.ends[order] {
                let now = match orders.last().and_then(Outcome::finish) {
                    Some(finish) => self.score(order, Ok(finish)),
                    None => self.score(order, Err(Obstacle::OutsideCalendar { operation: 0 })),
                };
                score.tardiness += now.tardiness;
                score.flow += now.flow;
            }
        }
        Plan { sequence: sequence.to_vec(), orders, score }
    }

    fn placements(&self, spots: &[Spot], taken: &[Taken], ops: std::ops::Range<u32>) -> Vec<Placement> {
        ops.map(|at| {
            let spot = spots[ix(at)];
            let from = taken.partition_point(|t| t.op < at);
            let own = taken[from..].iter().take_while(|t| t.op == at);
            let pegs = own.map(|t| Peg {
                material: t.material,
                supply: self.shop.supplies.get(t.at).and_then(|s| s.index),
                quantity: t.quantity,
            });
            let mode = (spot.way != NONE).then(|| ix(spot.way));
            Placement { mode, start: spot.start, end: spot.end, pegs: pegs.collect() }
        })
        .collect()
    }

    /// A plan back on the board, to ask more about it.
    pub(crate) fn draft_of(&self, plan: &Plan) -> Draft {
        let mut board = self.base.clone();
        self.shop_store(&mut board);
        let mut draft = Draft {
            board,
            spots: self.fixed.clone(),
            taken: Vec::new(),
            ends: vec![None; self.book.jobs.len()],
        };
        for (order, (outcome, job)) in plan.orders.iter().zip(&self.book.jobs).enumerate() {
            draft.ends[order] = match outcome {
                Outcome::Planned(_) => outcome.finish().map(Ok),
                Outcome::Cancelled => None,
                Outcome::Impossible(obstacle) => Some(Err(*obstacle)),
            };
            for (placement, at) in outcome.placements().iter().zip(job.first..job.last) {
                self.put(&mut draft, at, placement);
            }
        }
        draft
    }

    /// Pegs are part of a plan, so a board made from one begins with a full store.
    fn shop_store(&self, board: &mut Board) {
        board.left.clone_from(&self.shop.empty.left);
        board.cursor.clone_from(&self.shop.empty.cursor);
    }

    fn put(&self, draft: &mut Draft, at: u32, placement: &Placement) {
        let op = &self.book.ops[ix(at)];
        for peg in &placement.pegs {
            if let Some(from) = self.shop.supplies.find(peg.material, peg.supply) {
                let left = &mut draft.board.left[ix(from)];
                *left = left.saturating_sub(peg.quantity);
                draft.taken.push(Taken { op: at, material: peg.material, at: from, quantity: peg.quantity });
            }
        }
        if op.fixed {
            return;
        }
        let mut spot = Spot { start: placement.start, end: placement.end, ..NOWHERE };
        if let Some(way) = placement.mode.and_then(|mode| self.book.ways(op).get(mode))
            && let Some((axis, _)) = self.shop.axis(way.resource)
        {
            spot.way = placement.mode.map_or(NONE, small);
            spot.from = axis.work_before(placement.start);
            if way.batch.is_some() {
                let runs = &draft.board.runs[ix(way.resource)];
                let same = |run: &crate::board::Run| run.from == spot.from && run.work == way.work;
                let recipe = way.batch.map(|b| (b.recipe, b.size));
                let load = self.shop.lines[ix(way.resource)].load.unwrap_or(0);
                let room = |run: &&crate::board::Run| {
                    same(run) && recipe.is_some_and(|(r, size)| run.recipe == r && run.load + size <= load)
                };
                spot.run = runs.iter().position(|run| room(&run)).map_or(NONE, small);
            }
            self.generator().occupy(&mut draft.board, op, &mut spot);
        }
        draft.spots[ix(at)] = spot;
    }

    /// What a desk with a single order has on it.
    pub(crate) fn outcome_of(&self, desk: &Desk) -> Outcome {
        let ops = 0..small(desk.spots.len());
        let mut taken = desk.taken.clone();
        taken.sort_by_key(|t| t.op);
        Outcome::Planned(self.placements(&desk.spots, &taken, ops))
    }

    /// A draft order as a book of its own, to place it without changing this one.
    pub(crate) fn book_of(&self, order: &Order) -> Book {
        Book::of(&self.problem, &self.shop, std::slice::from_ref(order))
    }
}
