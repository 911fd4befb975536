//! Stored files over HTTP: to save, or as a small picture; never as a page.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::filing::class;
use kernel::files::preview;
use kernel::filing;
use kernel::web::{Req, attachment_answer};
use kernel::{App, Error, Feature, Result};

/// The feature.
pub static FEATURE: Feature = Feature { name: "files", routes: router, ..Feature::NOTHING };

fn router() -> Router<App> {
    Router::new().route("/files/{sha256}", get(file)).route("/files/{sha256}/preview", get(small))
}

/// The file's name and type, for whom what it hangs on and what it is are open; for others it is not there.
async fn known(app: &App, req: &Req, sha256: String) -> Result<(String, String)> {
    app.read(req, move |door, _| {
        let filed = filing::find(door.conn, &sha256)?.ok_or(Error::NotFound)?;
        let actor = &door.ctx.actor;
        let kind = filed.open_to(&actor.code(), &actor.roles, door.shared.site).ok_or(Error::NotFound)?;
        if let Some(shown) = class(kind) {
            door.look(shown);
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
    match app.shared.files.get(&sha256).await {
        Ok(bytes) => attachment_answer(bytes.to_vec(), &found.1, &found.0, false),
        Err(error) => app.problem(&req, &error).await,
    }
}

async fn small(State(app): State<App>, Path(sha256): Path<String>, req: Req) -> Response {
    if let Err(error) = known(&app, &req, sha256.clone()).await {
        return app.problem(&req, &error).await;
    }
    let bytes = match app.shared.files.get(&sha256).await {
        Ok(bytes) => bytes,
        Err(error) => return app.problem(&req, &error).await,
    };
    match tokio::task::spawn_blocking(move || preview(&bytes)).await {
        Ok(Some(picture)) => attachment_answer(picture, "image/jpeg", "preview.jpg", true),
        _ => app.problem(&req, &Error::NotFound).await,
    }
}
