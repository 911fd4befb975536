//! A receipt of money as JSON.

use domain::deed::Deed;
use domain::ids::PaymentId;
use domain::payment::Payment;
use kernel::document::{One, identity};
use kernel::ui::Ui;
use kernel::{Door, Result};
use serde_json::Value;

/// What one reader sees of a receipt.
pub fn read(door: &mut Door, _: &Ui, id: &str) -> Result<One> {
    let id: PaymentId = identity(id)?;
    let payment = door.load::<Payment>(id)?;
    let deeds: &[Deed] = if payment.reversed.is_some() { &[] } else { &[Deed::PaymentReverse] };
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
    Ok(One::of(door, id, &payment, deeds)
        .with("number", payment.number.as_str())
        .with("customer", payment.customer.to_string())
        .with("customer_name", payment.customer_name.as_str())
        .with("on", payment.on.to_string())
        .with("method", payment.method.map(kernel::form::Choice::code))
        .with("reference", payment.reference.as_str())
        .with("reversed", payment.reversed.clone())
        .with("orders", orders)
        .amount(door, "amount", &payment.amount))
}
