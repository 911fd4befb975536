//! Stock and purchases go to the earliest needs (H4.2, H4.3).

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn day(n: i8) -> Date {
    jiff::civil::date(2026, 12, n)
}

fn whole(n: i32) -> Quantity {
    Quantity::whole(n)
}

fn glass() -> ItemId {
    ItemId(Uuid::from_u128(9))
}

/// Order `n` wants `open` by `need_by` and has `held`.
fn demand(n: u128, open: i32, held: i32, need_by: i8) -> Demand {
    Demand {
        order: OrderId(Uuid::from_u128(n)),
        number: format!("GD{n}"),
        line: 1,
        item: glass(),
        open: whole(open),
        held: whole(held),
        need_by: day(need_by),
        keeps: false,
    }
}

fn covers(list: &[(u128, i32)]) -> Vec<ForOrder> {
    let cover = |(n, quantity): &(u128, i32)| ForOrder {
        order: OrderId(Uuid::from_u128(*n)),
        number: format!("GD{n}"),
        line: 1,
        quantity: whole(*quantity),
    };
    list.iter().map(cover).collect()
}

fn incoming(line: i64, to_come: i32, on: i8, list: &[(u128, i32)]) -> Incoming {
    Incoming {
        purchase: PurchaseId::default(),
        line,
        item: glass(),
        to_come: whole(to_come),
        on: day(on),
        covers: covers(list),
    }
}

fn supply(stock: i32, incoming: Vec<Incoming>) -> Supply {
    Supply { stock: BTreeMap::from([(glass(), whole(stock))]), incoming }
}

#[test]
fn h4_2_an_earlier_need_gets_the_stock_that_a_later_one_holds() {
    let demands = [demand(1, 8, 8, 20), demand(2, 5, 0, 10)];
    let pegs = peg(&demands, &supply(8, Vec::new()));
    assert_eq!(pegs.held, [whole(3), whole(5)]);
    assert_eq!(pegs.missing, [whole(5), whole(0)], "what it gave up is to be bought again");
}

#[test]
fn h6_3_whose_production_has_begun_keeps_what_it_has() {
    let begun = Demand { keeps: true, ..demand(1, 8, 6, 20) };
    let pegs = peg(&[begun, demand(2, 5, 0, 10)], &supply(8, Vec::new()));
    assert_eq!(pegs.held, [whole(6), whole(2)]);
}

#[test]
fn of_the_same_day_who_has_it_keeps_it() {
    let demands = [demand(1, 5, 0, 10), demand(2, 5, 4, 10)];
    assert_eq!(peg(&demands, &supply(6, Vec::new())).held, [whole(2), whole(4)]);
}

#[test]
fn h4_3_the_purchase_goes_with_the_shortage_to_whom_it_moved() {
    let demands = [demand(1, 8, 8, 20), demand(2, 8, 0, 10)];
    let pegs = peg(&demands, &supply(8, vec![incoming(1, 8, 15, &[(2, 8)])]));
    assert_eq!(pegs.held, [whole(0), whole(8)]);
    assert_eq!(pegs.covers, [Some(covers(&[(1, 8)]))]);
    assert_eq!(pegs.missing, [whole(0), whole(0)], "nothing is bought twice");
}

#[test]
fn h4_2_what_was_bought_beyond_need_covers_a_new_shortage() {
    let demands = [demand(1, 5, 0, 10), demand(2, 4, 0, 12)];
    let pegs = peg(&demands, &supply(0, vec![incoming(1, 8, 9, &[(1, 5)])]));
    assert_eq!(pegs.covers, [Some(covers(&[(1, 5), (2, 3)]))]);
    assert_eq!(pegs.missing, [whole(0), whole(1)]);
}

#[test]
fn a_purchase_that_came_in_part_and_is_for_the_same_orders_is_left_alone() {
    // Ten were bought for order 1, six came and are set aside; order 3 has all it needs.
    let demands = [demand(1, 10, 6, 10), demand(3, 2, 2, 5)];
    let pegs = peg(&demands, &supply(8, vec![incoming(1, 4, 9, &[(3, 2), (1, 10)])]));
    assert_eq!(pegs.held, [whole(6), whole(2)]);
    assert_eq!(pegs.covers, [None]);
}

#[test]
fn what_is_no_longer_needed_is_given_back() {
    let demands = [demand(1, 0, 3, 10), demand(2, 2, 0, 20)];
    assert_eq!(peg(&demands, &supply(3, Vec::new())).held, [whole(0), whole(2)]);
}

prop_compose! {
    fn some_demands()(
        list in prop::collection::vec((0_i32..9, 0_i32..9, 1_i8..6, prop::bool::weighted(0.2)), 1..8),
    ) -> Vec<Demand> {
        (1..).zip(list).map(|(n, (open, held, need_by, keeps))| Demand {
            keeps,
            ..demand(n, open, held.min(open), need_by)
        }).collect()
    }
}

proptest! {
    #[test]
    fn nothing_is_given_twice_and_a_second_run_changes_nothing(
        demands in some_demands(),
        more in 0_i32..20,
        bought in prop::collection::vec((1_i32..9, 1_i8..9, prop::collection::btree_map(1_u128..8, 1_i32..9, 0..3)), 0..4),
    ) {
        let stock: Quantity = demands.iter().map(|d| d.held).sum::<Quantity>().plus(whole(more));
        let lines = (1_i64..).zip(bought).map(|(line, (to_come, on, list))| incoming(line, to_come, on, &list.into_iter().collect::<Vec<_>>()));
        let mut supply = Supply { stock: BTreeMap::from([(glass(), stock)]), incoming: lines.collect() };
        let pegs = peg(&demands, &supply);

        prop_assert!(pegs.held.iter().copied().sum::<Quantity>() <= stock);
        for ((demand, held), missing) in demands.iter().zip(&pegs.held).zip(&pegs.missing) {
            prop_assert!(*held <= demand.open);
            prop_assert!(held.plus(*missing) <= demand.open);
            if demand.keeps {
                prop_assert!(*held >= demand.held);
            }
        }
        // Whoever is short, nobody who has not begun and is needed later holds anything.
        for (a, short) in demands.iter().zip(&pegs.held).filter(|(d, held)| **held < d.open) {
            let later = demands.iter().zip(&pegs.held).filter(|(b, _)| !b.keeps && b.need_by > a.need_by);
            prop_assert!(later.into_iter().all(|(_, held)| !held.is_some()), "{short:?}");
        }
        let all: Quantity = demands.iter().map(|d| d.open).sum();
        let given: Quantity = pegs.held.iter().copied().sum();
        prop_assert_eq!(given, all.min(stock), "all of the stock is used that is needed");
        let coming: Quantity = supply.incoming.iter().map(|i| i.to_come).sum();
        let missing: Quantity = pegs.missing.iter().copied().sum();
        prop_assert_eq!(missing, given.plus(coming).short_of(all), "all that is on its way counts");

        let again: Vec<Demand> = demands.iter().zip(&pegs.held).map(|(d, held)| Demand { held: *held, ..d.clone() }).collect();
        for (line, covers) in supply.incoming.iter_mut().zip(&pegs.covers) {
            if let Some(covers) = covers {
                line.covers.clone_from(covers);
            }
        }
        let second = peg(&again, &supply);
        prop_assert_eq!(&second.held, &pegs.held);
        prop_assert_eq!(&second.missing, &pegs.missing);
        prop_assert!(second.covers.iter().all(Option::is_none), "{:?}", second.covers);
    }
}
