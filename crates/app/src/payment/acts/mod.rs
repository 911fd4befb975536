//! What finance does over HTTP (H4.6): money is booked for one order or several, and taken back.

mod back;

use domain::confidential::{Confidential, Price};
use domain::customer::Customer;
use domain::deed::Deed;
use domain::filing::FileKind;
use domain::ids::{CustomerId, OrderId};
use domain::money::Money;
use domain::order::Attachment;
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
use crate::customer;
use crate::order::by_number;

/// The acts of finance.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::PaymentBook, "/orders/{id}/payments/new", receipt, book).unversioned().done("已登记到款"),
    &act(Deed::PaymentBookSeveral, "/payments/new", shared, book_several).unversioned().done("已登记到款"),
    &act(Deed::PaymentAllocate, "/payments/{id}/allocate", advance, allocate).unversioned().done("已分配"),
    &act(Deed::PaymentRecover, "/payments/{id}/recover", back::recovery, back::recover)
        .unversioned()
        .done("已登记"),
    &act(Deed::PaymentWriteOff, "/payments/{id}/write-off", back::giving_up, back::write_off).done("已核销"),
    &act(Deed::PaymentRepay, "/payments/{id}/repay", back::repayment, back::repay)
        .unversioned()
        .done("已登记退款"),
    &act(Deed::OrderRefund, "/orders/{id}/refund", back::refunding, back::refund)
        .unversioned()
        .done("已处理"),
    &act(Deed::PaymentReverse, "/payments/{id}/reverse", reversal, reverse).unversioned().done("已冲销"),
];

/// An order that is paid, with what it owes.
#[derive(Default)]
struct Owed {
    order: Loaded<Order>,
    open: Money,
    /// The next instalment.
    next: Money,
    /// What the customer has paid beyond their orders.
    advance: Money,
    /// What this order was paid beyond what it owes.
    surplus: Money,
}

impl Subject for Owed {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = door.load::<Order>(target.id::<OrderId>()?)?;
        let case = crate::order::case::around(door, order.state.clone())?;
        let account = case.account();
        let open = account.open(&order);
        let next =
            case.receivables(&*door.calendar()?).iter().find(|r| r.open.is_some()).map_or(open, |r| r.open);
        let advance = store::advance_of(door.conn, order.entry.customer)?;
        let surplus = account.surplus(&order);
        Ok(Self { order, open, next, advance, surplus })
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
        amount: Confidential::default(),
        customer: None,
        parts: Vec::new(),
        remark: f.text("remark", "备注", 200).help("补记很早以前的到款时必填").or(String::new()),
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
        .hint(f.tf("订单未收 {open}，多收的留作客户的预收款", &[("open", &open)]))
        .required();
    if at.advance.is_some() {
        f.note("客户的预收款", kernel::ui::format::money(at.advance));
    }
    let head = head(f);
    Booking { amount, slip: f.proof(), ..head }
}

fn book(door: &mut Door, at: Owed, said: Booking) -> Result<Done> {
    let payment = actions::book_for(door, at.order.id, said)?;
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

/// The customer that somebody named, who may owe nothing.
#[derive(Default)]
struct Payer {
    customer: Option<(CustomerId, String)>,
}

impl Subject for Payer {
    fn load(_: &mut Door, _: &Target) -> Result<Self> {
        Ok(Self::default())
    }

    fn load_to_act(door: &mut Door, _: &Target, said: &Said) -> Result<Self> {
        let Some(id) = customer::by_code_or_name(door.conn, said.word("customer"))? else {
            return Ok(Self::default());
        };
        let name = door.load::<Customer>(id)?.state.profile.name;
        Ok(Self { customer: Some((id, name)) })
    }
}

/// H4.6 What came in for several orders, or for none yet: then it is the customer's advance (C22).
fn shared(f: &Form, at: &Payer) -> (Booking, Vec<Share>) {
    let head = head(f);
    let wanted = f
        .lookup("customer", "客户", "/customers/lookup", 80)
        .help("没有订单可分时必填：款记作这个客户的预收款")
        .optional();
    if wanted.is_some() && at.customer.is_none() {
        f.wrong("customer", "没有这个客户，或有几个同名的。请填客户编码");
    }
    let total =
        f.amount("amount", "到款金额").help("不填就是各订单的合计；多收的留作客户的预收款").optional();
    let shares = parts(f);
    if shares.is_empty() && wanted.is_none() {
        f.wrong("lines", "请至少填写一张订单，或填写客户");
    }
    let sum: Money = shares.iter().map(|share| *share.amount.open()).sum();
    let amount = total.unwrap_or(Confidential::new(sum));
    (Booking { amount, slip: f.proof(), customer: at.customer.clone(), ..head }, shares)
}

/// H4.6 How much goes to which order, at least one.
fn shares(f: &Form) -> Vec<Share> {
    let shares = parts(f);
    if shares.is_empty() {
        f.wrong("lines", "请至少填写一张订单");
    }
    shares
}

fn parts(f: &Form) -> Vec<Share> {
    let blank = [Share::default()];
    f.list("lines", "分配到订单", &blank).each(|row, _| Share {
        field: row.field("order"),
        number: row.text("order", "订单号", 40).required(),
        amount: row.amount("amount", "金额").required(),
    })
}

/// The orders that were named, each once.
fn named(door: &mut Door, shares: Vec<Share>) -> Result<Vec<actions::Share>> {
    let (mut parts, mut wrong) = (Vec::<actions::Share>::new(), Vec::new());
    for Share { field, number, amount } in shares {
        match by_number(door.conn, &number)? {
            Some(order) if parts.iter().any(|part| part.0 == order) => {
                wrong.push(FieldError::new(field, "这张订单已经在上面"));
            }
            Some(order) => parts.push((order, amount)),
            None => wrong.push(FieldError::new(field, "没有这个订单号")),
        }
    }
    if wrong.is_empty() { Ok(parts) } else { Err(Error::Invalid(wrong)) }
}

fn book_several(door: &mut Door, _: Payer, (said, shares): (Booking, Vec<Share>)) -> Result<Done> {
    let parts = named(door, shares)?;
    let payment = actions::book(door, Booking { parts, ..said })?;
    Ok(Done::made("/payments", "", payment.id, payment.number))
}

fn about(f: &Form, payment: &Payment) {
    let advance = kernel::ui::format::money(payment.advance());
    f.note("预收款", advance);
}

/// H4.6 What of an advance pays which order (C22).
fn advance(f: &Form, at: &Loaded<Payment>) -> (Vec<Share>, Vec<Attachment>) {
    about(f, at);
    (shares(f), f.proof_as(FileKind::Price))
}

fn allocate(
    door: &mut Door,
    payment: Loaded<Payment>,
    (shares, slip): (Vec<Share>, Vec<Attachment>),
) -> Result<Done> {
    let parts = named(door, shares)?;
    let id = payment.id;
    actions::allocate(door, payment, parts, slip)?;
    Ok(Done::changed(format!("/payments/{id}"), ""))
}

fn reversal(f: &Form, _: &Loaded<Payment>) -> Why {
    f.intro("冲销后订单恢复为未收，原记录保留。");
    f.why()
}

fn reverse(door: &mut Door, payment: Loaded<Payment>, why: Why) -> Result<Done> {
    actions::reverse(door, payment, why)?;
    Ok(Done::changed("/payments", ""))
}
