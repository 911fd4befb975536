//! What the page of a master shows of its record: the fields of its form, as far as the reader may see them.

use kernel::endpoint::buttons;
use kernel::form::{cell, described, fields};
use kernel::ui::{Cell, Detail, Field, FieldKind, PageHeader, Tone, Ui};
use kernel::{Door, Result};

use super::{Master, Record};

/// Its name, whether it is out of use, and what the reader may do with it.
pub fn header<N: Master>(door: &mut Door, ui: &Ui, thing: &N) -> Result<PageHeader> {
    let mut header = PageHeader::new(N::name(thing.profile()));
    if thing.is_retired() {
        header = header.badge(Tone::Quiet, ui.t(N::WORDS.out));
    }
    let deeds = thing.offered(door)?;
    header.actions.extend(buttons(door, ui, &deeds, thing.id()));
    Ok(header)
}

/// The record, field by field, without those that `elsewhere` names.
pub fn details<N: Master>(door: &mut Door, ui: &Ui, at: &Record<N>, elsewhere: &[&str]) -> Vec<Detail> {
    let mut details = Vec::new();
    for field in fields(ui, |f| N::ask(f, at)) {
        if field.name.is_empty() || elsewhere.contains(&field.name.as_str()) {
            continue;
        }
        if let Some(kind) = field.secret {
            if !door.ctx.sees(kind) {
                continue;
            }
            door.look(kind);
        }
        let shown = match field.kind {
            FieldKind::Text if field.name == "code" => Cell::code(&field.value),
            _ => cell(&field),
        };
        details.push(Detail::new(field.label, shown));
    }
    details
}

/// The field `name` of the form, for the column that lists it.
pub fn field<N: Master>(ui: &Ui, name: &str) -> Option<Field> {
    let fields = described(ui, |f| N::ask(f, &Record::default()));
    fields.into_iter().find(|field| field.name == name)
}
