//! What holds for every problem: plans are sound, come out the same, and previews become true.
#![expect(clippy::indexing_slicing, reason = "tests fail by panicking")]

use planner::{
    Budget, Event, Factory, Outcome, Policy, Problem, Quotes, Sample, Search, Stability, asap, assorted,
    back_scheduled, draft_order, earliest_due_first, explain, factory, plan, promise, replan, validate,
    what_if,
};
use proptest::prelude::*;

const BUDGET: Budget = Budget { seed: 3, evaluations: 40 };

fn sound(problem: &Problem, plan: &planner::Plan) -> Result<(), TestCaseError> {
    let found = validate(problem, plan);
    prop_assert!(found.is_empty(), "{found:?}");
    Ok(())
}

/// A delay, an arrival or a breakdown, as the numbers say.
fn event(problem: &Problem, kind: u8, which: usize) -> Event {
    let order = which % problem.orders.len();
    match kind {
        0 => Event::Delay { order, operation: which % problem.orders[order].operations.len(), by: 30 },
        1 if !problem.materials.is_empty() => {
            Event::Arrival { material: which % problem.materials.len(), supply: 0, at: 300 }
        }
        2 => Event::Cancel { order },
        3 => Event::Due { order, due: Some(100) },
        _ => Event::Capacity {
            resource: which % problem.resources.len(),
            from: problem.now,
            to: problem.now + 40,
            change: planner::Change::Less(1),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::with_cases(200) })]

    #[test]
    fn every_plan_is_sound(seed in 0_u64..1_000_000) {
        let factory = Factory::new(assorted(seed));
        let problem = factory.problem();
        let sequence = earliest_due_first(&factory);
        let soon = asap(&factory, &sequence);
        sound(problem, &soon)?;
        let late = back_scheduled(&factory, &sequence);
        sound(problem, &late)?;
        sound(problem, &plan(&factory, BUDGET))?;
        for (order, (soon, late)) in problem.orders.iter().zip(soon.orders.iter().zip(&late.orders)) {
            if soon.finish().is_some_and(|finish| order.lateness(finish) > 0) {
                prop_assert_eq!(soon, late, "what has no slack stays where it is");
            }
            let (Some(soon), Some(late)) = (soon.finish(), late.finish()) else { continue };
            prop_assert!(soon <= late, "the shift goes right");
            prop_assert_eq!(order.lateness(soon), order.lateness(late), "and makes nobody later");
        }
    }

    #[test]
    fn previews_become_true_and_stay_sound(seed in 0_u64..1_000_000, kind in 0_u8..5, which in 0_usize..50) {
        let factory = Factory::new(assorted(seed));
        let before = plan(&factory, BUDGET);
        let event = event(factory.problem(), kind, which);
        let preview = what_if(&factory, &before, std::slice::from_ref(&event), BUDGET);
        sound(preview.factory.problem(), &preview.plan)?;
        let accepted = Factory::new(planner::after_events(factory.problem(), &[event]));
        prop_assert_eq!(accepted.problem(), preview.factory.problem());
        let again = replan(&accepted, &before, Stability::default(), BUDGET);
        prop_assert_eq!(&again, &preview.plan);
        for (order, operation) in planner::unavoidable(&accepted, &before) {
            for new in [&again, &plan(&accepted, BUDGET)] {
                let place = |plan: &planner::Plan| {
                    let placed = plan.orders[order].placements().get(operation)?;
                    Some((placed.mode, placed.start, placed.end))
                };
                prop_assert!(place(new) != place(&before), "{order}, {operation}");
            }
        }
        for row in &preview.rows {
            prop_assert_eq!(row.after, again.finish(row.order));
        }
        for late in again.late(accepted.problem()) {
            prop_assert!(preview.rows.iter().any(|row| row.order == late.order));
        }
    }

    #[test]
    fn a_promise_is_kept_and_hurts_nobody(seed in 0_u64..1_000_000) {
        let factory = Factory::new(assorted(seed));
        let before = plan(&factory, BUDGET);
        let mut draft = assorted(seed + 1_000_000).orders.remove(0);
        draft.cancelled = false;
        draft.operations.iter_mut().for_each(|op| op.state = planner::State::Waiting);
        for policy in [Policy::MoveNobody, Policy::ProtectPromises, Policy::AllowDelay { harm: 50 }] {
            let Ok(promise) = promise(&factory, &before, &draft, policy) else { continue };
            let mut problem = factory.problem().clone();
            problem.orders.push(draft.clone());
            sound(&problem, &promise.plan)?;
            let order = problem.orders.len() - 1;
            prop_assert_eq!(promise.plan.finish(order), Some(promise.finish));
            let worse = before.orders.iter().zip(&promise.plan.orders).zip(&problem.orders).any(|((a, b), o)| {
                let late = |x: &Outcome| x.finish().map(|finish| o.lateness(finish));
                late(b) > late(a) || (a.finish().is_some() && b.finish().is_none())
            });
            prop_assert!(!worse || matches!(policy, Policy::AllowDelay { .. }), "{policy:?}");
        }
    }

    #[test]
    fn a_quote_is_what_a_promise_can_keep(seed in 0_u64..1_000_000) {
        let factory = Factory::new(assorted(seed));
        let before = plan(&factory, BUDGET);
        let mut draft = assorted(seed + 1_000_000).orders.remove(0);
        draft.cancelled = false;
        draft.operations.iter_mut().for_each(|op| op.state = planner::State::Waiting);
        let mut quotes = Quotes::new(&factory, &before);
        let (beside, quoted) = (quotes.beside(&draft), quotes.finish(&draft));
        let end = |policy| promise(&factory, &before, &draft, policy).map(|promise| promise.finish);
        prop_assert_eq!(end(Policy::MoveNobody), beside);
        if let Ok(beside) = beside {
            prop_assert!(quoted.is_ok_and(|quoted| quoted <= beside));
        }
        if let Ok(quoted) = quoted {
            prop_assert!(end(Policy::ProtectPromises).is_ok_and(|finish| finish <= quoted));
        }
    }
}

#[test]
fn the_same_on_one_thread_and_on_two() {
    let factory = Factory::new(factory(Sample { seed: 5, orders: 40, load: 90, rich: true }));
    let alone = || {
        let mut search = Search::new(&factory, 11);
        search.step(400);
        format!("{:?}", search.plan())
    };
    let together = || {
        let mut search = Search::new(&factory, 11);
        let [first, second] = search.lanes();
        std::thread::scope(|scope| {
            scope.spawn(|| first.step(200));
            scope.spawn(|| (0..20).for_each(|_| second.step(10)));
        });
        format!("{:?}", search.plan())
    };
    let first = alone();
    assert_eq!(first, alone());
    assert_eq!(first, together());
    assert_eq!(first, together());
}

#[test]
fn a_rush_order_is_seen_at_every_position_and_its_preview_is_the_plan() {
    let problem = factory(Sample { seed: 2, orders: 40, load: 85, rich: true });
    let mut rush = draft_order(8, &problem);
    rush.due = Some(20 * 48);
    rush.weight = 5;
    let factory = Factory::new(problem);
    let before = plan(&factory, BUDGET);
    let events = [Event::Rush(rush)];
    let preview = what_if(&factory, &before, &events, BUDGET);
    assert_eq!(preview.insertions.len(), 41);
    for one in preview.insertions.iter().step_by(7) {
        let mut sequence = before.sequence.clone();
        sequence.insert(one.position, 40);
        let real = asap(&preview.factory, &sequence);
        assert_eq!(real.finish(40), one.finish.ok());
        let others: Vec<_> =
            real.late(preview.factory.problem()).into_iter().filter(|l| l.order != 40).collect();
        let mut shown = one.late.clone();
        shown.sort_by_key(|late| late.order);
        assert_eq!(shown, others);
    }
    let again = what_if(&factory, &before, &events, BUDGET);
    assert_eq!(again.plan, preview.plan);
    assert!(validate(preview.factory.problem(), &preview.plan).is_empty());
    assert!(!preview.plan.late(preview.factory.problem()).iter().any(|late| {
        !preview.rows.iter().any(|row| row.order == late.order && row.after == Some(late.finish))
    }));
}

#[test]
fn levers_gain_what_they_claim() {
    let factory = Factory::new(factory(Sample { seed: 4, orders: 60, load: 100, rich: true }));
    let before = plan(&factory, BUDGET);
    let late = before.late(factory.problem());
    assert!(!late.is_empty());
    let gains = explain(&factory, &before, 24);
    for gain in gains.iter().filter(|gain| gain.lever == planner::Lever::Front).take(5) {
        let others = before.sequence.iter().copied().filter(|order| *order != gain.order);
        let sequence: Vec<usize> = std::iter::once(gain.order).chain(others).collect();
        let after = asap(&factory, &sequence).finish(gain.order);
        assert_eq!(before.finish(gain.order).zip(after).map(|(b, a)| b - a), Some(gain.slots));
    }
    for gain in gains.iter().filter(|g| matches!(g.lever, planner::Lever::Capacity { .. })).take(5) {
        let planner::Lever::Capacity { resource } = gain.lever else { continue };
        let mut problem = factory.problem().clone();
        let horizon = problem.horizon;
        let more = planner::Exception { from: 0, to: horizon, change: planner::Change::More(1) };
        problem.resources[resource].calendar.exceptions.push(more);
        let after = asap(&Factory::new(problem), &before.sequence).finish(gain.order);
        assert_eq!(before.finish(gain.order).zip(after).map(|(b, a)| b - a), Some(gain.slots));
    }
}
