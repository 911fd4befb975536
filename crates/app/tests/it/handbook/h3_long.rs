//! An order of 1,200 lines (C32): one line is put right in its form, all of it is released and goes on a shipment.

use app::site::SITE;
use jiff::civil::datetime;
use kernel::i18n::Lang;
use kernel::said::{ROWS, VALUES};
use kernel::ui::{FieldKind, Ui};
use serde_json::{Value, json};

use super::h2_thread::{company, today};
use crate::kit::{TestApp, User};

/// An order of `count` lines, of which the first `made` are made here.
fn order(count: usize, made: usize) -> Value {
    let line = |n: usize| {
        let item = if n < made { "ZG-1001" } else { "AC-TAG" };
        json!({"item": item, "specification": format!("按第 {n} 张现场照片，哑光黑，圆角，三层板包边"), "quantity": "1",
            "unit_price": "12.5", "wanted_on": "2026-12-20", "customer_order_no": format!("KH-2026-{n}"), "drawing": "V1.pdf",
            "line_remark": "随第一批到货，单独包装"})
    };
    let mut order = json!({
        "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
        "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "月结30天",
    });
    // A list of JSON has a thousand items; more lines are said as a form says them.
    for n in 0..count {
        for (name, value) in line(n).as_object().unwrap() {
            order[format!("lines.{n}.{name}")] = value.clone();
        }
    }
    order
}

/// Sends the form of an order as a browser does: every field of every line, `changes` among them.
async fn edit(clerk: &User, id: &str, changes: Value) {
    let filled = clerk.filled("order.edit", id, changes).await;
    let (_, body, version) = filled.unwrap_or_else(|answer| panic!("{}", answer.text()));
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut fields: Vec<(String, String)> =
        body.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    fields.push(("version".into(), version));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    clerk.form(&format!("/orders/{id}/edit"), &fields).await.is(303);
}

fn lines_of(order: &Value) -> &Vec<Value> {
    order["lines"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c32_one_line_of_1200_is_put_right_and_all_of_them_are_released_and_put_on_a_shipment() {
    let app = TestApp::start("").await;
    let people = company(&app).await;
    let made = people.clerk.post("/api/v1/orders/new", order(1200, 20)).await.is(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let page = people.clerk.page(&format!("/orders/{id}/edit")).await.ok().text();
    assert!(page.contains("lines.1199.quantity"), "every line stands in the form");
    edit(&people.clerk, &id, json!({"lines.700.quantity": "7"})).await;
    people.clerk.fill("order.edit", &id, json!({"lines.701.quantity": "8"})).await.ok();
    let stored = people.clerk.get(&format!("/api/v1/orders/{id}")).await.ok().json();
    let lines = lines_of(&stored);
    assert_eq!(lines.len(), 1200);
    let quantity = |n: usize| lines[n]["quantity"].as_str().unwrap_or_default().to_owned();
    assert_eq!([quantity(699), quantity(700), quantity(701)], ["1", "7", "8"], "{}", lines[700]);

    let receipt = json!({"kind": "receipt", "on": today(&app), "reason": "备货",
        "lines": [{"item": "AC-TAG", "quantity": "2000"}]});
    people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
    people.clerk.fill("order.submit", &id, json!({})).await.ok();
    people.lead.fill("order.review_short", &id, json!({"note": "常规"})).await.ok();
    people.lead.fill("order.release", &id, json!({})).await.ok();
    let shipment =
        people.clerk.fill("shipment.prepare", &id, json!({"ship_on": today(&app)})).await.ok().json();
    let shipment = people.clerk.get(&format!("/api/v1/shipments/{}", shipment["id"].as_str().unwrap())).await;
    assert!(lines_of(&shipment.ok().json()).len() > 1000, "all that lies in stock is on it");
}

#[tokio::test(flavor = "multi_thread")]
async fn c32_an_order_of_2000_lines_is_entered_and_put_right() {
    let app = TestApp::start("").await;
    let clerk = app.user("林晓").await;
    let made = clerk.post("/api/v1/orders/new", order(ROWS, 0)).await.is(201).json();
    let id = made["id"].as_str().unwrap();
    edit(&clerk, id, json!({"lines.1999.quantity": "9"})).await;
    let stored = clerk.get(&format!("/api/v1/orders/{id}")).await.ok().json();
    assert_eq!(lines_of(&stored)[ROWS - 1]["quantity"], "9");
}

#[test]
fn c32_every_field_of_as_many_rows_as_a_form_may_have_fits_into_a_request() {
    let ui = Ui::anonymous(Lang::Zh, datetime(2026, 11, 24, 9, 30, 0, 0));
    for endpoint in SITE.endpoints() {
        let form = endpoint.describe(&ui);
        let columns = form.fields.iter().filter_map(|field| match &field.kind {
            FieldKind::Lines { columns, .. } => Some(columns.len()),
            _ => None,
        });
        // Beside the rows of the longest grid stand the other fields, and some rows of another one.
        let (name, widest) = (endpoint.name(), columns.max().unwrap_or_default());
        assert!(
            ROWS * widest + 1000 <= VALUES,
            "{name}: {widest} values in a row are too many for a request"
        );
    }
}
