//! Customers (H7.3, H9.1) in the database.

use db::Conn;
use domain::customer::Customer;
use domain::ids::CustomerId;
use domain::search_key::search_key;

use crate::kernel::Result;

/// Writes the row of a customer.
pub fn project(conn: &mut Conn, customer: &Customer) -> Result<()> {
    let p = &customer.profile;
    conn.execute(
        "INSERT INTO customer (id, code, name, class, industry, city, contact, phone, terms, retired, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, class = excluded.class, industry = excluded.industry, city = excluded.city, contact = excluded.contact, phone = excluded.phone, terms = excluded.terms, retired = excluded.retired, search = excluded.search",
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
            search_key(&[&p.name, &p.code, &p.city, &p.industry]).into(),
        ],
    )?;
    Ok(())
}

/// The customer with this code, or with this name where no code is like it.
pub fn by_code_or_name(conn: &mut Conn, text: &str) -> Result<Option<CustomerId>> {
    let text = text.trim();
    let row = conn.find(
        "SELECT id FROM customer WHERE code = $1 OR name = $1 ORDER BY CASE WHEN code = $1 THEN 0 ELSE 1 END LIMIT 1",
        &[text.into()],
    )?;
    row.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}
