//! Workbooks: the samples read, and what is written read back.
#![allow(clippy::unwrap_used, reason = "the helpers of tests, too, fail by panicking")]

use jiff::civil::date;
use paper::Error;
use paper::sheet_read::{Cell, Limits, Sheet, read_workbook};
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read(bytes: &[u8]) -> Vec<Sheet> {
    read_workbook(bytes, &Limits::default()).unwrap().sheets
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(text: &str) -> Cell {
    Cell::Number(text.to_owned())
}

#[test]
fn the_orders_with_errors_come_as_typed() {
    let sheets = read(&fixture("orders-with-errors.xlsx"));
    let orders = &sheets[0];
    assert_eq!(orders.name, "订单");
    assert_eq!(orders.rows.len(), 13);
    assert_eq!(orders.cell(0, 0), &text("订单号"));
    assert_eq!(orders.cell(1, 4), &Cell::Date(date(2026, 12, 2)));
    assert_eq!(orders.cell(3, 5), &text("下月初"));
    assert_eq!(orders.cell(5, 11), &text("三套"));
    assert_eq!(orders.cell(6, 13), &text("¥3,680.00"));
    assert_eq!(orders.cell(8, 11), &number("24.6"));
    assert_eq!(orders.cell(2, 3), &Cell::Empty);
    assert!(matches!(orders.cell(7, 20), Cell::Formula(formula) if formula.starts_with("HYPERLINK(")));
    assert_eq!(orders.cell(999, 999), &Cell::Empty);
}

#[test]
fn a_customers_own_order_with_merged_cells() {
    let sheets = read(&fixture("customer-po-yunjin.xlsx"));
    let order = &sheets[0];
    // The title is merged over all columns, the total's label over four.
    assert_eq!(order.cell(0, 0), order.cell(0, 10));
    assert_eq!(order.cell(13, 3), &text("合计"));
    assert_eq!(order.cell(13, 4), &Cell::Empty);
    assert!(order.rows[5].is_empty(), "an empty row keeps its number");
    assert_eq!(order.cell(6, 1), &text("货品名称"));
    assert_eq!(order.cell(9, 8), &Cell::Date(date(2026, 12, 18)));
    assert_eq!(order.cell(7, 7), &Cell::Formula("E8*3680.00".to_owned()));
}

#[test]
fn a_workbook_of_several_sheets() {
    let sheets = read(&fixture("products.xlsx"));
    assert!(sheets.len() >= 4, "{}", sheets.len());
    assert!(sheets.iter().all(|sheet| sheet.rows.len() > 1));
}

fn full_sheet() -> SheetOut {
    SheetOut {
        name: "订单".into(),
        title: Some("在产订单".into()),
        note: Some("截至 2026-11-24".into()),
        columns: vec![
            ColumnOut {
                required: true,
                help: Some("与合同一致".into()),
                ..ColumnOut::new("订单号", ColumnKind::Text)
            },
            ColumnOut::new("金额", ColumnKind::Number { decimals: 2 }),
            ColumnOut::new("交期", ColumnKind::Date),
            ColumnOut::new("更新时间", ColumnKind::DateTime),
            ColumnOut {
                choices: vec!["组".into(), "套".into()], ..ColumnOut::new("单位", ColumnKind::Text)
            },
            ColumnOut {
                choices: (0..200).map(|n| format!("客户 {n}")).collect(),
                ..ColumnOut::new("客户", ColumnKind::Text)
            },
            ColumnOut { width: Some(30), ..ColumnOut::new("说明", ColumnKind::Text) },
        ],
        rows: vec![
            vec![
                CellOut::Text("000123456789012345678".into()),
                CellOut::Number { units: 140_950, scale: 2 },
                CellOut::Date(date(2026, 11, 24)),
                CellOut::DateTime(date(2026, 11, 24).at(14, 8, 30, 0)),
                CellOut::Text("组".into()),
                CellOut::Empty,
                CellOut::Bad("数量不能为负".into()),
            ],
            vec![
                CellOut::Text("=HYPERLINK(\"http://x\",\"y\")".into()),
                CellOut::Number { units: -5, scale: 2 },
                CellOut::Empty,
                CellOut::Empty,
                CellOut::Text("+1".into()),
                CellOut::Text("@cmd".into()),
                CellOut::Link { text: "打开".into(), url: "https://gendan.example/q/7K4M2X".into() },
            ],
            vec![
                CellOut::Link { text: "坏链接".into(), url: "javascript:alert(1)".into() },
                CellOut::Number { units: 1_234_567_890_123_456_789, scale: 2 },
                CellOut::Text("待定".into()),
            ],
        ],
        totals: Some(vec![CellOut::Text("合计".into()), CellOut::Number { units: 140_945, scale: 2 }]),
    }
}

#[test]
fn a_price_column_shows_as_many_decimals_as_there_are() {
    let units = [35_000, 3_256_637_168, 3_680_000_000];
    let rows = units.map(|units| vec![CellOut::Number { units, scale: 6 }]);
    let sheet = SheetOut {
        columns: vec![ColumnOut::new("单价", ColumnKind::Price)],
        rows: rows.to_vec(),
        ..SheetOut::default()
    };
    let bytes = write_workbook(&[sheet]).unwrap();
    let read = read(&bytes).remove(0);
    let cells: Vec<&Cell> = (1..4).map(|row| read.cell(row, 0)).collect();
    assert_eq!(cells, [&number("0.035"), &number("3256.637168"), &number("3680")]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let styles = std::io::read_to_string(archive.by_name("xl/styles.xml").unwrap()).unwrap();
    assert!(styles.contains("#,##0.00####"), "{styles}");
}

#[test]
fn what_is_written_reads_back() {
    let out = full_sheet();
    assert_eq!(out.header_row(), 2);
    let sheets = read(&write_workbook(&[out.clone(), out]).unwrap());
    assert_eq!(
        sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(),
        ["订单", "订单 (2)", "_lists"]
    );
    let sheet = &sheets[1];
    assert_eq!(sheet.rows.len(), 7);
    assert_eq!(sheet.rows[0], [text("在产订单")]);
    assert_eq!(sheet.rows[1], [text("截至 2026-11-24")]);
    assert_eq!(sheet.cell(2, 0), &text("订单号*"));
    assert_eq!(sheet.cell(2, 1), &text("金额"));
    assert_eq!(
        sheet.rows[3],
        [
            text("000123456789012345678"),
            number("1409.5"),
            Cell::Date(date(2026, 11, 24)),
            Cell::DateTime(date(2026, 11, 24).at(14, 8, 30, 0)),
            text("组"),
            Cell::Empty,
            text("数量不能为负"),
        ]
    );
    // Text that looks like a formula is text.
    assert_eq!(sheet.cell(4, 0), &text("=HYPERLINK(\"http://x\",\"y\")"));
    assert_eq!(sheet.cell(4, 1), &number("-0.05"));
    assert_eq!(sheet.cell(4, 5), &text("@cmd"));
    assert_eq!(sheet.cell(4, 6), &text("打开"));
    assert_eq!(sheet.cell(5, 0), &text("坏链接"));
    assert_eq!(sheet.cell(5, 1), &text("12345678901234567.89"), "too long for Excel's numbers");
    assert_eq!(sheet.cell(6, 1), &number("1409.45"));
    assert_eq!(sheets[2].cell(199, 1), &text("客户 199"));
}

#[test]
fn writing_is_reproducible_and_needs_a_sheet() {
    let out = [full_sheet()];
    assert_eq!(write_workbook(&out).unwrap(), write_workbook(&out).unwrap());
    assert!(matches!(write_workbook(&[]), Err(Error::Write(_))));
    let bare = SheetOut { name: "空".into(), ..SheetOut::default() };
    assert_eq!(read(&write_workbook(&[bare]).unwrap())[0].rows.len(), 0);
}

fn plain(rows: usize, columns: usize) -> Vec<u8> {
    let column = |n: usize| {
        ColumnOut::new(
            format!("列{n}"),
            if n.is_multiple_of(3) { ColumnKind::Number { decimals: 2 } } else { ColumnKind::Text },
        )
    };
    let cell = |row: usize, n: usize| match n % 3 {
        0 => CellOut::Number { units: i64::try_from(row * 100 + n).unwrap(), scale: 2 },
        1 => CellOut::Text(format!("文字 {row}-{n}")),
        _ => CellOut::Text("重复的文字".into()),
    };
    write_workbook(&[SheetOut {
        name: "大".into(),
        columns: (0..columns).map(column).collect(),
        rows: (0..rows).map(|row| (0..columns).map(|n| cell(row, n)).collect()).collect(),
        ..SheetOut::default()
    }])
    .unwrap()
}

#[test]
fn the_limits_name_the_place() {
    let bytes = plain(12, 5);
    let rows = Limits { rows: 12, ..Limits::default() };
    assert!(matches!(read_workbook(&bytes, &rows), Err(Error::TooManyRows { limit: 12, .. })));
    let columns = Limits { columns: 4, ..Limits::default() };
    assert!(matches!(read_workbook(&bytes, &columns), Err(Error::TooManyColumns { limit: 4, .. })));
    let cells = Limits { cells: 50, ..Limits::default() };
    assert!(matches!(read_workbook(&bytes, &cells), Err(Error::TooMuchContent)));
    let chars = Limits { cell_chars: 5, ..Limits::default() };
    assert!(matches!(
        read_workbook(&bytes, &chars),
        Err(Error::CellTooLong { row: 2, column: 2, limit: 5, .. })
    ));
    assert!(read_workbook(&bytes, &Limits::default()).is_ok());
}

/// `cargo test -p paper --release --test sheets -- --ignored --nocapture` prints the times.
#[test]
#[ignore = "a measurement, for release builds"]
fn ten_thousand_rows_read_in_two_seconds() {
    let writing = std::time::Instant::now();
    let bytes = plain(10_000, 20);
    println!("written in {:?}, {} bytes", writing.elapsed(), bytes.len());
    let reading = std::time::Instant::now();
    let sheets = read(&bytes);
    println!("read in {:?}", reading.elapsed());
    assert_eq!(sheets[0].rows.len(), 10_001);
    assert!(reading.elapsed().as_secs() < 2);
}
