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

#[tokio::test(flavor = "multi_thread")]
async fn h8_4_what_was_just_done_says_where_it_is_taken_back() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let version = order_of(&people, &order).await["version"].to_string();
        let fields = [("reason", "客户改图"), ("version", version.as_str())];
        let held = people.clerk.form(&format!("/orders/{order}/hold"), &fields).await;
        assert_eq!(held.header("x-gendan-undo"), format!("/orders/{order}/resume"), "{}", held.text());
        let undone = people.clerk.fill("order.resume", &order, json!({"reason": "点错了"})).await.ok();
        assert_eq!(undone.header("x-gendan-undo"), "", "what takes back is not taken back");
        assert_eq!(order_of(&people, &order).await["hold"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h8_2_a_lead_sees_what_is_late_and_with_whom_and_each_figure_opens_its_rows() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        for _ in 0..2 {
            released(&people, "ZG-1001", "10", "2026-11-20").await;
        }
        app.advance_days(8).await;
        // After the days they sign in again.
        people.lead.get("/api/v1/today").await.ok();
        people.clerk.get("/api/v1/today").await.ok();
        let home = people.lead.page("/").await.ok().text();
        assert!(home.contains("各部门逾期") && home.contains("每人负荷") && home.contains("会晚的订单"));
        let clerk = people.clerk.page("/").await.ok().text();
        assert!(!clerk.contains("各部门逾期"), "a clerk has her own day");
        let late = async |query: &str| {
            let found = people.lead.get(&format!("/api/v1/today?show=all&late=1{query}")).await.ok().json();
            assert_eq!(found["count"], found["late"]);
            found["rows"].as_array().unwrap().clone()
        };
        let all = late("").await;
        let bought = late("&role=purchasing").await;
        assert!(!bought.is_empty() && bought.len() < all.len(), "{} of {}", bought.len(), all.len());
        assert!(bought.iter().all(|row| row["role"] == "purchasing"));
        let cell = "href=\"/duties?show=all&#38;late=1&#38;role=purchasing\"";
        assert!(home.contains(cell), "the row opens exactly those");
        let page = people.lead.page("/duties?show=all&late=1&role=purchasing").await.ok().text();
        assert_eq!(page.matches("data-row").count(), bought.len());
        let own = people.clerk.get("/api/v1/today?show=all").await.ok().json();
        let mine = people.clerk.get("/api/v1/today").await.ok().json();
        assert_eq!(own["count"], mine["count"], "nobody else asks for everybody's");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_3_an_order_is_looked_at_as_it_was_on_a_day_and_what_was_put_off_is_listed() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let released_on = today(&app);
        app.advance_days(1).await;
        people.clerk.fill("order.hold", &order, json!({"reason": "客户改图"})).await.ok();
        let at = |at: &str| format!("/api/v1/orders/{order}?at={at}");
        assert_eq!(people.clerk.get(&at(&released_on)).await.ok().json()["hold"], Value::Null);
        assert_eq!(
            people.clerk.get(&at("2099-01-01")).await.ok().json()["hold"],
            "客户改图",
            "never later than now"
        );
        // An instant with its zone, of which an address makes the plus a space, or as it is typed: the company's.
        for instant in ["T23:00:00+08:00", "T23:00:00%2B08:00", "T15:00:00Z", "T23:00"] {
            let then = people.clerk.get(&at(&format!("{released_on}{instant}"))).await.ok().json();
            assert_eq!(then["hold"], Value::Null, "{instant}");
        }
        for not in ["2020-01-01", "T23:00:00+08:00", "yesterday"] {
            people.clerk.get(&at(not)).await.is(400);
        }

        people.clerk.fill("order.resume", &order, json!({"reason": "图已定"})).await.ok();
        people.clerk.fill("order.task", &order, json!({"text": "问客户验收", "due": today(&app)})).await.ok();
        let later =
            json!({"rule": "H8.2", "occurrence": "task-1", "until": "2026-11-09", "reason": "等回话"});
        people.clerk.fill("order.snooze", &order, later).await.ok();
        let put_off = people.clerk.get("/api/v1/today?show=later").await.ok().json();
        let row = &put_off["rows"][0];
        assert_eq!(
            (row["occurrence"].as_str(), row["visible_from"].as_str()),
            (Some("task-1"), Some("2026-11-09"))
        );
        let of_all = people.lead.get("/api/v1/today?show=later").await.ok().json();
        assert_eq!(of_all["count"], 1, "the lead sees what was put off by others");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_2_what_a_department_owes_that_has_lost_its_last_person_is_the_leads() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "40", "2026-12-20").await;
        let asks = async |user: &crate::kit::User| -> bool {
            let desk = user.get("/api/v1/today").await.ok().json();
            let rows = desk["rows"].as_array().unwrap();
            rows.iter().any(|row| row["order"] == order && row["operation"] == "purchase.place")
        };
        assert!(asks(&people.purchasing).await && !asks(&people.lead).await);
        let staff = people.lead.list("/people").await;
        let buyers = staff.iter().filter(|p| p["roles"].to_string().contains("purchasing"));
        let buyers: Vec<_> = buyers.map(|p| p["id"].as_str().unwrap().to_owned()).collect();
        assert!(!buyers.is_empty(), "{staff:?}");
        for id in buyers {
            app.user("顾总").await.fill("person.retire", &id, json!({"reason": "离职"})).await.ok();
        }
        assert!(asks(&people.lead).await, "nobody else is left to ask");
        assert!(!asks(&people.clerk).await);
    }
}
