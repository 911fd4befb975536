//! Receipts of money in the database.

use db::{Conn, Value};
use domain::choice::Choice as _;
use domain::ids::OrderId;
use domain::money::Money;
use domain::payment::{Method, Payment};
use domain::search_key::search_key;
use kernel::Result;

/// Writes the rows of a receipt.
pub fn project(conn: &mut Conn, payment: &Payment) -> Result<()> {
    let id = payment.id.to_string();
    let numbers: Vec<&str> = payment.allocations.iter().map(|a| a.number.as_str()).collect();
    let search = format!(
        "{} {} {} {}",
        payment.number.to_lowercase(),
        numbers.join(" ").to_lowercase(),
        payment.reference.to_lowercase(),
        search_key(&[&payment.customer_name])
    );
    conn.insert(
        "INSERT INTO payment (id, number, customer_id, customer_name, paid_on, amount, method, reference, orders, reversed, search)",
        &[vec![
            id.as_str().into(),
            payment.number.as_str().into(),
            payment.customer.to_string().into(),
            payment.customer_name.as_str().into(),
            payment.on.to_string().into(),
            payment.amount.open().to_row().into(),
            payment.method.map_or("", Method::code).into(),
            payment.reference.as_str().into(),
            numbers.join("、").into(),
            payment.reversed.is_some().into(),
            search.into(),
        ]],
        "ON CONFLICT (id) DO UPDATE SET reversed = excluded.reversed",
    )?;
    conn.execute("DELETE FROM allocation WHERE payment_id = $1", &[id.as_str().into()])?;
    if payment.reversed.is_none() {
        let rows: Vec<Vec<Value>> = payment
            .allocations
            .iter()
            .map(|a| vec![id.as_str().into(), a.order.to_string().into(), a.amount.open().to_row().into()])
            .collect();
        conn.insert("INSERT INTO allocation (payment_id, order_id, amount)", &rows, "")?;
    }
    Ok(())
}

/// What is booked for an order.
pub fn paid_for(conn: &mut Conn, order: OrderId) -> Result<Money> {
    let row = conn.one(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM allocation WHERE order_id = $1",
        &[order.to_string().into()],
    )?;
    Ok(Money::cny(row.get(0)?))
}

/// A receipt as its order's page shows it.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Identity of the payment.
    pub payment: String,
    /// Its number.
    pub number: String,
    /// Day, as ISO text.
    pub paid_on: String,
    /// The part that is this order's.
    pub amount: Money,
}

/// The receipts of an order, oldest first.
pub fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<Receipt>> {
    let rows = conn.query(
        "SELECT p.id, p.number, p.paid_on, a.amount FROM allocation a JOIN payment p ON p.id = a.payment_id
         WHERE a.order_id = $1 ORDER BY p.paid_on, p.number",
        &[order.to_string().into()],
    )?;
    rows.iter()
        .map(|r| {
            Ok(Receipt {
                payment: r.get(0)?,
                number: r.get(1)?,
                paid_on: r.get(2)?,
                amount: Money::cny(r.get(3)?),
            })
        })
        .collect()
}
