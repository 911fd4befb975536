//! The figures of the made-up factory: speed, lateness, promises, levers, stability.
#![expect(clippy::indexing_slicing, reason = "a measuring program may end in a panic")]

use std::time::{Duration, Instant};

use planner::{
    Budget, Event, Factory, Lever, Order, Outcome, Plan, Policy, Quotes, Sample, Search, Stability, State,
    Supply, asap, assorted, back_scheduled, draft_order, earliest_due_first, explain, factory, insertions,
    plan, promise, replan, unavoidable, validate,
};

use crate::clock::{cpu, mean};
use crate::report::Report;

pub const LOADS: [u32; 4] = [65, 75, 85, 95];
const DAY: u32 = 48;
/// What a plan is made with where the figure is not about the search.
const BUDGET: Budget = Budget { seed: 1, evaluations: 1_500 };

fn sample(seed: u64, load: u32, rich: bool) -> Factory {
    Factory::new(factory(Sample { seed, orders: 200, load, rich }))
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn percent(part: usize, all: usize) -> f64 {
    100.0 * f64::from(u32::try_from(part).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(all.max(1)).unwrap_or(u32::MAX))
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Random instances, every plan of which the validator looks at.
pub fn violations(report: &mut Report, instances: u64) {
    let mut found = 0;
    for seed in 0..instances {
        let factory = Factory::new(assorted(seed));
        let planned = plan(&factory, Budget { seed, evaluations: 20 });
        found += validate(factory.problem(), &planned).len();
        let event = Event::Delay { order: 0, operation: 0, by: 20 };
        let preview = planner::what_if(&factory, &planned, &[event], Budget { seed, evaluations: 10 });
        found += validate(preview.factory.problem(), &preview.plan).len();
    }
    report.at_most(
        &format!("violations in {instances} random instances, planned and replanned"),
        count(found),
        0.0,
    );
}

/// CPU times, the mean over `seeds` factories.
pub fn speed(report: &mut Report, seeds: u64) {
    let mut sums = [0.0; 4];
    for seed in 1..=seeds {
        let factory = sample(seed, 78, true);
        let sequence = earliest_due_first(&factory);
        let planned = back_scheduled(&factory, &sequence);
        let draft = draft_order(seed, factory.problem());
        let mut quotes = Quotes::new(&factory, &planned);
        let with = factory.with_order(&draft);
        sums[0] += millis(mean(100, || asap(&factory, &sequence)));
        sums[1] += millis(mean(100, || back_scheduled(&factory, &sequence)));
        sums[2] += millis(mean(4_000, || quotes.finish(&draft)));
        sums[3] += millis(mean(1, || insertions(&with, &sequence, 200)));
    }
    let each = |sum: f64| sum / f64::from(u32::try_from(seeds).unwrap_or(1));
    report.at_most("full plan, ms CPU", each(sums[0]), 1.0);
    report.at_most("full plan and back-schedule, ms CPU", each(sums[1]), 2.0);
    report.at_most("promise, ms CPU", each(sums[2]), 0.1);
    report.at_most("all insertion positions with late lists, ms CPU", each(sums[3]), 60.0);
    let large = factory(Sample { seed: 1, orders: 1000, load: 78, rich: true });
    let draft = draft_order(1, &large);
    let with = Factory::new(large).with_order(&draft);
    let sequence: Vec<usize> = earliest_due_first(&with).into_iter().filter(|order| *order != 1000).collect();
    let (time, _) = cpu(|| insertions(&with, &sequence, 1000));
    report.at_most("the same of 1,000 orders, s CPU", time.as_secs_f64(), 1.5);
}

/// A search on two threads until `time` is over.
pub fn search(factory: &Factory, seed: u64, time: Duration) -> Plan {
    let start = Instant::now();
    let mut search = Search::new(factory, seed);
    std::thread::scope(|scope| {
        for lane in search.lanes() {
            scope.spawn(move || {
                while start.elapsed() < time && !lane.is_done() {
                    lane.step(50);
                }
            });
        }
    });
    search.plan()
}

/// Weighted lateness after two seconds, against CP-SAT's kept results and against the rule.
pub fn tardiness(report: &mut Report, seeds: u64, kept: &[(u64, u32, u64)]) {
    let time = Duration::from_secs(2);
    let (mut no_worse, mut compared) = (0, 0);
    for &(seed, load, theirs) in kept.iter().filter(|(seed, ..)| *seed <= seeds) {
        let factory = sample(seed, load, false);
        let planned = search(&factory, seed, time);
        report.check("a flat plan", validate(factory.problem(), &planned).len());
        compared += 1;
        no_worse += usize::from(planned.score.tardiness <= theirs);
        println!("  flat, seed {seed}, load {load}: ours {} CP-SAT {theirs}", planned.score.tardiness);
    }
    let name = format!("flat: no worse than CP-SAT after 60 s, % of {compared}");
    report.at_least(&name, percent(no_worse, compared), 95.0);
    let mut worst: f64 = 0.0;
    for load in LOADS.into_iter().filter(|load| *load >= 75) {
        let (mut rule, mut ours) = (0_u64, 0_u64);
        for seed in 1..=seeds {
            let factory = sample(seed, load, true);
            let first = asap(&factory, &earliest_due_first(&factory)).score.tardiness;
            let planned = search(&factory, seed, time);
            report.check("a rich plan", validate(factory.problem(), &planned).len());
            rule += first;
            ours += planned.score.tardiness;
            let ratio = percent(
                usize::try_from(planned.score.tardiness).unwrap_or(0),
                usize::try_from(first).unwrap_or(0),
            );
            if first > 0 {
                worst = worst.max(ratio);
            }
            println!(
                "  rich, seed {seed}, load {load}: rule {first} ours {} ({ratio:.0} %)",
                planned.score.tardiness
            );
        }
        let ratio = percent(usize::try_from(ours).unwrap_or(0), usize::try_from(rule).unwrap_or(0));
        report.at_most(&format!("rich, load {load}: % of earliest due date first, all seeds"), ratio, 70.0);
    }
    report.at_most("rich: the worst of these, %", worst, 70.0);
}

/// Promises on the back-scheduled plan against the one as soon as possible; and what an accepted order does to others.
///
/// The figure is of promises beside what is planned, on both plans. What others gain by moving within their own dates
/// is a note: those promises are never later, because all others as soon as possible is one of the ways to move them.
pub fn promises(report: &mut Report, seeds: u64) {
    const QUOTES: u64 = 13;
    let (mut no_later, mut earlier, mut among, mut harmed, mut asked) = (0, 0, 0, 0, 0);
    let mut gained = 0.0;
    for (seed, load) in (1..=seeds).flat_map(|seed| LOADS.map(|load| (seed, load))) {
        let factory = sample(seed, load, true);
        let back = plan(&factory, BUDGET);
        let soon = asap(&factory, &back.sequence);
        let (mut on_back, mut on_soon) = (Quotes::new(&factory, &back), Quotes::new(&factory, &soon));
        for n in 0..QUOTES {
            let draft = draft_order(seed * QUOTES + n, factory.problem());
            let beside = on_back.beside(&draft).unwrap_or(u32::MAX);
            let promised = on_back.finish(&draft).unwrap_or(u32::MAX);
            let as_soon = on_soon.beside(&draft).unwrap_or(u32::MAX);
            no_later += usize::from(beside <= as_soon);
            earlier += usize::from(beside < as_soon);
            gained += (f64::from(as_soon) - f64::from(beside)) / f64::from(DAY);
            among += usize::from(promised < beside);
            asked += 1;
            if n < 3 {
                harmed += accepted(report, &factory, &back, &draft, promised);
            }
        }
    }
    let name = format!("promises no later than on the plan as soon as possible, % of {asked}");
    report.at_least(&name, percent(no_later, asked), 95.0);
    report.note("… earlier than there, %", percent(earlier, asked));
    report.note("… days earlier, the mean of all", gained / count(asked));
    report.note("earlier where others may move within their own dates, %", percent(among, asked));
    report.at_most("others late by an accepted promise, or a promise not kept", count(harmed), 0.0);
}

/// How many others an order accepted at its promise makes later than they were; and whether it is later than `quoted`.
fn accepted(report: &mut Report, factory: &Factory, before: &Plan, draft: &Order, quoted: u32) -> usize {
    let mut harmed = 0;
    for policy in [Policy::MoveNobody, Policy::ProtectPromises] {
        let Ok(promise) = promise(factory, before, draft, policy) else { continue };
        harmed += usize::from(policy == Policy::ProtectPromises && promise.finish > quoted);
        let kept =
            promise.plan.finish(factory.problem().orders.len()).is_some_and(|end| end <= promise.finish);
        harmed += usize::from(!kept);
        let mut problem = factory.problem().clone();
        problem.orders.push(draft.clone());
        report.check("a plan with a promise", validate(&problem, &promise.plan).len());
        let late = before.late(factory.problem());
        let was = |order: usize| late.iter().find(|l| l.order == order).map_or(0, |l| l.by);
        let after = promise.plan.late(factory.problem());
        harmed += after.iter().filter(|l| l.by > was(l.order)).count();
    }
    harmed
}

/// Late orders with a verified lever of half a day.
pub fn levers(report: &mut Report, seeds: u64) {
    let (mut late, mut with, mut without_front) = (0, 0, 0);
    let mut slowest: f64 = 0.0;
    for (seed, load) in (1..=seeds).flat_map(|seed| LOADS.map(|load| (seed, load))) {
        let factory = sample(seed, load, true);
        for planned in [back_scheduled(&factory, &earliest_due_first(&factory)), plan(&factory, BUDGET)] {
            let (time, gains) = cpu(|| explain(&factory, &planned, DAY / 2));
            slowest = slowest.max(millis(time));
            for one in planned.late(factory.problem()) {
                late += 1;
                let own = || gains.iter().filter(|gain| gain.order == one.order);
                with += usize::from(own().next().is_some());
                without_front += usize::from(own().any(|gain| gain.lever != Lever::Front));
            }
        }
    }
    report.at_least(&format!("late orders with a verified lever, % of {late}"), percent(with, late), 95.0);
    report.note("… by capacity or parts alone, %", percent(without_front, late));
    report.at_most("lever matrix, slowest, ms CPU", slowest, 100.0);
}

/// After a single delay: what stays of the next ten days, and how much later orders end for it.
///
/// What has begun or is frozen stays, so a delay may make it impossible for more than a tenth to stay: the worst case
/// is that of what can.
pub fn stability(report: &mut Report, seeds: u64) {
    let (mut soon, mut kept, mut frozen, mut frozen_kept, mut forced) = (0, 0, 0, 0, 0);
    let (mut least, mut least_of_all, mut below, mut bound) = (100.0_f64, 100.0_f64, 0, 0);
    let mut tardiness = [0, 0];
    for (seed, load) in (1..=seeds).flat_map(|seed| LOADS.map(|load| (seed, load))) {
        let first = sample(seed, load, true);
        let mut before = plan(&first, Budget { evaluations: 400, ..BUDGET });
        let now = 20 * DAY;
        let factory = Factory::new(at_work(&first, &mut before, now));
        report.check("a plan some days later", validate(factory.problem(), &before).len());
        let runs =
            |order: &Order| order.operations.iter().position(|op| matches!(op.state, State::Started { .. }));
        let Some((order, operation)) =
            factory.problem().orders.iter().enumerate().find_map(|(n, order)| Some((n, runs(order)?)))
        else {
            continue;
        };
        let delay = Event::Delay { order, operation, by: DAY };
        let late = Factory::new(planner::after_events(factory.problem(), &[delay]));
        let after = replan(&late, &before, Stability::default(), Budget { seed, evaluations: 400 });
        report.check("a replanned plan", validate(late.problem(), &after).len());
        let must = unavoidable(&late, &before);
        let (mut here, mut same, mut cannot) = (0, 0, 0);
        for (n, (old, new)) in before.orders.iter().zip(&after.orders).enumerate() {
            for (k, (old, new)) in old.placements().iter().zip(new.placements()).enumerate() {
                let fixed = late.problem().orders.get(n).is_some_and(|o| o.is_fixed(k));
                let unchanged = old.start == new.start && old.mode == new.mode;
                if fixed && matches!(late.problem().orders[n].operations[k].state, State::Frozen { .. }) {
                    frozen += 1;
                    frozen_kept += usize::from(unchanged);
                } else if !fixed && (now..now + 10 * DAY).contains(&old.start) {
                    here += 1;
                    cannot += usize::from(must.contains(&(n, k)));
                    same += usize::from(unchanged);
                }
            }
        }
        soon += here;
        kept += same;
        forced += cannot;
        least = least.min(percent(same, here - cannot));
        least_of_all = least_of_all.min(percent(same, here));
        below += usize::from(same * 10 < here * 9);
        bound += usize::from((here - cannot) * 10 < here * 9);
        tardiness[0] += before.score.tardiness;
        tardiness[1] += after.score.tardiness;
        println!(
            "  seed {seed}, load {load}: {same} of {here} stay, {cannot} cannot; tardiness {} -> {}",
            before.score.tardiness, after.score.tardiness
        );
    }
    report.at_least(
        &format!("operations of the next 10 days unchanged, % of {soon}"),
        percent(kept, soon),
        90.0,
    );
    report.note("… that could not stay in any plan", count(forced));
    report.at_least("… in the worst case, % of what can stay", least, 90.0);
    report.note("… in the worst case, % of all", least_of_all);
    report.at_most("… cases below 90 % of all; not more than have to be", count(below), count(bound));
    for (name, sum) in ["weighted tardiness before the delays", "… and after"].into_iter().zip(tardiness) {
        report.note(name, count(usize::try_from(sum).unwrap_or(usize::MAX)));
    }
    report.at_least(
        &format!("frozen operations unchanged, % of {frozen}"),
        percent(frozen_kept, frozen),
        100.0,
    );
}

/// The problem at a later time: purchases that the plan counts on have been made; what has ended, what runs, and what
/// is frozen for two days.
fn at_work(factory: &Factory, plan: &mut Plan, now: u32) -> planner::Problem {
    let mut problem = factory.problem().clone();
    let lead =
        |problem: &planner::Problem, material: usize| problem.materials[material].lead_time.unwrap_or(0);
    for outcome in &mut plan.orders {
        let Outcome::Planned(placements) = outcome else { continue };
        for peg in
            placements.iter_mut().flat_map(|placed| &mut placed.pegs).filter(|peg| peg.supply.is_none())
        {
            let at = problem.now + lead(&problem, peg.material);
            let supplies = &mut problem.materials[peg.material].supplies;
            supplies.push(Supply { at, quantity: peg.quantity });
            peg.supply = Some(supplies.len() - 1);
        }
    }
    let resources = problem.resources.clone();
    problem.now = now;
    for (order, outcome) in problem.orders.iter_mut().zip(&plan.orders) {
        for (operation, placed) in order.operations.iter_mut().zip(outcome.placements()) {
            if placed.end <= now {
                operation.state = State::Done { start: placed.start, end: placed.end };
            }
            let Some((mode, way)) = placed.mode.and_then(|mode| Some((mode, operation.modes.get(mode)?)))
            else {
                continue;
            };
            // Ovens are not frozen: a run that is shared is frozen only as a whole.
            let oven = resources.get(way.resource).is_some_and(|r| r.batch.is_some());
            if placed.end > now && placed.start < now {
                // The end that the plan gave.
                let left = factory.working_slots(way.resource, now, placed.end);
                operation.state = State::Started { mode, start: placed.start, left };
            } else if placed.start >= now && placed.start < now + 2 * DAY && !oven {
                operation.state = State::Frozen { mode, start: placed.start };
            }
        }
    }
    problem
}
