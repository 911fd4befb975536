//! What a rebuild empties first: every table that holds nothing but what facts lead to.

use db::Conn;
use kernel::Result;
use kernel::feature::Site;

/// Empties the tables of every noun, and the counters that tell caches of a change.
pub fn clear(site: &Site, conn: &mut Conn) -> Result<()> {
    for table in site.nouns().flat_map(|n| n.tables).chain(&["file_link", "counter"]) {
        conn.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    Ok(())
}
