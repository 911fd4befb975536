//! One-time codes by which people set their own passwords: only their hashes are kept.

use db::Conn;
use domain::ids::PersonId;
use kernel::Result;

/// Keeps the hash of a code; one that was given before ends.
pub fn keep(conn: &mut Conn, person: PersonId, hash: &str, expires_at: i64) -> Result<()> {
    write(conn, person, [hash, "", ""], expires_at)
}

/// Keeps the hash of a first half and who gave it; nothing can be done by it alone.
pub fn begin(conn: &mut Conn, person: PersonId, hash: &str, by: PersonId, expires_at: i64) -> Result<()> {
    write(conn, person, ["", hash, &by.to_string()], expires_at)
}

fn write(conn: &mut Conn, person: PersonId, [hash, first, by]: [&str; 3], expires_at: i64) -> Result<()> {
    conn.execute(
        "INSERT INTO reset_code (person_id, hash, first_hash, first_by, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, first_hash = excluded.first_hash,
         first_by = excluded.first_by, expires_at = excluded.expires_at",
        &[person.to_string().into(), hash.into(), first.into(), by.into(), expires_at.into()],
    )?;
    Ok(())
}

/// Who gave a first half that still waits for its second.
pub fn begun(conn: &mut Conn, person: PersonId, now: i64) -> Result<Option<PersonId>> {
    let row = conn.find(
        "SELECT first_by FROM reset_code WHERE person_id = $1 AND hash = '' AND first_by <> '' AND expires_at > $2",
        &[person.to_string().into(), now.into()],
    )?;
    Ok(row.map(|r| r.get::<String>(0)).transpose()?.and_then(|id| id.parse().ok()))
}

/// Whose first half waits for its second, which is neither theirs nor of who gave the first: identity, name, who gave it.
pub fn half_given(conn: &mut Conn, me: PersonId, now: i64) -> Result<Vec<(String, String, String)>> {
    let rows = conn.query(
        "SELECT p.id, p.name, COALESCE(b.name, '') FROM reset_code c JOIN person p ON p.id = c.person_id
         LEFT JOIN person b ON b.id = c.first_by
         WHERE c.hash = '' AND c.first_by <> '' AND c.first_by <> $1 AND c.person_id <> $1 AND c.expires_at > $2
         ORDER BY p.name, p.id",
        &[me.to_string().into(), now.into()],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Keeps the hash of the second half beside the first.
pub fn complete(conn: &mut Conn, person: PersonId, hash: &str, expires_at: i64) -> Result<()> {
    conn.execute(
        "UPDATE reset_code SET hash = $2, expires_at = $3 WHERE person_id = $1",
        &[person.to_string().into(), hash.into(), expires_at.into()],
    )?;
    Ok(())
}

/// Uses up the code behind `hash`, and behind `first` where two persons gave it, of whoever signs in by `login`, however it is
/// capitalised: whose it was,
/// where it was one and still counts.
pub fn use_up(
    conn: &mut Conn,
    login: &str,
    (first, hash): (&str, &str),
    now: i64,
) -> Result<Option<PersonId>> {
    let row = conn.find(
        "DELETE FROM reset_code WHERE hash = $2 AND first_hash = $4 AND expires_at > $3 AND person_id IN
         (SELECT c.person_id FROM credential c JOIN person p ON p.id = c.person_id WHERE LOWER(c.login) = LOWER($1) AND p.retired = FALSE)
         RETURNING person_id",
        &[login.into(), hash.into(), now.into(), first.into()],
    )?;
    Ok(row.map(|r| r.get::<String>(0)).transpose()?.and_then(|id| id.parse().ok()))
}

/// Ends the code of a person, used or not.
pub fn end(conn: &mut Conn, person: PersonId) -> Result<()> {
    conn.execute("DELETE FROM reset_code WHERE person_id = $1", &[person.to_string().into()])?;
    Ok(())
}
