//! Who waits for what lies free, and how much of it each would get: by the day of need (H4.2).

use std::collections::BTreeMap;

use db::{Conn, Value};
use domain::ids::{ItemId, OrderId};
use domain::quantity::Quantity;
use kernel::Result;

/// What lies in stock, set aside for nobody, of the parts that each of some orders is short of: what they would get of it among all
/// who wait for it, by the day of need, as stock is given. Who comes after those that take all of it waits for what is bought.
pub fn lying_free(
    conn: &mut Conn,
    orders: &[OrderId],
) -> Result<BTreeMap<OrderId, BTreeMap<ItemId, Quantity>>> {
    let keys: Vec<Value> = orders.iter().map(|order| order.to_string().into()).collect();
    let rows = conn.query_in(
        "SELECT DISTINCT n.item_id, b.on_hand - b.reserved FROM need n JOIN balance b ON b.item_id = n.item_id
         WHERE n.order_id IN ({keys}) AND n.short > 0 AND n.wanted = TRUE AND b.on_hand > b.reserved",
        &keys,
    )?;
    // Asked for in parts, an item may be found more than once.
    let mut items: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for row in &rows {
        items.insert(row.get::<String>(0)?.parse().unwrap_or_default(), Quantity(row.get(1)?));
    }
    let mut free: BTreeMap<OrderId, BTreeMap<ItemId, Quantity>> = BTreeMap::new();
    for (item, left) in items {
        for one in in_line(conn, item, left)?.into_iter().filter(|one| orders.contains(&one.order)) {
            let share = free.entry(one.order).or_default().entry(item).or_default();
            *share = share.plus(one.short.min(left.minus(one.before)));
        }
    }
    Ok(free)
}

/// The orders that would get more or less of an item where `to` of it lie free instead of `from`, which is less: by the day of need,
/// as [`lying_free`] shares it out.
pub fn waiting_between(conn: &mut Conn, item: ItemId, from: Quantity, to: Quantity) -> Result<Vec<OrderId>> {
    let line = in_line(conn, item, to)?.into_iter();
    Ok(line.filter(|one| one.before.plus(one.short) > from).map(|one| one.order).collect())
}

/// A need in the line of those that wait for an item.
struct InLine {
    order: OrderId,
    /// What those before it take.
    before: Quantity,
    short: Quantity,
}

/// How many needs are looked through at a time.
const PAGE: i64 = 50;

/// Who gets some of an item of which `all` lie free, the first in need first: hundreds may wait behind them.
fn in_line(conn: &mut Conn, item: ItemId, all: Quantity) -> Result<Vec<InLine>> {
    let (mut line, mut before, mut skip) = (Vec::new(), Quantity::ZERO, 0);
    while before < all {
        let rows = conn.query(
            "SELECT order_id, short FROM need WHERE item_id = $1 AND short > 0 AND wanted = TRUE
             ORDER BY need_by, order_id, line LIMIT $2 OFFSET $3",
            &[item.to_string().into(), PAGE.into(), skip.into()],
        )?;
        for row in &rows {
            if before >= all {
                break;
            }
            let short = Quantity(row.get(1)?);
            line.push(InLine { order: row.get::<String>(0)?.parse().unwrap_or_default(), before, short });
            before = before.plus(short);
        }
        skip += PAGE;
        if i64::try_from(rows.len()).is_ok_and(|n| n < PAGE) {
            break;
        }
    }
    Ok(line)
}
