//! A hold stops everything of an order but talk, files and its release (H8.4).

use serde_json::json;

use super::h2_thread::{company, today};
use super::h4_supply::released;
use super::h6_shipping::order_of;
use crate::kit::{TestApp, databases};

#[tokio::test(flavor = "multi_thread")]
async fn h8_4_nothing_is_bought_made_issued_or_set_aside_for_an_order_on_hold() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "40", "2026-12-20").await;
        let work = order_of(&people, &order).await["work_orders"][0]["id"].as_str().unwrap().to_owned();
        let shortages = people.purchasing.list("/shortages").await;
        let part = shortages.first().expect("forty counters need more than there is")["item"].clone();

        people.clerk.fill("order.hold", &order, json!({"reason": "客户停工"})).await.ok();
        assert!(people.purchasing.list("/shortages").await.is_empty(), "nothing is bought for it");
        let report = json!({"operation": "10", "good": "1", "on": today(&app)});
        people.production.fill("work.report", &work, report.clone()).await.is(409);
        people.warehouse.fill("work.issue", &work, json!({})).await.is(409);
        let before = order_of(&people, &order).await["readiness_bp"].clone();
        let lines = json!([{"item": part, "quantity": "9999"}]);
        let receipt = json!({"kind": "receipt", "on": today(&app), "reason": "备货", "lines": lines});
        people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
        assert_eq!(order_of(&people, &order).await["readiness_bp"], before, "no stock is bound for it");
        people.purchasing.post("/api/v1/shortages/weigh", json!({"renew": "1"})).await.ok();
        assert_eq!(order_of(&people, &order).await["readiness_bp"], before, "weighing gives it nothing");
        let talk = json!({"whom": "王经理", "channel": "phone", "on": today(&app), "said": "下周复工"});
        people.clerk.fill("order.contact", &order, talk).await.ok();

        people.lead.fill("order.resume", &order, json!({"reason": "复工"})).await.ok();
        assert!(!people.purchasing.list("/shortages").await.is_empty(), "it is bought again");
        people.production.fill("work.report", &work, report).await.ok();
    }
}
