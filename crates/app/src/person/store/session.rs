//! Sessions: a random token in a cookie, its hash in the database; throttled sign-in.

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
/// Wrong passwords within the window after which sign-in waits.
const FAILURES: i64 = 10;
/// The window, in seconds.
const WINDOW: i64 = 300;
const SECOND: i64 = 1_000_000;

/// The stored form of a token.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Who the request's token belongs to, and how pages look to them; nothing where it is unknown or over.
pub fn find(conn: &mut Conn, shared: &Arc<Shared>, req: &Req) -> Result<Option<(Ctx, Ui)>> {
    let Some(token) = &req.token else { return Ok(None) };
    let now = shared.clock.now();
    let row = conn.find(
        "SELECT s.person_id, s.created_at, s.seen_at, s.lang, s.theme, s.density, p.name, p.roles, COALESCE(c.login, '')
         FROM session s JOIN person p ON p.id = s.person_id LEFT JOIN credential c ON c.person_id = s.person_id WHERE s.token_hash = $1 AND p.retired = FALSE",
        &[token_hash(token).into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (created, seen): (i64, i64) = (row.get(1)?, row.get(2)?);
    let micros = now.as_microsecond();
    if micros - seen > IDLE * 3600 * SECOND || micros - created > ABSOLUTE * 86_400 * SECOND {
        return Ok(None);
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
    let ctx = Ctx { actor, now, lang, request: req.id.clone() };
    if !req.api {
        menu::fill(shared.site, conn, &ctx, &mut ui)?;
        ui.calendar = Some(shared.calendar(conn)?);
    }
    Ok(Some((ctx, ui)))
}

/// A new session; the token is given out once.
pub fn begin(conn: &mut Conn, person: &str, now: Timestamp, agent: &str, lang: Lang) -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::Fault(e.to_string()))?;
    let token = hex(&bytes);
    let at = now.as_microsecond();
    let id = token_hash(&token).get(..12).unwrap_or_default().to_owned();
    conn.execute(
        "INSERT INTO session (token_hash, id, person_id, created_at, seen_at, agent, address, lang, theme, density)
         VALUES ($1, $2, $3, $4, $4, $5, '', $6, 'auto', 'normal')",
        &[token_hash(&token).into(), id.into(), person.into(), at.into(), agent.into(), lang.code().into()],
    )?;
    Ok(token)
}

/// Ends every session, and every code that could begin one.
pub fn end_all_sessions(conn: &mut Conn) -> Result<()> {
    conn.execute("DELETE FROM session", &[])?;
    conn.execute("DELETE FROM reset_code", &[])?;
    Ok(())
}

/// Keeps a session that is used alive; called at most every few minutes.
pub fn seen(conn: &mut Conn, token: &str, now: Timestamp) -> Result<()> {
    let at = now.as_microsecond();
    conn.execute(
        "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $3",
        &[token_hash(token).into(), at.into(), (at - 300 * SECOND).into()],
    )?;
    Ok(())
}

/// [`Error::Http`] 429 where `who` has failed too often lately.
pub fn check_throttle(conn: &mut Conn, who: &str, now: Timestamp) -> Result<()> {
    let row = conn.find("SELECT failures, since FROM login_failure WHERE who = $1", &[who.into()])?;
    let Some(row) = row else { return Ok(()) };
    let (failures, since): (i64, i64) = (row.get(0)?, row.get(1)?);
    if failures >= FAILURES && now.as_microsecond() - since < WINDOW * SECOND {
        return Err(Error::Http { status: 429, text: "密码错误次数过多。请五分钟后再试" });
    }
    Ok(())
}

/// Counts a failure of `who`; a new window begins when the last one is over.
pub fn count_failure(conn: &mut Conn, who: &str, now: Timestamp) -> Result<()> {
    let at = now.as_microsecond();
    conn.execute(
        "INSERT INTO login_failure (who, failures, since) VALUES ($1, 1, $2) ON CONFLICT (who) DO UPDATE SET
         failures = CASE WHEN login_failure.since < $3 THEN 1 ELSE login_failure.failures + 1 END,
         since = CASE WHEN login_failure.since < $3 THEN $2 ELSE login_failure.since END",
        &[who.into(), at.into(), (at - WINDOW * SECOND).into()],
    )?;
    Ok(())
}

/// Forgets the failures of `who`.
pub fn forget_failures(conn: &mut Conn, who: &str) -> Result<()> {
    conn.execute("DELETE FROM login_failure WHERE who = $1", &[who.into()])?;
    Ok(())
}
