//! What a form reads and what it refuses, field by field.

use domain::quantity::Quantity;
use jiff::civil::date;

use super::{Form, read};
use crate::error::FieldError;
use crate::i18n::Lang;
use crate::said::Said;
use crate::ui::Ui;

/// What is wrong with `pairs`, said on 24 November 2026.
fn wrong<const N: usize>(pairs: [(&str, &str); N], ask: impl FnOnce(&Form)) -> Vec<FieldError> {
    let said = Said::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())));
    let ui = Ui::anonymous(Lang::Zh, date(2026, 11, 24).at(9, 0, 0, 0));
    read(&ui, &said, ask).err().unwrap_or_default()
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
