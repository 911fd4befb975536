//! Bills exploded over several levels (H4.2).

use uuid::Uuid;

use super::*;

fn id(n: u128) -> ItemId {
    ItemId(Uuid::from_u128(n))
}

fn item(n: u128, kind: ItemKind, bill: &[(u128, i64)]) -> (ItemId, Item) {
    let bill = bill.iter().map(|(c, q)| Component { item: id(*c), quantity: Quantity(*q) }).collect();
    (id(n), Item { id: id(n), profile: Profile { kind, ..Profile::default() }, bill, ..Item::default() })
}

#[test]
fn h4_2_a_two_level_bill_sums_its_parts_through_phantoms() {
    let bills = Bills::from([
        item(1, ItemKind::Product, &[(2, 1_000_000), (4, 600_000)]),
        item(2, ItemKind::Assembly, &[(3, 1_400_000), (4, 500_000)]),
        item(3, ItemKind::Part, &[]),
        item(4, ItemKind::Part, &[]),
    ]);
    assert_eq!(
        explode(id(1), Quantity::whole(10), &bills).unwrap(),
        [
            Requirement { item: id(3), quantity: Quantity::whole(14) },
            Requirement { item: id(4), quantity: Quantity::whole(11) }
        ]
    );
}

#[test]
fn a_bill_that_contains_itself_is_refused() {
    let bills = Bills::from([
        item(1, ItemKind::Product, &[(2, 1_000_000)]),
        item(2, ItemKind::Assembly, &[(1, 1_000_000)]),
    ]);
    assert!(matches!(explode(id(1), Quantity::whole(1), &bills), Err(Unknown::Cycle(_))));
}

#[test]
fn c32_a_bill_without_end_and_one_that_asks_for_more_than_there_can_be_are_refused() {
    // Forty levels, each of which is in the one above twice: a million millions of steps.
    let mut bills = Bills::from([item(40, ItemKind::Part, &[])]);
    for level in 0..40 {
        let below = [(level + 1, 1_000_000), (level + 1, 1_000_000)];
        bills.extend([item(level, ItemKind::Assembly, &below)]);
    }
    assert!(matches!(explode(id(0), Quantity(1), &bills), Err(Unknown::TooMuch(_))));
    let most = Quantity::MOST.0;
    let bills = Bills::from([
        item(1, ItemKind::Product, &[(2, most)]),
        item(2, ItemKind::Assembly, &[(3, most)]),
        item(3, ItemKind::Part, &[]),
    ]);
    assert!(matches!(explode(id(1), Quantity::MOST, &bills), Err(Unknown::TooMuch(_))));
    assert!(explode(id(2), Quantity::whole(1000), &bills).is_ok());
}

#[test]
fn an_item_without_a_bill_is_its_own_part() {
    let bills = Bills::from([item(1, ItemKind::Product, &[])]);
    assert_eq!(
        explode(id(1), Quantity::whole(2), &bills).unwrap(),
        [Requirement { item: id(1), quantity: Quantity::whole(2) }]
    );
}

#[test]
fn c26_three_rolls_are_six_hundred_metres() {
    let roll = Pack { unit: "卷".into(), factor: Quantity::whole(200) };
    assert_eq!(roll.unpacked(Quantity::whole(3)), Quantity::whole(600));
    assert_eq!(roll.packed(Quantity::whole(500)), Quantity(2_500_000));
    assert_eq!(roll.whole(Quantity::whole(500)), Quantity::whole(600), "whole rolls");
    assert_eq!(roll.whole(Quantity::ZERO), Quantity::ZERO);
    let priced = roll.price_of_one(UnitPrice::cny(480_000_000));
    assert_eq!(priced, UnitPrice::cny(2_400_000), "480 a roll are 2.4 a metre");
}
