//! A refused form made anew: what was said stands where it was said, and what was wrong beside it.

use std::collections::BTreeMap;

use crate::error::FieldError;
use crate::said::{ROWS, Said};
use crate::ui::{self, FieldKind, Form, LineRow, Ui};
use crate::web::fill;

/// Puts what was said and what was wrong with it into a form made anew.
pub(crate) fn refill(form: &mut Form, said: &Said, errors: &[FieldError], ui: &Ui) {
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
        if *can_add {
            refill_list(columns, rows, &prefix, said, &find);
        } else {
            refill_keyed(columns, rows, &prefix, said, &find);
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

/// The row numbers under `prefix` of which something was said: anything, or what is not blank.
fn numbers<'s>(said: &'s Said, prefix: &'s str, blank: bool) -> impl Iterator<Item = usize> + 's {
    let written = said.values().iter().filter(move |(_, value)| blank || !value.trim().is_empty());
    written.filter_map(move |(k, _)| k.strip_prefix(prefix)?.split('.').next()?.parse::<usize>().ok())
}

/// Rows that people add: by their numbers. Those that were left blank at the end are not kept, an empty one is offered anyway.
fn refill_list(
    columns: &[ui::Field],
    rows: &mut Vec<LineRow>,
    prefix: &str,
    said: &Said,
    find: &dyn Fn(&str) -> Option<String>,
) {
    let all_told = told(said, prefix);
    let last = numbers(said, prefix, false).max();
    rows.resize_with(rows.len().max(last.map_or(0, |n| n.min(ROWS - 1) + 1)), Default::default);
    for (n, row) in rows.iter_mut().enumerate() {
        // A row that was taken out does not come back.
        if all_told && !told(said, &format!("{prefix}{n}.")) {
            *row = LineRow::default();
        }
        refill_row(columns, row, &format!("{prefix}{n}."), said, find);
    }
}

/// Rows that stand for known things: what was said of a thing stands at it, wherever it is drawn now, and the things that the
/// form had are those that it has again.
fn refill_keyed(
    columns: &[ui::Field],
    rows: &mut Vec<LineRow>,
    prefix: &str,
    said: &Said,
    find: &dyn Fn(&str) -> Option<String>,
) {
    let hidden = columns.iter().enumerate().find(|(_, c)| matches!(c.kind, FieldKind::Hidden));
    let Some((at, key)) = hidden.map(|(at, c)| (at, &c.name)) else {
        for (n, row) in rows.iter_mut().enumerate() {
            refill_row(columns, row, &format!("{prefix}{n}."), said, find);
        }
        return;
    };
    let told: BTreeMap<&str, usize> =
        numbers(said, prefix, true).map(|n| (said.word(&format!("{prefix}{n}.{key}")), n)).collect();
    if !told.is_empty() {
        rows.retain(|row| row.values.get(at).is_some_and(|own| told.contains_key(own.as_str())));
    }
    for row in rows {
        let number = row.values.get(at).and_then(|own| told.get(own.as_str()));
        if let Some(n) = number {
            refill_row(columns, row, &format!("{prefix}{n}."), said, find);
        }
    }
}

fn refill_row(
    columns: &[ui::Field],
    row: &mut LineRow,
    prefix: &str,
    said: &Said,
    find: &dyn Fn(&str) -> Option<String>,
) {
    let name = |column: &ui::Field| format!("{prefix}{}", column.name);
    // A browser says nothing of what is not ticked.
    let row_told = told(said, prefix);
    let unticked = |column: &ui::Field| row_told && matches!(column.kind, FieldKind::Flag);
    let values = columns.iter().enumerate().map(|(at, c)| {
        let known = || row.values.get(at).filter(|_| !unticked(c)).cloned();
        said.values().get(&name(c)).cloned().or_else(known).unwrap_or_default()
    });
    row.values = values.collect();
    row.errors = columns.iter().map(|c| find(&name(c))).collect();
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

    #[test]
    fn what_was_said_of_a_thing_stands_at_it_wherever_it_is_drawn_now() {
        let row = |key: &str| LineRow {
            values: vec![key.to_owned(), "0".to_owned()],
            label: format!("label {key}"),
            ..LineRow::default()
        };
        let kind = FieldKind::Lines {
            columns: vec![Field::new(FieldKind::Hidden, "key", ""), Field::text("good", "完成")],
            rows: vec![row("a"), row("b"), row("c")],
            can_add: false,
        };
        let mut form = Form::new("", "", vec![Field::new(kind, "lines", "明细")]);
        // The form had b and c alone, in this order.
        let said = [("lines.0.key", "b"), ("lines.0.good", "7"), ("lines.1.key", "c"), ("lines.1.good", "x")];
        let said = Said::from_pairs(said.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let ui = Ui::anonymous(crate::i18n::Lang::Zh, jiff::civil::date(2026, 11, 2).at(9, 0, 0, 0));
        refill(&mut form, &said, &[FieldError::new("lines.1.good", "不是数量")], &ui);
        let Some(FieldKind::Lines { rows, .. }) = form.fields.pop().map(|field| field.kind) else {
            panic!("the grid is there");
        };
        let drawn: Vec<_> =
            rows.iter().map(|r| (r.label.as_str(), r.values[1].as_str(), r.errors[1].is_some())).collect();
        assert_eq!(drawn, [("label b", "7", false), ("label c", "x", true)]);
    }
}
