//! An import over the API (H3.1): looked at, or taken in at once.

use axum::Json;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State};
use axum::response::{IntoResponse as _, Response};
use kernel::files::{Upload, Uploads};
use kernel::web::{Req, cut_short};
use kernel::{App, Error, Result};

use super::run::run_files;

/// The content of an uploaded workbook, which is read from memory.
async fn workbook(mut part: Field<'_>, uploads: &Uploads) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|e| cut_short(&e, uploads))? {
        if bytes.len() + chunk.len() > Upload::Workbook.most(uploads) {
            return Err(Upload::Workbook.too_large(uploads));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The report on the workbooks that were sent; with `commit` they are taken in.
pub async fn import(State(app): State<App>, req: Req, mut request: Request) -> Response {
    let answered = async {
        let (ctx, _) = app.admitted(&req).await?;
        let uploads = app.shared.config.uploads;
        DefaultBodyLimit::max(uploads.request()).apply(&mut request);
        let no_form = |_| Error::Http { status: 415, text: "请用表单提交" };
        let mut parts = Multipart::from_request(request, &()).await.map_err(no_form)?;
        let broken = |e| cut_short(&e, &uploads);
        let (mut files, mut commit_too) = (Vec::new(), req.get("commit") == "1");
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            match part.file_name().map(str::to_owned) {
                Some(name) => files.push((name, workbook(part, &uploads).await?)),
                None if part.name() == Some("commit") => {
                    commit_too |= part.text().await.map_err(broken)?.trim() == "1";
                }
                None => {}
            }
        }
        if files.is_empty() {
            return Err(Error::field("files", "请选择至少一个 .xlsx 文件"));
        }
        run_files(&app, ctx, files, commit_too).await
    };
    match answered.await {
        Ok(report) => Json(report).into_response(),
        Err(error) => app.problem(&req, &error).await,
    }
}
