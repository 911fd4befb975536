//! A master as JSON: the fields of its form, as far as the reader may see them.

use domain::confidential::kind_of_field;
use kernel::document::{One, identity};
use kernel::form::fields;
use kernel::ui::Ui;
use kernel::{Door, Result};

use super::{Master, Record};

/// The record of the master called `id`.
pub fn document<N: Master>(door: &mut Door, ui: &Ui, id: &str) -> Result<One> {
    let id: N::Id = identity(id)?;
    let thing = door.load::<N>(id)?;
    let deeds = thing.deeds();
    let mut one = One::of(door, id, &thing, &deeds).with("retired", thing.is_retired());
    let at = Record::of(door, thing)?;
    for field in fields(ui, |f| N::ask(f, &at)).into_iter().filter(|field| !field.name.is_empty()) {
        if let Some(kind) = kind_of_field(&field.name) {
            if !door.ctx.sees(kind) {
                continue;
            }
            door.look(kind);
        }
        one = one.with(&field.name, field.value);
    }
    Ok(one)
}
