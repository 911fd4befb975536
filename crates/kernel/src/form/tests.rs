//! What a form reads and what it refuses, field by field.

use std::cell::RefCell;

use domain::quantity::Quantity;
use jiff::civil::date;

use super::{Form, State};
use crate::error::{Error, FieldError};
use crate::i18n::Lang;
use crate::said::{ROWS, Said};
use crate::ui::Ui;

/// What is wrong with `pairs`, said on 24 November 2026.
fn wrong<const N: usize>(pairs: [(&str, &str); N], ask: impl FnOnce(&Form)) -> Vec<FieldError> {
    wrong_in(&Said::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned()))), ask)
}

fn wrong_in(said: &Said, ask: impl FnOnce(&Form)) -> Vec<FieldError> {
    let ui = Ui::anonymous(Lang::Zh, date(2026, 11, 24).at(9, 0, 0, 0));
    let state = RefCell::<State>::default();
    ask(&Form::new(&ui, said, &state));
    match state.into_inner().finish(said) {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(errors)) => errors,
        Err(other) => panic!("should be invalid: {other:?}"),
    }
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let errors = wrong([("on", "下月初"), ("quantity", "三套"), ("stranger", "1")], |f| {
        f.date("on", "").required();
        f.some("quantity", "").required();
        f.text("name", "", 10).required();
    });
    let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["on", "quantity", "name", "stranger"]);
}

#[test]
fn what_is_far_too_much_is_refused_at_its_field() {
    let pairs = [
        ("quantity", "99,999,999"),
        ("enough", "1000000"),
        ("price", "100000000.01"),
        ("on", "2037-01-01"),
        ("last", "2036-12-31"),
    ];
    let errors = wrong(pairs, |f| {
        f.some("quantity", "").required();
        assert_eq!(f.some("enough", "").required(), Quantity::MOST);
        f.money("price", "").required();
        f.date("on", "").required();
        assert_eq!(f.date("last", "").required(), date(2036, 12, 31));
    });
    let told: Vec<(&str, &str)> =
        errors.iter().map(|e| (e.field.as_str(), e.params[e.params.len() - 1].1.as_str())).collect();
    assert_eq!(told, [("quantity", "1000000"), ("price", "100000000.00"), ("on", "2036")]);
}

/// A grid with `count` rows of a quantity, of which `known` are drawn by the form.
fn grid(count: usize, known: usize) -> (Vec<FieldError>, usize) {
    let row =
        |n: usize| [(format!("lines.{n}.line"), n.to_string()), (format!("lines.{n}.quantity"), "1".into())];
    let said = Said::from_pairs((0..count).flat_map(row));
    let mut read = 0;
    let items: Vec<i64> = (0..).take(known).collect();
    let errors = wrong_in(&said, |f| {
        if known == 0 {
            let rows = f.list("lines", "", &[()]);
            read = rows
                .each(|row, ()| (row.text("line", "", 9).required(), row.some("quantity", "").required()))
                .len();
        } else {
            let rows = f.rows("lines", "", &items, ("line", ""), ToString::to_string);
            read = rows.each(|_| String::new(), |row, _| row.some("quantity", "").required()).len();
        }
    });
    (errors, read)
}

#[test]
fn more_rows_than_a_form_can_hold_are_refused_by_its_name_and_none_is_dropped() {
    assert_eq!(grid(ROWS, 0), (Vec::new(), ROWS));
    let (errors, _) = grid(ROWS + 1, 0);
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!((error.field.as_str(), error.params.clone()), ("lines", vec![("max", ROWS.to_string())]));
    // Rows that we have drawn ourselves come back, however many.
    assert_eq!(grid(ROWS + 500, ROWS + 500), (Vec::new(), ROWS + 500));
    // A row whose number is none is no row: it is refused like every stranger.
    let errors = wrong([("lines.99999999999999999999.line", "1")], |f| {
        f.list("lines", "", &[()]).each(|row, ()| row.text("line", "", 9).required());
    });
    assert_eq!(errors.first().map(|e| e.field.as_str()), Some("lines.99999999999999999999.line"));
}
