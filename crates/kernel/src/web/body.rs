//! What a request's body says: a form, with files which are staged as they stream in, or JSON.

use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};
use futures::TryStreamExt as _;

use super::json;
use super::request::{is_text, parse_query};
use crate::ctx::Ctx;
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::files::{Staged, Upload, Uploads};
use crate::filing;
use crate::i18n::zh;
use crate::said::{BODY, Said, TOO_MANY, VALUES};
use crate::state::App;
use crate::ui::Ui;

/// What was said, with the files that came with it: they wait for the act to name them.
pub(super) struct Body {
    pub(super) said: Said,
    pub(super) staged: Arc<Vec<Staged>>,
}

impl From<Said> for Body {
    fn from(said: Said) -> Self {
        Self { said, staged: Arc::default() }
    }
}

const NO_TEXT: Error = Error::Http { status: 400, text: "表单不是有效的文字" };
const FORM_TOO_LARGE: Error = Error::Http { status: 413, text: "表单超过 8 MB" };
/// Bytes of a body that asks for two or three words.
const SMALL: usize = 64 << 10;

/// An upload that ended before its end, or was too much.
pub fn cut_short(error: &MultipartError, uploads: &Uploads) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        uploads.request_too_large()
    } else {
        Error::Http { status: 400, text: "表单没有传完。请重试" }
    }
}

/// A form's body: urlencoded, or multipart with files, which are staged as they stream in.
pub(super) async fn read_body(
    app: &App,
    ctx: &Ctx,
    endpoint: &dyn Endpoint,
    request: Request,
) -> Result<Body> {
    if content_type(&request).starts_with("multipart/form-data") {
        return read_parts(app, ctx, endpoint, request).await;
    }
    Ok(read_form(request, BODY).await?.into())
}

async fn read_form(request: Request, most: usize) -> Result<Said> {
    if !content_type(&request).starts_with("application/x-www-form-urlencoded") {
        return Err(Error::Http { status: 415, text: "请用表单提交" });
    }
    let body = axum::body::to_bytes(request.into_body(), most).await.map_err(|_| FORM_TOO_LARGE)?;
    let text = std::str::from_utf8(&body).map_err(|_| NO_TEXT)?;
    if text.split('&').count() > VALUES {
        return Err(TOO_MANY);
    }
    if !is_text(text, |_| true) {
        return Err(NO_TEXT);
    }
    Ok(Said::from_pairs(parse_query(text)))
}

/// The body of a door that asks for two or three words and no session: a form, or JSON where it comes to the API.
pub async fn read_small(request: Request, api: bool) -> Result<Said> {
    if api { read_json(request, SMALL).await } else { read_form(request, SMALL).await }
}

fn content_type(request: &Request) -> String {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.unwrap_or_default().to_ascii_lowercase()
}

async fn read_parts(app: &App, ctx: &Ctx, endpoint: &dyn Endpoint, mut request: Request) -> Result<Body> {
    let uploads = app.shared.config.uploads;
    DefaultBodyLimit::max(uploads.request()).apply(&mut request);
    let upload = Upload::of(endpoint);
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| Error::Http { status: 400, text: "表单没有传完。请重试" })?;
    let asked = endpoint.describe(&Ui::anonymous(ctx.lang, ctx.local_now()));
    let who = ctx.clone();
    let added = app.db.read(move |conn| filing::added_today(conn, &who)).await?;
    let mut left = uploads.day().saturating_sub(added);
    let (mut pairs, mut room) = (Vec::new(), BODY);
    let (mut names, mut staged) = (Vec::new(), Vec::<Staged>::new());
    while let Some(mut part) = parts.next_field().await.map_err(|e| cut_short(&e, &uploads))? {
        let name = part.name().unwrap_or_default().to_owned();
        if pairs.len() + staged.len() >= VALUES {
            return Err(TOO_MANY);
        }
        match part.file_name().map(str::to_owned) {
            Some(file) if file.is_empty() => {}
            // What the form does not ask for is not stored.
            Some(_) if !asked.files().any(|field| field.name == name) => {
                return Err(Error::field(name, "这张表单没有这个文件栏。请从表单上传"));
            }
            Some(file) => {
                let came = app.shared.files.put(upload, &file, left, part.into_stream()).await?;
                left = left.saturating_sub(u64::try_from(came.file.size).unwrap_or_default());
                names.push(name);
                staged.push(came);
            }
            None => {
                let text = words(&mut part, room, &uploads).await?;
                room = room.saturating_sub(text.len());
                pairs.push((name, text));
            }
        }
    }
    let mut said = Said::from_pairs(pairs);
    for (name, came) in names.iter().zip(&staged) {
        said.attach(name, came.file.clone());
    }
    // Two acts that name the same files hold their rows in the same order.
    staged.sort_by(|one, other| one.file.sha256.cmp(&other.file.sha256));
    Ok(Body { said, staged: Arc::new(staged) })
}

/// The words of a part that is no file, at most `room` bytes of them.
async fn words(part: &mut Field<'_>, room: usize, uploads: &Uploads) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|e| cut_short(&e, uploads))? {
        if bytes.len() + chunk.len() > room {
            return Err(FORM_TOO_LARGE);
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| NO_TEXT)
}

/// An API client's body: JSON, or a form where files go with it. What the kernel carries in forms, headers say here.
pub(super) async fn read_api(
    app: &App,
    ctx: &Ctx,
    endpoint: &dyn Endpoint,
    request: Request,
) -> Result<Body> {
    let body = if content_type(&request).starts_with("multipart/form-data") {
        read_parts(app, ctx, endpoint, request).await?
    } else {
        read_json(request, json::MOST).await?.into()
    };
    match body.said.carried() {
        Some(name) => {
            Err(Error::field(name, zh("接口里请用 Idempotency-Key 和 If-Match 请求头，不写在内容里")))
        }
        None => Ok(body),
    }
}

async fn read_json(request: Request, most: usize) -> Result<Said> {
    if content_type(&request).split(';').next().map(str::trim) != Some("application/json") {
        let text = "请用 application/json；带文件时用 multipart/form-data";
        return Err(Error::Http { status: 415, text });
    }
    let body = axum::body::to_bytes(request.into_body(), most).await.map_err(|_| json::TOO_LARGE)?;
    Said::from_json(&json::parse(&body)?)
}
