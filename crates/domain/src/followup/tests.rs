//! What is due, before, at and after the instant, over weekends, holidays and make-up days.

use jiff::Timestamp;
use jiff::civil::Date;

use super::*;
use crate::confidential::Confidential;
use crate::order::{Contact, Entry, Order, OrderLine, State};
use crate::quantity::Quantity;
use crate::shipment::{Part, Shipment};
use crate::terms;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn case(terms: &str) -> Case {
    let line = OrderLine {
        number: 1,
        quantity: Quantity::whole(10),
        unit_price: Confidential::new(crate::money::Money::cny(100_000).into()),
        wanted_on: day("2026-10-15"),
        drawing: "V1".into(),
        ..OrderLine::default()
    };
    let stamp: Timestamp = "2026-09-20T01:00:00Z".parse().unwrap();
    Case {
        order: Order {
            state: State::Released,
            released: Some(stamp),
            touched: stamp,
            entry: Entry {
                ordered_on: day("2026-09-18"),
                transport: "零担专线".into(),
                plan: terms::parse(terms).unwrap(),
                lines: vec![line],
                ..Entry::default()
            },
            ..Order::default()
        },
        ..Case::default()
    }
}

fn with_shipment(terms: &str, ship_on: &str) -> Case {
    let parts = vec![Part { line: 1, quantity: Quantity::whole(10) }];
    Case {
        shipments: vec![Shipment { parts, ship_on: day(ship_on), transit_days: 3, ..Shipment::default() }],
        ..case(terms)
    }
}

fn rules(case: &Case, now: &str) -> Vec<FollowUp> {
    follow_ups(case, &Calendar::company(), at(now))
}

fn rule<'a>(found: &'a [FollowUp], number: &str, deed: Deed) -> Option<&'a FollowUp> {
    found.iter().find(|f| f.rule == number && f.deed == deed)
}

#[test]
fn h6_1_the_confirmation_is_due_two_working_days_before_shipping() {
    // Shipping on the first working day after National Day: 30 September and 29 September are worked.
    let found = rules(&with_shipment("月结30天", "2026-10-08"), "2026-09-28T09:00:00");
    let confirm = rule(&found, "H6.1", Deed::ShipmentConfirm).unwrap();
    assert_eq!(confirm.due, at("2026-09-29T12:00:00"));
    assert_eq!(confirm.visible_from, day("2026-09-28"));
}

#[test]
fn h6_1_a_make_up_saturday_counts_as_a_working_day() {
    // 10 October 2026 is a Saturday that is worked.
    let found = rules(&with_shipment("月结30天", "2026-10-12"), "2026-10-08T09:00:00");
    assert_eq!(rule(&found, "H6.1", Deed::ShipmentConfirm).unwrap().due, at("2026-10-09T12:00:00"));
}

#[test]
fn h6_2_payment_is_asked_for_only_where_the_contract_says_so() {
    let gated = rules(&with_shipment("30%定金,发货前付清70%", "2026-10-12"), "2026-10-08T09:00:00");
    assert_eq!(rule(&gated, "H6.2", Deed::PaymentBook).unwrap().role, Role::Finance);
    let monthly = rules(&with_shipment("月结30天", "2026-10-12"), "2026-10-08T09:00:00");
    assert!(rule(&monthly, "H6.2", Deed::PaymentBook).is_none());
    let mut paid = with_shipment("30%定金,发货前付清70%", "2026-10-12");
    paid.paid = crate::money::Money::cny(1_000_000);
    assert!(rule(&rules(&paid, "2026-10-08T09:00:00"), "H6.2", Deed::PaymentBook).is_none());
}

fn on_the_road(left: &str) -> Case {
    let mut case = with_shipment("月结30天", left);
    let shipment = case.shipments.first_mut().unwrap();
    shipment.dispatched = Some(crate::shipment::Dispatch {
        on: day(left),
        carrier: String::new(),
        waybill: String::new(),
        vehicle: String::new(),
        packages: 1,
        freight: Confidential::default(),
        note: String::new(),
        transit_days: None,
        photos: Vec::new(),
    });
    case
}

#[test]
fn h6_4_the_receiver_is_asked_on_the_expected_day_and_h6_5_the_carrier_after_it() {
    let case = on_the_road("2026-10-12");
    let before = rules(&case, "2026-10-14T09:00:00");
    let ask = rule(&before, "H6.4", Deed::ShipmentArrival).unwrap();
    assert_eq!((ask.visible_from, ask.due), (day("2026-10-15"), at("2026-10-15T17:30:00")));
    assert!(rule(&before, "H6.5", Deed::ShipmentCarrier).is_none());
    assert!(
        rule(&rules(&case, "2026-10-15T23:59:00"), "H6.5", Deed::ShipmentCarrier).is_none(),
        "on its day, not yet"
    );
    let after = rules(&case, "2026-10-16T00:00:00");
    assert_eq!(rule(&after, "H6.5", Deed::ShipmentCarrier).unwrap().due, at("2026-10-16T12:00:00"));
}

#[test]
fn h6_4_an_arrival_on_a_sunday_is_asked_for_on_monday() {
    let found = rules(&on_the_road("2026-10-15"), "2026-10-16T09:00:00");
    assert_eq!(rule(&found, "H6.4", Deed::ShipmentArrival).unwrap().due, at("2026-10-19T17:30:00"));
}

#[test]
fn h8_2_silence_is_found_after_five_working_days_over_a_holiday() {
    let mut silent = case("月结30天");
    silent.order.touched = "2026-09-29T02:00:00Z".parse().unwrap();
    let found = rules(&silent, "2026-09-30T09:00:00");
    let silence = found.iter().find(|f| f.occurrence.starts_with("silence")).unwrap();
    assert_eq!(silence.visible_from, day("2026-10-12"), "30 September, 8, 9, 10 (make-up), 12 October");
}

#[test]
fn h8_2_an_open_order_always_has_a_next_step() {
    for state in [State::Draft, State::Submitted, State::Released] {
        let mut case = case("月结30天");
        case.order.state = state;
        assert!(!rules(&case, "2026-09-28T09:00:00").is_empty(), "{state:?}");
    }
    let mut closed = case("月结30天");
    closed.order.state = State::Closed;
    assert!(rules(&closed, "2026-09-28T09:00:00").is_empty());
}

#[test]
fn h3_3_every_department_is_asked_and_the_release_follows() {
    let mut case = case("月结30天");
    case.order.state = State::Submitted;
    case.order.submitted = Some("2026-09-18T02:00:00Z".parse().unwrap());
    let found = rules(&case, "2026-09-18T12:00:00");
    let reviews: Vec<_> = found.iter().filter(|f| f.deed == Deed::OrderReview).collect();
    assert_eq!(reviews.len(), 5);
    assert_eq!(reviews.first().unwrap().due, at("2026-09-20T17:30:00"), "Sunday 20 September is worked");
    let answers = crate::order::review_short(&case.order, "", Vec::new()).unwrap();
    for fact in answers {
        crate::history::Noun::apply(
            &mut case.order,
            &fact,
            crate::history::Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" },
        );
    }
    assert!(rule(&rules(&case, "2026-09-18T12:00:00"), "H3.3", Deed::OrderRelease).is_some());
}

#[test]
fn h6_3_a_forecast_beyond_the_promise_is_explained_at_once() {
    let mut case = case("月结30天");
    case.order.promises =
        vec![crate::order::Promise { line: 1, first: day("2026-10-15"), current: day("2026-10-15") }];
    case.order.needs.0 = vec![crate::order::Need {
        line: 1,
        item: crate::ids::ItemId::default(),
        required: Quantity::whole(5),
        reserved: Quantity::ZERO,
        drawn: Quantity::ZERO,
        need_by: day("2026-10-09"),
    }];
    let found = rules(&case, "2026-10-12T09:00:00");
    let late = rule(&found, "H6.3", Deed::OrderPromise).unwrap();
    assert_eq!(late.due, at("2026-10-12T17:30:00"));
    assert!(rule(&found, "H4.2", Deed::PurchasePlace).is_some());
    case.order.promises =
        vec![crate::order::Promise { line: 1, first: day("2026-10-15"), current: day("2026-12-15") }];
    assert!(rule(&rules(&case, "2026-10-12T09:00:00"), "H6.3", Deed::OrderPromise).is_none());
}

#[test]
fn ux_07_what_is_put_off_comes_back_on_its_day() {
    let mut case = with_shipment("月结30天", "2026-10-12");
    let id = case.shipments.first().unwrap().id.to_string();
    case.order.snoozes = vec![crate::order::Snooze {
        rule: "H6.1".into(),
        occurrence: id,
        until: day("2026-10-10"),
        reason: "等客户".into(),
    }];
    assert_eq!(
        rule(&rules(&case, "2026-10-08T09:00:00"), "H6.1", Deed::ShipmentConfirm).unwrap().visible_from,
        day("2026-10-10")
    );
}

#[test]
fn every_rule_that_speaks_is_in_the_catalogue() {
    for found in [
        rules(&on_the_road("2026-10-12"), "2026-10-16T09:00:00"),
        rules(&case("月结30天"), "2026-10-16T09:00:00"),
    ] {
        for follow_up in found {
            assert!(RULES.iter().any(|(number, _)| *number == follow_up.rule), "{}", follow_up.rule);
        }
    }
}

#[test]
fn h4_6_who_has_just_reminded_the_customer_reminds_again_two_working_days_later() {
    // The deposit falls due with the release on 20 September; finance looks for it, the clerk reminds.
    let mut owing = case("30%定金,发货前付清70%");
    let found = rules(&owing, "2026-09-24T09:00:00");
    let first = rule(&found, "H4.6", Deed::OrderContact).unwrap().clone();
    assert_eq!(rule(&found, "H4.6", Deed::PaymentBook).unwrap().role, Role::Finance);
    owing.order.contacts.push(Contact { on: day("2026-09-24"), ..Contact::default() });
    let found = rules(&owing, "2026-09-24T10:00:00");
    let again = rule(&found, "H4.6", Deed::OrderContact).unwrap();
    let next = Calendar::company().plus(day("2026-09-24"), 2);
    assert_eq!((again.visible_from, again.due), (next, evening(next).max(first.due)));
    owing.paid = crate::money::Money::cny(300_000);
    assert_eq!(rule(&rules(&owing, "2026-09-24T10:00:00"), "H4.6", Deed::OrderContact), None);
}
