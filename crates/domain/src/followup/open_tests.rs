//! Open money and open goods always have somebody who must act, now or later: over random histories of an order (H2.2).

use proptest::prelude::*;

use super::world_tests::{World, step};
use super::*;
use crate::money::Money;
use crate::quantity::Quantity;

/// What is open and has nobody who must act.
fn forgotten(world: &World, calendar: &Calendar) -> Option<String> {
    let found = follow_ups(&world.case, calendar, world.today.at(9, 0, 0, 0));
    let acts = |rules: &[&str]| found.iter().any(|f| rules.contains(&f.rule) && f.deed != Deed::OrderAccept);
    let goods = world.case.progress(1).received < Quantity::whole(10);
    let held = world.case.order.hold.is_some();
    if goods && !held && !acts(&["H6.1", "H6.4", "H6.6"]) {
        return Some("goods".to_owned());
    }
    if held && !acts(&["H8.4"]) {
        return Some("a held order".to_owned());
    }
    let account = world.case.account();
    // Money that hangs on an event is asked for once that has happened; until then goods or acceptance are followed.
    let waits_for_acceptance = found.iter().any(|f| f.deed == Deed::OrderAccept);
    if account.open(&world.case.order).is_some() && !goods && !waits_for_acceptance && !acts(&["H4.6"]) {
        return Some(format!("money: {account:?}"));
    }
    let refund = found.iter().any(|f| f.deed == Deed::OrderRefund);
    if account.surplus(&world.case.order).is_some() != refund {
        return Some(format!("a surplus: {account:?}"));
    }
    // Goods that were let go before they were paid are pressed for at once.
    if world.case.left_unpaid().is_some() && !acts(&["H4.6"]) {
        return Some("money that was due before shipping".to_owned());
    }
    let complete = world.case.remaining().is_empty();
    if complete && (goods || account.open(&world.case.order) != Money::ZERO) {
        return Some("an order that closes with something open".to_owned());
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn h2_2_open_money_and_open_goods_always_have_somebody_who_must_act(
        terms in prop_oneof![
            Just("30%定金,发货前付清70%"),
            Just("30%定金,60%到货,质保10%一年"),
            Just("月结30天"),
            Just("货到15天付清"),
            Just("30%定金,30%发货前,30%验收,10%质保"),
        ],
        steps in proptest::collection::vec(step(), 1..60),
    ) {
        let calendar = Calendar::company();
        let mut world = World::new(terms);
        for (n, step) in steps.iter().enumerate() {
            world.happens(step);
            let forgotten = forgotten(&world, &calendar);
            prop_assert!(forgotten.is_none(), "after step {n} {step:?}: {} is forgotten", forgotten.unwrap());
        }
    }
}
