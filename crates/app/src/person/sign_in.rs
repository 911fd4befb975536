//! The way in and out: by name and password, by a one-time code that sets the password (H1.1), and out again.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::form;
use kernel::i18n::zh;
use kernel::log::{Event, Line};
use kernel::ui::{Bare, Button, Field, FieldKind, Form, Html, Ui};
use kernel::web::{COOKIES, Req, error_page, read_small, redirect, sentence, write};
use kernel::{App, Error, Result};
use serde_json::json;

use super::entry::{Entered, Try, later, set_cookie};
use super::{actions, password, session, store};

/// Who wants in, and where to.
struct Credentials {
    name: String,
    password: String,
    next: String,
}

impl Credentials {
    fn ask(f: &form::Form) -> Self {
        Self {
            name: f.text("name", "登录名", 80).or(String::new()),
            password: f.secret("password", "密码").or(String::new()),
            next: f.text("next", "", 8000).or(String::new()),
        }
    }
}

/// What a door without a session was told: read like every form, so that what hides in a name or is of no shape is refused by name.
pub(super) async fn told<I>(app: &App, req: &Req, request: Request, ask: fn(&form::Form) -> I) -> Result<I> {
    let said = read_small(request, req.api).await?;
    form::read(&app.anonymous(req), &said, Vec::new(), ask).map_err(Error::Invalid)
}

pub(super) async fn sign_in_page(State(app): State<App>, req: Req) -> Response {
    if app.signed_in(&req).await.is_ok() {
        return inside("/", &req);
    }
    sign_in_form(&app.anonymous(&req), &req, "", None)
}

/// The way on for who is signed in now: to `place`, or for a script that signs in in place, back to what it asked for.
fn inside(place: &str, req: &Req) -> Response {
    if req.dialog { StatusCode::NO_CONTENT.into_response() } else { redirect(place, "", false) }
}

fn sign_in_form(ui: &Ui, req: &Req, name: &str, wrong: Option<&str>) -> Response {
    let full = kernel::ui::Width::Full;
    let mut fields = vec![
        Field::text("name", ui.t("登录名")).value(name).required().width(full),
        Field::new(FieldKind::Password, "password", ui.t("密码")).required().width(full),
    ];
    let title = if req.dialog { ui.t("请重新登录") } else { ui.t("登录跟单") };
    if !req.dialog {
        fields.push(Field::hidden("next", req.get("next")));
    }
    let mut form = Form { native: true, ..Form::new(title, "/login", fields).submit(ui.t("登录")) };
    form.errors.extend(wrong.map(str::to_owned));
    let mut response = if req.dialog {
        // Beside a form that waits on the page, its ids must be its own.
        "sign-in".clone_into(&mut form.id);
        form.intro = Some(ui.t("登录已结束，填写的内容都在。登录后自动继续").to_owned());
        form.render(ui).into_response()
    } else {
        let by_code = Button::link(ui.t("用一次性代码设密码"), "/login/code").render(ui);
        Bare::new(ui.t("登录"), Html::concat([form.render(ui), by_code])).render(ui).into_response()
    };
    if wrong.is_some() {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
    }
    response
}

pub(super) async fn sign_in(State(app): State<App>, req: Req, request: Request) -> Response {
    let ui = app.anonymous(&req);
    let body = match told(&app, &req, request, Credentials::ask).await {
        Ok(body) => body,
        Err(error @ Error::Invalid(_)) => {
            let mut response = sign_in_form(&ui, &req, "", Some(&sentence(ui.lang, &error)));
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return response;
        }
        Err(error) => return error_page(&ui, &error, &req.id, req.dialog),
    };
    match enter(&app, &req, &body).await {
        Ok(entered) => {
            let mut response = inside(safe_next(&body.next), &req);
            entered.keep(&app, &mut response);
            response
        }
        Err(Error::SignIn) => sign_in_form(&ui, &req, &body.name, Some(ui.t("登录名或密码不对"))),
        Err(error) if error.status() == 429 => {
            let form = sign_in_form(&ui, &req, &body.name, Some(&sentence(ui.lang, &error)));
            later(form, &error)
        }
        Err(error) => error_page(&ui, &error, &req.id, req.dialog),
    }
}

pub(super) async fn api_sign_in(State(app): State<App>, req: Req, request: Request) -> Response {
    let entered = async { enter(&app, &req, &told(&app, &req, request, Credentials::ask).await?).await };
    match entered.await {
        Ok(entered) => Json(json!({ "token": entered.session })).into_response(),
        Err(error) => app.problem(&req, &error).await,
    }
}

/// Checks name and password; the same answer and the same time for unknown names.
async fn enter(app: &App, req: &Req, body: &Credentials) -> Result<Entered> {
    let tried = Try::new(app, req, &body.name);
    let known = tried.count(app).await?;
    let asked = tried.name.clone();
    let found = app.db.read(move |conn| store::credential(conn, &asked)).await?;
    let word = body.password.clone();
    let stored = found.as_ref().map(|(_, hash)| hash.clone());
    let right = tokio::task::spawn_blocking(move || password::verify(&word, stored.as_deref(), known))
        .await
        .map_err(|e| Error::Fault(e.to_string()))??;
    let Some((person, hash)) = found.filter(|_| right) else {
        return Err(tried.failed(app, Error::SignIn).await);
    };
    tracing::info!(person, "sign-in");
    let lang = app.anonymous(req).lang;
    write(app, tried.ctx(), move |door| {
        // A password that was changed meanwhile lets nobody in.
        if store::credential(door.conn, &tried.name)? != Some((person.clone(), hash.clone())) {
            return Err(Error::SignIn);
        }
        tried.enter(door, &person, lang)
    })
    .await
}

/// Who has a one-time code, and the password that is to be theirs.
struct Coded {
    name: String,
    code: String,
    password: String,
}

impl Coded {
    fn ask(f: &form::Form) -> Self {
        Self {
            name: f.text("name", "登录名", 80).or(String::new()),
            code: f.text("code", "一次性代码", 80).or(String::new()),
            password: f.secret("password", "新密码").or(String::new()),
        }
    }
}

pub(super) async fn code_page(State(app): State<App>, req: Req) -> Response {
    code_form(&app.anonymous(&req), "", None)
}

fn code_form(ui: &Ui, name: &str, wrong: Option<&str>) -> Response {
    let full = kernel::ui::Width::Full;
    let new = Field::new(FieldKind::Password, "password", ui.t("新密码")).required().width(full);
    let mut form = Form::new(
        ui.t("用一次性代码设密码"),
        "/login/code",
        vec![
            Field::text("name", ui.t("登录名")).value(name).required().width(full),
            Field::text("code", ui.t("一次性代码"))
                .required()
                .help(ui.t("管理员或部门领导给你的代码，24 小时内有效，只能用一次"))
                .width(full),
            new.help(ui.t("至少 8 个字符")),
        ],
    )
    .submit(ui.t("设密码并登录"))
    .cancel("/login");
    form.native = true;
    form.errors.extend(wrong.map(str::to_owned));
    let mut response = Bare::new(ui.t("登录"), form.render(ui)).render(ui).into_response();
    if wrong.is_some() {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
    }
    response
}

pub(super) async fn sign_in_by_code(State(app): State<App>, req: Req, request: Request) -> Response {
    let ui = app.anonymous(&req);
    let body = match told(&app, &req, request, Coded::ask).await {
        Ok(body) => body,
        Err(error @ Error::Invalid(_)) => {
            let mut response = code_form(&ui, "", Some(&sentence(ui.lang, &error)));
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return response;
        }
        Err(error) => return error_page(&ui, &error, &req.id, req.dialog),
    };
    match enter_by_code(&app, &req, &body).await {
        Ok(entered) => {
            let mut response = redirect("/", "", false);
            entered.keep(&app, &mut response);
            response
        }
        Err(Error::SignIn) => code_form(&ui, &body.name, Some(ui.t(WRONG_CODE))),
        Err(Error::Invalid(fields)) => {
            code_form(&ui, &body.name, fields.first().map(|field| ui.t(field.text)))
        }
        Err(error) if error.status() == 429 => {
            later(code_form(&ui, &body.name, Some(&sentence(ui.lang, &error))), &error)
        }
        Err(error) => app.problem(&req, &error).await,
    }
}

pub(super) async fn api_sign_in_by_code(State(app): State<App>, req: Req, request: Request) -> Response {
    let entered = async { enter_by_code(&app, &req, &told(&app, &req, request, Coded::ask).await?).await };
    match entered.await {
        Ok(entered) => Json(json!({ "token": entered.session })).into_response(),
        Err(error) => app.problem(&req, &error).await,
    }
}

/// Sets the password of whoever holds a code, and begins their session; wrong codes count like wrong passwords.
async fn enter_by_code(app: &App, req: &Req, body: &Coded) -> Result<Entered> {
    let tried = Try::new(app, req, &body.name);
    tried.count(app).await?;
    let (code, word) = (body.code.clone(), body.password.clone());
    let (lang, entering) = (app.anonymous(req).lang, tried.clone());
    let begun = write(app, tried.ctx(), move |door| {
        let Some(person) = actions::use_code(door, &entering.name, &code, &word)? else { return Ok(None) };
        entering.enter(door, &person.to_string(), lang).map(Some)
    })
    .await?;
    if begun.is_some() {
        tracing::info!("a password was set by a code");
    }
    match begun {
        Some(entered) => Ok(entered),
        None => Err(tried.failed(app, Error::SignIn).await),
    }
}

/// What whoever holds a wrong code is told: not whether the name is known.
const WRONG_CODE: &str = zh("登录名或代码不对，或代码已用过、已过期。请找管理员再发一个");

/// Only addresses of this site.
pub(super) fn safe_next(next: &str) -> &str {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\t', '\r', '\n'])
        && !next.contains("%2e")
        && !next.contains("%09");
    if inside { next } else { "/" }
}

pub(super) async fn sign_out(State(app): State<App>, req: Req) -> Response {
    if let Some(token) = req.token.clone() {
        let leaving = Try::new(&app, &req, "");
        let ended = write(&app, leaving.ctx(), move |door| {
            let ended = store::end_session(door.conn, &session::token_hash(&token))?;
            let line = door.ctx.line(Event::SignOut, String::new());
            let lines = ended.map(|person| Line { actor: person.to_string(), ..line });
            door.write_log(&lines.into_iter().collect::<Vec<_>>())
        })
        .await;
        if let Err(error) = ended {
            return app.problem(&req, &error).await;
        }
    }
    let mut response = redirect("/login", "", false);
    set_cookie(&app, &mut response, COOKIES, ("", 0));
    response
}
