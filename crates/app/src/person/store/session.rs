//! Sessions: a random token in a cookie, its hash in the database.

use std::sync::Arc;

use db::Conn;
use domain::choice::Choice as _;
use domain::person::Role;
use evidence::hex;
use jiff::Timestamp;
use kernel::ctx::{Actor, Ctx, local};
use kernel::i18n::Lang;
use kernel::state::Shared;
use kernel::ui::{Density, Theme, Ui, UserBadge};
use kernel::web::{Req, menu};
use kernel::{Error, Result};
use sha2::{Digest as _, Sha256};

/// Idle hours after which a session ends.
const IDLE: i64 = 12;
/// Days after which it ends in any case.
const ABSOLUTE: i64 = 7;
/// How exactly it is kept when a session was used, in seconds: not every request is a write.
const EXACT: i64 = 300;
const SECOND: i64 = 1_000_000;

/// The stored form of a token.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Who the request's token belongs to, and how pages look to them; nothing where it is unknown or over.
pub fn find(conn: &mut Conn, shared: &Arc<Shared>, req: &Req) -> Result<Option<(Ctx, Ui)>> {
    let Some(hash) = req.token.as_deref().map(token_hash) else { return Ok(None) };
    if shared.sessions.is_over(&hash) {
        return Ok(None);
    }
    let now = shared.clock.now();
    let row = conn.find(
        "SELECT s.person_id, s.created_at, s.seen_at, s.lang, s.theme, s.density, p.name, p.roles, COALESCE(c.login, '')
         FROM session s JOIN person p ON p.id = s.person_id LEFT JOIN credential c ON c.person_id = s.person_id WHERE s.token_hash = $1 AND p.retired = FALSE",
        &[hash.as_str().into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (created, seen): (i64, i64) = (row.get(1)?, row.get(2)?);
    let micros = now.as_microsecond();
    if micros - seen > IDLE * 3600 * SECOND || micros - created > ABSOLUTE * 86_400 * SECOND {
        shared.sessions.end(&hash);
        return Ok(None);
    }
    if micros - seen > EXACT * SECOND {
        shared.sessions.used(&hash, micros);
    }
    let (person, name, roles): (String, String, String) = (row.get(0)?, row.get(6)?, row.get(7)?);
    let roles: Vec<Role> = roles.split(' ').filter_map(Role::parse).collect();
    let lang = Lang::parse(&row.get::<String>(3)?);
    let words: Vec<&str> = roles.iter().map(|r| lang.t(r.label())).collect();
    let at = local(now);
    let mut ui = Ui {
        theme: Theme::parse(&row.get::<String>(4)?),
        density: Density::parse(&row.get::<String>(5)?),
        path: req.path.clone(),
        user: Some(UserBadge {
            id: person.clone(),
            login: row.get(8)?,
            name: name.clone(),
            roles: words.join(lang.t("、")),
        }),
        dev: cfg!(debug_assertions),
        ..Ui::anonymous(lang, at)
    };
    let actor = Actor { person: person.parse().unwrap_or_default(), name, roles };
    let asked = req.path.split('?').next().unwrap_or_default().to_owned();
    let ctx = Ctx { actor, now, lang, request: req.id.clone(), address: req.address.clone(), asked };
    if !req.api {
        menu::fill(shared.site, conn, &ctx, &mut ui)?;
        ui.calendar = Some(shared.calendar(conn)?);
    }
    Ok(Some((ctx, ui)))
}

/// A token of 256 random bits.
pub fn token() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::Fault(e.to_string()))?;
    Ok(hex(&bytes))
}

/// A new session; the token is given out once.
pub fn begin(conn: &mut Conn, person: &str, now: Timestamp, agent: &str, lang: Lang) -> Result<String> {
    let token = token()?;
    let at = now.as_microsecond();
    let id = token_hash(&token).get(..12).unwrap_or_default().to_owned();
    conn.execute(
        "INSERT INTO session (token_hash, id, person_id, created_at, seen_at, agent, address, lang, theme, density)
         VALUES ($1, $2, $3, $4, $4, $5, '', $6, 'auto', 'normal')",
        &[token_hash(&token).into(), id.into(), person.into(), at.into(), agent.into(), lang.code().into()],
    )?;
    Ok(token)
}

/// Ends every session and every code that could begin one, and no browser is known any more.
pub fn end_all_sessions(conn: &mut Conn) -> Result<()> {
    for table in ["session", "reset_code", "device"] {
        conn.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    Ok(())
}

/// Whether any session is over by its times.
pub fn any_over(conn: &mut Conn, now: Timestamp) -> Result<bool> {
    let sql = "SELECT 1 FROM session WHERE seen_at < $1 OR created_at < $2 LIMIT 1";
    Ok(conn.find(sql, &limits(now))?.is_some())
}

/// Writes what requests have found out: sessions that were used stay alive, those that are over go and never come back,
/// whatever the clock does next (P10).
pub fn keep(conn: &mut Conn, used: &[(String, i64)], over: &[String], now: Timestamp) -> Result<()> {
    for (token_hash, at) in used {
        let sql = "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2";
        conn.execute(sql, &[token_hash.as_str().into(), (*at).into()])?;
    }
    for token_hash in over {
        conn.execute("DELETE FROM session WHERE token_hash = $1", &[token_hash.as_str().into()])?;
    }
    conn.execute("DELETE FROM session WHERE seen_at < $1 OR created_at < $2", &limits(now))?;
    Ok(())
}

/// The instants before which a session was used last, and begun, that is over.
fn limits(now: Timestamp) -> [db::Value; 2] {
    let at = now.as_microsecond();
    [(at - IDLE * 3600 * SECOND).into(), (at - ABSOLUTE * 86_400 * SECOND).into()]
}
