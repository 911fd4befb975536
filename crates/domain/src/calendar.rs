//! Working days of a named calendar: weekly pattern, public holidays and make-up days, own exceptions.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};
use serde::{Deserialize, Serialize};

/// A calendar of working days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Whether Saturday is worked (六天单休).
    pub saturday: bool,
    /// Days that differ from the weekly pattern: `true` is worked. Own exceptions win over public ones.
    pub exceptions: BTreeMap<Date, bool>,
    /// Years whose public holidays are known.
    pub covered: Vec<i16>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::company()
    }
}

/// Year, month, day.
type Day = (i16, i8, i8);

/// Rest days of 2025 and 2026 as published by the State Council: first day, last day.
const REST: [(Day, Day); 13] = [
    ((2025, 1, 1), (2025, 1, 1)),
    ((2025, 1, 28), (2025, 2, 4)),
    ((2025, 4, 4), (2025, 4, 6)),
    ((2025, 5, 1), (2025, 5, 5)),
    ((2025, 5, 31), (2025, 6, 2)),
    ((2025, 10, 1), (2025, 10, 8)),
    ((2026, 1, 1), (2026, 1, 3)),
    ((2026, 2, 15), (2026, 2, 23)),
    ((2026, 4, 4), (2026, 4, 6)),
    ((2026, 5, 1), (2026, 5, 5)),
    ((2026, 6, 19), (2026, 6, 21)),
    ((2026, 9, 25), (2026, 9, 27)),
    ((2026, 10, 1), (2026, 10, 7)),
];

/// Weekend days that are worked instead (调休).
const MAKE_UP: [(i16, i8, i8); 11] = [
    (2025, 1, 26),
    (2025, 2, 8),
    (2025, 4, 27),
    (2025, 9, 28),
    (2025, 10, 11),
    (2026, 1, 4),
    (2026, 2, 14),
    (2026, 2, 28),
    (2026, 5, 9),
    (2026, 9, 20),
    (2026, 10, 10),
];

impl Calendar {
    /// Monday to Friday with the public holidays and make-up days of the years that are published.
    pub fn company() -> Self {
        let mut exceptions = BTreeMap::new();
        for (first, last) in REST {
            let (Some(first), Some(last)) = (day(first), day(last)) else { continue };
            for date in first.series(1.day()).take_while(|d| *d <= last) {
                exceptions.insert(date, false);
            }
        }
        for date in MAKE_UP.into_iter().filter_map(day) {
            exceptions.insert(date, true);
        }
        Self { saturday: false, exceptions, covered: vec![2025, 2026] }
    }

    /// As [`Calendar::company`], Saturdays worked.
    pub fn factory() -> Self {
        Self { saturday: true, ..Self::company() }
    }

    /// Whether `date` is worked.
    pub fn is_working(&self, date: Date) -> bool {
        self.exceptions.get(&date).copied().unwrap_or_else(|| match date.weekday() {
            Weekday::Sunday => false,
            Weekday::Saturday => self.saturday,
            _ => true,
        })
    }

    /// Whether the public holidays of `date`'s year are known; where not, plans stand on weekends alone.
    pub fn covers(&self, date: Date) -> bool {
        self.covered.contains(&date.year())
    }

    /// `date` itself if it is worked, else the next day that is.
    pub fn on_or_after(&self, date: Date) -> Date {
        self.seek(date, 1)
    }

    /// `date` itself if it is worked, else the last day before it that is.
    pub fn on_or_before(&self, date: Date) -> Date {
        self.seek(date, -1)
    }

    /// The day `days` working days after `date` (before it where negative); 0 is [`Calendar::on_or_after`].
    pub fn plus(&self, date: Date, days: i32) -> Date {
        let step = if days < 0 { -1 } else { 1 };
        let mut at = if days == 0 { self.on_or_after(date) } else { date };
        for _ in 0..days.unsigned_abs().min(FURTHEST) {
            at = self.seek(shift(at, step), step);
        }
        at
    }

    /// Working days after `from` up to and with `to`; negative where `to` is earlier.
    pub fn between(&self, from: Date, to: Date) -> i32 {
        if to < from {
            return -self.between(to, from);
        }
        let days = from.series(1.day()).skip(1).take_while(|d| *d <= to);
        i32::try_from(days.filter(|d| self.is_working(*d)).count()).unwrap_or(i32::MAX)
    }

    /// A pattern without any working day in two months would loop for ever: then calendar days count.
    fn seek(&self, from: Date, step: i32) -> Date {
        let mut at = from;
        for _ in 0..62 {
            if self.is_working(at) {
                return at;
            }
            at = shift(at, step);
        }
        from
    }
}

/// Working days that are counted one by one at most, about forty years: what is further is not a plan.
const FURTHEST: u32 = 10_000;

/// The first year that a date may be in.
pub const FIRST_YEAR: i16 = 2000;
/// How many years ahead of today a date may be.
pub const YEARS_AHEAD: i16 = 10;

/// Whether a date said on `today` may be meant: nothing before 2000, nothing that nobody plans for.
pub fn is_plausible(date: Date, today: Date) -> bool {
    (FIRST_YEAR..=today.year() + YEARS_AHEAD).contains(&date.year())
}

/// `date` moved by `days` calendar days; the end of the calendar stays where it is.
pub fn shift(date: Date, days: i32) -> Date {
    date.checked_add(Span::new().days(days)).unwrap_or(date)
}

fn day((year, month, day): (i16, i8, i8)) -> Option<Date> {
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn national_day_week_and_its_make_up_days_count_as_published() {
        let c = Calendar::company();
        assert_eq!(c.plus(d("2026-09-30"), 1), d("2026-10-08"));
        assert_eq!(c.plus(d("2026-10-09"), 1), d("2026-10-10"), "a Saturday that is worked");
        assert_eq!(c.between(d("2026-09-30"), d("2026-10-12")), 4);
        assert_eq!(c.plus(d("2026-11-30"), -2), d("2026-11-26"));
        assert_eq!(c.plus(d("2026-02-14"), 1), d("2026-02-24"), "Spring Festival");
    }

    #[test]
    fn a_six_day_factory_works_saturdays_but_not_holidays() {
        let c = Calendar::factory();
        assert!(c.is_working(d("2026-11-28")));
        assert!(!c.is_working(d("2026-10-03")));
        assert!(!c.covers(d("2027-01-04")));
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(offset in 0i32..700, days in 1i32..60) {
            let c = Calendar::company();
            let from = c.on_or_after(shift(d("2025-01-02"), offset));
            let to = c.plus(from, days);
            prop_assert!(c.is_working(to));
            prop_assert_eq!(c.between(from, to), days);
            prop_assert_eq!(c.plus(to, -days), from);
        }
    }
}
