//! Writes a workbook of orders in the standard format, for measuring the import: `order_workbook FILE LINES`.

use std::process::ExitCode;

use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};

const COLUMNS: [&str; 16] = [
    "订单号",
    "订单类型",
    "客户编码",
    "下单日期",
    "要求交货日期",
    "跟单员",
    "行号",
    "型号",
    "数量",
    "单位",
    "含税单价",
    "运输方式",
    "收货地址",
    "现场联系人",
    "付款条件",
    "图纸文件",
];
const PRODUCTS: [&str; 5] = ["ZG-1101", "ZG-1102", "HZ-2101", "SJ-3101", "YC-5101"];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(file), Some(lines)) = (args.next(), args.next().and_then(|n| n.parse::<usize>().ok())) else {
        eprintln!("order_workbook FILE LINES");
        return ExitCode::from(2);
    };
    let rows = (0..lines).map(|n| {
        let (order, line) = (n / PRODUCTS.len(), n % PRODUCTS.len());
        let text = |text: &str| CellOut::Text(text.to_owned());
        let number = |n: i64, scale: u8| CellOut::Number { units: n, scale };
        vec![
            CellOut::Text(format!("XL2612{order:04}")),
            text("柜台"),
            CellOut::Text(format!("C1{:02}", order % 16 + 1)),
            CellOut::Date(jiff::civil::date(2026, 11, 20)),
            CellOut::Date(jiff::civil::date(2026, 12, 20)),
            text("林晓"),
            number(i64::try_from(line + 1).unwrap_or(1), 0),
            text(PRODUCTS.get(line).copied().unwrap_or_default()),
            number(3, 0),
            text("套"),
            number(368_000, 2),
            text("零担专线"),
            text("上海市静安区南京西路 1 号"),
            text("王经理"),
            text("月结30天"),
            text("V1.pdf"),
        ]
    });
    let columns = COLUMNS.iter().map(|name| ColumnOut::new(*name, ColumnKind::Text)).collect();
    let sheet = SheetOut {
        name: "订单".into(),
        title: None,
        columns,
        rows: rows.collect(),
        totals: None,
        note: None,
    };
    match write_workbook(&[sheet]).map(|bytes| std::fs::write(&file, bytes)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        other => {
            eprintln!("{file}: {other:?}");
            ExitCode::from(1)
        }
    }
}
