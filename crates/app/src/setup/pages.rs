//! The pages of the first run over HTTP. Whoever has the link sees them; everybody else is told that the system is not set up yet.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use kernel::i18n::{Lang, zh};
use kernel::log::{Event, Line, told};
use kernel::ui::Ui;
use kernel::web::{Req, error_page, not_open, read_small, redirect, surround};
use kernel::{App, Ctx, Error};

use super::shown::{self, Frame};
use super::ways::{Wanted, Way};
use super::{Outcome, Setup, Stage, held};

/// The site while it is being set up.
pub fn router(setup: &Arc<Setup>) -> Router {
    let routes: Router<App> = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(|| async { (StatusCode::SERVICE_UNAVAILABLE, "not set up") }))
        .route("/setup/{token}", get(start))
        .route("/setup/{token}/{way}", get(form).post(send))
        .fallback(closed)
        .with_state(setup.clone());
    surround(setup.app.clone(), routes)
}

/// Where somebody goes on who has just set up a company of their own.
const NEXT: &str = "/settings/begin";

/// The language that the address asks for, else the browser.
pub fn lang(req: &Req) -> Lang {
    match req.get("lang") {
        "" => req.lang(),
        code => Lang::parse(code),
    }
}

fn ui(setup: &Setup, req: &Req) -> Ui {
    Ui { lang: lang(req), ..setup.app.anonymous(req) }
}

/// Every other page: where the link stands.
async fn closed(State(setup): State<Arc<Setup>>, req: Req) -> Response {
    not_open(&setup.app, &req, zh("系统还没有设置好"), |ui| {
        ui.t("请打开 gendan serve 启动时输出的设置链接，或请管服务器的人打开。设置好后本页自动打开")
            .to_owned()
    })
}

/// A link that is not the one: nobody learns whether there is another.
fn lost(setup: &Setup, req: &Req) -> Response {
    let ctx = Ctx::system(setup.clock.now());
    let line = ctx.line(Event::SignInFailed, told(zh("首次设置的链接不对"), &[]));
    let (request, address) = (req.id.clone(), req.address.clone());
    setup.app.shared.log.push(Line { actor: String::new(), request, address, ..line });
    error_page(&ui(setup, req), &Error::NotFound, &req.id, false)
}

async fn start(State(setup): State<Arc<Setup>>, Path(token): Path<String>, req: Req) -> Response {
    if !setup.is_for(&token) {
        return lost(&setup, &req);
    }
    let frame = Frame::new(ui(&setup, &req), &token, "");
    match setup.stage() {
        Stage::Open(_) => shown::ways(&setup, &frame),
        stage => going(&setup, &frame, &stage),
    }
}

async fn form(
    State(setup): State<Arc<Setup>>,
    Path((token, way)): Path<(String, String)>,
    req: Req,
) -> Response {
    let Some(way) = Way::of(&way).filter(|_| setup.is_for(&token)) else { return lost(&setup, &req) };
    let frame = Frame::new(ui(&setup, &req), &token, way.code());
    match setup.stage() {
        Stage::Open(refused) => {
            let refused = refused.filter(|refused| refused.way == way);
            // Told once, to the browser that waits for it: what one has typed is not another's to see.
            if refused.is_some() {
                setup.forget();
            }
            shown::form(&setup, &frame, way, refused.as_ref().map(|r| (&r.said, &r.error)))
        }
        stage => going(&setup, &frame, &stage),
    }
}

/// How far it is, or what has come of it: whoever reads that knows, and the site opens.
fn going(setup: &Setup, frame: &Frame, stage: &Stage) -> Response {
    match stage {
        Stage::Done(done) => {
            setup.told.notify_one();
            shown::done(frame, done)
        }
        Stage::Busy(busy) => {
            let mut response = shown::busy(frame, busy);
            response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
            response
        }
        Stage::Open(_) => shown::ways(setup, frame),
    }
}

async fn send(
    State(setup): State<Arc<Setup>>,
    Path((token, way)): Path<(String, String)>,
    req: Req,
    request: Request,
) -> Response {
    let Some(way) = Way::of(&way).filter(|_| setup.is_for(&token)) else { return lost(&setup, &req) };
    let frame = Frame::new(ui(&setup, &req), &token, way.code());
    let said = match read_small(request, false).await {
        Ok(said) => said,
        Err(error) => return error_page(&frame.ui, &error, &req.id, false),
    };
    if let Some(text) = way.closed(&setup) {
        return error_page(&frame.ui, &Error::Http { status: 409, text }, &req.id, false);
    }
    let wanted = match Wanted::read(&setup, &frame.ui, way, &said) {
        Ok(wanted) => wanted,
        Err(wrong) => return shown::form(&setup, &frame, way, Some((&said, &Error::Invalid(wrong)))),
    };
    if !setup.claim(way) {
        let text = match setup.stage() {
            Stage::Done(_) => zh("刚才已经有人设置好了。请到登录页登录"),
            _ => zh("另一个浏览器正在设置，同时只能有一个。请稍后打开登录页"),
        };
        return error_page(&frame.ui, &Error::Http { status: 409, text }, &req.id, false);
    }
    let (going, asked) = (setup.clone(), req.clone());
    // On a thread of its own: a browser that goes away meanwhile changes nothing.
    let gone = tokio::task::spawn_blocking(move || going.go(&wanted, said, &asked));
    if way != Way::Own {
        return redirect(&frame.path(way.code()), "", false);
    }
    if let Err(error) = gone.await {
        return error_page(&frame.ui, &Error::Fault(error.to_string()), &req.id, false);
    }
    entered(&setup, &frame)
}

/// What whoever asked for a company of their own gets: their session, or the form once more.
fn entered(setup: &Setup, frame: &Frame) -> Response {
    let stage = setup.stage();
    if let Stage::Open(Some(refused)) = &stage {
        setup.forget();
        return shown::form(setup, frame, refused.way, Some((&refused.said, &refused.error)));
    }
    if let Stage::Done(done) = &stage
        && let Outcome::Own(entered) = &done.outcome
        && let Some(entered) = held(entered).take()
    {
        let mut response = redirect(NEXT, "", false);
        entered.keep(&setup.app, &mut response);
        setup.told.notify_one();
        return response;
    }
    going(setup, frame, &stage)
}
