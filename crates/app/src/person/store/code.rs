//! One-time codes by which people set their own passwords: only their hashes are kept.

use db::Conn;
use domain::ids::PersonId;
use kernel::Result;

/// Keeps the hash of a code; one that was given before ends.
pub fn keep(conn: &mut Conn, person: PersonId, hash: &str, expires_at: i64) -> Result<()> {
    conn.execute(
        "INSERT INTO reset_code (person_id, hash, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at",
        &[person.to_string().into(), hash.into(), expires_at.into()],
    )?;
    Ok(())
}

/// Uses up the code behind `hash` of whoever signs in by `login`: whose it was, where it was one and still counts.
pub fn use_up(conn: &mut Conn, login: &str, hash: &str, now: i64) -> Result<Option<PersonId>> {
    let row = conn.find(
        "DELETE FROM reset_code WHERE hash = $2 AND expires_at > $3 AND person_id IN
         (SELECT c.person_id FROM credential c JOIN person p ON p.id = c.person_id WHERE c.login = $1 AND p.retired = FALSE)
         RETURNING person_id",
        &[login.into(), hash.into(), now.into()],
    )?;
    Ok(row.map(|r| r.get::<String>(0)).transpose()?.and_then(|id| id.parse().ok()))
}

/// Ends the code of a person, used or not.
pub fn end(conn: &mut Conn, person: PersonId) -> Result<()> {
    conn.execute("DELETE FROM reset_code WHERE person_id = $1", &[person.to_string().into()])?;
    Ok(())
}
