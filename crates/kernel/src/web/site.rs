//! The whole site over HTTP: every route of its features, and what surrounds each answer.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use futures::FutureExt as _;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;

use super::acts::endpoint_routes;
use super::edge::BYTES_A_SECOND;
use super::gate::{SETUP, gate};
use super::lists::list_routes;
use super::request::is_plain;
use super::routes::{Routes, Who};
use super::{Req, error_page, openapi, problem};
use crate::document;
use crate::error::{Error, Result};
use crate::feature::Site;
use crate::i18n::zh;
use crate::state::App;
use crate::ui::assets;

/// Every route of a site, and who may ask there; beside them stand only the files that every browser gets, [`assets::router`].
pub fn routes(site: &'static Site) -> Routes {
    let own = Routes::new()
        .get(Who::Anybody, "/healthz", || async { "ok" })
        .get(Who::Anybody, "/readyz", ready)
        .and(openapi::routes());
    let routes = site.features.iter().fold(own, |routes, feature| routes.and((feature.routes)()));
    let routes = site.documents().fold(routes, document::route);
    let routes = site.lists().fold(routes, list_routes);
    site.endpoints().fold(routes, endpoint_routes)
}

/// The whole application over HTTP.
pub fn router(app: App) -> Router {
    let router = routes(app.shared.site).into_router().fallback(missing);
    surround(app, router)
}

/// What stands around every page of ours, whichever they are: who may call us how, how large a request may be, what is on every
/// answer.
pub fn surround(app: App, router: Router<App>) -> Router {
    router
        .layer(middleware::from_fn_with_state(app.clone(), same_site))
        .layer(middleware::from_fn_with_state(app.clone(), plain_address))
        .layer(RequestBodyLimitLayer::new(app.shared.config.uploads.request()))
        .layer(middleware::from_fn_with_state(app.clone(), too_large))
        .layer(middleware::from_fn(last_resort))
        .with_state(app.clone())
        .merge(assets::router())
        .layer(middleware::from_fn_with_state(app.clone(), gate))
        .layer(middleware::from_fn_with_state(app.shared.config.https(), headers))
        .layer(CompressionLayer::new())
}

async fn ready(State(app): State<App>) -> Response {
    let asked = app.db.read(|conn| -> Result<_> { Ok(conn.find("SELECT epoch FROM instance", &[])?) });
    match asked.await {
        Ok(_) => "ready".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready").into_response(),
    }
}

async fn missing(State(app): State<App>, req: Req) -> Response {
    if req.api {
        return app.problem(&req, &Error::NotFound).await;
    }
    // Whoever comes too late with the link of the first run does not carry it on to the sign-in page (control 18).
    if req.path.starts_with(SETUP) {
        return error_page(&app.anonymous(&req), &Error::NotFound, &req.id, req.dialog);
    }
    app.page(req, |_, _| Err(Error::NotFound)).await
}

/// Unsafe methods are taken from this site alone; scripts without a browser send neither header.
async fn same_site(State(app): State<App>, req: Req, request: Request, next: Next) -> Response {
    if trusted(&app, request.method(), request.headers(), request.uri().path()) {
        return next.run(request).await;
    }
    problem(req.lang(), &Error::Http { status: 403, text: zh("请求来自其他网站，已拒绝") }, &req.id)
}

/// What the layers beneath refuse for its size in words of their own is said in the reader's language.
async fn too_large(State(app): State<App>, req: Req, request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let raw = kind.is_some_and(|v| v.as_bytes().starts_with(b"text/plain"));
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE || !raw {
        return response;
    }
    let uploads = app.shared.config.uploads;
    let all = length.is_some_and(|n: usize| n > uploads.request());
    let error = if all {
        uploads.request_too_large()
    } else {
        Error::Http { status: 413, text: zh("表单超过 8 MB") }
    };
    refused(&app, &req, &error).await
}

/// An address in which something hides that nobody can see is answered once for all doors: no database is asked for it.
async fn plain_address(State(app): State<App>, req: Req, request: Request, next: Next) -> Response {
    let uri = request.uri();
    if is_plain(uri.path()) && uri.query().is_none_or(is_plain) {
        return next.run(request).await;
    }
    let text = zh("网址里有看不见的控制字符，或不是有效的文字。请核对网址");
    refused(&app, &req, &Error::Http { status: 400, text }).await
}

/// What a layer around the site refuses, in the reader's language.
async fn refused(app: &App, req: &Req, error: &Error) -> Response {
    if req.api {
        return app.problem(req, error).await;
    }
    let ui = app.signed_in(req).await.map_or_else(|_| app.anonymous(req), |found| found.1);
    error_page(&ui, error, &req.id, req.dialog)
}

/// What a body is taken to have that does not say how long it is.
const LARGEST: u64 = 130 << 20;

/// A request that panics or takes too long is answered all the same.
async fn last_resort(req: Req, request: Request, next: Next) -> Response {
    // The edge watches over the pace of a body (ADR 0037); here it has the time that it may take there.
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    let is_chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let body = length.unwrap_or(if is_chunked { LARGEST } else { 0 });
    let patience = Duration::from_mins(1) + Duration::from_secs(body / BYTES_A_SECOND);
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let error = match tokio::time::timeout(patience, answer).await {
        Ok(Ok(response)) => return response,
        Ok(Err(_)) => Error::Fault("a request panicked".to_owned()),
        Err(_) => Error::Http { status: 503, text: zh("处理超时，请稍后再试") },
    };
    problem(req.lang(), &error, &req.id)
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

/// What stands on every answer (control 39); that only https is to be used, where the outside reaches us by it.
pub(super) async fn headers(State(https): State<bool>, request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let own_policy = response.headers().contains_key(header::CONTENT_SECURITY_POLICY);
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("x-frame-options", "DENY");
    if https {
        set("strict-transport-security", "max-age=31536000");
    }
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
