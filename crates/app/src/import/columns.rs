//! The columns of a sheet: what they are called and hold. Those of master data are the fields of its form.

use domain::money::{Misread, Money};
use domain::quantity::half_width;
use jiff::civil::DateTime;
use kernel::form::{Form, described};
use kernel::i18n::Lang;
use kernel::ui::{FieldKind, Ui};
use paper::sheet_write::ColumnKind;

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

/// What the template of a sheet offers in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Offer {
    Nothing,
    Words(Vec<String>),
    Customers,
    Suppliers,
    Products,
    Clerks,
    Modes,
}

/// A column: its heading, other words for it, what it holds, and what the template says of it.
#[derive(Debug, Clone)]
pub struct Column {
    /// Heading.
    pub name: String,
    /// Other headings that mean the same.
    pub also: Vec<String>,
    /// What it holds.
    pub holds: Holds,
    /// The field of the form that reads it; empty where its sheet is read in its own way.
    pub field: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// How to fill it in.
    pub help: Option<String>,
    /// What may be chosen.
    pub offer: Offer,
}

impl Column {
    fn new(name: &str, holds: Holds) -> Self {
        Self {
            name: name.to_owned(),
            also: Vec::new(),
            holds,
            field: String::new(),
            required: false,
            help: None,
            offer: Offer::Nothing,
        }
    }

    /// Must be filled in.
    pub fn must(self) -> Self {
        Self { required: true, ..self }
    }

    /// May be left empty, though its form asks for it: the sheet says it elsewhere, or the records do.
    pub fn may(self) -> Self {
        Self { required: false, ..self }
    }

    /// Filled in so.
    pub fn told(self, help: &str) -> Self {
        Self { help: Some(help.to_owned()), ..self }
    }

    /// Offers this to choose from.
    pub fn offers(self, offer: Offer) -> Self {
        Self { offer, ..self }
    }

    /// Also called so.
    pub fn or(mut self, words: &[&str]) -> Self {
        self.also.extend(words.iter().map(|word| (*word).to_owned()));
        self
    }

    /// How a workbook of ours has it.
    pub fn kind(&self) -> ColumnKind {
        match self.holds {
            Holds::Text => ColumnKind::Text,
            Holds::Number(decimals) => ColumnKind::Number { decimals },
            Holds::Price => ColumnKind::Price,
            Holds::Date => ColumnKind::Date,
        }
    }

    /// Whether a heading names it with a currency behind `word` and nothing else: `单价(元)`, `单价(USD)`, not `单价(作废)`.
    /// Which currency it is, is asked of every price below.
    pub fn is_priced(&self, heading: &str, word: &str) -> bool {
        let rest = heading.strip_prefix(word).and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
        let names_money = |inner: &str| {
            let words = !inner.is_empty() && !inner.contains(|c: char| c.is_ascii_digit());
            words && Money::parse(&format!("1{inner}")) != Err(Misread::Number)
        };
        self.holds == Holds::Price && rest.is_some_and(names_money)
    }

    /// How to fill it in, with the words that may be chosen.
    pub fn filled_in_so(&self) -> String {
        let help = self.help.clone().unwrap_or_default();
        match &self.offer {
            Offer::Words(words) if help.is_empty() => format!("可选：{}", words.join("、")),
            _ => help,
        }
    }

    /// Every word for it, the heading first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.also).map(String::as_str)
    }
}

/// A column of words and codes.
pub fn text(name: &str) -> Column {
    Column::new(name, Holds::Text)
}

/// The columns that `fields` of `ask` read, each under its heading in the sheet, in this order. What a form says to who
/// fills it in is not said of a sheet.
pub fn reading<P>(ask: impl Fn(&Form) -> P, fields: &[(&str, &str)]) -> Vec<Column> {
    let ui = Ui::anonymous(Lang::Zh, DateTime::default());
    let known = described(&ui, ask);
    let column = |(name, heading): &(&str, &str)| {
        let field = known.iter().find(|field| field.name == *name)?;
        let column = Column::new(heading, holds(&field.kind));
        Some(Column { field: field.name.clone(), required: field.required, ..column })
    };
    let columns: Vec<Column> = fields.iter().filter_map(column).collect();
    assert_eq!(columns.len(), fields.len(), "a sheet names a field that its form does not ask for");
    columns
}

/// What the column of a field of this kind holds.
fn holds(kind: &FieldKind) -> Holds {
    match kind {
        FieldKind::Date => Holds::Date,
        FieldKind::Money => Holds::Number(2),
        FieldKind::Price => Holds::Price,
        FieldKind::Quantity => Holds::Number(3),
        FieldKind::Integer => Holds::Number(0),
        _ => Holds::Text,
    }
}

/// A column for every field that `ask` may ask for, under the field's own label, or under the words that `headings` has
/// for it. Flags are left out: a sheet says in words what a form ticks.
pub fn of_form<P>(ask: impl FnOnce(&Form) -> P, headings: &[(&str, &[&str])]) -> Vec<Column> {
    let ui = Ui::anonymous(Lang::Zh, DateTime::default());
    let fields = described(&ui, ask).into_iter();
    let fields = fields.filter(|field| !field.name.is_empty() && !matches!(field.kind, FieldKind::Flag));
    let column = |field: kernel::ui::Field| {
        let holds = holds(&field.kind);
        let label = half_width(&field.label);
        let words = headings.iter().find(|(name, _)| *name == field.name);
        let column = match words.and_then(|(_, words)| words.split_first()) {
            Some((name, also)) => Column::new(name, holds).or(also),
            None => Column::new(&label, holds),
        };
        let offer = match field.kind {
            FieldKind::Choice(options) | FieldKind::Radio(options) if !options.is_empty() => {
                Offer::Words(options.into_iter().map(|option| option.label).collect())
            }
            _ => Offer::Nothing,
        };
        Column { field: field.name, required: field.required, help: field.help, offer, ..column }
    };
    fields.map(column).collect()
}
