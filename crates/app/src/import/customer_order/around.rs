//! Title and foot of a customer's own order: what stands there before and behind a colon, and which rows they are.

use domain::quantity::half_width;
use paper::sheet_read::Cell;

use super::Foreign;
use crate::import::cells::shown;
use crate::import::table::blank;

/// Words that rows which sum up begin with.
const SUMS: [&str; 5] = ["合计", "总计", "小计", "共计", "total"];
/// Letters of the longest label that needs no colon behind it.
const LABEL: usize = 10;

/// Something said above the table or below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What stands before the colon, without spaces; empty: nothing.
    pub label: String,
    /// What stands behind it.
    pub value: String,
}

impl Said {
    /// As it is kept in a remark.
    pub fn text(&self) -> String {
        if self.label.is_empty() { self.value.clone() } else { format!("{}:{}", self.label, self.value) }
    }
}

/// What stands above the table whose headings are in row `top`, and below it, each once. `is_label` knows the
/// labels that need no colon where their value has a cell of its own.
pub fn around(foreign: &Foreign, top: usize, is_label: impl Fn(&str) -> bool) -> Vec<Said> {
    let rows = foreign.sheet.rows.iter().enumerate();
    let rows = rows.filter(|(row, cells)| *row < top || (*row > top && is_foot(cells) && !is_sum(cells)));
    let mut all: Vec<Said> = Vec::new();
    for (_, cells) in rows {
        let mut cells = merged_once(cells).into_iter().peekable();
        while let Some(cell) = cells.next() {
            let text = half_width(&shown(cell));
            let label = spaceless(text.trim_end_matches([':', ' ']));
            let alone = text.ends_with(':') || (label.chars().count() <= LABEL && is_label(&label));
            let value =
                cells.next_if(|next| alone && !matches!(next, Cell::Text(t) if half_width(t).contains(':')));
            let found = match value {
                Some(value) => vec![Said { label, value: half_width(&shown(value)) }],
                None => pairs(&text),
            };
            for said in found {
                if all.last() != Some(&said) {
                    all.push(said);
                }
            }
        }
    }
    all
}

/// What was said behind `label`; empty where it was not.
pub fn said<'a>(around: &'a [Said], label: &str) -> &'a str {
    let label = spaceless(label);
    let found = around.iter().find(|said| said.label == label && !label.is_empty());
    found.map_or("", |said| said.value.as_str())
}

/// A label as it is compared: half-width, without spaces and colons at its end.
pub fn spaceless(text: &str) -> String {
    half_width(text).trim().trim_end_matches(':').chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a row has words alone that belong to no column: one text over all it fills, or each with its own label.
pub fn is_foot(cells: &[Cell]) -> bool {
    let filled: Vec<&Cell> = cells.iter().filter(|cell| !blank(cell)).collect();
    let Some(first) = filled.first() else { return false };
    let labelled = |cell: &Cell| matches!(cell, Cell::Text(text) if half_width(text).contains(':'));
    matches!(first, Cell::Text(_))
        && (filled.iter().all(|cell| cell == first) || filled.iter().all(|cell| labelled(cell)))
}

/// Whether a row sums up.
pub fn is_sum(cells: &[Cell]) -> bool {
    let mut texts =
        cells.iter().filter(|cell| !blank(cell)).map(|cell| spaceless(&shown(cell)).to_lowercase());
    let begins = |text: &String| {
        let rest = SUMS.iter().find_map(|word| text.strip_prefix(word));
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    texts.next().is_some_and(|first| begins(&first)) || texts.any(|text| SUMS.contains(&text.as_str()))
}

/// The filled cells of a row, those of a merged range once.
fn merged_once(cells: &[Cell]) -> Vec<&Cell> {
    let mut found: Vec<&Cell> = Vec::new();
    for cell in cells.iter().filter(|cell| !blank(cell) && !matches!(cell, Cell::Formula(_) | Cell::Error(_)))
    {
        if found.last() != Some(&cell) {
            found.push(cell);
        }
    }
    found
}

/// `订单编号:YJ-1 日期:11月18日` as two. What stands before the first colon is a label as a whole; a further one begins
/// behind a space and not with a digit, else `12:30` were one.
fn pairs(text: &str) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    for word in text.split_whitespace() {
        let labelled = word.split_once(':').filter(|(label, value)| {
            let first = found.iter().all(|said| said.label.is_empty());
            let named = label.chars().next().map_or(first, |c| !c.is_ascii_digit());
            named && !value.starts_with("//")
        });
        match (labelled, found.last_mut()) {
            (Some((label, value)), Some(last)) if last.label.is_empty() => {
                last.label = format!("{}{label}", spaceless(&last.value));
                value.clone_into(&mut last.value);
            }
            (Some((label, value)), _) => {
                found.push(Said { label: label.to_owned(), value: value.to_owned() });
            }
            (None, Some(last)) => {
                if !last.value.is_empty() {
                    last.value.push(' ');
                }
                last.value.push_str(word);
            }
            (None, None) => found.push(Said { label: String::new(), value: word.to_owned() }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(rows: &[&[&str]]) -> Foreign {
        let cell = |text: &&str| if text.is_empty() { Cell::Empty } else { Cell::Text((*text).to_owned()) };
        let rows = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        Foreign { file: String::new(), sheet: paper::sheet_read::Sheet { name: String::new(), rows } }
    }

    fn texts(text: &str) -> Vec<(String, String)> {
        pairs(text).into_iter().map(|said| (said.label, said.value)).collect()
    }

    #[test]
    fn labels_stand_before_colons() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            texts("订单编号:YJ-1 日期:11月18日"),
            [pair("订单编号", "YJ-1"), pair("日期", "11月18日")]
        );
        assert_eq!(texts("联系人:丁工 135 0001"), [pair("联系人", "丁工 135 0001")]);
        assert_eq!(texts("订 单 编 号 : YJ-1"), [pair("订单编号", "YJ-1")]);
        assert_eq!(texts("送货:18日 12:30前"), [pair("送货", "18日 12:30前")]);
        assert_eq!(texts("见 https://x.example"), [pair("", "见 https://x.example")]);
        assert_eq!(texts("请按图生产"), [pair("", "请按图生产")]);
    }

    #[test]
    fn a_value_may_have_a_cell_of_its_own() {
        let sheet = foreign(&[
            &["采购单", "采购单"],
            &["订单编号：", "", "YJ-1", "日期", "2026-11-18"],
            &["联系人：", "电话：123"],
            &["型号", "数量"],
        ]);
        let around = around(&sheet, 3, |label| label == "日期");
        assert_eq!(said(&around, "订单编号："), "YJ-1");
        assert_eq!(said(&around, "日期"), "2026-11-18");
        assert_eq!(said(&around, "联系人"), "");
        assert_eq!(said(&around, "电话"), "123");
        assert_eq!(said(&around, ""), "");
        assert_eq!(around.first().map(Said::text).as_deref(), Some("采购单"));
    }

    #[test]
    fn feet_and_sums_are_no_lines() {
        let row = |cells: &[&str]| foreign(&[cells]).sheet.rows.remove(0);
        assert!(is_foot(&row(&["大写:拾贰万"])));
        assert!(is_foot(&row(&["供方(盖章):", "", "需方(盖章)："])));
        assert!(!is_foot(&row(&["柜台", "若干", "面议"])));
        assert!(!is_foot(&row(&["", ""])));
        for sum in ["合计", "合计金额:", "总 计：", "TOTAL", "共计(大写)"] {
            assert!(is_sum(&row(&[sum, "", "9"])), "{sum}");
        }
        assert!(is_sum(&row(&["7", "小计"])));
        assert!(!is_sum(&row(&["1", "合计展示柜"])));
        assert!(!is_sum(&row(&["Totalizer"])));
    }
}
