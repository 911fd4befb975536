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
    let monthly = Instalment { due: Due::Monthly, share: 10_000, after: 60, unit: None };
    assert_eq!(due_on(&monthly, &anchors), Some("2027-01-29".parse().unwrap()));
    let retention = Instalment { due: Due::Retention, share: 1000, after: 12, unit: None };
    assert_eq!(due_on(&retention, &anchors), Some("2027-11-12".parse().unwrap()));
}

#[test]
fn c04_days_after_an_event_are_kept() {
    use Due::{BeforeShipping as B, Deposit as D, Monthly as M, OnAcceptance as V, OnArrival as A};
    for (text, expected) in [
        ("货到30天付清", vec![(A, 10_000, 30)]),
        ("30%定金,余款到货后15日内付清", vec![(D, 3000, 0), (A, 7000, 15)]),
        ("预付30%,验收合格后7天内付70%", vec![(D, 3000, 0), (V, 7000, 7)]),
        ("30%定金,70%到货后两周", vec![(D, 3000, 0), (A, 7000, 14)]),
        ("到货后三十天内付全款", vec![(A, 10_000, 30)]),
        ("30天月结", vec![(M, 10_000, 30)]),
        ("月结", vec![(M, 10_000, 0)]),
        ("货到付清全款", vec![(A, 10_000, 0)]),
        ("30% deposit, 70% 30 days after arrival", vec![(D, 3000, 0), (A, 7000, 30)]),
        ("发货前一次付清", vec![(B, 10_000, 0)]),
    ] {
        assert_eq!(plan(text), expected, "{text}");
    }
    let arrived = Anchors { arrived: Some("2026-11-12".parse().unwrap()), ..Anchors::default() };
    let plan = parse("货到30天付清").unwrap();
    assert_eq!(due_on(&plan[0], &arrived), Some("2026-12-12".parse().unwrap()));
}

#[test]
fn c05_the_retention_period_is_kept_in_its_unit() {
    let arrived = Anchors { arrived: Some("2026-11-12".parse().unwrap()), ..Anchors::default() };
    for (text, after, unit, due) in [
        ("质保期18个月付10%,90%发货前", 18, Unit::Months, "2028-05-12"),
        ("30%定金,60%到货,质保10%半年", 6, Unit::Months, "2027-05-12"),
        ("30%定金,60%到货,质保金10%质保期180天", 180, Unit::Days, "2027-05-11"),
        ("95%发货前,质保5%（6个月）", 6, Unit::Months, "2027-05-12"),
        ("95%发货前,质保5%两年", 24, Unit::Months, "2028-11-12"),
        ("95%发货前,5%质保", 12, Unit::Months, "2027-11-12"),
    ] {
        let plan = parse(text).unwrap();
        let retention = plan.iter().find(|i| i.due == Due::Retention).unwrap();
        assert_eq!((retention.after, retention.counted_in()), (after, unit), "{text}");
        assert_eq!(due_on(retention, &arrived), Some(due.parse().unwrap()), "{text}");
    }
}

#[test]
fn c04_a_number_that_is_not_understood_makes_the_terms_unclear() {
    for text in [
        "合同签订后3个工作日内付30%定金,70%发货前",
        "发货前3天付清",
        "货到30付清",
        "30%定金,70%到货后30天或60天",
        "货到30天票到15天付清",
        "质保5%三个季度,95%发货前",
        "次月10号付清到货款",
    ] {
        assert_eq!(parse(text), Err(Unclear::Period), "{text}");
    }
    for text in ["到货前付清", "30%定金,70%安装前", "发货后30天付清"] {
        assert_eq!(parse(text), Err(Unclear::Words), "{text}");
    }
}
