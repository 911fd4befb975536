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

/// What lies in stock, set aside for nobody, of the parts that each of some orders is short of: what they would get of it among all
/// who wait for it, by the day of need, as stock is given. Who comes after those that take all of it waits for what is bought.
pub fn lying_free(conn: &mut Conn, orders: &[OrderId]) -> Result<BTreeMap<OrderId, BTreeMap<ItemId, Lying>>> {
    let keys: Vec<Value> = orders.iter().map(|order| order.to_string().into()).collect();
    let rows = conn.query_in(
        concat!(
            "SELECT DISTINCT need.item_id, b.on_hand - b.reserved,
             COALESCE((SELECT MAX(m.moved_on) FROM stock_move m WHERE m.item_id = need.item_id AND m.quantity > 0), '')
             FROM need JOIN balance b ON b.item_id = need.item_id
             WHERE need.order_id IN ({keys}) AND b.on_hand > b.reserved AND ",
            wanted!()
        ),
        &keys,
    )?;
    // Asked for in parts, an item may be found more than once.
    let mut items: BTreeMap<ItemId, (Quantity, String)> = BTreeMap::new();
    for row in &rows {
        let item = row.get::<String>(0)?.parse().unwrap_or_default();
        items.insert(item, (Quantity(row.get(1)?), row.get(2)?));
    }
    let mut free: BTreeMap<OrderId, BTreeMap<ItemId, Lying>> = BTreeMap::new();
    for (item, (left, since)) in items {
        let since = since.parse().unwrap_or_default();
        for one in in_line(conn, item, left)?.into_iter().filter(|one| orders.contains(&one.order)) {
            let share = one.short.min(left.minus(one.before));
            let lying = free.entry(one.order).or_default().entry(item).or_default();
            (lying.share, lying.since) = (lying.share.plus(share), since);
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
            concat!(
                "SELECT need.order_id, need.short FROM need JOIN sales_order o ON o.id = need.order_id
                 WHERE need.item_id = $1 AND o.held = FALSE AND ",
                wanted!(),
                " ORDER BY need.need_by, need.order_id, need.line LIMIT $2 OFFSET $3"
            ),
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
