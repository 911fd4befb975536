//! Prices per unit (H3.1, H4.2): up to six decimals, since screws cost 0.035 and 3680 before tax is 3256.637168.

use std::cmp::Ordering;

use super::{Currency, Misread, Money, fitting, half_up, half_up_within, written};
use crate::quantity::Quantity;

/// A price of one unit, in millionths of a yuan or of another currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct UnitPrice {
    millionths: i64,
    currency: Currency,
}

/// Decimals of a price.
pub(super) const PLACES: u32 = 6;

impl UnitPrice {
    /// Nothing: a price that was not given, or that of a gift.
    pub const ZERO: Self = Self::cny(0);

    /// The most that one price may be, as of one amount.
    pub const MOST: Self = Self::cny(100_000_000 * 1_000_000);

    /// So many millionths of a yuan.
    pub const fn cny(millionths: i64) -> Self {
        Self { millionths, currency: Currency::Cny }
    }

    /// So many millionths of `currency`.
    pub const fn of(millionths: i64, currency: Currency) -> Self {
        if millionths == 0 { Self::ZERO } else { Self { millionths, currency } }
    }

    /// Millionths, whatever the currency: to be shown beside it.
    pub const fn millionths(self) -> i64 {
        self.millionths
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// As a column of millionths of a yuan holds it; asserts that it is in yuan, as [`Money::to_row`] does.
    pub fn to_row(self) -> i64 {
        assert!(self.currency == Currency::Cny, "a column of CNY holds no {}", self.currency.code());
        self.millionths
    }

    /// Whether one price may be as much.
    pub fn is_within(self) -> bool {
        self.millionths.unsigned_abs() <= Self::MOST.millionths.unsigned_abs()
    }

    /// Whether there is any.
    pub const fn is_some(self) -> bool {
        self.millionths > 0
    }

    /// Whether it is below nothing.
    pub const fn is_negative(self) -> bool {
        self.millionths < 0
    }

    /// This price for `quantity`: the amount of a line, rounded half up to 分.
    pub fn times(self, quantity: Quantity) -> Money {
        let product = i128::from(self.millionths) * i128::from(quantity.0);
        let by = 10_i128.pow(2 * PLACES - self.currency.decimals());
        Money::of(half_up(product, by), self.currency)
    }

    /// The same, as far as one amount may go ([`Money::MOST`]): nothing where price and quantity do not go together.
    pub fn times_within(self, quantity: Quantity) -> Option<Money> {
        let product = i128::from(self.millionths) * i128::from(quantity.0);
        let by = 10_i128.pow(2 * PLACES - self.currency.decimals());
        half_up_within(product, by)
            .map(|minor| Money::of(minor, self.currency))
            .filter(|amount| amount.is_within())
    }

    /// Reads what people write: `0.035`, `¥3,256.637168`, `3680元`; at most six decimals, below a hundred thousand
    /// millions.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        Self::bounded(written::read(text, 6)?).ok_or(Misread::Number)
    }

    /// Reads a number that a spreadsheet computed, like 3680 ÷ 1.13: more than six decimals are rounded half up.
    pub fn rounded(number: &str) -> Option<Self> {
        Self::bounded(written::rounded(number, 6)?)
    }

    fn bounded(millionths: i64) -> Option<Self> {
        (millionths.abs() < 100_000_000_000_000_000).then_some(Self::cny(millionths))
    }

    /// With at least two decimals and at most six: `3680.00`, `0.035`, `3256.637168`.
    pub fn plain(self) -> String {
        let sign = if self.millionths < 0 { "-" } else { "" };
        let abs = self.millionths.unsigned_abs();
        let part = format!("{:06}", abs % 1_000_000);
        let kept = part.trim_end_matches('0');
        format!("{sign}{}.{kept:0<2}", abs / 1_000_000)
    }

    /// The same as an amount, where it has no more decimals than one.
    pub(super) fn whole(self) -> Option<Money> {
        let minor = 10_i64.pow(PLACES - self.currency.decimals());
        (self.millionths % minor == 0).then(|| Money::of(self.millionths / minor, self.currency))
    }
}

/// The first of some numbered prices that is in another currency than those before it, with its number.
pub fn other_currency(prices: impl IntoIterator<Item = (i64, UnitPrice)>) -> Option<(i64, Currency)> {
    let mut priced = prices.into_iter().filter(|(_, price)| *price != UnitPrice::ZERO);
    let (_, first) = priced.next()?;
    let other = priced.find(|(_, price)| price.currency != first.currency)?;
    Some((other.0, other.1.currency))
}

/// A price that is a whole amount.
impl From<Money> for UnitPrice {
    fn from(amount: Money) -> Self {
        let millionths = 10_i64.pow(PLACES - amount.currency().decimals());
        Self::of(fitting(amount.minor().checked_mul(millionths)), amount.currency())
    }
}

/// Prices are compared within one currency, as amounts are.
impl Ord for UnitPrice {
    fn cmp(&self, other: &Self) -> Ordering {
        let one = self.millionths == 0 || other.millionths == 0 || self.currency == other.currency;
        assert!(one, "prices of two currencies: {} and {}", self.currency.code(), other.currency.code());
        self.millionths.cmp(&other.millionths)
    }
}

impl PartialOrd for UnitPrice {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prices_are_read_as_people_write_them() {
        for (text, millionths) in [
            ("0.035", 35_000),
            ("¥3,256.637168", 3_256_637_168),
            ("3680元", 3_680_000_000),
            ("３.７７６５", 3_776_500),
            ("0.2120000", 212_000),
            ("-1", -1_000_000),
        ] {
            assert_eq!(UnitPrice::parse(text), Ok(UnitPrice::cny(millionths)), "{text}");
        }
        assert_eq!(UnitPrice::parse("0.0350001"), Err(Misread::Decimals));
        assert_eq!(UnitPrice::parse("US$0.035"), Err(Misread::Foreign(Currency::Usd)));
        for bad in ["", ".", "面议", "1e3", "0.03.5", "99999999999999", "9999999999999.999999"] {
            assert_eq!(UnitPrice::parse(bad), Err(Misread::Number), "{bad}");
        }
    }

    #[test]
    fn c03_prices_are_written_with_two_to_six_decimals() {
        for (millionths, plain) in [
            (0, "0.00"),
            (3_680_000_000, "3680.00"),
            (3_500_000, "3.50"),
            (35_000, "0.035"),
            (3_256_637_168, "3256.637168"),
            (-212_000, "-0.212"),
            (1, "0.000001"),
        ] {
            assert_eq!(UnitPrice::cny(millionths).plain(), plain);
        }
    }

    #[test]
    fn c03_the_amount_of_a_line_is_rounded_half_up() {
        for (price, quantity, amount) in [
            ("0.035", "5000", 17_500),
            ("3256.637168", "1", 325_664),
            ("3256.637168", "12", 3_907_965),
            ("0.005", "1", 1),
            ("0.004999", "1", 0),
            ("-0.005", "1", -1),
            ("3.7765", "0.5", 189),
            ("791.20", "24.6", 1_946_352),
        ] {
            let (price, quantity) = (UnitPrice::parse(price).unwrap(), Quantity::parse(quantity).unwrap());
            assert_eq!(price.times(quantity), Money::cny(amount), "{price:?} × {quantity:?}");
        }
        let yen = UnitPrice::of(1_500_000, Currency::Jpy).times(Quantity::whole(3));
        assert_eq!(yen, Money::of(5, Currency::Jpy));
        assert_eq!(UnitPrice::MOST.times(Quantity::MOST).minor(), 10_000_000_000_000_000);
        assert_eq!(UnitPrice::MOST.times_within(Quantity::MOST), None);
        assert_eq!(UnitPrice::MOST.times_within(Quantity::whole(1)), Some(Money::MOST));
    }

    #[test]
    #[should_panic(expected = "prices of two currencies: CNY and USD")]
    fn prices_of_two_currencies_are_not_compared() {
        let _ = UnitPrice::cny(1) < UnitPrice::of(1, Currency::Usd);
    }

    proptest! {
        #[test]
        fn plain_text_reads_back(n in -99_999_999_999_999_999i64..99_999_999_999_999_999) {
            let price = UnitPrice::cny(n);
            prop_assert_eq!(UnitPrice::parse(&price.plain()), Ok(price));
        }

        #[test]
        fn parsing_never_panics(text in ".*") {
            let _ = (UnitPrice::parse(&text), UnitPrice::rounded(&text), Money::parse(&text));
        }

        #[test]
        fn rounding_is_never_off_by_more_than_half_a_fen(n in 0i64..1_000_000_000_000, q in 1i64..1_000_000_000_000) {
            let amount = i128::from(UnitPrice::cny(n).times(Quantity(q)).minor()) * 10_000_000_000;
            prop_assert!((amount - i128::from(n) * i128::from(q)).abs() <= 5_000_000_000);
        }

        #[test]
        fn a_whole_amount_is_a_price(minor in -1_000_000_000_000i64..1_000_000_000_000) {
            for currency in [Currency::Cny, Currency::Krw] {
                let amount = Money::of(minor, currency);
                prop_assert_eq!(UnitPrice::from(amount).whole(), Some(amount));
                prop_assert_eq!(UnitPrice::from(amount).times(Quantity::whole(1)), amount);
            }
        }
    }
}
