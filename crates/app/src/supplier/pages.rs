//! The page of a supplier (H4.3).

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::ids::SupplierId;
use domain::supplier::Supplier;
use kernel::ui::{Card, Details, Html};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Error};

use crate::master::{Record, details, header};

/// The routes of this feature beside its list and acts.
pub fn routes() -> Routes {
    Routes::new().get(Who::Holds(Right::ReadMasterData), "/suppliers/{id}", page)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: SupplierId = id.parse().map_err(|_| Error::NotFound)?;
        let supplier = door.load::<Supplier>(id)?;
        let at = Record::of(door, supplier)?;
        let details = details(door, ui, &at, &["name"]);
        let head = header(door, ui, &at.thing.state)?.render(ui);
        let body = Card::bare(Details { details }.render(ui)).padded().render(ui);
        Ok(Page::new(&at.known().name, Html::concat([head, body])))
    })
    .await
}
