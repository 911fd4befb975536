//! The list: filters, sortable columns, selection, pages; every row a card on a phone (UX-14 to UX-18, UX-22).

use askama::Template;

use super::{Cell, Empty, Filter, FilterKind, Html, Tab, Tabs, Tone, Ui, icon};

/// Where a column's values stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Left: words.
    #[default]
    Start,
    /// Right: numbers, in tabular figures.
    End,
    /// In the middle: signs.
    Center,
}

/// A column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its name in links, sheets and JSON.
    pub key: &'static str,
    /// Its heading.
    pub label: String,
    /// Where its values stand.
    pub align: Align,
    /// Whether its heading sorts.
    pub sortable: bool,
    /// Left out of the card on a phone.
    pub hide_phone: bool,
    /// Unit in the heading; its values then come without.
    pub unit: Option<String>,
}

impl Column {
    /// A column of words.
    pub fn new(key: &'static str, label: impl Into<String>) -> Self {
        Self { key, label: label.into(), ..Self::default() }
    }

    /// A column of numbers.
    pub fn number(key: &'static str, label: impl Into<String>) -> Self {
        Self { align: Align::End, ..Self::new(key, label) }
    }

    /// With a heading that sorts.
    #[must_use]
    pub fn sortable(self) -> Self {
        Self { sortable: true, ..self }
    }

    /// With a unit in the heading.
    #[must_use]
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: Some(unit.into()), ..self }
    }

    /// Left out on a phone.
    #[must_use]
    pub fn hide_phone(self) -> Self {
        Self { hide_phone: true, ..self }
    }

    fn class(&self) -> &'static str {
        match (self.align, self.hide_phone) {
            (Align::Start, false) => "",
            (Align::Start, true) => "gd-desk",
            (Align::End, false) => "gd-num",
            (Align::End, true) => "gd-num gd-desk",
            (Align::Center, false) => "gd-mid",
            (Align::Center, true) => "gd-mid gd-desk",
        }
    }
}

/// A row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// What a bulk act sends for it.
    pub key: String,
    /// The page of what it shows.
    pub href: Option<String>,
    /// A value per column.
    pub cells: Vec<Cell>,
    /// A mark at its left edge.
    pub tone: Option<Tone>,
}

impl Row {
    /// A row that leads to a page.
    pub fn new(key: impl Into<String>, href: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self { key: key.into(), href: Some(href.into()), cells, tone: None }
    }

    /// A row that leads nowhere.
    pub fn plain(cells: Vec<Cell>) -> Self {
        Self { cells, ..Self::default() }
    }

    /// With a mark at its left edge.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone: Some(tone), ..self }
    }
}

/// The order of the rows.
#[derive(Debug, Clone, Default)]
pub struct Sort {
    /// Key of the column.
    pub key: String,
    /// Greatest first.
    pub descending: bool,
}

/// The search field of a list.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Its query parameter.
    pub name: String,
    /// What is searched for.
    pub value: String,
    /// What can be searched for.
    pub placeholder: String,
}

/// Where one is in a long list.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// Link to the rows before.
    pub prev: Option<String>,
    /// Link to the rows after.
    pub next: Option<String>,
    /// How many rows are shown.
    pub shown: u64,
    /// How many there are, where that is known.
    pub total: Option<u64>,
    /// Whether counting stopped at `total`: there are more.
    pub capped: bool,
}

/// An act on the selected rows: opens `action?key=…&key=…` as a form that shows what it will do.
#[derive(Debug, Clone, Default)]
pub struct BulkAction {
    /// What it says.
    pub label: String,
    /// Where the form is.
    pub action: String,
    /// Whether it posts at once instead, with a field `key` per row.
    pub at_once: bool,
}

/// A list.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Unique on its page.
    pub id: String,
    /// What it lists, for the ear.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Sums under the columns.
    pub totals: Option<Vec<Cell>>,
    /// The order of the rows.
    pub sort: Option<Sort>,
    /// Filters above it.
    pub filters: Vec<Filter>,
    /// Search above it.
    pub search: Option<Search>,
    /// Views of it.
    pub tabs: Vec<Tab>,
    /// Pages of it.
    pub pager: Option<Pager>,
    /// Link to the same rows as a sheet.
    pub export: Option<String>,
    /// Acts on selected rows; none: no selection.
    pub bulk: Vec<BulkAction>,
    /// What it says when there is nothing.
    pub empty: Empty,
    /// Link to the list without filters, when some are set.
    pub clear_href: Option<String>,
    /// Path of the page, for links to itself.
    pub path: String,
    /// Decoded query of the page, carried along in those links.
    pub query: Vec<(String, String)>,
    /// Without its own frame, inside a card.
    pub frameless: bool,
}

impl Table {
    /// A list without rows yet.
    pub fn new(id: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { id: id.into(), columns, ..Self::default() }
    }

    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&TableView { ui, table: self })
    }

    /// How many filters are set.
    fn filters_set(&self) -> usize {
        self.filters.iter().filter(|filter| filter.is_set()).count()
    }

    fn tabs_view(&self) -> Tabs {
        Tabs { label: self.caption.clone(), tabs: self.tabs.clone() }
    }
}

#[derive(Template)]
#[template(path = "ui/table.html")]
struct TableView<'a> {
    ui: &'a Ui,
    table: &'a Table,
}

impl TableView<'_> {
    /// What the list is narrowed to, which an act on the picked rows is told; one that is done at once asks nothing more.
    fn narrowed(&self) -> Vec<(&str, &str)> {
        let asks = self.table.bulk.iter().all(|act| !act.at_once);
        let set = |f: &&Filter| asks && matches!(f.kind, FilterKind::Choice(_)) && !f.value.is_empty();
        self.table.filters.iter().filter(set).map(|f| (f.name.as_str(), f.value.as_str())).collect()
    }

    /// Where a row leads to, as far as the reader may go there.
    fn leads<'b>(&self, row: &'b Row) -> Option<&'b str> {
        row.href.as_deref().filter(|href| self.ui.opens(href))
    }

    /// Cells with their columns; a row that is too short is filled up.
    fn paired<'b>(&'b self, cells: &'b [Cell]) -> impl Iterator<Item = (&'b Column, &'b Cell, bool)> {
        let filled = cells.iter().chain(std::iter::repeat(&Cell::Empty));
        self.table.columns.iter().zip(filled).enumerate().map(|(at, (column, cell))| (column, cell, at == 0))
    }

    fn shown(&self, pager: &Pager) -> String {
        match pager.total {
            Some(total) if pager.capped => {
                self.ui.tf("显示 {n} 条，共 {total} 条以上", &[("n", &pager.shown), ("total", &total)])
            }
            Some(total) => {
                self.ui.tf("显示 {n} 条，共 {total} 条", &[("n", &pager.shown), ("total", &total)])
            }
            None => self.ui.tf("显示 {n} 条", &[("n", &pager.shown)]),
        }
    }
}
