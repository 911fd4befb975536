//! How money is kept in facts (ADR 0018): one form for each value, so that what was released keeps its bytes.
//!
//! | what | form |
//! |---|---|
//! | an amount in yuan | an integer of 分, as ever |
//! | a unit price in yuan of whole 分 | an integer of 分, as ever |
//! | another unit price in yuan | decimal text, `"0.035"` |
//! | either in another currency | its code before it, `"USD 12.50"` |

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Currency, Money, UnitPrice, price};
use crate::quantity::decimal;

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.currency() {
            Currency::Cny => to.serialize_i64(self.minor()),
            other => to.collect_str(&format_args!("{} {}", other.code(), self.plain())),
        }
    }
}

impl Serialize for UnitPrice {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match (self.currency(), self.whole()) {
            (Currency::Cny, Some(amount)) => amount.serialize(to),
            (Currency::Cny, None) => to.serialize_str(&self.plain()),
            (other, _) => to.collect_str(&format_args!("{} {}", other.code(), self.plain())),
        }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Stored(PhantomData))
    }
}

impl<'de> Deserialize<'de> for UnitPrice {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Stored(PhantomData))
    }
}

/// What is kept as an integer of 分 or as a decimal text behind a currency.
trait Kept: Sized {
    fn of_minor(minor: i64) -> Self;
    fn of_text(number: &str, currency: Currency) -> Option<Self>;
}

impl Kept for Money {
    fn of_minor(minor: i64) -> Self {
        Self::cny(minor)
    }

    fn of_text(number: &str, currency: Currency) -> Option<Self> {
        let places = usize::try_from(currency.decimals()).ok()?;
        decimal(number, places).map(|minor| Self::of(minor, currency))
    }
}

impl Kept for UnitPrice {
    fn of_minor(minor: i64) -> Self {
        Self::from(Money::cny(minor))
    }

    fn of_text(number: &str, currency: Currency) -> Option<Self> {
        let places = usize::try_from(price::PLACES).ok()?;
        decimal(number, places).map(|millionths| Self::of(millionths, currency))
    }
}

struct Stored<T>(PhantomData<T>);

impl<T: Kept> Visitor<'_> for Stored<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer of minor units, or a decimal with its currency")
    }

    fn visit_i64<E: Error>(self, minor: i64) -> Result<T, E> {
        Ok(T::of_minor(minor))
    }

    fn visit_u64<E: Error>(self, minor: u64) -> Result<T, E> {
        i64::try_from(minor).map(T::of_minor).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let (currency, number) = match text.split_once(' ') {
            Some((code, number)) => (Currency::of_code(code), number),
            None => (Some(Currency::Cny), text),
        };
        let found = currency.and_then(|currency| T::of_text(number, currency));
        found.ok_or_else(|| E::custom(format_args!("“{text}” is no money")))
    }
}

#[cfg(test)]
mod tests {
    use ciborium::Value;
    use proptest::prelude::*;

    use super::*;

    fn written<T: Serialize>(value: &T) -> Value {
        Value::serialized(value).unwrap()
    }

    #[test]
    fn i5_yuan_keep_the_form_that_was_released() {
        assert_eq!(written(&Money::cny(368_000)), Value::Integer(368_000.into()));
        assert_eq!(written(&Money::cny(-1)), Value::Integer((-1).into()));
        assert_eq!(written(&UnitPrice::cny(3_680_000_000)), Value::Integer(368_000.into()));
        assert_eq!(written(&UnitPrice::ZERO), Value::Integer(0.into()));
        assert_eq!(written(&UnitPrice::cny(35_000)), Value::Text("0.035".into()));
        assert_eq!(written(&UnitPrice::cny(3_256_637_168)), Value::Text("3256.637168".into()));
    }

    #[test]
    fn another_currency_is_kept_with_its_code() {
        let dollars = Money::of(1250, Currency::Usd);
        assert_eq!(written(&dollars), Value::Text("USD 12.50".into()));
        assert_eq!(written(&dollars).deserialized::<Money>().unwrap(), dollars);
        assert_eq!(written(&Money::of(1250, Currency::Jpy)), Value::Text("JPY 1250".into()));
        let price = UnitPrice::of(12_500_000, Currency::Usd);
        assert_eq!(written(&price), Value::Text("USD 12.50".into()));
        assert_eq!(written(&price).deserialized::<UnitPrice>().unwrap(), price);
    }

    #[test]
    fn what_is_no_money_is_refused() {
        for text in ["", "ABC 5", "USD", "USD ", "USD x", "USD 1.234567", "JPY 0.5", "（已删除）"] {
            assert!(Value::Text(text.into()).deserialized::<Money>().is_err(), "{text}");
        }
        assert!(Value::Text("0.0350001".into()).deserialized::<UnitPrice>().is_err());
        assert!(Value::Integer(u64::MAX.into()).deserialized::<Money>().is_err());
        assert!(Value::Bool(true).deserialized::<UnitPrice>().is_err());
    }

    proptest! {
        #[test]
        fn what_was_written_reads_back(n in -9_999_999_999_999i64..9_999_999_999_999) {
            for currency in [Currency::Cny, Currency::Eur, Currency::Jpy] {
                let (amount, price) = (Money::of(n, currency), UnitPrice::of(n, currency));
                prop_assert_eq!(written(&amount).deserialized::<Money>().unwrap(), amount);
                prop_assert_eq!(written(&price).deserialized::<UnitPrice>().unwrap(), price);
                let (mut bytes, mut read) = (Vec::new(), (Money::ZERO, UnitPrice::ZERO));
                ciborium::into_writer(&(amount, price), &mut bytes).unwrap();
                read.clone_from(&ciborium::from_reader(bytes.as_slice()).unwrap());
                prop_assert_eq!(read, (amount, price));
            }
        }
    }
}
