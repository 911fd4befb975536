//! The forms of finance.

use domain::deed::Deed;
use domain::ids::{OrderId, PaymentId};
use domain::money::Money;
use domain::order::Order;

use super::actions::{self, Booking};
use super::store;
use crate::order::store::by_number;
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui};
use kernel::{Done, Door, Result, Said, Target};

/// Ways to pay: stable code and its words.
pub(super) const METHODS: [(&str, &str); 4] =
    [("transfer", zh("银行转账")), ("cash", zh("现金")), ("draft", zh("承兑汇票")), ("other", zh("其他"))];

/// All operations of finance.
pub static OPERATIONS: &[Declared] = &[
    Declared {
        deed: Deed::PaymentBook,
        path: "/orders/{id}/payments/new",
        versioned: false,
        form: book_form,
        run: book,
    },
    Declared {
        deed: Deed::PaymentBookSeveral,
        path: "/payments/new",
        versioned: false,
        form: several_form,
        run: several,
    },
    Declared {
        deed: Deed::PaymentReverse,
        path: "/payments/{id}/reverse",
        versioned: false,
        form: |_, _, ui| {
            let reason = Field::new(FieldKind::Area, "reason", ui.t("原因")).required();
            Ok(Form {
                danger: true,
                intro: Some(ui.t("冲销后订单恢复为未收，原记录保留。").into()),
                ..Form::new("", "", vec![reason])
            })
        },
        run: |door, target, said| {
            let reason = said.need_text("reason", 500);
            said.finish()?;
            actions::reverse(door, target.id::<PaymentId>()?, reason)?;
            Ok(Done::changed("/payments", "已冲销"))
        },
    },
];

fn head(ui: &Ui) -> Vec<Field> {
    let methods = METHODS.iter().map(|(code, label)| Opt::new(*code, ui.t(label))).collect();
    vec![
        Field::new(FieldKind::Date, "on", ui.t("到款日期")).value(ui.today.to_string()).required(),
        Field::new(FieldKind::Choice(methods), "method", ui.t("方式")).value("transfer").required(),
        Field::text("reference", ui.t("银行流水号")),
    ]
}

fn book_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = door.load::<Order>(target.id::<OrderId>()?)?;
    let open = order.total().minus(store::paid_for(door.conn, order.id)?);
    let next = crate::order::case::around(door, order.state.clone())?;
    let receivables = domain::payment::receivables(&order, next.paid, &next.anchors());
    let due = receivables.iter().find(|c| c.open.0 > 0).map_or(open, |c| c.open);
    let mut fields = head(ui);
    let help = ui.tf("订单未收 {open}", &[("open", &kernel::ui::format::money(open.0, "CNY"))]);
    fields.insert(
        0,
        Field::new(FieldKind::Money, "amount", ui.t("金额"))
            .value(due.plain())
            .unit("元")
            .required()
            .help(help),
    );
    Ok(Form {
        intro: Some(format!("{} {}", order.title(), order.entry.customer_name)),
        ..Form::new("", "", fields)
    })
}

fn book(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = target.id::<OrderId>()?;
    let amount = said.need_money("amount");
    let (on, method, reference) = read_head(said);
    said.finish()?;
    let payment = actions::book(door, Booking { on, method, reference, parts: vec![(order, amount)] })?;
    Ok(Done::made(format!("/orders/{order}?tab=money"), "已登记到款", payment.id, payment.number))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that every operation's form has")]
fn several_form(_: &mut Door, _: &Target, ui: &Ui) -> Result<Form> {
    let columns = vec![
        Field::text("order", ui.t("订单号")).required(),
        Field::new(FieldKind::Money, "amount", ui.t("金额")).required(),
    ];
    let mut fields = head(ui);
    let rows = vec![LineRow::default()];
    fields.push(Field::new(FieldKind::Lines { columns, rows, can_add: true }, "lines", ui.t("分配到订单")));
    Ok(Form::new("", "", fields))
}

fn several(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    let (on, method, reference) = read_head(said);
    let mut parts: Vec<(OrderId, Money)> = Vec::new();
    for n in said.rows("lines") {
        let name = format!("lines.{n}.order");
        let number = said.need_text(&name, 40);
        let amount = said.need_money(&format!("lines.{n}.amount"));
        match by_number(door.conn, &number)? {
            Some(order) if parts.iter().any(|p| p.0 == order) => said.wrong(&name, "这张订单已经在上面"),
            Some(order) => parts.push((order, amount)),
            None if !number.is_empty() => said.wrong(&name, "没有这个订单号"),
            None => {}
        }
    }
    if parts.is_empty() {
        said.wrong("lines", "请至少填写一张订单");
    }
    said.finish()?;
    let payment = actions::book(door, Booking { on, method, reference, parts })?;
    Ok(Done::made("/payments", "已登记到款", payment.id, payment.number))
}

fn read_head(said: &mut Said) -> (jiff::civil::Date, String, String) {
    (said.need_date("on"), said.need_choice("method", &METHODS.map(|m| m.0)), said.text("reference", 60))
}
