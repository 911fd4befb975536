//! Serves the gallery, a sample day and a sample order on 127.0.0.1:4100, to be looked at.

use std::collections::HashMap;

use app::gallery;
use app::kernel::i18n::Lang;
use app::kernel::ui::{
    Alert, Bare, Button, Density, Html, Layout, NavEntry, Theme, Tone, Ui, UserBadge, assets,
};
use axum::Router;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::civil::datetime;

type Params = Query<HashMap<String, String>>;

fn ui(params: &Params, path: &str) -> Ui {
    let given = |name: &str| params.get(name).map_or("", String::as_str);
    let lang = Lang::parse(given("lang"));
    let mut ui = Ui::anonymous(lang, datetime(2026, 11, 24, 14, 8, 0, 0));
    let entries = [
        ("今日", "/", "sun-high", Some(12)),
        ("订单", "/order", "clipboard-list", Some(86)),
        ("工程", "#", "building-store", Some(5)),
        ("备货", "#", "packages", None),
        ("发货", "#", "truck-delivery", Some(7)),
        ("客户账款", "#", "users", None),
        ("报表", "#", "chart-bar", None),
    ];
    let entry = |(label, href, icon, count)| NavEntry {
        active: href == path,
        count,
        ..NavEntry::new(label, href, icon)
    };
    ui.nav = entries.map(entry).to_vec();
    let alarm = NavEntry::new("异常", "#", "alert-triangle").counted(6);
    ui.top = vec![NavEntry { alarming: true, ..alarm }, NavEntry::new("收件箱", "#", "inbox").counted(4)];
    let create = [
        ("新建订单", "clipboard-list"),
        ("登记到货", "truck-delivery"),
        ("报异常", "alert-triangle"),
        ("拍照", "camera"),
    ];
    ui.create = create
        .map(|(label, icon)| NavEntry { dialog: true, ..NavEntry::new(label, "/gallery/form", icon) })
        .to_vec();
    ui.user = Some(UserBadge { name: "林晓".into(), roles: "跟单员".into() });
    ui.theme = Theme::parse(given("theme"));
    ui.density = Density::parse(given("density"));
    ui.dev = true;
    ui
}

fn page(ui: &Ui, title: &str, main: Html) -> Response {
    let mut layout = Layout::new(title, main);
    if title == "今日" {
        let warning = Alert::new(Tone::Warn, "2027 年假期未导入").text("计划按周末推算。");
        layout.banners.push(warning.action(Button::link("去导入", "#")));
    }
    let policy = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; frame-ancestors 'none'; form-action 'self'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], layout.render(ui)).into_response()
}

async fn today(params: Params) -> Response {
    let ui = ui(&params, "/");
    page(&ui, "今日", gallery::today(&ui))
}

async fn order(params: Params) -> Response {
    let ui = ui(&params, "/order");
    page(&ui, "GD26110007", gallery::order(&ui))
}

async fn all(params: Params) -> Response {
    let ui = ui(&params, "/gallery");
    page(&ui, "组件样例", gallery::page(&ui))
}

async fn form(params: Params, headers: HeaderMap) -> Response {
    let ui = ui(&params, "/gallery");
    let form = gallery::dialog_form(&ui);
    if headers.contains_key("x-gendan-dialog") {
        form.render(&ui).into_response()
    } else {
        page(&ui, "登记", form.page(&ui))
    }
}

async fn refuse(params: Params, headers: HeaderMap) -> Response {
    let ui = ui(&params, "/gallery");
    let form = gallery::wrong_form(&ui);
    let answer = if headers.contains_key("x-gendan-dialog") {
        form.render(&ui).into_response()
    } else {
        page(&ui, "登记", form.page(&ui))
    };
    (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response()
}

async fn accept() -> Response {
    let said = "%E5%B7%B2%E7%99%BB%E8%AE%B0";
    [("x-gendan-location", "/"), ("x-gendan-toast", said), ("x-gendan-undo", "/undo")].into_response()
}

async fn grid(params: Params) -> Response {
    let ui = ui(&params, "/gallery");
    page(&ui, "订单明细", gallery::grid_form(&ui).page(&ui))
}

async fn bare(params: Params) -> Html {
    let ui = ui(&params, "/gallery");
    Bare::new("登录", gallery::dialog_form(&ui).page(&ui)).render(&ui)
}

async fn sheet(params: Params) -> Html {
    gallery::sheet(&ui(&params, "/gallery"))
}

async fn lookup() -> &'static str {
    r#"[{"value":"SJ-3001","label":"手机体验台","hint":"1800×900×900"},{"value":"SJ-3002","label":"手机配件墙柜","hint":"1200×300×2200"}]"#
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let routes = Router::new()
        .route("/", get(today))
        .route("/order", get(order))
        .route("/gallery", get(all))
        .route("/gallery/form", get(form).post(refuse))
        .route("/gallery/done", get(form).post(accept))
        .route("/gallery/grid", get(grid))
        .route("/gallery/lookup", get(lookup))
        .route("/bare", get(bare))
        .route("/sheet", get(sheet))
        .merge(assets::router());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4100").await?;
    axum::serve(listener, routes).await
}
