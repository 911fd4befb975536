//! The handlers behind every list: page, sheet, JSON.

use axum::extract::State;

use super::answer::{Page, attachment_answer, error_page};
use super::request::Req;
use super::routes::{Routes, Who};
use crate::error::{Error, FieldError, Result};
use crate::i18n::zh;
use crate::list::List;
use crate::state::App;
use crate::ui::{Html, PageHeader};

/// Rows on a page of a list, and in the answer of the API.
const PAGE: usize = 50;
/// Rows at most in an answer of the API.
pub(super) const MOST: usize = 200;
/// Rows at most in a sheet.
const SHEET: usize = 50_000;

/// The routes of a list: page, sheet, JSON.
pub(super) fn list_routes(routes: Routes, list: &'static List) -> Routes {
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
        let limit = match rows(&req) {
            Ok(limit) => limit,
            Err(error) => return app.problem(&req, &error).await,
        };
        let mut asked = req.asked(limit);
        asked.query.retain(|(n, _)| n != "limit");
        app.json(req, move |door, ui| {
            let rows = list.json(door, ui, &asked)?;
            door.exported(list.title, list.path, "json");
            Ok(rows)
        })
        .await
    };
    let who = Who::Holds(list.right);
    routes.get(who, list.path, page).get(who, &format!("{}.xlsx", list.path), sheet).get(
        who,
        &format!("/api/v1{}", list.path),
        json,
    )
}

/// How many rows the API is asked for, 422 beyond what it gives at once.
fn rows(req: &Req) -> Result<usize> {
    if req.get("limit").is_empty() {
        return Ok(PAGE);
    }
    let limit = req.get("limit").parse().ok().filter(|limit| (1..=MOST).contains(limit));
    limit.ok_or_else(|| {
        let wrong = FieldError::new("limit", zh("一页 1 到 {max} 行。请改小，再按 next 读下一页"));
        Error::Invalid(vec![FieldError { params: vec![("max", MOST.to_string())], ..wrong }])
    })
}
