//! H8.1: nothing is late from the first. What it waited for came on its day or later: it is due the working day after.

use jiff::Timestamp;

use super::tests::{at, case, day, rules};
use super::*;
use crate::choice::Choice as _;
use crate::money::Money;
use crate::order::{Need, Order, Review, State, Verdict};
use crate::production::{WorkOrder, WorkStep};
use crate::quantity::Quantity;
use crate::shipment::{Confirmation, Part, Shipment};

fn stamp(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn due(case: &Case, deed: Deed, now: &str) -> DateTime {
    rules(case, now).into_iter().find(|f| f.deed == deed).unwrap_or_else(|| panic!("no {deed:?}")).due
}

fn step(good: i32) -> WorkStep {
    WorkStep {
        number: 1,
        center: crate::ids::WorkCenterId::default(),
        name: "装配".into(),
        hours: Quantity::whole(8),
        good: Quantity::whole(good),
        scrap: Quantity::ZERO,
    }
}

/// Ten pieces that leave on Monday, 2026-10-12: confirmed and announced the week before, made in time.
fn leaving(terms: &str) -> Case {
    let work = WorkOrder {
        line: 1,
        quantity: Quantity::whole(10),
        operations: vec![step(10)],
        reported_on: Some(day("2026-10-09")),
        ..WorkOrder::default()
    };
    let confirmation = Confirmation {
        at: at("2026-10-12T14:00"),
        transport: "零担专线".into(),
        address: crate::confidential::Confidential::new(String::new()),
        contact: crate::confidential::Confidential::new(String::new()),
        whom: crate::confidential::Confidential::new(String::new()),
        channel: "phone".into(),
        transit_days: None,
        files: Vec::new(),
    };
    let shipment = Shipment {
        parts: vec![Part { line: 1, quantity: Quantity::whole(10) }],
        ship_on: day("2026-10-12"),
        transit_days: 3,
        confirmation: Some(confirmation),
        confirmed_on: Some(day("2026-10-09")),
        notice: Some(stamp("2026-10-09T03:00:00Z")),
        ..Shipment::default()
    };
    Case { work: vec![work], shipments: vec![shipment], ..case(terms) }
}

type Late = fn(&mut Case);

#[test]
fn h6_1_what_can_leave_late_is_due_the_day_after_it_can() {
    let all = Money::cny(1_000_000);
    let table: [(&str, Late, &str); 6] = [
        ("ready in time", |_| {}, "2026-10-12T17:30"),
        ("made after its day", |c| c.work[0].reported_on = Some(day("2026-10-14")), "2026-10-15T17:30"),
        ("told late", |c| c.shipments[0].notice = Some(stamp("2026-10-13T03:00:00Z")), "2026-10-14T17:30"),
        ("set aside late", |c| c.order.set_aside_on = [(1, day("2026-10-16"))].into(), "2026-10-19T17:30"),
        ("money without a gate", |c| c.paid_on = Some(day("2026-10-14")), "2026-10-12T17:30"),
        ("let go on", |c| c.order.resumed_on = Some(day("2026-10-13")), "2026-10-14T17:30"),
    ];
    for (name, late, expected) in table {
        let mut case = leaving("月结30天");
        late(&mut case);
        assert_eq!(due(&case, Deed::ShipmentDispatch, "2026-10-12T08:00"), at(expected), "{name}");
    }
    let paid = Case { paid: all, paid_on: Some(day("2026-10-14")), ..leaving("发货前付清") };
    assert_eq!(due(&paid, Deed::ShipmentDispatch, "2026-10-14T08:00"), at("2026-10-15T17:30"), "money");
}

#[test]
fn h4_2_parts_set_aside_after_production_began_are_due_the_day_after() {
    let need = Need {
        line: 1,
        item: crate::ids::ItemId::default(),
        required: Quantity::whole(10),
        reserved: Quantity::whole(10),
        drawn: Quantity::ZERO,
        need_by: day("2026-10-09"),
    };
    let work = WorkOrder {
        line: 1,
        quantity: Quantity::whole(10),
        operations: vec![step(0)],
        start_by: day("2026-10-09"),
        ..WorkOrder::default()
    };
    let mut case = Case { work: vec![work], ..case("月结30天") };
    case.order.needs = crate::history::Packed(vec![need]);
    assert_eq!(due(&case, Deed::WorkIssue, "2026-10-09T08:00"), at("2026-10-09T12:00"));
    case.order.set_aside_on.insert(1, day("2026-10-14"));
    assert_eq!(due(&case, Deed::WorkIssue, "2026-10-14T15:00"), at("2026-10-15T12:00"));
}

#[test]
fn h3_3_an_order_is_written_and_released_after_what_it_waited_for() {
    let mut case = case("月结30天");
    case.order.state = State::Draft;
    (case.order.released, case.order.entered_on) = (None, Some(day("2026-10-12")));
    assert_eq!(due(&case, Deed::OrderSubmit, "2026-10-12T09:00"), at("2026-10-13T17:30"), "entered later");
    let answered = crate::order::Department::ALL.iter().copied().map(|department| Review {
        department,
        verdict: Verdict::Accept,
        note: String::new(),
        earliest: None,
        files: Vec::new(),
    });
    case.order.entry.address = crate::confidential::Confidential::new("上海".into());
    let order = Order {
        state: State::Submitted,
        submitted: Some(stamp("2026-10-08T01:00:00Z")),
        reviews: answered.collect(),
        cleared_on: Some(day("2026-10-14")),
        ..case.order
    };
    let case = Case { order, ..Case::default() };
    assert_eq!(due(&case, Deed::OrderRelease, "2026-10-14T09:00"), at("2026-10-16T17:30"));
}
