//! The validator finds what is broken on purpose.
#![expect(clippy::indexing_slicing, reason = "tests fail by panicking")]

use planner::{
    Factory, Outcome, Placement, Plan, Problem, Sample, Violation, asap, earliest_due_first, factory,
    validate,
};

fn sound() -> (Problem, Plan) {
    let factory = Factory::new(factory(Sample { seed: 6, orders: 30, load: 85, rich: true }));
    let plan = asap(&factory, &earliest_due_first(&factory));
    (factory.into_problem(), plan)
}

fn placement(plan: &mut Plan, order: usize, operation: usize) -> &mut Placement {
    match &mut plan.orders[order] {
        Outcome::Planned(placements) => &mut placements[operation],
        other => panic!("{other:?}"),
    }
}

/// What is found after `change`.
fn after(change: impl FnOnce(&mut Problem, &mut Plan)) -> Vec<Violation> {
    let (mut problem, mut plan) = sound();
    assert_eq!(validate(&problem, &plan), []);
    change(&mut problem, &mut plan);
    validate(&problem, &plan)
}

#[test]
fn a_missing_operation_or_order() {
    assert!(after(|_, plan| drop(plan.orders.pop())).contains(&Violation::Incomplete { order: 29 }));
    let found = after(|_, plan| {
        if let Outcome::Planned(placements) = &mut plan.orders[3] {
            placements.pop();
        }
    });
    assert!(found.contains(&Violation::Incomplete { order: 3 }));
}

#[test]
fn a_start_before_the_release_or_a_predecessor() {
    let found = after(|problem, _| problem.orders[2].operations[0].release = 9_000);
    assert!(found.contains(&Violation::Release { order: 2, operation: 0 }));
    let found = after(|problem, _| problem.orders[2].operations[10].after[0].lag = 9_000);
    assert!(found.contains(&Violation::Precedence { order: 2, operation: 10 }));
}

#[test]
fn an_end_that_does_not_fit_the_calendar_or_a_wrong_mode() {
    let found = after(|_, plan| placement(plan, 1, 4).end += 1);
    assert!(found.contains(&Violation::Calendar { order: 1, operation: 4 }));
    let found = after(|_, plan| placement(plan, 1, 4).mode = Some(7));
    assert!(found.contains(&Violation::Mode { order: 1, operation: 4 }));
    let found = after(|_, plan| placement(plan, 1, 4).mode = None);
    assert!(found.contains(&Violation::Mode { order: 1, operation: 4 }));
}

#[test]
fn two_on_one_machine() {
    let found = after(|problem, _| problem.resources.iter_mut().for_each(|r| r.capacity = r.capacity.min(1)));
    assert!(found.iter().any(|v| matches!(v, Violation::Capacity { .. })), "{found:?}");
}

#[test]
fn an_oven_that_is_too_full() {
    let found = after(|problem, _| problem.resources[9].batch = Some(4));
    assert!(found.iter().any(|v| matches!(v, Violation::Batch { resource: 9, .. })), "{found:?}");
}

#[test]
fn parts_that_are_not_there_or_promised_twice() {
    let (_, plan) = sound();
    let pegged = |peg: &&planner::Peg| peg.supply.is_some();
    let peg = plan.orders.iter().flat_map(Outcome::placements).flat_map(|p| &p.pegs).find(pegged);
    let (material, supply) = peg.map(|peg| (peg.material, peg.supply.unwrap())).unwrap();
    let found = after(|problem, _| problem.materials[material].supplies[supply].at = 15_000);
    assert!(found.iter().any(|v| matches!(v, Violation::Material { .. })));
    let found = after(|problem, _| problem.materials[material].supplies[supply].quantity = 0);
    assert!(found.contains(&Violation::Balance { material, supply }));
    let found = after(|_, plan| placement(plan, 0, 0).pegs.clear());
    assert!(found.contains(&Violation::Material { order: 0, operation: 0 }));
}

#[test]
fn what_is_frozen_stays() {
    let found = after(|problem, plan| {
        let start = placement(plan, 5, 0).start + 48;
        problem.orders[5].operations[0].state = planner::State::Frozen { mode: 0, start };
    });
    assert!(found.contains(&Violation::Fixed { order: 5, operation: 0 }));
}
