//! What a form reads and what it refuses, field by field.

use domain::confidential::{Confidential, Contact, Cost, Kind, Price};
use domain::money::UnitPrice;
use domain::quantity::Quantity;
use jiff::civil::date;

use super::{Form, fields, read};
use crate::error::FieldError;
use crate::i18n::Lang;
use crate::said::Said;
use crate::ui::Ui;
use crate::web::fill;

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

#[test]
fn a_price_has_up_to_six_decimals_and_an_amount_two() {
    let pairs = [
        ("screw", "0.035"),
        ("free", "0"),
        ("fine", "0.0350001"),
        ("amount", "0.035"),
        ("below", "-0.5"),
        ("most", "100000000.000001"),
        ("words", "面议"),
    ];
    let errors = wrong(pairs, |f| {
        assert_eq!(*f.price::<Price>("screw", "").required().open(), UnitPrice::cny(35_000));
        assert_eq!(*f.price::<Price>("free", "").required().open(), UnitPrice::ZERO);
        for name in ["fine", "below", "most", "words"] {
            f.price::<Cost>(name, "").required();
        }
        f.amount::<Price>("amount", "").required();
    });
    let told: Vec<(&str, &str)> = errors.iter().map(|e| (e.field.as_str(), e.text)).collect();
    assert_eq!(
        told,
        [
            ("fine", "“{value}”超过六位小数。单价最多六位小数，请四舍五入后填写"),
            ("below", "单价不能为负"),
            ("most", "“{value}”超过上限 {most}。请核对，或分成几行"),
            ("words", "“{value}”不是单价。请写成 3680.00 或 0.035，最多六位小数"),
            ("amount", "“{value}”不是金额。请写成 3680.00，最多两位小数"),
        ]
    );
}

#[test]
fn h1_3_a_field_knows_the_class_of_what_it_becomes() {
    struct Deal {
        sells_at: Confidential<Price, UnitPrice>,
        costs: Confidential<Cost, UnitPrice>,
        whom: Option<Confidential<Contact, String>>,
    }
    let ui = Ui::anonymous(Lang::Zh, date(2026, 11, 24).at(9, 0, 0, 0));
    let asked = fields(&ui, |f| {
        let deal = Deal {
            sells_at: f.price("sells_at", "").required(),
            costs: f.price("costs", "").required(),
            whom: f.contact("whom", "", 40).optional(),
        };
        f.text("note", "", 40).required();
        (deal.sells_at, deal.costs, deal.whom)
    });
    let told: Vec<_> = asked.iter().map(|field| (field.name.as_str(), field.secret)).collect();
    assert_eq!(
        told,
        [
            ("sells_at", Some(Kind::Price)),
            ("costs", Some(Kind::Cost)),
            ("whom", Some(Kind::Contact)),
            ("note", None)
        ]
    );
}

#[test]
fn another_currency_is_refused_by_name() {
    let errors = wrong([("price", "$120"), ("amount", "HK$120"), ("money", "120欧元")], |f| {
        f.price::<Price>("price", "").required();
        f.amount::<Price>("amount", "").required();
        f.money("money", "").required();
    });
    let told: Vec<String> = errors.iter().map(|e| fill(Lang::Zh, e.text, &e.params)).collect();
    assert_eq!(
        told,
        ["美元（USD）", "港元（HKD）", "欧元（EUR）"]
            .map(|name| format!("金额是{name}，现在只能用人民币。请换算后填写"))
    );
    let english: Vec<String> = errors.iter().map(|e| fill(Lang::En, e.text, &e.params)).collect();
    assert_eq!(
        english[0],
        "This is in US dollars (USD); only Chinese yuan can be used now. Please convert it first"
    );
}
