//! Carriers in the database.

use db::Conn;
use domain::access::Right;
use domain::carrier::Carrier;
use domain::ids::CarrierId;
use domain::search_key::FoundBy;
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadMasterData,
    noun: "carrier",
    label: zh("承运商"),
    sql: "SELECT id, name, code FROM carrier WHERE id IN ({found}) ORDER BY code LIMIT 6",
    href: "/carriers/",
};

/// What the search finds it by.
pub fn found_by(carrier: &Carrier) -> FoundBy {
    let p = &carrier.profile;
    FoundBy::new(&[], &[&p.name, &p.code, &p.mode])
}

/// Writes the row of a carrier.
pub fn project(conn: &mut Conn, carrier: &Carrier) -> Result<()> {
    let p = &carrier.profile;
    conn.execute(
        "INSERT INTO carrier (id, code, name, mode, category, km_per_day, handling_days, phone, retired, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, mode = excluded.mode, category = excluded.category, km_per_day = excluded.km_per_day, handling_days = excluded.handling_days, phone = excluded.phone, retired = excluded.retired, search = excluded.search",
        &[
            carrier.id.to_string().into(),
            p.code.as_str().into(),
            p.name.as_str().into(),
            p.mode.as_str().into(),
            p.category.as_str().into(),
            p.km_per_day.into(),
            p.handling_days.into(),
            p.phone.open().as_str().into(),
            carrier.retired.into(),
            found_by(carrier).key().into(),
        ],
    )?;
    Ok(())
}

/// The carrier with this code, or with this name where no code is like it.
pub fn by_code_or_name(conn: &mut Conn, text: &str) -> Result<Option<CarrierId>> {
    let text = text.trim();
    let row = conn.find(
        "SELECT id FROM carrier WHERE code = $1 OR name = $1 ORDER BY CASE WHEN code = $1 THEN 0 ELSE 1 END LIMIT 1",
        &[text.into()],
    )?;
    row.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}
