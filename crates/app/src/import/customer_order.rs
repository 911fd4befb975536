//! A customer's own purchase order, read as rows of the standard format where its layout was told (H3.1): title and
//! foot around a table with headings of theirs, our codes inside their words, days without a year.

use std::collections::HashMap;

use domain::customer::{Customer, SheetFormat};
use domain::quantity::half_width;
use jiff::civil::Date;
use paper::sheet_read::{Cell, Sheet};

use super::cells::{day, shown};
use super::kinds::{HEADER_WITHIN, Kind, Row, Table, blank, heading};
use super::known::Known;
use super::report::SheetReport;
use crate::kernel::i18n::zh;

/// A sheet whose header is not one of ours.
#[derive(Debug, Clone)]
pub struct Foreign {
    /// Name of its file.
    pub file: String,
    /// Its content.
    pub sheet: Sheet,
}

/// Our columns that can be filled from theirs, with words that their headings are guessed by.
pub const COLUMNS: [(&str, &[&str]); 8] = [
    (zh("型号"), &["型号", "货号", "编码", "品号", "款号", "item"]),
    (zh("数量"), &["数量", "qty"]),
    (zh("单位"), &["单位", "unit"]),
    (zh("含税单价"), &["单价", "价格", "price"]),
    (zh("要求交货日期"), &["交期", "交货", "到货", "需求日期", "delivery"]),
    (zh("图纸文件"), &["图纸", "图号", "drawing"]),
    (zh("规格/要求"), &["规格", "要求", "工艺", "description"]),
    (zh("备注"), &["备注", "说明", "remark"]),
];
/// Columns without which no line can be taken.
pub const NEEDED: [&str; 4] = ["型号", "数量", "含税单价", "要求交货日期"];
/// Headings that say nothing that we keep: numbering, and sums that we compute ourselves.
const SILENT: [&str; 9] = ["序号", "行号", "项次", "no", "no.", "金额", "含税金额", "总价", "小计"];
/// Words for a piece, one as good as the other.
const PIECES: [&str; 7] = ["台", "套", "件", "个", "组", "只", "樘"];
/// Words of rows that sum up.
const SUMS: [&str; 4] = ["合计", "总计", "小计", "total"];

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
    fn header(&self, row: usize) -> Vec<String> {
        let cells = self.sheet.rows.get(row).map_or(&[][..], Vec::as_slice);
        let mut header: Vec<String> = cells.iter().map(|cell| heading(cell).replace('|', "")).collect();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        header
    }
}

/// The sheet in the columns of the standard format, where a customer's layout fits it.
pub fn read(foreign: &Foreign, known: &Known) -> Option<Table> {
    let mut customers: Vec<&Customer> = known.customers.values().filter(|c| !c.formats.is_empty()).collect();
    customers.sort_by_key(|c| c.profile.code.as_str());
    for top in 0..foreign.sheet.rows.len().min(HEADER_WITHIN) {
        let header = foreign.header(top);
        for customer in &customers {
            if let Some(format) = customer.formats.iter().find(|f| f.header == header) {
                return Some(Reading { foreign, top, customer, format, known }.table());
            }
        }
    }
    None
}

/// What can be guessed of a layout that nobody has told yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guess {
    /// The layout as far as it can be guessed.
    pub format: SheetFormat,
    /// The first row below the headings, to recognise them by.
    pub sample: Vec<String>,
    /// Code of the customer whose name the title has.
    pub customer: String,
}

/// Guesses the layout of a sheet; `None` where nothing looks like a heading.
pub fn guess(foreign: &Foreign, known: &Known) -> Option<Guess> {
    let likeness = |row: usize| {
        let header = foreign.header(row);
        let fits = |words: &[&str]| header.iter().any(|h| has(h, words));
        COLUMNS.iter().filter(|(_, words)| fits(words)).count()
    };
    let rows = 0..foreign.sheet.rows.len().min(HEADER_WITHIN);
    let top = rows.clone().max_by_key(|row| (likeness(*row), std::cmp::Reverse(*row)))?;
    if likeness(top) < 2 {
        return None;
    }
    let header = foreign.header(top);
    let mut left: Vec<&String> = header.iter().filter(|h| !h.is_empty()).collect();
    let mut columns = Vec::new();
    for (ours, words) in COLUMNS {
        if let Some(at) = left.iter().position(|h| has(h, words)) {
            columns.push((ours.to_owned(), left.remove(at).clone()));
        }
    }
    let around: Vec<String> = texts_around(foreign, top);
    let label = |words: &[&str]| {
        let mut labels = around.iter().filter_map(|text| text.split_once(':')).map(|(label, _)| label);
        labels.find(|label| has(label, words)).unwrap_or_default().to_owned()
    };
    let title = around.join(" ");
    let mut named: Vec<&Customer> = known
        .customers
        .values()
        .filter(|c| !c.retired && !c.profile.name.is_empty() && title.contains(&c.profile.name))
        .collect();
    // Of several the longest name: the others are parts of it.
    named.sort_by_key(|c| (std::cmp::Reverse(c.profile.name.chars().count()), c.profile.code.as_str()));
    let sample = foreign.sheet.rows.get(top + 1).map_or(&[][..], Vec::as_slice);
    Some(Guess {
        sample: sample.iter().map(shown).collect(),
        customer: named.first().map(|c| c.profile.code.clone()).unwrap_or_default(),
        format: SheetFormat {
            header,
            columns,
            number_at: label(&["订单编号", "订单号", "合同编号", "合同号", "采购单号", "PO"]),
            date_at: label(&["日期", "date"]),
            contact_at: label(&["联系人", "contact"]),
            terms_at: label(&["付款"]),
            clerk: String::new(),
        },
    })
}

/// Whether a heading or label has one of the words.
fn has(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(&word.to_lowercase()))
}

/// Texts above the table and below it, each once, in half-width signs.
fn texts_around(foreign: &Foreign, top: usize) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let rows = foreign.sheet.rows.iter().enumerate().filter(|(row, cells)| *row < top || is_foot(cells));
    for (_, cells) in rows {
        for cell in cells.iter().filter(|cell| matches!(cell, Cell::Text(_)) && !blank(cell)) {
            let text = half_width(shown(cell).trim());
            if texts.last() != Some(&text) {
                texts.push(text);
            }
        }
    }
    texts
}

/// Whether a row has words in its first cells alone: remarks below a table.
fn is_foot(cells: &[Cell]) -> bool {
    let mut filled = cells.iter().filter(|cell| !blank(cell));
    let first = filled.next();
    first.is_some_and(|first| matches!(first, Cell::Text(_)) && filled.all(|cell| cell == first))
}

struct Reading<'a> {
    foreign: &'a Foreign,
    /// The row of the headings.
    top: usize,
    customer: &'a Customer,
    format: &'a SheetFormat,
    known: &'a Known,
}

impl Reading<'_> {
    fn table(&self) -> Table {
        let names: Vec<&'static str> = Kind::Order.spec().columns.iter().map(|c| c.name).collect();
        let around = texts_around(self.foreign, self.top);
        let said = |label: &str| {
            let found = around.iter().filter_map(|text| text.split_once(':')).find(|(l, _)| *l == label);
            found.filter(|_| !label.is_empty()).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let format = self.format;
        let ordered_on = day(&said(&format.date_at), self.known.today).unwrap_or(self.known.today);
        let whole: HashMap<&str, Cell> = HashMap::from([
            ("客户编码", Cell::Text(self.customer.profile.code.clone())),
            ("客户订单号", Cell::Text(said(&format.number_at))),
            ("下单日期", Cell::Date(ordered_on)),
            ("跟单员", Cell::Text(format.clerk.clone())),
            ("现场联系人", Cell::Text(said(&format.contact_at).chars().take(40).collect())),
            ("付款条件", Cell::Text(said(&format.terms_at))),
        ]);
        let labels = [&format.number_at, &format.date_at, &format.contact_at, &format.terms_at];
        let taken = |text: &&String| {
            text.split_once(':').is_some_and(|(label, _)| labels.iter().any(|l| *l == label))
        };
        let remark = around.iter().filter(|text| !taken(text) && !is_sum(text));
        let remark: String = remark.cloned().collect::<Vec<_>>().join("；").chars().take(500).collect();

        let (mut rows, mut doubts) = (Vec::new(), Vec::new());
        for (n, cells) in self.foreign.sheet.rows.iter().enumerate().skip(self.top + 1) {
            if cells.iter().all(blank) || is_foot(cells) || cells.iter().any(|c| is_sum(&shown(c))) {
                continue;
            }
            let line = self.line(cells, ordered_on);
            doubts.extend(line.get("?").map(|cell| (n + 1, shown(cell))));
            let filled = names.iter().map(|name| line.get(name).or_else(|| whole.get(name)).cloned());
            rows.push(Row { number: n + 1, cells: filled.map(Option::unwrap_or_default).collect() });
        }
        Table {
            file: self.foreign.file.clone(),
            sheet: self.foreign.sheet.name.clone(),
            kind: Kind::Order,
            header: names.iter().map(|name| (*name).to_owned()).collect(),
            at: names.iter().enumerate().map(|(at, name)| (*name, at)).collect(),
            rows,
            remark,
            doubts,
        }
    }

    /// The cells of a line by our columns; `?` holds what its product is called where that is more than a code.
    fn line(&self, cells: &[Cell], ordered_on: Date) -> HashMap<&'static str, Cell> {
        let cell = |heading: &str| {
            let at = self.format.header.iter().position(|h| h == heading)?;
            cells.get(at).filter(|cell| !blank(cell))
        };
        let mut line: HashMap<&'static str, Cell> = HashMap::new();
        for (ours, _) in COLUMNS {
            if let Some(cell) = self.format.source(ours).and_then(cell) {
                line.insert(ours, cell.clone());
            }
        }
        let mut asked: Vec<String> = Vec::new();
        let product = line.get("型号").map(shown).unwrap_or_default();
        if let Some((code, beside)) = code_in(&product, self.known) {
            if !beside.is_empty() {
                if !is_measure(&beside) {
                    line.insert("?", Cell::Text(product));
                }
                asked.push(beside);
            }
            let unit = self.known.item(&code).map(|item| item.profile.unit.clone()).unwrap_or_default();
            let theirs = line.get("单位").map(shown).unwrap_or_default();
            if theirs != unit && [&theirs, &unit].iter().all(|unit| PIECES.contains(&unit.as_str())) {
                asked.push(format!("客户单位：{theirs}"));
                line.insert("单位", Cell::Text(unit));
            }
            line.insert("型号", Cell::Text(code));
        }
        asked.extend(line.get("规格/要求").map(shown));
        // What has no column of ours is kept in words.
        for (heading, cell) in self.format.header.iter().zip(cells) {
            let mapped = self.format.columns.iter().any(|(_, theirs)| theirs == heading);
            let silent = heading.is_empty() || SILENT.contains(&heading.to_lowercase().as_str());
            if !mapped && !silent && !blank(cell) {
                asked.push(format!("{heading}：{}", shown(cell)));
            }
        }
        if !asked.is_empty() {
            line.insert("规格/要求", Cell::Text(asked.join("；")));
        }
        if let Some(Cell::Text(text)) = line.get("要求交货日期")
            && let Some(date) = due(text, ordered_on)
        {
            line.insert("要求交货日期", Cell::Date(date));
        }
        line
    }
}

fn is_sum(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    SUMS.iter().any(|word| text.trim_end_matches([':', '：']) == *word)
}

/// The longest known code that stands in `text` as a word, and what stands beside it.
fn code_in(text: &str, known: &Known) -> Option<(String, String)> {
    let text = half_width(text);
    let lower = text.to_ascii_lowercase();
    let part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let mut best: Option<(usize, &str)> = None;
    for item in known.items.values() {
        let code = item.profile.code.as_str();
        let place = lower.match_indices(&code.to_ascii_lowercase()).map(|(at, _)| at).find(|at| {
            let before = lower.get(..*at).and_then(|rest| rest.chars().next_back());
            let mut behind = lower.get(at + code.len()..).unwrap_or_default().chars();
            let next = behind.next();
            // `ZG-1001-B` is another product than `ZG-1001`.
            let goes_on = next == Some('-') && part_of_word(behind.next());
            !part_of_word(before) && before != Some('-') && !part_of_word(next) && !goes_on
        });
        if let Some(at) = place.filter(|_| !code.is_empty())
            && best.is_none_or(|(_, found)| code.len() > found.len())
        {
            best = Some((at, code));
        }
    }
    let (at, code) = best?;
    let beside = format!("{} {}", text.get(..at)?, text.get(at + code.len()..)?);
    Some((code.to_owned(), beside.trim().to_owned()))
}

/// Whether words beside a code are nothing but measures: `1200*550*950`.
fn is_measure(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || "*×xX. mM".contains(c))
}

/// A day as customers write it; one without a year is the first on or after the order.
fn due(text: &str, ordered_on: Date) -> Option<Date> {
    let text = half_width(text.trim());
    let text = ["之前", "以前", "前"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(&text).trim();
    let bare = text.trim_end_matches(['日', '号']).replace('月', ".").replace(['/', '-'], ".");
    if let Some((month, day)) = bare.split_once('.')
        && !day.contains('.')
        && let (Ok(month), Ok(day)) = (month.parse(), day.parse())
    {
        let years = [ordered_on.year(), ordered_on.year() + 1];
        return years.iter().find_map(|y| Date::new(*y, month, day).ok().filter(|d| *d >= ordered_on));
    }
    day(text, ordered_on)
}
