//! A sheet of a told layout becomes rows of the standard format: nothing is dropped silently.

use domain::money::{Currency, UnitPrice, foreign_in};
use domain::quantity::{Quantity, half_width};
use jiff::civil::Date;
use kernel::days;
use paper::sheet_read::Cell;
use std::collections::HashMap;

use super::around::{Said, is_foot, is_sum, said, spaceless};
use super::words::{code_in, due, due_number, is_measure, unit_of};
use super::{COLUMNS, Foreign, NUMBER, Told};
use crate::import::cells::shown;
use crate::import::figures::UNITS;
use crate::import::kinds::SheetKind;
use crate::import::known::Known;
use crate::import::named::number_lines;
use crate::import::report::{BadRow, NON_STANDARD, OTHER_NAMED, OTHER_SUM, REMARK_CUT, Why, Wrong};
use crate::import::table::{Beside, Row, Table, blank, heading};

/// Headings of numberings: the numbers of the lines, where they are numbers.
const NUMBERINGS: [&str; 5] = ["序号", "行号", "项次", "no", "no."];
/// Headings of sums: compared, not kept.
const AMOUNTS: [&str; 5] = ["金额", "含税金额", "总价", "小计", "amount"];
/// Words for a piece, one as good as the other.
const PIECES: [&str; 7] = ["台", "套", "件", "个", "组", "只", "樘"];
/// Letters that an order's remark, its contact and its terms hold.
const REMARK: usize = 1000;
const CONTACT: usize = 80;
const TERMS: usize = 200;

/// A sheet that is being read.
pub struct Reading<'a> {
    foreign: &'a Foreign,
    told: Told<'a>,
    known: &'a Known,
    /// When it was ordered: what a day without a year is not before.
    ordered_on: Date,
    doubts: Vec<BadRow>,
}

/// The cells of a line, by our columns.
type StandardRow = HashMap<&'static str, Cell>;

impl<'a> Reading<'a> {
    /// A sheet, the layout that fits it, and what its words may name.
    pub fn new(foreign: &'a Foreign, told: Told<'a>, known: &'a Known) -> Self {
        let ordered_on =
            days::first(said(&told.around, &told.format.date_at), known.today).unwrap_or(known.today);
        Self { foreign, told, known, ordered_on, doubts: Vec::new() }
    }

    /// The sheet in our columns.
    pub fn table(mut self) -> Table {
        let names: Vec<&'static str> =
            SheetKind::Order.spec().columns.iter().map(|c| c.name.as_str()).collect();
        let whole = self.whole();
        let remark = self.remark();
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        let foreign = self.foreign;
        for (n, cells) in foreign.sheet.rows.iter().enumerate().skip(self.told.top + 1) {
            if self.is_beside(cells) {
                continue;
            }
            let line = self.line(n + 1, cells);
            numbers.push(self.number(cells));
            let filled = names.iter().map(|name| line.get(name).or_else(|| whole.get(name)).cloned());
            rows.push(Row { number: n + 1, cells: filled.map(Option::<Cell>::unwrap_or_default).collect() });
        }
        // Their numbering, where each line has one of its own: two lines that say the same are two then.
        let mut distinct: Vec<i64> = numbers.iter().flatten().copied().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let at = names.iter().position(|name| *name == "行号").filter(|_| distinct.len() == rows.len());
        for (row, number) in rows.iter_mut().zip(numbers) {
            if let Some(cell) = at.and_then(|at| row.cells.get_mut(at)) {
                *cell = number.map_or(Cell::Empty, |number| Cell::Number(number.to_string()));
            }
        }
        let customer = &self.told.customer.profile;
        if let Some(other) = self.told.other {
            let params = [("customer", customer.name.as_str()), ("other", other.profile.name.as_str())];
            self.doubts.insert(0, doubt(self.told.top + 1, "客户", &customer.code, OTHER_NAMED, &params));
        }
        let mut table = Table {
            file: foreign.file.clone(),
            sheet: foreign.sheet.name.clone(),
            kind: SheetKind::Order,
            header: names.iter().map(|name| (*name).to_owned()).collect(),
            at: names.iter().enumerate().map(|(at, name)| (*name, at)).collect(),
            rows,
            beside: Some(Beside {
                remark,
                dated: !said(&self.told.around, &self.told.format.date_at).is_empty(),
                doubts: self.doubts,
            }),
        };
        number_lines(&mut table);
        table
    }

    /// What is said once and holds for every line.
    fn whole(&self) -> StandardRow {
        let Told { customer, format, around, .. } = &self.told;
        let text = |text: &str| Cell::Text(text.to_owned());
        let date = said(around, &format.date_at);
        // A day that cannot be read is refused, not taken for today.
        let readable = date.is_empty() || days::first(date, self.known.today).is_some();
        HashMap::from([
            ("客户编码", text(&customer.profile.code)),
            (NUMBER, text(said(around, &format.number_at))),
            ("下单日期", if readable { Cell::Date(self.ordered_on) } else { text(date) }),
            ("跟单员", text(&format.clerk)),
            ("现场联系人", text(within(said(around, &format.contact_at), CONTACT))),
            ("付款条件", text(within(said(around, &format.terms_at), TERMS))),
        ])
    }

    /// What stands around the table and has no place of its own.
    fn remark(&mut self) -> String {
        let format = self.told.format;
        let places = [
            (&format.number_at, usize::MAX),
            (&format.date_at, usize::MAX),
            (&format.contact_at, CONTACT),
            (&format.terms_at, TERMS),
        ];
        let has_place = |said: &&Said| {
            let place = places.iter().find(|(label, _)| !label.is_empty() && spaceless(label) == said.label);
            place.is_some_and(|(_, max)| within(&said.value, *max) == said.value)
        };
        let rest = self.told.around.iter().filter(|said| !has_place(said));
        let remark = rest.map(Said::text).collect::<Vec<_>>().join("；");
        if remark.chars().count() > REMARK {
            let params = [("max", REMARK.to_string())];
            let params = params.each_ref().map(|(name, value)| (*name, value.as_str()));
            self.doubts.push(doubt(1, "备注", &remark, REMARK_CUT, &params));
        }
        remark.chars().take(REMARK).collect()
    }

    /// Whether a row is no line: empty, words below the table, a sum, the headings again on a further page.
    fn is_beside(&self, cells: &[Cell]) -> bool {
        if cells.iter().all(blank) {
            return true;
        }
        let header = &self.told.format.header;
        let same = cells.iter().zip(header).filter(|(cell, h)| !h.is_empty() && heading(cell) == **h).count();
        if same > 1 && same * 2 > cells.iter().filter(|cell| !blank(cell)).count() {
            return true;
        }
        let product = self.cell(cells, "型号").map(words).unwrap_or_default();
        (is_foot(cells) || is_sum(cells)) && code_in(&product, self.known).is_none()
    }

    /// The customer's own number of a line.
    fn number(&self, cells: &[Cell]) -> Option<i64> {
        let at =
            self.told.format.header.iter().position(|h| NUMBERINGS.contains(&h.to_lowercase().as_str()))?;
        let number = half_width(&words(cells.get(at)?)).trim().parse().ok();
        number.filter(|number| (1..=9999).contains(number))
    }

    /// Where the heading stands that our column is filled from.
    fn place(&self, ours: &str) -> Option<usize> {
        let heading = self.told.format.source(ours)?;
        self.told.format.header.iter().position(|h| h == heading)
    }

    fn cell<'c>(&self, cells: &'c [Cell], ours: &str) -> Option<&'c Cell> {
        cells.get(self.place(ours)?).filter(|cell| !blank(cell))
    }

    fn line(&mut self, row: usize, cells: &[Cell]) -> StandardRow {
        let found = COLUMNS.iter().filter_map(|(ours, _)| Some((*ours, self.cell(cells, ours)?.clone())));
        let mut line: StandardRow = found.collect();
        self.amount(row, cells, &line);
        // Behind the number, so that it is refused by name as everywhere.
        if let (Some(currency), Some(cell @ (Cell::Number(_) | Cell::Text(_)))) =
            (self.currency(), line.get("含税单价"))
        {
            line.insert("含税单价", Cell::Text(format!("{} {}", shown(cell), currency.code())));
        }
        if !line.contains_key("单位")
            && let Some(unit) = line.get("数量").and_then(|cell| unit_of(&shown(cell)))
        {
            line.insert("单位", Cell::Text(unit.to_owned()));
        }
        let mut asked = self.product(row, &mut line);
        asked.extend(line.get("规格/要求").map(words).filter(|words| !words.is_empty()));
        asked.extend(self.unmapped(cells));
        // A formula stays one, so that it is refused as everywhere.
        let computed =
            line.get("规格/要求").is_some_and(|cell| matches!(cell, Cell::Formula(_) | Cell::Error(_)));
        if !asked.is_empty() && !computed {
            line.insert("规格/要求", Cell::Text(asked.join("；")));
        }
        let date = match line.get("要求交货日期") {
            Some(Cell::Text(text)) => due(text, self.ordered_on),
            Some(Cell::Number(number)) => due_number(number, self.ordered_on),
            _ => None,
        };
        if let Some(date) = date {
            line.insert("要求交货日期", Cell::Date(date));
        }
        line
    }

    /// The other currency that the heading of the prices names, or what stands around the table.
    fn currency(&self) -> Option<Currency> {
        let heading = self.told.format.source("含税单价").and_then(foreign_in);
        let names =
            |said: &&Said| said.label.contains('币') || said.label.to_lowercase().contains("currency");
        heading.or_else(|| self.told.around.iter().filter(names).find_map(|said| foreign_in(&said.value)))
    }

    /// Finds the code in the words for the product; what stands beside it is asked for.
    fn product(&mut self, row: usize, line: &mut StandardRow) -> Vec<String> {
        let mut asked = Vec::new();
        let product = line.get("型号").map(words).unwrap_or_default();
        let Some((code, beside)) = code_in(&product, self.known) else { return asked };
        if !beside.is_empty() {
            if !is_measure(&beside) {
                self.doubts.push(doubt(row, "型号", &product, NON_STANDARD, &[]));
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
        asked
    }

    /// What has no column of ours, in words.
    fn unmapped(&self, cells: &[Cell]) -> Vec<String> {
        let mapped: Vec<usize> = COLUMNS.iter().filter_map(|(ours, _)| self.place(ours)).collect();
        let header = self.told.format.header.iter().map(String::as_str).chain(std::iter::repeat(""));
        let mut words = Vec::new();
        for (at, (heading, cell)) in header.zip(cells).enumerate() {
            let lower = heading.to_lowercase();
            let silent = NUMBERINGS.contains(&lower.as_str()) || AMOUNTS.contains(&lower.as_str());
            if blank(cell)
                || silent
                || mapped.contains(&at)
                || matches!(cell, Cell::Formula(_) | Cell::Error(_))
            {
                continue;
            }
            let text = shown(cell);
            words.push(if heading.is_empty() { text } else { format!("{heading}：{text}") });
        }
        words
    }

    /// Doubts a sum that is not the quantity times the price.
    fn amount(&mut self, row: usize, cells: &[Cell], line: &StandardRow) {
        let header = &self.told.format.header;
        let Some(at) = header.iter().position(|h| AMOUNTS.contains(&h.to_lowercase().as_str())) else {
            return;
        };
        let Some(cell @ (Cell::Text(_) | Cell::Number(_))) = cells.get(at) else { return };
        let text = |ours: &str| line.get(ours).map(shown).unwrap_or_default();
        let quantity = half_width(&text("数量"));
        let quantity = UNITS.iter().find_map(|unit| quantity.trim().strip_suffix(unit)).unwrap_or(&quantity);
        let (Some(sum), Some(price), Some(quantity)) =
            (price(&shown(cell)), price(&text("含税单价")), Quantity::parse(quantity))
        else {
            return;
        };
        // A sum may have been computed, with more decimals than are paid.
        let (ours, sum) = (price.times(quantity), sum.times(Quantity::whole(1)));
        if ours != sum {
            self.doubts.push(doubt(row, "金额", &shown(cell), OTHER_SUM, &[("sum", &ours.plain())]));
        }
    }
}

/// The price that the line will have, or another number of yuan.
fn price(text: &str) -> Option<UnitPrice> {
    UnitPrice::parse(text).ok().or_else(|| UnitPrice::rounded(text))
}

/// What a cell says; nothing where it computes.
fn words(cell: &Cell) -> String {
    if matches!(cell, Cell::Formula(_) | Cell::Error(_)) { String::new() } else { shown(cell) }
}

/// `text` where it has at most `max` letters; else nothing: it goes whole into the remark.
fn within(text: &str, max: usize) -> &str {
    if text.chars().count() > max { "" } else { text }
}

fn doubt(row: usize, field: &str, value: &str, why: Why, params: &[(&str, &str)]) -> BadRow {
    BadRow { row, wrongs: vec![Wrong::new(field, value, why, params)], ..BadRow::default() }
}
