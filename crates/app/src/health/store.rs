//! How the system's own work went the last time.

use db::{Conn, Row};
use jiff::Timestamp;
use kernel::Result;

/// How something went the last time.
#[derive(Debug, Clone)]
pub struct Run {
    /// What was done.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Whether it went well.
    pub ok: bool,
    /// What it found, in words.
    pub told: String,
}

/// Notes how `name` went.
pub fn note(conn: &mut Conn, name: &str, at: Timestamp, ok: bool, told: &str) -> Result<()> {
    conn.execute(
        "INSERT INTO upkeep_run (name, at, ok, told) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET at = excluded.at, ok = excluded.ok, told = excluded.told",
        &[name.into(), at.as_microsecond().into(), ok.into(), told.into()],
    )?;
    Ok(())
}

/// How `name` went.
pub fn of(conn: &mut Conn, name: &str) -> Result<Option<Run>> {
    let row = conn.find("SELECT name, at, ok, told FROM upkeep_run WHERE name = $1", &[name.into()])?;
    row.as_ref().map(run).transpose()
}

fn run(row: &Row) -> Result<Run> {
    let at = Timestamp::from_microsecond(row.get(1)?).unwrap_or_default();
    Ok(Run { name: row.get(0)?, at, ok: row.get(2)?, told: row.get(3)? })
}
