//! One input of a form or of a grid, with what is said about it.

use askama::Template;

use super::form::{Field, FieldKind, LineRow, Opt, Reckoned, Width};
use super::{Html, Ui, icon};

/// One input.
#[derive(Template)]
#[template(path = "ui/control.html")]
pub(super) struct Control<'a> {
    ui: &'a Ui,
    /// Id of the input.
    pub id: String,
    name: String,
    field: &'a Field,
    value: &'a str,
    error: Option<&'a str>,
    focus: bool,
    in_grid: bool,
    form: &'a str,
}

impl<'a> Control<'a> {
    /// The input of a field of a form.
    pub fn of(ui: &'a Ui, form: &'a str, field: &'a Field) -> Self {
        Self {
            ui,
            id: format!("{form}-{}", field.name),
            name: field.name.clone(),
            field,
            value: &field.value,
            error: field.error.as_deref(),
            focus: false,
            in_grid: false,
            form,
        }
    }

    /// The same, focused when its page opens.
    pub fn focused(self, focus: bool) -> Self {
        Self { focus, ..self }
    }

    /// The markup of the input alone.
    pub fn render(&self) -> Html {
        Html::of(self)
    }

    /// What is wrong with it and how to fill it in.
    pub fn notes(&self) -> Html {
        Html::of(&Notes { id: &self.id, error: self.error, help: self.field.help.as_deref() })
    }

    /// The class of its width.
    pub fn width(&self) -> &'static str {
        match self.field.width {
            Width::Full => "gd-w-full",
            Width::Half => "gd-w-half",
            Width::Third => "gd-w-third",
            Width::Quarter => "gd-w-quarter",
        }
    }

    fn input_type(&self) -> &'static str {
        match self.field.kind {
            FieldKind::Time => "time",
            FieldKind::Password => "password",
            _ => "text",
        }
    }

    fn input_mode(&self) -> Option<&'static str> {
        match self.field.kind {
            FieldKind::Money | FieldKind::Price | FieldKind::Quantity => Some("decimal"),
            FieldKind::Integer => Some("numeric"),
            _ => None,
        }
    }

    /// The weekday of the day that stands in it.
    fn weekday(&self) -> &'static str {
        self.value.parse().map_or("", |day| super::format::weekday(self.ui.lang, day))
    }

    fn chosen(&self, option: &Opt) -> bool {
        option.value == self.value
    }

    fn is_on(&self) -> bool {
        matches!(self.value, "1" | "true" | "on")
    }

    fn is_number(&self) -> bool {
        self.input_mode().is_some()
    }

    fn described_by(&self) -> Option<String> {
        let error = self.error.map(|_| format!("{}-error", self.id));
        let help = (!self.in_grid && self.field.help.is_some()).then(|| format!("{}-help", self.id));
        match (error, help) {
            (None, None) => None,
            (error, help) => Some(error.into_iter().chain(help).collect::<Vec<_>>().join(" ")),
        }
    }

    /// The inputs of a row of a grid.
    fn cells(&self, at: &str, columns: &'a [Field], row: &'a LineRow) -> Vec<Self> {
        let values = row.values.iter().map(String::as_str).chain(std::iter::repeat(""));
        let errors = row.errors.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        let inputs = columns.iter().zip(values).zip(errors).map(|((column, value), error)| {
            let name = format!("{}.{at}.{}", self.name, column.name);
            Self {
                ui: self.ui,
                id: format!("{}-{name}", self.form),
                name,
                field: column,
                value,
                error,
                focus: false,
                in_grid: true,
                form: self.form,
            }
        });
        inputs.collect()
    }

    /// The rows of a grid with their number and inputs, and an empty one where rows may be added.
    fn lines(
        &self,
        columns: &'a [Field],
        rows: &'a [LineRow],
        can_add: bool,
    ) -> Vec<(String, &'a LineRow, Vec<Self>)> {
        let spare = can_add.then_some(&EMPTY);
        let lines = rows.iter().chain(spare).enumerate();
        lines
            .map(|(at, row)| ((at + 1).to_string(), row, self.cells(&at.to_string(), columns, row)))
            .collect()
    }

    /// Whether its rows are a quantity at a price: what they come to is shown beside them.
    fn sums(columns: &[Field]) -> bool {
        let has = |kind: fn(&FieldKind) -> bool| columns.iter().any(|c| kind(&c.kind));
        has(|k| matches!(k, FieldKind::Price)) && has(|k| matches!(k, FieldKind::Quantity))
    }

    /// Whether anything is typed into its cells.
    fn is_typed(columns: &[Field]) -> bool {
        let ticked = |kind: &FieldKind| {
            matches!(kind, FieldKind::Flag | FieldKind::Hidden | FieldKind::Static(_) | FieldKind::Choice(_))
        };
        columns.iter().any(|column| !ticked(&column.kind))
    }

    fn has_labels(rows: &[LineRow]) -> bool {
        rows.iter().any(|row| !row.label.is_empty())
    }
}

static EMPTY: LineRow = LineRow { values: Vec::new(), errors: Vec::new(), label: String::new() };

#[derive(Template)]
#[template(
    source = r#"{% if let Some(error) = error %}<p class="gd-error" id="{{ id }}-error">{{ error }}</p>{% endif %}{% if let Some(help) = help %}<p class="gd-help" id="{{ id }}-help">{{ help }}</p>{% endif %}"#,
    ext = "html"
)]
struct Notes<'a> {
    id: &'a str,
    error: Option<&'a str>,
    help: Option<&'a str>,
}
