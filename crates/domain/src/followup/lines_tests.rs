//! H6.1, H6.3: each line by itself, and what has left late.

use super::delay_tests::{late, looked_at};
use super::tests::{at, day, rule, rules};
use super::*;
use crate::order::Promise;
use crate::plan::forecast;
use crate::quantity::Quantity;

/// Line 1 is promised for 15 October and made, line 2 for 20 November and short of a part that nobody has bought.
fn one_made_one_short() -> Case {
    let mut case = late();
    let second = crate::order::OrderLine { number: 2, ..case.order.entry.lines[0].clone() };
    case.order.entry.lines.push(second);
    case.order.needs.0[0].line = 2;
    let promise = |line, on: &str| Promise { line, first: day(on), current: day(on) };
    case.order.promises = vec![promise(1, "2026-10-15"), promise(2, "2026-11-20")];
    let done = crate::production::WorkStep {
        number: 10,
        center: crate::ids::WorkCenterId::default(),
        name: "组装".into(),
        hours: Quantity::whole(8),
        good: Quantity::whole(10),
        scrap: Quantity::ZERO,
    };
    case.work = vec![crate::production::WorkOrder {
        line: 1,
        quantity: Quantity::whole(10),
        operations: vec![done],
        finished_on: Some(day("2026-10-08")),
        ..crate::production::WorkOrder::default()
    }];
    case
}

#[test]
fn h6_1_goods_that_lie_ready_do_not_wait_for_a_line_of_which_nobody_knows() {
    let mut case = one_made_one_short();
    let arrange = |case: &mut Case, today: &str| {
        let known = looked_at(case, today);
        let found = rules(case, &format!("{today}T09:00:00"));
        (known.line, known.decisive, rule(&found, "H6.1", Deed::ShipmentPrepare).map(|f| f.due))
    };
    let first = arrange(&mut case, "2026-10-12");
    assert_eq!(
        (first.0, first.1),
        (Some(1), crate::plan::Step::Dispatched),
        "its own step, not that of the other"
    );
    assert!(first.2.is_some());
    // The other line becomes late too, later every day.
    for today in ["2026-10-29", "2026-11-24", "2026-12-08"] {
        assert_eq!(arrange(&mut case, today), first, "{today}");
    }
}

#[test]
fn h6_3_what_is_bought_in_is_not_there_because_something_else_is_made() {
    let mut case = one_made_one_short();
    let today = day("2026-10-12");
    let found = forecast(&case, &Calendar::company(), today).unwrap();
    assert_eq!(found.decisive, crate::plan::Step::MaterialsIn, "{found:?}");
    assert!(found.produced > today);
    let second = found.lines.iter().find(|l| l.line == 2).unwrap();
    assert_eq!(second.decisive, crate::plan::Step::MaterialsIn);
    case.order.needs.0.clear();
    let found = forecast(&case, &Calendar::company(), today).unwrap();
    assert_eq!(found.decisive, crate::plan::Step::Dispatched, "all of it lies there");
}

/// All of the order on one shipment that left on `on` and takes so many days on the road.
fn left(case: &mut Case, on: &str, transit_days: i64) {
    let parts = vec![crate::shipment::Part { line: 1, quantity: Quantity::whole(10) }];
    let dispatch = crate::shipment::Dispatch {
        on: day(on),
        carrier: String::new(),
        waybill: String::new(),
        vehicle: String::new(),
        packages: 1,
        freight: crate::confidential::Confidential::default(),
        note: String::new(),
        transit_days: None,
        photos: Vec::new(),
    };
    case.order.needs.0.clear();
    case.shipments = vec![crate::shipment::Shipment {
        parts,
        ship_on: day(on),
        transit_days,
        dispatched: Some(dispatch),
        ..crate::shipment::Shipment::default()
    }];
}

#[test]
fn h6_3_goods_that_left_in_time_are_not_late_for_what_happens_on_the_road() {
    let told = |case: &Case, now: &str| rule(&rules(case, now), "H6.3", Deed::OrderContact).is_some();
    let mut case = late();
    let promised = case.due().unwrap();
    let on = crate::calendar::shift(promised, -2).to_string();
    // Whoever sent it knows that it takes two days; the order's own transport takes four.
    left(&mut case, &on, 2);
    looked_at(&mut case, &on);
    assert!(!told(&case, &format!("{on}T18:00:00")), "expected on the promised day");
    // Nobody has confirmed the arrival by the next morning: that is asked for, and no reason to excuse oneself.
    let next = crate::calendar::shift(promised, 1).to_string();
    looked_at(&mut case, &next);
    assert!(!told(&case, &format!("{next}T09:00:00")));
    // The carrier is late: what it says is told, and that once.
    case.shipments[0].new_eta = Some(crate::calendar::shift(promised, 3));
    looked_at(&mut case, &next);
    assert!(!told(&case, &format!("{next}T09:00:00")));
}

#[test]
fn h6_3_goods_that_left_late_are_told_to_the_customer() {
    let mut case = late();
    case.order.needs.0.clear();
    looked_at(&mut case, "2026-10-19");
    left(&mut case, "2026-10-19", 3);
    let known = looked_at(&mut case, "2026-10-20");
    assert_eq!(known.late_since, Some(day("2026-10-19")), "the truck is no excuse");
    let told = |case: &Case| {
        let found = rules(case, "2026-10-20T09:00:00");
        assert_eq!(rule(&found, "H6.3", Deed::OrderPromise), None, "there is nothing left to promise");
        rule(&found, "H6.3", Deed::OrderContact).map(|f| f.due)
    };
    assert_eq!(told(&case), Some(at("2026-10-19T17:30:00")));
    let talk = crate::order::Contact { on: day("2026-10-20"), ..crate::order::Contact::default() };
    case.order.contacts = vec![talk];
    assert_eq!(told(&case), None);
}
