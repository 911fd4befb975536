//! The handlers behind every endpoint: its form, its action, its JSON twin.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use uuid::Uuid;

use super::answer::{Page, error_page, page_answer, redirect};
use super::body::{read_api, read_body};
use super::both;
use super::perform::{perform, stated_key, stated_version};
use super::request::Req;
use super::routes::{Routes, Who};
use crate::ctx::Door;
use crate::endpoint::{Done, Endpoint, Target};
use crate::error::{Error, Result};
use crate::refill::refill;
use crate::said::Said;
use crate::state::App;
use crate::ui::{Field, FieldKind, Form, Ui, Width};

const UNDO: HeaderName = HeaderName::from_static("x-gendan-undo");

/// The routes of an endpoint: form, action, JSON twin.
pub(super) fn endpoint_routes(routes: Routes, endpoint: &'static dyn Endpoint) -> Routes {
    let form = move |State(app): State<App>, path: Option<Path<String>>, req: Req| async move {
        let target = Target { id: path.map(|p| p.0).unwrap_or_default(), query: req.query.clone() };
        let dialog = req.dialog;
        app.page(req, move |door, ui| {
            let form = ready_form(endpoint, door, &target, ui)?;
            let main = if dialog { form.render(ui) } else { form.page(ui) };
            Ok(Page::new(form.title, main))
        })
        .await
    };
    let act = move |State(app): State<App>, path: Option<Path<String>>, req: Req, request: Request| async move {
        let target = Target { id: path.map(|p| p.0).unwrap_or_default(), query: req.query.clone() };
        submit(app, endpoint, target, req, request).await
    };
    let api = move |State(app): State<App>, path: Option<Path<String>>, req: Req, request: Request| async move {
        let target = Target { id: path.map(|p| p.0).unwrap_or_default(), query: Vec::new() };
        match submit_json(&app, endpoint, target, &req, request).await {
            Ok(response) => response,
            Err(error) => app.problem(&req, &error).await,
        }
    };
    let who = Who::Holds(endpoint.right());
    routes.get(who, endpoint.path(), form).post(who, endpoint.path(), act).post(
        who,
        &format!("/api/v1{}", endpoint.path()),
        api,
    )
}

fn ready_form(endpoint: &dyn Endpoint, door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let mut form = endpoint.draw(door, target, ui)?;
    if form.action.is_empty() {
        form.action = endpoint.href(&target.id);
    }
    if form.title.is_empty() {
        ui.t(endpoint.label()).clone_into(&mut form.title);
    }
    if form.submit_label.is_empty() {
        ui.t(endpoint.label()).clone_into(&mut form.submit_label);
    }
    if form.about.is_empty() && endpoint.path().contains("{id}") {
        let acts = endpoint.path().split("/{id}").next().unwrap_or_default();
        if let Some(noun) = door.shared.site.nouns().find(|noun| noun.acts == acts) {
            form.about = ui.lang.summary(&noun.called(door.conn, &target.id)?);
        }
    }
    if form.id.is_empty() {
        "form".clone_into(&mut form.id);
    }
    if form.key.is_none() {
        form.key = Some(Uuid::now_v7().simple().to_string());
    }
    door.shared.config.uploads.tell(endpoint, &mut form, ui);
    // Who edits says what they began from.
    if endpoint.edits() && form.version.is_some() {
        form.was = both::carried(&form);
    }
    Ok(form)
}

async fn submit(
    app: App,
    endpoint: &'static dyn Endpoint,
    target: Target,
    req: Req,
    request: Request,
) -> Response {
    let dialog = req.dialog;
    let (ctx, ui) = match app.signed_in(&req).await {
        Ok(found) => found,
        Err(error) => return error_page(&app.anonymous(&req), &error, &req.id, dialog),
    };
    let body = match req.who.admits(&ctx) {
        Ok(()) => read_body(&app, &ctx, endpoint, request).await,
        Err(error) => Err(error),
    };
    let body = match body {
        Ok(body) => body,
        Err(error) => return error_page(&ui, &error, &req.id, dialog),
    };
    let (who, said) = (ctx.clone(), body.said.clone());
    match perform(&app, ctx, endpoint, target.clone(), body).await {
        Ok(done) if !done.shown_once.is_empty() => shown_once(endpoint, &done, &ui, dialog),
        Ok(done) => {
            let undo = endpoint.deed().undone_by().filter(|_| !done.id.is_empty());
            let undo = undo.and_then(|deed| app.shared.site.endpoint(deed)).filter(|e| who.can(e.right()));
            let undo = undo.and_then(|e| HeaderValue::from_str(&e.href(&done.id)).ok());
            // What was made says how it is called.
            let named = done.created && !done.toast.is_empty() && !done.number.is_empty();
            let toast = match ui.t(done.toast) {
                toast if named => format!("{toast} {}", done.number),
                toast => toast.to_owned(),
            };
            let mut response = redirect(&done.location, &toast, dialog);
            // Where what was done is taken back.
            response.headers_mut().extend(undo.map(|href| (UNDO, href)));
            response
        }
        Err(
            error @ (Error::Invalid(_)
            | Error::Refused(_)
            | Error::Stale { .. }
            | Error::Http { .. }
            | Error::Told { .. }),
        ) => again(app, endpoint, target, req, said, error).await,
        Err(error) => error_page(&ui, &error, &req.id, dialog),
    }
}

/// What is shown this once, and the way on.
fn shown_once(endpoint: &dyn Endpoint, done: &Done, ui: &Ui, dialog: bool) -> Response {
    let shown = FieldKind::Static(done.shown_once.clone());
    let form = Form {
        get: true,
        intro: Some(ui.t(done.toast).to_owned()),
        ..Form::new(
            ui.t(endpoint.label()),
            &done.location,
            vec![Field::new(shown, "", ui.t("只显示这一次")).width(Width::Full)],
        )
        .submit(ui.t("知道了"))
    };
    let main = if dialog { form.render(ui) } else { form.page(ui) };
    page_answer(Page::new(form.title, main), ui, dialog)
}

/// The same form with what was typed and the reason beside the field.
async fn again(
    app: App,
    endpoint: &'static dyn Endpoint,
    target: Target,
    req: Req,
    said: Said,
    error: Error,
) -> Response {
    let dialog = req.dialog;
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let answered = app
        .read(&req, move |door, ui| {
            let mut form = ready_form(endpoint, door, &target, ui)?;
            match &error {
                Error::Invalid(fields) => refill(&mut form, &said, fields, ui),
                Error::Stale { .. } => stale(&mut form, &said, ui, &error),
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

/// Somebody else was first: their changes and mine, field by field. Sent once more it is decided with theirs in sight.
fn stale(form: &mut Form, said: &Said, ui: &Ui, error: &Error) {
    let Some((merged, beside)) = both::meet(form, said, ui) else {
        refill(form, said, &[], ui);
        form.errors.push(super::answer::sentence(ui.lang, error));
        // What was typed from an old page stays refused until the page is opened anew.
        form.version = said.version().or(form.version);
        return;
    };
    refill(form, &merged, &[], ui);
    form.errors.push(ui.t(if beside.is_empty() { TAKEN_OVER } else { MET }).to_owned());
    both::beside(form, beside);
}

/// What is said first where somebody else was faster, and nobody is in the other's way.
const TAKEN_OVER: &str = "你打开这一页以后，别人改过它。没有冲突，他的改动已经放进来；看过后再提交";
/// And where both have changed the same.
const MET: &str = "你打开这一页以后，别人改过它。没有冲突的改动已经放进来；标红的两个人都改了，看过后再提交";

async fn submit_json(
    app: &App,
    endpoint: &'static dyn Endpoint,
    target: Target,
    req: &Req,
    request: Request,
) -> Result<Response> {
    let (ctx, _) = app.admitted(req).await?;
    let key = stated_key(endpoint, req)?;
    let version = stated_version(endpoint, req)?;
    let mut body = read_api(app, &ctx, endpoint, request).await?;
    for (name, stated) in [("key", key), ("version", version)] {
        if let Some(value) = stated {
            body.said.set(name, value);
        }
    }
    let done = perform(app, ctx, endpoint, target, body).await?;
    let status = if done.created { StatusCode::CREATED } else { StatusCode::OK };
    let mut body =
        json!({"id": done.id, "number": done.number, "version": done.version, "location": done.location});
    if let Some(object) = body.as_object_mut().filter(|_| !done.shown_once.is_empty()) {
        object.insert("shown_once".into(), done.shown_once.into());
    }
    Ok((status, [(header::ETAG, format!("\"{}\"", done.version))], Json(body)).into_response())
}
