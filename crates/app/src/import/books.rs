//! Workbooks that go back to people (H3.1): the refused rows with their reasons, and the template to fill in.

use paper::sheet_read::Cell;
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};

use super::cells::shown;
use super::kinds::{Column, Holds, Kind, ORIGIN, REASON, Table};
use super::report::{BadRow, Report, Wrong};
use kernel::Result;

fn kind(holds: Holds) -> ColumnKind {
    match holds {
        Holds::Text => ColumnKind::Text,
        Holds::Number(decimals) => ColumnKind::Number { decimals },
        Holds::Price => ColumnKind::Price,
        Holds::Date => ColumnKind::Date,
    }
}

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
    let column_at =
        |at: usize| -> Option<&Column> { spec.columns.iter().find(|c| table.at.get(c.name) == Some(&at)) };
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
            ColumnOut::new(label, column_at(*at).map_or(ColumnKind::Text, |c| kind(c.holds)))
        })
        .collect();
    let orders = table.kind == Kind::Order;
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

/// What the drop-down lists of the template offer.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Customers: code and name.
    pub customers: Vec<(String, String)>,
    /// Clerks.
    pub clerks: Vec<String>,
    /// Products: code and name.
    pub products: Vec<(String, String)>,
    /// Transport modes.
    pub modes: Vec<String>,
}

const REQUIRED: [&str; 8] =
    ["订单号", "客户编码", "下单日期", "要求交货日期", "跟单员", "型号", "数量", "含税单价"];

fn help(name: &str) -> Option<&'static str> {
    Some(match name {
        "订单号" => "同一订单的各行填同一个订单号",
        "订单类型" => "柜台、工程或补件；不填为柜台",
        "客户订单号" => "客户自己的单号，各行可以不同",
        "行号" => "同一订单内不重复；不填则依次编号",
        "数量" => "大于 0 的数字，最多六位小数",
        "含税单价" => "元，最多六位小数；赠品填 0",
        "付款条件" => "例如：30%定金,发货前付清70%；不填用客户资料里的",
        "收货地址" => "同一订单以第一个为准；不填用客户资料里的",
        "紧急" => "急单填是",
        _ => return None,
    })
}

/// The template of the standard order format: data, how to fill it in, what may be chosen.
pub fn template(choices: &Choices, today: jiff::civil::Date) -> Result<Vec<u8>> {
    let spec = Kind::Order.spec();
    let columns: Vec<&Column> = spec.columns.iter().filter(|c| c.name != ORIGIN).collect();
    let codes = |pairs: &[(String, String)]| pairs.iter().map(|p| p.0.clone()).collect::<Vec<_>>();
    let offered = |name: &str| match name {
        "订单类型" => vec!["柜台".to_owned(), "工程".to_owned(), "补件".to_owned()],
        "紧急" => vec!["是".to_owned(), "否".to_owned()],
        "客户编码" => codes(&choices.customers),
        "型号" => codes(&choices.products),
        "跟单员" => choices.clerks.clone(),
        "运输方式" => choices.modes.clone(),
        _ => Vec::new(),
    };
    let heads = columns.iter().map(|c| ColumnOut {
        required: REQUIRED.contains(&c.name),
        choices: offered(c.name),
        help: help(c.name).map(str::to_owned),
        ..ColumnOut::new(c.name, kind(c.holds))
    });
    let name = |list: &[String]| list.first().cloned().unwrap_or_default();
    let wanted = domain::calendar::shift(today, 21);
    let sample = |line: i64, quantity: i64| -> Vec<CellOut> {
        let cell = |column: &&Column| match column.name {
            "订单号" => CellOut::Text("示例-导入时跳过".to_owned()),
            "订单类型" => CellOut::Text("柜台".to_owned()),
            "客户编码" => CellOut::Text(name(&codes(&choices.customers))),
            "下单日期" => CellOut::Date(today),
            "要求交货日期" => CellOut::Date(wanted),
            "跟单员" => CellOut::Text(name(&choices.clerks)),
            "行号" => CellOut::Number { units: line, scale: 0 },
            "型号" => CellOut::Text(name(&codes(&choices.products))),
            "数量" => CellOut::Number { units: quantity, scale: 0 },
            "单位" => CellOut::Text("套".to_owned()),
            "含税单价" => CellOut::Number { units: 368_000, scale: 2 },
            "运输方式" => CellOut::Text(name(&choices.modes)),
            "付款条件" => CellOut::Text("30%定金,发货前付清70%".to_owned()),
            _ => CellOut::Empty,
        };
        columns.iter().map(cell).collect()
    };
    let data = SheetOut {
        name: "订单".to_owned(),
        columns: heads.collect(),
        rows: vec![sample(1, 2), sample(2, 5)],
        ..SheetOut::default()
    };
    let explained = columns.iter().map(|c| {
        let must = if REQUIRED.contains(&c.name) { "必填" } else { "" };
        [c.name, must, help(c.name).unwrap_or("")].map(|t| CellOut::Text(t.to_owned())).to_vec()
    });
    let plain = |label: &str| ColumnOut::new(label, ColumnKind::Text);
    let guide = SheetOut {
        name: "填写说明".to_owned(),
        columns: vec![plain("列"), plain("必填"), plain("怎么填")],
        rows: explained.collect(),
        note: Some(
            "只收 .xlsx，最多 60 MB、20000 行。以“示例”开头的行不导入。有误的行会连同原因退回".to_owned(),
        ),
        ..SheetOut::default()
    };
    let pairs =
        choices.customers.iter().map(|p| ("客户", p)).chain(choices.products.iter().map(|p| ("产品", p)));
    let listed =
        pairs.map(|(what, (code, name))| [what, code, name].map(|t| CellOut::Text(t.to_owned())).to_vec());
    let words = SheetOut {
        name: "字典".to_owned(),
        columns: vec![plain("类别"), plain("代码"), plain("说明")],
        rows: listed.collect(),
        ..SheetOut::default()
    };
    Ok(write_workbook(&[data, guide, words])?)
}
