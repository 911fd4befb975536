//! Promises, receipts and inspection in part quantities (H4.3).

use super::*;
use crate::history::fold;
use crate::money::Currency;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn placed() -> Vec<Fact> {
    let line = PurchaseLine {
        number: 1,
        item: ItemId::default(),
        code: "GL-08T".into(),
        name: "钢化玻璃".into(),
        unit: "平方米".into(),
        quantity: Quantity::whole(100),
        unit_cost: Confidential::new(Money::cny(11_800).into()),
        need_by: day("2026-11-20"),
        covers: Vec::new(),
        promised: None,
        received: Quantity::ZERO,
        inspected: Quantity::ZERO,
        accepted: Quantity::ZERO,
        rejected: Quantity::ZERO,
    };
    place(
        PurchaseId::default(),
        "PO1".into(),
        (SupplierId::default(), "晶锐玻璃".into()),
        day("2026-11-10"),
        vec![line],
        Vec::new(),
    )
    .unwrap()
}

fn purchase(facts: &[Fact]) -> Purchase {
    fold(facts.iter().map(|f| (f, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" })))
}

fn came(quantity: i32) -> Receipt {
    Receipt { on: day("2026-11-18"), parts: part(quantity), ..Receipt::default() }
}

fn part(n: i32) -> Vec<Part> {
    vec![Part { line: 1, quantity: Quantity::whole(n) }]
}

fn result(accepted: i32, conceded: i32, rejected: i32, reason: &str) -> Vec<Inspection> {
    vec![Inspection {
        line: 1,
        accepted: Quantity::whole(accepted),
        conceded: Quantity::whole(conceded),
        rejected: Quantity::whole(rejected),
        reason: reason.into(),
        measure: None,
        photos: Vec::new(),
    }]
}

#[test]
fn h4_3_goods_are_inspected_in_part_quantities() {
    let mut facts = placed();
    facts.extend(receive(&purchase(&facts), came(60), day("2026-11-18")).unwrap());
    facts.extend(inspect(&purchase(&facts), result(30, 5, 0, "轻微划痕")).unwrap());
    facts.extend(inspect(&purchase(&facts), result(15, 0, 10, "崩边")).unwrap());
    let state = purchase(&facts);
    let line = state.line(1).unwrap();
    assert_eq!(line.accepted, Quantity::whole(50));
    assert_eq!(line.outstanding(), Quantity::whole(50), "what was rejected must come again");
    assert_eq!(line.to_inspect(), Quantity::ZERO);
    assert!(inspect(&state, result(1, 0, 0, "")).is_err(), "nothing is left to inspect");
}

#[test]
fn h4_3_more_than_is_open_is_not_received() {
    let refusal = receive(&purchase(&placed()), came(101), day("2026-11-18"));
    assert_eq!(refusal.unwrap_err().handbook, "H4.3");
}

#[test]
fn h4_3_a_rejection_needs_its_reason() {
    let mut facts = placed();
    facts.extend(receive(&purchase(&facts), came(10), day("2026-11-18")).unwrap());
    assert!(inspect(&purchase(&facts), result(0, 0, 10, " ")).is_err());
}

#[test]
fn c03_screws_are_bought_at_their_price() {
    let placed = placed();
    let [Fact::Placed { lines, .. }] = placed.as_slice() else { panic!("placed") };
    let priced = |cost| PurchaseLine {
        unit_cost: Confidential::new(cost),
        quantity: Quantity::whole(5000),
        ..lines[0].clone()
    };
    let place = |lines| {
        let facts = place(
            PurchaseId::default(),
            "PO2".into(),
            (SupplierId::default(), String::new()),
            day("2026-11-01"),
            lines,
            Vec::new(),
        );
        let stamp = Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" };
        facts.map(|facts| fold::<Purchase>(facts.iter().map(|f| (f, stamp))))
    };
    let screws = place(vec![priced(UnitPrice::cny(35_000))]).unwrap();
    assert_eq!(screws.total(), Money::cny(17_500));
    let dollars = PurchaseLine { number: 2, ..priced(UnitPrice::of(5_000, Currency::Usd)) };
    let refused = place(vec![priced(UnitPrice::cny(35_000)), dollars]).unwrap_err();
    assert_eq!(refused.handbook, "H4.2");
}

#[test]
fn c19_the_same_delivery_note_twice_is_asked_about() {
    let today = day("2026-11-18");
    let note =
        |waybill: &str, again: &str| Receipt { waybill: waybill.into(), again: again.into(), ..came(5) };
    let mut facts = placed();
    facts.extend(receive(&purchase(&facts), note("SD-118", ""), today).unwrap());
    let known = purchase(&facts);
    assert_eq!(receive(&known, note("sd 118", ""), today).unwrap_err().handbook, "H4.3");
    assert!(receive(&known, note("SD-119", ""), today).is_ok());
    assert!(receive(&known, note("", ""), today).is_ok());
    assert!(receive(&known, note("SD-118", "分两车到，同一张单"), today).is_ok());
}

#[test]
fn c36_a_line_named_twice_is_summed_before_it_is_compared() {
    let purchase = purchase(&placed());
    let most = purchase.lines[0].outstanding();
    let twice =
        |quantity| Receipt { parts: vec![Part { line: purchase.lines[0].number, quantity }; 2], ..came(1) };
    assert!(receive(&purchase, twice(most), day("2026-11-18")).is_err());
}

#[test]
fn h4_3_no_promise_is_so_far_that_the_purchase_is_forgotten() {
    let purchase = purchase(&placed());
    let number = purchase.lines[0].number;
    let said = |to: Date| Promise {
        dates: vec![(number, to)],
        channel: "phone".into(),
        note: String::new(),
        proof: Vec::new(),
    };
    // The year runs from the day of the promise: an old purchase takes a new one.
    for today in [purchase.placed_on, crate::calendar::shift(purchase.placed_on, 500)] {
        let last = crate::calendar::shift(today, 366);
        assert!(promise(&purchase, said(last), today).is_ok());
        let beyond = promise(&purchase, said(crate::calendar::shift(last, 1)), today);
        assert_eq!(beyond.unwrap_err().handbook, "H4.3");
    }
}
