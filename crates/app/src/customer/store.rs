//! Customers (H7.3, H9.1) in the database.

use db::Conn;
use domain::access::Right;
use domain::choice::Choice;
use domain::confidential::{Confidential, Price};
use domain::customer::{Company, Customer, Profile, alike};
use domain::ids::CustomerId;
use domain::money::Money;
use domain::search_key::{FoundBy, folded, search_pattern};
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadMasterData,
    noun: "customer",
    label: zh("客户"),
    sql: "SELECT id, name, code FROM customer WHERE id IN ({found}) ORDER BY code LIMIT 6",
    href: "/customers/",
};

/// What the search finds it by.
pub fn found_by(customer: &Customer) -> FoundBy {
    let p = &customer.profile;
    FoundBy::new(&[], &[&p.name, &p.code, &p.city, &p.industry])
}

/// Writes the row of a customer.
pub fn project(conn: &mut Conn, customer: &Customer) -> Result<()> {
    let p = &customer.profile;
    conn.execute(
        "INSERT INTO customer (id, code, name, class, industry, city, contact, phone, terms, retired, search, standing, folded, tax_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, class = excluded.class, industry = excluded.industry, city = excluded.city, contact = excluded.contact, phone = excluded.phone, terms = excluded.terms, retired = excluded.retired, search = excluded.search,
         standing = excluded.standing, folded = excluded.folded, tax_number = excluded.tax_number",
        &[
            customer.id.to_string().into(),
            p.code.as_str().into(),
            p.name.as_str().into(),
            p.class.as_str().into(),
            p.industry.as_str().into(),
            p.city.as_str().into(),
            p.contact.open().as_str().into(),
            p.phone.open().as_str().into(),
            p.terms.as_str().into(),
            customer.retired.into(),
            found_by(customer).key().into(),
            customer.standing().map_or("", Choice::code).into(),
            folded(&p.name).into(),
            folded(&p.tax_number).into(),
        ],
    )?;
    Ok(())
}

/// Keeps a customer from other writers until the transaction ends: whether one of its numbers is known already must
/// not be asked by two at once.
pub fn hold(conn: &mut Conn, id: CustomerId) -> Result<()> {
    Ok(conn.hold("customer", "id", &[id.to_string().into()])?)
}

/// The customer with exactly this code.
pub fn by_code(conn: &mut Conn, code: &str) -> Result<Option<CustomerId>> {
    let row = conn.find("SELECT id FROM customer WHERE code = $1", &[code.trim().into()])?;
    row.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}

/// Whether an order of theirs is open.
pub fn has_open_orders(conn: &mut Conn, id: CustomerId) -> Result<bool> {
    let sql = "SELECT 1 FROM sales_order WHERE customer_id = $1 AND open = TRUE LIMIT 1";
    Ok(conn.find(sql, &[id.to_string().into()])?.is_some())
}

/// The customer with this code, or the only one in use with this name where no code is like it (C21).
pub fn by_code_or_name(conn: &mut Conn, text: &str) -> Result<Option<CustomerId>> {
    let text = text.trim();
    let rows = conn.query(
        "SELECT id, code FROM customer WHERE code = $1 OR name = $1 AND retired = FALSE
         ORDER BY CASE WHEN code = $1 THEN 0 ELSE 1 END LIMIT 2",
        &[text.into()],
    )?;
    let found = match rows.as_slice() {
        [only] => Some(only),
        [first, _] if first.get::<String>(1)? == text => Some(first),
        _ => None,
    };
    found.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}

/// The codes of those in use that have this name.
pub fn called(conn: &mut Conn, name: &str) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT code FROM customer WHERE name = $1 AND retired = FALSE ORDER BY code LIMIT 9",
        &[name.trim().into()],
    )?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Code and name of those in use, other than the one itself, who may be the same company.
pub fn like(conn: &mut Conn, itself: Option<CustomerId>, p: &Profile) -> Result<Vec<(String, String)>> {
    let itself = itself.map_or_else(String::new, |id| id.to_string());
    let own = Company { name: &p.name, tax_number: &p.tax_number, phone: p.phone.open() };
    let sql =
        "SELECT code, name, tax_number, phone FROM customer WHERE id <> $1 AND retired = FALSE ORDER BY code";
    let mut found = Vec::new();
    for row in conn.query(sql, &[itself.into()])? {
        let (code, name): (String, String) = (row.get(0)?, row.get(1)?);
        let (tax_number, phone): (String, String) = (row.get(2)?, row.get(3)?);
        if alike(own, Company { name: &name, tax_number: &tax_number, phone: &phone }) && found.len() < 9 {
            found.push((code, name));
        }
    }
    Ok(found)
}

/// An order of a customer.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// Identity.
    pub id: String,
    /// Number.
    pub number: String,
    /// Where it stands.
    pub stage: String,
    /// Order date.
    pub ordered_on: String,
    /// Promised date.
    pub promised_on: String,
    /// Amount, minor units.
    pub total: i64,
    /// Paid of it.
    pub paid: i64,
    /// Whether it is stopped.
    pub held: bool,
}

/// The latest orders of a customer.
pub fn orders(conn: &mut Conn, id: CustomerId) -> Result<Vec<OrderRow>> {
    let rows = conn.query(
        "SELECT id, number, stage, ordered_on, promised_on, total, paid, held FROM sales_order WHERE customer_id = $1
         ORDER BY ordered_on DESC, id DESC LIMIT 50",
        &[id.to_string().into()],
    )?;
    rows.iter()
        .map(|r| {
            Ok(OrderRow {
                id: r.get(0)?,
                number: r.get(1)?,
                stage: r.get(2)?,
                ordered_on: r.get(3)?,
                promised_on: r.get(4)?,
                total: r.get(5)?,
                paid: r.get(6)?,
                held: r.get(7)?,
            })
        })
        .collect()
}

/// How many orders, their amount, what is paid of it.
pub fn order_totals(conn: &mut Conn, id: CustomerId) -> Result<(i64, i64, i64)> {
    let row = conn.one(
        "SELECT COUNT(*), CAST(COALESCE(SUM(total), 0) AS BIGINT), CAST(COALESCE(SUM(paid), 0) AS BIGINT)
         FROM sales_order WHERE customer_id = $1",
        &[id.to_string().into()],
    )?;
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

/// What of a receipt pays no order yet: the customer's advance (C22).
#[derive(Debug, Clone)]
pub struct Advance {
    /// Identity of the receipt.
    pub payment: String,
    /// Its number.
    pub number: String,
    /// Day on which it came, as ISO text.
    pub paid_on: String,
    /// How much of it is left.
    pub amount: Confidential<Price, Money>,
}

/// The open advances of a customer, the oldest first.
pub fn advances(conn: &mut Conn, id: CustomerId) -> Result<Vec<Advance>> {
    let rows = conn.query(
        "SELECT id, number, paid_on, advance FROM payment WHERE customer_id = $1 AND reversed = FALSE AND advance > 0
         ORDER BY paid_on, number",
        &[id.to_string().into()],
    )?;
    let advance = |r: &db::Row| {
        Ok(Advance {
            payment: r.get(0)?,
            number: r.get(1)?,
            paid_on: r.get(2)?,
            amount: Confidential::new(Money::cny(r.get(3)?)),
        })
    };
    rows.iter().map(advance).collect()
}

/// Suggestions for what somebody types: code, name, city, where a proposal stands.
pub fn lookup(conn: &mut Conn, q: &str) -> Result<Vec<(String, String, String, String)>> {
    let rows = conn.query(
        "SELECT code, name, city, standing FROM customer WHERE retired = FALSE AND search LIKE $1 ESCAPE '!' ORDER BY code LIMIT 12",
        &[search_pattern(q).into()],
    )?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).collect()
}
