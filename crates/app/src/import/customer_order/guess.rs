//! What the layout of a customer's order may be (H3.1), by the words that such sheets have.

use domain::customer::{Customer, SheetFormat};
use paper::sheet_read::Cell;
use std::cmp::Reverse;

use super::around::{Said, around};
use super::{COLUMNS, Foreign, told};
use crate::import::cells::shown;
use crate::import::known::Known;
use crate::import::table::{HEADER_WITHIN, blank};

/// Words of labels, the more telling ones first.
const NUMBER: [&str; 8] = ["订单编号", "订单号", "合同编号", "合同号", "采购单号", "单据编号", "单号", "po"];
const DATE: [&str; 7] = ["下单日期", "订单日期", "订货日期", "签订日期", "采购日期", "日期", "date"];
const CONTACT: [&str; 4] = ["收货人", "联系人", "采购员", "contact"];
const TERMS: [&str; 2] = ["付款", "结算"];

/// What can be guessed of a layout that nobody has told yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guess {
    /// The row of the headings.
    pub top: usize,
    /// The layout as far as it can be guessed.
    pub format: SheetFormat,
    /// The first row below the headings, to know them by.
    pub sample: Vec<String>,
    /// Code of the customer whose name the title has.
    pub customer: String,
    /// What stands around the table.
    pub around: Vec<Said>,
}

/// What is known of a layout, or else guessed. `top` is the row of the headings where somebody said so.
pub fn suggest(foreign: &Foreign, known: &Known, top: Option<usize>) -> Option<Guess> {
    match told(foreign, known).filter(|told| top.is_none_or(|top| top == told.top)) {
        None => guess(foreign, known, top),
        Some(told) => Some(Guess {
            customer: told.customer.profile.code.clone(),
            format: told.format.clone(),
            ..guess(foreign, known, Some(told.top))?
        }),
    }
}

/// Guesses the layout of a sheet, its headings in row `top` where somebody said so; `None` where no row can have them.
pub fn guess(foreign: &Foreign, known: &Known, top: Option<usize>) -> Option<Guess> {
    let rows = rows(foreign);
    let top = match top {
        Some(top) => Some(top).filter(|top| *top < foreign.sheet.rows.len().min(HEADER_WITHIN))?,
        // Where no heading is known, the fullest row is one.
        None => rows
            .into_iter()
            .max_by_key(|row| (likeness(foreign, *row), width(foreign, *row), Reverse(*row)))?,
    };
    let header = foreign.header(top);
    let mut left: Vec<&String> = header.iter().filter(|h| !h.is_empty()).collect();
    let mut columns = Vec::new();
    for (ours, words) in COLUMNS {
        if let Some(at) = words.iter().find_map(|word| left.iter().position(|h| has(h, word))) {
            columns.push((ours.to_owned(), left.remove(at).clone()));
        }
    }
    let is_label =
        |label: &str| [&NUMBER[..], &DATE, &CONTACT, &TERMS].concat().iter().any(|word| has(label, word));
    let around = around(foreign, top, is_label);
    let label = |words: &[&str]| {
        let mut labels = words.iter().filter_map(|word| around.iter().find(|said| has(&said.label, word)));
        labels.next().map(|said| said.label.clone()).unwrap_or_default()
    };
    let sample = foreign.sheet.rows.get(top + 1).map_or(&[][..], Vec::as_slice);
    Some(Guess {
        top,
        sample: sample.iter().map(shown).collect(),
        customer: named(&around, known).map(|c| c.profile.code.clone()).unwrap_or_default(),
        format: SheetFormat {
            header,
            columns,
            number_at: label(&NUMBER),
            date_at: label(&DATE),
            contact_at: label(&CONTACT),
            terms_at: label(&TERMS),
            clerk: String::new(),
        },
        around,
    })
}

/// The rows that may have the headings: those with two texts or more, and nothing but texts.
pub fn rows(foreign: &Foreign) -> Vec<usize> {
    let rows = foreign.sheet.rows.iter().enumerate().take(HEADER_WITHIN);
    let texts = |cells: &[Cell]| cells.iter().all(|cell| blank(cell) || matches!(cell, Cell::Text(_)));
    rows.filter(|(row, cells)| texts(cells) && width(foreign, *row) > 1).map(|(row, _)| row).collect()
}

/// The customer whose name stands around the table; of several the one with the longest name, since the others may be
/// parts of it.
pub fn named<'k>(around: &[Said], known: &'k Known) -> Option<&'k Customer> {
    let text: String = around.iter().map(|said| said.text() + "\n").collect();
    let customers = known.customers.values();
    let named = customers
        .filter(|c| !c.retired && c.profile.name.chars().count() > 1 && text.contains(&c.profile.name));
    named.max_by_key(|c| (c.profile.name.chars().count(), Reverse(c.profile.code.as_str())))
}

/// How many of our columns a row seems to have.
fn likeness(foreign: &Foreign, row: usize) -> usize {
    let header = foreign.header(row);
    let fits = |words: &[&str]| header.iter().any(|h| words.iter().any(|word| has(h, word)));
    let found = COLUMNS.iter().filter(|(_, words)| fits(words)).count();
    // One alone is a word in a title.
    if found > 1 { found } else { 0 }
}

/// How many different texts a row has.
fn width(foreign: &Foreign, row: usize) -> usize {
    let cells = foreign.sheet.rows.get(row).map_or(&[][..], Vec::as_slice);
    let mut texts: Vec<&Cell> =
        cells.iter().filter(|cell| matches!(cell, Cell::Text(_)) && !blank(cell)).collect();
    texts.dedup();
    texts.len()
}

/// Whether a heading or label has the word.
fn has(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(word)
}
