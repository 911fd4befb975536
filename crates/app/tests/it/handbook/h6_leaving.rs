//! What leaves next and on which day (H6.1): by its promise, and by what production and purchasing have said.

use serde_json::json;

use super::h2_thread::{company, today};
use super::h6_shipping::{order_of, ready};
use crate::kit::{TestApp, databases};

#[tokio::test(flavor = "multi_thread")]
async fn h6_1_a_day_on_which_the_goods_are_known_not_to_be_ready_is_confirmed_with_a_reason() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let wanted = json!({"ship_on": "2026-11-05", "lines.0.quantity": "10"});
        let made = people.clerk.fill("shipment.prepare", &order, wanted).await.ok().json();
        let shipment = made["id"].as_str().unwrap();
        let later = json!({"party": "production", "ready_by": "2026-11-09", "note": "等面板"});
        people.production.fill("shipment.state", shipment, later).await.ok();
        let said = |on: &str, reason: &str| json!({"on": on, "whom": "王经理", "channel": "phone", "reason": reason});
        let refused = people.clerk.fill("shipment.confirm", shipment, said("2026-11-05", "")).await.is(409).text();
        assert!(refused.contains("2026-11-09") && refused.contains("2026-11-05"), "{refused}");
        people.clerk.fill("shipment.confirm", shipment, said("2026-11-05", "面板改用库存的")).await.ok();
        // A day by which they are asks for none, and the notice names no day that has passed.
        people.clerk.fill("shipment.confirm", shipment, said("2026-11-09", "")).await.ok();
        app.advance_days(10).await;
        let path = format!("/api/v1/operations/shipment.notice/form?id={shipment}");
        let notice = people.clerk.get(&path).await.ok().json().to_string();
        assert!(notice.contains(&today(&app)) && !notice.contains("将于 2026-11-09"), "{notice}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_1_what_is_promised_first_is_put_on_the_first_shipment() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let receipt = json!({"kind": "receipt", "on": today(&app), "reason": "备货", "lines": [{"item": "AC-TAG", "quantity": "100"}]});
        people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
        let line = |wanted: &str| json!({"item": "AC-TAG", "quantity": "10", "unit_price": "12", "wanted_on": wanted, "drawing": "V1.pdf"});
        let body = json!({
            "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
            "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "月结30天",
            "lines": [line("2026-11-16"), line("2026-12-21")],
        });
        let made = people.clerk.post("/api/v1/orders/new", body).await.is(201).json();
        let order = made["id"].as_str().unwrap().to_owned();
        people.clerk.fill("order.submit", &order, json!({})).await.ok();
        people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
        people.lead.fill("order.release", &order, json!({})).await.ok();
        let duty = || async {
            let open = order_of(&people, &order).await["follow_ups"].as_array().unwrap().clone();
            open.into_iter().find(|f| f["operation"] == "shipment.prepare").unwrap()["text"].to_string()
        };
        assert!(duty().await.contains("1 行"), "{}", duty().await);
        let path = format!("/api/v1/operations/shipment.prepare/form?id={order}");
        let form = people.clerk.get(&path).await.ok().json();
        let fields = form["fields"].as_array().unwrap();
        let day = fields.iter().find(|f| f["name"] == "ship_on").unwrap()["value"].as_str().unwrap().to_owned();
        assert!(day.as_str() < "2026-11-16", "{day}");
        people.clerk.fill("shipment.prepare", &order, json!({})).await.ok();
        let planned = order_of(&people, &order).await["shipments"].clone();
        let id = planned[0]["id"].as_str().unwrap();
        let shipment = people.clerk.get(&format!("/api/v1/shipments/{id}")).await.ok().json();
        assert_eq!(shipment["lines"].as_array().unwrap().len(), 1, "{shipment}");
        assert_eq!(shipment["lines"][0]["line"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_1_goods_leave_on_no_day_that_has_passed_and_with_a_carrier_by_its_name() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        app.advance_days(2).await;
        let on = |day: &str| json!({"ship_on": day, "lines.0.quantity": "10"});
        let refused = people.clerk.fill("shipment.prepare", &order, on("2026-11-02")).await.is(422).json();
        assert_eq!(refused["errors"][0]["field"], "ship_on", "{refused}");
        let made = people.clerk.fill("shipment.prepare", &order, on(&today(&app))).await.ok().json();
        let shipment = made["id"].as_str().unwrap();
        app.advance_days(1).await;
        let said = |day: &str| json!({"on": day, "whom": "王经理", "channel": "phone"});
        let passed = people.clerk.fill("shipment.confirm", shipment, said("2026-11-04")).await.is(422).json();
        assert_eq!(passed["errors"][0]["field"], "on", "{passed}");
        // What the form proposes is possible.
        people.clerk.fill("shipment.confirm", shipment, json!({"whom": "王经理", "channel": "phone"})).await.ok();
        people.clerk.fill("shipment.notice", shipment, json!({"whom": "王经理", "channel": "wechat"})).await.ok();
        let carrier = people.warehouse.list("/carriers").await.remove(0);
        let out = json!({"carrier": carrier["code"], "waybill": "SF1", "packages": "2"});
        people.warehouse.fill("shipment.dispatch", shipment, out).await.ok();
        let left = people.clerk.get(&format!("/api/v1/shipments/{shipment}")).await.ok().json();
        assert_eq!(left["carrier"], carrier["name"]);
    }
}
