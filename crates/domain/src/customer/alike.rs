//! Who may be in the customer database already under another spelling (H7.3).

use crate::search_key::folded;

/// What tells a company: its name, tax number and telephone.
#[derive(Debug, Clone, Copy)]
pub struct Company<'a> {
    /// Name.
    pub name: &'a str,
    /// Tax number; may be empty.
    pub tax_number: &'a str,
    /// Telephone as written; may be empty.
    pub phone: &'a str,
}

/// Words that tell nothing of a company apart from its form.
const FORMS: [&str; 9] =
    ["有限责任公司", "股份有限公司", "有限公司", "总公司", "分公司", "公司", "集团", "股份", "coltd"];

/// Fewer characters of a name than this are in too many others.
const TELLING: usize = 2;

/// Digits of a telephone that tell whose it is, from the last.
const DIGITS: usize = 7;

/// Whether two may be the same company: their tax number or telephone is, or what tells in one's name is all of the other's or
/// part of it.
pub fn alike(one: Company<'_>, other: Company<'_>) -> bool {
    let same = |a: String, b: String| !a.is_empty() && a == b;
    let (own, others) = (core(one.name), core(other.name));
    let (short, long) =
        if own.chars().count() <= others.chars().count() { (own, others) } else { (others, own) };
    let named = short.chars().count() >= TELLING && long.contains(&short);
    named
        || same(folded(one.tax_number), folded(other.tax_number))
        || same(number(one.phone), number(other.phone))
}

/// What tells in a name.
fn core(name: &str) -> String {
    FORMS.iter().fold(folded(name), |name, form| name.replace(form, ""))
}

/// The last digits of a telephone; empty where there are too few.
fn number(phone: &str) -> String {
    let digits: Vec<char> = crate::quantity::half_width(phone).chars().filter(char::is_ascii_digit).collect();
    digits
        .len()
        .checked_sub(DIGITS)
        .and_then(|from| digits.get(from..))
        .map(|d| d.iter().collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h7_3_one_company_is_told_by_its_name_its_tax_number_or_its_telephone() {
        let company = |name, tax_number, phone| Company { name, tax_number, phone };
        let table = [
            (company("云锦珠宝", "", ""), company("云锦珠宝 ．", "", ""), true),
            (company("云锦珠宝有限公司", "", ""), company("上海云锦珠宝股份有限公司", "", ""), true),
            (company("云锦", "", ""), company("云锦珠宝", "", ""), true),
            (company("云锦珠宝", "", ""), company("周氏珠宝", "", ""), false),
            (company("有限公司", "", ""), company("周氏珠宝有限公司", "", ""), false),
            (company("云", "", ""), company("云锦珠宝", "", ""), false),
            (company("甲乙", "9131-0000 abc", ""), company("丙丁", "91310000ABC", ""), true),
            (company("甲乙", "", "021-6288 1234"), company("丙丁", "", "+86 21 62881234"), true),
            (company("甲乙", "", "1234"), company("丙丁", "", "1234"), false),
            (company("甲乙", "", ""), company("丙丁", "", ""), false),
        ];
        for (one, other, expected) in table {
            assert_eq!(alike(one, other), expected, "{one:?} {other:?}");
            assert_eq!(alike(other, one), expected, "{other:?} {one:?}");
        }
    }
}
