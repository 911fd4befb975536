//! Numbers in a row: prices per unit, quantities, whole numbers (H3.1). What is no number is not guessed.

use domain::money::{Misread, UnitPrice, foreign_in};
use domain::quantity::{Quantity, half_width};
use kernel::form::Decimal;
use paper::sheet_read::Cell;

use super::cells::RowReader;
use super::report::{
    FOREIGN, NEGATIVE, NO_INTEGER, NO_PRICE, NO_QUANTITY, NOT_POSITIVE, PRICE_ROUNDED, REQUIRED, TOO_FINE,
    TOO_MUCH, Why,
};

/// Words behind a number: `10件`.
pub(super) const UNITS: [&str; 20] = [
    "平方米",
    "套",
    "件",
    "个",
    "米",
    "张",
    "支",
    "只",
    "把",
    "付",
    "包",
    "桶",
    "卷",
    "台",
    "组",
    "㎡",
    "樘",
    "块",
    "根",
    "条",
];

impl RowReader<'_> {
    /// A price per unit that is not negative; `None` where nothing stands. A spreadsheet computes more than six
    /// decimals from 3680 ÷ 1.13: they are rounded, and the cell is named.
    pub fn price(&mut self, column: &str) -> Option<UnitPrice> {
        let (text, computed) = match self.cell(column) {
            Cell::Number(number) => (number.clone(), UnitPrice::rounded(number)),
            _ => (half_width(&self.text(column, 60)), None),
        };
        if text.is_empty() {
            return None;
        }
        if let Some(currency) = foreign_in(self.heading(column)) {
            self.wrong(column, FOREIGN, &[("currency", currency.name())]);
            return None;
        }
        let rounded =
            computed.map(UnitPrice::plain).filter(|_| UnitPrice::parse(&text) == Err(Misread::Decimals));
        let price = self.figure(column, rounded.as_deref().unwrap_or(&text), NO_PRICE);
        if let (Some(rounded), Some(_)) = (&rounded, price) {
            self.doubt(column, PRICE_ROUNDED, &[("price", rounded)]);
        }
        price
    }

    /// A quantity that is not negative; `None` where nothing stands.
    pub fn quantity(&mut self, column: &str) -> Option<Quantity> {
        let text = self.numeral(column);
        if text.is_empty() { None } else { self.figure(column, &text, NO_QUANTITY) }
    }

    fn figure<D: Decimal>(&mut self, column: &str, text: &str, no_number: Why) -> Option<D> {
        match D::written(text) {
            Ok(figure) if figure < D::NOTHING => self.wrong(column, NEGATIVE, &[]),
            Ok(figure) if !figure.fits() => self.wrong(column, TOO_MUCH, &[("most", &D::MOST.plain())]),
            Ok(figure) => return Some(figure),
            Err(Misread::Number) => self.wrong(column, no_number, &[]),
            Err(Misread::Decimals) => self.wrong(column, TOO_FINE, &[]),
            Err(Misread::Foreign(currency)) => self.wrong(column, FOREIGN, &[("currency", currency.name())]),
        }
        None
    }

    /// A quantity that must be there and above zero.
    pub fn need_quantity(&mut self, column: &str) -> Quantity {
        let quantity = self.quantity(column);
        match quantity {
            None => self.wrong(column, REQUIRED, &[]),
            Some(quantity) if !quantity.is_some() => self.wrong(column, NOT_POSITIVE, &[]),
            Some(_) => {}
        }
        quantity.unwrap_or_default()
    }

    /// A whole number between the two; `None` where nothing stands.
    pub fn integer(&mut self, column: &str, least: i64, most: i64) -> Option<i64> {
        let text = self.numeral(column).trim_end_matches('天').to_owned();
        if text.is_empty() {
            return None;
        }
        let found = text.parse::<i64>().ok().filter(|n| (least..=most).contains(n));
        if found.is_none() {
            self.wrong(column, NO_INTEGER, &[("least", &least.to_string()), ("most", &most.to_string())]);
        }
        found
    }

    /// A number as written, without a unit behind it.
    pub fn numeral(&mut self, column: &str) -> String {
        let text = half_width(&self.text(column, 60));
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let cut = UNITS.iter().find_map(|unit| text.strip_suffix(unit)).map(str::to_owned);
        cut.filter(|t| t.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(text)
    }
}
