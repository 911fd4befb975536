//! What rows call their order and its lines by (H3.1): the same every time that they come in.

use jiff::civil::Date;
use paper::sheet_read::Cell;
use std::collections::HashMap;

use super::cells::{RowReader, shown};
use super::kinds::{ORIGIN, REASON};
use super::table::{Table, blank};

/// The column of a line's number.
const LINE: &str = "行号";
/// The largest number that a line may have.
const LAST_LINE: i64 = 9999;

/// What a row calls its order by: our number, or else the customer's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderName {
    /// Our number.
    Ours(String),
    /// The customer's number; ours is drawn when the order is handed in.
    Theirs {
        /// The customer as the row names it.
        customer: String,
        /// Their number.
        number: String,
    },
}

impl OrderName {
    pub fn of(line: &mut RowReader) -> Option<Self> {
        let ours = line.code("订单号");
        if !ours.is_empty() {
            return Some(Self::Ours(ours));
        }
        let number = line.text("客户订单号", 80);
        let customer = line.text("客户编码", 80);
        (!number.is_empty() && !customer.is_empty()).then_some(Self::Theirs { customer, number })
    }

    /// The column that names the order.
    pub fn column(&self) -> &'static str {
        match self {
            Self::Ours(_) => "订单号",
            Self::Theirs { .. } => "客户订单号",
        }
    }

    /// The number, whosever it is.
    pub fn number(&self) -> &str {
        match self {
            Self::Ours(number) | Self::Theirs { number, .. } => number,
        }
    }

    /// Our number; empty where the row has none.
    pub fn ours(&self) -> &str {
        match self {
            Self::Ours(number) => number,
            Self::Theirs { .. } => "",
        }
    }
}

/// What the orders in a sheet are called by.
pub fn named(table: &Table, today: Date) -> Vec<OrderName> {
    let named = table.rows.iter().filter_map(|row| OrderName::of(&mut RowReader::new(table, row, today)));
    let mut named: Vec<OrderName> = named.collect();
    named.sort();
    named.dedup();
    named
}

/// Numbers the lines that have no number, over good and bad ones alike: a row that goes back and is put right finds its
/// place again. Rows that say the same have the same number, so that they still say the same.
pub fn number_lines(table: &mut Table) {
    let at = *table.at.entry(LINE).or_insert_with(|| {
        table.header.push(LINE.to_owned());
        table.header.len() - 1
    });
    let apart: Vec<usize> = [LINE, ORIGIN].iter().filter_map(|name| table.at.get(name).copied()).collect();
    let reason = table.header.iter().position(|heading| heading == REASON);
    let mut last: HashMap<Option<OrderName>, i64> = HashMap::new();
    let mut seen: HashMap<Vec<String>, i64> = HashMap::new();
    for n in 0..table.rows.len() {
        let Some(row) = table.rows.get(n) else { continue };
        let named = OrderName::of(&mut RowReader::new(table, row, Date::default()));
        let said = row.cells.get(at).filter(|cell| !blank(cell)).map(shown);
        let content = row.cells.iter().enumerate().filter(|(n, _)| !apart.contains(n) && Some(*n) != reason);
        let mut content: Vec<String> = content.map(|(_, cell)| shown(cell)).collect();
        while content.last().is_some_and(String::is_empty) {
            content.pop();
        }
        let last = last.entry(named).or_default();
        if let Some(said) = said {
            // A number that no line may have is refused where the row is read.
            let said = said.parse::<i64>().ok().filter(|said| *said <= LAST_LINE);
            *last = said.map_or(*last, |said| said.max(*last));
            continue;
        }
        let number = *seen.entry(content).or_insert_with(|| {
            *last += 1;
            *last
        });
        if let Some(row) = table.rows.get_mut(n) {
            row.cells.resize(row.cells.len().max(at + 1), Cell::Empty);
            if let Some(cell) = row.cells.get_mut(at) {
                *cell = Cell::Number(number.to_string());
            }
        }
    }
}
