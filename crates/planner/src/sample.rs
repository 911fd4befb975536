//! Made-up factories for tests, benchmarks and demonstrations; the same seed makes the same one.

use crate::model::{
    Batch, Calendar, Change, Link, Material, Mode, Need, Operation, Order, Problem, Resource, Shift, Slot,
    Supply,
};
use crate::rng::Rng;

/// What a factory is to look like.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Decides everything that is not said here.
    pub seed: u64,
    /// How many orders.
    pub orders: usize,
    /// Work asked for, as a percentage of what the busiest work centre can do until the last due date.
    pub load: u32,
    /// With shifts, holidays, an oven, and scarce materials; without, everything works day and night and there is
    /// always stock.
    pub rich: bool,
}

const DAY: Slot = 48;
const CENTRES: usize = 15;
const TEAMS: usize = 10;
const MATERIALS: usize = 120;
/// The last work centre that is used is an oven, in a rich factory.
const OVEN: usize = 9;

/// A factory of 15 work centres and 10 site teams, three of which work at night. An order has ten operations in the
/// factory, then it is driven for two days, installed by one of four teams and handed over.
pub fn factory(sample: Sample) -> Problem {
    let mut rng = Rng::new(sample.seed);
    let resources = resources(&mut rng, sample.rich);
    let mut orders: Vec<Order> = (0..sample.orders).map(|_| order(&mut rng, sample.rich)).collect();
    let span = spread(&mut rng, &resources, &mut orders, sample);
    let materials = if sample.rich { materials(&mut rng, &mut orders) } else { Vec::new() };
    Problem {
        now: 0,
        horizon: (span * 2 + 70 * DAY).max(430 * DAY),
        slots_per_day: DAY,
        first_weekday: 0,
        resources,
        materials,
        orders,
    }
}

/// An order like those of [`factory`], to ask for a promise.
pub fn draft_order(seed: u64, problem: &Problem) -> Order {
    let mut rng = Rng::new(seed);
    let rich = problem.resources.iter().any(|r| r.batch.is_some());
    let mut order = order(&mut rng, rich);
    if !problem.materials.is_empty() {
        needs(&mut rng, &mut order, problem.materials.len());
    }
    order
}

fn resources(rng: &mut Rng, rich: bool) -> Vec<Resource> {
    let mut out = Vec::new();
    for n in 0..CENTRES + TEAMS {
        let capacity = if n < CENTRES { rng.between(1, 3) } else { 1 };
        if !rich {
            out.push(Resource { capacity, calendar: Calendar::always(DAY), batch: None });
            continue;
        }
        // 8:00 to 20:00 in the factory, on site by day or, in malls, by night.
        let night = n >= CENTRES + TEAMS - 3;
        let (from, to) = if night { (44, 60) } else { (16, 40) };
        let weekdays: &[u32] = if n < CENTRES { &[0, 1, 2, 3, 4, 5] } else { &[0, 1, 2, 3, 4, 5, 6] };
        let mut calendar = Calendar::weekly(weekdays, from, to);
        if n % 4 == 1 && n < CENTRES {
            calendar.shifts.push(Shift { weekday: 6, from: 16, to: 32 });
        }
        for holiday in [45, 96, 200, 280] {
            calendar = calendar.with(holiday * DAY, (holiday + 4) * DAY, Change::Closed);
        }
        let breakdown = rng.between(5, 300) * DAY;
        calendar = calendar.with(breakdown, breakdown + 2 * DAY, Change::Less(1));
        let batch = (n == OVEN).then_some(10);
        let capacity = if batch.is_some() { 2 } else { capacity };
        out.push(Resource { capacity, calendar, batch });
    }
    out
}

fn order(rng: &mut Rng, rich: bool) -> Order {
    let mut operations = Vec::new();
    let size = rng.between(1, 4);
    for n in 0..10_usize {
        // Mostly a chain; now and then two branches that meet again.
        let after = match n {
            0 => Vec::new(),
            3 | 6 if rng.chance(40) => vec![Link { operation: n - 2, lag: 0 }],
            4 | 7 => vec![Link { operation: n - 1, lag: 0 }, Link { operation: n - 2, lag: 0 }],
            _ => vec![Link { operation: n - 1, lag: if rich && n == OVEN { 16 } else { 0 } }],
        };
        let oven = rich && n == 8;
        let resource = if oven { OVEN } else { centre(rng, rich) };
        let batch = oven.then(|| Batch { recipe: rng.between(0, 2), size: rng.between(2, 5) });
        let run = if oven { 6 } else { rng.between(2, 12) * size };
        let mode = Mode { resource, units: 1, setup: rng.between(0, 1), run, batch };
        let mode = if oven { Mode { setup: 0, ..mode } } else { mode };
        operations.push(Operation { after, modes: vec![mode], ..Operation::default() });
    }
    let run = rng.between(6, 18) * size;
    let first = rng.below(TEAMS);
    let modes = (0..4).map(|n| Mode {
        resource: CENTRES + (first + n * 3) % TEAMS,
        units: 1,
        setup: 0,
        run,
        batch: None,
    });
    let after = vec![Link { operation: 9, lag: 2 * DAY }];
    operations.push(Operation { after, modes: modes.collect(), ..Operation::default() });
    operations.push(Operation { after: vec![Link { operation: 10, lag: 0 }], ..Operation::default() });
    let class = rng.between(0, 2);
    Order { operations, weight: 3 - class, class, buffer: 3 * DAY, ..Order::default() }
}

fn centre(rng: &mut Rng, rich: bool) -> usize {
    let at = rng.below(CENTRES);
    if rich && at == OVEN { OVEN + 1 } else { at }
}

/// Due dates and releases over a time in which the busiest work centre has the wanted load. Answers that time.
fn spread(rng: &mut Rng, resources: &[Resource], orders: &mut [Order], sample: Sample) -> Slot {
    let mut work = vec![0_u64; resources.len()];
    for mode in orders.iter().flat_map(|o| &o.operations).flat_map(|op| op.modes.iter().take(1)) {
        if let Some(sum) = work.get_mut(mode.resource) {
            *sum += u64::from(mode.work() * mode.units);
        }
    }
    // Slots of the clock that the busiest needs: 72 of 168 hours a week are worked where there are shifts.
    let stretch = if sample.rich { (168, 72) } else { (1, 1) };
    let busiest = resources.iter().zip(&work).take(CENTRES).filter(|(r, _)| r.batch.is_none());
    let slots = busiest.map(|(r, sum)| sum / u64::from(r.capacity.max(1))).max().unwrap_or(1);
    let span = slots * 100 * stretch.0 / (u64::from(sample.load.max(1)) * stretch.1);
    let span = Slot::try_from(span).unwrap_or(0).max(8 * DAY);
    for order in orders.iter_mut() {
        let longest: Slot = order.operations.iter().filter_map(|op| op.modes.first()).map(Mode::work).sum();
        let least = if sample.rich { longest * 5 / 2 + 5 * DAY } else { longest + 2 * DAY };
        let due = rng.between(0, span).max(least + rng.between(0, 4 * DAY));
        order.due = Some(due);
        // Most orders of the book are confirmed; of some, the drawing comes later.
        let confirmed = rng.chance(70);
        let release = if confirmed { 0 } else { due.saturating_sub(least * 2 + rng.between(5, 25) * DAY) };
        if let Some(first) = order.operations.first_mut() {
            first.release = release;
        }
    }
    span
}

/// Needs, and purchases of two needs each that arrive some days before the first of them; one in ten is late.
fn materials(rng: &mut Rng, orders: &mut [Order]) -> Vec<Material> {
    let mut wanted: Vec<Vec<(Slot, u32)>> = vec![Vec::new(); MATERIALS];
    for order in orders.iter_mut() {
        needs(rng, order, MATERIALS);
        // A fortnight before the due date the counter is in work.
        let at = order.due.unwrap_or(0).saturating_sub(14 * DAY);
        for need in order.operations.iter().flat_map(|op| &op.needs) {
            if let Some(list) = wanted.get_mut(need.material) {
                list.push((at, need.quantity));
            }
        }
    }
    let each = wanted.into_iter().map(|mut list| {
        list.sort_unstable();
        // What is always in the house.
        let stock = Supply { at: 0, quantity: 8 };
        let lots = list.chunks(2).map(|lot| {
            let first = lot.iter().map(|(at, _)| *at).min().unwrap_or(0);
            let late = if rng.chance(10) { rng.between(5, 20) * DAY } else { 0 };
            let at = (first + late).saturating_sub(rng.between(2, 12) * DAY);
            Supply { at, quantity: lot.iter().map(|(_, quantity)| *quantity).sum() }
        });
        Material { supplies: std::iter::once(stock).chain(lots).collect(), lead_time: Some(30 * DAY) }
    });
    each.collect()
}

fn needs(rng: &mut Rng, order: &mut Order, materials: usize) {
    for at in [0, 3, 6] {
        if let Some(op) = order.operations.get_mut(at) {
            let material = rng.below(materials);
            op.needs = vec![Need { material, quantity: rng.between(1, 5) }];
        }
    }
}
