//! A form said once: the same function draws it, reads what was said and describes itself (ADR 0015).
//!
//! An act's form is a function `fn(&Form, &Target) -> Input`. It asks for its fields one by one; each answers with a
//! value of its type. When the form is drawn nothing was said yet and the answers are not used; when it is read, what
//! is wrong is collected with its field, and the answers are used only where nothing was. So a form must be total:
//! no unwrap, no index, and a condition on what is asked is [`Form::when`], so that the description knows its fields.

mod asks;
mod decimal;
mod question;
mod rows;
mod shown;
mod silence;
#[cfg(test)]
mod tests;
mod value;

use std::cell::RefCell;
use std::collections::BTreeSet;

use domain::confidential::Secret;
use jiff::civil::Date;

use crate::error::FieldError;
use crate::said::{CARRIED, Said, trimmed};
use crate::ui::{self, Html, LineRow, Ui};

pub use decimal::Decimal;
pub use question::Question;
pub use rows::{Keyed, Listed};
pub use shown::{cell, described, drawn, fields};
pub use value::{Choice, Chosen, Picked, Value, Wrong, plain_code};

/// What `ask` reads in what was said by a writer who may not see what is of the classes `blind`; else all that was
/// wrong, and the fields that it did not ask for.
pub fn read<I>(
    ui: &Ui,
    said: &Said,
    blind: Vec<Secret>,
    ask: impl FnOnce(&Form) -> I,
) -> Result<I, Vec<FieldError>> {
    let state = RefCell::new(State::blind(blind));
    let input = ask(&Form::new(ui, said, &state));
    state.into_inner().finish(said).map(|()| input)
}

/// A form that is being asked; a row of a grid is one too, with its own prefix.
pub struct Form<'a> {
    ui: &'a Ui,
    said: &'a Said,
    /// Before the names of its fields: empty, or `lines.0.`.
    prefix: String,
    state: &'a RefCell<State>,
}

/// What asking leaves behind.
#[derive(Default)]
pub struct State {
    drawn: ui::Form,
    errors: Vec<FieldError>,
    asked: BTreeSet<String>,
    /// All that it can ask for, whether the condition holds or not; and its grids.
    known: BTreeSet<String>,
    grids: BTreeSet<String>,
    row: Option<Grid>,
    /// Whether the form describes itself: fields whose condition does not hold are drawn too.
    describing: bool,
    /// Classes that the writer may not see: their fields are neither drawn nor read, and what was known stays.
    blind: Vec<Secret>,
    /// How many surround what is asked now, of conditions that do not hold: it is not drawn.
    unmet: usize,
    /// How many surround what is asked now, of those and of rows that are only drawn: it is not read.
    unread: usize,
}

/// The grid whose rows are being asked.
#[derive(Default)]
struct Grid {
    columns: Vec<ui::Field>,
    row: LineRow,
}

impl<'a> Form<'a> {
    /// A form over what was said; nothing was said where it is drawn for the first time.
    pub fn new(ui: &'a Ui, said: &'a Said, state: &'a RefCell<State>) -> Self {
        Self { ui, said, prefix: String::new(), state }
    }

    /// A text in the reader's language.
    pub fn t<'t>(&'t self, zh: &'t str) -> &'t str {
        self.ui.t(zh)
    }

    /// A text with parameters in the reader's language.
    pub fn tf(&self, zh: &str, args: &[(&str, &dyn std::fmt::Display)]) -> String {
        self.ui.tf(zh, args)
    }

    /// Today in the company's time zone.
    pub fn today(&self) -> Date {
        self.ui.today
    }

    /// What to know before filling it in.
    pub fn intro(&self, zh: &str) {
        self.state.borrow_mut().drawn.intro = Some(self.t(zh).to_owned());
    }

    /// Something shown above the fields: facts, an alert, a preview of what would change.
    pub fn above(&self, html: Html) {
        self.state.borrow_mut().drawn.above = html;
    }

    /// The reader's language and day, for drawing what stands above the fields.
    pub fn ui(&self) -> &Ui {
        self.ui
    }

    /// Sent to `href` instead of the act's own address: what stood behind the `?` is kept where it comes back wrong.
    pub fn sent_to(&self, href: String) {
        self.state.borrow_mut().drawn.action = href;
    }

    /// Where giving it up leads.
    pub fn cancelled_to(&self, href: Option<String>) {
        self.state.borrow_mut().drawn.cancel_href = href;
    }

    /// Another word on the main button.
    pub fn submit(&self, zh: &str) {
        self.t(zh).clone_into(&mut self.state.borrow_mut().drawn.submit_label);
    }

    /// A heading between fields.
    pub fn heading(&self, zh: &str) {
        self.push(ui::Field::heading(self.t(zh)));
    }

    /// Words to read, nothing to fill in.
    pub fn note(&self, zh: &str, words: impl Into<String>) {
        let kind = ui::FieldKind::Static(words.into());
        self.push(ui::Field::new(kind, "", self.t(zh)));
    }

    /// What `ask` asks for, where `holds`; else nothing. The description knows the fields in any case.
    pub fn when<T>(&self, holds: bool, ask: impl FnOnce(&Self) -> T) -> Option<T> {
        let unmet = usize::from(!holds);
        self.surround(unmet, unmet, true);
        let said = ask(self);
        self.surround(unmet, unmet, false);
        holds.then_some(said)
    }

    fn surround(&self, unmet: usize, unread: usize, begin: bool) {
        let mut state = self.state.borrow_mut();
        let count = |n: usize, by: usize| if begin { n + by } else { n.saturating_sub(by) };
        state.unmet = count(state.unmet, unmet);
        state.unread = count(state.unread, unread);
    }

    /// Says that the field `name` is wrong: a check of several fields together.
    pub fn wrong(&self, name: &str, text: &'static str) {
        self.refuse(self.full(name), Wrong::new(text));
    }

    /// The same with parameters.
    pub fn wrong_with<const N: usize>(
        &self,
        name: &str,
        text: &'static str,
        params: [(&'static str, String); N],
    ) {
        self.refuse(self.full(name), Wrong::with(text, params));
    }

    /// The full name of a field, `lines.0.item`: for what only the action can find out to be wrong with it.
    pub fn field(&self, name: &str) -> String {
        self.full(name)
    }

    fn full(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Whether the writer may not see what is of this class.
    fn is_blind(&self, secret: Option<Secret>) -> bool {
        secret.is_some_and(|kind| self.state.borrow().blind.contains(&kind))
    }

    /// The words said under `name`, known to be asked for from now on.
    fn take(&self, name: &str) -> String {
        let mut state = self.state.borrow_mut();
        state.known.insert(name.to_owned());
        if state.unread > 0 {
            return String::new();
        }
        state.asked.insert(name.to_owned());
        trimmed(self.said.raw(name)).to_owned()
    }

    fn refuse(&self, field: String, wrong: Wrong) {
        let mut state = self.state.borrow_mut();
        if state.unread == 0 {
            state.errors.push(FieldError { field, text: wrong.text, params: wrong.params });
        }
    }

    /// Draws a field: as a column where a grid is being asked.
    fn push(&self, field: ui::Field) {
        let mut state = self.state.borrow_mut();
        let conditional = state.unmet > 0;
        if conditional && !state.describing {
            return;
        }
        let mut field = ui::Field { conditional, required: field.required && !conditional, ..field };
        // A browser takes line breaks out of an input of one line, and joins the words around them.
        if matches!(field.kind, ui::FieldKind::Text | ui::FieldKind::Lookup { .. }) {
            field.value = field.value.replace(['\n', '\r'], " ");
        }
        let Some(grid) = &mut state.row else {
            // A day that is proposed says what it stands on, as every day that is shown.
            let proposed = Some(&field.value).filter(|_| matches!(field.kind, ui::FieldKind::Date));
            if let Some(year) = proposed.and_then(|day| self.ui.guessed(day.parse().ok()?)) {
                let words = self.ui.guess_words(year);
                field.help = Some(field.help.map_or(words.clone(), |help| [help, words].join(self.t("；"))));
            }
            state.drawn.fields.push(field);
            return;
        };
        grid.row.values.push(field.value.clone());
        if grid.columns.iter().all(|column| column.name != field.name) {
            grid.columns.push(field);
        }
    }
}

impl State {
    /// For a form that describes itself.
    pub fn describing() -> Self {
        Self { describing: true, ..Self::default() }
    }

    /// For a writer who may not see these classes.
    pub fn blind(blind: Vec<Secret>) -> Self {
        Self { blind, ..Self::default() }
    }

    /// The form as it was drawn.
    pub fn drawn(self) -> ui::Form {
        self.drawn
    }

    /// All that was wrong, and the fields and files that nobody asked for.
    fn finish(self, said: &Said) -> Result<(), Vec<FieldError>> {
        let mut errors = self.errors;
        let asked = |name: &str| self.asked.contains(name) || CARRIED.contains(&name);
        let wrong = |field: &str, text| FieldError::new(field, text);
        for name in said.names().filter(|name| !asked(name)) {
            // `quantity.0` is a list where one quantity is asked for.
            let above =
                name.match_indices('.').filter_map(|(at, _)| name.get(..at)).find(|above| asked(above));
            errors.push(match above {
                Some(field) => wrong(field, ONE_VALUE),
                None => wrong(name, UNKNOWN),
            });
        }
        let in_grid = |name: &str| self.grids.iter().any(|grid| is_of(name, grid));
        for (name, compound) in said.hollow().filter(|(name, _)| !in_grid(name) || asked(name)) {
            match compound {
                true if asked(name) => errors.push(wrong(name, ONE_VALUE)),
                _ if self.known.contains(name) || asked(name) => {}
                _ => errors.push(wrong(name, UNKNOWN)),
            }
        }
        errors.dedup();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// Whether a name is that of a grid or of something in it.
fn is_of(name: &str, grid: &str) -> bool {
    name.strip_prefix(grid).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What is said of a field that nobody asks for.
const UNKNOWN: &str = "不认识的字段。请去掉";
/// What is said of a list or an object in the place of a value.
const ONE_VALUE: &str = "这里要的是一个值，不是列表或对象";
