//! The site map: every list, every operation, every page; and the navigation drawn from them.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use db::Conn;
use domain::access::Act;
use futures::FutureExt as _;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::kernel::ctx::Ctx;
use crate::kernel::files::{REQUEST, REQUEST_TOO_LARGE};
use crate::kernel::i18n::zh;
use crate::kernel::list::List;
use crate::kernel::ui::{Button, NavEntry, Ui, assets, with_query};
use crate::kernel::web::{Req, error_page, list_routes, operation_routes, page_answer, problem};
use crate::kernel::{App, Door, Error, Operation, Result};
use crate::{
    carrier, company, customer, erasure, files, gallery, help, import, item, order, payment, pegging, person,
    production, purchasing, search, shipment, stock, supplier, today,
};

/// Every list.
pub static LISTS: &[&List] = &[
    &order::ORDERS,
    &shipment::SHIPMENTS,
    &payment::CLAIMS,
    &payment::PAYMENTS,
    &stock::STOCK,
    &stock::MOVEMENTS,
    &purchasing::SHORTAGES,
    &purchasing::PURCHASES,
    &production::WORK,
    &customer::CUSTOMERS,
    &item::ITEMS,
    &item::CENTERS,
    &supplier::SUPPLIERS,
    &carrier::CARRIERS,
    &person::PEOPLE,
];

/// Every operation.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [
        order::OPERATIONS,
        shipment::OPERATIONS,
        payment::OPERATIONS,
        stock::OPERATIONS,
        purchasing::OPERATIONS,
        pegging::OPERATIONS,
        production::OPERATIONS,
        customer::OPERATIONS,
        item::OPERATIONS,
        company::OPERATIONS,
        supplier::OPERATIONS,
        carrier::OPERATIONS,
        import::OPERATIONS,
        person::OPERATIONS,
        erasure::OPERATIONS,
    ]
    .into_iter()
    .flatten()
}

/// The operation called `name`.
pub fn operation(name: &str) -> Option<&'static Operation> {
    operations().find(|o| o.name == name)
}

/// The whole application over HTTP.
pub fn router(app: App) -> Router {
    let mut router = Router::new()
        .merge(today::router())
        .merge(order::router())
        .merge(shipment::router())
        .merge(stock::router())
        .merge(purchasing::router())
        .merge(production::router())
        .merge(customer::router())
        .merge(item::router())
        .merge(company::router())
        .merge(supplier::router())
        .merge(carrier::router())
        .merge(import::router())
        .merge(help::router())
        .merge(person::router())
        .merge(files::router())
        .merge(search::router())
        .merge(crate::api::router())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready));
    for list in LISTS {
        router = list_routes(router, list);
    }
    for operation in operations() {
        router = operation_routes(router, operation);
    }
    if cfg!(debug_assertions) {
        router = router.route("/gallery", get(show_gallery));
    }
    router
        .fallback(missing)
        .layer(middleware::from_fn_with_state(app.clone(), same_site))
        .layer(RequestBodyLimitLayer::new(REQUEST))
        .layer(middleware::from_fn_with_state(app.clone(), too_large))
        .layer(middleware::from_fn(last_resort))
        .layer(middleware::from_fn(headers))
        .layer(CompressionLayer::new())
        .with_state(app)
        .merge(assets::router())
}

async fn ready(State(app): State<App>) -> Response {
    match app.db.read(person::store::any_credential).await {
        Ok(_) => "ready".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready").into_response(),
    }
}

async fn missing(State(app): State<App>, req: Req) -> Response {
    if req.api {
        return app.problem(&req, &Error::NotFound).await;
    }
    app.page(req, |_, _| Err(Error::NotFound)).await
}

async fn show_gallery(State(app): State<App>, req: Req) -> Response {
    let ui = app.signed_in(&req).await.map_or_else(|_| app.anonymous(&req), |found| found.1);
    page_answer(crate::kernel::web::Page::new("Gallery", gallery::page(&ui)), &ui, false)
}

/// Unsafe methods are taken from this site alone; scripts without a browser send neither header.
async fn same_site(State(app): State<App>, req: Req, request: Request, next: Next) -> Response {
    if trusted(&app, request.method(), request.headers(), request.uri().path()) {
        return next.run(request).await;
    }
    problem(req.lang(), &Error::Http { status: 403, text: zh("请求来自其他网站，已拒绝") }, &req.id)
}

/// What the layers beneath refuse for its size in words of their own is said in the reader's language.
async fn too_large(State(app): State<App>, req: Req, request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    let response = next.run(request).await;
    let raw = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/plain"));
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE || !raw {
        return response;
    }
    let all = length.is_some_and(|n: usize| n > REQUEST);
    let text = if all { REQUEST_TOO_LARGE } else { zh("表单超过 2 MB") };
    let error = Error::Http { status: 413, text };
    if req.api {
        return app.problem(&req, &error).await;
    }
    let ui = app.signed_in(&req).await.map_or_else(|_| app.anonymous(&req), |found| found.1);
    error_page(&ui, &error, &req.id, req.dialog)
}

/// A request that panics or takes too long is answered all the same.
async fn last_resort(req: Req, request: Request, next: Next) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let error = match tokio::time::timeout(Duration::from_mins(1), answer).await {
        Ok(Ok(response)) => return response,
        Ok(Err(_)) => Error::Fault("a request panicked".to_owned()),
        Err(_) => Error::Http { status: 503, text: zh("处理超时，请稍后再试") },
    };
    problem(req.lang(), &error, &req.id)
}

fn trusted(app: &App, method: &Method, headers: &HeaderMap, path: &str) -> bool {
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(method) {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let host = text("host").unwrap_or_default();
    let own = |origin: &str| {
        origin == app.shared.config.base_url || origin.split_once("://").is_some_and(|(_, h)| h == host)
    };
    match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin" | "none"), _) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => own(origin),
        (None, None) => !headers.contains_key(header::COOKIE) || path.starts_with("/api/"),
    }
}

async fn headers(request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let own_policy = response.headers().contains_key(header::CONTENT_SECURITY_POLICY);
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("x-frame-options", "DENY");
    if !own_policy {
        set(
            "content-security-policy",
            "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
        );
    }
    if !asset && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// An operation as a button, where the reader may do it; quiet, in a dialog.
pub fn operation_button(
    door: &Door,
    ui: &Ui,
    name: &str,
    id: impl std::fmt::Display,
    _menu: bool,
) -> Option<Button> {
    let operation = operation(name).filter(|o| door.ctx.can(o.act))?;
    let button = Button::dialog(ui.t(operation.label), operation.href(id));
    let hurts = ["order.cancel", "order.hold", "shipment.cancel", "shipment.gate", "payment.reverse"];
    Some(if hurts.contains(&name) { button.danger() } else { button })
}

/// Where a follow-up's operation is done: its form, told which follow-up it settles.
pub fn follow_up_href(operation: &Operation, target: &str, rule: &str, occurrence: &str) -> String {
    let path = operation.href(target);
    let path = if operation.path.contains("{id}") { path } else { with_query(&path, [("order", target)]) };
    if operation.name == "order.condition" || operation.name == "order.task_done" {
        return with_query(&path, [("rule", rule), ("occurrence", occurrence)]);
    }
    path
}

/// Entries of the menu that belong together.
struct Group {
    heading: &'static str,
    entries: &'static [Entry],
}

/// An entry of the menu: who may read its page, and which further paths are under it.
struct Entry {
    act: Option<Act>,
    label: &'static str,
    href: &'static str,
    icon: &'static str,
    under: &'static [&'static str],
}

const fn entry(act: Act, label: &'static str, href: &'static str, icon: &'static str) -> Entry {
    Entry { act: Some(act), label, href, icon, under: &[] }
}

/// The menu; an entry that a reader may not open is not shown.
static MENU: &[Group] = &[
    Group {
        heading: "",
        entries: &[
            Entry { act: None, label: zh("今日"), href: "/", icon: "sun-high", under: &[] },
            entry(Act::ReadOrders, zh("订单"), "/orders", "clipboard-list"),
        ],
    },
    Group {
        heading: zh("备货"),
        entries: &[
            entry(Act::ReadPurchasing, zh("缺料"), "/shortages", "alert-triangle"),
            entry(Act::ReadPurchasing, zh("采购"), "/purchases", "shopping-cart"),
            Entry { under: &["/movements"], ..entry(Act::ReadStock, zh("库存"), "/stock", "packages") },
            entry(Act::ReadProduction, zh("生产"), "/work", "tools"),
        ],
    },
    Group {
        heading: zh("发货与账款"),
        entries: &[
            entry(Act::ReadShipments, zh("发货"), "/shipments", "truck-delivery"),
            entry(Act::ReadMoney, zh("应收"), "/claims", "coin"),
            entry(Act::ReadMoney, zh("到款"), "/payments", "receipt"),
        ],
    },
    Group {
        heading: zh("资料"),
        entries: &[
            entry(Act::ReadMasterData, zh("客户"), "/customers", "users"),
            Entry {
                under: &["/centers"], ..entry(Act::ReadMasterData, zh("物料与产品"), "/items", "box")
            },
            entry(Act::ReadPurchasing, zh("供应商"), "/suppliers", "building-factory-2"),
            entry(Act::ReadMasterData, zh("承运商"), "/carriers", "truck"),
            entry(Act::ReadPeople, zh("人员"), "/people", "user"),
            entry(Act::Import, zh("导入"), "/import", "upload"),
            entry(Act::Configure, zh("设置"), "/settings", "settings"),
        ],
    },
];

/// The menu of a reader: what they may read, with counts that equal the rows behind them (UX-04).
pub fn navigation(conn: &mut Conn, ctx: &Ctx, ui: &mut Ui) -> Result<()> {
    let path = ui.path.split('?').next().unwrap_or("/").to_owned();
    let (mine, _) = today::store::counts(conn, ctx)?;
    let mine = u64::try_from(mine).ok();
    let lang = ui.lang;
    for group in MENU {
        let mut heading = Some(group.heading).filter(|h| !h.is_empty()).map(|h| lang.t(h).to_owned());
        for entry in group.entries.iter().filter(|e| e.act.is_none_or(|act| ctx.can(act))) {
            let under = |href: &&str| if *href == "/" { path == "/" } else { path.starts_with(*href) };
            ui.nav.push(NavEntry {
                count: mine.filter(|_| entry.href == "/"),
                active: [entry.href].iter().chain(entry.under).any(under),
                heading: heading.take(),
                ..NavEntry::new(lang.list(entry.label), entry.href, entry.icon)
            });
        }
    }
    let create = [
        ("order.new", "file-plus"),
        ("payment.book_several", "coin"),
        ("purchase.place", "shopping-cart"),
        ("stock.book", "packages"),
        ("customer.new", "user-plus"),
    ];
    for (name, icon) in create {
        if let Some(o) = operation(name).filter(|o| ctx.can(o.act)) {
            ui.create.push(NavEntry {
                dialog: name != "order.new",
                ..NavEntry::new(lang.t(o.label), o.path, icon)
            });
        }
    }
    Ok(())
}

/// Counts of the tabs of the list at `path`.
pub fn tab_counts(door: &mut Door, path: &str) -> Result<Vec<(&'static str, u64)>> {
    if path != order::ORDERS.path {
        return Ok(Vec::new());
    }
    order::store::stage_counts(door.conn)
}

/// The acts above the list at `path`: its operations without a target that the reader may do.
pub fn list_actions(door: &mut Door, ui: &Ui, path: &str) -> Vec<Button> {
    let mut buttons: Vec<Button> = Vec::new();
    if path == order::ORDERS.path && door.ctx.can(Act::Import) {
        buttons.push(Button::link(ui.t("导入"), "/import").icon("upload"));
    }
    if path == purchasing::SHORTAGES.path {
        let weigh = operation("pegging.weigh").filter(|o| door.ctx.can(o.act));
        buttons.extend(weigh.map(|o| Button::dialog(ui.t(o.label), o.path)));
        let place = operation("purchase.place").filter(|o| door.ctx.can(o.act));
        buttons.extend(place.map(|o| Button::link(ui.t(o.label), o.path).primary()));
    }
    if path == item::ITEMS.path {
        buttons.push(Button::link(ui.t("工作中心"), "/centers"));
    }
    if path == payment::CLAIMS.path {
        buttons.push(Button::link(ui.t("到款记录"), "/payments"));
    }
    let found = operations().filter(|o| o.path == format!("{path}/new") && door.ctx.can(o.act));
    buttons.extend(found.map(|o| {
        let button = if o.name == "order.new" {
            Button::link(ui.t(o.label), o.path)
        } else {
            Button::dialog(ui.t(o.label), o.path)
        };
        button.primary()
    }));
    buttons
}
