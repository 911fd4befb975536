//! The sheets that import knows (H3.1, H7.3), recognised by their header row, not by the name of the file.

use domain::access::Right;
use domain::money::{Misread, Money};
use domain::quantity::half_width;
use paper::sheet_read::{Cell, Sheet};
use std::collections::HashMap;

use super::named::number_lines;
use super::report::BadRow;
use kernel::i18n::zh;

/// What a sheet holds, in the order in which sheets are taken in: what others name comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it; the Chinese ones stand in `SPECS`")]
pub enum Kind {
    Supplier,
    Part,
    Product,
    Assembly,
    Center,
    Person,
    Customer,
    Carrier,
    Bill,
    Routing,
    Opening,
    Order,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words and codes.
    Text,
    /// Numbers with that many decimals shown.
    Number(u8),
    /// Prices per unit.
    Price,
    /// Days.
    Date,
}

/// A column: its heading, other words for it, what it holds.
#[derive(Debug)]
pub struct Column {
    /// Heading.
    pub name: &'static str,
    /// Other headings that mean the same.
    pub also: &'static [&'static str],
    /// What it holds.
    pub holds: Holds,
}

/// A kind of sheet.
#[derive(Debug)]
pub struct Spec {
    /// Which.
    pub kind: Kind,
    /// Stable code.
    pub code: &'static str,
    /// Name.
    pub label: &'static str,
    /// Who may import it.
    pub right: Right,
    /// The headings that it is recognised by.
    pub by: &'static [&'static str],
    /// All columns that are read.
    pub columns: &'static [Column],
}

impl Column {
    /// Whether a heading names it with a currency behind it and nothing else: `单价(元)`, `单价(USD)`, not `单价(作废)`.
    /// Which currency it is, is asked of every price below.
    fn is_priced(&self, heading: &str, word: &str) -> bool {
        let rest = heading.strip_prefix(word).and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
        let names_money = |inner: &str| Money::parse(&format!("1{inner}")) != Err(Misread::Number);
        self.holds == Holds::Price && rest.is_some_and(names_money)
    }
}

const fn text(name: &'static str) -> Column {
    Column { name, also: &[], holds: Holds::Text }
}

const fn named(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, holds: Holds::Text }
}

const fn number(name: &'static str, decimals: u8) -> Column {
    Column { name, also: &[], holds: Holds::Number(decimals) }
}

const fn price(name: &'static str) -> Column {
    Column { name, also: &[], holds: Holds::Price }
}

const fn date(name: &'static str) -> Column {
    Column { name, also: &[], holds: Holds::Date }
}

/// The row of the sheet that a returned row came from.
pub const ORIGIN: &str = "原行";
/// Why a row came back.
pub const REASON: &str = "失败原因";

/// Every kind; the more telling headings are asked first.
pub static SPECS: &[Spec] = &[
    Spec {
        kind: Kind::Order,
        code: "order",
        label: zh("订单"),
        right: Right::WriteOrder,
        by: &["订单号", "客户编码", "型号", "数量"],
        columns: &[
            named("订单号", &["订单编号"]),
            text("订单类型"),
            text("客户编码"),
            text("客户订单号"),
            date("下单日期"),
            Column {
                name: "要求交货日期", also: &["交货日期", "要求交期"], holds: Holds::Date
            },
            date("开工日期"),
            text("跟单员"),
            number("行号", 0),
            text("型号"),
            named("规格/要求", &["规格要求", "要求"]),
            number("数量", 3),
            text("单位"),
            Column { name: "含税单价", also: &["单价"], holds: Holds::Price },
            text("运输方式"),
            text("收货地址"),
            text("现场联系人"),
            text("付款条件"),
            text("图纸文件"),
            text("紧急"),
            text("备注"),
            number(ORIGIN, 0),
        ],
    },
    Spec {
        kind: Kind::Bill,
        code: "bill",
        label: zh("物料清单"),
        right: Right::WriteMasterData,
        by: &["上级编码", "下级编码", "用量"],
        columns: &[text("上级编码"), text("下级编码"), number("用量", 4)],
    },
    Spec {
        kind: Kind::Routing,
        code: "routing",
        label: zh("工艺路线"),
        right: Right::WriteMasterData,
        by: &["型号", "工序", "工作中心"],
        columns: &[
            text("型号"),
            number("工序", 0),
            text("工作中心"),
            number("准备工时", 2),
            number("单件工时", 2),
        ],
    },
    Spec {
        kind: Kind::Opening,
        code: "opening",
        label: zh("期初库存"),
        right: Right::Import,
        by: &["物料编码", "数量", "盘点日期"],
        columns: &[text("物料编码"), text("仓库"), number("数量", 3), date("盘点日期")],
    },
    Spec {
        kind: Kind::Part,
        code: "part",
        label: zh("物料"),
        right: Right::WriteMasterData,
        by: &["物料编码", "名称", "单位"],
        columns: &[
            text("物料编码"),
            text("名称"),
            text("规格"),
            text("单位"),
            text("默认供应商"),
            price("参考单价"),
            number("安全库存", 0),
        ],
    },
    Spec {
        kind: Kind::Product,
        code: "product",
        label: zh("产品"),
        right: Right::WriteMasterData,
        by: &["型号", "名称", "标准单价"],
        columns: &[text("型号"), text("名称"), text("规格"), text("单位"), price("标准单价")],
    },
    Spec {
        kind: Kind::Customer,
        code: "customer",
        label: zh("客户"),
        right: Right::WriteMasterData,
        by: &["客户编码", "名称"],
        columns: &[
            text("客户编码"),
            text("名称"),
            text("等级"),
            text("行业"),
            text("城市"),
            text("收货地址"),
            text("联系人"),
            text("电话"),
            text("付款条件"),
            number("公里数", 0),
        ],
    },
    Spec {
        kind: Kind::Supplier,
        code: "supplier",
        label: zh("供应商"),
        right: Right::WriteMasterData,
        by: &["供应商编码", "名称"],
        columns: &[
            text("供应商编码"),
            text("名称"),
            text("类别"),
            Column { name: "交期(天)", also: &["交期"], holds: Holds::Number(0) },
            text("结算方式"),
            text("电话"),
        ],
    },
    Spec {
        kind: Kind::Carrier,
        code: "carrier",
        label: zh("承运商"),
        right: Right::WriteMasterData,
        by: &["编码", "名称", "运输方式"],
        columns: &[
            text("编码"),
            text("名称"),
            text("运输方式"),
            text("类型"),
            number("日行公里", 0),
            number("装卸天数", 0),
            text("电话"),
        ],
    },
    Spec {
        kind: Kind::Person,
        code: "person",
        label: zh("人员"),
        right: Right::ManagePeople,
        by: &["工号", "姓名"],
        columns: &[text("工号"), text("姓名"), text("角色"), text("部门"), text("直接上级")],
    },
    Spec {
        kind: Kind::Center,
        code: "center",
        label: zh("工作中心"),
        right: Right::WriteMasterData,
        by: &["编码", "名称", "每日工时"],
        columns: &[
            text("编码"),
            text("名称"),
            text("设备/班组"),
            number("可同时作业数", 0),
            number("每日工时", 2),
        ],
    },
    Spec {
        kind: Kind::Assembly,
        code: "assembly",
        label: zh("组件"),
        right: Right::WriteMasterData,
        by: &["编码", "名称", "单位"],
        columns: &[text("编码"), text("名称"), text("规格"), text("单位")],
    },
];

impl Kind {
    /// What is known about it.
    pub fn spec(self) -> &'static Spec {
        static NONE: Spec =
            Spec { kind: Kind::Order, code: "", label: "", right: Right::Import, by: &[], columns: &[] };
        SPECS.iter().find(|s| s.kind == self).unwrap_or(&NONE)
    }
}

/// A recognised sheet.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name of its file.
    pub file: String,
    /// Name on its tab.
    pub sheet: String,
    /// What it holds.
    pub kind: Kind,
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

/// Sheets that explain and are not read.
const SKIPPED: [&str; 3] = ["填写说明", "字典", "_lists"];
/// How far down a header is looked for.
pub(super) const HEADER_WITHIN: usize = 20;

pub(super) fn heading(cell: &Cell) -> String {
    let Cell::Text(text) = cell else { return String::new() };
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    text.trim_end_matches('*').to_owned()
}

fn find(header: &[String], column: &Column) -> Option<usize> {
    let words = || std::iter::once(&column.name).chain(column.also);
    let at = |fits: &dyn Fn(&str, &str) -> bool| {
        words().find_map(|word| header.iter().position(|heading| fits(heading, word)))
    };
    at(&|heading, word| heading == word).or_else(|| at(&|heading, word| column.is_priced(heading, word)))
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
        if spec.kind != Kind::Order && orders_something(&header) {
            return None;
        }
        let at = spec.columns.iter().filter_map(|c| Some((c.name, find(&header, c)?))).collect();
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
        if table.kind == Kind::Order {
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

pub(super) fn blank(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// The sample rows of the template.
fn is_sample(cells: &[Cell]) -> bool {
    matches!(cells.first(), Some(Cell::Text(text)) if text.trim().starts_with("示例"))
}
