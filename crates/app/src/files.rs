//! Stored files over HTTP: to save, or as a small picture; never as a page.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::filing::class;
use kernel::filing;
use kernel::web::{Req, Routes, Who, attachment_answer, write};
use kernel::{App, Ctx, Door, Error, Feature, Result};

/// The feature.
pub static FEATURE: Feature = Feature { name: "files", routes, ..Feature::NOTHING };

/// What a file is open to, it says itself.
fn routes() -> Routes {
    let who = Who::SignedIn;
    Routes::new().get(who, "/files/{sha256}", file).get(who, "/files/{sha256}/preview", small)
}

/// Takes away files that came in at least `age` ago and that nothing refers to, with what was given up on its way in; answers how
/// many. An act that names one meanwhile brings its own bytes (`kernel::filing`).
pub async fn sweep(app: &App, ctx: Ctx, age: Duration) -> Result<usize> {
    let files = app.shared.files.clone();
    let old = tokio::task::spawn_blocking(move || files.sweep_incoming(age)).await;
    let mut gone = 0;
    let mut old = old.map_err(|e| Error::Fault(e.to_string()))??;
    // Records whose bytes were taken away by an act that ended before it was done.
    let before = ctx.now.as_microsecond() - i64::try_from(age.as_micros()).unwrap_or(i64::MAX);
    old.extend(app.db.read(move |conn| filing::unnamed(conn, before)).await?);
    old.sort_unstable();
    old.dedup();
    for some in old.chunks(200) {
        let asked = some.to_vec();
        let (shared, reader) = (app.shared.clone(), ctx.clone());
        let loose = app
            .db
            .read(move |conn| -> Result<Vec<String>> {
                let mut door = Door::new(&reader, conn, &shared);
                let mut found = Vec::new();
                for sha256 in asked {
                    if !filing::is_named(&mut door, &sha256)? {
                        found.push(sha256);
                    }
                }
                Ok(found)
            })
            .await?;
        for sha256 in loose {
            gone += usize::from(write(app, ctx.clone(), move |door| filing::clear(door, &sha256)).await?);
        }
    }
    Ok(gone)
}

/// The file's name and type, for whom what it hangs on and what it is are open; for others it is not there.
async fn known(app: &App, req: &Req, sha256: String) -> Result<(String, String)> {
    app.read(req, move |door, _| {
        let filed = filing::find(door.conn, &sha256)?.ok_or(Error::NotFound)?;
        let actor = &door.ctx.actor;
        let open = filed.open_to(&actor.code(), &actor.roles, door.shared.site);
        let (stream, kind) = open.ok_or(Error::NotFound)?;
        if let Some(shown) = class(kind) {
            door.look(shown);
            door.looks_at(stream);
        }
        Ok((filed.name, filed.media_type))
    })
    .await
}

async fn file(State(app): State<App>, Path(sha256): Path<String>, req: Req) -> Response {
    let found = match known(&app, &req, sha256.clone()).await {
        Ok(found) => found,
        Err(error) => return app.problem(&req, &error).await,
    };
    match app.shared.files.open(&sha256).await {
        Ok((size, content)) => {
            let body = Body::from_stream(content);
            let mut answer = attachment_answer(body, &found.1, &found.0, false);
            answer.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size));
            answer
        }
        Err(error) => app.problem(&req, &error).await,
    }
}

async fn small(State(app): State<App>, Path(sha256): Path<String>, req: Req) -> Response {
    if let Err(error) = known(&app, &req, sha256.clone()).await {
        return app.problem(&req, &error).await;
    }
    match app.shared.files.preview(&sha256).await {
        Ok(Some(picture)) => attachment_answer(picture, "image/jpeg", "preview.jpg", true),
        Ok(None) => app.problem(&req, &Error::NotFound).await,
        Err(error) => app.problem(&req, &error).await,
    }
}
