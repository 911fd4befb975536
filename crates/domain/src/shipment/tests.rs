//! Confirmation, payment gate, arrival and differences (H6).

use super::*;
use crate::history::{Noun as _, Stamp};
use crate::order::{Account, Entry, LineProgress, Order, OrderLine, State};
use crate::refusal::Refusal;
use crate::terms;
use jiff::Timestamp;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn order(terms: &str) -> Order {
    let line = OrderLine {
        number: 1,
        quantity: Quantity::whole(10),
        unit_price: Confidential::new(Money::cny(100_000).into()),
        ..OrderLine::default()
    };
    Order {
        state: State::Released,
        entry: Entry { plan: terms::parse(terms).unwrap(), lines: vec![line], ..Entry::default() },
        ..Order::default()
    }
}

fn parts(n: i32) -> Vec<Part> {
    vec![Part { line: 1, quantity: Quantity::whole(n) }]
}

fn planned() -> Shipment {
    Shipment { parts: parts(10), ship_on: day("2026-11-20"), transit_days: 3, ..Shipment::default() }
}

fn ready() -> Shipment {
    let at = "2026-11-20T14:00:00".parse().unwrap();
    let confirmation = Confirmation {
        at,
        transport: "零担专线".into(),
        address: Confidential::new("杭州".into()),
        contact: Confidential::new("丁工".into()),
        whom: Confidential::new("丁工".into()),
        channel: "电话".into(),
        reason: String::new(),
        transit_days: None,
        files: Vec::new(),
    };
    Shipment { confirmation: Some(confirmation), notice: Some(Timestamp::UNIX_EPOCH), ..planned() }
}

fn leaving() -> Dispatch {
    Dispatch {
        on: day("2026-11-20"),
        carrier: "顺发专线".into(),
        waybill: "SF1".into(),
        vehicle: String::new(),
        packages: 10,
        freight: Confidential::new(Money::ZERO),
        note: String::new(),
        transit_days: None,
        photos: Vec::new(),
    }
}

fn sent() -> Shipment {
    Shipment { dispatched: Some(leaving()), ..ready() }
}

fn finished(_: i64) -> LineProgress {
    LineProgress { produced: Quantity::whole(10), ready: Quantity::whole(10), ..LineProgress::default() }
}

fn report(received: i32, damaged: i32, note: &str) -> ArrivalReport {
    ArrivalReport {
        on: day("2026-11-22"),
        received: parts(received),
        damaged: parts(damaged),
        packing: Packing::Intact,
        whom: Confidential::new("丁工".into()),
        note: note.into(),
        photos: Vec::new(),
    }
}

fn account(paid: i64) -> Account {
    Account { paid: Money::cny(paid), ..Account::default() }
}

fn leave(shipment: &Shipment, order: &Order, paid: i64) -> Result<Vec<Fact>, Refusal> {
    dispatch(shipment, order, account(paid), &finished, leaving(), day("2026-11-20"))
}

/// Settles a difference of lines of which nothing more is wanted.
fn settle_difference(
    shipment: &Shipment,
    order: &Order,
    how: Settling,
    may_beyond: bool,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    super::settle_difference(shipment, order, how, &|_| Standing::default(), may_beyond, today)
}

#[test]
fn h6_2_nothing_leaves_before_it_is_paid_where_the_contract_asks() {
    let order = order("30%定金,发货前付清70%");
    assert_eq!(leave(&ready(), &order, 300_000).unwrap_err().handbook, "H6.2");
    assert!(leave(&ready(), &order, 1_000_000).is_ok());
    let released = Shipment { gate_opened: Some("老客户，总经理同意".into()), ..ready() };
    assert!(leave(&released, &order, 300_000).is_ok());
}

#[test]
fn h6_2_terms_without_payment_before_shipping_do_not_gate() {
    assert!(leave(&ready(), &order("月结30天"), 0).is_ok());
    assert!(leave(&ready(), &order("30%定金,到货后60%,质保10%一年"), 0).is_ok());
}

#[test]
fn h6_1_and_h6_7_confirmation_and_notice_come_before_leaving() {
    let order = order("月结30天");
    assert_eq!(leave(&planned(), &order, 0).unwrap_err().handbook, "H6.1");
    let untold = Shipment { notice: None, ..ready() };
    assert_eq!(leave(&untold, &order, 0).unwrap_err().handbook, "H6.7");
}

#[test]
fn h8_4_a_held_order_does_not_ship() {
    let held = Order { hold: Some("客户停工".into()), ..order("月结30天") };
    assert_eq!(leave(&ready(), &held, 0).unwrap_err().handbook, "H8.4");
}

#[test]
fn h4_4_only_what_is_finished_leaves() {
    let half = |_| LineProgress {
        produced: Quantity::whole(5),
        ready: Quantity::whole(5),
        ..LineProgress::default()
    };
    let refused = dispatch(&ready(), &order("月结30天"), account(0), &half, leaving(), day("2026-11-20"));
    assert_eq!(refused.unwrap_err().handbook, "H4.4");
}

#[test]
fn h6_4_a_sound_arrival_has_no_difference() {
    let mut shipment = sent();
    assert_eq!(eta(&shipment), Some(day("2026-11-23")));
    for fact in confirm_arrival(&shipment, report(10, 0, ""), day("2026-11-23")).unwrap() {
        shipment.apply(&fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    assert!(!shipment.has_difference());
    assert_eq!(shipment.received(1), Quantity::whole(10));
    assert!(confirm_arrival(&shipment, report(10, 0, ""), day("2026-11-23")).is_err(), "once only");
}

fn credited(amount: i64) -> Settling {
    Settling {
        settlement: Some(Settlement::Credited),
        credit: Some(Confidential::new(Money::cny(amount))),
        note: "扣 3 套货款".into(),
        ..Settling::default()
    }
}

#[test]
fn c09_a_credit_has_an_amount_and_more_than_the_goods_are_worth_is_the_leads() {
    let mut shipment = sent();
    for fact in confirm_arrival(&shipment, report(8, 1, "外包装破"), day("2026-11-23")).unwrap() {
        shipment.apply(&fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    let order = order("月结30天");
    assert_eq!(credit_of(&shipment, &order), Money::cny(300_000), "2 missing and 1 damaged at 1,000");
    assert_eq!(
        settle_difference(&shipment, &order, credited(300_001), false, day("2026-11-24"))
            .unwrap_err()
            .handbook,
        "H1.2"
    );
    assert!(settle_difference(&shipment, &order, credited(300_001), true, day("2026-11-24")).is_ok());
    assert!(settle_difference(&shipment, &order, credited(0), false, day("2026-11-24")).is_err());
    let silent = Settling { credit: None, ..credited(0) };
    let settled = settle_difference(&shipment, &order, silent, false, day("2026-11-24")).unwrap();
    let Some(Fact::Settled { credit: Some(credit), .. }) = settled.first() else { panic!("{settled:?}") };
    assert_eq!(*credit.open(), Money::cny(300_000), "what they are worth, where nothing is said");
    let twice = Settling { settlement: Some(Settlement::AsIs), ..credited(100) };
    assert!(
        settle_difference(&shipment, &order, twice, false, day("2026-11-24")).is_err(),
        "only a credit has an amount"
    );
}

#[test]
fn c24_a_batch_asks_for_the_deposit_and_what_it_is_worth_itself() {
    let order = order("30%定金,发货前付清70%");
    let leaving = |quantity: i32| move |_: i64| Quantity::whole(quantity);
    assert_eq!(gate(&order, &leaving(5), account(650_000)), Gate::Open);
    assert_eq!(gate(&order, &leaving(10), account(650_000)), Gate::Missing(Money::cny(350_000)));
    assert_eq!(gate(&order, &leaving(5), account(300_000)), Gate::Missing(Money::cny(350_000)));
    assert_eq!(gate(&order, &leaving(0), account(300_000)), Gate::Open);
}

#[test]
fn h6_6_a_short_or_damaged_delivery_stays_open_until_settled() {
    let mut shipment = sent();
    assert!(confirm_arrival(&shipment, report(8, 1, ""), day("2026-11-23")).is_err(), "it must be described");
    for fact in confirm_arrival(&shipment, report(8, 1, "外包装破"), day("2026-11-23")).unwrap() {
        shipment.apply(&fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    assert!(shipment.unsettled());
    assert_eq!(shipment.received(1), Quantity::whole(7));
    let order = order("月结30天");
    for fact in settle_difference(&shipment, &order, credited(300_000), false, day("2026-11-24")).unwrap() {
        shipment.apply(&fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    assert!(!shipment.unsettled());
    assert_eq!(shipment.received(1), Quantity::whole(10));
}

#[test]
fn h6_5_the_carriers_new_date_moves_the_expected_arrival() {
    let mut shipment = sent();
    let word =
        CarrierWord { said: "中转站积压".into(), eta: day("2026-11-26"), ..CarrierWord::default() };
    let far = CarrierWord { eta: day("2036-11-26"), ..word.clone() };
    assert_eq!(ask_carrier(&shipment, day("2026-11-24"), far).unwrap_err().handbook, "H6.5");
    for fact in ask_carrier(&shipment, day("2026-11-24"), word).unwrap() {
        shipment.apply(&fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    assert_eq!(eta(&shipment), Some(day("2026-11-26")));
}

#[test]
fn h6_2_who_let_goods_go_without_their_money_did_not_let_go_what_was_put_on_later() {
    let line = |quantity: i32| vec![Part { line: 1, quantity: Quantity::whole(quantity) }];
    let ship_on = day("2026-11-25");
    let mut shipment =
        Shipment { ship_on, parts: line(4), gate_opened: Some("老客户".into()), ..Shipment::default() };
    let changed =
        |parts: Vec<Part>| Fact::Changed { ship_on, parts, reason: "改".into(), proof: Vec::new() };
    let stamp = || Stamp { at: jiff::Timestamp::UNIX_EPOCH, actor: "x" };
    shipment.apply(&changed(line(2)), stamp());
    assert!(shipment.gate_opened.is_some(), "less of it");
    shipment.apply(&changed(line(3)), stamp());
    assert_eq!(shipment.gate_opened, None, "more than what the word stands for");
}
