//! Bad input is explained for its order only; the rest is planned.

use planner::{
    Batch, Budget, Calendar, Factory, Link, Material, Mode, Need, Obstacle, Operation, Order, Outcome,
    Problem, Resource, Supply, plan,
};

fn shop() -> Problem {
    let line = |capacity, batch| Resource { capacity, calendar: Calendar::always(24), batch };
    Problem {
        horizon: 240,
        slots_per_day: 24,
        resources: vec![line(1, None), line(0, None), line(1, Some(5))],
        materials: vec![Material { supplies: vec![Supply { at: 0, quantity: 2 }], lead_time: None }],
        ..Problem::default()
    }
}

fn work(resource: usize) -> Operation {
    Operation { modes: vec![Mode { resource, units: 1, run: 4, ..Mode::default() }], ..Operation::default() }
}

fn order(operations: Vec<Operation>) -> Order {
    Order { operations, due: Some(100), weight: 1, ..Order::default() }
}

fn outcome_of(bad: Order) -> Outcome {
    let mut problem = shop();
    problem.orders = vec![order(vec![work(0)]), bad, order(vec![work(0)])];
    let mut plan = plan(&Factory::new(problem), Budget { seed: 1, evaluations: 10 });
    assert!(plan.finish(0).is_some() && plan.finish(2).is_some(), "the others are planned");
    plan.orders.remove(1)
}

#[test]
fn a_circle_is_named() {
    let mut first = work(0);
    first.after = vec![Link { operation: 1, lag: 0 }];
    let mut second = work(0);
    second.after = vec![Link { operation: 0, lag: 0 }];
    assert_eq!(outcome_of(order(vec![first, second])), Outcome::Impossible(Obstacle::Cycle { operation: 0 }));
}

#[test]
fn a_resource_that_never_works_is_named() {
    let never = Obstacle::NeverCapacity { operation: 0, resource: 1 };
    assert_eq!(outcome_of(order(vec![work(1)])), Outcome::Impossible(never));
}

#[test]
fn a_part_that_never_arrives_is_named_with_what_is_missing() {
    let mut operation = work(0);
    operation.needs = vec![Need { material: 0, quantity: 5 }];
    let missing = Obstacle::MissingPart { operation: 0, material: 0, quantity: 3 };
    assert_eq!(outcome_of(order(vec![operation])), Outcome::Impossible(missing));
}

#[test]
fn dates_outside_the_calendar_are_named() {
    let mut late = work(0);
    late.release = 500;
    let outside = Outcome::Impossible(Obstacle::OutsideCalendar { operation: 0 });
    assert_eq!(outcome_of(order(vec![late])), outside);
    let mut long = work(0);
    long.modes[0].run = 300;
    assert_eq!(outcome_of(order(vec![long])), outside);
}

#[test]
fn what_does_not_exist_or_does_not_fit_the_oven_is_named() {
    assert_eq!(outcome_of(order(vec![work(8)])), Outcome::Impossible(Obstacle::Unknown { operation: 0 }));
    let mut large = work(2);
    large.modes[0].batch = Some(Batch { recipe: 0, size: 6 });
    let obstacle = Obstacle::TooLarge { operation: 0, resource: 2 };
    assert_eq!(outcome_of(order(vec![large])), Outcome::Impossible(obstacle));
}
