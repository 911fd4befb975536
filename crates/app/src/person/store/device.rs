//! Browsers on which somebody has signed in before (control 17): a stranger's guessing does not keep them out.

use db::Conn;
use domain::ids::PersonId;
use kernel::Result;

/// Browsers of one person that are kept; the one longest unused goes first.
const MOST: i64 = 20;

/// Whether the browser of this token is one of the person's.
pub fn is_known(conn: &mut Conn, token_hash: &str, person: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM device WHERE token_hash = $1 AND person_id = $2";
    Ok(conn.find(sql, &[token_hash.into(), person.into()])?.is_some())
}

/// Keeps a browser of the person as used now.
pub fn keep(conn: &mut Conn, token_hash: &str, person: &str, at: i64) -> Result<()> {
    conn.execute(
        "INSERT INTO device (token_hash, person_id, seen_at) VALUES ($1, $2, $3)
         ON CONFLICT (token_hash) DO UPDATE SET person_id = excluded.person_id, seen_at = excluded.seen_at",
        &[token_hash.into(), person.into(), at.into()],
    )?;
    conn.execute(
        "DELETE FROM device WHERE person_id = $1 AND token_hash NOT IN
         (SELECT token_hash FROM device WHERE person_id = $1 ORDER BY seen_at DESC, token_hash LIMIT $2)",
        &[person.into(), MOST.into()],
    )?;
    Ok(())
}

/// Forgets every browser of a person: whoever has one of them is a stranger again.
pub fn forget(conn: &mut Conn, person: PersonId) -> Result<()> {
    conn.execute("DELETE FROM device WHERE person_id = $1", &[person.to_string().into()])?;
    Ok(())
}
