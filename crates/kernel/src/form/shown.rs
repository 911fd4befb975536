//! A form from outside: its fields, and what people read in it instead of filling it in.

use std::cell::RefCell;

use super::{Form, State};
use crate::error::{Error, FieldError};
use crate::refill::refill;
use crate::said::Said;
use crate::ui::{self, Cell, Field, FieldKind, Ui};
use crate::web::sentence;

/// The fields that `ask` asks for, filled in as they are known.
pub fn fields<I>(ui: &Ui, ask: impl FnOnce(&Form) -> I) -> Vec<Field> {
    let (said, state) = (Said::default(), RefCell::<State>::default());
    ask(&Form::new(ui, &said, &state));
    state.into_inner().drawn().fields
}

/// The form that `ask` asks for, sent to `action`: for a page without an act of the site behind it. Where it was refused, with
/// what was said and what was wrong with it; secrets are typed again.
pub fn drawn<I>(
    ui: &Ui,
    (title, action): (&str, String),
    refused: Option<(&Said, &Error)>,
    ask: impl FnOnce(&Form) -> I,
) -> ui::Form {
    let (nothing, state) = (Said::default(), RefCell::<State>::default());
    ask(&Form::new(ui, &nothing, &state));
    let drawn = state.into_inner().drawn();
    let mut form = ui::Form { id: "form".into(), title: title.to_owned(), action, native: true, ..drawn };
    let Some((said, error)) = refused else { return form };
    let fields: &[FieldError] = if let Error::Invalid(fields) = error { fields } else { &[] };
    refill(&mut form, said, fields, ui);
    if fields.is_empty() {
        form.errors.push(sentence(ui.lang, error));
    }
    for secret in form.fields.iter_mut().filter(|field| matches!(field.kind, FieldKind::Password)) {
        secret.value.clear();
    }
    form
}

/// Every field that `ask` may ask for, as it is for nothing in particular.
pub fn described<I>(ui: &Ui, ask: impl FnOnce(&Form) -> I) -> Vec<Field> {
    let (said, state) = (Said::default(), RefCell::new(State::describing()));
    ask(&Form::new(ui, &said, &state));
    state.into_inner().drawn().fields
}

/// What a field holds, as a page shows it.
pub fn cell(field: &Field) -> Cell {
    let text = field.value.as_str();
    if text.is_empty() {
        return Cell::Empty;
    }
    let shown = match &field.kind {
        FieldKind::Date => text.parse().ok().map(Cell::Date),
        FieldKind::Integer => text.parse().ok().map(Cell::Integer),
        FieldKind::Money => domain::money::Money::parse(text).ok().map(Cell::Money),
        FieldKind::Price => domain::money::UnitPrice::parse(text).ok().map(Cell::Price),
        FieldKind::Quantity => domain::quantity::Quantity::parse(text)
            .map(|quantity| Cell::quantity(quantity.0, field.unit.as_deref().unwrap_or_default())),
        FieldKind::Choice(options) | FieldKind::Radio(options) => {
            options.iter().find(|o| o.value == text).map(|o| Cell::text(&o.label))
        }
        _ => None,
    };
    shown.unwrap_or_else(|| Cell::text(text))
}
