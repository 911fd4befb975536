//! Money with its currency (ADR 0018): amounts in integer minor units (分), and unit prices in millionths of a yuan.
//!
//! Sums never mix currencies. Nothing is nothing in every currency: zero has none of its own and is neutral.

mod capital;
mod currency;
mod price;
mod stored;
mod written;

pub use currency::Currency;
pub use price::{UnitPrice, other_currency};
pub use written::{Misread, foreign_in};

use std::cmp::Ordering;

/// An amount in minor units (分) of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self::cny(0);

    /// The most that one amount may be, a hundred million yuan; more is a slip of the hand.
    pub const MOST: Self = Self::cny(100_000_000 * 100);

    /// So many 分.
    pub const fn cny(minor: i64) -> Self {
        Self { minor, currency: Currency::Cny }
    }

    /// So many minor units of `currency`.
    pub const fn of(minor: i64, currency: Currency) -> Self {
        if minor == 0 { Self::ZERO } else { Self { minor, currency } }
    }

    /// Minor units, whatever the currency: to be shown beside it.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// As a column of 分 holds it.
    ///
    /// Asserts that it is Chinese money: sums over rows would mix currencies else.
    pub fn to_row(self) -> i64 {
        assert!(self.currency == Currency::Cny, "a column of CNY holds no {}", self.currency.code());
        self.minor
    }

    /// Whether one amount may be as much.
    pub fn is_within(self) -> bool {
        self.minor.unsigned_abs() <= Self::MOST.minor.unsigned_abs()
    }

    /// Whether there is any.
    pub const fn is_some(self) -> bool {
        self.minor > 0
    }

    /// `self + other`, of one currency. Asserts that it fits, as all sums of ours do ([`fitting`]).
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::of(fitting(self.minor.checked_add(other.minor)), self.shared(other))
    }

    /// `self - other`, of one currency. Asserts that it fits.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self::of(fitting(self.minor.checked_sub(other.minor)), self.shared(other))
    }

    /// `basis_points` hundredths of a percent of this amount, rounded half up.
    #[must_use]
    pub fn share(self, basis_points: i64) -> Self {
        Self::of(half_up(i128::from(self.minor) * i128::from(basis_points), 10_000), self.currency)
    }

    /// `part` of `whole`, taken of this amount, rounded half up; all of it where `whole` is nothing.
    #[must_use]
    pub fn portion(self, part: Self, whole: Self) -> Self {
        if whole.minor <= 0 {
            return self;
        }
        let product = i128::from(self.minor) * i128::from(part.minor);
        Self::of(half_up(product, i128::from(whole.minor)), self.currency)
    }

    /// Reads what people write: `3,680`, `¥3,680.00`, `3680元`; at most two decimals, below a hundred thousand millions.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let minor = written::read(text, 2)?;
        if minor.abs() < 10_000_000_000_000 { Ok(Self::cny(minor)) } else { Err(Misread::Number) }
    }

    /// `1234567.5` as `1234567.50`, for forms and sheets.
    pub fn plain(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let abs = self.minor.unsigned_abs();
        match self.currency.decimals() {
            0 => format!("{sign}{abs}"),
            _ => format!("{sign}{}.{:02}", abs / 100, abs % 100),
        }
    }

    /// The amount in capital numerals 大写金额, as on documents.
    pub fn capital(self) -> String {
        capital::capital(self.to_row())
    }

    /// The currency of a sum or a comparison of both. Asserts that there is one: an order has one currency (H3.1), and
    /// another one than yuan cannot be entered, so that only a wrong rule can come here with two.
    fn shared(self, other: Self) -> Currency {
        if self.minor == 0 {
            return other.currency;
        }
        assert!(
            other.minor == 0 || self.currency == other.currency,
            "sums never mix currencies: {} and {}",
            self.currency.code(),
            other.currency.code()
        );
        self.currency
    }
}

impl Ord for Money {
    fn cmp(&self, other: &Self) -> Ordering {
        self.shared(*other);
        self.minor.cmp(&other.minor)
    }
}

impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

/// A number of ours that fits: what can be entered is bounded (`MOST` of each type, trust control 32) so far below the end of the
/// range that only a wrong rule comes here with one that does not. It is never wrapped, nor quietly made smaller.
pub(crate) fn fitting(number: Option<i64>) -> i64 {
    assert!(number.is_some(), "a number beyond what can be entered");
    number.unwrap_or_default()
}

/// `value` parts of `by`, rounded half up. Asserts that it fits.
pub(crate) fn half_up(value: i128, by: i128) -> i64 {
    fitting(half_up_within(value, by))
}

/// The same; nothing where it does not fit.
pub(crate) fn half_up_within(value: i128, by: i128) -> Option<i64> {
    debug_assert!(by > 0, "shares are of something");
    let half = by / 2;
    let rounded = if value >= 0 { (value + half) / by } else { (value - half) / by };
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn money_is_read_as_people_write_it() {
        assert_eq!(Money::parse("¥3,680.00"), Ok(Money::cny(368_000)));
        assert_eq!(Money::parse(" ３６８０元 "), Ok(Money::cny(368_000)));
        assert_eq!(Money::parse("人民币 3.5 元"), Ok(Money::cny(350)));
        assert_eq!(Money::parse("cny3.50"), Ok(Money::cny(350)));
        for bad in ["", "三百", "1e9", "NaN", "99999999999999", "1,2,", "--3"] {
            assert_eq!(Money::parse(bad), Err(Misread::Number), "{bad}");
        }
        assert_eq!(Money::parse("3.555"), Err(Misread::Decimals));
        assert_eq!(Money::parse("$3.555"), Err(Misread::Foreign(Currency::Usd)));
    }

    #[test]
    fn shares_round_half_up() {
        assert_eq!(Money::cny(33_333).share(3000), Money::cny(10_000));
    }

    #[test]
    fn nothing_is_neutral_in_every_currency() {
        let dollars = Money::of(500, Currency::Usd);
        assert_eq!(Money::ZERO.plus(dollars), dollars);
        assert_eq!(dollars.minus(Money::ZERO), dollars);
        assert_eq!(dollars.minus(dollars), Money::ZERO);
        assert_eq!(Money::of(0, Currency::Usd), Money::ZERO);
        assert_eq!(
            [dollars, Money::ZERO, dollars].into_iter().sum::<Money>(),
            Money::of(1000, Currency::Usd)
        );
        assert!(dollars > Money::ZERO && Money::ZERO.max(dollars) == dollars);
        assert_eq!(Money::of(1250, Currency::Jpy).plain(), "1250");
    }

    #[test]
    #[should_panic(expected = "sums never mix currencies: CNY and USD")]
    fn a_sum_of_two_currencies_is_a_fault_of_the_rule() {
        let _ = Money::cny(1).plus(Money::of(1, Currency::Usd));
    }

    #[test]
    #[should_panic(expected = "a number beyond what can be entered")]
    fn c32_a_sum_that_does_not_fit_is_a_fault_of_the_rule() {
        let _ = Money::cny(i64::MAX).plus(Money::cny(1));
    }

    #[test]
    fn c32_whatever_can_be_entered_can_be_summed() {
        // The longest order that can be entered, a hundred thousand of them.
        let order: Money = std::iter::repeat_n(Money::MOST, 2000).sum();
        assert!(order.minor().checked_mul(100_000).is_some());
        assert!(crate::quantity::Quantity::MOST.0.checked_mul(1_000_000).is_some());
    }

    #[test]
    #[should_panic(expected = "sums never mix currencies: USD and EUR")]
    fn two_currencies_are_not_compared() {
        let _ = Money::of(1, Currency::Usd) < Money::of(2, Currency::Eur);
    }

    #[test]
    #[should_panic(expected = "a column of CNY holds no USD")]
    fn a_row_holds_chinese_money() {
        Money::of(1, Currency::Usd).to_row();
    }

    proptest! {
        #[test]
        fn plain_text_reads_back(minor in -9_999_999_999_999i64..9_999_999_999_999) {
            prop_assert_eq!(Money::parse(&Money::cny(minor).plain()), Ok(Money::cny(minor)));
        }

        #[test]
        fn what_is_taken_away_and_put_back_is_the_same(a in -1_000_000i64..1_000_000, b in -1_000_000i64..1_000_000) {
            for currency in [Currency::Cny, Currency::Jpy] {
                let (a, b) = (Money::of(a, currency), Money::of(b, currency));
                prop_assert_eq!(a.minus(b).plus(b), a);
            }
        }
    }
}
