//! Local search over the sequence of orders: which of them takes its places first.
//!
//! Late acceptance hill climbing (E. K. Burke, Y. Bykov, EJOR 258, 2017): a neighbour is taken if it is no worse than
//! the present sequence or the one some steps ago. It needs no temperature and no clock, and compares integers only. The
//! memory begins with one step, which is plain descent: within the seconds that a clerk waits nothing else comes as far.
//! It doubles each time that the search is stuck.
//! Neighbours move a late order forward, what stands before it backward, or exchange two. Each is generated from the
//! last mark before the first change, and given up as soon as it is too late already.
//!
//! Two lanes with seeds of their own search side by side and never look at each other, so it does not matter whether
//! one thread steps both or two threads step one each.
#![expect(clippy::indexing_slicing, reason = "positions are below the length of the sequence")]

use crate::board::Board;
use crate::factory::Factory;
use crate::generate::Desk;
use crate::num::{ix, wide};
use crate::plan::{Plan, Score};
use crate::rng::Rng;
use crate::shift::shift;

/// How long to search, and with what luck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Same seed, same plan.
    pub seed: u64,
    /// Sequences that are tried, both lanes together.
    pub evaluations: u32,
}

/// A search that its caller steps, and can stop when its time is over.
///
/// ```
/// use planner::{Factory, Sample, Search};
/// let sample = Sample { seed: 1, orders: 20, load: 90, rich: true };
/// let factory = Factory::new(planner::factory(sample));
/// let mut search = Search::new(&factory, 7);
/// let first = search.score();
/// search.step(200);
/// assert!(search.score() <= first);
/// assert!(planner::validate(factory.problem(), &search.plan()).is_empty());
/// ```
#[derive(Debug)]
pub struct Search<'f> {
    factory: &'f Factory,
    lanes: [Lane<'f>; 2],
}

/// Half of a search. Lanes may be stepped on threads of their own.
#[derive(Debug)]
pub struct Lane<'f> {
    factory: &'f Factory,
    rng: Rng,
    now: Sequence,
    best: Sequence,
    trial: Sequence,
    /// Boards before every `stride`-th order of `now`, and those of the trial.
    marks: Vec<Mark>,
    fresh: Vec<Mark>,
    stride: usize,
    board: Board,
    desk: Desk,
    /// The scores some steps ago.
    history: Vec<Score>,
    steps: usize,
    idle: usize,
}

/// The longest memory.
const HISTORY: usize = 64;
/// Steps without a new best after which a lane goes back to it.
const PATIENCE: usize = 1_000;

#[derive(Debug, Clone, Default)]
struct Sequence {
    orders: Vec<usize>,
    /// How late each order is, by its number.
    late: Vec<u64>,
    score: Score,
}

#[derive(Debug, Clone, Default)]
struct Mark {
    board: Board,
    score: Score,
}

impl<'f> Search<'f> {
    /// Begins with the best of some priority rules.
    pub fn new(factory: &'f Factory, seed: u64) -> Self {
        Self::begin(factory, seed, None)
    }

    /// Begins with a sequence, to improve it.
    pub fn from_sequence(factory: &'f Factory, seed: u64, sequence: &[usize]) -> Self {
        Self::begin(factory, seed, Some(sequence))
    }

    fn begin(factory: &'f Factory, seed: u64, sequence: Option<&[usize]>) -> Self {
        let lane = |n| Lane::new(factory, Rng::new(seed.wrapping_mul(2).wrapping_add(n)), sequence);
        Self { factory, lanes: [lane(0), lane(1)] }
    }

    /// Tries as many sequences, half of them in each lane.
    pub fn step(&mut self, evaluations: u32) {
        let [first, second] = &mut self.lanes;
        first.step(evaluations.div_ceil(2));
        second.step(evaluations / 2);
    }

    /// The lanes, to step each on a thread of its own; as many steps in each give the same as [`Search::step`].
    pub fn lanes(&mut self) -> &mut [Lane<'f>; 2] {
        &mut self.lanes
    }

    /// The score of the best sequence so far.
    pub fn score(&self) -> Score {
        self.winner().score
    }

    /// The best sequence so far.
    pub fn sequence(&self) -> &[usize] {
        &self.winner().orders
    }

    /// The best plan so far, shifted right.
    pub fn plan(&self) -> Plan {
        back_scheduled(self.factory, &self.winner().orders)
    }

    fn winner(&self) -> &Sequence {
        let [first, second] = &self.lanes;
        if second.best.score < first.best.score { &second.best } else { &first.best }
    }
}

/// A plan: searched within a budget, then shifted right.
pub fn plan(factory: &Factory, budget: Budget) -> Plan {
    let mut search = Search::new(factory, budget.seed);
    search.step(budget.evaluations);
    search.plan()
}

/// The plan of a sequence, each order as soon as possible.
pub fn asap(factory: &Factory, sequence: &[usize]) -> Plan {
    factory.finish_plan(&factory.draft(sequence), sequence)
}

/// The plan of a sequence, shifted right towards the due dates.
pub fn back_scheduled(factory: &Factory, sequence: &[usize]) -> Plan {
    let mut draft = factory.draft(sequence);
    shift(factory, &mut draft);
    factory.finish_plan(&draft, sequence)
}

/// The rule that most shops use: earliest due date first.
pub fn earliest_due_first(factory: &Factory) -> Vec<usize> {
    by_rule(factory, 0, 0)
}

/// Orders by due date, brought forward by `work` hundredths of their work and `weight` days of their weight.
fn by_rule(factory: &Factory, work: i64, weight: i64) -> Vec<usize> {
    let key = |order: usize| {
        let job = &factory.book.jobs[order];
        let ways = job.ops().filter_map(|at| factory.book.ways(&factory.book.ops[ix(at)]).first());
        let sum: i64 = ways.map(|way| i64::from(way.work)).sum();
        let due = job.due.unwrap_or(factory.shop.horizon);
        let day = i64::from(factory.problem.slots_per_day.max(1));
        i64::from(due) * 100 - sum * work - i64::from(job.weight) * weight * day * 100
    };
    let mut orders: Vec<usize> = factory.open_orders().collect();
    orders.sort_by_cached_key(|order| key(*order));
    orders
}

impl<'f> Lane<'f> {
    fn new(factory: &'f Factory, rng: Rng, sequence: Option<&[usize]>) -> Self {
        let count = factory.book.jobs.len();
        let mut lane = Self {
            factory,
            rng,
            now: Sequence { late: vec![0; count], ..Sequence::default() },
            best: Sequence::default(),
            trial: Sequence { late: vec![0; count], ..Sequence::default() },
            marks: Vec::new(),
            fresh: Vec::new(),
            stride: if count <= 400 { 8 } else { 32 },
            board: factory.base.clone(),
            desk: factory.desk(),
            history: vec![Score::default()],
            steps: 0,
            idle: 0,
        };
        match sequence {
            Some(sequence) => lane.start_with(sequence.to_vec()),
            None => {
                for (work, weight) in RULES {
                    lane.start_with(by_rule(factory, work, weight));
                }
            }
        }
        lane.go_back();
        lane
    }

    /// Whether nothing is late any more, so that further steps change nothing.
    pub fn is_done(&self) -> bool {
        self.best.score.tardiness == 0 || self.now.orders.len() < 2
    }

    /// Tries as many sequences; stops where nothing is late any more.
    pub fn step(&mut self, evaluations: u32) {
        for _ in 0..evaluations {
            if self.is_done() {
                return;
            }
            let first = self.change();
            let slot = self.steps % self.history.len();
            let limit = self.history[slot].max(self.now.score);
            if self.evaluate(first, limit) && self.trial.score <= limit {
                self.take(first);
            }
            self.history[slot] = self.history[slot].min(self.now.score);
            self.steps += 1;
            if self.now.score < self.best.score {
                self.best.clone_from(&self.now);
                self.idle = 0;
            } else {
                self.idle += 1;
                if self.idle > PATIENCE {
                    let memory = (self.history.len() * 2).min(HISTORY);
                    self.history.resize(memory, Score::default());
                    self.go_back();
                }
            }
        }
    }

    /// Evaluates a whole sequence, and keeps it if it is the best.
    fn start_with(&mut self, orders: Vec<usize>) {
        let count = orders.len().div_ceil(self.stride).max(1);
        self.marks.resize_with(count, Mark::default);
        self.fresh.resize_with(count, Mark::default);
        self.marks[0].board.clone_from(&self.factory.base);
        self.marks[0].score = Score::default();
        self.trial.orders = orders;
        let worst = Score { tardiness: u64::MAX, flow: u64::MAX };
        self.evaluate(0, worst);
        self.take(0);
        if self.best.orders.is_empty() || self.now.score < self.best.score {
            self.best.clone_from(&self.now);
        }
    }

    /// Goes on from the best sequence, ready to become some percent worse for a while.
    fn go_back(&mut self) {
        let best = self.best.orders.clone();
        self.start_with(best);
        let score = self.best.score;
        let slack = self.rng.below(8);
        let tardiness = score.tardiness + score.tardiness * wide(slack) / 100;
        self.history.fill(Score { tardiness, ..score });
        self.idle = 0;
    }

    /// Generates the trial from the last mark before position `first`; false where it was given up.
    fn evaluate(&mut self, first: usize, limit: Score) -> bool {
        let mark = first / self.stride;
        self.board.clone_from(&self.marks[mark].board);
        let mut score = self.marks[mark].score;
        let generator = self.factory.generator();
        for position in mark * self.stride..self.trial.orders.len() {
            if position % self.stride == 0 && position / self.stride > mark {
                let fresh = &mut self.fresh[position / self.stride];
                fresh.board.clone_from(&self.board);
                fresh.score = score;
            }
            let order = self.trial.orders[position];
            let end = generator.place(&mut self.board, &mut self.desk, order);
            let own = self.factory.score(order, end);
            self.trial.late[order] = own.tardiness;
            score.tardiness += own.tardiness;
            score.flow += own.flow;
            if score.tardiness > limit.tardiness {
                return false;
            }
        }
        self.trial.score = score;
        true
    }

    /// The trial becomes the present sequence.
    fn take(&mut self, first: usize) {
        let mark = first / self.stride;
        for position in mark * self.stride..self.trial.orders.len() {
            let order = self.trial.orders[position];
            self.now.late[order] = self.trial.late[order];
        }
        self.now.orders.clone_from(&self.trial.orders);
        self.now.score = self.trial.score;
        for n in mark + 1..self.marks.len() {
            std::mem::swap(&mut self.marks[n], &mut self.fresh[n]);
        }
    }

    /// Makes the trial a neighbour of the present sequence; answers the first position that differs.
    fn change(&mut self) -> usize {
        self.trial.orders.clone_from(&self.now.orders);
        let count = self.now.orders.len();
        let late = self.a_late_position();
        let reach = [6, 30, count][self.rng.below(3)];
        match self.rng.below(100) {
            0..45 if late > 0 => {
                let to = late - 1 - self.rng.below(late.min(reach));
                self.trial.orders[to..=late].rotate_right(1);
                to
            }
            45..70 if late > 0 => {
                let from = late - 1 - self.rng.below(late.min(reach));
                let to = (late + self.rng.below(reach)).min(count - 1);
                self.trial.orders[from..=to].rotate_left(1);
                from
            }
            70..85 => {
                let a = self.rng.below(count);
                let b = (a + 1 + self.rng.below(reach)) % count;
                self.trial.orders.swap(a, b);
                a.min(b)
            }
            _ => {
                let (a, b) = (self.rng.below(count), self.rng.below(count));
                if a < b {
                    self.trial.orders[a..=b].rotate_left(1);
                } else {
                    self.trial.orders[b..=a].rotate_right(1);
                }
                a.min(b)
            }
        }
    }

    /// The position of a late order, each as probable as it is late.
    fn a_late_position(&mut self) -> usize {
        let sum = self.now.score.tardiness;
        let mut left = self.rng.bits() % sum.max(1);
        for (position, order) in self.now.orders.iter().enumerate() {
            let late = self.now.late[*order];
            if left < late {
                return position;
            }
            left -= late;
        }
        self.rng.below(self.now.orders.len())
    }
}

/// Hundredths of work, days of weight: due date, slack, and what stresses importance.
const RULES: [(i64, i64); 12] = [
    (0, 0),
    (100, 0),
    (200, 0),
    (50, 1),
    (100, 2),
    (0, 3),
    (200, 3),
    (300, 0),
    (100, 5),
    (0, 8),
    (400, 5),
    (-100, 2),
];
