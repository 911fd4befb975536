//! A receipt of money as JSON.

use domain::confidential::{Confidential, Price};
use domain::ids::PaymentId;
use domain::payment::{Payment, Repayment};
use kernel::document::{One, identity};
use kernel::ui::Ui;
use kernel::{Door, Result};
use serde_json::Value;

/// What one reader sees of a receipt.
pub fn read(door: &mut Door, _: &Ui, id: &str) -> Result<One> {
    let id: PaymentId = identity(id)?;
    let payment = door.load::<Payment>(id)?;
    let deeds = payment.deeds();
    let orders: Vec<Value> = payment
        .allocations
        .iter()
        .map(|part| {
            One::default()
                .with("order", part.order.to_string())
                .with("number", part.number.as_str())
                .amount(door, "amount", &part.amount)
                .into_value()
        })
        .collect();
    let mut moved = |parts: &[Repayment]| -> Vec<Value> {
        let one = |part: &Repayment| {
            One::default()
                .with("on", part.on.to_string())
                .with("order", part.order.map(|order| order.to_string()))
                .with("reference", part.reference.as_str())
                .with("reason", part.reason.as_str())
                .amount(door, "amount", &part.amount)
                .into_value()
        };
        parts.iter().map(one).collect()
    };
    let (repayments, recovered) = (moved(&payment.repayments), moved(&payment.recovered));
    let [owed_back, let_go] = [payment.owed_back(), payment.let_go()].map(Confidential::<Price, _>::new);
    let advance = Confidential::<Price, _>::new(payment.advance());
    Ok(One::of(door, id, &payment, &deeds)
        .with("number", payment.number.as_str())
        .with("customer", payment.customer.to_string())
        .with("customer_name", payment.customer_name.as_str())
        .with("on", payment.on.to_string())
        .with("method", payment.method.map(kernel::form::Choice::code))
        .with("reference", payment.reference.as_str())
        .with("reversed", payment.reversed.clone())
        .with("orders", orders)
        .with("repayments", repayments)
        .with("recovered", recovered)
        .amount(door, "advance", &advance)
        .amount(door, "owed_back", &owed_back)
        .amount(door, "written_off", &let_go)
        .amount(door, "amount", &payment.amount))
}
