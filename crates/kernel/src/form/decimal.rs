//! The decimal numbers of the trade: amounts, unit prices, quantities. They are read, bounded and drawn alike; what
//! differs is said here once for each.

use domain::money::{Currency, Misread, Money, UnitPrice};
use domain::quantity::Quantity;
use jiff::civil::Date;

use super::value::{Value, Wrong, short};
use crate::i18n::zh;
use crate::ui::{FieldKind, Ui};

/// A decimal number of the trade.
pub trait Decimal: Copy + PartialOrd + 'static {
    /// Nothing of it.
    const NOTHING: Self;
    /// The most that one field holds.
    const MOST: Self;
    /// How it is filled in.
    const KIND: FieldKind;
    /// What is said of a `{value}` that is none.
    const NO_NUMBER: &'static str;
    /// What is said of a `{value}` with too many decimals.
    const TOO_FINE: &'static str;

    /// Reads what people write.
    fn written(text: &str) -> Result<Self, Misread>;
    /// Whether one field may hold as much.
    fn fits(self) -> bool;
    /// As it stands in the field.
    fn plain(self) -> String;
}

impl Decimal for Money {
    const NOTHING: Self = Self::ZERO;
    const MOST: Self = Self::MOST;
    const KIND: FieldKind = FieldKind::Money;
    const NO_NUMBER: &'static str = zh("“{value}”不是金额。请写成 3680.00，最多两位小数");
    const TOO_FINE: &'static str = Self::NO_NUMBER;

    fn written(text: &str) -> Result<Self, Misread> {
        Self::parse(text)
    }

    fn fits(self) -> bool {
        self.is_within()
    }

    fn plain(self) -> String {
        Self::plain(self)
    }
}

impl Decimal for UnitPrice {
    const NOTHING: Self = Self::ZERO;
    const MOST: Self = Self::MOST;
    const KIND: FieldKind = FieldKind::Price;
    const NO_NUMBER: &'static str = zh("“{value}”不是单价。请写成 3680.00 或 0.035，最多六位小数");
    const TOO_FINE: &'static str = zh("“{value}”超过六位小数。单价最多六位小数，请四舍五入后填写");

    fn written(text: &str) -> Result<Self, Misread> {
        Self::parse(text)
    }

    fn fits(self) -> bool {
        self.is_within()
    }

    fn plain(self) -> String {
        Self::plain(self)
    }
}

impl Decimal for Quantity {
    const NOTHING: Self = Self::ZERO;
    const MOST: Self = Self::MOST;
    const KIND: FieldKind = FieldKind::Quantity;
    const NO_NUMBER: &'static str = zh("“{value}”不是数量。请写成 12 或 24.6");
    const TOO_FINE: &'static str = Self::NO_NUMBER;

    fn written(text: &str) -> Result<Self, Misread> {
        Self::parse(text).ok_or(Misread::Number)
    }

    fn fits(self) -> bool {
        self.is_within()
    }

    fn plain(self) -> String {
        Self::plain(self)
    }
}

impl<D: Decimal> Value for D {
    fn kind(_: &Ui) -> FieldKind {
        D::KIND
    }

    fn read(text: &str) -> Result<Self, Wrong> {
        D::written(text).map_err(|misread| match misread {
            Misread::Number => Wrong::value(D::NO_NUMBER, text),
            Misread::Decimals => Wrong::value(D::TOO_FINE, text),
            Misread::Foreign(currency) => foreign(currency),
        })
    }

    fn doubt(&self, text: &str, _: Date) -> Option<Wrong> {
        let params = || [("value", short(text)), ("most", D::MOST.plain())];
        let too_much = || Wrong::with("“{value}”超过上限 {most}。请核对，或分成几行", params());
        (!self.fits()).then(too_much)
    }

    fn plain(&self) -> String {
        Decimal::plain(*self)
    }

    fn blank() -> Self {
        D::NOTHING
    }
}

/// Only the yuan can be entered so far (ADR 0018).
fn foreign(currency: Currency) -> Wrong {
    let params = [("currency", currency.name().to_owned())];
    Wrong::with("金额是{currency}，现在只能用人民币。请换算后填写", params)
}
