//! What the search finds.

use db::Conn;
use domain::access::Act;

use crate::kernel::{Ctx, Result};

/// A thing found.
#[derive(Debug, Clone)]
pub struct Hit {
    pub kind: &'static str,
    pub title: String,
    pub detail: String,
    pub href: String,
}

/// Act, what it is, statement, address.
const PLACES: [(Act, &str, &str, &str); 8] = [
    (
        Act::ReadOrders,
        "订单",
        "SELECT id, number, customer_name FROM sales_order WHERE search LIKE $1 ESCAPE '!' ORDER BY open DESC, promised_on LIMIT 10",
        "/orders/",
    ),
    (
        Act::ReadShipments,
        "发货",
        "SELECT id, number, order_number FROM shipment WHERE search LIKE $1 ESCAPE '!' ORDER BY ship_on DESC LIMIT 6",
        "/shipments/",
    ),
    (
        Act::ReadPurchasing,
        "采购",
        "SELECT id, number, supplier_name FROM purchase WHERE search LIKE $1 ESCAPE '!' ORDER BY placed_on DESC LIMIT 6",
        "/purchases/",
    ),
    (
        Act::ReadProduction,
        "生产",
        "SELECT id, number, name FROM work_order WHERE search LIKE $1 ESCAPE '!' ORDER BY due DESC LIMIT 6",
        "/work/",
    ),
    (
        Act::ReadMasterData,
        "客户",
        "SELECT id, name, code FROM customer WHERE search LIKE $1 ESCAPE '!' ORDER BY code LIMIT 6",
        "/customers/",
    ),
    (
        Act::ReadMasterData,
        "物料与产品",
        "SELECT id, code, name FROM item WHERE search LIKE $1 ESCAPE '!' ORDER BY code LIMIT 8",
        "/items/",
    ),
    (
        Act::ReadPurchasing,
        "供应商",
        "SELECT id, name, code FROM supplier WHERE search LIKE $1 ESCAPE '!' ORDER BY code LIMIT 6",
        "/suppliers/",
    ),
    (
        Act::ReadPeople,
        "人员",
        "SELECT id, name, code FROM person WHERE search LIKE $1 ESCAPE '!' ORDER BY code LIMIT 6",
        "/people/",
    ),
];

/// What `words` find, of what the reader may read.
pub fn find(conn: &mut Conn, ctx: &Ctx, words: &str) -> Result<Vec<Hit>> {
    let words = domain::quantity::half_width(words).trim().to_lowercase();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let words: String = words.chars().take(60).collect();
    let like = domain::search_key::search_pattern(&words);
    let mut hits = Vec::new();
    for (_, kind, sql, base) in PLACES.iter().filter(|p| ctx.can(p.0)) {
        for row in conn.query(sql, &[like.as_str().into()])? {
            let (id, title, detail): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            hits.push(Hit { kind, title, detail, href: format!("{base}{id}") });
        }
    }
    Ok(hits)
}
