//! An operation: one declared form and one action behind a page, a dialog and the API alike.

use domain::access::Right;

use super::ctx::Door;
use super::error::{Error, FieldError, Result};
use super::said::Said;
use super::ui::{Button, FieldKind, Form, Ui, with_query};
use super::web::fill;

/// An act that somebody can do over HTTP.
#[derive(Clone, Copy)]
pub struct Operation {
    /// Its stable name, `shipment.arrival`; follow-ups name it.
    pub name: &'static str,
    /// Its path; the API's is the same behind `/api/v1`.
    pub path: &'static str,
    /// What its button says.
    pub label: &'static str,
    /// The right that it asks for; some actions ask more finely themselves.
    pub right: Right,
    /// The requirement that it serves.
    pub handbook: &'static str,
    /// Whether it changes something that exists, so that the API asks for its version.
    pub versioned: bool,
    /// Whether it hurts: its button is red.
    pub hurts: bool,
    /// Whether it wants to know which follow-up it settles, of several of its kind.
    pub settles_one: bool,
    /// The form, with what is known filled in.
    pub form: fn(&mut Door, &Target, &Ui) -> Result<Form>,
    /// The action.
    pub run: fn(&mut Door, &Target, &mut Said) -> Result<Done>,
}

/// What an operation works on.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// The identity in its path, or empty.
    pub id: String,
    /// What stood behind the `?`: pre-filled values.
    pub query: Vec<(String, String)>,
}

impl Target {
    /// The typed identity; [`Error::NotFound`] where it is none.
    pub fn id<T: std::str::FromStr>(&self) -> Result<T> {
        self.id.parse().map_err(|_| Error::NotFound)
    }

    /// A value behind the `?`.
    pub fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
}

/// What an action answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Where to go.
    pub location: String,
    /// What to say.
    pub toast: &'static str,
    /// The identity of what was made or changed.
    pub id: String,
    /// Its number, if it has one.
    pub number: String,
    /// Its new version.
    pub version: i64,
    /// Whether it was made.
    pub created: bool,
}

impl Done {
    /// Something was changed.
    pub fn changed(location: impl Into<String>, toast: &'static str) -> Self {
        Self { location: location.into(), toast, ..Self::default() }
    }

    /// Something was made.
    pub fn made(
        location: impl Into<String>,
        toast: &'static str,
        id: impl ToString,
        number: impl Into<String>,
    ) -> Self {
        Self {
            id: id.to_string(),
            number: number.into(),
            created: true,
            version: 1,
            ..Self::changed(location, toast)
        }
    }

    /// With the version that it has now.
    #[must_use]
    pub fn at(self, version: i64) -> Self {
        Self { version, ..self }
    }
}

impl Operation {
    /// An operation on something that exists, whose version the API asks for.
    #[expect(clippy::too_many_arguments, reason = "a line of a table: every column is one argument")]
    pub const fn new(
        name: &'static str,
        path: &'static str,
        label: &'static str,
        right: Right,
        handbook: &'static str,
        form: fn(&mut Door, &Target, &Ui) -> Result<Form>,
        run: fn(&mut Door, &Target, &mut Said) -> Result<Done>,
    ) -> Self {
        Self {
            name,
            path,
            label,
            right,
            handbook,
            versioned: true,
            hurts: false,
            settles_one: false,
            form,
            run,
        }
    }

    /// An operation that hurts.
    #[must_use]
    pub const fn hurts(self) -> Self {
        Self { hurts: true, ..self }
    }

    /// An operation that wants to know which follow-up it settles.
    #[must_use]
    pub const fn settles_one(self) -> Self {
        Self { settles_one: true, ..self }
    }

    /// An operation that makes something, or on what has no version.
    #[must_use]
    pub const fn unversioned(self) -> Self {
        Self { versioned: false, ..self }
    }

    /// The address of its form for `id`.
    pub fn href(&self, id: impl std::fmt::Display) -> String {
        self.path.replace("{id}", &id.to_string())
    }
}

impl Operation {
    /// Where a follow-up on `target` is settled: its form, told which follow-up that is.
    pub fn follow_up_href(&self, target: &str, rule: &str, occurrence: &str) -> String {
        let path = self.href(target);
        let path = if self.path.contains("{id}") { path } else { with_query(&path, [("order", target)]) };
        if self.settles_one {
            return with_query(&path, [("rule", rule), ("occurrence", occurrence)]);
        }
        path
    }

    /// Its button, which opens a dialog.
    pub fn button(&self, ui: &Ui, id: impl std::fmt::Display) -> Button {
        let button = Button::dialog(ui.t(self.label), self.href(id));
        if self.hurts { button.danger() } else { button }
    }
}

impl Door<'_> {
    /// The operation called `name`, where the reader may do it.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.shared.site.operation(name).filter(|o| self.ctx.can(o.right))
    }

    /// Its button, where the reader may do it.
    pub fn button(&self, ui: &Ui, name: &str, id: impl std::fmt::Display) -> Option<Button> {
        self.operation(name).map(|o| o.button(ui, id))
    }
}

/// Puts what was said and what was wrong with it into a form made anew.
pub fn refill(form: &mut Form, said: &Said, errors: &[FieldError], ui: &Ui) {
    let text = |e: &FieldError| fill(ui.lang, e.text, &e.params);
    let find = |name: &str| errors.iter().find(|e| e.field == name).map(text);
    for field in &mut form.fields {
        let fallback = field.value.clone();
        field.value = said.values().get(&field.name).cloned().unwrap_or(match field.kind {
            FieldKind::Flag => String::new(),
            _ => fallback,
        });
        field.error = find(&field.name);
        let FieldKind::Lines { columns, rows, .. } = &mut field.kind else { continue };
        let prefix = format!("{}.", field.name);
        let last = said
            .values()
            .keys()
            .filter_map(|k| k.strip_prefix(&prefix)?.split('.').next()?.parse::<usize>().ok())
            .max();
        rows.resize_with(rows.len().max(last.map_or(0, |n| n.min(999) + 1)), Default::default);
        for (n, row) in rows.iter_mut().enumerate() {
            let name = |column: &super::ui::Field| format!("{prefix}{n}.{}", column.name);
            row.values = columns
                .iter()
                .enumerate()
                .map(|(at, c)| {
                    said.values()
                        .get(&name(c))
                        .cloned()
                        .or_else(|| row.values.get(at).cloned())
                        .unwrap_or_default()
                })
                .collect();
            row.errors = columns.iter().map(|c| find(&name(c))).collect();
        }
    }
    let known = |e: &&FieldError| {
        form.fields.iter().any(|f| f.name == e.field || e.field.starts_with(&format!("{}.", f.name)))
    };
    let rest: Vec<String> = errors
        .iter()
        .filter(|e| !known(e))
        .map(|e| ui.tf("{label}：{error}", &[("label", &e.field), ("error", &text(e))]))
        .collect();
    form.errors.extend(rest);
}
