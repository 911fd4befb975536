//! What is asked of every request before it is looked at: its method, its framing and by which name it calls us; and what is
//! told of those that were refused (controls 40, 42, 46).

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::edge::LONGEST_HEAD;
use super::{Req, problem};
use crate::error::Error;
use crate::i18n::zh;
use crate::log::{Event, Line, told};
use crate::state::App;

/// Why an answer is a refusal: put beside it by whoever answers, told by [`gate`], which all answers pass.
#[derive(Debug, Clone)]
pub(super) struct Denied(pub String);

/// What stands before the token by which a database is set up for the first time: no line of a log repeats what comes behind it.
pub const SETUP: &str = "/setup/";

/// What there is to be done here.
const METHODS: [Method; 3] = [Method::GET, Method::HEAD, Method::POST];

pub(super) async fn gate(State(app): State<App>, req: Req, request: Request, next: Next) -> Response {
    if !METHODS.contains(request.method()) {
        let allowed = [(header::ALLOW, "GET, HEAD, POST")];
        return (StatusCode::METHOD_NOT_ALLOWED, allowed).into_response();
    }
    let method = request.method().clone();
    let response = match unfit(&app, &request) {
        None => next.run(request).await,
        Some(error) => {
            let mut response = problem(req.lang(), &error, &req.id);
            // What comes behind such a head is nobody's.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }
    };
    if let Some(Denied(what)) = response.extensions().get().cloned() {
        tell(&app, &req, &method, &what).await;
    }
    response
}

/// Why a request is not looked at; nothing where it is.
fn unfit(app: &App, request: &Request) -> Option<Error> {
    let refuse = |status, text| Some(Error::Http { status, text });
    if length(request) > LONGEST_HEAD {
        return refuse(431, zh("请求头超过 32 KB。请清除浏览器里本站的 Cookie 后再试"));
    }
    if request.headers().contains_key(header::TRANSFER_ENCODING) {
        // Two ways to say where a request ends are one too many: nothing that asks us needs this one.
        return refuse(411, zh("请用 Content-Length 说明请求的长度，不要用 Transfer-Encoding"));
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (host, more) = (hosts.next(), hosts.next().is_some());
    let authority = request.uri().authority().map(axum::http::uri::Authority::as_str);
    if more || (host.is_none() && authority.is_none() && request.version() == Version::HTTP_11) {
        return refuse(400, zh("请求要有一个 Host"));
    }
    let said = host.map(|v| v.to_str().unwrap_or_default());
    let known = [said, authority].into_iter().flatten().all(|host| app.shared.config.is_called(host));
    if known { None } else { refuse(421, FOREIGN) }
}

/// Bytes of a request's head, near enough: first line, names and values.
fn length(request: &Request) -> usize {
    let line = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4;
    let first = request.uri().path_and_query().map_or(1, |path| path.as_str().len());
    first + request.headers().iter().map(line).sum::<usize>()
}

/// What somebody is told who calls us by a name that is not ours.
const FOREIGN: &str = zh("这个地址不是本系统的。请用系统地址打开，或请管理员在 GENDAN_HOSTS 里加上这个名字");

/// Tells the security log who was refused what.
async fn tell(app: &App, req: &Req, method: &Method, what: &str) {
    let actor = app.signed_in(req).await.map_or_else(|_| String::new(), |(ctx, _)| ctx.actor.code());
    // What stands behind the question mark may be somebody's words.
    let path = req.path.split('?').next().unwrap_or_default();
    let path = if path.starts_with(SETUP) { SETUP } else { path };
    let detail =
        told(zh("{method} {path}：{what}"), &[("method", method.as_str()), ("path", path), ("what", what)]);
    app.shared.log.push(Line {
        at: app.shared.clock.now(),
        actor,
        event: Event::Denied,
        detail,
        request: req.id.clone(),
        address: req.address.clone(),
    });
}
