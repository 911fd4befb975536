//! What a rebuild empties first: every table that holds nothing but what facts lead to.

use db::Conn;

use crate::kernel::Result;

/// Tables that hold nothing but what facts lead to.
const DERIVED: [&str; 21] = [
    "person",
    "customer",
    "supplier",
    "carrier",
    "item",
    "work_center",
    "sales_order",
    "need",
    "balance",
    "stock_move",
    "purchase",
    "purchase_line",
    "cover",
    "work_order",
    "shipment",
    "payment",
    "allocation",
    "claim",
    "follow_up",
    "file_link",
    "counter",
];

/// Empties them.
pub fn clear(conn: &mut Conn) -> Result<()> {
    for table in DERIVED {
        conn.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    Ok(())
}
