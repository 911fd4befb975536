//! A try to come in: counted first, told to the security log, and let in with a session and a browser that is known (P26, control 17).

use std::net::IpAddr;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use db::Conn;
use jiff::Timestamp;
use kernel::ctx::{Ctx, Door};
use kernel::i18n::{Lang, zh};
use kernel::log::{Event, Line, escaped, told};
use kernel::web::{COOKIES, DEVICE, Req, write};
use kernel::{App, Error, Result};

use super::store::attempt::Whose;
use super::{session, store};

/// The form once more, for who tried too often or came with too many: when to try again.
pub(super) fn later(mut form: Response, error: &Error) -> Response {
    *form.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let seconds = if let Error::TooOften { seconds } = error { *seconds } else { 5 };
    form.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    form
}

/// What somebody has who was let in.
pub struct Entered {
    /// The token of the session.
    pub session: String,
    /// The token by which the browser is known from now on; nothing for a program, which keeps none.
    pub device: Option<String>,
}

impl Entered {
    /// Gives the browser its cookies.
    pub fn keep(&self, app: &App, response: &mut Response) {
        set_cookie(app, response, COOKIES, (&self.session, 7 * DAY));
        if let Some(device) = &self.device {
            set_cookie(app, response, DEVICE, (device, 365 * DAY));
        }
    }
}

/// What stands for a name that nobody has.
const NOBODY: &str = zh("（没有这个登录名）");

/// What an address is counted by: whoever has one of IPv6 has 2⁶⁴ of them.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

/// Seconds.
const DAY: i64 = 86_400;

/// A try to come in: who it is for, counted before anything is looked at (P26).
#[derive(Clone)]
pub struct Try {
    /// What was typed.
    pub name: String,
    now: Timestamp,
    req: Req,
}

impl Try {
    /// A try for the account called `name`.
    pub fn new(app: &App, req: &Req, name: &str) -> Self {
        let name = name.trim().chars().take(80).collect();
        Self { name, now: app.shared.clock.now(), req: req.clone() }
    }

    /// The context of what it writes.
    pub fn ctx(&self) -> Ctx {
        let (request, address) = (self.req.id.clone(), self.req.address.clone());
        Ctx { request, address, ..Ctx::system(self.now) }
    }

    /// What it is counted for. From a browser that its owner has signed in on before, a stranger's tries do not count (control 17).
    fn whose(&self, conn: &mut Conn) -> Result<Vec<Whose>> {
        if let (Some(device), Some((person, _))) = (&self.req.device, store::credential(conn, &self.name)?) {
            let hash = session::token_hash(device);
            if store::device::is_known(conn, &hash, &person)? {
                return Ok(vec![Whose::Device(hash)]);
            }
        }
        // However it is capitalised: else each spelling would have tries of its own.
        let account = Whose::Account(self.name.to_lowercase());
        let address = Some(network(&self.req.address)).filter(|address| !address.is_empty());
        Ok([account].into_iter().chain(address.map(Whose::Address)).collect())
    }

    /// Counts it, and whether it comes from a browser that is known for the account; [`Error::TooOften`] where there were too many.
    pub async fn count(&self, app: &App) -> Result<bool> {
        let (early, counted) = (self.clone(), self.clone());
        let checked = app.db.read(move |conn| {
            let whose = early.whose(conn)?;
            store::attempt::check(conn, &whose, early.now)
        });
        if let Err(error) = checked.await {
            return Err(self.failed(app, error).await);
        }
        let count = write(app, self.ctx(), move |door| {
            let whose = counted.whose(door.conn)?;
            store::attempt::count(door.conn, &whose, counted.now)?;
            Ok(matches!(whose.as_slice(), [Whose::Device(_)]))
        });
        match count.await {
            Ok(known) => Ok(known),
            Err(error) => Err(self.failed(app, error).await),
        }
    }

    /// Tells the security log that nobody was let in. A name that nobody has is not written down: people type passwords there.
    pub async fn failed(&self, app: &App, error: Error) -> Error {
        let asked = self.name.clone();
        let found = app.db.read(move |conn| store::credential(conn, &asked)).await;
        let name = if matches!(found, Ok(Some(_))) { self.name.as_str() } else { NOBODY };
        let text = match &error {
            Error::SignIn => zh("登录名：{name}"),
            Error::TooOften { .. } => zh("登录名：{name}，试得太多，没有核对"),
            _ => return error,
        };
        tracing::warn!(request = self.req.id, who = escaped(name), "not let in");
        let line = self.ctx().line(Event::SignInFailed, told(text, &[("name", name)]));
        app.shared.log.push(Line { actor: String::new(), ..line });
        error
    }

    /// Begins a session of `person`, in the transaction that lets them in.
    pub fn enter(&self, door: &mut Door, person: &str, lang: Lang) -> Result<Entered> {
        let whose = self.whose(door.conn)?;
        store::attempt::forgive(door.conn, &whose, self.now)?;
        let known = matches!(whose.as_slice(), [Whose::Device(_)]);
        let device = match &self.req.device {
            // A program keeps no cookies: it would only push the owner's browsers out.
            _ if self.req.api => None,
            Some(token) if known => Some(token.clone()),
            _ => Some(session::token()?),
        };
        if let Some(device) = &device {
            let hash = session::token_hash(device);
            store::device::keep(door.conn, &hash, person, self.now.as_microsecond())?;
        }
        let detail = told(
            zh("登录名：{name}，{agent}"),
            &[("name", &self.name), ("agent", &super::device::device(&self.req.agent, Lang::Zh))],
        );
        let line = door.ctx.line(Event::SignIn, detail);
        door.write_log(&[Line { actor: person.to_owned(), ..line }])?;
        let session = session::begin(door.conn, person, self.now, &self.req.agent, lang)?;
        Ok(Entered { session, device })
    }
}

/// Gives the browser a cookie, under the name that fits how the outside reaches us.
pub(super) fn set_cookie(
    app: &App,
    response: &mut Response,
    names: [&str; 2],
    (token, seconds): (&str, i64),
) {
    let [secure, plain] = names;
    let (name, more) = if app.shared.config.https() { (secure, "; Secure") } else { (plain, "") };
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{more}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
