//! What a request's body says: a form, with files which are stored as they stream in, or JSON.

use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};
use domain::access::Right;
use futures::TryStreamExt as _;

use super::request::parse_query;
use super::serve::write;
use crate::ctx::Ctx;
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::files::{REQUEST, REQUEST_TOO_LARGE, Upload};
use crate::said::{BODY, Said, TOO_MANY, VALUES};
use crate::state::App;
use crate::ui::Ui;

/// An upload that ended before its end, or was too much.
pub fn cut_short(error: &MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::Http { status: 413, text: REQUEST_TOO_LARGE }
    } else {
        Error::Http { status: 400, text: "表单没有传完。请重试" }
    }
}

/// A form's body: urlencoded, or multipart with files, which are stored as they stream in.
pub(super) async fn read_body(
    app: &App,
    ctx: &Ctx,
    endpoint: &dyn Endpoint,
    request: Request,
) -> Result<Said> {
    let kind = content_type(&request);
    if kind.starts_with("multipart/form-data") {
        return read_parts(app, ctx, endpoint, request).await;
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Error::Http { status: 415, text: "请用表单提交" });
    }
    let body = axum::body::to_bytes(request.into_body(), BODY).await;
    let body = body.map_err(|_| Error::Http { status: 413, text: "表单超过 8 MB" })?;
    let text = std::str::from_utf8(&body)
        .map_err(|_| Error::Http { status: 400, text: "表单不是有效的文字" })?;
    if text.split('&').count() > VALUES {
        return Err(TOO_MANY);
    }
    Ok(Said::from_pairs(parse_query(text)))
}

fn content_type(request: &Request) -> String {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.unwrap_or_default().to_owned()
}

async fn read_parts(app: &App, ctx: &Ctx, endpoint: &dyn Endpoint, mut request: Request) -> Result<Said> {
    DefaultBodyLimit::max(REQUEST).apply(&mut request);
    // Who imports uploads workbooks; everybody else what proves something.
    let upload = if endpoint.right() == Right::Import { Upload::Workbook } else { Upload::Attachment };
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| Error::Http { status: 400, text: "表单没有传完。请重试" })?;
    let asked = endpoint.describe(&Ui::anonymous(ctx.lang, ctx.local_now()));
    let mut pairs = Vec::new();
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|e| cut_short(&e))? {
        let name = part.name().unwrap_or_default().to_owned();
        if pairs.len() + files.len() >= VALUES {
            return Err(TOO_MANY);
        }
        match part.file_name().map(str::to_owned) {
            Some(file) if file.is_empty() => {}
            // What the form does not ask for is not stored.
            Some(_) if !asked.files().any(|field| field.name == name) => {
                return Err(Error::field(name, "这张表单没有这个文件栏。请从表单上传"));
            }
            Some(file) => {
                let stored = app.shared.files.put(upload, &file, part.into_stream()).await?;
                files.push((name, stored));
            }
            None => {
                let text = part.text().await.map_err(|e| match e.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => cut_short(&e),
                    _ => Error::Http { status: 400, text: "表单不是有效的文字" },
                })?;
                pairs.push((name, text));
            }
        }
    }
    let mut said = Said::from_pairs(pairs);
    for (name, file) in files {
        let (ctx, kept) = (ctx.clone(), file.clone());
        write(app, ctx, move |door| door.keep_file(&kept)).await?;
        said.attach(&name, file);
    }
    Ok(said)
}

/// An API client's body: JSON, or a form where files go with it.
pub(super) async fn read_api(
    app: &App,
    ctx: &Ctx,
    endpoint: &dyn Endpoint,
    request: Request,
) -> Result<Said> {
    let kind = content_type(&request);
    if kind.starts_with("multipart/form-data") {
        return read_parts(app, ctx, endpoint, request).await;
    }
    if !kind.starts_with("application/json") {
        let text = "请用 application/json；带文件时用 multipart/form-data";
        return Err(Error::Http { status: 415, text });
    }
    let body = axum::body::to_bytes(request.into_body(), BODY).await;
    let body = body.map_err(|_| Error::Http { status: 413, text: "请求体超过 8 MB" })?;
    let value = serde_json::from_slice(if body.is_empty() { b"{}" } else { &body });
    Said::from_json(&value.map_err(|_| Error::Http { status: 400, text: "请求体不是有效的 JSON" })?)
}
