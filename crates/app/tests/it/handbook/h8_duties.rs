//! Duties that can be trusted (H8): shown to who can act, gone with their cause, put off within limits.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h4_supply::released;
use super::h6_shipping::{announced, due, order_of, ready};
use crate::kit::{TestApp, databases};

async fn shipment_of(people: &Company, id: &str) -> Value {
    people.clerk.get(&format!("/api/v1/shipments/{id}")).await.ok().json()
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_1_what_is_not_ready_is_the_clerks_until_the_shipment_is_changed() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let receipt = json!({"kind": "receipt", "on": today(&app), "reason": "备货", "lines": [{"item": "AC-TAG", "quantity": "6"}]});
        people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
        let there: f64 = super::h6_goods::on_hand(&people, "AC-TAG").await.parse().unwrap();
        let order = released(&people, "AC-TAG", &(there + 4.0).to_string(), "2026-11-20").await;
        let id = announced(&app, &people, &order, &(there + 4.0).to_string(), json!({})).await;
        let open = order_of(&people, &order).await;
        assert_eq!(due(&open, "H6.1"), ["shipment.change"], "nobody is asked for what would be refused");
        let page = people.clerk.page(&format!("/shipments/{id}")).await.ok().text();
        assert!(page.contains("完工可发只有"), "its page says why");
        let leaves = json!({"on": today(&app), "carrier": "顺发专线", "packages": "1", "note": "与客户另约"});
        people.warehouse.fill("shipment.dispatch", &id, leaves.clone()).await.is(409);

        let change = |quantity: &str, reason: &str| json!({"lines.0.quantity": quantity, "reason": reason});
        let less = there.to_string();
        people.warehouse.fill("shipment.change", &id, change(&less, "先发")).await.is(403);
        people.clerk.fill("shipment.change", &id, change("99999", "多发")).await.is(409);
        people.clerk.fill("shipment.change", &id, change("0", "不发")).await.is(409);
        people.clerk.fill("shipment.change", &id, change(&less, " ")).await.is(422);
        let same = json!({"reason": "没变", "ship_on": shipment_of(&people, &id).await["ship_on"]});
        people.clerk.fill("shipment.change", &id, same).await.is(409);
        let past = json!({"ship_on": "2026-01-05", "reason": "改期"});
        people.clerk.fill("shipment.change", &id, past).await.is(409);
        people.clerk.fill("shipment.change", &id, change(&less, "先发有的")).await.ok();
        let changed = shipment_of(&people, &id).await;
        assert_eq!(changed["state"], "prepared", "the receiver is asked again: {changed:#}");
        people.warehouse.fill("shipment.dispatch", &id, leaves.clone()).await.is(409);
        people.clerk.fill("shipment.confirm", &id, json!({"whom": "王经理", "channel": "phone"})).await.ok();
        people.clerk.fill("shipment.notice", &id, json!({"whom": "王经理", "channel": "wechat"})).await.ok();
        let open = order_of(&people, &order).await;
        assert!(due(&open, "H6.1").contains(&"shipment.dispatch".to_owned()), "{open:#}");
        people.warehouse.fill("shipment.dispatch", &id, leaves).await.ok();
        let page = people.clerk.page(&format!("/orders/{order}?tab=timeline")).await.ok().text();
        assert!(page.contains("先发有的"), "the order says why");
        people.clerk.fill("shipment.change", &id, change("1", "太晚")).await.is(409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_1_the_day_that_the_receiver_agrees_to_is_the_day_it_leaves() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let id = announced(&app, &people, &order, "10", json!({"on": "2026-11-12"})).await;
        let agreed = shipment_of(&people, &id).await;
        assert_eq!(
            (agreed["ship_on"].as_str(), agreed["state"].as_str()),
            (Some("2026-11-12"), Some("confirmed"))
        );
        let rows = people.clerk.get("/api/v1/today").await.ok().text();
        assert!(!rows.contains("\"shipment.dispatch\""), "ten days before it is nobody's: {rows}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h8_2_only_what_is_ones_own_is_put_off_and_not_for_long() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let id = announced(&app, &people, &order, "10", json!({})).await;
        let later = |rule: &str, occurrence: String, until: &str| json!({"rule": rule, "occurrence": occurrence, "until": until, "reason": "等回话"});
        let out = format!("out-{id}");
        let refused = people.clerk.fill("order.snooze", &order, later("H6.1", out, "2026-11-04")).await;
        assert!(refused.is(409).text().contains("别人"), "the warehouse sends it");
        let gone = later("H6.5", format!("tell-{id}-2026-11-02"), "2026-11-04");
        people.clerk.fill("order.snooze", &order, gone).await.is(409);
        let set = json!({"text": "问客户验收", "due": "2026-11-03"});
        people.clerk.fill("order.task", &order, set).await.ok();
        let far = later("H8.2", "task-1".to_owned(), "2027-01-20");
        assert!(people.clerk.fill("order.snooze", &order, far).await.is(422).text().contains("30"));
        people
            .clerk
            .fill("order.snooze", &order, later("H8.2", "task-1".to_owned(), "2026-11-10"))
            .await
            .ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_4_nothing_done_is_a_report_with_its_cause_and_h8_2_what_others_owe_is_counted_whole() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let work = order_of(&people, &order).await["work_orders"][0]["id"].as_str().unwrap().to_owned();
        let day = today(&app);
        people.production.fill("work.period", &work, json!({"start": day, "finish": day})).await.ok();
        let nothing = |note: &str| json!({"operation": "10", "good": "0", "on": day, "note": note});
        people.production.fill("work.report", &work, nothing("")).await.is(409);
        people.production.fill("work.report", &work, nothing("设备检修")).await.ok();

        for _ in 0..14 {
            released(&people, "ZG-1001", "1", "2026-11-20").await;
        }
        let others = people.lead.get("/api/v1/today?show=others").await.ok().json();
        let rows = others["rows"].as_array().unwrap().len();
        assert_eq!(others["count"].as_i64(), i64::try_from(rows).ok(), "the count is that of the rows");
        assert!(rows > 14, "the lead sees what is owed on all orders: {rows}");
        let roles = |shown: &Value| -> Vec<String> {
            shown["rows"].as_array().unwrap().iter().map(|r| r["role"].as_str().unwrap().to_owned()).collect()
        };
        assert!(roles(&others).contains(&"purchasing".to_owned()), "what is a department's: {others:#}");
        let on_mine = people.clerk.get("/api/v1/today?show=others").await.ok().json();
        assert!(roles(&on_mine).contains(&"production".to_owned()), "on my orders: {on_mine:#}");
        assert!(!roles(&on_mine).contains(&"clerk".to_owned()), "not my own");
        let page = people.lead.page("/duties?show=others").await.ok().text();
        assert_eq!(page.matches("data-row").count(), rows, "and the page has them all");
        let mine = people.lead.page("/").await.ok().text();
        assert!(mine.contains("/duties?show=others"), "the day shows twelve and where the rest is");
    }
}
