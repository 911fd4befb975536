//! H6.3: a delay is due when it becomes known, and stays due then; a broken promise comes before all else.

use super::tests::{at, case, day, rule, rules};
use super::*;
use crate::ids::ItemId;
use crate::order::{Need, Promise};
use crate::plan::{Known, forecast};
use crate::quantity::Quantity;

/// Promised for 15 October, short of a part that nobody has bought.
pub(super) fn late() -> Case {
    let mut case = case("月结30天");
    case.order.promises = vec![Promise { line: 1, first: day("2026-10-15"), current: day("2026-10-15") }];
    case.order.needs.0 = vec![Need {
        line: 1,
        item: ItemId::default(),
        required: Quantity::whole(5),
        reserved: Quantity::ZERO,
        drawn: Quantity::ZERO,
        need_by: day("2026-10-09"),
    }];
    case
}

/// The case as somebody looks at it on `today`, who has looked before.
pub(super) fn looked_at(case: &mut Case, today: &str) -> Known {
    let (now, calendar) = (day(today), Calendar::company());
    let expected = forecast(case, &calendar, now).unwrap();
    let promised = case.due().unwrap();
    let known = Known::after(case.known.as_ref(), &expected, promised, now);
    case.known = Some(known);
    known
}

#[test]
fn h6_3_a_delay_is_due_on_the_day_it_is_known_and_does_not_move_with_today() {
    let mut case = late();
    let first = looked_at(&mut case, "2026-10-12");
    assert_eq!(first.late_since, Some(day("2026-10-12")));
    for today in ["2026-10-12", "2026-10-13", "2026-10-14"] {
        let known = looked_at(&mut case, today);
        assert_eq!(known.late_since, first.late_since, "{today}");
        let found = rules(&case, &format!("{today}T09:00:00"));
        let delay = rule(&found, "H6.3", Deed::OrderPromise).unwrap();
        assert_eq!((delay.due, delay.loud), (at("2026-10-12T17:30:00"), false), "{today}");
    }
    assert_eq!(looked_at(&mut case, "2026-10-13").arrives, looked_at(&mut case, "2026-10-13").arrives);
    assert!(looked_at(&mut case, "2026-10-14").arrives > first.arrives, "the forecast goes on moving");
}

#[test]
fn h6_3_a_new_promise_begins_anew() {
    let mut case = late();
    looked_at(&mut case, "2026-10-12");
    case.order.promises = vec![Promise { line: 1, first: day("2026-10-15"), current: day("2026-10-20") }];
    let known = looked_at(&mut case, "2026-10-14");
    assert_eq!(known.late_since, Some(day("2026-10-14")), "late again by the new promise, since today");
    case.order.promises = vec![Promise { line: 1, first: day("2026-10-15"), current: day("2026-12-15") }];
    assert_eq!(looked_at(&mut case, "2026-10-14").late_since, None);
    assert_eq!(rule(&rules(&case, "2026-10-14T09:00:00"), "H6.3", Deed::OrderPromise), None);
}

#[test]
fn h6_3_a_broken_promise_is_the_loudest_thing_of_the_day() {
    let mut case = late();
    looked_at(&mut case, "2026-10-12");
    let found = rules(&case, "2026-10-16T09:00:00");
    let loud: Vec<&FollowUp> = found.iter().filter(|f| f.loud).collect();
    assert_eq!(loud.len(), 1, "one order has one delay");
    assert_eq!((loud[0].deed, loud[0].due), (Deed::OrderPromise, at("2026-10-12T17:30:00")));
    assert!(!rules(&case, "2026-10-15T09:00:00").iter().any(|f| f.loud), "its day is not over");
}

#[test]
fn h6_3_a_lines_own_promise_is_broken_whatever_the_others_are_promised_for() {
    let mut case = late();
    case.order.needs.0.clear();
    let second = crate::order::OrderLine { number: 2, ..case.order.entry.lines[0].clone() };
    case.order.entry.lines.push(second);
    case.order.promises = vec![
        Promise { line: 1, first: day("2026-10-15"), current: day("2026-10-15") },
        Promise { line: 2, first: day("2026-12-01"), current: day("2026-12-01") },
    ];
    assert!(!rules(&case, "2026-10-15T09:00:00").iter().any(|f| f.loud), "its day is not over");
    let found = rules(&case, "2026-10-16T09:00:00");
    let delay = rule(&found, "H6.3", Deed::OrderPromise).unwrap();
    assert!(delay.loud && delay.params.contains(&("promised", "2026-10-15".to_owned())), "{delay:?}");
    assert_eq!(delay.due, at("2026-10-16T17:30:00"));
    let prepare = rule(&found, "H6.1", Deed::ShipmentPrepare).unwrap();
    assert!(prepare.visible_from < day("2026-10-15"), "what is promised first leaves first: {prepare:?}");
}

#[test]
fn h6_3_a_line_that_will_be_late_is_told_before_the_order_is() {
    let mut case = late();
    let second = crate::order::OrderLine { number: 2, ..case.order.entry.lines[0].clone() };
    case.order.entry.lines.push(second);
    let promise = |line, on: &str| Promise { line, first: day(on), current: day(on) };
    case.order.promises = vec![promise(1, "2026-10-15"), promise(2, "2027-01-20")];
    let known = looked_at(&mut case, "2026-10-12");
    let whole = forecast(&case, &Calendar::company(), day("2026-10-12")).unwrap();
    assert!(whole.arrives <= day("2027-01-20"), "the order as a whole is in time: {whole:?}");
    assert_eq!((known.line, known.late_since), (Some(1), Some(day("2026-10-12"))));
    let found = rules(&case, "2026-10-13T09:00:00");
    let delay = rule(&found, "H6.3", Deed::OrderPromise).unwrap();
    assert!(delay.params.contains(&("promised", "2026-10-15".to_owned())), "of the line: {delay:?}");
    case.order.promises[0].current = day("2026-12-15");
    looked_at(&mut case, "2026-10-13");
    assert_eq!(rule(&rules(&case, "2026-10-13T09:00:00"), "H6.3", Deed::OrderPromise), None);
}

#[test]
fn h6_3_whoever_is_promised_a_later_day_than_they_asked_for_is_told_so() {
    let mut case = late();
    case.order.released = Some("2026-10-02T02:00:00Z".parse().unwrap());
    case.order.entry.lines[0].wanted_on = day("2026-10-10");
    case.order.released_in_words = true;
    let told = |case: &Case| rule(&rules(case, "2026-10-06T09:00:00"), "H6.3", Deed::OrderContact).cloned();
    assert_eq!(told(&case).unwrap().occurrence, "later-than-wanted");
    let talk = |on: &str| crate::order::Contact { on: day(on), ..crate::order::Contact::default() };
    case.order.contacts = vec![talk("2026-10-01")];
    assert!(told(&case).is_some(), "what was said before it was promised does not tell it");
    case.order.contacts.push(talk("2026-10-05"));
    assert_eq!(told(&case), None);
    case.order.contacts.clear();
    case.order.entry.lines[0].wanted_on = day("2026-10-15");
    assert_eq!(told(&case), None, "as they asked for");
}

#[test]
fn h6_3_a_second_late_line_is_due_from_its_own_day() {
    let mut case = late();
    let second = crate::order::OrderLine { number: 2, ..case.order.entry.lines[0].clone() };
    case.order.entry.lines.push(second);
    let need = Need { line: 2, ..case.order.needs.0[0].clone() };
    case.order.needs.0.push(need);
    let promise = |line, on: &str| Promise { line, first: day(on), current: day(on) };
    case.order.promises = vec![promise(1, "2026-10-15"), promise(2, "2026-10-20")];
    assert_eq!(looked_at(&mut case, "2026-10-12").line, Some(1));
    case.order.promises[0].current = day("2026-12-15");
    let known = looked_at(&mut case, "2026-10-14");
    assert_eq!((known.line, known.late_since), (Some(2), Some(day("2026-10-14"))));
}

#[test]
fn h6_3_goods_that_are_there_may_be_promised_sooner() {
    let mut case = late();
    case.order.needs.0.clear();
    case.order.promises = vec![Promise { line: 1, first: day("2026-12-20"), current: day("2026-12-20") }];
    let found = forecast(&case, &Calendar::company(), day("2026-10-12")).unwrap();
    assert_eq!(found.arrives, day("2026-12-20"), "it leaves by the plan");
    assert!(found.soonest_of(&[]).unwrap() < day("2026-10-25"), "and could be there before: {found:?}");
}

#[test]
fn h6_3_nothing_can_be_there_before_its_parts_whatever_period_was_confirmed() {
    let mut case = late();
    let calendar = Calendar::company();
    let period = crate::production::Period { start: day("2026-10-12"), finish: day("2026-10-13") };
    case.work = vec![crate::production::WorkOrder {
        line: 1,
        quantity: Quantity::whole(10),
        period: Some(period),
        operations: vec![crate::production::WorkStep {
            number: 10,
            center: crate::ids::WorkCenterId::default(),
            name: "组装".into(),
            hours: Quantity::whole(8),
            good: Quantity::ZERO,
            scrap: Quantity::ZERO,
        }],
        ..crate::production::WorkOrder::default()
    }];
    let soonest =
        |case: &Case| forecast(case, &calendar, day("2026-10-12")).unwrap().soonest_of(&[1]).unwrap();
    let short = soonest(&case);
    case.order.needs.0.clear();
    assert!(soonest(&case) < short, "the parts take ten working days: {short}");
}

#[test]
fn h6_1_goods_that_lie_ready_are_to_be_arranged_by_a_day_that_does_not_move() {
    let mut case = late();
    case.order.needs.0.clear();
    let arrange = |case: &mut Case, today: &str| {
        looked_at(case, today);
        rule(&rules(case, &format!("{today}T09:00:00")), "H6.1", Deed::ShipmentPrepare).unwrap().due
    };
    let first = arrange(&mut case, "2026-10-08");
    for today in ["2026-10-12", "2026-10-15", "2026-10-29"] {
        assert_eq!(arrange(&mut case, today), first, "{today}");
    }
    // Another promise is another day.
    case.order.promises = vec![Promise { line: 1, first: day("2026-10-15"), current: day("2026-11-20") }];
    assert!(arrange(&mut case, "2026-10-29") > at("2026-11-09T00:00:00"));
}

#[test]
fn h6_1_nobody_is_asked_to_arrange_what_is_late_before_somebody_says_until_when() {
    let mut case = late();
    let arranges = |case: &mut Case| {
        looked_at(case, "2026-10-12");
        rule(&rules(case, "2026-10-12T09:00:00"), "H6.1", Deed::ShipmentPrepare).map(|f| f.due)
    };
    assert_eq!(arranges(&mut case), None, "whoever buys the part says so first");
    assert_eq!(case.next_ship(&Calendar::company()), None);
    let cover = Cover {
        purchase: crate::ids::PurchaseId::default(),
        number: "PO1".into(),
        line: 1,
        item: ItemId::default(),
        quantity: Quantity::whole(5),
        to_come: Quantity::whole(5),
        promised: Some(day("2026-10-30")),
        asked_for: day("2026-10-09"),
    };
    case.covers = vec![cover];
    assert!(arranges(&mut case).unwrap() > at("2026-10-15T00:00:00"), "by what is expected then");
    case.covers[0].promised = Some(day("2026-10-09"));
    assert_eq!(arranges(&mut case), None, "a promise that has passed says nothing");
}
