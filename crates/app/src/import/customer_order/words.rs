//! Words in the cells of customers' orders: a code of ours among theirs, days, quantities with their unit.

use crate::import::figures::UNITS;
use crate::import::known::Known;
use domain::quantity::half_width;
use jiff::civil::Date;
use kernel::days;

/// Letters of the longest code: no longer part of a text is looked up.
const LONGEST_CODE: usize = 40;

/// The longest known code that stands in `text` as a word, and what stands beside it.
///
/// Parts of the text are looked up among the codes, not codes in the text: there are thousands of codes.
pub fn code_in(text: &str, known: &Known) -> Option<(String, String)> {
    let text = half_width(text);
    let places: Vec<(usize, char)> = text.char_indices().collect();
    let word =
        |at: Option<usize>| at.and_then(|at| places.get(at)).is_some_and(|p| p.1.is_ascii_alphanumeric());
    let dash = |at: Option<usize>| at.and_then(|at| places.get(at)).is_some_and(|p| p.1 == '-');
    let byte = |at: usize| places.get(at).map_or(text.len(), |p| p.0);
    let mut best: Option<(usize, usize, &str)> = None;
    for from in 0..places.len() {
        let before = from.checked_sub(1);
        // Within a word no code begins.
        if word(before) || dash(before) {
            continue;
        }
        let shortest = best.map_or(1, |(from, to, _)| to - from + 1);
        for to in (from + shortest..=(from + LONGEST_CODE).min(places.len())).rev() {
            // `ZG-1001-B` is another product than `ZG-1001`.
            if word(Some(to)) || (dash(Some(to)) && word(Some(to + 1))) {
                continue;
            }
            let part = text.get(byte(from)..byte(to)).unwrap_or_default();
            if part.trim() == part
                && let Some(item) = known.item(part)
            {
                best = Some((from, to, item.profile.code.as_str()));
                break;
            }
        }
    }
    let (from, to, code) = best?;
    let beside = format!("{} {}", text.get(..byte(from))?, text.get(byte(to)..)?);
    Some((code.to_owned(), beside.trim().to_owned()))
}

/// Whether words beside a code are nothing but measures: `1200*550*950`.
pub fn is_measure(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || "*×xX. mM".contains(c))
}

/// The unit behind a number: `3.6米`.
pub fn unit_of(text: &str) -> Option<&'static str> {
    let text = half_width(text.trim());
    let unit = UNITS.iter().find(|unit| text.ends_with(**unit))?;
    text.strip_suffix(unit)?.trim_end().ends_with(|c: char| c.is_ascii_digit()).then_some(*unit)
}

/// A day as customers write it; one without a year is the first on or after the order.
pub fn due(text: &str, ordered_on: Date) -> Option<Date> {
    let text = half_width(text.trim());
    let ends = ["前交货", "前到货", "之前", "以前", "前", "交货", "到货"];
    let text = ends.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(&text).trim();
    let bare = text.trim_end_matches(['日', '号']).replace('月', ".").replace(['/', '-'], ".");
    if let Some((month, day)) = bare.split_once('.')
        && !day.contains('.')
        && let (Ok(month), Ok(day)) = (month.trim().parse(), day.trim().parse())
    {
        let years = [ordered_on.year(), ordered_on.year() + 1];
        return years.iter().find_map(|y| Date::new(*y, month, day).ok().filter(|d| *d >= ordered_on));
    }
    days::first(text, ordered_on)
}

/// A day that Excel took for a number: `12.25`. `12.3` may be the 3rd or the 30th, and is not guessed.
pub fn due_number(number: &str, ordered_on: Date) -> Option<Date> {
    let (_, day) = number.split_once('.')?;
    if day.len() == 2 { due(number, ordered_on) } else { None }
}

#[cfg(test)]
mod tests {
    use domain::item::Item;

    use super::*;
    use crate::import::known::fold;

    fn known(codes: &[&str]) -> Known {
        let mut known = Known::default();
        for code in codes {
            let mut item = Item::default();
            item.profile.code = (*code).to_owned();
            known.items.insert(fold(code), item);
        }
        known
    }

    #[test]
    fn a_code_is_found_as_a_word_of_its_own() {
        let known = known(&["ZG-1001", "ZG-1001-B", "ZG-1", "柜8", "A1"]);
        for (text, code, beside) in [
            ("ZG-1001 1200*550*950", "ZG-1001", "1200*550*950"),
            ("zg-1001-b（加长）", "ZG-1001-B", "(加长)"),
            ("展柜ＺＧ－１００１(加长1500)", "ZG-1001", "展柜 (加长1500)"),
            ("ZG-1 或 ZG-1001", "ZG-1001", "ZG-1 或"),
            ("柜8号", "柜8", "号"),
            ("A1", "A1", ""),
        ] {
            let found = code_in(text, &known);
            assert_eq!(found, Some((code.to_owned(), beside.to_owned())), "{text}");
        }
        for text in ["", "ZG-10012", "XZG-1001", "X-ZG-1001", "ZG-1001-C", "A12", "展柜"] {
            assert_eq!(code_in(text, &known), None, "{text}");
        }
        assert_eq!(code_in(&"-ZG".repeat(1300), &known), None, "a long text is no long wait");
    }

    #[test]
    fn days_of_a_customers_order() {
        let ordered = jiff::civil::date(2026, 11, 18);
        let expected = Some(jiff::civil::date(2026, 12, 25));
        let texts = [
            "2026.12.25前",
            "12.25",
            "12月25日",
            "12月25号前",
            "12/25",
            "12-25",
            "2026/12/25",
            "2026年12月25日",
            "2026-12-25",
            "１２．２５",
            "12月25日前到货",
            "20261225",
        ];
        for text in texts {
            assert_eq!(due(text, ordered), expected, "{text}");
        }
        assert_eq!(due("1月8日", ordered), Some(jiff::civil::date(2027, 1, 8)));
        assert_eq!(due("11月18日", ordered), Some(ordered), "the day of the order itself");
        for text in ["", "尽快", "12月底", "13.40", "12.25-12.30", "前", "2.29"] {
            assert_eq!(due(text, ordered), None, "{text}");
        }
        assert_eq!(due_number("12.25", ordered), expected);
        assert_eq!(due_number("12.3", ordered), None);
        assert_eq!(due_number("12", ordered), None);
    }

    #[test]
    fn a_unit_stands_behind_a_number() {
        assert_eq!(unit_of("3.6米"), Some("米"));
        assert_eq!(unit_of("12 平方米"), Some("平方米"));
        assert_eq!(unit_of("１台"), Some("台"));
        for text in ["", "米", "若干套", "12"] {
            assert_eq!(unit_of(text), None, "{text}");
        }
    }
}
