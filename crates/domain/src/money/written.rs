//! Amounts as people write them: `3,680`, `¥3,680.00`, `3680元`. One in another currency is known by its sign.

use super::Currency;
use crate::quantity::{clean, decimal, half_width, is_minus_nothing};

/// Why a text is no amount and no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread {
    /// It is no number.
    Number,
    /// It has more decimals than it may have.
    Decimals,
    /// It is in another currency than the yuan.
    Foreign(Currency),
}

/// What stands beside an amount in yuan.
const OWN: [&str; 8] = ["CN¥", "¥", "￥", "人民币", "元", "RMB", "CNY", "CNH"];

/// What amounts in other currencies are known by.
const MARKS: [(Currency, &[&str]); 12] = [
    (Currency::Usd, &["US$", "USD", "$", "美元", "美金"]),
    (Currency::Eur, &["EUR", "EURO", "€", "欧元"]),
    (Currency::Hkd, &["HK$", "HKD", "港元", "港币"]),
    (Currency::Jpy, &["JP¥", "JPY", "円", "日元", "日圆"]),
    (Currency::Gbp, &["GBP", "£", "￡", "英镑"]),
    (Currency::Twd, &["NT$", "TWD", "NTD", "台币"]),
    (Currency::Mop, &["MOP$", "MOP", "澳门元", "澳门币"]),
    (Currency::Sgd, &["S$", "SGD", "新加坡元"]),
    (Currency::Aud, &["A$", "AU$", "AUD", "澳元", "澳币"]),
    (Currency::Cad, &["C$", "CA$", "CAD", "加元", "加币"]),
    (Currency::Krw, &["KRW", "₩", "￦", "韩元", "韩币"]),
    (Currency::Chf, &["CHF", "瑞士法郎", "瑞郎"]),
];

/// The other currency that a text names, an amount or the heading of a column; of several marks the longest counts.
pub fn foreign_in(text: &str) -> Option<Currency> {
    let text = half_width(text);
    let marks = MARKS.iter().flat_map(|(currency, marks)| marks.iter().map(move |mark| (*currency, *mark)));
    marks
        .filter(|(_, mark)| names(&text, mark))
        .max_by_key(|(_, mark)| mark.len())
        .map(|(currency, _)| currency)
}

/// Whether a mark stands in a text as a word of its own: the `$` of `R$` does not, nor the `EUR` of `EUROPA`. Headings
/// come without spaces, so that a word also begins with a capital, `UnitPriceUSD`.
fn names(text: &str, mark: &str) -> bool {
    let capitals = text.to_ascii_uppercase();
    capitals.match_indices(mark).any(|(at, _)| {
        let (before, rest) = text.split_at_checked(at).unwrap_or_default();
        let after = rest.get(mark.len()..).unwrap_or_default();
        let begins = match before.chars().next_back() {
            Some(c) if c.is_ascii_uppercase() => false,
            Some(c) if c.is_ascii_lowercase() => !rest.starts_with(|c: char| c.is_ascii_lowercase()),
            _ => true,
        };
        let letter = |c: char| c.is_ascii_alphabetic();
        begins && !(mark.ends_with(letter) && after.starts_with(letter))
    })
}

/// The number of yuan that a text says, as an integer of `places` decimals.
pub(super) fn read(text: &str, places: usize) -> Result<i64, Misread> {
    if let Some(currency) = foreign_in(text) {
        return Err(Misread::Foreign(currency));
    }
    let bare = clean(&half_width(text).to_ascii_uppercase(), &OWN);
    decimal(&bare, places).filter(|number| !is_minus_nothing(&bare, *number)).ok_or_else(|| {
        match rounded(&bare, places) {
            Some(_) => Misread::Decimals,
            None => Misread::Number,
        }
    })
}

/// The same of a number that a spreadsheet computed: what goes beyond `places` is rounded half up.
pub(super) fn rounded(number: &str, places: usize) -> Option<i64> {
    let (whole, part) = number.split_once('.')?;
    let (kept, rest) = part.split_at_checked(places)?;
    if !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let cut = decimal(&format!("{whole}.{kept}"), places)?;
    let up = i64::from(rest.as_bytes().first().is_some_and(|digit| *digit >= b'5'));
    if number.starts_with('-') { cut.checked_sub(up) } else { cut.checked_add(up) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_at_the_end_of_what_fits_does_not_run_over() {
        assert_eq!(rounded("9223372036854.7758079", 6), None);
        assert_eq!(rounded("-9223372036854.7758089", 6), None);
        assert_eq!(rounded("1.23456789", 6), Some(1_234_568));
    }

    #[test]
    fn another_currency_is_known_by_its_sign_its_code_and_its_name() {
        for (text, currency) in [
            ("$120", Currency::Usd),
            ("＄１２０．００", Currency::Usd),
            ("US$ 120", Currency::Usd),
            ("usd120", Currency::Usd),
            ("120 USD", Currency::Usd),
            ("USD$120", Currency::Usd),
            ("120美元", Currency::Usd),
            ("三百美金", Currency::Usd),
            ("¥100（USD 14）", Currency::Usd),
            ("€99,50", Currency::Eur),
            ("99.50 eur", Currency::Eur),
            ("HK$120", Currency::Hkd),
            ("港币120元", Currency::Hkd),
            ("JP¥5000", Currency::Jpy),
            ("5000円", Currency::Jpy),
            ("￡12", Currency::Gbp),
            ("NT$300", Currency::Twd),
            ("新台币300元", Currency::Twd),
            ("S$8", Currency::Sgd),
            ("A$8", Currency::Aud),
            ("C$8", Currency::Cad),
            ("8000韩元", Currency::Krw),
            ("CHF 8", Currency::Chf),
            ("单价(USD)", Currency::Usd),
            ("Unit Price US$", Currency::Usd),
            ("UnitPriceUSD", Currency::Usd),
            ("price/Euro", Currency::Eur),
        ] {
            assert_eq!(foreign_in(text), Some(currency), "{text}");
        }
        for text in
            ["", "3680", "¥3,680.00", "￥3680元", "人民币3680元", "RMB 3680", "EUROPA", "R$5", "单价(元)"]
        {
            assert_eq!(foreign_in(text), None, "{text}");
        }
    }

    #[test]
    fn computed_numbers_are_rounded_half_up() {
        for (text, rounded_to) in [
            ("3256.63716814159", Some(3_256_637_168)),
            ("0.0000005", Some(1)),
            ("0.00000049", Some(0)),
            ("-0.0000005", Some(-1)),
            ("9.9999999", Some(10_000_000)),
            ("1.23", None),
            ("1.1234567x", None),
            ("x.1234567", None),
        ] {
            assert_eq!(rounded(text, 6), rounded_to, "{text}");
        }
    }
}
