//! Movements in the database, and what pages show of stock (H4.2, H7.2).

use db::{Conn, Value};
use domain::choice::Choice as _;
use domain::ids::{ItemId, MovementId, OrderId};
use domain::order::Lost;
use domain::quantity::Quantity;
use domain::stock::{Holder, Movement, MovementKind};
use jiff::civil::Date;
use kernel::Result;

/// Takes the rows of a document away, to be written anew.
pub fn clear(conn: &mut Conn, id: MovementId) -> Result<()> {
    conn.execute("DELETE FROM stock_move WHERE movement_id = $1", &[id.to_string().into()])?;
    Ok(())
}

/// Writes the rows of a document that has none.
pub fn project(conn: &mut Conn, movement: &Movement) -> Result<()> {
    let rows: Vec<Vec<Value>> = movement
        .moves
        .iter()
        .zip(1_i64..)
        .map(|(m, n)| {
            vec![
                movement.id.to_string().into(),
                n.into(),
                movement.number.as_str().into(),
                movement.kind.code().into(),
                movement.on.to_string().into(),
                m.item.to_string().into(),
                m.quantity.0.into(),
                movement.order.map(|o| o.to_string()).into(),
                movement.source.as_str().into(),
                movement.reason.as_str().into(),
                movement.reversed_by.is_some().into(),
                m.place.to_string().into(),
                m.unit_cost.as_ref().map(|cost| cost.open().millionths()).into(),
            ]
        })
        .collect();
    let head = "INSERT INTO stock_move (movement_id, n, number, kind, moved_on, item_id, quantity, order_id, source, reason, reversed, place_id, unit_cost)";
    conn.insert(head, &rows, "")?;
    Ok(())
}

/// An item as stock and purchasing show it.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Identity.
    pub id: ItemId,
    /// Code.
    pub code: String,
    /// Name and specification.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Stock to keep.
    pub safety_stock: Quantity,
}

impl Part {
    /// How a clerk is told that some of it is gone; how much, the caller says.
    pub fn lost(&self) -> Lost {
        let item = format!("{} {}", self.code, self.name);
        Lost { item, unit: self.unit.clone(), ..Lost::default() }
    }
}

const PART: &str = "SELECT id, code, name, specification, unit, safety_stock FROM item";

fn part(row: &db::Row) -> Result<Part> {
    let (id, name, specification): (String, String, String) = (row.get(0)?, row.get(2)?, row.get(3)?);
    Ok(Part {
        id: id.parse().unwrap_or_default(),
        code: row.get(1)?,
        name: format!("{name} {specification}").trim().to_owned(),
        unit: row.get(4)?,
        safety_stock: Quantity(row.get(5)?),
    })
}

/// The item with this identity.
pub fn part_by_id(conn: &mut Conn, item: ItemId) -> Result<Option<Part>> {
    conn.find(&format!("{PART} WHERE id = $1"), &[item.to_string().into()])?.map(|r| part(&r)).transpose()
}

/// The item with this code.
pub fn part_by_code(conn: &mut Conn, code: &str) -> Result<Option<Part>> {
    conn.find(&format!("{PART} WHERE code = $1"), &[code.into()])?.map(|r| part(&r)).transpose()
}

/// What is set aside of an item, for whom.
#[derive(Debug, Clone)]
pub struct Held {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Its customer.
    pub customer: String,
    /// The order line.
    pub line: i64,
    /// How much the line needs.
    pub required: Quantity,
    /// Set aside.
    pub reserved: Quantity,
    /// Still missing.
    pub short: Quantity,
    /// When it is needed.
    pub need_by: Option<Date>,
}

/// What orders hold or miss of an item, the earliest need first.
pub fn held(conn: &mut Conn, item: ItemId) -> Result<Vec<Held>> {
    let rows = conn.query(
        "SELECT n.order_id, o.number, o.customer_name, n.line, n.required, n.reserved, n.short, n.need_by
         FROM need n JOIN sales_order o ON o.id = n.order_id
         WHERE n.item_id = $1 AND (n.reserved > 0 OR n.short > 0) ORDER BY n.need_by, o.number, n.line LIMIT 200",
        &[item.to_string().into()],
    )?;
    rows.iter()
        .map(|r| {
            let (order, need_by): (String, String) = (r.get(0)?, r.get(7)?);
            Ok(Held {
                order: order.parse().unwrap_or_default(),
                number: r.get(1)?,
                customer: r.get(2)?,
                line: r.get(3)?,
                required: Quantity(r.get(4)?),
                reserved: Quantity(r.get(5)?),
                short: Quantity(r.get(6)?),
                need_by: need_by.parse().ok(),
            })
        })
        .collect()
}

/// What order lines have set aside of an item.
pub fn holders(conn: &mut Conn, item: ItemId) -> Result<Vec<Holder>> {
    let rows = conn.query(
        "SELECT order_id, line, reserved, need_by FROM need WHERE item_id = $1 AND reserved > 0 ORDER BY order_id, line",
        &[item.to_string().into()],
    )?;
    rows.iter()
        .map(|r| {
            let (order, need_by): (String, String) = (r.get(0)?, r.get(3)?);
            Ok(Holder {
                order: order.parse().unwrap_or_default(),
                line: r.get(1)?,
                item,
                reserved: Quantity(r.get(2)?),
                need_by: need_by.parse().unwrap_or_default(),
            })
        })
        .collect()
}

/// A movement of one item with the stock after it.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The document.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its kind's code.
    pub kind: String,
    /// Day.
    pub on: Option<Date>,
    /// In where positive.
    pub quantity: Quantity,
    /// What it comes from.
    pub source: String,
    /// Why.
    pub reason: String,
    /// Whether it was taken back.
    pub reversed: bool,
    /// The stock after it.
    pub after: Quantity,
}

/// The latest movements of an item with running stock.
pub fn moves(conn: &mut Conn, item: ItemId, limit: i64) -> Result<Vec<Moved>> {
    let rows = conn.query(
        "SELECT movement_id, number, kind, moved_on, quantity, source, reason, reversed,
         CAST(SUM(quantity) OVER (ORDER BY moved_on, number, n) AS BIGINT)
         FROM stock_move WHERE item_id = $1 ORDER BY moved_on DESC, number DESC, n DESC LIMIT $2",
        &[item.to_string().into(), limit.into()],
    )?;
    rows.iter()
        .map(|r| {
            let on: String = r.get(3)?;
            Ok(Moved {
                id: r.get(0)?,
                number: r.get(1)?,
                kind: r.get(2)?,
                on: on.parse().ok(),
                quantity: Quantity(r.get(4)?),
                source: r.get(5)?,
                reason: r.get(6)?,
                reversed: r.get(7)?,
                after: Quantity(r.get(8)?),
            })
        })
        .collect()
}

/// Whether the opening stock of an item is booked.
pub fn has_opening(conn: &mut Conn, item: ItemId) -> Result<bool> {
    let row = conn.find(
        "SELECT 1 FROM stock_move WHERE item_id = $1 AND kind = $2 AND reversed = FALSE LIMIT 1",
        &[item.to_string().into(), MovementKind::Opening.code().into()],
    )?;
    Ok(row.is_some())
}

/// Items with what is on hand, reserved, free and short, as a list reads them.
pub const WITH_BALANCES: &str =
    "(SELECT i.id, i.code, i.name, i.specification, i.unit, i.safety_stock, i.search, i.retired,
        COALESCE(b.on_hand, 0) AS on_hand, COALESCE(b.reserved, 0) AS reserved,
        COALESCE(b.on_hand, 0) - COALESCE(b.reserved, 0) AS available,
        COALESCE(s.short, 0) AS short, COALESCE(v.average, 0) AS average,
        CAST((COALESCE(v.value, 0) + 5000) / 10000 AS BIGINT) AS value, COALESCE(v.quantity, 0) AS everywhere
        FROM item i LEFT JOIN balance b ON b.item_id = i.id LEFT JOIN stock_value v ON v.item_id = i.id
        LEFT JOIN (SELECT item_id, CAST(SUM(short) AS BIGINT) AS short FROM need WHERE short > 0 AND wanted = TRUE GROUP BY item_id) s ON s.item_id = i.id
        WHERE i.kind = 'part' OR b.item_id IS NOT NULL) AS stock";

/// What lies where, as a list reads it.
pub const BY_PLACE: &str = "place_stock s JOIN place p ON p.id = s.place_id JOIN item i ON i.id = s.item_id";

/// The items that anything has moved of.
pub fn moved(conn: &mut Conn) -> Result<Vec<ItemId>> {
    let rows = conn.query("SELECT DISTINCT item_id FROM stock_move", &[])?;
    Ok(rows.iter().filter_map(|row| row.get::<String>(0).ok()?.parse().ok()).collect())
}

/// The items that have an opening stock.
pub fn opened(conn: &mut Conn) -> Result<Vec<ItemId>> {
    let rows = conn.query(
        "SELECT DISTINCT item_id FROM stock_move WHERE kind = $1",
        &[MovementKind::Opening.code().into()],
    )?;
    Ok(rows.iter().filter_map(|row| row.get::<String>(0).ok()?.parse().ok()).collect())
}
