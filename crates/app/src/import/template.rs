//! The workbook to fill in (H3.1, H7.3): data, how to fill it in, what may be chosen. Its columns are those that are read.

use jiff::civil::Date;
use kernel::Result;
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};

use super::columns::{Column, Offer};
use super::kinds::{ORIGIN, SheetKind, Spec};

/// What the drop-down lists offer.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Customers: code and name.
    pub customers: Vec<(String, String)>,
    /// Suppliers: code and name.
    pub suppliers: Vec<(String, String)>,
    /// Clerks.
    pub clerks: Vec<String>,
    /// Products: code and name.
    pub products: Vec<(String, String)>,
    /// Transport modes.
    pub modes: Vec<String>,
}

impl Choices {
    /// What a column offers.
    fn of(&self, column: &Column) -> Vec<String> {
        let codes = |pairs: &[(String, String)]| pairs.iter().map(|pair| pair.0.clone()).collect();
        match &column.offer {
            Offer::Nothing => Vec::new(),
            Offer::Words(words) => words.clone(),
            Offer::Customers => codes(&self.customers),
            Offer::Suppliers => codes(&self.suppliers),
            Offer::Products => codes(&self.products),
            Offer::Clerks => self.clerks.clone(),
            Offer::Modes => self.modes.clone(),
        }
    }

    /// What codes mean, as far as the columns of `spec` offer them.
    fn words(&self, spec: &Spec) -> Vec<Vec<CellOut>> {
        let offers = |offer: &Offer| spec.columns.iter().any(|column| column.offer == *offer);
        let lists = [
            (Offer::Customers, "客户", &self.customers),
            (Offer::Suppliers, "供应商", &self.suppliers),
            (Offer::Products, "产品", &self.products),
        ];
        let known = lists.into_iter().filter(|(offer, ..)| offers(offer));
        known
            .flat_map(|(_, what, pairs)| {
                pairs.iter().map(move |(code, name)| [what, code, name].map(text).to_vec())
            })
            .collect()
    }
}

/// The template of a kind of sheet.
pub fn template(spec: &Spec, choices: &Choices, today: Date) -> Result<Vec<u8>> {
    let columns: Vec<&Column> = spec.columns.iter().filter(|column| column.name != ORIGIN).collect();
    let heads = columns.iter().map(|column| ColumnOut {
        required: column.required,
        choices: choices.of(column),
        help: column.help.clone(),
        ..ColumnOut::new(&column.name, column.kind())
    });
    let rows = if spec.kind == SheetKind::Order {
        [(1, 2), (2, 5)].map(|line| sample(&columns, choices, today, line)).into()
    } else {
        Vec::new()
    };
    let data =
        SheetOut { name: spec.label.to_owned(), columns: heads.collect(), rows, ..SheetOut::default() };
    let explained = columns.iter().map(|column| {
        let must = if column.required { "必填" } else { "" };
        [column.name.as_str(), must, &column.filled_in_so()].map(text).to_vec()
    });
    let plain = |label: &str| ColumnOut::new(label, ColumnKind::Text);
    let note = "只收 .xlsx，最多 60 MB、20000 行。以“示例”开头的行不导入。有误的行会连同原因退回";
    let guide = SheetOut {
        name: "填写说明".to_owned(),
        columns: vec![plain("列"), plain("必填"), plain("怎么填")],
        rows: explained.collect(),
        note: Some(note.to_owned()),
        ..SheetOut::default()
    };
    let words = SheetOut {
        name: "字典".to_owned(),
        columns: vec![plain("类别"), plain("代码"), plain("说明")],
        rows: choices.words(spec),
        ..SheetOut::default()
    };
    Ok(write_workbook(&[data, guide, words])?)
}

fn text(text: &str) -> CellOut {
    CellOut::Text(text.to_owned())
}

/// A row that shows how orders are written, and is not taken in.
fn sample(columns: &[&Column], choices: &Choices, today: Date, (line, quantity): (i64, i64)) -> Vec<CellOut> {
    let whole = |units: i64| CellOut::Number { units, scale: 0 };
    let cell = |column: &&Column| match column.name.as_str() {
        "订单号" => text("示例-导入时跳过"),
        "下单日期" => CellOut::Date(today),
        "要求交货日期" => CellOut::Date(domain::calendar::shift(today, 21)),
        "行号" => whole(line),
        "数量" => whole(quantity),
        "单位" => text("套"),
        "含税单价" => CellOut::Number { units: 368_000, scale: 2 },
        "付款条件" => text("30%定金,发货前付清70%"),
        "紧急" => CellOut::Empty,
        _ => choices.of(column).into_iter().next().map_or(CellOut::Empty, CellOut::Text),
    };
    columns.iter().map(cell).collect()
}
