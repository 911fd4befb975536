//! Working days of a named calendar: weekly pattern, public holidays and make-up days, own exceptions.

mod published;
#[cfg(test)]
mod tests;

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
    /// What those days are called, where somebody has said so: 春节.
    pub names: BTreeMap<Date, String>,
    /// Years whose public holidays are known: those of their notice.
    pub covered: Vec<i16>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::company()
    }
}

impl Calendar {
    /// Monday to Friday with the public holidays and make-up days of the years that are published.
    pub fn company() -> Self {
        let mut calendar = Self {
            saturday: false,
            exceptions: BTreeMap::new(),
            names: BTreeMap::new(),
            covered: published::YEARS.to_vec(),
        };
        for (first, last, name) in published::FREE {
            let (Some(first), Some(last)) = (day(first), day(last)) else { continue };
            for date in first.series(1.day()).take_while(|d| *d <= last) {
                calendar.exceptions.insert(date, false);
                calendar.names.insert(date, name.to_owned());
            }
        }
        for (date, name) in published::WORKED {
            let Some(date) = day(date) else { continue };
            calendar.exceptions.insert(date, true);
            calendar.names.insert(date, name.to_owned());
        }
        calendar
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

    /// Whether the notice of `year` is known: its own holidays, and what it makes of the last days of the year before.
    pub fn knows(&self, year: i16) -> bool {
        self.covered.contains(&year)
    }

    /// Whether the holidays that `date` hangs on are known; where not, plans stand on weekends alone.
    pub fn covers(&self, date: Date) -> bool {
        self.unknown_between(date, date).is_none()
    }

    /// The first year whose notice is not known although a day from `from` to `to`, in either order, hangs on it. The last
    /// days of a year hang on the notice of the next one too: it may free them, or have a weekend worked for the New Year.
    pub fn unknown_between(&self, from: Date, to: Date) -> Option<i16> {
        self.unknown_years(from, to).next()
    }

    /// All such years.
    pub fn unknown_years(&self, from: Date, to: Date) -> impl Iterator<Item = i16> + '_ {
        let (first, last) = (from.min(to), from.max(to));
        let next = last.year() + i16::from((last.month(), last.day()) >= HANGS_ON_NEXT);
        (first.year()..=next).filter(|year| !self.knows(*year))
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

/// From this day of a year on, month and day, the notice of the next one has a say.
const HANGS_ON_NEXT: (i8, i8) = (12, 25);

/// Working days that are counted one by one at most, about forty years: what is further is not a plan.
const FURTHEST: u32 = 10_000;

/// The first year that a date may be in.
pub const FIRST_YEAR: i16 = 2000;
/// How many years ahead of today a date may be.
pub const YEARS_AHEAD: i16 = 10;

/// Whether the holidays of a year are built in.
pub fn is_built_in(year: i16) -> bool {
    published::YEARS.contains(&year)
}

/// Whether a date said on `today` may be meant: nothing before 2000, nothing that nobody plans for.
pub fn is_plausible(date: Date, today: Date) -> bool {
    (FIRST_YEAR..=today.year() + YEARS_AHEAD).contains(&date.year())
}

/// `date` moved by `days` calendar days; the end of the calendar stays where it is.
pub fn shift(date: Date, days: i32) -> Date {
    date.checked_add(Span::new().days(days)).unwrap_or(date)
}

fn day((year, month, day): published::Day) -> Option<Date> {
    Date::new(year, month, day).ok()
}
