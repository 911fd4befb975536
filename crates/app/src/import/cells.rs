//! A row as people fill it in (H3.1): spaces, full-width digits, 元, commas, days in several forms.

use domain::calendar::{FIRST_YEAR, YEARS_AHEAD, is_plausible};
use domain::quantity::half_width;
use jiff::civil::Date;
use paper::sheet_read::Cell;

use super::report::{
    BAD_CODE, BROKEN, BadRow, CONTROL, FORMULA, LONG, NO_DATE, NO_FLAG, ROUNDED, TOO_FAR, Why, Wrong,
};
use super::table::{Row, Table};
use kernel::days;
use kernel::form::plain_code;

/// A row that is being read; what is wrong with it is collected.
pub struct RowReader<'a> {
    table: &'a Table,
    row: &'a Row,
    /// Today: the year of a day without one.
    pub today: Date,
    /// What is wrong so far.
    pub wrongs: Vec<Wrong>,
    /// What should be looked at although it is taken in.
    doubts: Vec<Wrong>,
    /// What another row of the same order says in place of this one.
    carried: Vec<(&'static str, &'a Cell)>,
}

impl<'a> RowReader<'a> {
    /// Looks at every known cell for what is never taken: formulas and error values.
    pub fn new(table: &'a Table, row: &'a Row, today: Date) -> Self {
        let mut line =
            Self { table, row, today, wrongs: Vec::new(), doubts: Vec::new(), carried: Vec::new() };
        let spec = table.kind.spec();
        for column in &spec.columns {
            match line.cell(&column.name) {
                Cell::Formula(formula) => {
                    let value = format!("={formula}");
                    line.wrongs.push(Wrong::new(&column.name, value, FORMULA, &[]));
                }
                Cell::Error(error) => line.wrongs.push(Wrong::new(&column.name, error.clone(), BROKEN, &[])),
                Cell::Text(text) if text.trim_start().starts_with('=') => {
                    line.wrongs.push(Wrong::new(&column.name, text.clone(), FORMULA, &[]));
                }
                _ => {}
            }
        }
        line
    }

    /// The row's number.
    pub fn number(&self) -> usize {
        self.row.number
    }

    /// The row's cells.
    pub fn cells(&self) -> &'a [Cell] {
        &self.row.cells
    }

    /// Whether the sheet has the column.
    pub fn has(&self, column: &str) -> bool {
        self.table.at.contains_key(column)
    }

    /// The column that the form's field `field` reads.
    pub fn column_of(&self, field: &str) -> Option<&'static str> {
        let columns = &self.table.kind.spec().columns;
        columns.iter().find(|column| column.field == field).map(|column| column.name.as_str())
    }

    /// Whether the column that the form's field `field` reads must be filled in.
    pub fn needs(&self, field: &str) -> bool {
        self.table.kind.spec().columns.iter().any(|column| column.field == field && column.required)
    }

    /// From now on `cells` stand under their columns.
    pub fn carry(&mut self, cells: &[(&'static str, &'a Cell)]) {
        self.carried.extend(cells);
    }

    /// The cell under `column`.
    pub fn cell(&self, column: &str) -> &'a Cell {
        if let Some((_, cell)) = self.carried.iter().find(|(name, _)| *name == column) {
            return cell;
        }
        self.table.at.get(column).and_then(|at| self.row.cells.get(*at)).unwrap_or(&Cell::Empty)
    }

    /// Says that the cell under `column` is wrong; formulas have been named already.
    pub fn wrong(&mut self, column: &str, why: Why, params: &[(&str, &str)]) {
        if !self.is_wrong(column) {
            self.wrongs.push(Wrong::new(column, shown(self.cell(column)), why, params));
        }
    }

    /// Says that the cell under `column` should be looked at.
    pub fn doubt(&mut self, column: &str, why: Why, params: &[(&str, &str)]) {
        self.doubts.push(Wrong::new(column, shown(self.cell(column)), why, params));
    }

    /// The heading of `column` as the sheet has it.
    pub fn heading(&self, column: &str) -> &'a str {
        let at = self.table.at.get(column);
        at.and_then(|at| self.table.header.get(*at)).map_or("", String::as_str)
    }

    /// What should be looked at, where nothing is wrong.
    pub fn doubted(&mut self, key: &str) -> Option<BadRow> {
        let wrongs = std::mem::take(&mut self.doubts);
        let doubted = self.wrongs.is_empty() && !wrongs.is_empty();
        doubted.then(|| BadRow { row: self.row.number, key: key.to_owned(), duplicate: false, wrongs })
    }

    /// Whether the cell under `column` was found wrong.
    pub fn is_wrong(&self, column: &str) -> bool {
        self.wrongs.iter().any(|w| w.field == column)
    }

    /// Words; may be empty.
    pub fn text(&mut self, column: &str, max: usize) -> String {
        let text = match self.cell(column) {
            Cell::Text(text) => text.replace('\u{a0}', " ").trim().to_owned(),
            Cell::Number(number) => {
                if number.bytes().filter(u8::is_ascii_digit).count() > 15 {
                    self.wrong(column, ROUNDED, &[]);
                }
                number.clone()
            }
            Cell::Date(date) => date.to_string(),
            Cell::DateTime(moment) => moment.date().to_string(),
            Cell::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
            _ => String::new(),
        };
        let unseen = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        if text.chars().any(unseen) {
            self.wrong(column, CONTROL, &[]);
        } else if text.chars().count() > max {
            self.wrong(column, LONG, &[("max", &max.to_string())]);
        }
        text
    }

    /// A code, half-width and without spaces; may be empty.
    pub fn code(&mut self, column: &str) -> String {
        let text = plain_code(&self.text(column, 40));
        if text.chars().any(|c| matches!(c, '<' | '>' | '"' | '\'' | '&')) {
            self.wrong(column, BAD_CODE, &[]);
        }
        text
    }

    /// A day; `None` where nothing stands.
    pub fn date(&mut self, column: &str) -> Option<Date> {
        let found = match self.cell(column) {
            Cell::Date(date) => Some(*date),
            Cell::DateTime(moment) => Some(moment.date()),
            Cell::Number(number) => days::serial(number).or_else(|| days::whole(number)),
            Cell::Text(text) if text.trim().is_empty() => return None,
            Cell::Text(text) => days::first(text, self.today),
            Cell::Empty | Cell::Formula(_) | Cell::Error(_) => return None,
            Cell::Bool(_) => None,
        };
        let Some(date) = found else {
            self.wrong(column, NO_DATE, &[]);
            return None;
        };
        if is_plausible(date, self.today) {
            return found;
        }
        let last = (self.today.year() + YEARS_AHEAD).to_string();
        self.wrong(column, TOO_FAR, &[("first", &FIRST_YEAR.to_string()), ("last", &last)]);
        None
    }

    /// Yes or no; nothing is no.
    pub fn flag(&mut self, column: &str) -> bool {
        match half_width(&self.text(column, 20)).to_lowercase().as_str() {
            "" | "否" | "0" | "n" | "no" | "false" | "不" | "不急" => false,
            "是" | "1" | "y" | "yes" | "true" | "急" | "急单" | "√" => true,
            _ => {
                self.wrong(column, NO_FLAG, &[]);
                false
            }
        }
    }

    /// The row as one that is refused, where anything was wrong.
    pub fn refused(self, key: &str) -> Option<BadRow> {
        (!self.wrongs.is_empty()).then(|| BadRow {
            row: self.row.number,
            key: key.to_owned(),
            duplicate: false,
            wrongs: self.wrongs,
        })
    }
}

/// What people see in a cell.
pub fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Number(text) | Cell::Error(text) => text.trim().to_owned(),
        Cell::Date(date) => date.to_string(),
        Cell::DateTime(moment) => moment.strftime("%Y-%m-%d %H:%M").to_string(),
        Cell::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
        Cell::Formula(formula) => format!("={formula}"),
    }
}
