//! The site map: every list, every operation, every page; and the navigation drawn from them.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use db::Conn;
use domain::access::Act;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::kernel::ctx::Ctx;
use crate::kernel::list::List;
use crate::kernel::ui::{NavEntry, Ui, assets};
use crate::kernel::web::{Req, list_routes, operation_routes, page_answer};
use crate::kernel::{App, Door, Error, Operation, Result};
use crate::{gallery, person, stock};

/// Every list.
pub static LISTS: &[&List] = &[&person::PEOPLE, &stock::STOCK, &stock::MOVEMENTS];

/// Every operation.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [person::OPERATIONS, stock::OPERATIONS].into_iter().flatten()
}

/// The operation called `name`.
pub fn operation(name: &str) -> Option<&'static Operation> {
    operations().find(|o| o.name == name)
}

/// The whole application over HTTP.
pub fn router(app: App) -> Router {
    let mut router = Router::new()
        .merge(person::router())
        .merge(stock::router())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready));
    for list in LISTS {
        router = list_routes(router, list);
    }
    for operation in operations() {
        router = operation_routes(router, operation);
    }
    if cfg!(debug_assertions) {
        router = router.route("/gallery", get(show_gallery));
    }
    router
        .fallback(missing)
        .layer(middleware::from_fn_with_state(app.clone(), same_site))
        .layer(RequestBodyLimitLayer::new(30 * 1024 * 1024))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Error::Fault("a request panicked".to_owned()).into_response()
        }))
        .layer(middleware::from_fn(headers))
        .layer(CompressionLayer::new())
        .with_state(app)
        .merge(assets::router())
}

async fn ready(State(app): State<App>) -> Response {
    match app.db.read(|conn| -> Result<_> { Ok(conn.one("SELECT 1", &[])?) }).await {
        Ok(_) => "ready".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready").into_response(),
    }
}

async fn missing(State(app): State<App>, req: Req) -> Response {
    if req.api {
        return Error::NotFound.into_response();
    }
    app.page(req, |_, _| Err(Error::NotFound)).await
}

async fn show_gallery(State(app): State<App>, req: Req) -> Response {
    let ui = app.signed_in(&req).await.map_or_else(|_| app.anonymous(&req), |found| found.1);
    page_answer(crate::kernel::web::Page::new("Gallery", gallery::page(&ui)), &ui, false)
}

/// Unsafe methods are taken from this site alone; scripts without a browser send neither header.
async fn same_site(State(app): State<App>, request: Request, next: Next) -> Response {
    if trusted(&app, request.method(), request.headers(), request.uri().path()) {
        return next.run(request).await;
    }
    Error::Http { status: 403, text: "请求来自其他网站，已拒绝" }.into_response()
}

fn trusted(app: &App, method: &Method, headers: &HeaderMap, path: &str) -> bool {
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(method) {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let host = text("host").unwrap_or_default();
    let own = |origin: &str| {
        origin == app.shared.config.base_url || origin.split_once("://").is_some_and(|(_, h)| h == host)
    };
    match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin" | "none"), _) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => own(origin),
        (None, None) => !headers.contains_key(header::COOKIE) || path.starts_with("/api/"),
    }
}

async fn headers(request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with("/assets/");
    let mut response = tokio::time::timeout(Duration::from_secs(60), next.run(request))
        .await
        .unwrap_or_else(|_| Error::Http { status: 503, text: "处理超时，请稍后再试" }.into_response());
    let own_policy = response.headers().contains_key(header::CONTENT_SECURITY_POLICY);
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("x-frame-options", "DENY");
    if !own_policy {
        set(
            "content-security-policy",
            "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
        );
    }
    if !asset && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The menu of a reader: what they may read, with counts that equal the rows behind them.
pub fn navigation(_conn: &mut Conn, ctx: &Ctx, ui: &mut Ui) -> Result<()> {
    let path = ui.path.split('?').next().unwrap_or("/").to_owned();
    let mut add =
        |act: Option<Act>, label: &'static str, href: &str, icon: &'static str, count: Option<u64>| {
            if act.is_none_or(|act| ctx.can(act)) {
                let active = if href == "/" { path == "/" } else { path.starts_with(href) };
                ui.nav.push(NavEntry { count, active, ..NavEntry::new(ui.lang.t(label), href, icon) });
            }
        };
    add(Some(Act::ReadPeople), "人员", "/people", "users", None);
    Ok(())
}

/// Counts of the tabs of the list at `path`.
pub fn tab_counts(_door: &mut Door, _path: &str) -> Result<Vec<(&'static str, u64)>> {
    Ok(Vec::new())
}

/// The acts above the list at `path`: its operations without a target that the reader may do.
pub fn list_actions(door: &mut Door, ui: &Ui, path: &str) -> Vec<crate::kernel::ui::Button> {
    operations()
        .filter(|o| o.path == format!("{path}/new") && door.ctx.can(o.act))
        .map(|o| crate::kernel::ui::Button::dialog(ui.t(o.label), o.path).primary())
        .collect()
}
