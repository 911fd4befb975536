//! What a form reads and what it refuses, field by field.

use domain::confidential::{Confidential, Contact, Cost, Price, Secret};
use std::cell::RefCell;

use domain::money::UnitPrice;
use domain::quantity::Quantity;
use jiff::civil::date;

use super::{Form, State, fields, read};
use crate::error::FieldError;
use crate::i18n::Lang;
use crate::said::{ROWS, Said};
use crate::ui::Ui;
use crate::web::fill;

/// What is wrong with `pairs`, said on 24 November 2026.
fn wrong<const N: usize>(pairs: [(&str, &str); N], ask: impl FnOnce(&Form)) -> Vec<FieldError> {
    wrong_in(&Said::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned()))), ask)
}

fn wrong_in(said: &Said, ask: impl FnOnce(&Form)) -> Vec<FieldError> {
    let ui = Ui::anonymous(Lang::Zh, date(2026, 11, 24).at(9, 0, 0, 0));
    read(&ui, said, Vec::new(), ask).err().unwrap_or_default()
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
fn words_of_what_is_not_seen_are_no_words() {
    let errors = wrong([("said", "\u{200b}\u{feff} "), ("note", "\u{200b}好\u{200b}")], |f| {
        f.text("said", "", 10).required();
        assert_eq!(f.text("note", "", 10).required(), "好");
    });
    assert_eq!(errors.iter().map(|e| e.text).collect::<Vec<_>>(), ["必填"]);
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
            ("sells_at", Some(Secret::Price)),
            ("costs", Some(Secret::Cost)),
            ("whom", Some(Secret::Contact)),
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

#[test]
fn what_its_writer_may_not_see_is_neither_drawn_nor_read_and_stays() {
    let ask = |f: &Form| {
        let known = Confidential::<Contact, String>::new("13800000000".to_owned());
        let phone = f.contact("phone", "电话", 40).preset(known).or(Confidential::default());
        let fresh = f.contact("contact", "联系人", 40).required();
        (f.text("name", "名称", 40).required(), phone, fresh)
    };
    let ui = Ui::anonymous(Lang::Zh, date(2026, 11, 24).at(9, 0, 0, 0));
    let said = |pairs: &[(&str, &str)]| {
        Said::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    };
    let blind = || vec![Secret::Contact];
    let (name, phone, fresh) = read(&ui, &said(&[("name", "新")]), blind(), ask).unwrap();
    assert_eq!((name.as_str(), phone.open().as_str(), fresh.open().as_str()), ("新", "13800000000", ""));
    let stranger = said(&[("name", "新"), ("phone", "1")]);
    let refused = read(&ui, &stranger, blind(), ask).unwrap_err();
    assert_eq!(refused.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["phone"]);
    let state = RefCell::new(State::blind(blind()));
    let nothing = Said::default();
    ask(&Form::new(&ui, &nothing, &state));
    let drawn = state.into_inner().drawn().fields;
    assert_eq!(drawn.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["name"]);
}
