//! Answers: pages, fragments for dialogs, redirects, problems.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html as HtmlBody, IntoResponse, Response};
use domain::access::holders;
use domain::choice::Choice as _;
use serde_json::json;

use super::gate::Denied;
use crate::error::{Error, FieldError};
use crate::i18n::Lang;
use crate::ui::{Alert, Bare, Button, ErrorPage, Html, Layout, Ui};

/// A page: its title and its main part.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Title of the window.
    pub title: String,
    /// The main part.
    pub main: Html,
    /// Warnings above it.
    pub banners: Vec<Alert>,
    /// What is in the search field.
    pub search: String,
}

impl Page {
    /// A page.
    pub fn new(title: impl Into<String>, main: Html) -> Self {
        Self { title: title.into(), main, ..Self::default() }
    }
}

/// The whole document, or the main part alone for a dialog.
pub fn page_answer(page: Page, ui: &Ui, dialog: bool) -> Response {
    // What the marks on it mean stands on the page once, whatever the page is.
    let main = Html::concat([crate::ui::guesses(ui, &page.main), page.main]);
    if dialog {
        return HtmlBody(main.into_string()).into_response();
    }
    let layout = Layout { banners: page.banners, search: page.search, ..Layout::new(page.title, main) };
    HtmlBody(layout.render(ui).into_string()).into_response()
}

/// Bytes to save, never to show as a page.
pub fn attachment_answer(content: impl Into<Body>, media_type: &str, name: &str, inline: bool) -> Response {
    let encoded = crate::ui::with_query("", [("n", name)]).trim_start_matches("?n=").to_owned();
    let how = if inline { "inline" } else { "attachment" };
    let disposition = format!("{how}; filename*=UTF-8''{encoded}");
    let mut response = Response::new(content.into());
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    response
}

/// Go there; a script is told by a header.
pub fn redirect(location: &str, toast: &str, dialog: bool) -> Response {
    let value = HeaderValue::from_str(location).unwrap_or(HeaderValue::from_static("/"));
    let encoded = crate::ui::with_query("", [("n", toast)]).trim_start_matches("?n=").to_owned();
    let toast = HeaderValue::from_str(&encoded).ok().filter(|_| !toast.is_empty());
    let mut response =
        if dialog { StatusCode::OK.into_response() } else { StatusCode::SEE_OTHER.into_response() };
    response.headers_mut().insert(if dialog { "x-gendan-location" } else { "location" }, value);
    if let Some(toast) = toast {
        response.headers_mut().insert("x-gendan-toast", toast);
    }
    response
}

/// The sentence of a field error in `lang`.
pub fn field_text(lang: Lang, error: &FieldError) -> String {
    fill(lang, error.text, &error.params)
}

/// A text with parameters in `lang`.
pub fn fill(lang: Lang, text: &str, params: &[(&'static str, String)]) -> String {
    let words: Vec<(&str, String)> = params.iter().map(|(n, v)| (*n, lang.words(v))).collect();
    let params: Vec<(&str, &dyn std::fmt::Display)> =
        words.iter().map(|(n, v)| -> (&str, &dyn std::fmt::Display) { (n, v) }).collect();
    lang.tf(text, &params)
}

/// One sentence that says what is wrong and what to do.
pub fn sentence(lang: Lang, error: &Error) -> String {
    match error {
        Error::Invalid(fields) => {
            let texts: Vec<String> = fields
                .iter()
                .map(|f| lang.tf("{label}：{error}", &[("label", &f.field), ("error", &field_text(lang, f))]))
                .collect();
            texts.join(lang.t("；"))
        }
        Error::Refused(refusal) => lang.tf(
            "{text}（{detail}）",
            &[("text", &fill(lang, refusal.text, &refusal.params)), ("detail", &refusal.handbook)],
        ),
        Error::SignIn => lang.t("请先登录").to_owned(),
        Error::SomebodyElse { name } => {
            lang.tf("现在登录的是{who}。这些内容是别人填写的，没有提交，草稿留给填写的人", &[("who", name)])
        }
        Error::Forbidden(right) => {
            let roles: Vec<&str> = holders(*right).iter().map(|r| lang.t(r.label())).collect();
            let who =
                if roles.is_empty() { lang.t("管理员").to_owned() } else { roles.join(lang.t("、")) };
            lang.tf("你没有这项权限。请找：{who}", &[("who", &who)])
        }
        Error::NotYours { ask } => {
            lang.tf("这是{who}的订单，你可以看，不能改。请找{who}，或找部门领导", &[("who", ask)])
        }
        Error::NotFound => lang.t("没有这个页面或记录").to_owned(),
        Error::Stale { .. } => lang.t("内容刚被别人改过。请刷新后再改").to_owned(),
        Error::VersionRequired => lang.t("请用 If-Match 写明你看到的版本").to_owned(),
        Error::Taken { text, .. } | Error::Http { text, .. } => lang.t(text).to_owned(),
        Error::Told { text, params, .. } => fill(lang, text, params),
        Error::TooOften { seconds } => lang.tf("试得太多。请 {n} 秒后再试", &[("n", seconds)]),
        Error::Fault(_) | Error::Newer(_) => {
            lang.t("系统出错了，你的数据没有改变。请稍后再试，或把事故编号告诉管理员").to_owned()
        }
    }
}

/// `application/problem+json`.
pub fn problem(lang: Lang, error: &Error, request: &str) -> Response {
    log_fault(error, request);
    let mut body = json!({
        "type": "about:blank",
        "status": error.status(),
        "title": sentence(lang, error),
        "request": request,
    });
    if let (Error::Invalid(fields), Some(object)) = (error, body.as_object_mut()) {
        let list: Vec<_> =
            fields.iter().map(|f| json!({"field": f.field, "text": field_text(lang, f)})).collect();
        object.insert("errors".into(), list.into());
    }
    if let (Error::Refused(refusal), Some(object)) = (error, body.as_object_mut()) {
        object.insert("handbook".into(), refusal.handbook.into());
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    beside(&mut response, error);
    response
}

/// An error as a page.
pub fn error_page(ui: &Ui, error: &Error, request: &str, dialog: bool) -> Response {
    log_fault(error, request);
    if matches!(error, Error::SignIn) {
        if dialog {
            return session_says(StatusCode::UNAUTHORIZED.into_response(), "ended");
        }
        let to = crate::ui::with_query("/login", [("next", ui.path.as_str())]);
        return redirect(&to, "", false);
    }
    let title = match error.status() {
        _ if matches!(error, Error::SomebodyElse { .. }) => "换了人登录",
        403 => "没有权限",
        404 => "没有找到",
        409 | 412 => "无法完成",
        422 => "请改正后再试",
        _ => "出错了",
    };
    let page = ErrorPage {
        title: ui.t(title).to_owned(),
        sentence: sentence(ui.lang, error),
        incident: matches!(error, Error::Fault(_) | Error::Newer(_)).then(|| request.to_owned()),
        actions: vec![Button::link(ui.t("回到今日"), "/")],
        ..ErrorPage::default()
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let main = page.render(ui);
    let body = if dialog {
        main.into_string()
    } else if ui.user.is_some() {
        Layout::new(ui.t(title), main).render(ui).into_string()
    } else {
        Bare::new(ui.t(title), main).render(ui).into_string()
    };
    let mut response = (status, HtmlBody(body)).into_response();
    beside(&mut response, error);
    if matches!(error, Error::SomebodyElse { .. }) {
        return session_says(response, "other");
    }
    response
}

/// Tells a script what has become of the session: it signs in in place, and asks once more.
fn session_says(mut response: Response, what: &'static str) -> Response {
    response.headers_mut().insert("x-gendan-session", HeaderValue::from_static(what));
    response
}

/// What goes beside an answer: when to come again, and that it is a refusal, for the security log.
fn beside(response: &mut Response, error: &Error) {
    let seconds = match error {
        Error::TooOften { seconds } => *seconds,
        _ => 5,
    };
    if matches!(error.status(), 429 | 503) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    let denied = match error {
        Error::Forbidden(right) => Some(format!("{right:?}")),
        Error::NotYours { .. } => Some("NotYours".to_owned()),
        Error::Http { status: 403 | 421, text } => Some((*text).to_owned()),
        _ => None,
    };
    if let Some(what) = denied {
        response.extensions_mut().insert(Denied(what));
    }
}

fn log_fault(error: &Error, request: &str) {
    match error {
        Error::Fault(text) | Error::Newer(text) => tracing::error!(request, text, "fault"),
        Error::Forbidden(right) => tracing::warn!(request, ?right, "denied"),
        Error::NotYours { .. } => tracing::warn!(request, "another clerk's order"),
        _ => {}
    }
}
