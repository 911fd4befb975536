//! Writing xlsx workbooks: exports, templates to fill in, sheets returned with their errors.

mod draw;
mod names;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::Error;

/// One sheet to write. From top to bottom: the title (if any), the note (if any), the header, the rows,
/// the totals (if any). [`SheetOut::header_row`] tells where the header stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SheetOut {
    /// Name on the tab. What Excel does not allow in it is replaced, and it is cut to 31 characters.
    pub name: String,
    /// Large line above everything.
    pub title: Option<String>,
    /// The columns, left to right.
    pub columns: Vec<ColumnOut>,
    /// The rows. A row may be shorter than the columns; what is beyond them is not written.
    pub rows: Vec<Vec<CellOut>>,
    /// A bold line with a rule above it, after the rows; the filter leaves it alone.
    pub totals: Option<Vec<CellOut>>,
    /// Small line below the title: what the sheet shows, or how to fill it in.
    pub note: Option<String>,
}

impl SheetOut {
    /// Index from 0 of the header's row; the first row of data is the next.
    pub fn header_row(&self) -> u32 {
        u32::from(self.title.is_some()) + u32::from(self.note.is_some())
    }
}

/// A column: its head, and how people fill it in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnOut {
    /// The head. A required column's head gets a `*` behind it and a colour.
    pub label: String,
    /// Width in half characters (a Han character counts two). `None`: from the head and the content.
    pub width: Option<u16>,
    /// What the column holds: the format of its cells, empty ones included.
    pub kind: ColumnKind,
    /// Whether a template's user must fill it in.
    pub required: bool,
    /// What may be chosen from a drop-down list; empty: anything may be typed. A long list moves to a
    /// hidden sheet `_lists` at the end of the workbook.
    pub choices: Vec<String>,
    /// A note that pops up at the head.
    pub help: Option<String>,
}

impl ColumnOut {
    /// A column with a head and a kind, nothing more.
    pub fn new(label: impl Into<String>, kind: ColumnKind) -> Self {
        Self { label: label.into(), kind, ..Self::default() }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    /// Text: digits typed into it stay as they are, leading zeros and all.
    #[default]
    Text,
    /// Numbers with that many decimals shown and thousands separated.
    Number {
        /// Digits after the point, at most 9.
        decimals: u8,
    },
    /// Prices per unit: thousands separated, two decimals shown and up to six where there are any.
    Price,
    /// Dates as `yyyy-mm-dd`.
    Date,
    /// Dates with time as `yyyy-mm-dd hh:mm`.
    DateTime,
}

/// One cell. Its own type decides how it is written; the column's kind decides the decimals shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CellOut {
    /// Nothing.
    #[default]
    Empty,
    /// A text, always written as text: `=1+1` is shown, not computed.
    Text(String),
    /// The exact decimal `units` × 10^-`scale`: 1,409.50 is `{units: 140_950, scale: 2}`. With more than the
    /// 15 digits that Excel keeps it is written as text rather than falsified.
    Number {
        /// The number without its point.
        units: i64,
        /// Digits after the point.
        scale: u8,
    },
    /// A date, as a real Excel date.
    Date(jiff::civil::Date),
    /// A date with time, as a real Excel date.
    DateTime(jiff::civil::DateTime),
    /// A text on red: a cell returned because something is wrong with it.
    Bad(String),
    /// A text that opens a page. Only `http://`, `https://` and `mailto:` become links, all else is text.
    Link {
        /// What is shown.
        text: String,
        /// The full address.
        url: String,
    },
}

/// Writes the sheets as one xlsx workbook: frozen header, filter, real numbers and dates, A4 landscape when
/// printed, widths for Chinese. Equal input gives equal bytes: the file's own date is 2000-01-01.
///
/// Errors: [`Error::Write`] when there is no sheet, or content beyond Excel (1,048,576 rows, 16,384
/// columns, 32,767 characters in a cell, dates outside 1900–9999).
pub fn write_workbook(sheets: &[SheetOut]) -> Result<Vec<u8>, Error> {
    if sheets.is_empty() {
        return Err(Error::Write("a workbook needs a sheet".to_owned()));
    }
    let mut workbook = Workbook::new();
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(refused)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    let mut names = names::Names::default();
    let mut lists = Vec::new();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(names.unique(&sheet.name)).map_err(refused)?;
        draw::sheet(worksheet, sheet, &mut lists).map_err(refused)?;
    }
    if !lists.is_empty() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(draw::LISTS).map_err(refused)?.set_hidden(true);
        for (column, list) in (0_u16..).zip(&lists) {
            for (row, choice) in (0_u32..).zip(list) {
                worksheet.write_string(row, column, choice).map_err(refused)?;
            }
        }
    }
    workbook.save_to_buffer().map_err(refused)
}

fn refused(error: XlsxError) -> Error {
    Error::Write(error.to_string())
}
