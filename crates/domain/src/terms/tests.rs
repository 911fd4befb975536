//! Payment terms as people write them.

use super::*;

fn plan(text: &str) -> Vec<(Due, i64, i64)> {
    parse(text)
        .unwrap_or_else(|e| panic!("{text}: {e:?}"))
        .iter()
        .map(|i| (i.due, i.share, i.after))
        .collect()
}

#[test]
fn h3_4_the_terms_of_the_trade_are_read() {
    use Due::{
        BeforeShipping as B, Deposit as D, Monthly as M, OnAcceptance as V, OnArrival as A, Retention as R,
    };
    for (text, expected) in [
        ("30%定金,发货前付清70%", vec![(D, 3000, 0), (B, 7000, 0)]),
        ("30%定金,到货后60%,质保10%一年", vec![(D, 3000, 0), (A, 6000, 0), (R, 1000, 12)]),
        ("月结30天", vec![(M, 10_000, 30)]),
        ("50%定金,发货前付清", vec![(D, 5000, 0), (B, 5000, 0)]),
        ("发货前付清全款", vec![(B, 10_000, 0)]),
        (
            "30%定金，30%发货前，30%验收，10%质保",
            vec![(D, 3000, 0), (B, 3000, 0), (V, 3000, 0), (R, 1000, 12)],
        ),
        ("30%定金,30%发货前,35%验收,5%质保", vec![(D, 3000, 0), (B, 3000, 0), (V, 3500, 0), (R, 500, 12)]),
        ("T/T 40% deposit, 60% before shipment", vec![(D, 4000, 0), (B, 6000, 0)]),
        ("30%定金,65%到货,5%质保24个月", vec![(D, 3000, 0), (A, 6500, 0), (R, 500, 24)]),
    ] {
        assert_eq!(plan(text), expected, "{text}");
    }
}

#[test]
fn unclear_terms_are_said_to_be_unclear() {
    assert_eq!(parse("随便"), Err(Unclear::Words));
    assert_eq!(parse(""), Err(Unclear::Words));
    assert_eq!(parse("30%定金,60%发货前"), Err(Unclear::Sum { found: 9000 }));
    assert_eq!(parse("60%定金,60%发货前,到货付清"), Err(Unclear::Sum { found: 10_000 }));
}

#[test]
fn the_last_instalment_takes_the_remainder() {
    let plan = parse("30%定金,30%发货前,30%验收,10%质保").unwrap();
    let parts = amounts(&plan, Money::cny(100_001));
    assert_eq!(parts, [Money::cny(30_000), Money::cny(30_000), Money::cny(30_000), Money::cny(10_001)]);
}

#[test]
fn h4_6_monthly_terms_run_from_the_end_of_the_arrivals_month() {
    let anchors = Anchors { arrived: Some("2026-11-12".parse().unwrap()), ..Anchors::default() };
    let monthly = Instalment { due: Due::Monthly, share: 10_000, after: 60 };
    assert_eq!(due_on(&monthly, &anchors), Some("2027-01-29".parse().unwrap()));
    let retention = Instalment { due: Due::Retention, share: 1000, after: 12 };
    assert_eq!(due_on(&retention, &anchors), Some("2027-11-12".parse().unwrap()));
}
