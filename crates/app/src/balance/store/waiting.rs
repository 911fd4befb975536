//! Who waits for what lies free, and how much of it each would get: by the day of need (H4.2).

use std::collections::BTreeMap;

use db::{Conn, Value};
use domain::followup::Lying;
use domain::ids::{ItemId, OrderId};
use domain::quantity::Quantity;
use kernel::Result;

/// Needs that something is still wanted for: short, and not of a line that is made and finished, but what replaces its goods
/// from stock; `Case::uncovered` says the same.
macro_rules! wanted {
    () => {
        "need.short > 0 AND NOT EXISTS (SELECT 1 FROM work_order w WHERE w.order_id = need.order_id AND w.line = need.line
            AND NOT EXISTS (SELECT 1 FROM work_order v WHERE v.order_id = w.order_id AND v.line = w.line AND v.produced < v.quantity)
            AND (w.item_id <> need.item_id OR NOT EXISTS (SELECT 1 FROM need x WHERE x.order_id = need.order_id AND x.line = need.line
                AND x.item_id <> need.item_id)))"
    };
}
pub(crate) use wanted;

/// What lies in stock, set aside for nobody, of the parts that each of some orders is short of: what all who wait for it would
/// get of it by the day of need, as stock is given.
pub fn lying_free(conn: &mut Conn, orders: &[OrderId]) -> Result<BTreeMap<OrderId, BTreeMap<ItemId, Lying>>> {
    let keys: Vec<Value> = orders.iter().map(|order| order.to_string().into()).collect();
    let rows = conn.query_in(
        concat!(
            "SELECT DISTINCT need.item_id FROM need JOIN balance b ON b.item_id = need.item_id
             WHERE need.order_id IN ({keys}) AND b.on_hand > b.reserved AND ",
            wanted!()
        ),
        &keys,
    )?;
    let items: Vec<Value> = rows.iter().map(|row| Ok(row.get::<String>(0)?.into())).collect::<Result<_>>()?;
    let mut free: BTreeMap<OrderId, BTreeMap<ItemId, Lying>> = BTreeMap::new();
    if items.is_empty() {
        return Ok(free);
    }
    let waiting = conn.query_in(
        concat!(
            "SELECT need.order_id, need.item_id, need.short, b.on_hand - b.reserved,
             COALESCE((SELECT MAX(m.moved_on) FROM stock_move m WHERE m.item_id = need.item_id AND m.quantity > 0), '')
             FROM need JOIN sales_order o ON o.id = need.order_id JOIN balance b ON b.item_id = need.item_id
             WHERE need.item_id IN ({keys}) AND o.held = FALSE AND ",
            wanted!(),
            " ORDER BY need.item_id, need.need_by, need.order_id, need.line"
        ),
        &items,
    )?;
    let mut left: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for row in &waiting {
        let order: OrderId = row.get::<String>(0)?.parse().unwrap_or_default();
        let item = row.get::<String>(1)?.parse().unwrap_or_default();
        let left = left.entry(item).or_insert(Quantity(row.get(3)?));
        let share = Quantity(row.get(2)?).min(*left);
        // Who comes after those that take all of it waits for what is bought.
        if !share.is_some() {
            continue;
        }
        *left = left.minus(share);
        let lying = free.entry(order).or_default().entry(item).or_default();
        lying.share = lying.share.plus(share);
        lying.since = row.get::<String>(4)?.parse().unwrap_or_default();
    }
    free.retain(|order, _| orders.contains(order));
    Ok(free)
}

/// How many needs are looked through at a time for those whose share changes.
const PAGE: i64 = 100;

/// The orders that would get more or less of an item where `to` of it lie free instead of `from`, which is less: by the day of need,
/// as [`lying_free`] shares it out.
pub fn waiting_between(conn: &mut Conn, item: ItemId, from: Quantity, to: Quantity) -> Result<Vec<OrderId>> {
    let (mut orders, mut sum, mut skip) = (Vec::new(), Quantity::ZERO, 0);
    while sum < to {
        let rows = conn.query(
            concat!(
                "SELECT need.order_id, need.short FROM need JOIN sales_order o ON o.id = need.order_id
                 WHERE need.item_id = $1 AND o.held = FALSE AND ",
                wanted!(),
                " ORDER BY need.need_by, need.order_id, need.line LIMIT $2 OFFSET $3"
            ),
            &[item.to_string().into(), PAGE.into(), skip.into()],
        )?;
        for row in &rows {
            let before = sum;
            sum = sum.plus(Quantity(row.get(1)?));
            if before < to && sum > from {
                orders.push(row.get::<String>(0)?.parse().unwrap_or_default());
            }
        }
        skip += PAGE;
        if i64::try_from(rows.len()).is_ok_and(|n| n < PAGE) {
            break;
        }
    }
    Ok(orders)
}
