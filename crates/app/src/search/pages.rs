//! The page of the search.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::store;
use kernel::App;
use kernel::ui::{Cell, Column, Empty, Html, PageHeader, Row, Table};
use kernel::web::{Page, Req, Routes, Who, redirect};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new().get(Who::SignedIn, "/search", page).get(Who::SignedIn, "/api/v1/search", api)
}

async fn page(State(app): State<App>, req: Req) -> Response {
    let words = req.get("q").to_owned();
    let asked = words.clone();
    let found =
        app.read(&req, move |door, _| store::find(door.shared.site, door.conn, door.ctx, &asked)).await;
    // One hit is what was meant.
    if let Ok([hit]) = found.as_deref() {
        return redirect(&hit.href, "", req.dialog);
    }
    app.page(req, move |_, ui| {
        let columns = vec![Column::new("title", ui.t("结果")), Column::new("kind", ui.t("类别"))];
        let mut table = Table::new("hits", columns);
        for hit in found? {
            let cells =
                vec![Cell::Two { main: hit.title, sub: hit.detail }, Cell::Text(ui.t(hit.kind).into())];
            table.rows.push(Row::new(hit.href.clone(), hit.href, cells));
        }
        table.empty = Empty {
            sentence: ui.t("没有找到。可以输订单号、客户、拼音首字母、运单号").into(),
            action: None,
        };
        let main = Html::concat([
            PageHeader::new(ui.tf("搜索“{words}”", &[("words", &words)])).render(ui),
            table.render(ui),
        ]);
        Ok(Page { search: words, ..Page::new(ui.t("搜索"), main) })
    })
    .await
}

async fn api(State(app): State<App>, req: Req) -> Response {
    let words = req.get("q").to_owned();
    app.json(req, move |door, _| {
        let hits = store::find(door.shared.site, door.conn, door.ctx, &words)?;
        let rows: Vec<_> = hits
            .iter()
            .map(|h| json!({"kind": h.kind, "title": h.title, "detail": h.detail, "href": h.href}))
            .collect();
        Ok(json!({ "rows": rows }))
    })
    .await
}
