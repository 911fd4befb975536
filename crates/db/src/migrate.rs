//! Forward-only numbered migrations, each in one transaction.

use std::cmp::Ordering;

use crate::dialect::{postgres_schema, sqlite_schema};
use crate::{Conn, Db, Engine, Error, Result, keyed};

/// One migration: its number (1, 2, …) and its SQL, one text for both databases.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its number; numbers are dense and start at 1.
    pub number: i64,
    /// Its SQL.
    pub sql: &'static str,
}

/// Refuses a schema that is newer than `migrations`, or older, without changing anything: for whoever only reads.
pub fn require(db: &Db, migrations: &'static [Migration]) -> Result<()> {
    let known = migrations.last().map_or(0, |m| m.number);
    let at: i64 =
        db.read_blocking(|conn| conn.one("SELECT MAX(number) FROM schema_migration", &[])?.get(0))?;
    match at.cmp(&known) {
        Ordering::Greater => Err(Error::Newer { at, known }),
        Ordering::Equal => Ok(()),
        Ordering::Less => Err(Error::Other(format!(
            "the database has schema {at}, this program needs {known}: start it once with `gendan serve`"
        ))),
    }
}

/// Brings the schema to the newest of `migrations`; answers how many ran. Refuses a schema that is newer.
pub fn migrate(db: &Db, migrations: &'static [Migration]) -> Result<usize> {
    db.write_blocking(|conn| {
        conn.batch("CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT NOT NULL PRIMARY KEY)")
    })?;
    let newest = migrations.last().map_or(0, |m| m.number);
    let mut ran = 0;
    for migration in migrations {
        ran += usize::from(db.write_blocking(move |conn| run(conn, migration, newest))?);
    }
    Ok(ran)
}

/// The number of the newest migration that ran.
pub fn schema(conn: &mut Conn) -> Result<i64> {
    conn.one("SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM schema_migration", &[])?.get(0)
}

fn run(conn: &mut Conn, migration: &Migration, newest: i64) -> Result<bool> {
    if conn.kind() == Engine::Postgres {
        conn.batch("LOCK TABLE schema_migration IN ACCESS EXCLUSIVE MODE")?;
    }
    let at = schema(conn)?;
    if at > newest {
        return Err(Error::Newer { at, known: newest });
    }
    if migration.number <= at {
        return Ok(false);
    }
    let sql = match conn.kind() {
        Engine::Sqlite => sqlite_schema(migration.sql),
        Engine::Postgres => postgres_schema(migration.sql),
    };
    conn.batch(&sql)?;
    keyed::lay(conn, migration.sql)?;
    conn.execute("INSERT INTO schema_migration (number) VALUES ($1)", &[migration.number.into()])?;
    Ok(true)
}
