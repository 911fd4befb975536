//! The page of a carrier (H6.4).

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::carrier::Carrier;
use domain::ids::CarrierId;
use kernel::ui::{Card, Details, Html};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Error};

use crate::master::{Record, details, header};

/// The routes of this feature beside its list and acts.
pub fn routes() -> Routes {
    Routes::new().get(Who::Holds(Right::ReadMasterData), "/carriers/{id}", page)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: CarrierId = id.parse().map_err(|_| Error::NotFound)?;
        let carrier = door.load::<Carrier>(id)?;
        let at = Record::of(door, carrier)?;
        let details = details(door, ui, &at, &["name"]);
        let head = header(door, ui, &at.thing.state)?.render(ui);
        let body = Card::bare(Details { details }.render(ui)).padded().render(ui);
        Ok(Page::new(&at.known().name, Html::concat([head, body])))
    })
    .await
}
