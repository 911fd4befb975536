//! Reading a stranger's xlsx workbook, within limits.

mod archive;
mod value;

use std::io::Cursor;

use calamine::{Dimensions, Reader, SheetType, Xlsx, XlsxError};

use crate::Error;

/// What a workbook may be at most. Everything beyond is refused before it can cost memory or time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file as uploaded, in bytes, its pictures with it.
    pub file_bytes: u64,
    /// Parts in the zip archive.
    pub entries: usize,
    /// Size of all parts but pictures unpacked, in bytes; also the most bytes of text in all cells together.
    pub inflated_bytes: u64,
    /// Unpacked size by packed size. An archive that unpacks to less than 10 MB is exempt.
    pub ratio: u64,
    /// Rows of a sheet, counted from row 1 to the last row with content.
    pub rows: usize,
    /// Columns of a sheet.
    pub columns: usize,
    /// Characters of a text or formula in one cell.
    pub cell_chars: usize,
    /// Cells of all sheets together, empty ones left of content included.
    pub cells: usize,
}

impl Default for Limits {
    /// 60 MB, 1,000 parts, 100 MB unpacked, ratio 100, 20,000 rows, 200 columns, 4,000 characters,
    /// 2,000,000 cells.
    fn default() -> Self {
        Self {
            file_bytes: 60 << 20,
            entries: 1000,
            inflated_bytes: 100 << 20,
            ratio: 100,
            rows: 20_000,
            columns: 200,
            cell_chars: 4000,
            cells: 2_000_000,
        }
    }
}

/// A workbook as read: its worksheets in the order of their tabs, hidden ones included, charts left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Workbook {
    /// The worksheets.
    pub sheets: Vec<Sheet>,
}

/// One worksheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The name on its tab.
    pub name: String,
    /// The rows from row 1 of the sheet on, so that index + 1 is the row number that Excel shows. Rows are
    /// as long as their content; empty rows at the end are cut.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The cell at an index of row and column, both from 0; [`Cell::Empty`] where nothing is.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Empty)
    }
}

/// The content of one cell. Each cell of a merged range holds what its top-left cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing, or an empty text.
    #[default]
    Empty,
    /// A text as typed, spaces and full-width characters untouched. A time of day without a date and a
    /// duration come as text too: `14:08:00`.
    Text(String),
    /// A number as decimal text, to the 15 digits that Excel keeps: `24.6`, never `24.600000000000001`.
    Number(String),
    /// A date: a number in a cell with a date format and no time.
    Date(jiff::civil::Date),
    /// A date with a time, to the second.
    DateTime(jiff::civil::DateTime),
    /// `TRUE` or `FALSE`.
    Bool(bool),
    /// The formula's text without its `=`, whatever value it gave.
    Formula(String),
    /// An error value such as `#REF!`.
    Error(String),
}

impl Cell {
    /// Whether the cell holds nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    fn text_bytes(&self) -> u64 {
        match self {
            Self::Text(text) | Self::Formula(text) | Self::Number(text) | Self::Error(text) => {
                u64::try_from(text.len()).unwrap_or(u64::MAX)
            }
            Self::Empty | Self::Date(_) | Self::DateTime(_) | Self::Bool(_) => 0,
        }
    }
}

/// Reads an xlsx workbook. The archive is checked first (see [`Limits`]); merged ranges are filled from
/// their top-left cell, as far as the sheet has content.
///
/// Errors: [`Error::NotXlsx`], [`Error::LegacyXls`], [`Error::Encrypted`], [`Error::Damaged`] for files that
/// are not what they should be; [`Error::FileTooLarge`], [`Error::TooManyEntries`],
/// [`Error::InflatesTooMuch`], [`Error::TooManyRows`], [`Error::TooManyColumns`], [`Error::CellTooLong`],
/// [`Error::TooMuchContent`] for the limits; [`Error::ExternalLinks`], [`Error::DocumentType`].
pub fn read_workbook(bytes: &[u8], limits: &Limits) -> Result<Workbook, Error> {
    archive::check(bytes, limits)?;
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names: Vec<String> = xlsx
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut budget = Budget { cells: limits.cells, text: limits.inflated_bytes };
    let mut sheets = Vec::with_capacity(names.len());
    for name in names {
        let mut rows = read_rows(&mut xlsx, &name, limits, &mut budget)?;
        let merged = xlsx.merge_cells_by_sheet_name(&name).map_err(damaged)?;
        fill_merged(&mut rows, &merged, limits, &mut budget)?;
        sheets.push(Sheet { name, rows });
    }
    Ok(Workbook { sheets })
}

/// What may still be taken in, over all sheets.
struct Budget {
    cells: usize,
    text: u64,
}

impl Budget {
    fn take(&mut self, cells: usize, text: u64) -> Result<(), Error> {
        self.cells = self.cells.checked_sub(cells).ok_or(Error::TooMuchContent)?;
        self.text = self.text.checked_sub(text).ok_or(Error::TooMuchContent)?;
        Ok(())
    }
}

fn read_rows(
    xlsx: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<Vec<Cell>>, Error> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut reader = xlsx.worksheet_cells_reader(name).map_err(damaged)?;
    while let Some(found) = reader.next_cell_with_formula().map_err(damaged)? {
        let cell = match found.formula {
            Some(formula) => Cell::Formula(formula),
            None => value::cell(found.value),
        };
        if cell.is_empty() {
            continue; // a cell with a format only
        }
        let (row, column) = (index(found.pos.0), index(found.pos.1));
        if row >= limits.rows {
            return Err(Error::TooManyRows { sheet: name.to_owned(), limit: limits.rows });
        }
        if column >= limits.columns {
            return Err(Error::TooManyColumns { sheet: name.to_owned(), limit: limits.columns });
        }
        if let Cell::Text(text) | Cell::Formula(text) = &cell
            && text.len() > limits.cell_chars
            && text.chars().count() > limits.cell_chars
        {
            return Err(Error::CellTooLong {
                sheet: name.to_owned(),
                row: row + 1,
                column: column + 1,
                limit: limits.cell_chars,
            });
        }
        put(&mut rows, row, column, cell, budget)?;
    }
    Ok(rows)
}

fn put(
    rows: &mut Vec<Vec<Cell>>,
    row: usize,
    column: usize,
    cell: Cell,
    budget: &mut Budget,
) -> Result<(), Error> {
    if rows.len() <= row {
        rows.resize_with(row + 1, Vec::new);
    }
    let Some(cells) = rows.get_mut(row) else { return Ok(()) };
    budget.take((column + 1).saturating_sub(cells.len()), cell.text_bytes())?;
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    if let Some(place) = cells.get_mut(column) {
        *place = cell;
    }
    Ok(())
}

/// Fills each merged range from its top-left cell, within the rows and columns that have content: a range
/// over a whole column costs nothing. Ranges cannot overlap, so all of them together are no larger than the
/// sheet; a file that says otherwise is damaged or hostile.
fn fill_merged(
    rows: &mut Vec<Vec<Cell>>,
    merged: &[Dimensions],
    limits: &Limits,
    budget: &mut Budget,
) -> Result<(), Error> {
    let height = rows.len();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut area_left = height.saturating_mul(width).min(limits.cells);
    for range in merged {
        let (top, left) = (index(range.start.0), index(range.start.1));
        let (bottom, right) = (index(range.end.0).min(height.saturating_sub(1)), index(range.end.1));
        let right = right.min(width.saturating_sub(1));
        if top >= height || left >= width || bottom < top || right < left {
            continue;
        }
        let area = (bottom - top + 1).saturating_mul(right - left + 1);
        area_left =
            area_left.checked_sub(area).ok_or_else(|| Error::Damaged("merged ranges overlap".to_owned()))?;
        let Some(first) = rows.get(top).and_then(|cells| cells.get(left)).cloned() else { continue };
        if first.is_empty() {
            continue;
        }
        for row in top..=bottom {
            for column in left..=right {
                if (row, column) != (top, left) {
                    put(rows, row, column, first.clone(), budget)?;
                }
            }
        }
    }
    Ok(())
}

fn index(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn damaged(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => Error::Encrypted,
        other => Error::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_rows() -> Vec<Vec<Cell>> {
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![vec![text("a"), Cell::Empty, text("b")], vec![Cell::Empty, text("c")]]
    }

    fn fill(merged: &[Dimensions]) -> Result<Vec<Vec<Cell>>, Error> {
        let mut rows = two_rows();
        let mut budget = Budget { cells: 100, text: 100 };
        fill_merged(&mut rows, merged, &Limits::default(), &mut budget)?;
        Ok(rows)
    }

    #[test]
    fn a_merge_over_whole_columns_ends_with_the_content() {
        let rows = fill(&[Dimensions::new((0, 2), (1_048_575, 16_383))]).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].len(), 3);
        assert_eq!(rows[1][2], rows[0][2]);
        assert_eq!(fill(&[Dimensions::new((5, 5), (9, 9))]).unwrap(), two_rows(), "outside of the content");
    }

    #[test]
    fn overlapping_merges_are_refused() {
        let whole = || Dimensions::new((0, 0), (9, 9));
        assert!(matches!(fill(&[whole(), whole()]), Err(Error::Damaged(_))));
    }
}
