//! How much is there already.

use db::Conn;
use kernel::Result;

/// Items, and customers.
pub fn counts(conn: &mut Conn) -> Result<(i64, i64)> {
    let row = conn.one("SELECT (SELECT COUNT(*) FROM item), (SELECT COUNT(*) FROM customer)", &[])?;
    Ok((row.get(0)?, row.get(1)?))
}
