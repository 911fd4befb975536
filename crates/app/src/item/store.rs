//! Items and work centres in the database.

use std::sync::Arc;

use db::Conn;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::ids::{ItemId, WorkCenterId};
use domain::item::{Bills, Item, WorkCenter};
use domain::search_key::{FoundBy, search_pattern};
use kernel::feature::Place;
use kernel::i18n::zh;
use kernel::state::move_counter;
use kernel::{Door, Result};

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadMasterData,
    noun: "item",
    label: zh("物料与产品"),
    sql: "SELECT id, code, name FROM item WHERE id IN ({found}) ORDER BY code LIMIT 8",
    href: "/items/",
};

/// What the search finds it by.
pub fn found_by(item: &Item) -> FoundBy {
    let p = &item.profile;
    FoundBy::new(&[], &[&p.name, &p.code, &p.specification])
}

/// Writes the row of an item; the cache of bills is read anew.
pub fn project(conn: &mut Conn, item: &Item) -> Result<()> {
    let p = &item.profile;
    let supplier = p.supplier.map(|id| id.to_string());
    let supplier_name = match &supplier {
        Some(id) => conn
            .find("SELECT name FROM supplier WHERE id = $1", &[id.into()])?
            .map_or(Ok(String::new()), |r| r.get(0))?,
        None => String::new(),
    };
    conn.execute(
        "INSERT INTO item (id, code, name, specification, kind, unit, supplier_id, supplier_name, reference_cost, list_price, safety_stock, retired, search)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, specification = excluded.specification,
         kind = excluded.kind, unit = excluded.unit, supplier_id = excluded.supplier_id, supplier_name = excluded.supplier_name,
         reference_cost = excluded.reference_cost, list_price = excluded.list_price, safety_stock = excluded.safety_stock,
         retired = excluded.retired, search = excluded.search",
        &[
            item.id.to_string().into(),
            p.code.as_str().into(),
            p.name.as_str().into(),
            p.specification.as_str().into(),
            p.kind.code().into(),
            p.unit.as_str().into(),
            supplier.into(),
            supplier_name.into(),
            p.reference_cost.open().to_row().into(),
            p.list_price.open().to_row().into(),
            p.safety_stock.0.into(),
            item.retired.into(),
            found_by(item).key().into(),
        ],
    )?;
    move_counter(conn, "item")
}

/// Writes the row of a work centre.
pub fn project_center(conn: &mut Conn, center: &WorkCenter) -> Result<()> {
    conn.execute(
        "INSERT INTO work_center (id, code, name, crew, capacity, hours) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, crew = excluded.crew,
         capacity = excluded.capacity, hours = excluded.hours",
        &[
            center.id.to_string().into(),
            center.code.as_str().into(),
            center.name.as_str().into(),
            center.crew.as_str().into(),
            center.capacity.into(),
            center.hours.0.into(),
        ],
    )?;
    Ok(())
}

/// The item with this code; letter case does not matter.
pub fn by_code(conn: &mut Conn, code: &str) -> Result<Option<ItemId>> {
    let code = domain::quantity::half_width(code.trim());
    let row = conn.find(
        "SELECT id FROM item WHERE code = $1 OR code = $2",
        &[code.as_str().into(), code.to_uppercase().into()],
    )?;
    row.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}

/// The work centre with this code.
pub fn center_by_code(conn: &mut Conn, code: &str) -> Result<Option<WorkCenterId>> {
    let row = conn.find("SELECT id FROM work_center WHERE code = $1", &[code.trim().into()])?;
    row.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}

/// All items with their bills, kept until one of them changes.
pub fn bills(door: &mut Door) -> Result<Arc<Bills>> {
    door.shared.bills.get(door.conn, |conn| {
        let rows =
            conn.query("SELECT snapshot FROM head WHERE stream >= 'item/' AND stream < 'item0'", &[])?;
        let mut bills = Bills::with_capacity(rows.len());
        for row in rows {
            let item: Item = evidence::read_snapshot(&row.get::<Vec<u8>>(0)?)?;
            bills.insert(item.id, item);
        }
        Ok(bills)
    })
}

/// Every work centre: identity, code, name, by code.
pub fn centers(conn: &mut Conn) -> Result<Vec<(WorkCenterId, String, String)>> {
    let rows = conn.query("SELECT id, code, name FROM work_center ORDER BY code", &[])?;
    rows.iter().map(|r| Ok((r.get::<String>(0)?.parse().unwrap_or_default(), r.get(1)?, r.get(2)?))).collect()
}

/// Suggestions for what somebody types, those of the kind `first` before the others: code, name, specification with unit.
pub fn lookup(conn: &mut Conn, q: &str, first: &str) -> Result<Vec<(String, String, String)>> {
    let rows = conn.query(
        "SELECT code, name, specification, unit FROM item
         WHERE retired = FALSE AND search LIKE $1 ESCAPE '!'
         ORDER BY CASE WHEN kind = $2 THEN 0 ELSE 1 END, CASE WHEN LOWER(code) LIKE $3 ESCAPE '!' THEN 0 ELSE 1 END, code LIMIT 12",
        // Whoever types how a code begins means that code.
        &[search_pattern(q).into(), first.into(), search_pattern(q).trim_start_matches('%').into()],
    )?;
    rows.iter()
        .map(|r| {
            let (specification, unit): (String, String) = (r.get(2)?, r.get(3)?);
            Ok((r.get(0)?, r.get(1)?, format!("{specification} {unit}").trim().to_owned()))
        })
        .collect()
}
