//! What the routes know of an act, whatever it works on.

use domain::access::Right;
use domain::deed::Deed;

use super::ctx::Door;
use super::error::{Error, FieldError, Result};
use super::said::{ROWS, Said};
use super::ui::{Button, FieldKind, Form, LineRow, Ui, with_query};
use super::web::fill;

/// An act that somebody can do over HTTP.
pub trait Endpoint: Sync {
    /// What is done.
    fn deed(&self) -> Deed;

    /// Its path; the API's is the same behind `/api/v1`.
    fn path(&self) -> &'static str;

    /// Whether it changes something that exists, so that the API asks for its version.
    fn versioned(&self) -> bool;

    /// Whether it edits what is stored, field by field: two who do so at once are shown both changes. Every other act decides
    /// on what it saw, and is refused where that is not so any more.
    fn edits(&self) -> bool;

    /// Its form for `target`, with what is known filled in.
    fn draw(&self, door: &mut Door, target: &Target, ui: &Ui) -> Result<Form>;

    /// Reads what was said and does it.
    fn run(&self, door: &mut Door, target: &Target, said: &Said) -> Result<Done>;

    /// Its form as it is for nothing in particular: every field that it may ask for.
    fn describe(&self, ui: &Ui) -> Form;
}

impl dyn Endpoint + '_ {
    /// Its stable name.
    pub fn name(&self) -> &'static str {
        self.deed().name()
    }

    /// What its button says.
    pub fn label(&self) -> &'static str {
        self.deed().label()
    }

    /// The right that it asks for.
    pub fn right(&self) -> Right {
        self.deed().right()
    }

    /// The requirement that it serves.
    pub fn handbook(&self) -> &'static str {
        self.deed().handbook()
    }

    /// The address of its form for `id`.
    pub fn href(&self, id: impl std::fmt::Display) -> String {
        self.path().replace("{id}", &id.to_string())
    }

    /// Where a follow-up on `target` is settled: its form, told which follow-up that is.
    pub fn follow_up_href(&self, target: &str, rule: &str, occurrence: &str) -> String {
        let path = self.href(target);
        let path = if self.path().contains("{id}") { path } else { with_query(&path, [("order", target)]) };
        if self.deed().settles_one() {
            return with_query(&path, [("rule", rule), ("occurrence", occurrence)]);
        }
        path
    }

    /// Its button, which opens a dialog.
    pub fn button(&self, ui: &Ui, id: impl std::fmt::Display) -> Button {
        let button = Button::dialog(ui.t(self.label()), self.href(id));
        if self.deed().hurts() { button.danger() } else { button }
    }
}

/// What an endpoint works on.
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

    /// The identity as it is; [`Error::NotFound`] where it is none.
    pub fn uuid(&self) -> Result<uuid::Uuid> {
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
    /// What is shown with this answer and never again: it is kept nowhere, not even for a request that is sent twice.
    pub shown_once: String,
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

    /// With what is shown this once.
    #[must_use]
    pub fn once(self, shown_once: String) -> Self {
        Self { shown_once, ..self }
    }

    /// With the version that it has now.
    #[must_use]
    pub fn at(self, version: i64) -> Self {
        Self { version, ..self }
    }
}

impl Door<'_> {
    /// The endpoint of `deed`, where the reader may do it on what the page is about: nothing is done about what is past.
    pub fn endpoint(&self, deed: Deed) -> Option<&'static dyn Endpoint> {
        let offered = self.shared.site.endpoint(deed).filter(|o| self.offers(o.right()));
        offered.filter(|_| !self.looks_back())
    }

    /// Its button, where the reader may do it.
    pub fn button(&self, ui: &Ui, deed: Deed, id: impl std::fmt::Display) -> Option<Button> {
        self.endpoint(deed).map(|o| o.button(ui, id))
    }
}

/// The buttons of `deeds` on one thing, the main one last, as far as the reader may do them.
pub fn buttons(door: &Door, ui: &Ui, deeds: &[Deed], id: impl std::fmt::Display + Copy) -> Vec<Button> {
    let (last, rest) = deeds.split_last().map_or((None, &[][..]), |(last, rest)| (Some(*last), rest));
    let main = last.and_then(|deed| door.button(ui, deed, id)).map(Button::primary);
    rest.iter().filter_map(|deed| door.button(ui, *deed, id)).chain(main).collect()
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
        let FieldKind::Lines { columns, rows, can_add } = &mut field.kind else { continue };
        let prefix = format!("{}.", field.name);
        let all_told = *can_add && told(said, &prefix);
        // Rows that were left blank at the end are not kept: an empty one is offered anyway.
        let keeps = !*can_add;
        let written = said.values().iter().filter(|(_, value)| keeps || !value.trim().is_empty());
        let last = written
            .filter_map(|(k, _)| k.strip_prefix(&prefix)?.split('.').next()?.parse::<usize>().ok())
            .max();
        rows.resize_with(rows.len().max(last.map_or(0, |n| n.min(ROWS - 1) + 1)), Default::default);
        for (n, row) in rows.iter_mut().enumerate() {
            let name = |column: &super::ui::Field| format!("{prefix}{n}.{}", column.name);
            let row_told = told(said, &format!("{prefix}{n}."));
            // A row that was taken out does not come back.
            if all_told && !row_told {
                *row = LineRow::default();
            }
            // A browser says nothing of what is not ticked.
            let unticked = |column: &super::ui::Field| row_told && matches!(column.kind, FieldKind::Flag);
            row.values = columns
                .iter()
                .enumerate()
                .map(|(at, c)| {
                    said.values()
                        .get(&name(c))
                        .cloned()
                        .or_else(|| row.values.get(at).filter(|_| !unticked(c)).cloned())
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

/// Whether anything was said under a name that begins so.
fn told(said: &Said, prefix: &str) -> bool {
    said.values().range(prefix.to_owned()..).next().is_some_and(|(name, _)| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Field;

    fn rows(can_add: bool, said: &[(&str, &str)]) -> Vec<Vec<String>> {
        let row =
            |name: &str| LineRow { values: vec![name.to_owned(), "1".to_owned()], ..LineRow::default() };
        let kind = FieldKind::Lines {
            columns: vec![Field::text("name", "名称"), Field::new(FieldKind::Flag, "urgent", "急")],
            rows: vec![row("a"), row("b"), row("c")],
            can_add,
        };
        let mut form = Form::new("", "", vec![Field::new(kind, "lines", "明细")]);
        let said = Said::from_pairs(said.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let ui = Ui::anonymous(crate::i18n::Lang::Zh, jiff::civil::date(2026, 11, 2).at(9, 0, 0, 0));
        refill(&mut form, &said, &[], &ui);
        let Some(FieldKind::Lines { rows, .. }) = form.fields.pop().map(|field| field.kind) else {
            return vec![];
        };
        rows.into_iter().map(|row| row.values).collect()
    }

    #[test]
    fn a_refused_form_does_not_bring_back_a_row_that_was_taken_out() {
        let said = [("lines.0.name", "a"), ("lines.2.name", "z")];
        assert_eq!(rows(true, &said), [["a", ""], ["", ""], ["z", ""]]);
        assert_eq!(rows(true, &[]), [["a", "1"], ["b", "1"], ["c", "1"]], "nothing was said");
        assert_eq!(rows(false, &said), [["a", ""], ["b", "1"], ["z", ""]], "rows that nobody takes out");
    }
}
