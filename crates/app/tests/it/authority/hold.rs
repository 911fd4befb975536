//! Who lifts a hold (H8.4), and refusals that tell no figure (H1.3).

use serde_json::json;

use crate::handbook::h2_thread::{company, today};
use crate::handbook::h4_supply::released;
use crate::kit::{TestApp, databases};

#[tokio::test(flavor = "multi_thread")]
async fn h8_4_a_hold_is_lifted_by_who_set_it_or_somebody_above() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let manager = app.user("顾总").await;
        let order = released(&people, "AC-TAG", "10", "2026-11-20").await;
        let why = || json!({"reason": "停一下"});
        let users = [&people.clerk, &people.production, &people.lead, &manager];
        // Who sets it, and who of them lifts it.
        for (sets, lifts) in [
            (0, [true, false, true, true]),
            (1, [false, true, true, true]),
            (2, [false, false, true, true]),
            (3, [false, false, false, true]),
        ] {
            for (user, may) in users.iter().zip(lifts) {
                users[sets].fill("order.hold", &order, why()).await.ok();
                let answer = user.fill("order.resume", &order, why()).await;
                assert_eq!(answer.status, if may { 200 } else { 409 }, "{}", answer.text());
                if !may {
                    let named = ["林晓", "马建国", "陈岚", "顾总"][sets];
                    assert!(answer.text().contains(named), "{}", answer.text());
                    users[sets].fill("order.resume", &order, why()).await.ok();
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_who_sees_no_price_is_refused_without_a_figure() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let receipt = json!({"kind": "receipt", "on": today(&app), "reason": "备货", "lines": [{"item": "AC-TAG", "quantity": "100"}]});
        people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
        let body = json!({
            "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
            "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "30%定金,发货前付清70%",
            "lines": [{"item": "AC-TAG", "quantity": "10", "unit_price": "765.43", "wanted_on": "2026-11-20", "drawing": "V1.pdf"}],
        });
        let made = people.clerk.post("/api/v1/orders/new", body).await.is(201).json();
        let order = made["id"].as_str().unwrap().to_owned();
        people.clerk.fill("order.submit", &order, json!({})).await.ok();
        people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
        people.lead.fill("order.release", &order, json!({})).await.ok();
        let planned = json!({"ship_on": today(&app)});
        let shipment = people.clerk.fill("shipment.prepare", &order, planned).await.ok().json();
        let id = shipment["id"].as_str().unwrap().to_owned();
        people.clerk.fill("shipment.confirm", &id, json!({"whom": "王经理", "channel": "phone"})).await.ok();
        people.clerk.fill("shipment.notice", &id, json!({"whom": "王经理", "channel": "wechat"})).await.ok();
        let leaves = json!({"on": today(&app), "carrier": "顺发专线", "waybill": "SF2", "packages": "1", "note": "与客户另约"});
        let refused = people.warehouse.fill("shipment.dispatch", &id, leaves.clone()).await.is(409).json();
        // The sentence alone: the request's identity may hold any digits.
        let refused = refused["title"].to_string();
        assert!(refused.contains("H6.2") && !refused.contains("7654"), "{refused}");
        let told = people.clerk.fill("shipment.dispatch", &id, leaves).await.is(409).text();
        assert!(told.contains("7654.3"), "who sees prices is told how much: {told}");
        // Of money, the others are refused before any figure is looked at.
        for (operation, id) in [
            ("payment.book", &order),
            ("order.write_off", &order),
            ("shipment.gate", &id),
            ("shipment.settle", &id),
        ] {
            let refused = people
                .warehouse
                .fill(operation, id, json!({"amount": "1", "credit": "1"}))
                .await
                .is(403)
                .json();
            let refused = refused["title"].to_string();
            assert!(!refused.contains("765"), "{refused}");
        }
    }
}
