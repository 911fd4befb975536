//! Receipts of money in the database.

use db::{Conn, Value};
use domain::access::Right;
use domain::choice::Choice as _;
use domain::ids::{CustomerId, OrderId, PaymentId};
use domain::money::Money;
use domain::payment::{Method, Payment};
use domain::search_key::FoundBy;
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadMoney,
    noun: "payment",
    label: zh("到款"),
    sql: "SELECT id, number, customer_name || CASE WHEN reference <> '' THEN ' · ' || reference ELSE '' END FROM payment WHERE id IN ({found}) ORDER BY paid_on DESC, number DESC LIMIT 6",
    href: "/payments/",
};

/// What a receipt is found by.
pub fn found_by(payment: &Payment) -> FoundBy {
    let paid = payment.allocations.iter().filter(|a| a.amount.open().is_some());
    let own = [payment.number.as_str(), payment.reference.as_str()];
    let codes: Vec<&str> = own.into_iter().chain(paid.map(|a| a.number.as_str())).collect();
    FoundBy::new(&codes, &[&payment.customer_name])
}

/// Writes the rows of a receipt.
pub fn project(conn: &mut Conn, payment: &Payment) -> Result<()> {
    let id = payment.id.to_string();
    let paid = payment.allocations.iter().filter(|a| a.amount.open().is_some());
    let numbers: Vec<&str> = paid.map(|a| a.number.as_str()).collect();
    conn.insert(
        "INSERT INTO payment (id, number, customer_id, customer_name, paid_on, amount, advance, method, reference, orders, reversed)",
        &[vec![
            id.as_str().into(),
            payment.number.as_str().into(),
            payment.customer.to_string().into(),
            payment.customer_name.as_str().into(),
            payment.on.to_string().into(),
            payment.amount.open().to_row().into(),
            payment.advance().to_row().into(),
            payment.method.map_or("", Method::code).into(),
            payment.reference.as_str().into(),
            numbers.join("、").into(),
            payment.reversed.is_some().into(),
        ]],
        "ON CONFLICT (id) DO UPDATE SET reversed = excluded.reversed, advance = excluded.advance, orders = excluded.orders",
    )?;
    conn.execute("DELETE FROM allocation WHERE payment_id = $1", &[id.as_str().into()])?;
    if payment.reversed.is_none() {
        let rows: Vec<Vec<Value>> = payment
            .allocations
            .iter()
            .filter(|a| a.amount.open().is_some())
            .map(|a| vec![id.as_str().into(), a.order.to_string().into(), a.amount.open().to_row().into()])
            .collect();
        conn.insert("INSERT INTO allocation (payment_id, order_id, amount)", &rows, "")?;
    }
    Ok(())
}

/// The receipts that pay an order, the latest first.
pub fn paying(conn: &mut Conn, order: OrderId) -> Result<Vec<PaymentId>> {
    let rows = conn.query(
        "SELECT p.id FROM allocation a JOIN payment p ON p.id = a.payment_id
         WHERE a.order_id = $1 ORDER BY p.paid_on DESC, p.number DESC",
        &[order.to_string().into()],
    )?;
    Ok(rows.iter().filter_map(|row| row.get::<String>(0).ok()?.parse().ok()).collect())
}

/// The receipt that was booked with this reference of the bank, if any stands.
pub fn by_reference(conn: &mut Conn, reference: &str) -> Result<Option<String>> {
    let row = conn.find(
        "SELECT number FROM payment WHERE reference = $1 AND reversed = FALSE ORDER BY number LIMIT 1",
        &[reference.into()],
    )?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

/// What a customer has paid beyond their orders.
pub fn advance_of(conn: &mut Conn, customer: CustomerId) -> Result<Money> {
    let row = conn.one(
        "SELECT CAST(COALESCE(SUM(advance), 0) AS BIGINT) FROM payment WHERE customer_id = $1 AND reversed = FALSE AND advance > 0",
        &[customer.to_string().into()],
    )?;
    Ok(Money::cny(row.get(0)?))
}

/// The receipts that a fact has linked with an order.
pub fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<PaymentId>> {
    let rows = conn.query(
        "SELECT DISTINCT stream FROM fact_order WHERE order_id = $1 AND stream LIKE 'payment/%'",
        &[order.to_string().into()],
    )?;
    let id = |stream: String| stream.rsplit('/').next()?.parse().ok();
    Ok(rows.iter().filter_map(|row| id(row.get(0).ok()?)).collect())
}
