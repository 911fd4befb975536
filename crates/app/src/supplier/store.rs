//! Suppliers in the database.

use db::Conn;
use domain::access::Right;
use domain::ids::SupplierId;
use domain::search_key::FoundBy;
use domain::supplier::Supplier;
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadPurchasing,
    noun: "supplier",
    label: zh("供应商"),
    sql: "SELECT id, name, code FROM supplier WHERE id IN ({found}) ORDER BY code LIMIT 6",
    href: "/suppliers/",
};

/// What the search finds it by.
pub fn found_by(supplier: &Supplier) -> FoundBy {
    let p = &supplier.profile;
    FoundBy::new(&[], &[&p.name, &p.code, &p.category])
}

/// Writes the row of a supplier.
pub fn project(conn: &mut Conn, supplier: &Supplier) -> Result<()> {
    let p = &supplier.profile;
    conn.execute(
        "INSERT INTO supplier (id, code, name, category, lead_days, terms, retired, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, category = excluded.category, lead_days = excluded.lead_days, terms = excluded.terms, retired = excluded.retired, search = excluded.search",
        &[
            supplier.id.to_string().into(),
            p.code.as_str().into(),
            p.name.as_str().into(),
            p.category.as_str().into(),
            p.lead_days.into(),
            p.terms.as_str().into(),
            supplier.retired.into(),
            found_by(supplier).key().into(),
        ],
    )?;
    Ok(())
}

/// The supplier with this code, or with this name where no code is like it.
pub fn by_code_or_name(conn: &mut Conn, text: &str) -> Result<Option<SupplierId>> {
    let text = text.trim();
    let row = conn.find(
        "SELECT id FROM supplier WHERE code = $1 OR name = $1 ORDER BY CASE WHEN code = $1 THEN 0 ELSE 1 END LIMIT 1",
        &[text.into()],
    )?;
    row.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}

/// A supplier to choose.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Identity.
    pub id: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Usual days from order to delivery.
    pub lead_days: i64,
}

/// The suppliers that are in use, by code.
pub fn in_use(conn: &mut Conn) -> Result<Vec<Choice>> {
    let rows = conn
        .query("SELECT id, code, name, lead_days FROM supplier WHERE retired = FALSE ORDER BY code", &[])?;
    rows.iter()
        .map(|r| Ok(Choice { id: r.get(0)?, code: r.get(1)?, name: r.get(2)?, lead_days: r.get(3)? }))
        .collect()
}

/// Keeps the supplier from other writers until the transaction ends: one delivery note is not booked on two of its
/// purchases at once (C19).
pub fn hold(conn: &mut Conn, id: SupplierId) -> Result<()> {
    Ok(conn.hold("supplier", "id", &[id.to_string().into()])?)
}
