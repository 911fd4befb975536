//! Milestones worked back from the dates, what has been reached of them, and the forecast (H5.8, H8.1).

use super::*;
use crate::order::{Entry, Order};
use crate::terms;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn order(kind: OrderKind, terms: &str) -> Order {
    Order {
        entry: Entry {
            kind,
            ordered_on: day("2026-11-10"),
            transport: "零担专线".into(),
            plan: terms::parse(terms).unwrap(),
            ..Entry::default()
        },
        ..Order::default()
    }
}

#[test]
fn h6_4_travel_follows_mode_and_distance() {
    assert_eq!(transit_days("零担专线", Some(900)), 3);
    assert_eq!(transit_days("整车专车", Some(900)), 2);
    assert_eq!(transit_days("整车专车", None), 2);
    assert_eq!(transit_days("海运", None), 30);
    assert_eq!(transit_days("快递", Some(1)), 2);
}

#[test]
fn h4_4_the_plan_is_worked_back_from_the_delivery_date_in_working_days() {
    let order = order(OrderKind::Counter, "30%定金,发货前付清70%");
    let plan = lay_down(&order, day("2026-12-01"), &Calendar::company());
    let date = |step: Step| plan.iter().find(|m| m.step == step).unwrap().baseline;
    assert_eq!(date(Step::Dispatched), day("2026-11-27"), "four days on the road, Friday");
    assert_eq!(date(Step::ShipConfirmed), day("2026-11-25"), "two working days before (H6.1)");
    assert_eq!(date(Step::PaidBeforeShipping), day("2026-11-26"));
    assert_eq!(date(Step::MaterialsIn), day("2026-11-18"));
    assert!(!plan.iter().any(|m| m.step == Step::Accepted));
}

#[test]
fn h4_4_a_plan_over_national_day_skips_the_holiday() {
    let mut order = order(OrderKind::Counter, "月结30天");
    order.entry.ordered_on = day("2026-09-15");
    let plan = lay_down(&order, day("2026-10-12"), &Calendar::company());
    let ship = plan.iter().find(|m| m.step == Step::Dispatched).unwrap().baseline;
    let confirm = plan.iter().find(|m| m.step == Step::ShipConfirmed).unwrap().baseline;
    assert_eq!(ship, day("2026-10-08"));
    assert_eq!(confirm, day("2026-09-29"), "the working days before 8 October are 30 and 29 September");
}

#[test]
fn h5_8_a_project_has_an_acceptance_in_its_plan() {
    let order = order(OrderKind::Project, "30%定金,30%发货前,30%验收,10%质保");
    assert!(
        lay_down(&order, day("2026-12-01"), &Calendar::company()).iter().any(|m| m.step == Step::Accepted)
    );
}

#[test]
fn h5_8_what_has_been_reached_follows_from_the_facts() {
    use crate::followup::Case;
    use crate::order::{OrderLine, State};
    use crate::quantity::Quantity;
    use crate::shipment::{Dispatch, Part, Shipment};

    let mut order = order(OrderKind::Counter, "月结30天");
    order.entry.lines = vec![OrderLine { number: 1, quantity: Quantity::whole(2), ..OrderLine::default() }];
    let draft = Case { order: order.clone(), ..Case::default() };
    assert_eq!(reached(&draft, Step::Reviewed), Reached::No);
    assert_eq!(reached(&draft, Step::Dispatched), Reached::No);

    order.state = State::Released;
    order.released = Some("2026-11-12T02:00:00Z".parse().unwrap());
    let parts = vec![Part { line: 1, quantity: Quantity::whole(2) }];
    let shipment = Shipment { parts, ..Shipment::default() };
    let mut case = Case { order, shipments: vec![shipment], ..Case::default() };
    assert_eq!(reached(&case, Step::Reviewed), Reached::On(day("2026-11-12")));
    assert_eq!(reached(&case, Step::MaterialsIn), Reached::Yes, "nothing is needed");
    assert_eq!(reached(&case, Step::ShipConfirmed), Reached::No);
    assert_eq!(reached(&case, Step::Dispatched), Reached::No);

    case.shipments[0].dispatched = Some(Dispatch { on: day("2026-11-27"), ..Dispatch::default() });
    assert_eq!(reached(&case, Step::Dispatched), Reached::On(day("2026-11-27")));
    assert_eq!(reached(&case, Step::Arrived), Reached::No);
}
