//! How an act is run for a request: in one transaction where it writes, on a read connection where it shows; and
//! whatever becomes of it is answered.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use db::Conn;
use paper::pdf::Pdf;
use tokio::sync::Semaphore;

use super::answer::{Page, error_page, page_answer, problem};
use super::request::Req;
use super::unprintable::{ANYWAY, unprintable};
use crate::ctx::{Ctx, Door};
use crate::error::{Error, Result};
use crate::feature::Visitor;
use crate::i18n::zh;
use crate::state::{App, Shared};
use crate::ui::Ui;

/// Documents that are set at once: each takes a processor and its memory (P18); others wait their turn, for a while.
static PRESS: Semaphore = Semaphore::const_new(4);
const PATIENCE: Duration = Duration::from_secs(10);

/// What a document is set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It is looked at.
    Preview,
    /// It is about to be printed.
    Print,
    /// It was printed: what cannot be set on it was decided then.
    Decided,
}

/// Runs `act` in one transaction, refreshes the cases that it touched, and tries again where only a hidden
/// version has moved. `act` may run several times.
pub async fn write<T, F>(app: &App, ctx: Ctx, act: F) -> Result<T>
where
    T: Send + 'static,
    F: Fn(&mut Door) -> Result<T> + Send + Sync + 'static,
{
    let act = Arc::new(act);
    let (mut tries, reader) = (0, ctx.clone());
    loop {
        let (ctx, act, shared) = (ctx.clone(), act.clone(), app.shared.clone());
        let result = app
            .db
            .write(move |conn| {
                let mut door = Door::new(&ctx, conn, &shared);
                let value = act(&mut door)?;
                door.conclude()?;
                door.keep_looks()?;
                Ok(value)
            })
            .await;
        tries += 1;
        match result {
            Err(Error::Stale { stated: false }) if tries < 6 => {}
            // Once more, so that the rule which looks for it beforehand sees what has come in meanwhile.
            Err(Error::Taken { .. }) if tries < 2 => {}
            Err(Error::Taken { field, text }) => return Err(Error::field(field, text)),
            other => return other.map_err(|error| told(app, &reader, error)),
        }
    }
}

/// Whoever is signed in. What one person has typed is not sent in the name of another who signed in meanwhile.
fn visitor(conn: &mut Conn, shared: &Arc<Shared>, req: &Req) -> Result<Visitor> {
    let (ctx, ui) = (shared.site.session)(conn, shared, req)?.ok_or(Error::SignIn)?;
    match &req.typist {
        Some(typist) if *typist != ctx.actor.person.to_string() => {
            Err(Error::SomebodyElse { name: ctx.actor.name })
        }
        _ => Ok((ctx, ui)),
    }
}

/// A refusal in the words that its reader may read (H1.3); a figure that it shows is kept in the access log.
fn told(app: &App, reader: &Ctx, error: Error) -> Error {
    let Error::Refused(refusal) = error else { return error };
    let (refusal, seen) = refusal.read_by(&reader.actor.roles);
    if let Some(kind) = seen {
        app.shared.log.push(reader.looked(kind.word(), ""));
    }
    Error::Refused(refusal)
}

impl App {
    /// Runs `act` on a read connection as whoever is signed in and may ask at this route.
    pub async fn read<T, F>(&self, req: &Req, act: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Door, &Ui) -> Result<T> + Send + 'static,
    {
        let who = req.who;
        self.read_as_it_comes(req, move |door, ui| who.admits(door.ctx).and_then(|()| act(door, ui))).await
    }

    /// The same, where `act` itself answers whoever may not ask.
    async fn read_as_it_comes<T, F>(&self, req: &Req, act: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Door, &Ui) -> Result<T> + Send + 'static,
    {
        let (shared, req, app) = (self.shared.clone(), req.clone(), self.clone());
        self.db
            .read(move |conn| {
                let (ctx, ui) = visitor(conn, &shared, &req)?;
                let mut door = Door::new(&ctx, conn, &shared);
                let value = act(&mut door, &ui).map_err(|error| told(&app, &ctx, error))?;
                door.log_looks()?;
                Ok(value)
            })
            .await
    }

    /// Who is signed in, and how pages look to them.
    pub async fn signed_in(&self, req: &Req) -> Result<(Ctx, Ui)> {
        let (shared, req) = (self.shared.clone(), req.clone());
        self.db.glance(move |conn| visitor(conn, &shared, &req)).await
    }

    /// Who is signed in and may ask at this route: for what is sent.
    pub async fn admitted(&self, req: &Req) -> Result<(Ctx, Ui)> {
        let (ctx, ui) = self.signed_in(req).await?;
        req.who.admits(&ctx)?;
        Ok((ctx, ui))
    }

    /// A page, whatever becomes of it.
    pub async fn page<F>(&self, req: Req, act: F) -> Response
    where
        F: FnOnce(&mut Door, &Ui) -> Result<Page> + Send + 'static,
    {
        let (dialog, who) = (req.dialog, req.who);
        let answered = self
            .read_as_it_comes(&req, move |door, ui| {
                Ok(match who.admits(door.ctx).and_then(|()| act(door, ui)) {
                    Ok(page) => page_answer(page, ui, dialog),
                    Err(error) => error_page(ui, &error, &door.ctx.request.clone(), dialog),
                })
            })
            .await;
        match answered {
            Ok(response) => response,
            Err(error) => error_page(&self.anonymous(&req), &error, &req.id, dialog),
        }
    }

    /// JSON, whatever becomes of it.
    pub async fn json<F>(&self, req: Req, act: F) -> Response
    where
        F: FnOnce(&mut Door, &Ui) -> Result<serde_json::Value> + Send + 'static,
    {
        match self.read(&req, act).await {
            Ok(value) => Json(value).into_response(),
            Err(error) => self.problem(&req, &error).await,
        }
    }

    /// A problem in the language that an API client asks for, or else in the reader's own.
    pub async fn problem(&self, req: &Req, error: &Error) -> Response {
        let own = if req.api && !req.language.is_empty() { None } else { self.signed_in(req).await.ok() };
        problem(own.map_or_else(|| req.lang(), |(ctx, _)| ctx.lang), error, &req.id)
    }

    /// Sets a document on a thread that may take its time, or answers why not. Where characters cannot be set, a page
    /// says which and where (C29), and goes on all the same when asked to.
    pub async fn set<F>(&self, req: &Req, setting: Setting, render: F) -> std::result::Result<Pdf, Response>
    where
        F: FnOnce() -> Result<Pdf, paper::Error> + Send + 'static,
    {
        let Ok(Ok(place)) = tokio::time::timeout(PATIENCE, PRESS.acquire()).await else {
            let error = Error::Http { status: 503, text: zh("系统正忙，请稍后再试") };
            return Err(self.problem(req, &error).await);
        };
        let set = tokio::task::spawn_blocking(render).await;
        drop(place);
        let error = match set {
            Ok(Ok(pdf))
                if pdf.lacking.is_empty() || setting == Setting::Decided || req.get(ANYWAY) == "1" =>
            {
                return Ok(pdf);
            }
            Ok(Ok(pdf)) => {
                let asked = req.clone();
                let page = move |_: &mut Door, ui: &Ui| Ok(unprintable(ui, &asked, setting, &pdf.lacking));
                let mut response = self.page(req.clone(), page).await;
                *response.status_mut() = StatusCode::CONFLICT;
                return Err(response);
            }
            Ok(Err(error)) => Error::from(error),
            Err(error) => Error::Fault(error.to_string()),
        };
        Err(self.problem(req, &error).await)
    }

    /// How pages look to somebody who is not signed in.
    pub fn anonymous(&self, req: &Req) -> Ui {
        let lang = req.lang();
        let now = crate::ctx::local(self.shared.clock.now());
        Ui { path: req.path.clone(), ..Ui::anonymous(lang, now) }
    }
}
