//! What files hang on: found in facts, whichever noun they are of; asked before a file is opened.

use db::Conn;
use domain::filing::{kind, opens};
use domain::order::Attachment;
use domain::person::Role;
use evidence::Value;

use super::ctx::{Ctx, Door};
use super::error::Result;
use super::feature::Site;
use super::files::Staged;

/// Says in `counter` that the links of older facts were made.
const FILLED: &str = "file_link";

/// A stored file and what it hangs on.
pub struct Filed {
    /// The name that it came with.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// Who uploaded it first.
    uploader: String,
    /// Streams that hold it, and what it is there.
    links: Vec<(String, String)>,
}

impl Filed {
    /// What the file hangs on and what it is there to somebody with `roles`: nothing where they may not open it. What hangs on nothing
    /// yet is open to its uploader alone.
    pub fn open_to(&self, actor: &str, roles: &[Role], site: &Site) -> Option<(&str, &str)> {
        if self.links.is_empty() {
            return (self.uploader == actor).then_some(("", ""));
        }
        let may = |(stream, kind): &&(String, String)| opens(roles, site.read(stream), kind);
        self.links.iter().find(may).map(|(stream, kind)| (stream.as_str(), kind.as_str()))
    }
}

/// The record of a stored file.
pub fn find(conn: &mut Conn, sha256: &str) -> Result<Option<Filed>> {
    let row = conn.find("SELECT name, media_type, actor FROM file WHERE sha256 = $1", &[sha256.into()])?;
    let Some(row) = row else { return Ok(None) };
    let links = conn.query(
        "SELECT stream, kind FROM file_link WHERE sha256 = $1 ORDER BY stream, kind",
        &[sha256.into()],
    )?;
    let links = links.iter().map(|l| Ok((l.get(0)?, l.get(1)?))).collect::<Result<_>>()?;
    Ok(Some(Filed { name: row.get(0)?, media_type: row.get(1)?, uploader: row.get(2)?, links }))
}

/// Gives a staged file its place in the store and its record, in the transaction of the act that it proves. Its row is held until the
/// transaction ends, so that nobody takes the file away meanwhile.
pub fn keep(door: &mut Door, staged: &Staged) -> Result<()> {
    let file = &staged.file;
    door.conn.execute(
        "INSERT INTO file (sha256, media_type, size, name, at, actor) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sha256) DO UPDATE SET sha256 = excluded.sha256",
        &[
            file.sha256.as_str().into(),
            file.media_type.as_str().into(),
            file.size.into(),
            file.name.as_str().into(),
            door.ctx.now.as_microsecond().into(),
            door.ctx.actor.code().into(),
        ],
    )?;
    door.shared.files.publish(staged)
}

/// Takes a file away, bytes and record, where nothing refers to it; answers whether it went. Its row is held before it is asked,
/// so that an act which names it is either seen or comes afterwards, with bytes of its own.
pub fn clear(door: &mut Door, sha256: &str) -> Result<bool> {
    door.conn.execute(
        "INSERT INTO file (sha256, media_type, size, name, at, actor) VALUES ($1, '', 0, '', 0, '') ON CONFLICT (sha256) DO UPDATE SET sha256 = excluded.sha256",
        &[sha256.into()],
    )?;
    if is_named(door, sha256)? {
        return Ok(false);
    }
    door.shared.files.take_away(sha256)?;
    door.conn.execute("DELETE FROM file WHERE sha256 = $1", &[sha256.into()])?;
    Ok(true)
}

/// The records from before `before` (microseconds) that no fact holds.
pub fn unnamed(conn: &mut Conn, before: i64) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT sha256 FROM file f WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM file_link l WHERE l.sha256 = f.sha256)",
        &[before.into()],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// Whether a fact or a row of a feature refers to a file.
pub fn is_named(door: &mut Door, sha256: &str) -> Result<bool> {
    let linked = door.conn.find("SELECT 1 FROM file_link WHERE sha256 = $1 LIMIT 1", &[sha256.into()])?;
    if linked.is_some() {
        return Ok(true);
    }
    for holds in door.shared.site.features.iter().filter_map(|feature| feature.holds_file) {
        if holds(door.conn, sha256)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Bytes that the actor has added to the store since the day began.
pub fn added_today(conn: &mut Conn, ctx: &Ctx) -> Result<u64> {
    let began = ctx.today().to_datetime(jiff::civil::Time::midnight());
    let began = super::ctx::instant(began).unwrap_or(ctx.now);
    let row = conn.one(
        "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM file WHERE actor = $1 AND at >= $2",
        &[ctx.actor.code().into(), began.as_microsecond().into()],
    )?;
    Ok(u64::try_from(row.get::<i64>(0)?).unwrap_or_default())
}

/// Links the files that a fact's `body` holds to its stream.
pub fn link(conn: &mut Conn, stream: &str, body: &Value) -> Result<()> {
    let rows: Vec<Vec<db::Value>> =
        held(body).into_iter().map(|f| vec![f.sha256.into(), stream.into(), f.what.into()]).collect();
    if !rows.is_empty() {
        conn.insert("INSERT INTO file_link (sha256, stream, kind)", &rows, "ON CONFLICT DO NOTHING")?;
    }
    Ok(())
}

/// The files that a fact's `body` holds, each once and with what it is there: what proves a fact is found by looking,
/// so that no kind of fact can forget to say it.
pub fn held(body: &Value) -> Vec<Attachment> {
    let mut found = Vec::new();
    collect(body, "", &mut found);
    found
}

/// A map with a `sha256` is a stored file; the nearest named field above says where it stands.
fn collect(value: &Value, field: &str, out: &mut Vec<Attachment>) {
    match value {
        Value::Map(entries) => {
            let of = |name: &str| entries.iter().find(|(k, _)| k.as_text() == Some(name)).map(|(_, v)| v);
            let text = |name: &str| of(name).and_then(Value::as_text).unwrap_or_default();
            let size = of("size").and_then(Value::as_integer).and_then(|n| i64::try_from(n).ok());
            let file = Attachment {
                sha256: text("sha256").to_owned(),
                name: text("name").to_owned(),
                media_type: text("media_type").to_owned(),
                size: size.unwrap_or_default(),
                what: kind(text("what"), field).to_owned(),
            };
            if !file.sha256.is_empty() && !out.iter().any(|f| f.sha256 == file.sha256 && f.what == file.what)
            {
                out.push(file);
            }
            for (name, child) in entries {
                collect(child, name.as_text().unwrap_or_default(), out);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(item, field, out);
            }
        }
        // What is confidential stands behind the tag of its class.
        Value::Tag(_, inner) => collect(inner, field, out),
        _ => {}
    }
}

/// Makes the links of facts that are older than the table, once.
pub fn fill(conn: &mut Conn) -> Result<()> {
    if conn.find("SELECT 1 FROM counter WHERE name = $1", &[FILLED.into()])?.is_some() {
        return Ok(());
    }
    let mut after = String::new();
    loop {
        let streams = evidence::streams(conn, &after, 500)?;
        let Some(last) = streams.last() else { break };
        after.clone_from(last);
        for stream in &streams {
            for fact in evidence::by_stream(conn, stream, None)? {
                link(conn, stream, &fact.body)?;
            }
        }
    }
    mark(conn)
}

/// Notes that every fact's files are linked.
pub fn mark(conn: &mut Conn) -> Result<()> {
    super::state::move_counter(conn, FILLED)
}
