//! Imports in the database (H3.1): what was uploaded, how far it is, what became of it.

use db::{Conn, Value};
use domain::choice::{Choice as _, State, Tone};
use domain::confidential::Secret;
use domain::history::Noun;
use domain::item;
use domain::person::Role;

use super::report::Report;
use super::template::Choices;
use kernel::{Ctx, Error, Result};

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Looked at, not taken in.
    New,
    /// Being taken in.
    Running,
    /// Taken in.
    Done,
    /// Given up by an error of ours; what was written stays and is not written twice.
    Failed,
}

domain::choice!(Stage {
    New = "new", "待确认";
    Running = "running", "导入中";
    Done = "done", "已导入";
    Failed = "failed", "失败";
});

impl State for Stage {
    fn tone(self) -> Tone {
        match self {
            Self::New => Tone::Quiet,
            Self::Running => Tone::Accent,
            Self::Done => Tone::Ok,
            Self::Failed => Tone::Bad,
        }
    }
}

/// An upload.
#[derive(Debug, Clone)]
pub struct Import {
    /// Identity.
    pub id: String,
    /// Hashes of its files, by spaces.
    pub sha256: String,
    /// Names of its files, by line ends.
    pub name: String,
    /// Who, by name.
    pub actor: String,
    /// And as facts name them; empty for one that was kept before that was noted.
    pub person: String,
    /// When, microseconds.
    pub at: i64,
    /// Where it stands.
    pub stage: Stage,
    /// Rows done.
    pub done: i64,
    /// Rows in all.
    pub total: i64,
    /// The report, once it is done.
    pub report: Option<Report>,
}

const SELECT: &str = "SELECT id, sha256, name, actor, at, state, done, total, report, person FROM import";

fn read(row: &db::Row) -> Result<Import> {
    let report: String = row.get(8)?;
    Ok(Import {
        id: row.get(0)?,
        sha256: row.get(1)?,
        name: row.get(2)?,
        actor: row.get(3)?,
        at: row.get(4)?,
        stage: Stage::of_code(&row.get::<String>(5)?).unwrap_or(Stage::New),
        done: row.get(6)?,
        total: row.get(7)?,
        report: serde_json::from_str(&report).ok(),
        person: row.get(9)?,
    })
}

impl Import {
    /// Whether somebody may open it: whoever brought it knows what stands in it, and what prices, costs and contacts others brought is
    /// for who may see them all (H1.3).
    pub fn is_open_to(&self, ctx: &Ctx) -> bool {
        self.person == ctx.actor.code() || Secret::ALL.iter().all(|kind| ctx.sees(*kind))
    }
}

/// Keeps an upload.
pub fn keep(conn: &mut Conn, import: &Import) -> Result<()> {
    conn.execute(
        "INSERT INTO import (id, sha256, name, actor, at, state, done, total, report, person) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '', $7)",
        &[
            import.id.as_str().into(),
            import.sha256.as_str().into(),
            import.name.as_str().into(),
            import.actor.as_str().into(),
            import.at.into(),
            import.stage.code().into(),
            import.person.as_str().into(),
        ],
    )?;
    Ok(())
}

/// The upload with this identity; [`Error::NotFound`] for whom it is not open.
pub fn by_id(conn: &mut Conn, ctx: &Ctx, id: &str) -> Result<Import> {
    let row = conn.find(&format!("{SELECT} WHERE id = $1"), &[id.into()])?;
    let import = read(&row.ok_or(Error::NotFound)?)?;
    if import.is_open_to(ctx) { Ok(import) } else { Err(Error::NotFound) }
}

/// The latest uploads.
pub fn latest(conn: &mut Conn) -> Result<Vec<Import>> {
    conn.query(&format!("{SELECT} ORDER BY at DESC, id DESC LIMIT 50"), &[])?.iter().map(read).collect()
}

/// An upload of the same files that was taken in before.
pub fn same_done(conn: &mut Conn, sha256: &str, but: &str) -> Result<Option<i64>> {
    let row = conn.find(
        "SELECT at FROM import WHERE sha256 = $1 AND id <> $2 AND state = $3 ORDER BY at DESC LIMIT 1",
        &[sha256.into(), but.into(), Stage::Done.code().into()],
    )?;
    row.map(|r| Ok(r.get(0)?)).transpose()
}

/// Marks an upload as being taken in.
pub fn start(conn: &mut Conn, id: &str, total: usize) -> Result<()> {
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    conn.execute(
        "UPDATE import SET state = $3, done = 0, total = $2 WHERE id = $1",
        &[id.into(), total.into(), Stage::Running.code().into()],
    )?;
    Ok(())
}

/// Keeps how far it is.
pub fn advance(conn: &mut Conn, id: &str, done: usize) -> Result<()> {
    let done = i64::try_from(done).unwrap_or(i64::MAX);
    conn.execute("UPDATE import SET done = $2 WHERE id = $1", &[id.into(), done.into()])?;
    Ok(())
}

/// Keeps what became of it.
pub fn finish(conn: &mut Conn, id: &str, stage: Stage, report: &Report) -> Result<()> {
    let text = serde_json::to_string(report).map_err(|e| Error::Fault(e.to_string()))?;
    conn.execute(
        "UPDATE import SET state = $2, done = total, report = $3 WHERE id = $1",
        &[id.into(), stage.code().into(), text.into()],
    )?;
    Ok(())
}

/// Every record of a noun, from its snapshots.
pub fn all<N: Noun>(conn: &mut Conn) -> Result<Vec<N>> {
    let like = format!("{}/%", N::STREAM);
    let rows = conn.query("SELECT snapshot FROM head WHERE stream LIKE $1", &[like.into()])?;
    rows.iter().map(|row| Ok(evidence::read_snapshot(&row.get::<Vec<u8>>(0)?)?)).collect()
}

/// What the template offers to choose from.
pub fn choices(conn: &mut Conn) -> Result<Choices> {
    let mut some = |sql: &str, params: &[Value]| -> Result<Vec<(String, String)>> {
        conn.query(sql, params)?.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
    };
    let products = some(
        "SELECT code, name FROM item WHERE retired = FALSE AND kind = $1 ORDER BY code",
        &[item::ItemKind::Product.code().into()],
    )?;
    let mut pairs = |sql: &str| some(sql, &[]);
    let customers = pairs("SELECT code, name FROM customer WHERE retired = FALSE ORDER BY code")?;
    let suppliers = pairs("SELECT code, name FROM supplier WHERE retired = FALSE ORDER BY code")?;
    let modes = pairs("SELECT DISTINCT mode, mode FROM carrier WHERE retired = FALSE ORDER BY mode")?;
    let people = pairs("SELECT name, roles FROM person WHERE retired = FALSE ORDER BY code")?;
    let is_clerk = |roles: &str| roles.split(' ').any(|r| r == Role::Clerk.code());
    Ok(Choices {
        customers,
        suppliers,
        products,
        modes: modes.into_iter().map(|m| m.0).collect(),
        clerks: people.into_iter().filter(|p| is_clerk(&p.1)).map(|p| p.0).collect(),
    })
}

/// Whether an upload has the stored file of this hash.
pub fn holds_file(conn: &mut Conn, sha256: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM import WHERE ' ' || sha256 || ' ' LIKE '% ' || $1 || ' %' LIMIT 1";
    Ok(conn.find(sql, &[sha256.into()])?.is_some())
}
