//! Who gives way after something went wrong, so that as few as possible move soon.
//!
//! What was displaced may jump to the next gap, the queue in front of its resource may be pushed on, or somebody else
//! may give way to it: one late job of a full machine costs less than a chain of ten operations that begins there. None
//! of them is always best, so a descent from "nobody gives way" tries them on the resources where something moved.
#![expect(clippy::indexing_slicing, reason = "places of operations come from the book that made them")]

use crate::book::Job;
use crate::factory::Factory;
use crate::generate::Spot;
use crate::mend::{Mended, Mender, Role};
use crate::model::Slot;
use crate::num::{ix, wide};
use crate::rng::Rng;
use crate::search::Budget;
use crate::stability::Price;

/// Repairs that one evaluation of a budget pays for: each takes a fraction of the time of a plan from a sequence.
const REPAIRS: u32 = 4;

/// The repair that costs least of those that `budget` lets us see; `None` where none is possible.
pub(crate) fn repair(factory: &Factory, mender: &Mender, price: Price, budget: Budget) -> Option<Mended> {
    let mut roles = vec![Role::Stays; mender.old.len()];
    let mut best = mender.mend(&roles);
    let cost = |mended: &Mended| cost(factory, mender, mended, price);
    let mut least = best.as_ref().map_or(u64::MAX, cost);
    let mut rng = Rng::new(budget.seed);
    let queues = queues(factory, mender);
    for _ in 0..budget.evaluations.saturating_mul(REPAIRS) {
        let shaken: Vec<u32> = match &best {
            Some(best) => moved(mender, best, price.until).collect(),
            None => mender.sequence.iter().map(|(_, at)| *at).collect(),
        };
        if shaken.is_empty() {
            break;
        }
        let mut tried = roles.clone();
        for _ in 0..=rng.below(2) {
            let about = shaken[rng.below(shaken.len())];
            let queue = resource(factory, mender, about).and_then(|r| queues.get(r));
            change(&mut tried, &mut rng, about, queue.map_or(&[], Vec::as_slice));
        }
        let Some(mended) = mender.mend(&tried) else { continue };
        let now = cost(&mended);
        // Equals are taken: they lead over plains.
        if now <= least {
            (least, best, roles) = (now, Some(mended), tried);
        }
    }
    best
}

/// What was to start before `until` and is elsewhere now.
fn moved(mender: &Mender, mended: &Mended, until: Slot) -> impl Iterator<Item = u32> {
    let soon = mender.sequence.iter().take_while(move |(start, _)| *start < until);
    soon.map(|(_, at)| *at).filter(|at| differs(mender.old[ix(*at)], mended.spots[ix(*at)]))
}

fn differs(old: Spot, new: Spot) -> bool {
    (old.start, old.end, old.way) != (new.start, new.end, new.way)
}

/// Weighted lateness and what the moves cost.
fn cost(factory: &Factory, mender: &Mender, mended: &Mended, price: Price) -> u64 {
    let soon = moved(mender, mended, price.until).count();
    let all = moved(mender, mended, Slot::MAX).count();
    let jobs = factory.book.jobs.iter().enumerate().filter(|(order, _)| factory.is_open(*order));
    let end = |job: &Job| job.ops().map(|at| mended.spots[ix(at)].end).max().unwrap_or(0);
    let late = jobs.map(|(order, job)| factory.score(order, Ok(end(job))).tardiness).sum();
    price.of(late, wide(soon), wide(all))
}

/// What each resource had to do, by its old start.
fn queues(factory: &Factory, mender: &Mender) -> Vec<Vec<u32>> {
    let mut queues = vec![Vec::new(); factory.problem.resources.len()];
    for (_, at) in &mender.sequence {
        if let Some(queue) = resource(factory, mender, *at).and_then(|r| queues.get_mut(r)) {
            queue.push(*at);
        }
    }
    queues
}

fn resource(factory: &Factory, mender: &Mender, at: u32) -> Option<usize> {
    let ways = factory.book.ways(&factory.book.ops[ix(at)]);
    Some(ix(ways.get(ix(mender.old[ix(at)].way))?.resource))
}

/// Other roles for one operation, or for a few in a row, of a queue in which `about` moved.
fn change(roles: &mut [Role], rng: &mut Rng, about: u32, queue: &[u32]) {
    // Mostly near by; but who can best give way may come much later.
    let reach = 8 << (2 * rng.below(3));
    let here = queue.iter().position(|at| *at == about).unwrap_or(0);
    let from = (here + rng.below(reach)).saturating_sub(reach / 4).min(queue.len().saturating_sub(1));
    let many = if rng.chance(60) { 1 } else { 1 + rng.below(reach) };
    let role = [Role::Stays, Role::Queues, Role::GivesWay][rng.below(3)];
    for at in queue.iter().skip(from).take(many) {
        roles[ix(*at)] = role;
    }
}
