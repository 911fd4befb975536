//! A sheet whose kind is known, as rows of cells.

use std::collections::HashMap;

use domain::quantity::half_width;
use paper::sheet_read::Cell;

use super::kinds::SheetKind;
use super::report::BadRow;

/// A recognised sheet.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name of its file.
    pub file: String,
    /// Name on its tab.
    pub sheet: String,
    /// What it holds.
    pub kind: SheetKind,
    /// Headings as written.
    pub header: Vec<String>,
    /// Where the columns stand.
    pub at: HashMap<&'static str, usize>,
    /// Rows with content.
    pub rows: Vec<Row>,
    /// What a customer's own order says beside its rows; none in sheets of ours.
    pub beside: Option<Beside>,
}

/// What a customer's own order says beside its rows.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// What stands around the table and belongs to the whole.
    pub remark: String,
    /// Whether it says when it was ordered; else that is the day on which it comes in.
    pub dated: bool,
    /// What is to be looked at although it comes in.
    pub doubts: Vec<BadRow>,
}

/// A row with its number in the sheet.
#[derive(Debug, Clone)]
pub struct Row {
    /// As Excel shows it.
    pub number: usize,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// How far down a header is looked for.
pub const HEADER_WITHIN: usize = 20;

/// A heading as it is compared: half-width, without spaces and the mark of what must be filled in.
pub fn heading(cell: &Cell) -> String {
    let Cell::Text(text) = cell else { return String::new() };
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    text.trim_end_matches('*').to_owned()
}

/// Whether nothing stands in a cell.
pub fn blank(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}
