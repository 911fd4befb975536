//! What finance does over HTTP (H4.6): money is booked for one order or several, and taken back.

use domain::confidential::{Confidential, Price};
use domain::deed::Deed;
use domain::ids::OrderId;
use domain::money::Money;
use domain::order::Order;
use domain::payment::{Method, Payment};
use domain::proof::Why;
use kernel::act::{Subject, act};
use kernel::error::FieldError;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Error, Result, Said, Target};

use super::actions::{self, Booking};
use super::store;
use crate::order::by_number;

/// The acts of finance.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::PaymentBook, "/orders/{id}/payments/new", receipt, book).unversioned().done("已登记到款"),
    &act(Deed::PaymentBookSeveral, "/payments/new", shared, book_several).unversioned().done("已登记到款"),
    &act(Deed::PaymentReverse, "/payments/{id}/reverse", reversal, reverse).unversioned().done("已冲销"),
];

/// An order that is paid, with what it owes.
#[derive(Default)]
struct Owed {
    order: Loaded<Order>,
    open: Money,
    /// The next instalment.
    next: Money,
}

impl Subject for Owed {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = door.load::<Order>(target.id::<OrderId>()?)?;
        let open = order.total().minus(store::paid_for(door.conn, order.id)?);
        let case = crate::order::case::around(door, order.state.clone())?;
        let receivables = domain::payment::receivables(&order, case.paid, &case.anchors());
        let next = receivables.iter().find(|r| r.open.is_some()).map_or(open, |r| r.open);
        Ok(Self { order, open, next })
    }

    /// What is owed is asked once the order is held.
    fn load_to_act(door: &mut Door, target: &Target, _: &Said) -> Result<Self> {
        Ok(Self { order: door.load::<Order>(target.id::<OrderId>()?)?, ..Self::default() })
    }
}

/// What is said of every receipt, before its orders and its slip.
fn head(f: &Form) -> Booking {
    Booking {
        on: f.date("on", "到款日期").preset(f.today()).required(),
        method: f.choice("method", "方式").preset(Chosen(Method::Transfer)).required().0,
        reference: f.text("reference", "银行流水号", 60).or(String::new()),
        parts: Vec::new(),
        slip: Vec::new(),
    }
}

/// H4.6 What came in for one order.
fn receipt(f: &Form, at: &Owed) -> Booking {
    let order = &at.order;
    f.intro(&format!("{} {}", order.title(), order.entry.customer_name));
    let open = kernel::ui::format::money(at.open);
    let amount = f
        .amount("amount", "金额")
        .preset(Confidential::new(at.next))
        .hint(f.tf("订单未收 {open}", &[("open", &open)]))
        .required();
    let head = head(f);
    Booking { parts: vec![(order.id, amount)], slip: f.proof(), ..head }
}

fn book(door: &mut Door, at: Owed, said: Booking) -> Result<Done> {
    let payment = actions::book(door, said)?;
    Ok(Done::made(format!("/orders/{}?tab=money", at.order.id), "", payment.id, payment.number))
}

/// A part of a receipt, whose order is named by its number.
#[derive(Default)]
struct Share {
    /// The full name of the field that names the order.
    field: String,
    number: String,
    amount: Confidential<Price, Money>,
}

/// H4.6 What came in for several orders.
fn shared(f: &Form, _: &Target) -> (Booking, Vec<Share>) {
    let head = head(f);
    let blank = [Share::default()];
    let shares = f.list("lines", "分配到订单", &blank).each(|row, _| Share {
        field: row.field("order"),
        number: row.text("order", "订单号", 40).required(),
        amount: row.amount("amount", "金额").required(),
    });
    if shares.is_empty() {
        f.wrong("lines", "请至少填写一张订单");
    }
    (Booking { slip: f.proof(), ..head }, shares)
}

fn book_several(door: &mut Door, _: Target, (mut said, shares): (Booking, Vec<Share>)) -> Result<Done> {
    let mut wrong = Vec::new();
    for Share { field, number, amount } in shares {
        match by_number(door.conn, &number)? {
            Some(order) if said.parts.iter().any(|part| part.0 == order) => {
                wrong.push(FieldError::new(field, "这张订单已经在上面"));
            }
            Some(order) => said.parts.push((order, amount)),
            None => wrong.push(FieldError::new(field, "没有这个订单号")),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let payment = actions::book(door, said)?;
    Ok(Done::made("/payments", "", payment.id, payment.number))
}

fn reversal(f: &Form, _: &Loaded<Payment>) -> Why {
    f.intro("冲销后订单恢复为未收，原记录保留。");
    f.why()
}

fn reverse(door: &mut Door, payment: Loaded<Payment>, why: Why) -> Result<Done> {
    actions::reverse(door, payment, why)?;
    Ok(Done::changed("/payments", ""))
}
