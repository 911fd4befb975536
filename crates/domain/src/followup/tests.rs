//! What is due, before, at and after the instant, over weekends, holidays and make-up days.

use jiff::Timestamp;
use jiff::civil::Date;

use super::*;
use crate::confidential::Confidential;
use crate::order::{Contact, Entry, Order, OrderLine, State};
use crate::quantity::Quantity;
use crate::shipment::{Part, Shipment};
use crate::terms;

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

pub(super) fn case(terms: &str) -> Case {
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

pub(super) fn rules(case: &Case, now: &str) -> Vec<FollowUp> {
    follow_ups(case, &Calendar::company(), at(now))
}

pub(super) fn rule<'a>(found: &'a [FollowUp], number: &str, deed: Deed) -> Option<&'a FollowUp> {
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
    let mut silent = complete("月结30天");
    silent.order.needs.0 = vec![need(5, 0)];
    silent.order.touched = "2026-09-29T02:00:00Z".parse().unwrap();
    let found = rules(&silent, "2026-09-30T09:00:00");
    let silence = found.iter().find(|f| f.occurrence.starts_with("silence")).unwrap();
    assert_eq!(silence.visible_from, day("2026-10-12"), "30 September, 8, 9, 10 (make-up), 12 October");
}

/// Nothing is missing of it, and it is promised for December.
fn complete(terms: &str) -> Case {
    let mut case = case(terms);
    let (first, current) = (day("2026-12-15"), day("2026-12-15"));
    case.order.entry.lines[0].wanted_on = first;
    case.order.promises = vec![crate::order::Promise { line: 1, first, current }];
    case.order.entry.address = Confidential::new("上海".into());
    case.order.entry.contact = Confidential::new("王经理".into());
    case.order.attachments.push(crate::order::Attachment {
        sha256: String::new(),
        name: "V1.pdf".into(),
        media_type: String::new(),
        size: 1,
        what: "drawing".into(),
    });
    case
}

fn silent(case: &Case, now: &str) -> bool {
    rules(case, now).iter().any(|f| f.occurrence.starts_with("silence"))
}

#[test]
fn h8_2_who_has_a_duty_on_an_order_is_not_asked_about_its_silence_and_the_system_does_not_break_it() {
    // A missing contact is the clerk's already; money that falls due next year is followed by its date.
    assert!(!silent(&case("月结30天"), "2026-10-20T09:00:00"));
    let mut retained = complete("质保100%一年");
    retained.shipments = on_the_road("2026-09-21").shipments;
    let arrival = crate::shipment::Arrival {
        on: day("2026-09-24"),
        received: vec![Part { line: 1, quantity: Quantity::whole(10) }],
        damaged: Vec::new(),
        packing: crate::shipment::Packing::Intact,
        whom: Confidential::default(),
        note: String::new(),
        photos: Vec::new(),
    };
    retained.shipments.first_mut().unwrap().arrival = Some(arrival);
    assert!(!silent(&retained, "2026-12-20T09:00:00"));

    // What others owe is late: the clerk asks, whatever the system did meanwhile.
    let mut waiting = complete("月结30天");
    waiting.order.needs.0 = vec![need(5, 0)];
    waiting.order.handled = Some("2026-09-20T02:00:00Z".parse().unwrap());
    waiting.order.touched = "2026-10-12T02:00:00Z".parse().unwrap();
    assert!(silent(&waiting, "2026-10-12T09:00:00"), "nobody has touched it for five working days");
    let fact = crate::order::Fact::Reserved { reservations: Vec::new() };
    let at = "2026-10-12T03:00:00Z".parse().unwrap();
    crate::history::Noun::apply(&mut waiting.order, &fact, crate::history::Stamp { at, actor: "system" });
    assert!(silent(&waiting, "2026-10-12T12:00:00"), "what the system does says nothing of it");
    waiting.order.handled = Some(at);
    let later = rules(&waiting, "2026-10-12T12:00:00");
    let asked = later.iter().find(|f| f.occurrence.starts_with("silence")).unwrap();
    assert_eq!(asked.visible_from, day("2026-10-19"), "somebody did something");
}

fn need(required: i32, reserved: i32) -> crate::order::Need {
    crate::order::Need {
        line: 1,
        item: crate::ids::ItemId::default(),
        required: Quantity::whole(required),
        reserved: Quantity::whole(reserved),
        drawn: Quantity::ZERO,
        need_by: day("2026-10-09"),
    }
}

/// Confirmed and announced for a day; bought parts of `reserved` of ten are there.
fn agreed(ship_on: &str, reserved: i32) -> Case {
    let mut case = with_shipment("月结30天", ship_on);
    case.order.needs.0 = vec![need(10, reserved)];
    let shipment = case.shipments.first_mut().unwrap();
    shipment.confirmation = Some(crate::shipment::Confirmation {
        at: at("2026-10-12T14:00:00"),
        transport: String::new(),
        address: Confidential::default(),
        contact: Confidential::default(),
        whom: Confidential::default(),
        channel: String::new(),
        reason: String::new(),
        transit_days: None,
        files: Vec::new(),
    });
    shipment.notice = Some("2026-10-09T02:00:00Z".parse().unwrap());
    case
}

#[test]
fn h6_1_the_warehouse_is_asked_for_what_can_leave_and_the_clerk_for_what_cannot() {
    let found = rules(&agreed("2026-10-12", 10), "2026-10-12T09:00:00");
    assert_eq!(rule(&found, "H6.1", Deed::ShipmentDispatch).unwrap().role, Role::Warehouse);
    assert_eq!(rule(&found, "H6.1", Deed::ShipmentChange), None);
    let found = rules(&agreed("2026-10-12", 4), "2026-10-12T09:00:00");
    assert_eq!(rule(&found, "H6.1", Deed::ShipmentDispatch), None, "it would be refused");
    let clerk = rule(&found, "H6.1", Deed::ShipmentChange).unwrap();
    assert_eq!((clerk.role, clerk.due), (Role::Clerk, at("2026-10-12T12:00:00")));
    let mut told_nobody = agreed("2026-10-12", 10);
    told_nobody.shipments.first_mut().unwrap().notice = None;
    let found = rules(&told_nobody, "2026-10-12T09:00:00");
    assert_eq!(rule(&found, "H6.1", Deed::ShipmentDispatch), None, "the notice comes first (H6.7)");
    assert!(rule(&found, "H6.7", Deed::ShipmentNotice).is_some());
}

#[test]
fn h6_5_what_the_carrier_said_is_told_to_the_customer_and_to_nobody_else() {
    let mut case = on_the_road("2026-10-12");
    let shipment = case.shipments.first_mut().unwrap();
    (shipment.asked_on, shipment.new_eta) = (Some(day("2026-10-16")), Some(day("2026-10-20")));
    let found = rules(&case, "2026-10-16T10:00:00");
    assert_eq!(rule(&found, "H6.5", Deed::OrderContact).unwrap().due, at("2026-10-16T17:30:00"));
    let talk = |side| Contact { on: day("2026-10-16"), side, ..Contact::default() };
    case.order.contacts.push(talk(Some(crate::order::Side::Carrier)));
    assert!(rule(&rules(&case, "2026-10-16T11:00:00"), "H6.5", Deed::OrderContact).is_some());
    case.order.contacts.push(talk(Some(crate::order::Side::Customer)));
    assert_eq!(rule(&rules(&case, "2026-10-16T11:00:00"), "H6.5", Deed::OrderContact), None);
}

#[test]
fn h3_7_each_thing_that_is_missing_is_mended_by_its_own_act() {
    let mut case = case("月结30天");
    case.order.entry.address = Confidential::new("上海".into());
    let found = rules(&case, "2026-09-22T09:00:00");
    let drawing = rule(&found, "H3.7", Deed::OrderAttach).unwrap();
    assert!(drawing.params.iter().any(|(_, list)| list.contains("图纸") && !list.contains("联系人")));
    assert!(rule(&found, "H3.7", Deed::OrderCorrect).is_some(), "the contact");
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
    case.order.entry.address = Confidential::new("上海".into());
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
    // What stands in its way is asked for, and not what would be refused.
    case.order.entry.address = Confidential::default();
    let found = rules(&case, "2026-09-18T12:00:00");
    assert_eq!(rule(&found, "H3.3", Deed::OrderRelease), None);
    assert!(rule(&found, "H3.7", Deed::OrderCorrect).is_some());
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
        deed: String::new(),
        until: day("2026-10-10"),
        reason: "等客户".into(),
    }];
    let found = rules(&case, "2026-10-08T09:00:00");
    let confirm = rule(&found, "H6.1", Deed::ShipmentConfirm).unwrap();
    assert_eq!(confirm.visible_from, day("2026-10-10"));
    assert_eq!(confirm.due, at("2026-10-10T17:30:00"), "and is not overdue when it is shown again");
    // What follows from the same shipment and is another deed was not put off.
    case.order.snoozes[0].deed = Deed::ShipmentNotice.name().to_owned();
    let found = rules(&case, "2026-10-08T09:00:00");
    assert!(!rule(&found, "H6.1", Deed::ShipmentConfirm).unwrap().put_off);
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
    let carrier = Some(crate::order::Side::Carrier);
    owing.order.contacts.push(Contact { on: day("2026-09-24"), side: carrier, ..Contact::default() });
    assert_eq!(rule(&rules(&owing, "2026-09-24T09:30:00"), "H4.6", Deed::OrderContact), Some(&first));
    owing.order.contacts.push(Contact { on: day("2026-09-24"), ..Contact::default() });
    let found = rules(&owing, "2026-09-24T10:00:00");
    let again = rule(&found, "H4.6", Deed::OrderContact).unwrap();
    let next = Calendar::company().plus(day("2026-09-24"), 2);
    assert_eq!((again.visible_from, again.due), (next, evening(next).max(first.due)));
    owing.paid = crate::money::Money::cny(300_000);
    assert_eq!(rule(&rules(&owing, "2026-09-24T10:00:00"), "H4.6", Deed::OrderContact), None);
}

#[test]
fn h6_3_a_day_that_was_agreed_later_than_promised_is_late_at_once() {
    let mut case = agreed("2026-10-12", 10);
    let (first, current) = (day("2026-10-16"), day("2026-10-16"));
    case.order.promises = vec![crate::order::Promise { line: 1, first, current }];
    case.order.entry.transport = "零担专线".into();
    let today = "2026-10-09T09:00:00";
    assert_eq!(rule(&rules(&case, today), "H6.3", Deed::OrderPromise), None, "it is there in time");
    case.shipments.first_mut().unwrap().ship_on = day("2026-10-20");
    assert!(rule(&rules(&case, today), "H6.3", Deed::OrderPromise).is_some(), "it leaves after its promise");
}

#[test]
fn h4_2_what_lies_free_is_given_and_only_the_rest_is_bought() {
    let mut case = complete("月结30天");
    case.order.needs.0 = vec![need(5, 0)];
    let lying = Quantity::whole;
    let counts = |case: &Case| {
        let found = rules(case, "2026-09-22T09:00:00");
        [Deed::PurchasePlace, Deed::PeggingWeigh].map(|deed| rule(&found, "H4.2", deed).is_some())
    };
    for (free, asked) in [(0, [true, false]), (3, [true, true]), (5, [false, true]), (9, [false, true])] {
        case.free.clear();
        if free > 0 {
            case.free.insert(crate::ids::ItemId::default(), lying(free));
        }
        assert_eq!(counts(&case), asked, "{free} lie free");
    }
    case.free.insert(crate::ids::ItemId::default(), lying(3));
    assert_eq!(case.to_buy()[0].1, Quantity::whole(2));
    // Others come first by the day of need: it lies there, and none of it is for this order.
    case.free.insert(crate::ids::ItemId::default(), lying(0));
    assert_eq!((case.to_buy()[0].1, counts(&case)), (Quantity::whole(5), [true, true]));
    case.free.insert(crate::ids::ItemId::default(), lying(5));
    let found = rules(&case, "2026-09-22T09:00:00");
    assert_eq!(
        rule(&found, "H4.2", Deed::PeggingWeigh).unwrap().due,
        at("2026-09-21T17:30:00"),
        "as soon as it would be bought"
    );
}
