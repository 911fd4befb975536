//! Sign-in, sign-out, own sessions and preferences, a person's page.

use axum::extract::{Form as Body, Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::access::Right;
use domain::choice::Choice as _;
use domain::ids::PersonId;
use domain::person::Person;
use serde_json::json;

use super::device::device;
use super::{password, session, store};
use kernel::ctx::Ctx;
use kernel::ui::{
    Bare, Button, Card, Cell, Column, Detail, Details, Field, FieldKind, Form, Html, PageHeader, Row, Table,
    Tone, Ui,
};
use kernel::web::{Page, Req, redirect, write};
use kernel::{App, Error, Result};

/// The routes of this feature beside its lists and acts.
pub fn router() -> Router<App> {
    Router::new()
        .route("/login", get(sign_in_page).post(sign_in))
        .route("/api/v1/sessions", post(api_sign_in))
        .route("/logout", post(sign_out))
        .route("/me", get(me))
        .route("/me/sessions", get(me))
        .route("/me/sessions/end", post(end_session))
        .route("/me/preferences", post(preferences))
        .route("/people/{id}", get(person_page))
}

#[derive(serde::Deserialize)]
struct Credentials {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in_page(State(app): State<App>, req: Req) -> Response {
    if app.signed_in(&req).await.is_ok() {
        return redirect("/", "", false);
    }
    sign_in_form(&app.anonymous(&req), &req, "", None)
}

fn sign_in_form(ui: &Ui, req: &Req, name: &str, wrong: Option<&str>) -> Response {
    let mut form = Form::new(
        ui.t("登录跟单"),
        "/login",
        vec![
            Field::text("name", ui.t("登录名")).value(name).required().width(kernel::ui::Width::Full),
            Field::new(FieldKind::Password, "password", ui.t("密码"))
                .required()
                .width(kernel::ui::Width::Full),
            Field::hidden("next", req.get("next")),
        ],
    )
    .submit(ui.t("登录"));
    form.errors.extend(wrong.map(|w| ui.t(w).to_owned()));
    let page = Bare::new(ui.t("登录"), form.render(ui)).render(ui);
    let mut response = page.into_response();
    if wrong.is_some() {
        *response.status_mut() = axum::http::StatusCode::UNAUTHORIZED;
    }
    response
}

async fn sign_in(State(app): State<App>, req: Req, Body(body): Body<Credentials>) -> Response {
    let ui = app.anonymous(&req);
    match enter(&app, &req, &body).await {
        Ok(token) => {
            let mut response = redirect(safe_next(&body.next), "", false);
            set_cookie(&app, &mut response, &token, 7 * 86_400);
            response
        }
        Err(Error::SignIn) => sign_in_form(&ui, &req, &body.name, Some("登录名或密码不对")),
        Err(Error::Http { status: 429, text }) => {
            let mut response = sign_in_form(&ui, &req, &body.name, Some(text));
            *response.status_mut() = axum::http::StatusCode::TOO_MANY_REQUESTS;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            response
        }
        Err(error) => app.problem(&req, &error).await,
    }
}

async fn api_sign_in(State(app): State<App>, req: Req, Json(body): Json<Credentials>) -> Response {
    match enter(&app, &req, &body).await {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(error) => app.problem(&req, &error).await,
    }
}

/// Checks name and password; the same answer and the same time for unknown names.
async fn enter(app: &App, req: &Req, body: &Credentials) -> Result<String> {
    let name: String = body.name.trim().chars().take(80).collect();
    let now = app.shared.clock.now();
    let asked = name.clone();
    let found = app
        .db
        .read(move |conn| -> Result<_> {
            session::check_throttle(conn, &asked, now)?;
            store::credential(conn, &asked)
        })
        .await?;
    let word = body.password.clone();
    let stored = found.as_ref().map(|(_, hash)| hash.clone());
    let right = tokio::task::spawn_blocking(move || {
        password::verify(word.get(..1000).unwrap_or(&word), stored.as_deref())
    })
    .await
    .map_err(|e| Error::Fault(e.to_string()))??;
    let ctx = Ctx::system(now);
    let Some((person, _)) = found.filter(|_| right) else {
        let request = req.id.clone();
        tracing::warn!(request, who = name.replace(['\r', '\n'], " "), "sign-in failed");
        write(app, ctx, move |door| session::count_failure(door.conn, &name, now)).await?;
        return Err(Error::SignIn);
    };
    let (agent, lang) = (req.agent.clone(), app.anonymous(req).lang);
    tracing::info!(person, "sign-in");
    write(app, ctx, move |door| {
        session::forget_failures(door.conn, &name)?;
        session::begin(door.conn, &person, now, &agent, lang)
    })
    .await
}

/// Only addresses of this site.
fn safe_next(next: &str) -> &str {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\t', '\r', '\n'])
        && !next.contains("%2e")
        && !next.contains("%09");
    if inside { next } else { "/" }
}

fn set_cookie(app: &App, response: &mut Response, token: &str, seconds: i64) {
    let [secure, plain] = kernel::web::COOKIES;
    let (name, more) = if app.shared.config.https() { (secure, "; Secure") } else { (plain, "") };
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{more}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

async fn sign_out(State(app): State<App>, req: Req) -> Response {
    if let Some(token) = req.token.clone() {
        let ended = write(&app, Ctx::system(app.shared.clock.now()), move |door| {
            store::end_session(door.conn, &session::token_hash(&token))
        })
        .await;
        if let Err(error) = ended {
            return app.problem(&req, &error).await;
        }
    }
    let mut response = redirect("/login", "", false);
    set_cookie(&app, &mut response, "", 0);
    response
}

async fn me(State(app): State<App>, req: Req) -> Response {
    let current = req.token.as_deref().map(session::token_hash).unwrap_or_default();
    app.page(req, move |door, ui| {
        let roles: Vec<&str> = door.ctx.actor.roles.iter().map(|r| ui.t(r.label())).collect();
        let details = Details {
            details: vec![
                Detail::new(ui.t("姓名"), Cell::Text(door.ctx.actor.name.clone())),
                Detail::new(ui.t("角色"), Cell::Text(roles.join(ui.t("、")))),
            ],
        };
        let columns = vec![
            Column::new("agent", ui.t("设备")),
            Column::new("since", ui.t("登录于")),
            Column::new("seen", ui.t("最近使用")),
            Column::new("act", ""),
        ];
        let mut table = Table::new("sessions", columns);
        for s in store::sessions(door.conn, door.ctx.actor.person)? {
            let moment = |micros: i64| {
                jiff::Timestamp::from_microsecond(micros)
                    .map_or(Cell::Empty, |t| Cell::DateTime(kernel::ctx::local(t)))
            };
            let act = if s.token_hash == current {
                Cell::Badge(kernel::ui::Badge::new(Tone::Ok, ui.t("当前")))
            } else {
                Cell::Actions(vec![Button::post(ui.t("退出"), "/me/sessions/end").field("id", s.id)])
            };
            table.rows.push(Row::plain(vec![
                Cell::Text(device(&s.agent, ui.lang)),
                moment(s.created_at),
                moment(s.seen_at),
                act,
            ]));
        }
        let main = Html::concat([
            PageHeader::new(ui.t("我的")).action(Button::dialog(ui.t("修改密码"), "/me/password")).render(ui),
            Card::bare(details.render(ui)).padded().render(ui),
            Card::new(ui.t("登录的设备"), table.render(ui)).render(ui),
        ]);
        Ok(Page::new(ui.t("我的"), main))
    })
    .await
}

#[derive(serde::Deserialize)]
struct SessionId {
    id: String,
}

async fn end_session(State(app): State<App>, req: Req, Body(body): Body<SessionId>) -> Response {
    let (ctx, ui) = match app.signed_in(&req).await {
        Ok(found) => found,
        Err(error) => return app.problem(&req, &error).await,
    };
    let dialog = req.dialog;
    match write(&app, ctx, move |door| store::end_session_of(door.conn, door.ctx.actor.person, &body.id))
        .await
    {
        Ok(()) => redirect("/me/sessions", ui.t("已退出那台设备"), dialog),
        Err(error) => app.problem(&req, &error).await,
    }
}

#[derive(serde::Deserialize)]
struct Preferences {
    lang: Option<String>,
    theme: Option<String>,
    density: Option<String>,
    #[serde(default)]
    back: String,
}

async fn preferences(State(app): State<App>, req: Req, Body(body): Body<Preferences>) -> Response {
    let Some(token) = req.token.clone() else { return app.problem(&req, &Error::SignIn).await };
    let back = safe_next(&body.back).to_owned();
    let ctx = Ctx::system(app.shared.clock.now());
    let kept = write(&app, ctx, move |door| {
        let lang = body.lang.as_deref().map(|l| kernel::i18n::Lang::parse(l).code());
        let theme = body.theme.as_deref().map(|t| kernel::ui::Theme::parse(t).code());
        let density = body.density.as_deref().map(|d| kernel::ui::Density::parse(d).code());
        store::prefer(door.conn, &session::token_hash(&token), lang, theme, density)
    })
    .await;
    match kept {
        Ok(()) => redirect(&back, "", req.dialog),
        Err(error) => app.problem(&req, &error).await,
    }
}

async fn person_page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        door.ctx.may(Right::ReadPeople)?;
        let id: PersonId = id.parse().map_err(|_| Error::NotFound)?;
        let person = door.load::<Person>(id)?;
        let p = &person.profile;
        let roles: Vec<&str> = p.roles.iter().map(|r| ui.t(r.label())).collect();
        let boss = match p.reports_to {
            Some(boss) => {
                store::by_id(door.conn, &boss.to_string())?.map_or(Cell::Empty, |b| Cell::Text(b.name))
            }
            None => Cell::Empty,
        };
        let details = Details {
            details: vec![
                Detail::new(ui.t("工号"), Cell::Code(p.code.clone())),
                Detail::new(ui.t("角色"), Cell::Text(roles.join(ui.t("、")))),
                Detail::new(ui.t("部门"), Cell::Text(p.department.clone())),
                Detail::new(ui.t("直接上级"), boss),
            ],
        };
        let header = crate::master::header(door, ui, &person.state);
        let main = Html::concat([header.render(ui), Card::bare(details.render(ui)).padded().render(ui)]);
        Ok(Page::new(&p.name, main))
    })
    .await
}
