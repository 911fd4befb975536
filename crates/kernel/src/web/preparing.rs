//! What a server answers while its tables are built anew (ADR 0017): it is alive, how far it is, and when to ask again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{Html as HtmlBody, IntoResponse as _, Response};
use axum::routing::get;

use super::site::headers;
use super::{Req, problem};
use crate::error::Error;
use crate::i18n::zh;
use crate::state::App;
use crate::ui::{Bare, ErrorPage, Ui, assets};

/// How far the building is.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    of: AtomicUsize,
}

impl Progress {
    /// So many of so many are done.
    pub fn set(&self, done: usize, of: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
    }

    /// Never the whole: follow-ups are derived at the end, and who reads this still waits.
    fn percent(&self) -> usize {
        let (done, of) = (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed));
        done.saturating_mul(100).checked_div(of).unwrap_or(0).min(99)
    }
}

/// The site until its tables are ready: every page says so.
pub fn preparing(app: App, progress: Arc<Progress>) -> Router {
    let https = app.shared.config.https();
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(|| async { (StatusCode::SERVICE_UNAVAILABLE, "preparing") }))
        .fallback(wait)
        .with_state((app, progress))
        .merge(assets::router())
        .layer(middleware::from_fn_with_state(https, headers))
}

async fn wait(State((app, progress)): State<(App, Arc<Progress>)>, req: Req, _: Request) -> Response {
    not_open(&app, &req, zh("正在准备数据，请稍候"), |ui| {
        ui.tf("系统刚刚升级，已完成 {percent}%。完成后本页自动打开", &[("percent", &progress.percent())])
    })
}

/// What a site that is not open yet answers: why in a few words and in a sentence, and when to ask again. A page asks by itself.
pub fn not_open(app: &App, req: &Req, title: &'static str, sentence: impl FnOnce(&Ui) -> String) -> Response {
    if req.api {
        return problem(req.lang(), &Error::Http { status: 503, text: title }, &req.id);
    }
    let ui = app.anonymous(req);
    let page = ErrorPage { title: ui.t(title).to_owned(), sentence: sentence(&ui), ..ErrorPage::default() };
    let body = Bare::new(ui.t(title), page.render(&ui)).render(&ui).into_string();
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, HtmlBody(body)).into_response();
    for name in [header::RETRY_AFTER, header::REFRESH] {
        response.headers_mut().insert(name, HeaderValue::from_static("5"));
    }
    response
}
