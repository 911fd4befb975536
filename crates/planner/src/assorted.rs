//! Small made-up problems with everything in them that the model knows, sound and broken: what tests are made of.

use crate::model::{
    Batch, Calendar, Change, Link, Material, Mode, Need, Operation, Order, Problem, Resource, State, Supply,
};
use crate::num::ix;
use crate::rng::Rng;

const DAY: u32 = 24;

/// A problem of up to eight orders; the same seed makes the same one.
pub fn assorted(seed: u64) -> Problem {
    let mut rng = Rng::new(seed);
    let resources: Vec<Resource> = (0..rng.between(1, 5)).map(|_| resource(&mut rng)).collect();
    let materials: Vec<Material> = (0..rng.between(0, 3)).map(|_| material(&mut rng)).collect();
    let count = rng.between(1, 8);
    let orders = (0..count).map(|_| order(&mut rng, &resources, materials.len())).collect();
    Problem {
        now: rng.between(0, 3 * DAY),
        horizon: rng.between(20, 60) * DAY,
        slots_per_day: DAY,
        first_weekday: rng.between(0, 6),
        resources,
        materials,
        orders,
    }
}

fn resource(rng: &mut Rng) -> Resource {
    let mut calendar = match rng.below(4) {
        0 => Calendar::always(DAY),
        1 => Calendar::weekly(&[0, 1, 2, 3, 4], 8, 17),
        2 => Calendar::weekly(&[0, 2, 4, 6], 20, 30),
        _ => Calendar::weekly(&[0, 1, 2, 3, 4, 5], 6, 12),
    };
    for _ in 0..rng.below(4) {
        let from = rng.between(0, 30 * DAY);
        let change = match rng.below(4) {
            0 => Change::Closed,
            1 => Change::Open(rng.between(0, 3)),
            2 => Change::Less(1),
            _ => Change::More(1),
        };
        calendar = calendar.with(from, from + rng.between(1, 3 * DAY), change);
    }
    let batch = rng.chance(25).then(|| rng.between(3, 8));
    let least = u32::from(rng.chance(95));
    Resource { capacity: rng.between(least, 3), calendar, batch }
}

fn material(rng: &mut Rng) -> Material {
    let supply = |rng: &mut Rng| Supply { at: rng.between(0, 20 * DAY), quantity: rng.between(0, 9) };
    let supplies = (0..rng.below(4)).map(|_| supply(rng)).collect();
    Material { supplies, lead_time: rng.chance(60).then(|| rng.between(DAY, 15 * DAY)) }
}

fn order(rng: &mut Rng, resources: &[Resource], materials: usize) -> Order {
    let mut order = Order {
        due: rng.chance(85).then(|| rng.between(DAY, 20 * DAY)),
        weight: rng.between(0, 5),
        class: rng.between(0, 2),
        buffer: rng.between(0, 3 * DAY),
        cancelled: rng.chance(5),
        ..Order::default()
    };
    for n in 0..ix(rng.between(1, 7)) {
        let operation = operation(rng, resources, materials, n);
        order.operations.push(operation);
    }
    if rng.chance(3) {
        // A circle.
        let last = order.operations.len() - 1;
        if let Some(first) = order.operations.first_mut() {
            first.after.push(Link { operation: last, lag: 0 });
        }
    }
    // What has begun is at the front of the routing.
    let begun = if rng.chance(30) { rng.below(3) } else { 0 };
    for n in 0..begun {
        let at = rng.between(0, 2 * DAY);
        let left = rng.between(0, 6);
        let Some(operation) = order.operations.get_mut(n).filter(|op| !op.modes.is_empty()) else { continue };
        operation.state = match n {
            0 => State::Done { start: at, end: at + 2 },
            1 => State::Started { mode: 0, start: at, left },
            _ => State::Frozen { mode: 0, start: at + 4 * DAY },
        };
    }
    order
}

fn operation(rng: &mut Rng, resources: &[Resource], materials: usize, n: usize) -> Operation {
    let mut operation = Operation { release: rng.between(0, 6 * DAY), ..Operation::default() };
    for before in 0..n {
        if rng.chance(40) {
            operation.after.push(Link { operation: before, lag: rng.between(0, 10) });
        }
    }
    let first = rng.below(resources.len());
    let oven = resources.get(first).and_then(|r| r.batch);
    if let Some(load) = oven {
        let batch = Batch { recipe: rng.between(0, 1), size: rng.between(1, load) };
        let run = 2 + 2 * rng.between(0, 1);
        operation.modes = vec![Mode { resource: first, units: 1, setup: 0, run, batch: Some(batch) }];
    } else if rng.chance(92) {
        let others = resources.iter().enumerate().filter(|(_, r)| r.batch.is_none()).map(|(n, _)| n);
        let setup = rng.between(0, 2);
        for resource in others {
            if resource != first && !rng.chance(25) {
                continue;
            }
            let (units, run) = (rng.between(1, 2), rng.between(0, 30));
            operation.modes.push(Mode { resource, units, setup, run, batch: None });
        }
    }
    for material in 0..materials {
        if rng.chance(20) {
            operation.needs.push(Need { material, quantity: rng.between(1, 4) });
        }
    }
    operation
}
