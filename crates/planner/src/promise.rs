//! The earliest date for a draft order, and what each way to reach it costs others.
//!
//! Capable to promise on the stored, back-scheduled plan: what was shifted right leaves the next weeks free.

use crate::board::Board;
use crate::factory::Factory;
use crate::generate::{Desk, Generator, NOWHERE};
use crate::insert::{Insertion, insertions};
use crate::model::{Order, Slot};
use crate::plan::{Late, Obstacle, Outcome, Plan};
use crate::search::back_scheduled;

/// What may happen to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Nothing that is planned moves.
    MoveNobody,
    /// Others may move as long as none becomes late, or later than it is.
    ProtectPromises,
    /// Others may become late, up to this much weighted lateness more, in slots.
    AllowDelay {
        /// The limit.
        harm: u64,
    },
}

/// A date with its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// When the order ends.
    pub finish: Slot,
    /// The others that become late or later: their lateness with the order.
    pub late: Vec<Late>,
    /// The weighted lateness that comes in addition, in slots.
    pub harm: u64,
    /// Other orders of which an operation moves.
    pub moved: usize,
    /// The plan with the order in it, last in the list, due at its promise if it had no due date.
    pub plan: Plan,
}

/// The earliest end of `draft` under `policy`; the price is empty where nobody moves. Nothing of a draft has begun.
///
/// ```
/// use planner::{Budget, Factory, Policy, Sample};
/// let problem = planner::factory(Sample { seed: 3, orders: 30, load: 80, rich: true });
/// let draft = planner::draft_order(1, &problem);
/// let factory = Factory::new(problem);
/// let plan = planner::plan(&factory, Budget { seed: 1, evaluations: 100 });
/// let promise = planner::promise(&factory, &plan, &draft, Policy::MoveNobody).expect("it can be made");
/// assert!(promise.late.is_empty() && promise.moved == 0);
/// ```
pub fn promise(factory: &Factory, plan: &Plan, draft: &Order, policy: Policy) -> Result<Promise, Obstacle> {
    let limit = match policy {
        Policy::MoveNobody => return beside(factory, plan, draft),
        Policy::ProtectPromises => 0,
        Policy::AllowDelay { harm } => harm,
    };
    // Moving nobody is always allowed, and often the best.
    let still = beside(factory, plan, draft);
    let order = factory.problem.orders.len();
    let with = factory.with_order(draft);
    let mut tries: Vec<Insertion> = insertions(&with, &plan.sequence, order);
    tries
        .retain(|one| one.finish.is_ok_and(|f| still.as_ref().is_ok_and(|s| f < s.finish) || still.is_err()));
    tries.sort_by_key(|one| (one.finish.ok(), one.harm));
    let before = plan.score.tardiness;
    for one in tries.into_iter().filter(|one| one.harm <= before.saturating_add(limit)) {
        if let Some(promise) = moving(factory, plan, &with, &one, policy) {
            return Ok(promise);
        }
    }
    still
}

/// A plan opened for quotations: its boards are set up once and asked many times.
#[derive(Debug)]
pub struct Quotes<'f> {
    factory: &'f Factory,
    stored: Board,
    /// With everybody as soon as possible instead of as planned, where that makes nobody later.
    soon: Option<Board>,
    trial: Board,
}

impl<'f> Quotes<'f> {
    /// Opens `plan`, a plan of `factory`.
    pub fn new(factory: &'f Factory, plan: &Plan) -> Self {
        let stored = factory.draft_of(plan).board;
        Self { factory, stored, soon: soon_board(factory, plan), trial: Board::default() }
    }

    /// When `draft` ends if nobody becomes late, or later: either nothing that is planned moves, or the others move
    /// within the time that their own promises leave. [`promise`] with [`Policy::ProtectPromises`] is never later.
    pub fn finish(&mut self, draft: &Order) -> Result<Slot, Obstacle> {
        let beside = self.beside(draft);
        let Some(soon) = &self.soon else { return beside };
        match (beside, place(self.factory, &mut self.trial, soon, draft)) {
            (Ok(beside), Ok((among, _))) => Ok(beside.min(among)),
            (Err(_), Ok((among, _))) => Ok(among),
            (beside, Err(_)) => beside,
        }
    }

    /// When `draft` ends if nothing that is planned moves.
    pub fn beside(&mut self, draft: &Order) -> Result<Slot, Obstacle> {
        place(self.factory, &mut self.trial, &self.stored, draft).map(|(finish, _)| finish)
    }
}

/// The board with everybody as soon as possible, if that makes nobody later than `plan` has them.
fn soon_board(factory: &Factory, plan: &Plan) -> Option<Board> {
    let soon = factory.draft(&plan.sequence);
    let mut orders = factory.problem.orders.iter().zip(&plan.orders).zip(&soon.ends);
    let harmless = orders.all(|((order, was), end)| match (was.finish(), end) {
        (None, _) => true,
        (Some(was), Some(Ok(end))) => order.lateness(*end) <= order.lateness(was),
        (Some(_), _) => false,
    });
    harmless.then_some(soon.board)
}

/// Places `draft` into what `board` leaves, on `trial`.
fn place(
    factory: &Factory,
    trial: &mut Board,
    board: &Board,
    draft: &Order,
) -> Result<(Slot, Outcome), Obstacle> {
    let book = factory.book_of(draft);
    let generator = Generator { book: &book, ..factory.generator() };
    let mut desk = Desk { spots: vec![NOWHERE; book.ops.len()], taken: Vec::new() };
    trial.clone_from(board);
    let finish = generator.place(trial, &mut desk, 0)?;
    Ok((finish, factory.outcome_of(&desk)))
}

/// The order placed into what the plan leaves.
fn beside(factory: &Factory, plan: &Plan, draft: &Order) -> Result<Promise, Obstacle> {
    let board = factory.draft_of(plan).board;
    let (finish, outcome) = place(factory, &mut Board::default(), &board, draft)?;
    let mut plan = plan.clone();
    plan.sequence.push(plan.orders.len());
    plan.orders.push(outcome);
    let late = draft.lateness(finish);
    plan.score.tardiness += u64::from(late) * u64::from(draft.weight);
    plan.score.flow += u64::from(finish);
    Ok(Promise { finish, late: Vec::new(), harm: 0, moved: 0, plan })
}

/// The plan with the order at a position, if it keeps to the policy.
fn moving(
    factory: &Factory,
    plan: &Plan,
    with: &Factory,
    one: &Insertion,
    policy: Policy,
) -> Option<Promise> {
    let order = factory.problem.orders.len();
    let finish = one.finish.ok()?;
    let mut sequence = plan.sequence.clone();
    sequence.insert(one.position.min(sequence.len()), order);
    let before = plan.late(&factory.problem);
    let was = |order: usize| before.iter().find(|l| l.order == order).map_or(0, |l| l.by);
    let worse: Vec<Late> = one.late.iter().filter(|l| l.by > was(l.order)).copied().collect();
    if policy == Policy::ProtectPromises && !worse.is_empty() {
        return None;
    }
    let harm = worse.iter().map(|l| {
        let weight = factory.problem.orders.get(l.order).map_or(0, |o| o.weight);
        u64::from(l.by - was(l.order)) * u64::from(weight)
    });
    let harm = harm.sum();
    if let Policy::AllowDelay { harm: limit } = policy
        && harm > limit
    {
        return None;
    }
    // The new order is wanted as soon as it can be: it is not shifted.
    let mut problem = with.problem().clone();
    if let Some(new) = problem.orders.last_mut() {
        new.due = new.due.or(Some(finish));
        new.buffer = new.buffer.max(new.due.unwrap_or(0).saturating_sub(finish));
    }
    let after = back_scheduled(&Factory::new(problem), &sequence);
    // An order that found no room any more is no promise kept.
    let lost =
        plan.orders.iter().zip(&after.orders).any(|(b, a)| b.finish().is_some() && a.finish().is_none());
    if lost {
        return None;
    }
    let moved = plan.orders.iter().zip(&after.orders).filter(|(b, a)| b != a).count();
    Some(Promise { finish, late: worse, harm, moved, plan: after })
}
