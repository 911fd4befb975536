//! Money in integer minor units (分); the order says in which currency.

use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;

/// An amount in minor units (分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The most that one price or one amount may be, a hundred million yuan; more is a slip of the hand.
    pub const MOST: Self = Self(100_000_000 * 100);

    /// Whether one price or amount may be as much.
    pub fn is_within(self) -> bool {
        self.0.unsigned_abs() <= Self::MOST.0.unsigned_abs()
    }

    /// `self + other`; stops at the ends of the range instead of wrapping.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// `self - other`.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This unit price for `quantity`, rounded half up to 分.
    #[must_use]
    pub fn times(self, quantity: Quantity) -> Self {
        let product = i128::from(self.0) * i128::from(quantity.0);
        Self(half_up(product, 1_000_000))
    }

    /// `basis_points` hundredths of a percent of this amount, rounded half up.
    #[must_use]
    pub fn share(self, basis_points: i64) -> Self {
        Self(half_up(i128::from(self.0) * i128::from(basis_points), 10_000))
    }

    /// Reads what people write: `3,680`, `¥3,680.00`, `3680元`; at most two decimals, below a hundred thousand millions.
    pub fn parse(text: &str) -> Option<Self> {
        let cleaned = crate::quantity::clean(text, &["¥", "￥", "元", "RMB", "CNY"]);
        crate::quantity::decimal(&cleaned, 2).filter(|v| v.abs() < 10_000_000_000_000).map(Self)
    }

    /// `1234567.5` as `1234567.50`, for forms and sheets.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", abs / 100, abs % 100)
    }

    /// The amount in capital numerals 大写金额, as on documents.
    pub fn capital(self) -> String {
        capital(self.0)
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

pub(crate) fn half_up(value: i128, by: i128) -> i64 {
    debug_assert!(by > 0, "shares are of something");
    let half = by / 2;
    let rounded = if value >= 0 { (value + half) / by } else { (value - half) / by };
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

fn capital(minor: i64) -> String {
    let digit = |n: u64| usize::try_from(n).ok().and_then(|n| DIGITS.get(n).copied()).unwrap_or_default();
    let abs = minor.unsigned_abs();
    let (yuan, jiao, fen) = (abs / 100, abs / 10 % 10, abs % 10);
    let mut out = String::from(if minor < 0 { "人民币负" } else { "人民币" });
    if yuan > 0 {
        out += &groups(yuan, &digit);
        out += "元";
    }
    match (jiao, fen) {
        (0, 0) => out += if yuan == 0 { "零元整" } else { "整" },
        (0, fen) => {
            if yuan > 0 {
                out += "零";
            }
            out += digit(fen);
            out += "分";
        }
        (jiao, fen) => {
            if yuan > 0 && yuan.is_multiple_of(10) {
                out += "零";
            }
            out += digit(jiao);
            out += "角";
            if fen > 0 {
                out += digit(fen);
                out += "分";
            }
        }
    }
    out
}

/// Whole yuan, four digits at a time.
fn groups(yuan: u64, digit: &dyn Fn(u64) -> &'static str) -> String {
    let mut out = String::new();
    let mut pending_zero = false;
    for (unit, name) in [(1_000_000_000_000_u64, "万亿"), (100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let group = if unit == 1_000_000_000_000 { yuan / unit } else { yuan / unit % 10_000 };
        if group == 0 {
            pending_zero = !out.is_empty();
            continue;
        }
        if !out.is_empty() && (pending_zero || group < 1000) {
            out += "零";
        }
        pending_zero = false;
        out += &four(group, digit);
        out += name;
    }
    out
}

fn four(group: u64, digit: &dyn Fn(u64) -> &'static str) -> String {
    let mut out = String::new();
    let mut zero = false;
    for (unit, name) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let n = group / unit % 10;
        if n == 0 {
            zero = !out.is_empty();
            continue;
        }
        if zero {
            out += "零";
            zero = false;
        }
        out += digit(n);
        out += name;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capital_numerals_follow_the_payment_rules() {
        for (minor, text) in [
            (140_950, "人民币壹仟肆佰零玖元伍角"),
            (600_714, "人民币陆仟零柒元壹角肆分"),
            (168_032, "人民币壹仟陆佰捌拾元零叁角贰分"),
            (10_700_053, "人民币壹拾万柒仟元零伍角叁分"),
            (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
            (32_504, "人民币叁佰贰拾伍元零肆分"),
            (1_000, "人民币壹拾元整"),
            (5, "人民币伍分"),
            (10_001_000_000, "人民币壹亿零壹万元整"),
            (0, "人民币零元整"),
        ] {
            assert_eq!(Money(minor).capital(), text);
        }
    }

    #[test]
    fn money_is_read_as_people_write_it() {
        assert_eq!(Money::parse("¥3,680.00"), Some(Money(368_000)));
        assert_eq!(Money::parse(" ３６８０元 "), Some(Money(368_000)));
        assert_eq!(Money::parse("3.5"), Some(Money(350)));
        for bad in ["", "3.555", "三百", "1e9", "NaN", "99999999999999", "1,2,", "--3"] {
            assert_eq!(Money::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn shares_and_products_round_half_up() {
        assert_eq!(Money(33_333).share(3000), Money(10_000));
        assert_eq!(Money(79_120).times(Quantity(24_600_000)), Money(1_946_352));
    }
}
