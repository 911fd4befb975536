//! The handlers behind every list: page, sheet, JSON.

use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::answer::{Page, attachment_answer, error_page};
use super::request::Req;
use crate::list::List;
use crate::state::App;
use crate::ui::{Html, PageHeader};

/// Rows on a page of a list, and in the answer of the API.
const PAGE: usize = 50;
/// Rows at most in a sheet.
const SHEET: usize = 50_000;

/// The routes of a list: page, sheet, JSON.
pub fn list_routes(router: Router<App>, list: &'static List) -> Router<App> {
    let page = move |State(app): State<App>, req: Req| async move {
        let asked = req.asked(PAGE);
        app.page(req, move |door, ui| {
            let asked = list.opened(door.ctx, asked);
            let counts = list.counts.map_or(Ok(Vec::new()), |counts| counts(door, &asked))?;
            let table = list.table(door, ui, &asked, &counts)?;
            let header =
                PageHeader { actions: list.buttons(door, ui), ..PageHeader::new(ui.lang.list(list.title)) };
            Ok(Page::new(ui.lang.list(list.title), Html::concat([header.render(ui), table.render(ui)])))
        })
        .await
    };
    let sheet = move |State(app): State<App>, req: Req| async move {
        let asked = req.asked(SHEET);
        let answered = app
            .read(&req, move |door, ui| {
                let bytes = list.sheet(door, ui, &list.opened(door.ctx, asked))?;
                door.exported(list.title, list.path, "xlsx");
                let name = format!("{}_{}.xlsx", ui.lang.list(list.title), ui.today.strftime("%Y%m%d"));
                let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                Ok(attachment_answer(bytes, media, &name, false))
            })
            .await;
        answered.unwrap_or_else(|error| error_page(&app.anonymous(&req), &error, &req.id, false))
    };
    let json = move |State(app): State<App>, req: Req| async move {
        let limit = req.get("limit").parse().unwrap_or(PAGE).clamp(1, 200);
        let mut asked = req.asked(limit);
        asked.query.retain(|(n, _)| n != "limit");
        app.json(req, move |door, ui| {
            let rows = list.json(door, ui, &asked)?;
            door.exported(list.title, list.path, "json");
            Ok(rows)
        })
        .await
    };
    router
        .route(list.path, get(page))
        .route(&format!("{}.xlsx", list.path), get(sheet))
        .route(&format!("/api/v1{}", list.path), get(json))
}
