//! A master as JSON: the fields of its form, as far as the reader may see them.

use kernel::document::{One, identity};
use kernel::form::fields;
use kernel::ui::{Field, FieldKind, Ui};
use kernel::{Door, Result};
use serde_json::Value;

use super::{Master, Record};

/// The record of the master called `id`.
pub fn document<N: Master>(door: &mut Door, ui: &Ui, id: &str) -> Result<One> {
    let id: N::Id = identity(id)?;
    let thing = door.load::<N>(id)?;
    let deeds = thing.offered(door)?;
    let mut one = One::of(door, id, &thing, &deeds).with("retired", thing.is_retired());
    let at = Record::of(door, thing)?;
    for field in fields(ui, |f| N::ask(f, &at)).into_iter().filter(|field| !field.name.is_empty()) {
        if let Some(kind) = field.secret {
            if !door.ctx.sees(kind) {
                continue;
            }
            door.look(kind);
        }
        one = one.with(&field.name, told(&field));
    }
    Ok(one)
}

/// A whole number is one in JSON too; quantities and amounts are text, so that no client rounds them.
fn told(field: &Field) -> Value {
    match field.kind {
        FieldKind::Integer => field.value.parse::<i64>().map_or(Value::Null, Value::from),
        _ => Value::from(field.value.as_str()),
    }
}
