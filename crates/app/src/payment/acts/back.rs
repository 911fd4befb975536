//! What goes back to the customer (C09, C23), what they give back of it (C08), and what nobody asks for any more (C22).

use domain::confidential::{Confidential, Price};
use domain::filing::FileKind;
use domain::money::Money;
use domain::order::Attachment;
use domain::payment::{Method, Payment, Repayment};
use domain::proof::Why;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::{Done, Door, Result};

use super::super::actions::{self, Way};
use super::{Owed, about};

type Repaid = (Repayment, Vec<Attachment>);

/// What went back, after its amount.
fn ask_repayment(f: &Form, amount: Confidential<Price, Money>) -> Repaid {
    let repayment = Repayment {
        amount,
        on: f.date("on", "日期").preset(f.today()).required(),
        order: None,
        method: Some(f.choice("method", "方式").preset(Chosen(Method::Transfer)).required().0),
        reference: f.text("reference", "银行流水号", 60).or(String::new()),
        reason: f.reason(),
    };
    (repayment, f.proof_as(FileKind::Price))
}

/// H4.6 What of an advance goes back to the customer (C23).
pub(super) fn repayment(f: &Form, at: &Loaded<Payment>) -> Repaid {
    about(f, at);
    ask_repayment(f, f.amount("amount", "退款金额").preset(Confidential::new(at.advance())).required())
}

pub(super) fn repay(door: &mut Door, payment: Loaded<Payment>, (repayment, slip): Repaid) -> Result<Done> {
    let id = payment.id;
    actions::repay(door, payment, repayment, slip)?;
    Ok(Done::changed(format!("/payments/{id}"), ""))
}

/// H4.6 What the customer gives back of it (C08).
pub(super) fn recovery(f: &Form, at: &Loaded<Payment>) -> Repaid {
    about(f, at);
    ask_repayment(f, f.amount("amount", "追回金额").preset(Confidential::new(at.owed_back())).required())
}

pub(super) fn recover(door: &mut Door, payment: Loaded<Payment>, (recovery, slip): Repaid) -> Result<Done> {
    let id = payment.id;
    actions::recover(door, payment, recovery, slip)?;
    Ok(Done::changed(format!("/payments/{id}"), ""))
}

/// H4.6 What the customer will not give back of it (C22).
pub(super) fn giving_up(f: &Form, at: &Loaded<Payment>) -> (Confidential<Price, Money>, Why) {
    f.intro(&format!("{} {}", at.number, at.customer_name));
    let owed = kernel::ui::format::money(at.owed_back());
    let amount = f
        .amount("amount", "核销金额")
        .preset(Confidential::new(at.owed_back()))
        .hint(f.tf("还要追回 {owed}", &[("owed", &owed)]))
        .required();
    (amount, Why { reason: f.reason(), proof: f.proof_as(FileKind::Price) })
}

pub(super) fn write_off(
    door: &mut Door,
    payment: Loaded<Payment>,
    (amount, why): (Confidential<Price, Money>, Why),
) -> Result<Done> {
    let id = payment.id;
    actions::write_off(door, payment, amount, why)?;
    Ok(Done::changed(format!("/payments/{id}"), ""))
}

/// H4.6 What becomes of what an order was paid too much (C09, C23).
pub(super) fn refunding(f: &Form, at: &Owed) -> (Way, Repaid) {
    f.intro(&format!("{} {}", at.order.title(), at.order.entry.customer_name));
    let surplus = kernel::ui::format::money(at.surplus);
    let way = f.choice("way", "怎样处理").radio().required().0;
    let amount = f
        .amount("amount", "金额")
        .preset(Confidential::new(at.surplus))
        .hint(f.tf("多收 {surplus}", &[("surplus", &surplus)]))
        .required();
    (way, ask_repayment(f, amount))
}

pub(super) fn refund(door: &mut Door, at: Owed, (way, (wanted, slip)): (Way, Repaid)) -> Result<Done> {
    actions::refund(door, at.order.id, way, wanted, slip)?;
    Ok(Done::changed(format!("/orders/{}?tab=money", at.order.id), ""))
}
