//! Numbers, dates and amounts as readers see them.

use jiff::civil::{date as on, datetime as at};

use super::*;

#[test]
fn dates() {
    assert_eq!(date_weekday(Lang::Zh, on(2026, 11, 24)), "2026-11-24 周二");
    assert_eq!(date_weekday(Lang::En, on(2026, 11, 24)), "2026-11-24 Tue");
    assert_eq!(day(on(2026, 1, 5)), "01-05");
    assert_eq!(near_day(on(2026, 11, 24), on(2027, 2, 28)), "2027-02-28");
}

#[test]
fn relative_time() {
    let now = at(2026, 11, 24, 14, 8, 0, 0);
    let say = |then| relative(Lang::Zh, now, then);
    assert_eq!(say(at(2026, 11, 24, 14, 7, 30, 0)), "刚刚");
    assert_eq!(say(at(2026, 11, 24, 14, 3, 0, 0)), "5 分钟前");
    assert_eq!(say(at(2026, 11, 24, 11, 0, 0, 0)), "3 小时前");
    assert_eq!(say(at(2026, 11, 20, 10, 5, 0, 0)), "11-20 10:05");
    assert_eq!(say(at(2025, 11, 20, 10, 5, 0, 0)), "2025-11-20 10:05");
    assert_eq!(say(at(2026, 11, 25, 10, 5, 0, 0)), "2026-11-25 10:05");
    assert_eq!(relative(Lang::En, now, at(2026, 11, 24, 14, 7, 0, 0)), "1 minute ago");
    assert_eq!(moment(Lang::Zh, now, at(2026, 11, 23, 16, 40, 0, 0)), "昨天 16:40");
}

#[test]
fn amounts() {
    assert_eq!(money(Money::cny(123_456_750)), "¥1,234,567.50");
    assert_eq!(money(Money::cny(-5)), "-¥0.05");
    assert_eq!(money(Money::of(-123_456, Currency::Usd)), "-$1,234.56");
    assert_eq!(money(Money::of(1_234, Currency::Jpy)), "JP¥1,234");
    assert_eq!(money_short(Lang::Zh, 123_456_789), ("123.46".into(), "万元"));
    assert_eq!(money_short(Lang::Zh, 12_000_000_000_000), ("1,200".into(), "亿元"));
    assert_eq!(money_short(Lang::Zh, 980_000), ("9,800".into(), "元"));
    assert_eq!(money_short(Lang::En, 123_456_789), ("1.23".into(), "M CNY"));
    assert_eq!(money_short(Lang::Zh, -123_456_789), ("-123.46".into(), "万元"));
}

#[test]
fn prices_have_two_decimals_or_as_many_as_they_need() {
    assert_eq!(price(UnitPrice::cny(3_680_000_000)), "¥3,680.00");
    assert_eq!(price(UnitPrice::cny(3_256_637_168)), "¥3,256.637168");
    assert_eq!(price(UnitPrice::cny(-35_000)), "-¥0.035");
    assert_eq!(bare_price(UnitPrice::cny(35_000)), "0.035");
    assert_eq!(price(UnitPrice::of(1_500_000, Currency::Usd)), "$1.50");
}

#[test]
fn quantities_and_shares() {
    assert_eq!(quantity(12_000_000, "组"), "12 组");
    assert_eq!(quantity(1_234_500_000, "张"), "1,234.5 张");
    assert_eq!(number(-500_000), "-0.5");
    assert_eq!(number(0), "0");
    assert_eq!(percent(9_230), "92.3%");
    assert_eq!(percent(10_000), "100%");
}

#[test]
fn masks() {
    assert_eq!(mask_phone("18612341402"), "186 **** 1402");
    assert_eq!(mask_phone("8001"), "**** 01");
    assert_eq!(mask_phone(""), "");
    assert_eq!(mask_name("仲尼"), "仲*");
    assert_eq!(mask_name("仲大妮"), "仲*妮");
    assert_eq!(mask_name("毛"), "毛*");
    assert_eq!(mask_name(""), "");
    assert_eq!(file_size(1_500_000), "1.4 MB");
}
