//! Quantities in integer millionths of a unit.

use serde::{Deserialize, Serialize};

use crate::money::{fitting, half_up, half_up_within};

/// A quantity in millionths; the item says of which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub i64);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The most that one line of anything holds; more is a slip of the hand, and would be planned for years.
    pub const MOST: Self = Self(1_000_000 * 1_000_000);

    /// `n` whole units.
    pub fn whole(n: i32) -> Self {
        Self(i64::from(n) * 1_000_000)
    }

    /// `self + other`. Asserts that it fits, as all sums of ours do ([`fitting`]).
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(fitting(self.0.checked_add(other.0)))
    }

    /// `self - other`. Asserts that it fits.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(fitting(self.0.checked_sub(other.0)))
    }

    /// What is missing to `whole`, never below zero.
    #[must_use]
    pub fn short_of(self, whole: Self) -> Self {
        whole.minus(self).max(Self::ZERO)
    }

    /// This many times `per_unit`, rounded half up to millionths.
    #[must_use]
    pub fn times(self, per_unit: Self) -> Self {
        Self(half_up(i128::from(self.0) * i128::from(per_unit.0), 1_000_000))
    }

    /// The same; nothing where it does not fit.
    pub fn times_within(self, per_unit: Self) -> Option<Self> {
        half_up_within(i128::from(self.0) * i128::from(per_unit.0), 1_000_000).map(Self)
    }

    /// `part` of `whole` equal parts of this, rounded down to millionths; nothing of nothing.
    #[must_use]
    pub fn share(self, part: i64, whole: i64) -> Self {
        if whole == 0 {
            return Self::ZERO;
        }
        let share = i128::from(self.0) * i128::from(part) / i128::from(whole);
        Self(fitting(i64::try_from(share).ok()))
    }

    /// Whether one line may hold as much.
    pub fn is_within(self) -> bool {
        self.0.unsigned_abs() <= Self::MOST.0.unsigned_abs()
    }

    /// Whether it is exactly nothing: what facts do not keep.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
    pub fn is_nothing(&self) -> bool {
        self.0 == 0
    }

    /// Whether there is any.
    pub fn is_some(self) -> bool {
        self.0 > 0
    }

    /// Hundredths of a percent that this is of `whole` (0 where `whole` is nothing).
    pub fn basis_points_of(self, whole: Self) -> i64 {
        if whole.0 <= 0 { 0 } else { half_up(i128::from(self.0) * 10_000, i128::from(whole.0)) }
    }

    /// Reads what people write: `24.6`, `1,200`; at most six decimals, below a thousand million.
    pub fn parse(text: &str) -> Option<Self> {
        let text = clean(text, &[]);
        let number = decimal(&text, 6).filter(|v| v.abs() < 1_000_000_000_000_000);
        number.filter(|number| !is_minus_nothing(&text, *number)).map(Self)
    }

    /// `24.600000` as `24.6`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        let (whole, part) = (abs / 1_000_000, abs % 1_000_000);
        if part == 0 {
            return format!("{sign}{whole}");
        }
        let part = format!("{part:06}");
        format!("{sign}{whole}.{}", part.trim_end_matches('0'))
    }
}

impl std::iter::Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(quantities: I) -> Self {
        quantities.fold(Self::ZERO, Self::plus)
    }
}

/// Half-width, without spaces and without any of `words`.
pub(crate) fn clean(text: &str, words: &[&str]) -> String {
    let mut text = half_width(text);
    for word in words {
        text = text.replace(word, "");
    }
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Full-width digits, letters and signs as their half-width forms, dashes and spaces of all kinds as one, signs that nobody
/// sees left out (C30); for codes, numbers and dates only.
pub fn half_width(text: &str) -> String {
    text.chars()
        .filter_map(|c| match u32::from(c) {
            0x3000 | 0x00A0 | 0x2000..=0x200A | 0x202F | 0x205F => Some(' '),
            // Hyphens, dashes and the minus sign.
            0x2010..=0x2015 | 0x2212 | 0xFE58 | 0xFE63 => Some('-'),
            // Soft hyphen, zero-width signs, marks of direction, the mark of byte order.
            0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0xFEFF => None,
            n @ 0xFF01..=0xFF5E => Some(char::from_u32(n - 0xFEE0).unwrap_or(c)),
            _ => Some(c),
        })
        .collect()
}

/// A decimal number as an integer of `places` decimals; thousands commas only where they belong.
pub(crate) fn decimal(text: &str, places: usize) -> Option<i64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped: Vec<&str> = groups.collect();
    if !grouped.is_empty() && (first.len() > 3 || grouped.iter().any(|g| g.len() != 3)) {
        return None;
    }
    let whole = whole.replace(',', "");
    let part = part.trim_end_matches('0');
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && part.is_empty())
        || !digits(&whole)
        || !digits(part)
        || part.len() > places
        || whole.len() > 13
    {
        return None;
    }
    let number: i64 = format!("{whole}{part:0<places$}").parse().ok()?;
    Some(if negative { -number } else { number })
}

/// Whether a text says minus nothing: nobody writes it, and what was meant is not guessed.
pub(crate) fn is_minus_nothing(text: &str, number: i64) -> bool {
    number == 0 && text.starts_with('-')
}

/// Whether both are the same number of somebody's paper, however they are spelt.
pub fn same_number(one: &str, other: &str) -> bool {
    number_key(one) == number_key(other)
}

/// A number of somebody's paper as it is compared: letters and digits alone count.
pub fn number_key(text: &str) -> String {
    half_width(text).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantities_are_read_as_people_write_them() {
        assert_eq!(Quantity::parse("24.6"), Some(Quantity(24_600_000)));
        assert_eq!(Quantity::parse("１，２００"), Some(Quantity::whole(1200)));
        assert_eq!(Quantity::parse("-3"), Some(Quantity::whole(-3)));
        for bad in [
            "三套",
            "1.2345678",
            "",
            ".",
            "1,20",
            "1,5",
            "inf",
            "NaN",
            "-0",
            "-0.00",
            "1e400",
            "9.2e18",
            "12套",
        ] {
            assert_eq!(Quantity::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn plain_text_reads_back(n in -999_999_999_999_999i64..999_999_999_999_999) {
            prop_assert_eq!(Quantity::parse(&Quantity(n).plain()), Some(Quantity(n)));
        }

        #[test]
        fn parsing_never_panics(text in ".*") {
            let _ = Quantity::parse(&text);
        }
    }

    #[test]
    fn c30_signs_that_look_alike_are_one() {
        for code in ["ZG–1001", "ZG‑1001", "ZG−1001", "ZG-1001\u{200B}", "ＺＧ－１００１", "\u{FEFF}ZG—1001"]
        {
            assert_eq!(half_width(code), "ZG-1001", "{code:?}");
        }
        assert_eq!(half_width("ZG\u{A0}1001"), "ZG 1001");
        assert_eq!(Quantity::parse("−3"), Some(Quantity::whole(-3)));
    }
}
