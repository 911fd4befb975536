//! The page of a place (H7.2).

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::ids::PlaceId;
use domain::place::Place;
use kernel::ui::{Button, Card, Cell, Detail, Details, Html};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Error};

use crate::master::header;

/// The routes of this feature beside its list and acts.
pub fn routes() -> Routes {
    Routes::new().get(Who::Holds(Right::ReadStock), "/places/{id}", page)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: PlaceId = id.parse().map_err(|_| Error::NotFound)?;
        let place = if id.is_main() { Place::main() } else { door.load::<Place>(id)?.state };
        let stock = kernel::ui::with_query("/place-stock", [("q", place.profile.code.as_str())]);
        let head = header(door, ui, &place)?.action(Button::link(ui.t("看库存"), stock));
        let kind = place.profile.kind;
        let details = vec![
            Detail::new(ui.t("编码"), Cell::Code(place.profile.code.clone())),
            Detail::new(ui.t("类别"), Cell::badge(kind.tone().into(), ui.t(kind.label()))),
        ];
        let body = Card::bare(Details { details }.render(ui)).padded().render(ui);
        Ok(Page::new(&place.profile.name, Html::concat([head.render(ui), body])))
    })
    .await
}
