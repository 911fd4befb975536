//! What a sheet holds, by its header row (H3.1).

use paper::sheet_read::{Cell, Sheet};

use super::columns::Column;
use super::kinds::{SPECS, SheetKind, Spec};
use super::named::number_lines;
use super::table::{HEADER_WITHIN, Row, Table, blank, heading};

/// Sheets that explain and are not read.
const SKIPPED: [&str; 3] = ["填写说明", "字典", "_lists"];

/// Where a column stands; a heading that says nothing else than its name goes before one that adds something.
fn find(header: &[String], column: &Column) -> Option<usize> {
    let plain = column.words().find_map(|word| header.iter().position(|heading| heading == word));
    plain.or_else(|| {
        column.words().find_map(|word| header.iter().position(|heading| column.is_priced(heading, word)))
    })
}

/// The table in `sheet`, where its header is known; `None` with content means that it is not.
pub fn recognise(file: &str, sheet: &Sheet) -> Option<Table> {
    for (top, cells) in sheet.rows.iter().enumerate().take(HEADER_WITHIN) {
        let header: Vec<String> = cells.iter().map(heading).collect();
        let fits = |spec: &&Spec| {
            spec.by.iter().all(|by| {
                spec.columns.iter().find(|c| c.name == *by).is_some_and(|c| find(&header, c).is_some())
            })
        };
        let Some(spec) = SPECS.iter().find(fits) else { continue };
        if spec.kind != SheetKind::Order && orders_something(&header) {
            return None;
        }
        let at = spec.columns.iter().filter_map(|c| Some((c.name.as_str(), find(&header, c)?))).collect();
        let rows = sheet.rows.iter().enumerate().skip(top + 1);
        let rows = rows
            .filter(|(_, cells)| cells.iter().any(|c| !blank(c)) && !is_sample(cells))
            .map(|(n, cells)| Row { number: n + 1, cells: cells.clone() })
            .collect();
        let header = cells
            .iter()
            .map(|c| if let Cell::Text(text) = c { text.trim().to_owned() } else { String::new() })
            .collect();
        let mut table = Table {
            file: file.to_owned(),
            sheet: sheet.name.clone(),
            kind: spec.kind,
            header,
            at,
            rows,
            beside: None,
        };
        if table.kind == SheetKind::Order {
            number_lines(&mut table);
        }
        return Some(table);
    }
    None
}

/// Whether headings ask for quantities by a day: a customer's own order, though it may name codes, names and units as
/// our master data do.
fn orders_something(header: &[String]) -> bool {
    let has = |words: &[&str]| header.iter().any(|h| words.iter().any(|word| h.contains(word)));
    has(&["数量"]) && has(&["交期", "交货", "到货"])
}

/// Whether a sheet is one that explains only, or is empty.
pub fn is_silent(sheet: &Sheet) -> bool {
    SKIPPED.contains(&sheet.name.as_str()) || sheet.rows.iter().flatten().all(blank)
}

/// The sample rows of the template.
fn is_sample(cells: &[Cell]) -> bool {
    matches!(cells.first(), Some(Cell::Text(text)) if text.trim().starts_with("示例"))
}
