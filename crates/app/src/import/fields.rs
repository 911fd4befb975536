//! A row that is read by the fields of a form (H3.1): the same limits, and the same words where one is wrong.

use std::collections::BTreeMap;

use domain::confidential::Secret;
use kernel::form::{self, Form};
use kernel::i18n::Lang;
use kernel::said::Said;
use kernel::ui::{FieldKind, Ui};
use paper::sheet_read::Cell;

use super::cells::{RowReader, shown};
use super::report::{REQUIRED, UNSEEN, Why, Wrong};
use super::table::blank;

/// What `ask` reads of a row. An empty cell, like a column that the sheet lacks, leaves what is `known`; of something
/// new the form's own proposal stands for a column that the sheet lacks. `set` is said in place of what stands there.
/// What is of the classes `blind` is not read: its writer may not see what it would replace.
pub fn read<P: Default>(
    line: &mut RowReader,
    known: bool,
    set: &[(String, String)],
    blind: &[Secret],
    ask: impl Fn(&Form) -> P,
) -> P {
    let ui = Ui::anonymous(Lang::Zh, line.today.at(0, 0, 0, 0));
    let mut said = BTreeMap::new();
    for field in form::fields(&ui, &ask).into_iter().filter(|field| !field.name.is_empty()) {
        let column = line.column_of(&field.name);
        let must = line.needs(&field.name);
        let written = column.filter(|name| !blank(line.cell(name)));
        if field.secret.is_some_and(|kind| blind.contains(&kind)) {
            if let Some(column) = written {
                line.doubt(column, UNSEEN, &[]);
            }
            continue;
        }
        let value = if let Some((_, value)) = set.iter().find(|(name, _)| *name == field.name) {
            value.clone()
        } else if let Some(column) = written {
            text(line, column, &field.kind)
        } else if known || !(column.is_some_and(|name| line.has(name)) || field.value.is_empty() && must) {
            field.value
        } else {
            if let Some(column) = column.filter(|_| must) {
                line.wrong(column, REQUIRED, &[]);
            }
            continue;
        };
        said.insert(field.name, value);
    }
    form::read(&ui, &Said::from_pairs(said), blind.to_vec(), ask).unwrap_or_else(|errors| {
        let named = !line.wrongs.is_empty();
        for error in errors {
            let column = line.column_of(&error.field).unwrap_or_default();
            // What has no column follows from another cell, which is named already.
            if !(line.is_wrong(column) || column.is_empty() && named) {
                let params = error.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
                line.wrongs.push(Wrong {
                    params: params.collect(),
                    ..Wrong::new(column, shown(line.cell(column)), Why(error.text, ""), &[])
                });
            }
        }
        P::default()
    })
}

/// A cell as the field takes it: a number without the unit behind it, a choice by its code or the word for it.
fn text(line: &mut RowReader, column: &str, kind: &FieldKind) -> String {
    match kind {
        FieldKind::Integer => line.numeral(column).trim_end_matches('天').to_owned(),
        FieldKind::Quantity => line.numeral(column),
        FieldKind::Price => line.price(column),
        FieldKind::Flag => if line.flag(column) { "1" } else { "" }.to_owned(),
        FieldKind::Choice(options) | FieldKind::Radio(options) => {
            let text = line.text(column, usize::MAX);
            options.iter().find(|option| option.label == text).map_or(text, |option| option.value.clone())
        }
        FieldKind::Date if matches!(line.cell(column), Cell::Text(_) | Cell::Number(_)) => {
            line.date(column).map_or_else(String::new, |date| date.to_string())
        }
        _ => line.text(column, usize::MAX),
    }
}
