//! What would happen if: a comparison of two plans, order by order, with the reason for each that ends later.

use crate::explain::on_resource;
use crate::factory::Factory;
use crate::insert::{Insertion, insertions};
use crate::model::{Change, Exception, Order, Problem, Slot, State};
use crate::num::{ix, small, wide};
use crate::plan::{Outcome, Placement, Plan};
use crate::replan::replan;
use crate::search::{Budget, Search};
use crate::stability::Stability;

/// Something that happens, or might.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// One order more, now.
    Rush(Order),
    /// An operation takes longer, or starts later if it has not begun.
    Delay {
        /// Which order.
        order: usize,
        /// Its operation.
        operation: usize,
        /// By how much: working slots where it runs, else slots.
        by: Slot,
    },
    /// A supply arrives at another time.
    Arrival {
        /// Which material.
        material: usize,
        /// Which of its supplies.
        supply: usize,
        /// When it arrives now.
        at: Slot,
    },
    /// Capacity differs for a time: overtime, leave, a breakdown.
    Capacity {
        /// Which resource.
        resource: usize,
        /// From.
        from: Slot,
        /// To.
        to: Slot,
        /// How it differs.
        change: Change,
    },
    /// An order is not to be made any more.
    Cancel {
        /// Which.
        order: usize,
    },
    /// An order has another due date.
    Due {
        /// Which.
        order: usize,
        /// The new one.
        due: Option<Slot>,
    },
}

/// A plan after events, with what it means for each order. Accepting it is keeping `factory` and `plan`.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The problem after the events.
    pub factory: Factory,
    /// Its plan.
    pub plan: Plan,
    /// Every order whose end differs, and every late one.
    pub rows: Vec<Row>,
    /// For a rush order: all positions in the sequence before the repair.
    pub insertions: Vec<Insertion>,
}

/// An order in a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub order: usize,
    /// Its due date.
    pub promised: Option<Slot>,
    /// Its end before; a new order has none.
    pub before: Option<Slot>,
    /// Its end after; a cancelled or impossible one has none.
    pub after: Option<Slot>,
    /// Days by which it ends later, in hundredths; negative is earlier.
    pub hundredths_of_days: i64,
    /// Why it ends later, if it does.
    pub why: Option<Why>,
}

/// Why an order ends later than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Others now have its place.
    LostSlot {
        /// Its first operation that moved.
        operation: usize,
        /// Where.
        resource: usize,
        /// Who has the place.
        to: Vec<usize>,
    },
    /// Others now have its material.
    LostMaterial {
        /// Its first operation that moved.
        operation: usize,
        /// Of which material.
        material: usize,
        /// Who has it.
        to: Vec<usize>,
    },
    /// Its own operation, material or calendar changed.
    OwnChange {
        /// Its first operation that moved.
        operation: usize,
    },
}

/// The problem after `events`. What names something that does not exist changes nothing.
pub fn after_events(problem: &Problem, events: &[Event]) -> Problem {
    let mut out = problem.clone();
    for event in events {
        match event {
            Event::Rush(order) => out.orders.push(order.clone()),
            Event::Delay { order, operation, by } => {
                let now = out.now;
                let found = out.orders.get_mut(*order).and_then(|o| o.operations.get_mut(*operation));
                if let Some(found) = found {
                    match &mut found.state {
                        State::Waiting => found.release = found.release.max(now).saturating_add(*by),
                        State::Frozen { start, .. } => *start = start.saturating_add(*by),
                        State::Started { left, .. } => *left = left.saturating_add(*by),
                        State::Done { end, .. } => *end = end.saturating_add(*by),
                    }
                }
            }
            Event::Arrival { material, supply, at } => {
                let found = out.materials.get_mut(*material).and_then(|m| m.supplies.get_mut(*supply));
                if let Some(found) = found {
                    found.at = *at;
                }
            }
            Event::Capacity { resource, from, to, change } => {
                if let Some(found) = out.resources.get_mut(*resource) {
                    found.calendar.exceptions.push(Exception { from: *from, to: *to, change: *change });
                }
            }
            Event::Cancel { order } => {
                if let Some(found) = out.orders.get_mut(*order) {
                    found.cancelled = true;
                }
            }
            Event::Due { order, due } => {
                if let Some(found) = out.orders.get_mut(*order) {
                    found.due = *due;
                }
            }
        }
    }
    out
}

/// What `events` do to `plan`. A rush order is tried at every position, and a search repairs the best of them; without
/// one, the plan is repaired with as few moves as possible ([`replan`]).
///
/// ```
/// use planner::{Budget, Event, Factory, Sample};
/// let problem = planner::factory(Sample { seed: 3, orders: 20, load: 85, rich: true });
/// let rush = planner::draft_order(9, &problem);
/// let factory = Factory::new(problem);
/// let plan = planner::plan(&factory, Budget { seed: 1, evaluations: 100 });
/// let budget = Budget { seed: 1, evaluations: 60 };
/// let preview = planner::what_if(&factory, &plan, &[Event::Rush(rush)], budget);
/// assert_eq!(preview.insertions.len(), 21);
/// ```
pub fn what_if(factory: &Factory, plan: &Plan, events: &[Event], budget: Budget) -> Preview {
    let after = Factory::new(after_events(&factory.problem, events));
    let old = factory.problem.orders.len();
    let new = old..after.problem.orders.len();
    let kept = plan.sequence.iter().copied().filter(|order| after.is_open(*order));
    let mut sequence: Vec<usize> = kept.collect();
    let mut all = Vec::new();
    let planned = if new.is_empty() {
        replan(&after, plan, Stability::default(), budget)
    } else {
        let last = new.end - 1;
        sequence.extend((old..last).filter(|order| after.is_open(*order)));
        let mut starts = vec![sequence.clone()];
        if after.is_open(last) {
            all = insertions(&after, &sequence, last);
            starts = candidates(&after, &all, &sequence, last);
        }
        repaired(&after, &starts, budget)
    };
    let rows = compare(factory, plan, &after, &planned);
    Preview { factory: after, plan: planned, rows, insertions: all }
}

/// The few positions that are worth a search: least harm, earliest end, and the best sum of both.
fn candidates(factory: &Factory, all: &[Insertion], sequence: &[usize], order: usize) -> Vec<Vec<usize>> {
    let own = |one: &Insertion| factory.score(order, one.finish).tardiness;
    let end = |one: &Insertion| one.finish.unwrap_or(Slot::MAX);
    let mut positions = [
        all.iter().min_by_key(|one| (one.harm + own(one), end(one))),
        all.iter().min_by_key(|one| (one.harm, end(one))),
        all.iter().min_by_key(|one| (end(one), one.harm)),
    ]
    .map(|one| one.map_or(sequence.len(), |one| one.position))
    .to_vec();
    positions.dedup();
    let put = |position: usize| {
        let mut sequence = sequence.to_vec();
        sequence.insert(position.min(sequence.len()), order);
        sequence
    };
    positions.into_iter().map(put).collect()
}

/// The best of searches that begin at each of `starts`.
fn repaired(factory: &Factory, starts: &[Vec<usize>], budget: Budget) -> Plan {
    let each = budget.evaluations / small(starts.len().max(1));
    let searches = starts.iter().zip(0..).map(|(sequence, n): (_, usize)| {
        let mut search = Search::from_sequence(factory, budget.seed.wrapping_add(wide(n)), sequence);
        search.step(each);
        search
    });
    // The first of equals: `min_by_key` keeps it.
    let best = searches.min_by_key(Search::score);
    best.map_or_else(|| crate::search::asap(factory, &[]), |search| search.plan())
}

/// Every order whose end differs between two plans, and every late one.
pub fn compare(before: &Factory, old: &Plan, after: &Factory, new: &Plan) -> Vec<Row> {
    let mut rows = Vec::new();
    for (order, (wanted, outcome)) in after.problem.orders.iter().zip(&new.orders).enumerate() {
        let was = old.finish(order);
        let is = outcome.finish();
        let late = is.is_some_and(|finish| wanted.lateness(finish) > 0);
        if was == is && !late {
            continue;
        }
        let slots = was.zip(is).map_or(0, |(was, is)| i64::from(is) - i64::from(was));
        rows.push(Row {
            order,
            promised: wanted.due,
            before: was,
            after: is,
            hundredths_of_days: crate::num::hundredths(slots, after.problem.slots_per_day),
            why: if slots > 0 { why(before, old, after, new, order) } else { None },
        });
    }
    rows
}

/// The first operation that moved tells why.
fn why(before: &Factory, old: &Plan, after: &Factory, new: &Plan, order: usize) -> Option<Why> {
    let (was, is) = (old.orders.get(order)?.placements(), new.orders.get(order)?.placements());
    let pairs = was.iter().zip(is).enumerate().filter(|(_, (was, is))| is.end > was.end);
    let (operation, (was, is)) = pairs.min_by_key(|(n, (_, is))| (is.start, *n))?;
    if let Some(lost) = lost_material(before, old, after, new, (order, operation), (was, is)) {
        return Some(lost);
    }
    let modes = &after.problem.orders.get(order)?.operations.get(operation)?.modes;
    if let Some(resource) = was.mode.and_then(|mode| modes.get(mode)).map(|mode| mode.resource) {
        let at = after.book.jobs.get(order)?.first + small(operation);
        let there = on_resource(after, new, resource, was.start, was.end, at);
        let earlier = on_resource(before, old, resource, was.start, was.end, at);
        let fresh: Vec<usize> = there.iter().copied().filter(|other| !earlier.contains(other)).collect();
        if !fresh.is_empty() {
            return Some(Why::LostSlot { operation, resource, to: fresh });
        }
    }
    Some(Why::OwnChange { operation })
}

/// Whether a part came earlier before, and who has it now.
fn lost_material(
    before: &Factory,
    old: &Plan,
    after: &Factory,
    new: &Plan,
    (order, operation): (usize, usize),
    (was, is): (&Placement, &Placement),
) -> Option<Why> {
    let arrival = |factory: &Factory, placement: &Placement, material: usize| {
        let own = placement.pegs.iter().filter(|peg| peg.material == material);
        let places = own.filter_map(|peg| factory.shop.supplies.find(material, peg.supply));
        places.filter_map(|at| factory.shop.supplies.get(at)).map(|s| s.at).max()
    };
    let needs = &after.problem.orders.get(order)?.operations.get(operation)?.needs;
    let material = needs.iter().map(|need| need.material).find(|material| {
        let now = arrival(after, is, *material);
        now > arrival(before, was, *material) && now > Some(was.start)
    })?;
    let holds = |plan: &Plan, other: usize, supply: Option<usize>| {
        let placements = plan.orders.get(other).map(Outcome::placements).unwrap_or_default();
        let pegs = placements.iter().flat_map(|p| &p.pegs);
        pegs.filter(|peg| peg.material == material && peg.supply == supply)
            .map(|peg| peg.quantity)
            .sum::<u32>()
    };
    let mine: Vec<Option<usize>> =
        was.pegs.iter().filter(|peg| peg.material == material).map(|peg| peg.supply).collect();
    let others = (0..new.orders.len()).filter(|other| *other != order);
    let to: Vec<usize> =
        others.filter(|o| mine.iter().any(|s| holds(new, *o, *s) > holds(old, *o, *s))).collect();
    (!to.is_empty()).then_some(Why::LostMaterial { operation, material, to })
}

/// The principles of insertion (插单原则), as conditions on a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principles {
    /// Customers of this class and better keep their promises.
    pub protected_class: u32,
    /// The weighted lateness in slots that may come in addition.
    pub harm: u64,
    /// No material is taken from operations that were to start within this time from now.
    pub parts_kept: Slot,
}

/// A principle that a preview breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// Something started or frozen moved. Planning never does this; a changed plan might.
    Moved {
        /// Which order.
        order: usize,
    },
    /// A protected customer's order became late, or later.
    Promise {
        /// Which order.
        order: usize,
    },
    /// More harm than allowed.
    Harm {
        /// The weighted lateness in addition, in slots.
        slots: u64,
    },
    /// Material was taken from an operation about to start.
    Material {
        /// Which order.
        order: usize,
        /// Its operation.
        operation: usize,
    },
}

/// What `preview` breaks of `principles`.
pub fn breaches(factory: &Factory, plan: &Plan, preview: &Preview, principles: Principles) -> Vec<Breach> {
    let mut out = Vec::new();
    let mut harm = 0;
    let soon = factory.problem.now.saturating_add(principles.parts_kept);
    for (order, wanted) in factory.problem.orders.iter().enumerate() {
        let (Some(was), Some(is)) = (plan.orders.get(order), preview.plan.orders.get(order)) else {
            continue;
        };
        let late = |finish: Option<Slot>| finish.map_or(0, |finish| wanted.lateness(finish));
        let (before, after) = (late(was.finish()), late(is.finish()));
        let broken = after > before || (was.finish().is_some() && matches!(is, Outcome::Impossible(_)));
        if broken && wanted.class <= principles.protected_class {
            out.push(Breach::Promise { order });
        }
        harm += u64::from(after.saturating_sub(before)) * u64::from(wanted.weight);
        let pairs = was.placements().iter().zip(is.placements()).enumerate();
        for (operation, (was, is)) in pairs {
            if wanted.is_fixed(operation) && was != is {
                out.push(Breach::Moved { order });
            } else if was.start < soon && was.pegs != is.pegs && is.start > was.start {
                out.push(Breach::Material { order, operation });
            }
        }
    }
    if harm > principles.harm {
        out.push(Breach::Harm { slots: harm });
    }
    out
}

impl Factory {
    /// Whether an order is to be planned.
    pub(crate) fn is_open(&self, order: usize) -> bool {
        self.book.jobs.get(order).is_some_and(|job| !job.cancelled && job.obstacle.is_none())
    }

    /// The number of an operation within its order.
    pub(crate) fn operation_of(&self, order: usize, at: u32) -> usize {
        self.book.jobs.get(order).map_or(0, |job| ix(at - job.first))
    }
}
