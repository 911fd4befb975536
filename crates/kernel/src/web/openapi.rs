//! The API's own description (OpenAPI), drawn from the same declarations as its routes.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use axum::response::Response;
use serde_json::{Map, Value, json};

use domain::deed::Deed;

use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::feature::Site;
use crate::files::Uploads;
use crate::i18n::zh;
use crate::list::{ASKED, ListFilter};
use crate::said::LONGEST_KEY;
use crate::state::App;
use crate::ui::{Field, FieldKind, Form, Ui};
use crate::web::lists::MOST;
use crate::web::{Req, Routes, Who, schema};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new().get(Who::Anybody, "/api/v1/openapi.json", document).get(
        // Which act it is, its name says; its right is asked there.
        Who::SignedIn,
        "/api/v1/operations/{name}/form",
        form,
    )
}

/// The document: every list and every endpoint with all its fields. What they hold now for one target is answered
/// by `/api/v1/operations/{name}/form?id=…`.
async fn document(State(app): State<App>, req: Req) -> Response {
    let Config { base_url, uploads, .. } = &app.shared.config;
    Json(openapi(app.shared.site, base_url, uploads, &app.anonymous(&req))).into_response()
}

fn text() -> Value {
    json!({"type": "string", "maxLength": 200})
}

fn asked(name: &str, schema: Value) -> Value {
    json!({"name": name, "in": "query", "schema": schema})
}

fn id() -> Value {
    json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}})
}

/// What goes with an act beside its body: a key where the same request could be done twice, the version that was seen elsewhere.
fn parameters(endpoint: &dyn Endpoint) -> Vec<Value> {
    let pattern = format!("^[A-Za-z0-9._:~+/=-]{{1,{LONGEST_KEY}}}$");
    let key = json!({"name": "Idempotency-Key", "in": "header", "required": !endpoint.versioned(), "schema": {"type": "string", "pattern": pattern}});
    let version = json!({"name": "If-Match", "in": "header", "required": true, "schema": {"type": "string", "pattern": "^\"?[0-9]{1,18}\"?$"}});
    let has_id = endpoint.path().contains("{id}");
    [Some(key), has_id.then(id), Some(version).filter(|_| endpoint.versioned())]
        .into_iter()
        .flatten()
        .collect()
}

fn described(endpoint: &dyn Endpoint, uploads: &Uploads, ui: &Ui) -> Form {
    let mut form = endpoint.describe(ui);
    uploads.tell(endpoint, &mut form, ui);
    form
}

/// The OpenAPI document for an installation at `base_url` that takes files of these sizes, in a reader's language.
pub fn openapi(site: &Site, base_url: &str, uploads: &Uploads, ui: &Ui) -> Value {
    let lang = ui.lang;
    let mut paths = Map::new();
    let problem = json!({"description": "problem+json: title says what is wrong and what to do; errors names the fields"});
    for list in site.lists() {
        let parameters: Vec<Value> = ASKED
            .into_iter()
            .filter(|name| *name != "q" || list.search.is_somewhere())
            .map(|name| {
                asked(
                    name,
                    if name == "limit" {
                        json!({"type": "integer", "minimum": 1, "maximum": MOST})
                    } else {
                        text()
                    },
                )
            })
            .chain(list.filters.iter().flat_map(ListFilter::parameters).map(|name| asked(&name, text())))
            .collect();
        let properties: Map<String, Value> =
            list.columns.iter().map(|c| (c.key.to_owned(), json!({"title": c.heading(ui)}))).collect();
        paths.insert(
            format!("/api/v1{}", list.path),
            json!({"get": {"operationId": format!("list{}", list.path.replace('/', "_")), "summary": lang.list(list.title), "parameters": parameters,
                "responses": {"200": {"description": "rows and the cursor of the next page", "content": {"application/json": {"schema":
                    {"type": "object", "properties": {"rows": {"type": "array", "items": {"type": "object", "properties": properties}}, "next": {"type": ["string", "null"]}}}}}},
                    "default": problem}}}),
        );
    }
    for endpoint in site.endpoints() {
        let parameters = parameters(endpoint);
        paths.insert(
            format!("/api/v1{}", endpoint.path()),
            json!({"post": {"operationId": endpoint.name(), "summary": lang.t(endpoint.label()), "description": endpoint.handbook(), "parameters": parameters,
                "requestBody": {"content": schema::of_form(&described(endpoint, uploads, ui))},
                "responses": {"200": {"description": "id, number, version, location; its version is the ETag"}, "201": {"description": "made"}, "400": problem, "413": problem, "415": problem, "409": problem, "412": problem, "422": problem, "428": problem, "507": problem, "default": problem}}}),
        );
    }
    for document in site.documents() {
        let parameters = json!([id()]);
        let found = json!({"description": "found; its version is the ETag"});
        let responses = json!({"200": found, "404": problem, "default": problem});
        let path = format!("/api/v1{}", document.path);
        let read =
            json!({"summary": lang.t(document.label), "parameters": parameters, "responses": responses});
        paths.insert(path, json!({"get": read}));
    }
    for (path, summary) in
        [("/api/v1/orders/{id}", zh("订单")), ("/api/v1/today", zh("今日")), ("/api/v1/search", zh("搜索"))]
    {
        let ids = if path.contains("{id}") { vec![id()] } else { Vec::new() };
        paths.insert(path.into(), json!({"get": {"summary": lang.t(summary), "parameters": ids, "responses": {"200": {"description": "found"}, "default": problem}}}));
    }
    paths.insert("/api/v1/sessions".into(), json!({"post": {"summary": lang.t("登录"), "description": "name, password → token for Authorization: Bearer", "responses": {"200": {"description": "token"}, "401": problem}}}));
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Gendan", "version": env!("CARGO_PKG_VERSION"), "description": lang.t("订单跟单系统的接口。数量和金额是文字，日期是 2026-11-24。")},
        "servers": [{"url": base_url}],
        "components": {"securitySchemes": {"session": {"type": "http", "scheme": "bearer"}}},
        "security": [{"session": []}],
        "paths": paths,
    })
}

async fn form(
    State(app): State<App>,
    axum::extract::Path(name): axum::extract::Path<String>,
    req: Req,
) -> Response {
    let target = crate::Target { id: req.get("id").to_owned(), query: req.query.clone() };
    app.json(req, move |door, ui| {
        let endpoint = Deed::named(&name).and_then(|deed| door.shared.site.endpoint(deed)).ok_or(crate::Error::NotFound)?;
        door.ctx.may(endpoint.right())?;
        let mut form: Form = endpoint.draw(door, &target, ui)?;
        door.shared.config.uploads.tell(endpoint, &mut form, ui);
        let fields: Vec<Value> = form.fields.iter().filter(|f| !f.name.is_empty()).map(describe).collect();
        Ok(json!({"operation": endpoint.name(), "path": format!("/api/v1{}", endpoint.href(&target.id)), "version": form.version, "fields": fields}))
    })
    .await
}

fn describe(field: &Field) -> Value {
    let kind = match &field.kind {
        FieldKind::Date => "date",
        FieldKind::Time => "time",
        FieldKind::Money => "money",
        FieldKind::Price => "price",
        FieldKind::Quantity => "quantity",
        FieldKind::Integer => "integer",
        FieldKind::Flag => "flag",
        FieldKind::Choice(_) | FieldKind::Radio(_) => "choice",
        FieldKind::Lines { .. } => "lines",
        FieldKind::Files { .. } => "files",
        _ => "text",
    };
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| _ = out.insert(name.to_owned(), value);
    put("name", json!(field.name));
    put("label", json!(field.label));
    put("kind", json!(kind));
    put("required", json!(field.required));
    put("value", json!(field.value));
    put("help", json!(field.help));
    match &field.kind {
        FieldKind::Choice(options) | FieldKind::Radio(options) => {
            put("options", options.iter().map(|o| json!({"value": o.value, "label": o.label})).collect());
        }
        FieldKind::Lines { columns, rows, .. } => {
            put("columns", columns.iter().map(describe).collect());
            put("rows", rows.iter().map(|r| json!(r.values)).collect());
        }
        _ => {}
    }
    Value::Object(out)
}
