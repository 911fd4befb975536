//! Milestones worked back from the dates, what has been reached of them, and the forecast (H5.8, H8.1).

use super::*;
use crate::followup::Case;
use crate::order::{Entry, Order, OrderLine};
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

#[test]
fn c31_a_plan_over_an_unknown_spring_festival_moves_when_the_year_is_entered() {
    let mut order = order(OrderKind::Counter, "月结30天");
    order.entry.ordered_on = day("2026-11-24");
    order.state = crate::order::State::Submitted;
    order.promises =
        vec![crate::order::Promise { line: 1, first: day("2027-02-26"), current: day("2027-02-26") }];
    let case = Case { order, ..Case::default() };
    let before = Calendar::company();
    let mut after = before.clone();
    after.covered.push(2027);
    for date in day("2027-02-05").series(jiff::ToSpan::day(1)).take(9) {
        after.exceptions.insert(date, false);
    }
    let now = day("2026-11-24").at(9, 0, 0, 0);
    let found = moved(&case, &before, &after, now);
    let materials = found.iter().find(|m| m.what == What::Planned(Step::MaterialsIn)).unwrap();
    assert_eq!((materials.before, materials.after), (day("2027-02-11"), day("2027-02-03")));
    assert_eq!(materials.days(), -8);
    assert!(found.windows(2).all(|w| w[0].days().abs() >= w[1].days().abs()), "the furthest first");
    assert!(!found.iter().any(|m| m.what == What::Planned(Step::Arrived)), "what was promised stands");
    assert!(
        !found.iter().any(|m| m.what == What::Planned(Step::DataChecked)),
        "so does what hangs on the order"
    );
    assert!(moved(&case, &before, &before, now).is_empty());
    for step in counted(&case.order, day("2027-02-26"), &before) {
        let unknown = before.unknown_between(step.from, step.on).is_some();
        let hangs = !matches!(
            step.step,
            Step::DataChecked | Step::Reviewed | Step::SupplyPromised | Step::PeriodConfirmed
        );
        assert_eq!(unknown, hangs, "{:?}", step.step);
    }
}

#[test]
fn h6_3_work_that_has_not_begun_needs_its_days_from_now() {
    use crate::production::{Period, WorkOrder, WorkStep};
    let step = WorkStep {
        number: 1,
        center: crate::ids::WorkCenterId::default(),
        name: "装配".into(),
        hours: crate::quantity::Quantity::whole(40),
        good: crate::quantity::Quantity::ZERO,
        scrap: crate::quantity::Quantity::ZERO,
    };
    let work = WorkOrder {
        line: 1,
        quantity: crate::quantity::Quantity::whole(10),
        operations: vec![step],
        period: Some(Period { start: day("2026-11-16"), finish: day("2026-11-20") }),
        ..WorkOrder::default()
    };
    let line = OrderLine {
        number: 1,
        quantity: crate::quantity::Quantity::whole(10),
        wanted_on: day("2026-11-27"),
        ..OrderLine::default()
    };
    let mut order = order(OrderKind::Counter, "月结30天");
    order.entry.lines = vec![line];
    let case = Case { order, work: vec![work], ..Case::default() };
    let made = |today: &str| forecast(&case, &Calendar::company(), day(today)).unwrap().produced;
    // Nothing is short: the parts lie there. A week of work is due on the twentieth.
    assert_eq!(made("2026-11-12"), day("2026-11-20"), "it has not had to begin");
    assert_eq!(made("2026-11-16"), day("2026-11-20"), "it begins today");
    for today in ["2026-11-18", "2026-11-20", "2026-12-01"] {
        let ends = Calendar::company().plus(day(today), case.work[0].days_left());
        assert_eq!(
            made(today),
            ends.max(day("2026-11-20")),
            "the later it begins, the later it ends: {today}"
        );
    }
    assert!(made("2026-11-20") > day("2026-11-20"), "a week of work is not done in a day");
}

#[test]
fn h4_6_the_money_is_expected_as_its_terms_say() {
    let expected =
        |terms: &str| paid_by(&order(OrderKind::Counter, terms), day("2026-12-10"), &Calendar::company());
    assert_eq!(expected("月结30天"), Some(day("2027-01-30")));
    assert_eq!(expected("货到付清"), Some(day("2026-12-10")));
    assert!(expected("发货前付清全款").unwrap() < day("2026-12-10"));
    assert_eq!(expected("30%定金,发货前付清70%"), expected("发货前付清全款"), "the last of it");
    assert_eq!(paid_by(&Order::default(), day("2026-12-10"), &Calendar::company()), None);
}
