//! Dates, money, quantities as people read them (UX §2.1, §2.4).

use domain::money::{Currency, Money, UnitPrice};
use jiff::civil::{Date, DateTime, Weekday};

use crate::i18n::{Lang, zh};

/// `2026-11-24`.
pub fn date(date: Date) -> String {
    date.to_string()
}

/// `11-24`.
pub fn day(date: Date) -> String {
    format!("{:02}-{:02}", date.month(), date.day())
}

/// `11-24` in the year of `today`, else the full date.
pub fn near_day(today: Date, on: Date) -> String {
    if on.year() == today.year() { day(on) } else { date(on) }
}

/// `周二`.
pub fn weekday(lang: Lang, date: Date) -> &'static str {
    let name = match date.weekday() {
        Weekday::Monday => zh("周一"),
        Weekday::Tuesday => zh("周二"),
        Weekday::Wednesday => zh("周三"),
        Weekday::Thursday => zh("周四"),
        Weekday::Friday => zh("周五"),
        Weekday::Saturday => zh("周六"),
        Weekday::Sunday => zh("周日"),
    };
    lang.t(name)
}

/// `2026-11-24 周二`.
pub fn date_weekday(lang: Lang, date: Date) -> String {
    format!("{date} {}", weekday(lang, date))
}

/// `14:08`.
pub fn time(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `2026-11-24 14:08`.
pub fn date_time(at: DateTime) -> String {
    format!("{} {}", at.date(), time(at))
}

/// 刚刚, 5 分钟前, 3 小时前, `11-20 10:05`; the full date after a year. The future is shown as a date.
pub fn relative(lang: Lang, now: DateTime, at: DateTime) -> String {
    let seconds = now.duration_since(at).as_secs();
    match seconds {
        0..60 => lang.t("刚刚").to_owned(),
        60..3_600 => lang.tf("{n} 分钟前", &[("n", &(seconds / 60))]),
        3_600..86_400 => lang.tf("{n} 小时前", &[("n", &(seconds / 3_600))]),
        86_400..31_536_000 => format!("{} {}", day(at.date()), time(at)),
        _ => date_time(at),
    }
}

/// 今天 09:12, 昨天 16:40, `11-20 10:05`, as a timeline says it.
pub fn moment(lang: Lang, now: DateTime, at: DateTime) -> String {
    let today = now.date();
    if at.date() == today {
        format!("{} {}", lang.t("今天"), time(at))
    } else if today.yesterday().is_ok_and(|yesterday| yesterday == at.date()) {
        format!("{} {}", lang.t("昨天"), time(at))
    } else if at.date().year() == today.year() {
        format!("{} {}", day(at.date()), time(at))
    } else {
        date_time(at)
    }
}

/// `1,234,567`.
pub fn integer(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with `digits` decimals taken off its end, thousands separated: `scaled(123_450, 2)` is `1,234.50`.
fn scaled(number: i64, digits: u32) -> String {
    let unit = 10_i64.pow(digits);
    let sign = if number < 0 && number > -unit { "-" } else { "" };
    if digits == 0 {
        return integer(number);
    }
    let width = usize::try_from(digits).unwrap_or_default();
    format!("{sign}{}.{:0width$}", integer(number / unit), (number % unit).unsigned_abs())
}

fn stripped(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// `1,234,567.50`: an amount where the column names the currency.
pub fn amount(money: Money) -> String {
    scaled(money.minor(), money.currency().decimals())
}

/// `¥1,234,567.50`.
pub fn money(money: Money) -> String {
    signed(money.currency(), &amount(money))
}

/// `3,256.637168`, `3,680.00`: a price per unit, at least two decimals, where the column names the currency.
pub fn bare_price(price: UnitPrice) -> String {
    let plain = price.plain();
    let part = plain.rsplit_once('.').map_or("", |(_, part)| part);
    let grouped = scaled(price.millionths(), 6);
    let whole = grouped.rsplit_once('.').map_or("", |(whole, _)| whole);
    format!("{whole}.{part}")
}

/// `¥3,256.637168`.
pub fn price(price: UnitPrice) -> String {
    signed(price.currency(), &bare_price(price))
}

/// The sign of a currency between a minus and the number.
fn signed(currency: Currency, number: &str) -> String {
    let (minus, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
    format!("{minus}{}{number}", currency.sign())
}

/// An amount for a tile: the number and its unit, `("123.46", "万元")`, `("1.2", "亿元")`, below 万 `("9,800", "元")`.
pub fn money_short(lang: Lang, minor: i64) -> (String, &'static str) {
    let size = minor.unsigned_abs();
    let (divisor, unit) = match (lang, size) {
        (Lang::Zh, 1_000_000_000_000..) => (100_000_000, "亿元"),
        (Lang::Zh, 1_000_000..) => (10_000, "万元"),
        (Lang::Zh, _) => (1, "元"),
        (Lang::En, 100_000_000..) => (1_000_000, "M CNY"),
        (Lang::En, 1_000_000..) => (1_000, "k CNY"),
        (Lang::En, _) => (1, "CNY"),
    };
    let half = if minor < 0 { -divisor / 2 } else { divisor / 2 };
    (stripped(scaled(minor.saturating_add(half) / divisor, 2)), unit)
}

/// `12` or `12.5`: millionths with trailing zeros stripped.
pub fn number(millionths: i64) -> String {
    stripped(scaled(millionths, 6))
}

/// `12 组`.
pub fn quantity(millionths: i64, unit: &str) -> String {
    if unit.is_empty() { number(millionths) } else { format!("{} {unit}", number(millionths)) }
}

/// `92.3%` from 9230 basis points.
pub fn percent(basis_points: i64) -> String {
    format!("{}%", stripped(scaled(basis_points, 2)))
}

/// `186 **** 1402`; a short number keeps its last two digits.
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let (head, tail) = if digits.len() >= 9 { (3, 4) } else { (0, 2) };
    let start: String = digits.iter().take(head).collect();
    let end: String = digits.iter().skip(digits.len().saturating_sub(tail)).collect();
    if digits.is_empty() { String::new() } else { format!("{start} **** {end}").trim_start().to_owned() }
}

/// 仲*, 仲*妮.
pub fn mask_name(name: &str) -> String {
    let mut letters = name.trim().chars();
    match (letters.next(), letters.next_back(), letters.next()) {
        (Some(first), Some(last), Some(_)) => format!("{first}*{last}"),
        (Some(first), _, _) => format!("{first}*"),
        (None, _, _) => String::new(),
    }
}

/// `356 KB`.
pub fn file_size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
