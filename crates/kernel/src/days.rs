//! Days as people write them, the same at every door: forms, requests and sheets. `assets/dates.js` reads the same words.

use domain::calendar::shift;
use domain::quantity::half_width;
use jiff::civil::{Date, date};

/// A day with its year: `2026-11-24`, `2026/11/24`, `2026.11.24`, `2026年11月24日`, `20261124`, or as sheets count days.
pub fn whole(text: &str) -> Option<Date> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_end_matches(['日', '号']);
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return serial(text).or_else(|| eight(text));
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    real(year, month, day)
}

/// Days that have names, from yesterday on.
pub const NEAR: [&str; 4] = ["昨天", "今天", "明天", "后天"];

/// A day in words; one without a year, `12/30`, is the nearest to `today`; `+3`, `明天` are counted from it.
pub fn near(text: &str, today: Date) -> Option<Date> {
    if let Some(date) = whole(text) {
        return Some(date);
    }
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let words = NEAR.iter().zip(-1_i32..);
    if let Some((_, days)) = words.into_iter().find(|(word, _)| **word == text) {
        return Some(shift(today, days));
    }
    if text.starts_with(['+', '-']) && (2..=4).contains(&text.len()) {
        return text.parse().ok().map(|days| shift(today, days));
    }
    nearest(&text, today, &['月', '/', '-', '.'])
}

/// The day that words of a sheet begin with: a time of day after it is none of our business. What is counted from the day on
/// which it is read would be another day tomorrow, and a number with a point is no day.
pub fn first(text: &str, today: Date) -> Option<Date> {
    let text = text.split_whitespace().next()?;
    whole(text).or_else(|| nearest(&half_width(text), today, &['月', '/']))
}

fn nearest(text: &str, today: Date, between: &[char]) -> Option<Date> {
    let text = text.trim_end_matches(['日', '号']);
    let (month, day) = text.split_once(between)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    let years = [today.year() - 1, today.year(), today.year() + 1];
    let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
    days.min_by_key(|d| today.until(*d).map_or(i32::MAX, |span| span.get_days().abs()))
}

/// A day as sheets count them, from 2000 on.
pub fn serial(number: &str) -> Option<Date> {
    let days: i32 = number.split('.').next()?.parse().ok()?;
    (36_526..=73_050).contains(&days).then(|| shift(date(1899, 12, 30), days))
}

/// `20261124`.
fn eight(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4).filter(|_| text.len() == 8)?;
    let (month, day) = rest.split_at_checked(2)?;
    real(year, month, day)
}

fn real(year: &str, month: &str, day: &str) -> Option<Date> {
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (2000..2100).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = date(2026, 1, 5);
        for text in
            ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "２０２６-０１-０５", "20260105", "46027"]
        {
            assert_eq!(whole(text), Some(day), "{text}");
        }
        for text in ["", "下月初", "2026-13-01", "1899-01-01", "26-1-5", "3", "20261301"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_without_a_year_is_the_nearest() {
        let today = date(2026, 11, 24);
        for text in
            ["2026-12-05", "12月5日", "12月5号", "12/5", "12-05", "20261205", "２０２６.１２.５", "+11"]
        {
            assert_eq!(near(text, today), Some(date(2026, 12, 5)), "{text}");
        }
        assert_eq!(near("1/5", today), Some(date(2027, 1, 5)));
        assert_eq!(
            (near("明天", today), near("-1", today)),
            (Some(date(2026, 11, 25)), Some(date(2026, 11, 23)))
        );
        for text in ["下月初", "2/30", "+", "+1000", "--3", "1/2/3", "-"] {
            assert_eq!(near(text, today), None, "{text}");
        }
    }

    #[test]
    fn a_cell_says_the_same_day_whenever_it_is_read() {
        let today = date(2026, 11, 24);
        assert_eq!(first("12月5日 08:00", today), Some(date(2026, 12, 5)));
        for text in ["明天", "+3", "12.3", "12-3", ""] {
            assert_eq!(first(text, today), None, "{text}");
        }
    }

    #[test]
    fn a_sheet_counts_days_from_1899() {
        assert_eq!(serial("46350"), Some(date(2026, 11, 24)));
        assert_eq!(serial("3"), None);
    }
}
