//! A form from outside: its fields, and what people read in it instead of filling it in.

use std::cell::RefCell;

use super::{Form, State};
use crate::said::Said;
use crate::ui::{Cell, Field, FieldKind, Ui};

/// The fields that `ask` asks for, filled in as they are known.
pub fn fields<I>(ui: &Ui, ask: impl FnOnce(&Form) -> I) -> Vec<Field> {
    let (said, state) = (Said::default(), RefCell::<State>::default());
    ask(&Form::new(ui, &said, &state));
    state.into_inner().drawn().fields
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
