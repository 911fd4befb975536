//! The handlers behind every list and every operation: one for each kind, whatever the feature.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::access::Right;
use futures::TryStreamExt as _;
use serde_json::json;
use uuid::Uuid;

use super::answer::{Page, attachment_answer, error_page, page_answer, problem, redirect};
use super::request::{Req, parse_query};
use crate::ctx::{Ctx, Door};
use crate::error::{Error, Result};
use crate::files::{REQUEST, REQUEST_TOO_LARGE, Upload};
use crate::list::List;
use crate::operation::{Done, Operation, Target, refill};
use crate::said::Said;
use crate::state::App;
use crate::ui::{Html, PageHeader, Ui};

/// Rows on a page of a list, and in the answer of the API.
const PAGE: usize = 50;
/// Rows at most in a sheet.
const SHEET: usize = 50_000;

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
                door.settle()?;
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

/// A refusal in the words that its reader may read (H1.3); a figure that it shows is kept in the access log.
fn told(app: &App, reader: &Ctx, error: Error) -> Error {
    let Error::Refused(refusal) = error else { return error };
    let (refusal, seen) = refusal.read_by(&reader.actor.roles);
    if let Some(kind) = seen {
        app.shared.access.push(reader.look_row(kind.word()));
    }
    Error::Refused(refusal)
}

impl App {
    /// Runs `act` on a read connection as whoever is signed in.
    pub async fn read<T, F>(&self, req: &Req, act: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Door, &Ui) -> Result<T> + Send + 'static,
    {
        let (shared, req, app) = (self.shared.clone(), req.clone(), self.clone());
        self.db
            .read(move |conn| {
                let session = (shared.site.session)(conn, &shared, &req)?;
                let Some((ctx, ui)) = session else { return Err(Error::SignIn) };
                let mut door = Door::new(&ctx, conn, &shared);
                let value = act(&mut door, &ui).map_err(|error| told(&app, &ctx, error))?;
                door.log_looks();
                Ok(value)
            })
            .await
    }

    /// Who is signed in, and how pages look to them.
    pub async fn signed_in(&self, req: &Req) -> Result<(Ctx, Ui)> {
        let (shared, req) = (self.shared.clone(), req.clone());
        let session = self.db.read(move |conn| (shared.site.session)(conn, &shared, &req)).await?;
        session.ok_or(Error::SignIn)
    }

    /// A page, whatever becomes of it.
    pub async fn page<F>(&self, req: Req, act: F) -> Response
    where
        F: FnOnce(&mut Door, &Ui) -> Result<Page> + Send + 'static,
    {
        let dialog = req.dialog;
        let answered = self
            .read(&req, move |door, ui| {
                Ok(match act(door, ui) {
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

    /// A document as a PDF, set on a thread that may take its time.
    pub async fn pdf<F>(&self, req: &Req, render: F, name: &str) -> Response
    where
        F: FnOnce() -> Result<Vec<u8>, paper::Error> + Send + 'static,
    {
        let error = match tokio::task::spawn_blocking(render).await {
            Ok(Ok(bytes)) => return attachment_answer(bytes, "application/pdf", name, true),
            Ok(Err(error)) => Error::from(error),
            Err(error) => Error::Fault(error.to_string()),
        };
        self.problem(req, &error).await
    }

    /// How pages look to somebody who is not signed in.
    pub fn anonymous(&self, req: &Req) -> Ui {
        let lang = req.lang();
        let now = crate::ctx::local(self.shared.clock.now());
        Ui { path: req.path.clone(), ..Ui::anonymous(lang, now) }
    }
}

/// The routes of a list: page, sheet, JSON.
pub fn list_routes(router: Router<App>, list: &'static List) -> Router<App> {
    let page = move |State(app): State<App>, req: Req| async move {
        let asked = req.asked(PAGE);
        app.page(req, move |door, ui| {
            let counts = list.counts.map_or(Ok(Vec::new()), |counts| counts(door))?;
            let table = list.table(door, ui, &asked, &counts)?;
            let header =
                PageHeader { actions: list.buttons(door, ui), ..PageHeader::new(ui.lang.list(list.title)) };
            Ok(Page::new(ui.lang.list(list.title), Html::concat([header.render(ui), table.render(ui)])))
        })
        .await
    };
    let sheet = move |State(app): State<App>, req: Req| async move {
        let asked = req.asked(SHEET);
        let answered = app
            .read(&req, move |door, ui| {
                let bytes = list.sheet(door, ui, &asked)?;
                let name = format!("{}_{}.xlsx", ui.lang.list(list.title), ui.today.strftime("%Y%m%d"));
                let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                Ok(attachment_answer(bytes, media, &name, false))
            })
            .await;
        answered.unwrap_or_else(|error| error_page(&app.anonymous(&req), &error, &req.id, false))
    };
    let json = move |State(app): State<App>, req: Req| async move {
        let limit = req.get("limit").parse().unwrap_or(PAGE).clamp(1, 200);
        let mut asked = req.asked(limit);
        asked.query.retain(|(n, _)| n != "limit");
        app.json(req, move |door, _| list.json(door, &asked)).await
    };
    router
        .route(list.path, get(page))
        .route(&format!("{}.xlsx", list.path), get(sheet))
        .route(&format!("/api/v1{}", list.path), get(json))
}

/// The routes of an operation: form, action, JSON twin.
pub fn operation_routes(router: Router<App>, operation: &'static dyn Operation) -> Router<App> {
    let form = move |State(app): State<App>, path: Option<Path<String>>, req: Req| async move {
        let target = Target { id: path.map(|p| p.0).unwrap_or_default(), query: req.query.clone() };
        let dialog = req.dialog;
        app.page(req, move |door, ui| {
            door.ctx.may(operation.right())?;
            let form = ready_form(operation, door, &target, ui)?;
            let main = if dialog { form.render(ui) } else { form.page(ui) };
            Ok(Page::new(form.title, main))
        })
        .await
    };
    let act = move |State(app): State<App>, path: Option<Path<String>>, req: Req, request: Request| async move {
        let target = Target { id: path.map(|p| p.0).unwrap_or_default(), query: req.query.clone() };
        submit(app, operation, target, req, request).await
    };
    let api = move |State(app): State<App>, path: Option<Path<String>>, req: Req, request: Request| async move {
        let target = Target { id: path.map(|p| p.0).unwrap_or_default(), query: Vec::new() };
        match submit_json(&app, operation, target, &req, request).await {
            Ok(response) => response,
            Err(error) => app.problem(&req, &error).await,
        }
    };
    router
        .route(operation.path(), get(form).post(act))
        .route(&format!("/api/v1{}", operation.path()), axum::routing::post(api))
}

fn ready_form(
    operation: &dyn Operation,
    door: &mut Door,
    target: &Target,
    ui: &Ui,
) -> Result<crate::ui::Form> {
    let mut form = operation.draw(door, target, ui)?;
    if form.action.is_empty() {
        form.action = operation.href(&target.id);
    }
    if form.title.is_empty() {
        ui.t(operation.label()).clone_into(&mut form.title);
    }
    if form.submit_label.is_empty() {
        ui.t(operation.label()).clone_into(&mut form.submit_label);
    }
    if form.id.is_empty() {
        "form".clone_into(&mut form.id);
    }
    if form.key.is_none() {
        form.key = Some(Uuid::now_v7().simple().to_string());
    }
    Ok(form)
}

async fn submit(
    app: App,
    operation: &'static dyn Operation,
    target: Target,
    req: Req,
    request: Request,
) -> Response {
    let dialog = req.dialog;
    let (ctx, ui) = match app.signed_in(&req).await {
        Ok(found) => found,
        Err(error) => return error_page(&app.anonymous(&req), &error, &req.id, dialog),
    };
    let said = match ctx.may(operation.right()) {
        Ok(()) => read_body(&app, &ctx, operation, request).await,
        Err(error) => Err(error),
    };
    let said = match said {
        Ok(said) => said,
        Err(error) => return error_page(&ui, &error, &req.id, dialog),
    };
    match perform(&app, ctx, operation, target.clone(), said.clone()).await {
        Ok(done) => redirect(&done.location, ui.t(done.toast), dialog),
        Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::Stale { .. } | Error::Http { .. })) => {
            again(app, operation, target, req, said, error).await
        }
        Err(error) => error_page(&ui, &error, &req.id, dialog),
    }
}

/// The same form with what was typed and the reason beside the field.
async fn again(
    app: App,
    operation: &'static dyn Operation,
    target: Target,
    req: Req,
    said: Said,
    error: Error,
) -> Response {
    let dialog = req.dialog;
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let answered = app
        .read(&req, move |door, ui| {
            let mut form = ready_form(operation, door, &target, ui)?;
            match &error {
                Error::Invalid(fields) => refill(&mut form, &said, fields, ui),
                other => {
                    refill(&mut form, &said, &[], ui);
                    form.errors.push(super::answer::sentence(ui.lang, other));
                }
            }
            let main = if dialog { form.render(ui) } else { form.page(ui) };
            let mut response = page_answer(Page::new(form.title, main), ui, dialog);
            *response.status_mut() = status;
            Ok(response)
        })
        .await;
    answered.unwrap_or_else(|error| error_page(&app.anonymous(&req), &error, &req.id, dialog))
}

async fn submit_json(
    app: &App,
    operation: &'static dyn Operation,
    target: Target,
    req: &Req,
    request: Request,
) -> Result<Response> {
    let (ctx, _) = app.signed_in(req).await?;
    ctx.may(operation.right())?;
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|t| t.starts_with("application/json"));
    let mut said = if is_json {
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await;
        let body = body.map_err(|_| Error::Http { status: 413, text: "请求体超过 1 MB" })?;
        let value = serde_json::from_slice(if body.is_empty() { b"{}" } else { &body });
        Said::from_json(&value.map_err(|_| Error::Http { status: 400, text: "请求体不是有效的 JSON" })?)?
    } else {
        return Err(Error::Http { status: 415, text: "请用 application/json" });
    };
    if let Some(key) = &req.key {
        said.set("key", key.clone());
    }
    if operation.versioned() {
        let version =
            req.if_match.as_deref().map(|v| v.trim_matches('"').to_owned()).ok_or(Error::VersionRequired)?;
        said.set("version", version);
    }
    let done = perform(app, ctx, operation, target, said).await?;
    let status = if done.created { StatusCode::CREATED } else { StatusCode::OK };
    let body =
        json!({"id": done.id, "number": done.number, "version": done.version, "location": done.location});
    Ok((status, [(header::ETAG, format!("\"{}\"", done.version))], Json(body)).into_response())
}

/// The action in one transaction with its idempotency: the first answer to a key is given again.
async fn perform(
    app: &App,
    ctx: Ctx,
    operation: &'static dyn Operation,
    target: Target,
    said: Said,
) -> Result<Done> {
    write(app, ctx, move |door| {
        let actor = door.ctx.actor.code();
        let print = said.fingerprint();
        let request = [operation.name(), target.id.as_str(), print.as_str()];
        if let Some(key) = said.key()
            && let Some(stored) = evidence::lookup(door.conn, &actor, key, &request)?
        {
            return serde_json::from_str::<StoredDone>(&stored.body)
                .map(Done::from)
                .map_err(|e| Error::Fault(e.to_string()));
        }
        let mut said = said.clone();
        said.said_on(door.ctx.today());
        let done = operation.run(door, &target, &mut said)?;
        if let Some(key) = said.key() {
            let body =
                serde_json::to_string(&StoredDone::from(&done)).map_err(|e| Error::Fault(e.to_string()))?;
            let stored = evidence::Stored { status: 200, location: done.location.clone(), body };
            evidence::remember(door.conn, &actor, key, &request, &stored, door.ctx.now.as_microsecond())?;
        }
        Ok(done)
    })
    .await
}

#[derive(serde::Serialize, serde::Deserialize)]
struct StoredDone {
    location: String,
    id: String,
    number: String,
    version: i64,
    created: bool,
}

impl From<&Done> for StoredDone {
    fn from(done: &Done) -> Self {
        let Done { location, id, number, version, created, .. } = done.clone();
        Self { location, id, number, version, created }
    }
}

impl From<StoredDone> for Done {
    fn from(stored: StoredDone) -> Self {
        let StoredDone { location, id, number, version, created } = stored;
        Self { location, toast: "", id, number, version, created }
    }
}

/// An upload that ended before its end, or was too much.
pub fn cut_short(error: &MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::Http { status: 413, text: REQUEST_TOO_LARGE }
    } else {
        Error::Http { status: 400, text: "表单没有传完。请重试" }
    }
}

/// A form's body: urlencoded, or multipart with files, which are stored as they stream in.
async fn read_body(app: &App, ctx: &Ctx, operation: &dyn Operation, mut request: Request) -> Result<Said> {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    if kind.starts_with("multipart/form-data") {
        DefaultBodyLimit::max(REQUEST).apply(&mut request);
        // Who imports uploads workbooks; everybody else what proves something.
        let upload = if operation.right() == Right::Import { Upload::Workbook } else { Upload::Attachment };
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|_| Error::Http { status: 400, text: "表单没有传完。请重试" })?;
        let mut pairs = Vec::new();
        let mut files = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(|e| cut_short(&e))? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(file) if file.is_empty() => {}
                Some(file) => {
                    let stored = app.shared.files.put(upload, &file, part.into_stream()).await?;
                    files.push((name, stored));
                }
                None => {
                    let text = part.text().await.map_err(|e| match e.status() {
                        StatusCode::PAYLOAD_TOO_LARGE => cut_short(&e),
                        _ => Error::Http { status: 400, text: "表单不是有效的文字" },
                    })?;
                    pairs.push((name, text));
                }
            }
        }
        let mut said = Said::from_pairs(pairs);
        for (name, file) in files {
            let (ctx, kept) = (ctx.clone(), file.clone());
            write(app, ctx, move |door| door.keep_file(&kept)).await?;
            said.attach(&name, file);
        }
        return Ok(said);
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Error::Http { status: 415, text: "请用表单提交" });
    }
    let body = axum::body::to_bytes(request.into_body(), 2 << 20).await;
    let body = body.map_err(|_| Error::Http { status: 413, text: "表单超过 2 MB" })?;
    let text = std::str::from_utf8(&body)
        .map_err(|_| Error::Http { status: 400, text: "表单不是有效的文字" })?;
    Ok(Said::from_pairs(parse_query(text)))
}
