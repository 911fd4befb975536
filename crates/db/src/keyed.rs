//! Tables that lie in their key: SQLite alone keeps rows apart from their primary key, and so everything twice.

use crate::dialect::named;
use crate::{Conn, Engine, Result};

/// How a migration names them: `IN KEY ORDER t;`.
pub(crate) const WORDS: &str = "IN KEY ORDER ";

/// Lays each table that `migration` names so, with its indexes and guards as they are. On PostgreSQL nothing is asked:
/// there it is the same table.
pub(crate) fn lay(conn: &mut Conn, migration: &str) -> Result<()> {
    if conn.kind() == Engine::Sqlite {
        for table in named(migration, WORDS) {
            lay_one(conn, table)?;
        }
    }
    Ok(())
}

fn lay_one(conn: &mut Conn, table: &str) -> Result<()> {
    let of = [table.into()];
    let made: String =
        conn.one("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = $1", &of)?.get(0)?;
    let hung = "SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND tbl_name = $1 AND sql IS NOT NULL";
    let hung: Vec<String> = conn.query(hung, &of)?.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    let columns = made.split_once('(').map_or("", |(_, columns)| columns);
    conn.batch(&format!(
        "CREATE TABLE laid ({columns}, WITHOUT ROWID; INSERT INTO laid SELECT * FROM {table}; DROP TABLE {table};
         ALTER TABLE laid RENAME TO {table}; {}",
        hung.join(";\n")
    ))
}
