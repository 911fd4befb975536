//! Numbers in a row as people write them (H3.1), made ready for the fields that read them.

use domain::money::{Misread, UnitPrice, foreign_in};
use domain::quantity::half_width;
use paper::sheet_read::Cell;

use super::cells::RowReader;
use super::report::{FOREIGN, PRICE_ROUNDED};

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
    /// A price per unit as its field takes it. A spreadsheet computes more than six decimals from 3680 ÷ 1.13: they are
    /// rounded, and the cell is named. A heading may name a currency for all prices below it.
    pub fn price(&mut self, column: &str) -> String {
        let (text, computed) = match self.cell(column) {
            Cell::Number(number) => (number.clone(), UnitPrice::rounded(number)),
            _ => (self.text(column, 60), None),
        };
        if let Some(currency) = foreign_in(self.heading(column)).filter(|_| !text.is_empty()) {
            self.wrong(column, FOREIGN, &[("currency", currency.name())]);
            return String::new();
        }
        let rounded = computed.filter(|_| UnitPrice::parse(&text) == Err(Misread::Decimals));
        let Some(rounded) = rounded.map(UnitPrice::plain) else { return text };
        self.doubt(column, PRICE_ROUNDED, &[("price", &rounded)]);
        rounded
    }

    /// A number as written, without a unit behind it.
    pub fn numeral(&mut self, column: &str) -> String {
        let text = half_width(&self.text(column, 60));
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let cut = UNITS.iter().find_map(|unit| text.strip_suffix(unit)).map(str::to_owned);
        cut.filter(|t| t.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(text)
    }
}
