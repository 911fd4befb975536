//! The workbook that goes back to people (H3.1): the refused rows with their reasons.

use paper::sheet_read::Cell;
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};

use super::cells::shown;
use super::columns::Column;
use super::kinds::{ORIGIN, REASON, SheetKind};
use super::report::{BadRow, Report, Wrong};
use super::table::Table;
use kernel::Result;

/// The refused rows of all sheets, to be put right and uploaded again; `None` where there are none.
pub fn errors(tables: &[Table], report: &Report) -> Result<Option<Vec<u8>>> {
    let mut sheets = Vec::new();
    for table in tables {
        let found = report.sheets.iter().find(|s| s.file == table.file && s.sheet == table.sheet);
        let Some(found) = found.filter(|s| !s.rows.is_empty()) else { continue };
        sheets.push(sheet(table, &found.rows));
    }
    if sheets.is_empty() {
        return Ok(None);
    }
    Ok(Some(write_workbook(&sheets)?))
}

fn sheet(table: &Table, bad: &[BadRow]) -> SheetOut {
    let spec = table.kind.spec();
    let column_at = |at: usize| -> Option<&Column> {
        spec.columns.iter().find(|c| table.at.get(c.name.as_str()) == Some(&at))
    };
    let own: Vec<usize> = (0..table.header.len())
        .filter(|at| {
            let name = table.header.get(*at).map_or("", String::as_str);
            name != REASON && name != ORIGIN
        })
        .collect();
    let mut columns: Vec<ColumnOut> = own
        .iter()
        .map(|at| {
            let label = table.header.get(*at).cloned().unwrap_or_default();
            ColumnOut::new(label, column_at(*at).map_or(ColumnKind::Text, Column::kind))
        })
        .collect();
    let orders = table.kind == SheetKind::Order;
    if orders {
        columns.push(ColumnOut::new(ORIGIN, ColumnKind::Number { decimals: 0 }));
    }
    columns.push(ColumnOut::new(REASON, ColumnKind::Text));
    let mut rows = Vec::with_capacity(bad.len());
    for bad in bad {
        let Some(row) = table.rows.iter().find(|r| r.number == bad.row) else { continue };
        let mut out: Vec<CellOut> = own
            .iter()
            .map(|at| {
                let cell = row.cells.get(*at).unwrap_or(&Cell::Empty);
                let wrong = column_at(*at).is_some_and(|c| bad.wrongs.iter().any(|w| w.field == c.name));
                if wrong { CellOut::Bad(shown(cell)) } else { copy(cell) }
            })
            .collect();
        if orders {
            let origin = table.at.get(ORIGIN).and_then(|at| row.cells.get(*at)).map(copy);
            let units = i64::try_from(bad.row).unwrap_or_default();
            let here = CellOut::Number { units, scale: 0 };
            out.push(origin.filter(|o| *o != CellOut::Empty).unwrap_or(here));
        }
        let reasons: Vec<String> = bad.wrongs.iter().map(Wrong::sentence).collect();
        out.push(CellOut::Text(reasons.join("；")));
        rows.push(out);
    }
    SheetOut { name: table.sheet.clone(), columns, rows, ..SheetOut::default() }
}

fn copy(cell: &Cell) -> CellOut {
    match cell {
        Cell::Empty => CellOut::Empty,
        Cell::Number(text) => {
            let (whole, part) = text.split_once('.').unwrap_or((text, ""));
            match (format!("{whole}{part}").parse(), u8::try_from(part.len())) {
                (Ok(units), Ok(scale)) => CellOut::Number { units, scale },
                _ => CellOut::Text(text.clone()),
            }
        }
        Cell::Date(date) => CellOut::Date(*date),
        Cell::DateTime(moment) => CellOut::DateTime(*moment),
        other => CellOut::Text(shown(other)),
    }
}
