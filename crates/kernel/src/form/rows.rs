//! Grids: rows that stand for known things and match by their key, and rows that people add.

use std::collections::BTreeMap;

use super::{Form, Grid, Wrong};
use crate::said::{ROWS, trimmed};
use crate::ui::{Field, FieldKind, LineRow};

/// A grid with one row for each of `items`, matched by a key: never by position.
pub struct Keyed<'f, 'a, 'i, T> {
    form: &'f Form<'a>,
    name: String,
    drawn: Field,
    items: &'i [T],
    key: (&'static str, &'static str),
    key_of: fn(&T) -> String,
}

/// A grid whose rows people add and take away.
pub struct Listed<'f, 'a, 'i, T> {
    form: &'f Form<'a>,
    name: String,
    drawn: Field,
    items: &'i [T],
    required: bool,
    title: fn(&T) -> String,
}

impl<'a> Form<'a> {
    /// A row for each of `items`; `key` is the hidden column that says which, and its name.
    pub fn rows<'f, 'i, T>(
        &'f self,
        name: &str,
        label: &str,
        items: &'i [T],
        key: (&'static str, &'static str),
        key_of: fn(&T) -> String,
    ) -> Keyed<'f, 'a, 'i, T> {
        let drawn = Field::new(FieldKind::Text, name, self.t(label));
        Keyed { form: self, name: self.full(name), drawn, items, key, key_of }
    }

    /// Rows that people add and take away; `items` are filled in beforehand.
    pub fn list<'f, 'i, T>(&'f self, name: &str, label: &str, items: &'i [T]) -> Listed<'f, 'a, 'i, T> {
        let drawn = Field::new(FieldKind::Text, name, self.t(label));
        Listed { form: self, name: self.full(name), drawn, items, required: false, title: |_| String::new() }
    }

    /// The row numbers under `name` in which anything was said, in order; fields of blank rows count as asked for.
    /// More rows than a form can hold, `known` of them drawn by us, are refused and not cut.
    fn said_rows(&self, name: &str, known: usize) -> Vec<usize> {
        self.state.borrow_mut().grids.insert(name.to_owned());
        if self.state.borrow().unread > 0 {
            return Vec::new();
        }
        let most = ROWS.max(known);
        let mut beyond = false;
        let prefix = format!("{name}.");
        let number = |key: &str| key.strip_prefix(&prefix)?.split('.').next()?.parse::<usize>().ok();
        let mut rows = std::collections::BTreeSet::new();
        let under =
            self.said.values().range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
        for (key, value) in under {
            match number(key) {
                Some(row) if row < most && !trimmed(value).is_empty() => _ = rows.insert(row),
                // What no row is called stays unknown, and is refused as such.
                None if !trimmed(value).is_empty() => {}
                row => {
                    beyond |= row.is_some_and(|row| row >= most);
                    self.state.borrow_mut().asked.insert(key.clone());
                }
            }
        }
        if beyond {
            let params = [("max", most.to_string())];
            self.refuse(name.to_owned(), Wrong::with("最多 {max} 行。请分成几次", params));
        }
        rows.into_iter().collect()
    }

    fn row(&self, name: &str, number: usize) -> Self {
        Self { ui: self.ui, said: self.said, prefix: format!("{name}.{number}."), state: self.state }
    }

    /// Asks the fields of one row, and answers how it was drawn.
    fn ask_row<I>(&self, label: String, ask: impl FnOnce() -> I) -> (I, LineRow) {
        let before = {
            let mut state = self.state.borrow_mut();
            let grid = state.row.get_or_insert_with(Grid::default);
            std::mem::replace(&mut grid.row, LineRow { label, ..LineRow::default() })
        };
        let said = ask();
        let mut state = self.state.borrow_mut();
        let drawn = state.row.as_mut().map(|grid| std::mem::replace(&mut grid.row, before));
        (said, drawn.unwrap_or_default())
    }

    /// Draws the grid that was asked.
    fn close_grid(&self, mut drawn: Field, rows: Vec<LineRow>, can_add: bool) {
        let grid = self.state.borrow_mut().row.take().unwrap_or_default();
        drawn.kind = FieldKind::Lines { columns: grid.columns, rows, can_add };
        drawn.width = crate::ui::Width::Full;
        self.push(drawn);
    }
}

impl<T> Keyed<'_, '_, '_, T> {
    /// With a hint, in Chinese.
    #[must_use]
    pub fn help(mut self, zh: &str) -> Self {
        self.drawn.help = Some(self.form.t(zh).to_owned());
        self
    }

    /// Asks a row for each item; `title` says what the row is about.
    pub fn each<I>(self, title: impl Fn(&T) -> String, ask: impl Fn(&Form, &T) -> I) -> Vec<I>
    where
        T: Default,
    {
        let Self { form, name, drawn, items, key, key_of } = self;
        let spare = [T::default()];
        let describing = form.state.borrow().describing && items.is_empty();
        let items = if describing { &spare } else { items };
        let said = keys_said(form, &name, key.0, items.len());
        let mut used = Vec::new();
        let (mut out, mut rows) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
        for (at, item) in items.iter().enumerate() {
            let own = key_of(item);
            let free = || (at..at + 2000).find(|n| !said.contains_key(n) && !used.contains(n)).unwrap_or(at);
            let number = said.iter().find(|(_, k)| **k == own).map_or_else(free, |(n, _)| *n);
            used.push(number);
            let row = form.row(&name, number);
            let (said, line) = form.ask_row(title(item), || {
                row.text(key.0, key.1, 80).drawn_as(FieldKind::Hidden).preset(own).or(String::new());
                ask(&row, item)
            });
            out.push(said);
            rows.push(line);
        }
        unknown_keys(form, &name, key.0, &said, &used);
        form.close_grid(drawn, rows, false);
        if describing { Vec::new() } else { out }
    }
}

impl<T: Default> Listed<'_, '_, '_, T> {
    /// With a hint, in Chinese.
    #[must_use]
    pub fn help(mut self, zh: &str) -> Self {
        self.drawn.help = Some(self.form.t(zh).to_owned());
        self
    }

    /// What a filled in row is about, beside what it asks for.
    #[must_use]
    pub fn title(mut self, title: fn(&T) -> String) -> Self {
        self.title = title;
        self
    }

    /// At least one row must be said.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self.drawn.required = true;
        self
    }

    /// Asks each row that was said; drawn are the items, filled in.
    pub fn each<I>(self, ask: impl Fn(&Form, &T) -> I) -> Vec<I> {
        let Self { form, name, drawn, items, required, title } = self;
        let numbers = form.said_rows(&name, items.len());
        let nothing = T::default();
        let mut rows = Vec::new();
        let mut out = Vec::new();
        for number in &numbers {
            let row = form.row(&name, *number);
            out.push(form.ask_row(String::new(), || ask(&row, &nothing)).0);
        }
        if numbers.is_empty() {
            if required {
                form.refuse(name.clone(), Wrong::new("至少要有一行"));
            }
            // Drawn, not read: what a row would ask for must not count as missing.
            form.surround(0, 1, true);
            for item in items.iter().chain(items.is_empty().then_some(&nothing)) {
                let row = form.row(&name, 0);
                rows.push(form.ask_row(title(item), || ask(&row, item)).1);
            }
            form.surround(0, 1, false);
            if items.is_empty() {
                rows.clear();
            }
        }
        form.close_grid(drawn, rows, true);
        out
    }
}

/// The key that each row said, by row number; a key that was said twice is refused.
fn keys_said(form: &Form, name: &str, key: &str, known: usize) -> BTreeMap<usize, String> {
    let mut said: BTreeMap<usize, String> = BTreeMap::new();
    for number in form.said_rows(name, known) {
        let field = format!("{name}.{number}.{key}");
        let own = trimmed(form.said.raw(&field)).to_owned();
        if said.values().any(|k| *k == own) {
            form.refuse(field, Wrong::with("“{value}”重复", [("value", own.clone())]));
        }
        said.insert(number, own);
    }
    said
}

fn unknown_keys(form: &Form, name: &str, key: &str, said: &BTreeMap<usize, String>, used: &[usize]) {
    for (number, own) in said.iter().filter(|(n, _)| !used.contains(n)) {
        let field = format!("{name}.{number}.{key}");
        let wrong = if own.is_empty() {
            Wrong::new("必填")
        } else {
            Wrong::with("“{value}”不在可选范围内", [("value", own.clone())])
        };
        form.take(&field);
        form.refuse(field, wrong);
        // The rest of such a row is not unknown: its key is what is wrong.
        let prefix = format!("{name}.{number}.");
        let mut state = form.state.borrow_mut();
        let rest = form.said.values().keys().filter(|k| k.starts_with(&prefix)).cloned();
        state.asked.extend(rest);
    }
}
