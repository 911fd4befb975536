//! A form: the same markup as a page of its own and inside a dialog (UX-19 to UX-21).

use askama::Template;
use domain::confidential::Secret;

use super::control::Control;
use super::{Html, Ui, icon};

/// A choice.
#[derive(Debug, Clone, Default)]
pub struct Opt {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Opt {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// How much of a row a field takes on a desktop; on a phone always the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// All of it.
    Full,
    /// Half of it.
    #[default]
    Half,
    /// A third of it.
    Third,
    /// A quarter of it.
    Quarter,
}

/// How a field is filled in.
#[derive(Debug, Clone, Default)]
pub enum FieldKind {
    /// A line of words.
    #[default]
    Text,
    /// Several lines of words.
    Area,
    /// A day.
    Date,
    /// An hour.
    Time,
    /// An amount; the unit is the currency.
    Money,
    /// A price per unit, with up to six decimals; the unit is the currency.
    Price,
    /// A quantity with decimals.
    Quantity,
    /// A whole number.
    Integer,
    /// A secret.
    Password,
    /// One of many, in a drop-down.
    Choice(Vec<Opt>),
    /// One of a few, all in sight.
    Radio(Vec<Opt>),
    /// Yes or no; sends `1`.
    Flag,
    /// Files and photos.
    Files {
        /// Accepted types, `image/*,.pdf`.
        accept: String,
        /// Whether a phone opens its camera at once.
        camera: bool,
        /// Whether there may be several.
        multiple: bool,
    },
    /// A line of words with suggestions from `href?q=…`: JSON `[{value,label,hint}]`.
    Lookup {
        /// Where suggestions come from.
        href: String,
        /// Whether what is chosen fills other fields: JSON `{name: value}` from `href?pick=…`.
        fills: bool,
        /// What is offered where nothing is found: its words, and the page that it opens beside this one.
        otherwise: Option<(String, String)>,
    },
    /// A grid; its inputs are named `lines.0.qty`.
    Lines {
        /// One field per column.
        columns: Vec<Field>,
        /// What is filled in.
        rows: Vec<LineRow>,
        /// Whether rows may be added.
        can_add: bool,
    },
    /// Words to read, nothing to fill in.
    Static(String),
    /// Carried along unseen.
    Hidden,
    /// A heading between fields.
    Heading,
}

/// A row of a grid.
#[derive(Debug, Clone, Default)]
pub struct LineRow {
    /// A value per column.
    pub values: Vec<String>,
    /// What is wrong, per column.
    pub errors: Vec<Option<String>>,
    /// What the row is about, before its inputs; empty: its number.
    pub label: String,
}

/// A field.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Its name in the body.
    pub name: String,
    /// What it is about.
    pub label: String,
    /// How to fill it in.
    pub help: Option<String>,
    /// How it is filled in.
    pub kind: FieldKind,
    /// What is filled in; a day as `2026-11-24`, a flag as `1`.
    pub value: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// What is wrong, in words that say how to put it right.
    pub error: Option<String>,
    /// Unit behind the input.
    pub unit: Option<String>,
    /// An example.
    pub placeholder: String,
    /// How much of a row it takes.
    pub width: Width,
    /// Characters at most.
    pub chars: Option<usize>,
    /// Not below this, as it is written.
    pub least: Option<String>,
    /// Not above this, as it is written.
    pub most: Option<String>,
    /// What silence means, where it means something.
    pub default: Option<String>,
    /// Whether it is asked for under a condition alone; only descriptions have such fields.
    pub conditional: bool,
    /// The field and its value with which alone it is in sight; it is read in any case.
    pub beside: Option<(&'static str, &'static str)>,
    /// What it has to do with other figures of the form while they are typed.
    pub reckoned: Option<Reckoned>,
    /// The confidential class of what it holds, if any: told by the type of the value.
    pub secret: Option<Secret>,
}

/// What a figure has to do with others while they are typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reckoned {
    /// It is taken off the sum of the form's lines.
    Off,
    /// It is what the other quantities of its row leave of so much, until it is typed itself.
    Rest(String),
}

impl Field {
    /// A field; what takes several lines takes the whole row.
    pub fn new(kind: FieldKind, name: impl Into<String>, label: impl Into<String>) -> Self {
        let wide = matches!(
            kind,
            FieldKind::Area
                | FieldKind::Files { .. }
                | FieldKind::Lines { .. }
                | FieldKind::Heading
                | FieldKind::Static(_)
                | FieldKind::Radio(_)
        );
        let width = if wide { Width::Full } else { Width::Half };
        Self { name: name.into(), label: label.into(), kind, width, ..Self::default() }
    }

    /// A line of words.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(FieldKind::Text, name, label)
    }

    /// Carried along unseen.
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(FieldKind::Hidden, name, "").value(value)
    }

    /// A heading between fields.
    pub fn heading(label: impl Into<String>) -> Self {
        Self::new(FieldKind::Heading, "", label)
    }

    /// With a value.
    #[must_use]
    pub fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// Must be filled in.
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// With a hint.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// With what is wrong, if anything.
    #[must_use]
    pub fn error(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }

    /// With a unit.
    #[must_use]
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: Some(unit.into()), ..self }
    }

    /// With an example.
    #[must_use]
    pub fn placeholder(self, text: impl Into<String>) -> Self {
        Self { placeholder: text.into(), ..self }
    }

    /// As wide as this.
    #[must_use]
    pub fn width(self, width: Width) -> Self {
        Self { width, ..self }
    }

    /// Whether something is wrong in it.
    pub fn is_wrong(&self) -> bool {
        let in_lines = match &self.kind {
            FieldKind::Lines { rows, .. } => rows.iter().any(|row| row.errors.iter().any(Option::is_some)),
            _ => false,
        };
        self.error.is_some() || in_lines
    }

    /// Whether what it holds is words that somebody may have changed: no file, no secret, nothing that is only read.
    pub fn is_told(&self) -> bool {
        let silent = matches!(
            self.kind,
            FieldKind::Files { .. }
                | FieldKind::Static(_)
                | FieldKind::Hidden
                | FieldKind::Heading
                | FieldKind::Password
        );
        !silent
    }

    fn is_input(&self) -> bool {
        !matches!(self.kind, FieldKind::Hidden | FieldKind::Heading | FieldKind::Static(_))
    }
}

/// A form.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Unique on its page; prefix of the ids of its inputs.
    pub id: String,
    /// What it does: a verb and its object.
    pub title: String,
    /// What it is about: number, whose, what of.
    pub about: String,
    /// What to know before filling it in.
    pub intro: Option<String>,
    /// Something shown above the fields: facts, an alert, a preview of changes.
    pub above: Html,
    /// Where it is sent.
    pub action: String,
    /// Whether it is sent as GET (filters, replay) instead of POST.
    pub get: bool,
    /// Whether the browser sends it and no script does: where nothing is recorded, as in signing in.
    pub native: bool,
    /// What the main button says; empty: 保存.
    pub submit_label: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// Idempotency key, sent as `key`.
    pub key: Option<String>,
    /// Version of what is changed, sent as `version`.
    pub version: Option<i64>,
    /// What its fields held when it was drawn, sent as `was`: for whoever is not the only one.
    pub was: String,
    /// What is wrong with the whole.
    pub errors: Vec<String>,
    /// Where 取消 leads; none: no such link.
    pub cancel_href: Option<String>,
    /// Whether its act hurts: the button is red and asks for a second look.
    pub danger: bool,
}

/// An error in the summary, with the id of its input.
struct Wrong {
    id: String,
    text: String,
}

impl Form {
    /// A form that posts.
    pub fn new(title: impl Into<String>, action: impl Into<String>, fields: Vec<Field>) -> Self {
        Self { id: "form".into(), title: title.into(), action: action.into(), fields, ..Self::default() }
    }

    /// Its fields that take files.
    pub fn files(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| matches!(field.kind, FieldKind::Files { .. }))
    }

    /// A question before an act that hurts.
    pub fn confirm(
        title: impl Into<String>,
        sentence: impl Into<String>,
        action: impl Into<String>,
        submit_label: impl Into<String>,
    ) -> Self {
        Self {
            intro: Some(sentence.into()),
            submit_label: submit_label.into(),
            danger: true,
            ..Self::new(title, action, Vec::new())
        }
    }

    /// With an idempotency key.
    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// With the version of what is changed.
    #[must_use]
    pub fn version(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }

    /// With another word on its main button.
    #[must_use]
    pub fn submit(self, label: impl Into<String>) -> Self {
        Self { submit_label: label.into(), ..self }
    }

    /// With a way out.
    #[must_use]
    pub fn cancel(self, href: impl Into<String>) -> Self {
        Self { cancel_href: Some(href.into()), ..self }
    }

    /// Whether anything is wrong.
    pub fn is_wrong(&self) -> bool {
        !self.errors.is_empty() || self.fields.iter().any(Field::is_wrong)
    }

    /// The markup: the answer to a dialog, and the main part of a page.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&FormView { ui, form: self, wrong: self.wrong(ui) })
    }

    /// The form as the main part of a page of its own, in a frame of comfortable width.
    pub fn page(&self, ui: &Ui) -> Html {
        Html::of(&FormPage { body: self.render(ui), wide: self.has_lines() })
    }

    fn has_lines(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, FieldKind::Lines { .. }))
    }

    fn has_files(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, FieldKind::Files { .. }))
    }

    fn has_required(&self) -> bool {
        self.fields.iter().any(|field| field.required)
    }

    fn wrong(&self, ui: &Ui) -> Vec<Wrong> {
        let say =
            |label: &str, error: &str| ui.tf("{label}：{error}", &[("label", &label), ("error", &error)]);
        let mut list = Vec::new();
        for field in &self.fields {
            if let Some(error) = &field.error {
                let id = format!("{}-{}", self.id, field.name);
                list.push(Wrong { id, text: say(&field.label, error) });
            }
            let FieldKind::Lines { columns, rows, .. } = &field.kind else { continue };
            for (at, row) in rows.iter().enumerate() {
                for (column, error) in columns.iter().zip(&row.errors) {
                    let Some(error) = error else { continue };
                    let id = format!("{}-{}.{at}.{}", self.id, field.name, column.name);
                    let label = ui.tf("第 {n} 行 {label}", &[("n", &(at + 1)), ("label", &column.label)]);
                    list.push(Wrong { id, text: say(&label, error) });
                }
            }
        }
        list
    }
}

#[derive(Template)]
#[template(path = "ui/form.html")]
struct FormView<'a> {
    ui: &'a Ui,
    form: &'a Form,
    wrong: Vec<Wrong>,
}

impl FormView<'_> {
    /// The fields with their inputs; the first that is wrong, else the first, has the focus.
    fn controls(&self) -> Vec<(&Field, Control<'_>)> {
        let focus = self
            .form
            .fields
            .iter()
            .position(Field::is_wrong)
            .or_else(|| self.form.fields.iter().position(Field::is_input));
        let controls = self.form.fields.iter().enumerate().map(|(at, field)| {
            let control = Control::of(self.ui, &self.form.id, field).focused(focus == Some(at));
            (field, control)
        });
        controls.collect()
    }
}

#[derive(Template)]
#[template(
    source = r#"<div class="gd-formpage{% if wide %} is-wide{% endif %} gd-card">{{ body }}</div>"#,
    ext = "html"
)]
struct FormPage {
    body: Html,
    wide: bool,
}
