//! What orders need, in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::{Conn, Row, Value};
use domain::followup::Case;
use domain::ids::{ItemId, OrderId};
use domain::order::{Need, Order};
use domain::quantity::Quantity;
use jiff::civil::Date;
use kernel::Result;

/// Writes the needs that differ between two states of an order; [`keep_wanted`] looks at them again.
pub fn project(conn: &mut Conn, order: &Order, before: &Order) -> Result<()> {
    let id = order.id.to_string();
    let gone = |need: &&Need| !order.needs.0.iter().any(|n| (n.line, n.item) == (need.line, need.item));
    for need in before.needs.0.iter().filter(gone) {
        conn.execute(
            "DELETE FROM need WHERE order_id = $1 AND line = $2 AND item_id = $3",
            &[id.as_str().into(), need.line.into(), need.item.to_string().into()],
        )?;
    }
    let changed: Vec<Vec<Value>> = order
        .needs
        .0
        .iter()
        .filter(|need| !before.needs.0.contains(need))
        .map(|n| {
            vec![
                id.as_str().into(),
                n.line.into(),
                n.item.to_string().into(),
                n.required.0.into(),
                n.reserved.0.into(),
                n.drawn.0.into(),
                n.short().0.into(),
                n.need_by.to_string().into(),
            ]
        })
        .collect();
    conn.insert(
        "INSERT INTO need (order_id, line, item_id, required, reserved, drawn, short, need_by)",
        &changed,
        "ON CONFLICT (order_id, line, item_id) DO UPDATE SET required = excluded.required, reserved = excluded.reserved,
         drawn = excluded.drawn, short = excluded.short, need_by = excluded.need_by, wanted = TRUE",
    )?;
    Ok(())
}

/// A need that is neither reserved nor drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortNeed {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Its line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much.
    pub short: Quantity,
    /// When it is needed.
    pub need_by: Date,
}

/// Needs that something is wanted for, of one item or of all, the most pressing first.
pub fn short(conn: &mut Conn, item: Option<ItemId>) -> Result<Vec<ShortNeed>> {
    let rows = conn.query(
        "SELECT n.order_id, o.number, n.line, n.item_id, n.short, n.need_by FROM need n JOIN sales_order o ON o.id = n.order_id
         WHERE n.short > 0 AND n.wanted = TRUE AND ($1 = '' OR n.item_id = $1)
         ORDER BY n.need_by, n.order_id, n.line",
        &[item.map(|i| i.to_string()).unwrap_or_default().into()],
    )?;
    rows.iter().map(short_need).collect()
}

/// What some orders are short of an item, whether they wait in line for it or not; nothing while they are on hold (H8.4).
pub fn short_of(conn: &mut Conn, item: ItemId, orders: &[OrderId]) -> Result<Vec<ShortNeed>> {
    let mut keys: Vec<Value> = orders.iter().map(|order| order.to_string().into()).collect();
    keys.dedup();
    let rows = conn.query_in(
        "SELECT n.order_id, o.number, n.line, n.item_id, n.short, n.need_by FROM need n JOIN sales_order o ON o.id = n.order_id
         WHERE n.short > 0 AND o.held = FALSE AND n.order_id IN ({keys}) ORDER BY n.need_by, n.order_id, n.line",
        &keys,
    )?;
    let all = rows.iter().map(short_need).collect::<Result<Vec<_>>>()?;
    Ok(all.into_iter().filter(|need| need.item == item).collect())
}

fn short_need(row: &Row) -> Result<ShortNeed> {
    Ok(ShortNeed {
        order: row.get::<String>(0)?.parse().unwrap_or_default(),
        number: row.get(1)?,
        line: row.get(2)?,
        item: row.get::<String>(3)?.parse().unwrap_or_default(),
        short: Quantity(row.get(4)?),
        need_by: row.get::<String>(5)?.parse().unwrap_or_default(),
    })
}

/// Writes down which needs of some orders are waited for ([`Case::is_waiting`]), where that has changed; answers the parts of which one is
/// wanted that was not, or is not any more, and how much of it: others get more or less of them.
pub fn keep_wanted(conn: &mut Conn, cases: &[Case]) -> Result<BTreeMap<ItemId, Quantity>> {
    let short = |case: &&Case| case.order.needs.0.iter().any(|need| need.short().is_some());
    let cases: Vec<&Case> = cases.iter().filter(short).collect();
    let keys: Vec<Value> = cases.iter().map(|case| case.order.id.to_string().into()).collect();
    let rows = conn.query_in(
        "SELECT order_id, line, item_id FROM need WHERE order_id IN ({keys}) AND wanted = FALSE",
        &keys,
    )?;
    let mut was = BTreeSet::new();
    for row in &rows {
        let (order, item): (String, String) = (row.get(0)?, row.get(2)?);
        let key = (order.parse().unwrap_or_default(), row.get::<i64>(1)?, item.parse().unwrap_or_default());
        was.insert(key);
    }
    let mut now: BTreeSet<(OrderId, i64, ItemId)> = BTreeSet::new();
    for case in &cases {
        let needs = case.order.needs.0.iter().filter(|need| need.short().is_some() && !case.is_waiting(need));
        now.extend(needs.map(|need| (case.order.id, need.line, need.item)));
    }
    let mut moved: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for (order, line, item) in was.symmetric_difference(&now) {
        let case = cases.iter().find(|case| case.order.id == *order);
        let mut needs = case.iter().flat_map(|case| &case.order.needs.0);
        let short = needs.find(|n| (n.line, n.item) == (*line, *item)).map(Need::short).unwrap_or_default();
        let sum = moved.entry(*item).or_default();
        *sum = sum.plus(short);
        let wanted = !now.contains(&(*order, *line, *item));
        conn.execute(
            "UPDATE need SET wanted = $4 WHERE order_id = $1 AND line = $2 AND item_id = $3",
            &[order.to_string().into(), (*line).into(), item.to_string().into(), wanted.into()],
        )?;
    }
    Ok(moved)
}
