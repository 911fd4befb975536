//! Promises, receipts and inspection in part quantities (H4.3).

use super::*;
use crate::confidential::Confidential;
use crate::history::fold;
use crate::ids::ItemId;
use crate::money::{Currency, UnitPrice};
use crate::quantity::Quantity;

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
        pack: None,
        freed: Quantity::ZERO,
        after: Aftermath::default(),
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

/// Five percent more are taken without a word.
fn five() -> Terms {
    Terms { tolerance: 5, noted: Vec::new() }
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
    facts.extend(receive(&purchase(&facts), came(60), &five(), day("2026-11-18")).unwrap());
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
fn h4_3_c10_more_than_the_tolerance_is_not_received_without_a_word() {
    let refusal = receive(&purchase(&placed()), came(106), &five(), day("2026-11-18"));
    assert_eq!(refusal.unwrap_err().handbook, "H4.3");
}

#[test]
fn c10_what_is_kept_free_of_charge_comes_last_and_costs_nothing() {
    let more = |quantity, fate| Receipt { fate: Some(fate), more: "整箱".into(), ..came(quantity) };
    let paid = |fate, inspected: &[(i32, i32)]| {
        let mut facts = placed();
        facts.extend(receive(&purchase(&facts), more(120, fate), &five(), day("2026-11-18")).unwrap());
        let each = inspected.iter().map(|(good, bad)| {
            facts.extend(inspect(&purchase(&facts), result(*good, 0, *bad, "崩边")).unwrap());
            purchase(&facts).lines[0].paid_of(Quantity::whole(*good))
        });
        each.collect::<Vec<_>>()
    };
    let of = |quantities: &[i32]| quantities.iter().map(|n| Quantity::whole(*n)).collect::<Vec<_>>();
    assert_eq!(paid(Fate::Keep, &[(120, 0)]), of(&[100]));
    assert_eq!(paid(Fate::Keep, &[(90, 0), (30, 0)]), of(&[90, 10]));
    assert_eq!(paid(Fate::Keep, &[(90, 15), (15, 0)]), of(&[90, 10]), "of five free ones");
    assert_eq!(paid(Fate::Keep, &[(60, 30), (30, 0)]), of(&[60, 30]), "none is left over");
    assert_eq!(paid(Fate::Pay, &[(120, 0)]), of(&[120]));
}

#[test]
fn h4_3_a_promise_ends_when_all_that_was_promised_has_come_and_not_before() {
    let promised = |facts: &mut Vec<Fact>, on| {
        let dates = vec![(1, day(on))];
        facts.extend(
            promise(&purchase(facts), Promise { dates, ..Promise::default() }, day("2026-11-12")).unwrap(),
        );
    };
    let came_on = |facts: &mut Vec<Fact>, quantity| {
        facts.extend(receive(&purchase(facts), came(quantity), &five(), day("2026-11-18")).unwrap());
    };
    // Two of sixty fail, then all the rest is good: for the two there is no day.
    let mut facts = placed();
    promised(&mut facts, "2026-11-20");
    came_on(&mut facts, 60);
    facts.extend(inspect(&purchase(&facts), result(58, 0, 2, "崩边")).unwrap());
    assert_eq!(purchase(&facts).lines[0].promised, Some(day("2026-11-20")), "forty are still to come");
    came_on(&mut facts, 40);
    facts.extend(inspect(&purchase(&facts), result(40, 0, 0, "")).unwrap());
    assert_eq!(purchase(&facts).lines[0].promised, None);
    // Of what is sent for those that failed, some come: the new day stands for the rest.
    let mut facts = placed();
    came_on(&mut facts, 100);
    facts.extend(inspect(&purchase(&facts), result(60, 0, 40, "崩边")).unwrap());
    facts.extend(send_back(&purchase(&facts), back(40), day("2026-11-19")).unwrap());
    promised(&mut facts, "2026-12-01");
    came_on(&mut facts, 20);
    facts.extend(inspect(&purchase(&facts), result(10, 0, 10, "崩边")).unwrap());
    let line = purchase(&facts).lines[0].clone();
    assert_eq!((line.promised, line.awaited()), (Some(day("2026-12-01")), Quantity::whole(20)));
}

#[test]
fn h4_3_a_rejection_needs_its_reason() {
    let mut facts = placed();
    facts.extend(receive(&purchase(&facts), came(10), &five(), day("2026-11-18")).unwrap());
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
    facts.extend(receive(&purchase(&facts), note("SD-118", ""), &five(), today).unwrap());
    let known = purchase(&facts);
    assert_eq!(receive(&known, note("sd 118", ""), &five(), today).unwrap_err().handbook, "H4.3");
    assert!(receive(&known, note("SD-119", ""), &five(), today).is_ok());
    assert!(receive(&known, note("", ""), &five(), today).is_ok());
    assert!(receive(&known, note("SD-118", "分两车到，同一张单"), &five(), today).is_ok());
}

#[test]
fn c19_a_delivery_note_of_another_purchase_of_the_supplier_is_asked_about() {
    let (today, fresh) = (day("2026-11-18"), purchase(&placed()));
    let elsewhere = Terms { noted: vec!["PO7".into()], ..five() };
    let note = |again: &str| Receipt { waybill: "SD-118".into(), again: again.into(), ..came(5) };
    let refused = receive(&fresh, note(""), &elsewhere, today).unwrap_err();
    assert!(refused.params.iter().any(|(name, value)| *name == "number" && value == "PO7"), "{refused:?}");
    assert!(receive(&fresh, note("一车送两张单的货"), &elsewhere, today).is_ok());
    assert!(receive(&fresh, came(5), &elsewhere, today).is_ok(), "without a number nothing is the same");
}

#[test]
fn c10_a_little_more_than_ordered_is_taken_and_more_needs_a_word() {
    let today = day("2026-11-18");
    let with = |quantity, fate, more: &str| Receipt {
        parts: vec![Part { line: 1, quantity }],
        fate,
        more: more.into(),
        ..came(1)
    };
    let fresh = purchase(&placed());
    // 100 are ordered: quantity, fate, reason, then what is taken in and what goes back; none where it is refused.
    let little = Quantity(100_002_000);
    let (most, over, half) = (Quantity::whole(105), Quantity(105_000_001), Quantity::whole(150));
    let cases = [
        (little, None, "", Some((little, Quantity::ZERO))),
        (most, None, "", Some((most, Quantity::ZERO))),
        (over, None, "", None),
        (half, Some(Fate::Keep), "", None),
        (half, Some(Fate::Keep), "整板供应", Some((half, Quantity::ZERO))),
        (half, Some(Fate::Pay), "整板供应", Some((half, Quantity::ZERO))),
        (half, Some(Fate::Return), "送错", Some((Quantity::whole(100), Quantity::whole(50)))),
        (little, Some(Fate::Return), "送错", Some((Quantity::whole(100), Quantity(2_000)))),
        (most.minus(Quantity::whole(5)), Some(Fate::Keep), "没有多", None),
    ];
    for (quantity, fate, more, expected) in cases {
        let done = receive(&fresh, with(quantity, fate, more), &five(), today);
        let Some((taken, back)) = expected else {
            assert_eq!(done.unwrap_err().handbook, "H4.3", "{quantity:?} {fate:?}");
            continue;
        };
        let mut facts = placed();
        facts.extend(done.unwrap());
        let after = purchase(&facts);
        let line = after.line(1).unwrap();
        assert_eq!((line.to_inspect(), line.owed()), (taken, back), "{quantity:?} {fate:?}");
        assert_eq!(line.outstanding(), Quantity::ZERO, "what was short is covered either way");
    }
    // The tolerance is of the line, not of what one truck brings.
    let mut facts = placed();
    facts.extend(receive(&fresh, with(Quantity::whole(98), None, ""), &five(), today).unwrap());
    assert!(receive(&purchase(&facts), with(Quantity::whole(7), None, ""), &five(), today).is_ok());
    assert!(receive(&purchase(&facts), with(Quantity::whole(8), None, ""), &five(), today).is_err());
}

/// Sixty came, ten of them failed.
fn failed() -> Vec<Fact> {
    let mut facts = placed();
    facts.extend(receive(&purchase(&facts), came(60), &five(), day("2026-11-18")).unwrap());
    facts.extend(inspect(&purchase(&facts), result(50, 0, 10, "崩边")).unwrap());
    facts
}

fn back(quantity: i32) -> Back {
    Back { on: day("2026-11-19"), parts: part(quantity), waybill: "TH-1".into(), ..Back::default() }
}

#[test]
fn h4_3_what_failed_is_owed_until_it_is_returned_replaced_or_accepted() {
    let today = day("2026-11-19");
    let mut facts = failed();
    let state = purchase(&facts);
    assert_eq!(state.line(1).unwrap().owed(), Quantity::whole(10));
    assert_eq!(state.owed_since, Some(local(Timestamp::UNIX_EPOCH)));
    assert!(send_back(&state, back(11), today).is_err(), "no more than is owed");
    assert!(
        send_back(&state, Back { waybill: String::new(), ..back(1) }, today).is_err(),
        "with its waybill"
    );
    let scrapped =
        |note: &str| Back { way: Way::Scrapped, waybill: String::new(), note: note.into(), ..back(1) };
    assert!(send_back(&state, scrapped(""), today).is_err(), "with the supplier's consent");
    assert!(send_back(&state, scrapped("高经理同意，下批扣款"), today).is_ok());
    assert!(send_back(&state, Back { parts: [part(6), part(6)].concat(), ..back(1) }, today).is_err(), "C36");

    facts.extend(send_back(&state, back(4), today).unwrap());
    let new = Replacement { on: today, parts: part(3), ..Replacement::default() };
    facts.extend(replace(&purchase(&facts), new, &five(), today).unwrap());
    let state = purchase(&facts);
    let line = state.line(1).unwrap();
    assert_eq!((line.owed(), line.to_inspect()), (Quantity::whole(3), Quantity::whole(3)));
    assert_eq!(line.outstanding(), Quantity::whole(47), "forty never came, seven have to come again");

    let accepted = |reason: &str| Concession { parts: part(3), reason: reason.into(), proof: Vec::new() };
    assert!(concede(&state, accepted(" ")).is_err());
    facts.extend(concede(&state, accepted("用在看不见的一面")).unwrap());
    let state = purchase(&facts);
    let line = state.line(1).unwrap();
    assert_eq!((line.owed(), line.accepted), (Quantity::ZERO, Quantity::whole(53)));
    assert_eq!(line.outstanding(), Quantity::whole(44), "what was accepted need not come again");
    assert_eq!(state.owed_since, None);
}

#[test]
fn h4_3_a_purchase_is_not_done_and_not_forgotten_while_something_has_to_go_back() {
    let today = day("2026-11-19");
    let mut facts = failed();
    facts.extend(receive(&purchase(&facts), came(50), &five(), today).unwrap());
    facts.extend(inspect(&purchase(&facts), result(50, 0, 0, "")).unwrap());
    let state = purchase(&facts);
    assert!(!state.is_open(), "nothing is to come");
    assert_eq!(state.state(), PurchaseState::ToReturn);
    assert!(state.deeds().contains(&crate::deed::Deed::PurchaseReturn));
    let new = Replacement { on: today, parts: part(1), ..Replacement::default() };
    assert!(replace(&state, new.clone(), &five(), today).is_err(), "what failed was delivered again already");
    facts.extend(send_back(&state, back(10), today).unwrap());
    assert_eq!(purchase(&facts).state(), PurchaseState::Done);

    // Giving up what is to come leaves it owed.
    let mut facts = failed();
    facts.extend(cancel(&purchase(&facts), "不要了".into()).unwrap());
    let state = purchase(&facts);
    assert_eq!(state.state(), PurchaseState::ToReturn);
    assert!(replace(&state, new, &five(), today).is_err(), "nothing comes any more");
    let calendar = crate::calendar::Calendar::company();
    let due = crate::followup::purchase_follow_ups(&state, &calendar);
    let since = state.owed_since.unwrap();
    assert!(
        due.iter().any(|f| f.deed == crate::deed::Deed::PurchaseReturn && f.visible_from == since),
        "{due:?}"
    );
    facts.extend(send_back(&state, back(10), today).unwrap());
    let state = purchase(&facts);
    assert_eq!(state.state(), PurchaseState::Cancelled);
    assert!(crate::followup::purchase_follow_ups(&state, &calendar).is_empty());
}

#[test]
fn c36_a_line_named_twice_is_summed_before_it_is_compared() {
    let purchase = purchase(&placed());
    let most = purchase.lines[0].outstanding();
    let twice =
        |quantity| Receipt { parts: vec![Part { line: purchase.lines[0].number, quantity }; 2], ..came(1) };
    assert!(receive(&purchase, twice(most), &five(), day("2026-11-18")).is_err());
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

/// An order that is short of `short` of the part on its first line.
fn waiting(n: u128, short: i32) -> crate::order::Order {
    let need = crate::order::Need {
        line: 1,
        item: ItemId::default(),
        required: Quantity::whole(short),
        reserved: Quantity::ZERO,
        drawn: Quantity::ZERO,
        need_by: day("2026-11-20"),
    };
    let needs = crate::history::Packed(vec![need]);
    let id = OrderId(uuid::Uuid::from_u128(n));
    crate::order::Order { id, number: format!("GD{n}"), needs, ..crate::order::Order::default() }
}

#[test]
fn h3_8_what_an_order_does_not_want_any_more_is_decided_on() {
    let mut facts = placed();
    let cover = |n: u128, quantity: i32| ForOrder {
        order: OrderId(uuid::Uuid::from_u128(n)),
        number: format!("GD{n}"),
        line: 1,
        quantity: Quantity::whole(quantity),
    };
    facts.push(Fact::Repegged { covers: vec![(1, vec![cover(1, 40), cover(2, 50)])] });
    let on = day("2026-11-12");
    // It still wants ten of the forty, and has twenty of them already.
    let order = waiting(1, 10);
    let freed = free(&purchase(&facts), &order, &mut wanted(&order), on);
    facts.extend(freed);
    let now = purchase(&facts);
    let line = now.line(1).unwrap();
    assert_eq!(line.spare(), Quantity::whole(30));
    assert_eq!(line.covers, [cover(1, 10), cover(2, 50)], "the other order keeps what is bought for it");
    assert!(free(&now, &order, &mut wanted(&order), on).is_empty(), "once");
    // Whoever takes it over makes it wanted again; the rest is kept.
    facts.push(Fact::Repegged { covers: vec![(1, vec![cover(1, 10), cover(2, 70)])] });
    assert_eq!(purchase(&facts).line(1).unwrap().spare(), Quantity::whole(20));
    assert_eq!(keep(&purchase(&facts), "".into()).unwrap_err().handbook, "H2.1");
    facts.extend(keep(&purchase(&facts), "常用料".into()).unwrap());
    assert_eq!(purchase(&facts).line(1).unwrap().spare(), Quantity::ZERO);
    assert_eq!(keep(&purchase(&facts), "常用料".into()).unwrap_err().handbook, "H4.3");
}
