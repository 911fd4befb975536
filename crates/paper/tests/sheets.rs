//! Workbooks: the samples read, and what is written read back.

use jiff::civil::date;
use paper::Error;
use paper::sheet_read::{Cell, Limits, Sheet, read_workbook};
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn text(sheet: &Sheet, row: usize, column: usize) -> &str {
    match sheet.cell(row, column) {
        Cell::Text(text) | Cell::Number(text) => text,
        other => panic!("no text: {other:?}"),
    }
}

fn print(name: &str) {
    for sheet in read_workbook(&fixture(name), &Limits::default()).unwrap().sheets {
        println!("{} {}", name, sheet.name);
        for (i, row) in sheet.rows.iter().enumerate() {
            println!("{} {:?}", i + 1, row);
        }
    }
}

#[test]
fn dump() {
    print("orders-with-errors.xlsx");
    print("customer-po-yunjin.xlsx");
    let _ = (text, date(2026, 1, 1), Error::NotXlsx);
    let _ = (CellOut::Empty, ColumnOut::new("a", ColumnKind::Text), write_workbook(&[SheetOut::default()]));
}
