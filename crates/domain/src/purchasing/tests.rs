//! Promises, receipts and inspection in part quantities (H4.3).

use super::*;
use crate::history::fold;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn placed() -> Vec<Fact> {
    let line = Line {
        number: 1,
        item: ItemId::default(),
        code: "GL-08T".into(),
        name: "钢化玻璃".into(),
        unit: "平方米".into(),
        quantity: Quantity::whole(100),
        unit_cost: Confidential::new(Money(11_800)),
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
    assert_eq!(line.open(), Quantity::whole(50), "what was rejected must come again");
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
