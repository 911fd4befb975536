//! People, accounts and sessions in the database.

pub mod attempt;
pub mod code;
pub mod desk;
pub mod device;
pub mod session;

use db::Conn;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::ids::PersonId;
use domain::person::{Person, Role};
use domain::search_key::FoundBy;
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadPeople,
    noun: "person",
    label: zh("人员"),
    sql: "SELECT id, name, code FROM person WHERE id IN ({found}) ORDER BY code LIMIT 6",
    href: "/people/",
};

/// What the search finds it by.
pub fn found_by(person: &Person) -> FoundBy {
    let p = &person.profile;
    FoundBy::new(&[], &[&p.name, &p.code, &p.department])
}

/// Writes the row of a person.
pub fn project(conn: &mut Conn, person: &Person) -> Result<()> {
    let p = &person.profile;
    let codes = |roles: &[Role]| roles.iter().map(|r| r.code()).collect::<Vec<_>>().join(" ");
    let substitute = person.substitute;
    conn.execute(
        "INSERT INTO person (id, code, name, roles, department, reports_to, retired, search, proposed, substitute_id, substitute_from, substitute_to)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, roles = excluded.roles,
         department = excluded.department, reports_to = excluded.reports_to, retired = excluded.retired, search = excluded.search,
         proposed = excluded.proposed, substitute_id = excluded.substitute_id, substitute_from = excluded.substitute_from,
         substitute_to = excluded.substitute_to",
        &[
            person.id.to_string().into(),
            p.code.as_str().into(),
            p.name.as_str().into(),
            codes(&p.roles).into(),
            p.department.as_str().into(),
            p.reports_to.map(|id| id.to_string()).into(),
            person.retired.into(),
            found_by(person).key().into(),
            person.proposal.as_ref().map_or_else(String::new, |proposal| codes(&proposal.roles)).into(),
            substitute.map(|s| s.person.to_string()).into(),
            substitute.map(|s| s.from.to_string()).into(),
            substitute.map(|s| s.to.to_string()).into(),
        ],
    )?;
    Ok(())
}

/// A person as lists and pickers need them.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Identity.
    pub id: PersonId,
    /// Staff number.
    pub code: String,
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Whether they have left.
    pub retired: bool,
}

const BRIEF: &str = "SELECT id, code, name, roles, retired FROM person";

fn brief(row: &db::Row) -> Result<Brief> {
    let id: String = row.get(0)?;
    let roles: String = row.get(3)?;
    Ok(Brief {
        id: id.parse().unwrap_or_default(),
        code: row.get(1)?,
        name: row.get(2)?,
        roles: roles.split(' ').filter_map(Role::parse).collect(),
        retired: row.get(4)?,
    })
}

/// Everybody who has not left.
pub fn active(conn: &mut Conn) -> Result<Vec<Brief>> {
    conn.query(&format!("{BRIEF} WHERE retired = FALSE ORDER BY code"), &[])?.iter().map(brief).collect()
}

/// Everybody, those who have left too.
pub fn all(conn: &mut Conn) -> Result<Vec<Brief>> {
    conn.query(&format!("{BRIEF} ORDER BY retired, code"), &[])?.iter().map(brief).collect()
}

/// The person with this staff number or name.
pub fn by_code_or_name(conn: &mut Conn, text: &str) -> Result<Option<Brief>> {
    let row =
        conn.find(&format!("{BRIEF} WHERE code = $1 OR name = $1 ORDER BY code LIMIT 1"), &[text.into()])?;
    row.map(|r| brief(&r)).transpose()
}

/// The person with this staff number.
pub fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Brief>> {
    let row = conn.find(&format!("{BRIEF} WHERE code = $1"), &[code.into()])?;
    row.map(|r| brief(&r)).transpose()
}

/// The person with this identity.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<Brief>> {
    let row = conn.find(&format!("{BRIEF} WHERE id = $1"), &[id.into()])?;
    row.map(|r| brief(&r)).transpose()
}

/// Who `person` reports to.
pub fn boss_of(conn: &mut Conn, person: PersonId) -> Result<Option<PersonId>> {
    let row = conn.find("SELECT reports_to FROM person WHERE id = $1", &[person.to_string().into()])?;
    let boss = row.map(|r| r.get::<Option<String>>(0)).transpose()?.flatten();
    Ok(boss.and_then(|id| id.parse().ok()))
}

/// Whether `boss` stands above `person` in the line of reporting, however far.
pub fn stands_above(conn: &mut Conn, boss: PersonId, person: PersonId) -> Result<bool> {
    let mut at = person;
    // A line of an earlier version that runs in a circle ends here all the same.
    for _ in 0..32 {
        let Some(next) = boss_of(conn, at)? else { break };
        if next == boss {
            return Ok(true);
        }
        at = next;
    }
    Ok(false)
}

/// Keeps everybody in service from other writers until the transaction ends: who may be taken out of office hangs on
/// who else is in it, and two administrators must not each find the other still there.
pub fn hold_all(conn: &mut Conn) -> Result<()> {
    Ok(conn.hold("person", "retired", &[false.into()])?)
}

/// Whether somebody in service other than `those` holds one of `roles`.
pub fn others_are(conn: &mut Conn, those: [PersonId; 2], roles: &[Role]) -> Result<bool> {
    let all = active(conn)?;
    Ok(all.iter().any(|p| !those.contains(&p.id) && p.roles.iter().any(|role| roles.contains(role))))
}

/// How many wait for a second person who gives them their roles.
pub fn count_proposed(conn: &mut Conn) -> Result<i64> {
    let row = conn.one("SELECT COUNT(*) FROM person WHERE proposed <> '' AND retired = FALSE", &[])?;
    Ok(row.get(0)?)
}

/// The names of those for whom `person` stands in on `day`.
pub fn stood_in_for(conn: &mut Conn, person: PersonId, day: &str) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT name FROM person WHERE substitute_id = $1 AND substitute_from <= $2 AND substitute_to >= $2 ORDER BY code",
        &[person.to_string().into(), day.into()],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// Whether somebody other than `person` signs in by the name `login`, however it is capitalised.
pub fn login_taken(conn: &mut Conn, login: &str, person: PersonId) -> Result<bool> {
    let row = conn.find(
        "SELECT 1 FROM credential WHERE LOWER(login) = LOWER($1) AND person_id <> $2",
        &[login.into(), person.to_string().into()],
    )?;
    Ok(row.is_some())
}

/// The account behind a login name: person, stored hash. Capitals do not matter; where two accounts of older days differ by them
/// alone, each is found as it is written.
pub fn credential(conn: &mut Conn, login: &str) -> Result<Option<(String, String)>> {
    let row = conn.find(
        "SELECT c.person_id, c.hash FROM credential c JOIN person p ON p.id = c.person_id WHERE LOWER(c.login) = LOWER($1) AND p.retired = FALSE
         ORDER BY CASE WHEN c.login = $1 THEN 0 ELSE 1 END, c.person_id LIMIT 1",
        &[login.into()],
    )?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?))).transpose()
}

/// Who signs in by a login name, or did before they left.
pub fn by_login(conn: &mut Conn, login: &str) -> Result<Option<PersonId>> {
    let row = conn.find(
        "SELECT person_id FROM credential WHERE LOWER(login) = LOWER($1)
         ORDER BY CASE WHEN login = $1 THEN 0 ELSE 1 END, person_id LIMIT 1",
        &[login.into()],
    )?;
    Ok(row.map(|r| r.get::<String>(0)).transpose()?.and_then(|id| id.parse().ok()))
}

/// A person's login name and stored password.
pub fn credential_of(conn: &mut Conn, person: PersonId) -> Result<Option<(String, String)>> {
    let row =
        conn.find("SELECT login, hash FROM credential WHERE person_id = $1", &[person.to_string().into()])?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?))).transpose()
}

/// Whether any account exists.
pub fn any_credential(conn: &mut Conn) -> Result<bool> {
    Ok(conn.find("SELECT 1 FROM credential LIMIT 1", &[])?.is_some())
}

/// Writes an account; the sessions of the person end.
pub fn set_credential(conn: &mut Conn, person: PersonId, login: &str, hash: &str, at: i64) -> Result<()> {
    conn.execute(
        "INSERT INTO credential (person_id, login, hash, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id) DO UPDATE SET login = excluded.login, hash = excluded.hash, changed_at = excluded.changed_at",
        &[person.to_string().into(), login.into(), hash.into(), at.into()],
    )?;
    end_sessions(conn, person)
}

/// Ends every session of a person, and forgets the browsers that they signed in on.
pub fn end_sessions(conn: &mut Conn, person: PersonId) -> Result<()> {
    conn.execute("DELETE FROM session WHERE person_id = $1", &[person.to_string().into()])?;
    device::forget(conn, person)
}

/// Ends the account of a person: nobody signs in by it again.
pub fn end_account(conn: &mut Conn, person: PersonId) -> Result<()> {
    conn.execute("DELETE FROM credential WHERE person_id = $1", &[person.to_string().into()])?;
    code::end(conn, person)?;
    end_sessions(conn, person)
}

/// A session as its owner sees it.
pub struct SessionRow {
    /// What its owner ends it by.
    pub id: String,
    /// Which one it is.
    pub token_hash: String,
    /// Browser.
    pub agent: String,
    /// Begun, microseconds.
    pub created_at: i64,
    /// Last used, microseconds.
    pub seen_at: i64,
}

/// The sessions of a person, latest first.
pub fn sessions(conn: &mut Conn, person: PersonId) -> Result<Vec<SessionRow>> {
    let rows = conn.query(
        "SELECT id, token_hash, agent, created_at, seen_at FROM session WHERE person_id = $1 ORDER BY seen_at DESC",
        &[person.to_string().into()],
    )?;
    rows.iter()
        .map(|r| {
            Ok(SessionRow {
                id: r.get(0)?,
                token_hash: r.get(1)?,
                agent: r.get(2)?,
                created_at: r.get(3)?,
                seen_at: r.get(4)?,
            })
        })
        .collect()
}

/// Ends the session with this token hash; whose it was.
pub fn end_session(conn: &mut Conn, token_hash: &str) -> Result<Option<PersonId>> {
    let row =
        conn.find("DELETE FROM session WHERE token_hash = $1 RETURNING person_id", &[token_hash.into()])?;
    Ok(row.map(|r| r.get::<String>(0)).transpose()?.and_then(|id| id.parse().ok()))
}

/// Ends a session of `person`; whether there was one.
pub fn end_session_of(conn: &mut Conn, person: PersonId, id: &str) -> Result<bool> {
    let sql = "DELETE FROM session WHERE person_id = $1 AND id = $2";
    Ok(conn.execute(sql, &[person.to_string().into(), id.into()])? > 0)
}

/// Keeps what a session prefers; what is not said stays.
pub fn prefer(
    conn: &mut Conn,
    token_hash: &str,
    lang: Option<&str>,
    theme: Option<&str>,
    density: Option<&str>,
) -> Result<()> {
    conn.execute(
        "UPDATE session SET lang = COALESCE($2, lang), theme = COALESCE($3, theme), density = COALESCE($4, density) WHERE token_hash = $1",
        &[token_hash.into(), lang.into(), theme.into(), density.into()],
    )?;
    Ok(())
}
