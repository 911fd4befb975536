//! Purchase orders and what is short, in the database (H4.2, H4.3).

use db::{Conn, Value};
use domain::access::Right;
use domain::choice::Choice as _;
use domain::ids::{ItemId, OrderId, PurchaseId};
use domain::purchasing::{ForOrder, Purchase, PurchaseLine, PurchaseState};
use domain::quantity::{Quantity, number_key};
use domain::search_key::FoundBy;
use jiff::civil::Date;
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;
use kernel::list::one_of;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadPurchasing,
    noun: "purchase",
    label: zh("采购"),
    sql: "SELECT id, number, supplier_name FROM purchase WHERE id IN ({found}) ORDER BY placed_on DESC LIMIT 6",
    href: "/purchases/",
};

/// What a purchase is found by.
pub fn found_by(purchase: &Purchase) -> FoundBy {
    let codes = purchase.lines.iter().map(|l| l.code.as_str());
    let codes: Vec<&str> = std::iter::once(purchase.number.as_str()).chain(codes).collect();
    FoundBy::new(&codes, &[&purchase.supplier_name])
}

/// Writes the rows of a purchase order; `before` is the state before its new facts.
pub fn project(conn: &mut Conn, purchase: &Purchase, before: &Purchase) -> Result<()> {
    let id = purchase.id.to_string();
    for (line, cover) in gone(purchase, before) {
        conn.execute(
            "DELETE FROM cover WHERE purchase_id = $1 AND line = $2 AND order_id = $3 AND order_line = $4",
            &[id.as_str().into(), line.into(), cover.order.to_string().into(), cover.line.into()],
        )?;
    }
    note_down(conn, purchase, before)?;
    let day = |date: Option<Date>| Value::Text(date.map(|d| d.to_string()).unwrap_or_default());
    let is_open = |l: &&PurchaseLine| purchase.cancelled.is_none() && l.outstanding().is_some();
    let open = purchase.lines.iter().filter(is_open);
    conn.insert(
        "INSERT INTO purchase (id, number, supplier_id, supplier_name, placed_on, state, line_count, next_promise, need_by, awaited_on, total)",
        &[vec![
            id.as_str().into(),
            purchase.number.as_str().into(),
            purchase.supplier.to_string().into(),
            purchase.supplier_name.as_str().into(),
            purchase.placed_on.to_string().into(),
            purchase.state().code().into(),
            i64::try_from(purchase.lines.len()).unwrap_or(0).into(),
            day(open.clone().filter_map(|l| l.promised).min()),
            day(open.map(|l| l.need_by).min()),
            day(purchase.awaited_on()),
            purchase.total().to_row().into(),
        ]],
        "ON CONFLICT (id) DO UPDATE SET state = excluded.state, next_promise = excluded.next_promise, need_by = excluded.need_by,
         awaited_on = excluded.awaited_on",
    )?;
    // A purchase may have hundreds of lines, for hundreds of orders: what is as it was stays untouched.
    conn.insert(
        "INSERT INTO purchase_line (purchase_id, line, item_id, quantity, received, inspected, accepted, rejected, promised, need_by)",
        &changed(line_rows(purchase), &line_rows(before)),
        "ON CONFLICT (purchase_id, line) DO UPDATE SET received = excluded.received, inspected = excluded.inspected,
         accepted = excluded.accepted, rejected = excluded.rejected, promised = excluded.promised",
    )?;
    conn.insert(
        "INSERT INTO cover (purchase_id, line, order_id, order_line, item_id, quantity, to_come, promised, need_by, number)",
        &changed(cover_rows(purchase), &cover_rows(before)),
        "ON CONFLICT (purchase_id, line, order_id, order_line) DO UPDATE SET quantity = excluded.quantity,
         to_come = excluded.to_come, promised = excluded.promised",
    )?;
    Ok(())
}

/// Rows that are not as they were; most stand where they stood.
fn changed(now: Vec<Vec<Value>>, before: &[Vec<Value>]) -> Vec<Vec<Value>> {
    let rows = now.into_iter().enumerate();
    rows.filter(|(n, row)| before.get(*n) != Some(row) && !before.contains(row)).map(|(_, row)| row).collect()
}

fn line_rows(purchase: &Purchase) -> Vec<Vec<Value>> {
    let row = |l: &PurchaseLine| {
        vec![
            purchase.id.to_string().into(),
            l.number.into(),
            l.item.to_string().into(),
            l.quantity.0.into(),
            l.received.0.into(),
            l.inspected.0.into(),
            l.accepted.0.into(),
            l.rejected.0.into(),
            l.promised.map(|d| d.to_string()).into(),
            l.need_by.to_string().into(),
        ]
    };
    purchase.lines.iter().map(row).collect()
}

fn cover_rows(purchase: &Purchase) -> Vec<Vec<Value>> {
    let alive = purchase.cancelled.is_none();
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for line in &purchase.lines {
        let to_come = if alive { line.outstanding().plus(line.to_inspect()) } else { Quantity::ZERO };
        for cover in &line.covers {
            rows.push(vec![
                purchase.id.to_string().into(),
                line.number.into(),
                cover.order.to_string().into(),
                cover.line.into(),
                line.item.to_string().into(),
                cover.quantity.0.into(),
                to_come.0.into(),
                line.promised.map(|d| d.to_string()).into(),
                line.need_by.to_string().into(),
                purchase.number.as_str().into(),
            ]);
        }
    }
    rows
}

/// Writes the delivery notes that are new.
fn note_down(conn: &mut Conn, purchase: &Purchase, before: &Purchase) -> Result<()> {
    let id = purchase.id.to_string();
    let notes: Vec<Vec<Value>> = (1_i64..)
        .zip(&purchase.waybills)
        .skip(before.waybills.len())
        .map(|(n, note)| {
            vec![id.as_str().into(), n.into(), purchase.supplier.to_string().into(), number_key(note).into()]
        })
        .collect();
    conn.insert(
        "INSERT INTO delivery_note (purchase_id, n, supplier_id, note)",
        &notes,
        "ON CONFLICT (purchase_id, n) DO UPDATE SET note = excluded.note",
    )?;
    Ok(())
}

/// Numbers of the other purchases of its supplier on which this delivery note is booked (C19).
pub fn noted(conn: &mut Conn, purchase: &Purchase, note: &str) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT DISTINCT p.number FROM delivery_note d JOIN purchase p ON p.id = d.purchase_id
         WHERE d.supplier_id = $1 AND d.note = $2 AND d.purchase_id <> $3 ORDER BY p.number",
        &[purchase.supplier.to_string().into(), number_key(note).into(), purchase.id.to_string().into()],
    )?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Whether its supplier has delivery notes on other purchases.
pub fn has_notes(conn: &mut Conn, purchase: &Purchase) -> Result<bool> {
    let row = conn.find(
        "SELECT 1 FROM delivery_note WHERE supplier_id = $1 AND purchase_id <> $2 LIMIT 1",
        &[purchase.supplier.to_string().into(), purchase.id.to_string().into()],
    )?;
    Ok(row.is_some())
}

/// Order lines that a purchase was for and is not any more.
fn gone<'a>(now: &'a Purchase, before: &'a Purchase) -> impl Iterator<Item = (i64, &'a ForOrder)> {
    let all = before.lines.iter().flat_map(|line| line.covers.iter().map(|cover| (line.number, cover)));
    all.filter(|(number, cover)| {
        let covers = now.line(*number).map_or(&[][..], |line| &line.covers);
        !covers.iter().any(|c| (c.order, c.line) == (cover.order, cover.line))
    })
}

/// Purchase orders of which something is to come or to be inspected, oldest first.
pub fn open_purchases(conn: &mut Conn) -> Result<Vec<PurchaseId>> {
    let open = PurchaseState::OPEN.map(|state| Value::from(state.code()));
    let rows = conn.query("SELECT id FROM purchase WHERE state IN ($1, $2, $3) ORDER BY id", &open)?;
    rows.iter().map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).collect()
}

/// The orders that open purchases are for.
pub fn waiting_orders(conn: &mut Conn) -> Result<Vec<OrderId>> {
    let open = PurchaseState::OPEN.map(|state| Value::from(state.code()));
    let sql = "SELECT DISTINCT c.order_id FROM cover c JOIN purchase p ON p.id = c.purchase_id WHERE p.state IN ($1, $2, $3)";
    let rows = conn.query(sql, &open)?;
    rows.iter().map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).collect()
}

/// A need that is short and not bought yet.
#[derive(Debug, Clone)]
pub struct Shortage {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Its line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much is neither in the house nor bought.
    pub missing: Quantity,
    /// When it is needed.
    pub need_by: Date,
    /// The part's default supplier.
    pub supplier: String,
}

impl Shortage {
    /// How the list of shortages names it.
    pub fn key(&self) -> String {
        format!("{}-{}-{}", self.order, self.line, self.item)
    }
}

/// What the list of shortages and the forms read: one source for counts and rows. For an order on hold nothing is bought (H8.4).
pub const SHORTAGES: &str = "(SELECT need.*, (SELECT SUM(CASE WHEN k.quantity < k.to_come THEN k.quantity ELSE k.to_come END)
    FROM cover k WHERE k.to_come > 0 AND k.order_id = need.order_id AND k.order_line = need.line AND k.item_id = need.item_id) AS bought
    FROM need WHERE need.short > 0 AND need.wanted = TRUE) n JOIN sales_order o ON o.id = n.order_id JOIN item i ON i.id = n.item_id";

/// What is short and not bought, the most pressing first; of one order where given.
pub fn shortages(conn: &mut Conn, order: Option<OrderId>) -> Result<Vec<Shortage>> {
    let sql = format!(
        "SELECT n.order_id, o.number, n.line, n.item_id, CAST(n.short - COALESCE(n.bought, 0) AS BIGINT), n.need_by, COALESCE(i.supplier_id, '')
         FROM {SHORTAGES} WHERE n.short > COALESCE(n.bought, 0) AND ($1 = '' OR n.order_id = $1) ORDER BY n.need_by, o.number, n.line, i.code"
    );
    let rows = conn.query(&sql, &[order.map(|o| o.to_string()).unwrap_or_default().into()])?;
    rows.iter()
        .map(|r| {
            Ok(Shortage {
                order: r.get::<String>(0)?.parse().unwrap_or_default(),
                number: r.get(1)?,
                line: r.get(2)?,
                item: r.get::<String>(3)?.parse().unwrap_or_default(),
                missing: Quantity(r.get(4)?),
                need_by: r.get::<String>(5)?.parse().unwrap_or_default(),
                supplier: r.get(6)?,
            })
        })
        .collect()
}

/// Purchases of which something is still to come, those needed first: so many at most.
pub fn open(conn: &mut Conn, most: i64) -> Result<Vec<PurchaseId>> {
    use PurchaseState::{ToInspect, ToPromise, ToReturn, Waiting};
    let mut params = Vec::new();
    let states = [ToPromise, Waiting, ToInspect, ToReturn];
    let open = one_of("state", &states, &mut params);
    let rows = conn.query(
        &format!("SELECT id FROM purchase WHERE {open} ORDER BY need_by, number LIMIT {most}"),
        &params,
    )?;
    rows.iter().map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).collect()
}

/// The purchases that are for an order, by identity.
pub fn covering(conn: &mut Conn, order: OrderId) -> Result<Vec<PurchaseId>> {
    let rows = conn.query(
        "SELECT DISTINCT purchase_id FROM cover WHERE order_id = $1 ORDER BY purchase_id",
        &[order.to_string().into()],
    )?;
    rows.iter().map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).collect()
}
