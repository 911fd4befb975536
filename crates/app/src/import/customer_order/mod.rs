//! A customer's own purchase order, read as rows of the standard format where its layout was told (H3.1): title and
//! foot around a table with headings of theirs, our codes inside their words, days without a year.

mod around;
mod guess;
mod reading;
#[cfg(test)]
mod tests;
mod words;

pub use around::spaceless;
use domain::customer::{Customer, SheetFormat};
pub use guess::{Guess, guess, rows, suggest};
use paper::sheet_read::Sheet;

use self::around::{Said, around};
use self::reading::Reading;
use super::known::Known;
use super::report::SheetReport;
use super::table::{HEADER_WITHIN, Table, heading};
use kernel::i18n::zh;

/// A sheet whose header is not one of ours.
#[derive(Debug, Clone)]
pub struct Foreign {
    /// Name of its file.
    pub file: String,
    /// Its content.
    pub sheet: Sheet,
}

/// Our columns that can be filled from theirs, with words that their headings are guessed by.
pub const COLUMNS: [(&str, &[&str]); 9] = [
    (zh("型号"), &["型号", "货号", "编码", "品号", "款号", "item"]),
    (zh("数量"), &["数量", "qty"]),
    (zh("单位"), &["单位", "unit"]),
    (zh("含税单价"), &["单价", "价格", "price"]),
    (zh("要求交货日期"), &["交期", "交货", "到货", "需求日期", "delivery"]),
    (zh("图纸文件"), &["图纸", "图号", "drawing"]),
    (zh("规格/要求"), &["规格", "要求", "工艺", "description"]),
    (zh("备注"), &["备注", "说明", "remark"]),
    (zh("客户订单号"), &["订单编号", "订单号", "采购单号", "合同号"]),
];
/// The column of the customer's order number: where a sheet has it, its rows may belong to several orders.
pub const NUMBER: &str = "客户订单号";
/// Columns without which no line can be taken.
pub const NEEDED: [&str; 4] = ["型号", "数量", "含税单价", "要求交货日期"];

impl Foreign {
    /// The report on it where nobody knows it.
    pub fn report(&self) -> SheetReport {
        SheetReport {
            file: self.file.clone(),
            sheet: self.sheet.name.clone(),
            total: self.sheet.rows.len(),
            ..SheetReport::default()
        }
    }

    /// The headings of a row, without the empty ones behind the last.
    pub fn header(&self, row: usize) -> Vec<String> {
        let cells = self.sheet.rows.get(row).map_or(&[][..], Vec::as_slice);
        let mut header: Vec<String> = cells.iter().map(|cell| heading(cell).replace('|', "")).collect();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        header
    }
}

/// The layout by which a sheet is read: of which customer, its headings in which row.
pub struct Told<'k> {
    /// The customer.
    pub customer: &'k Customer,
    /// The layout.
    pub format: &'k SheetFormat,
    /// The row of the headings.
    pub top: usize,
    /// What stands around the table.
    around: Vec<Said>,
    /// Another customer to whom the sheet may belong.
    other: Option<&'k Customer>,
}

/// The layout that fits a sheet. Several customers may print the same headings; then the title decides.
pub fn told<'k>(foreign: &Foreign, known: &'k Known) -> Option<Told<'k>> {
    let mut customers: Vec<&Customer> = known.customers.values().filter(|c| !c.formats.is_empty()).collect();
    customers.sort_by_key(|c| (c.retired, c.profile.code.as_str()));
    for top in 0..foreign.sheet.rows.len().min(HEADER_WITHIN) {
        let header = foreign.header(top);
        let fits = |c: &&'k Customer| Some((*c, c.formats.iter().find(|f| f.header == header)?));
        let all: Vec<(&Customer, &SheetFormat)> = customers.iter().filter_map(fits).collect();
        let Some(first) = all.first() else { continue };
        let words = |format: &SheetFormat| {
            let labels = [&format.number_at, &format.date_at, &format.contact_at, &format.terms_at];
            labels.map(|label| spaceless(label))
        };
        let labels: Vec<String> = all.iter().flat_map(|(_, format)| words(format)).collect();
        let around = around(foreign, top, |label| labels.iter().any(|l| l == label));
        let named = guess::named(&around, known);
        let own = named.and_then(|named| all.iter().find(|(c, _)| c.id == named.id));
        let (customer, format) = own.unwrap_or(first);
        let other = named.filter(|named| named.id != customer.id);
        let second = all.get(1).filter(|_| named.is_none()).map(|(c, _)| *c);
        return Some(Told { customer, format, top, around, other: other.or(second) });
    }
    None
}

/// The sheet in the columns of the standard format, where a customer's layout fits it.
pub fn read(foreign: &Foreign, known: &Known) -> Option<Table> {
    told(foreign, known).map(|told| Reading::new(foreign, told, known).table())
}
