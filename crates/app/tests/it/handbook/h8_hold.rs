//! A hold stops everything of an order but talk, files and its release (H8.4).

use db::Conn;
use serde_json::json;

use super::h2_thread::{Company, company, today};
use super::h4_supply::released;
use super::h6_shipping::{order_of, ready, send};
use crate::kit::{TestApp, User, databases};

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
        assert_eq!(people.clerk.list("/orders").await[0]["stage_detail"], "已暂停", "the list says so");
        let report = |on: String| json!({"operation": "10", "good": "1", "on": on});
        people.production.fill("work.report", &work, report(today(&app))).await.is(409);
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

        app.advance_days(9).await;
        people.lead.fill("order.resume", &order, json!({"reason": "复工"})).await.ok();
        assert_eq!(people.clerk.list("/orders").await[0]["stage_detail"], "");
        let open = order_of(&people, &order).await["follow_ups"].as_array().unwrap().clone();
        let late: Vec<_> =
            open.iter().filter(|f| f["due"].as_str().unwrap() < today(&app).as_str()).collect();
        assert!(!open.is_empty() && late.is_empty(), "nothing was anybody's to do meanwhile: {late:?}");
        assert!(!people.purchasing.list("/shortages").await.is_empty(), "it is bought again");
        people.production.fill("work.report", &work, report(today(&app))).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h8_4_what_arrived_is_said_of_an_order_on_hold_and_settled_when_it_goes_on() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "10").await;
        people.clerk.fill("order.hold", &order, json!({"reason": "客户停工"})).await.ok();
        let short = json!({"on": today(&app), "packing": "damaged", "whom": "王经理", "note": "少一件",
            "lines.0.received": "9"});
        people.clerk.fill("shipment.arrival", &shipment, short).await.ok();
        let duties = async || -> Vec<String> {
            let order = order_of(&people, &order).await;
            let due = order["follow_ups"].as_array().unwrap();
            due.iter().map(|f| f["operation"].as_str().unwrap().to_owned()).collect()
        };
        assert!(!duties().await.contains(&"shipment.settle".to_owned()), "{:?}", duties().await);
        for (settlement, more) in [
            ("replaced", json!({"replacement_by": "2026-12-20", "source": "made"})),
            ("credited", json!({"credit": "100"})),
        ] {
            let mut said = json!({"settlement": settlement, "note": "与客户商定", "cause": "packing",
                "explanation": "箱内无垫", "pickup": "intact", "signature": "clean"});
            said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let refused = people.clerk.fill("shipment.settle", &shipment, said).await.is(409).text();
            assert!(refused.contains("已暂停：客户停工"), "{refused}");
        }
        let cause =
            json!({"cause": "packing", "explanation": "箱内无垫", "pickup": "intact", "signature": "clean"});
        people.clerk.fill("shipment.cause", &shipment, cause).await.ok();
        people.lead.fill("order.resume", &order, json!({"reason": "复工"})).await.ok();
        assert!(duties().await.contains(&"shipment.settle".to_owned()), "{:?}", duties().await);
        let settled = json!({"settlement": "replaced", "replacement_by": "2026-12-20", "source": "made", "note": "补发"});
        people.clerk.fill("shipment.settle", &shipment, settled).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h8_4_a_stop_of_an_hour_makes_nothing_on_time_and_one_of_days_nothing_late() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "40", "2026-12-20").await;
        let buys = async || {
            let open = order_of(&people, &order).await["follow_ups"].as_array().unwrap().clone();
            open.iter().find(|f| f["operation"] == "purchase.place").unwrap()["due"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        let stop = json!({"reason": "客户停工"});
        let due = buys().await;
        app.advance_days(4).await;
        assert_eq!(buys().await, due, "what stays becomes late");
        people.clerk.fill("order.hold", &order, stop.clone()).await.ok();
        people.clerk.fill("order.resume", &order, json!({"reason": "复工"})).await.ok();
        assert_eq!(buys().await, due, "a stop of an hour is no excuse");
        people.clerk.fill("order.hold", &order, stop).await.ok();
        app.advance_days(5).await;
        people.clerk.fill("order.resume", &order, json!({"reason": "复工"})).await.ok();
        assert!(buys().await >= today(&app), "nobody could buy meanwhile");
        let listed = people.purchasing.get("/api/v1/today").await.ok().json();
        assert!(listed.to_string().contains(&buys().await), "the desk says the same: {listed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h8_4_what_lies_free_is_shared_out_anew_when_an_order_stops_and_goes_on() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let first = released(&people, "ZG-1001", "40", "2026-12-18").await;
        let second = released(&people, "ZG-1001", "1", "2026-12-25").await;
        // All that the first is short of, and of the second what the first has enough of.
        let of = async |order: &str| {
            people.purchasing.list(&format!("/shortages?q={}", number(&people, order).await)).await
        };
        let mut short = of(&first).await;
        let enough: Vec<_> = of(&second)
            .await
            .into_iter()
            .filter(|own| short.iter().all(|s| s["item"] != own["item"]))
            .collect();
        short.extend(enough);
        let lines: Vec<_> =
            short.iter().map(|s| json!({"item": s["item"], "quantity": s["missing"]})).collect();
        let receipt = json!({"kind": "receipt", "on": today(&app), "reason": "备货", "lines": lines});
        people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);

        // It is given to the first, and bought for the second.
        let desks = async || {
            (gives(&people, &first).await, buys(&people, &first).await, buys(&people, &second).await)
        };
        assert_eq!(desks().await, (true, false, true), "by the day of need");
        people.clerk.fill("order.hold", &first, json!({"reason": "客户停工"})).await.ok();
        assert_eq!(desks().await, (false, false, false), "who is stopped gets nothing meanwhile");
        people.clerk.fill("order.resume", &first, json!({"reason": "复工"})).await.ok();
        assert_eq!(desks().await, (true, false, true), "it is in its place again");

        let before = follow_ups(&app).await;
        tokio::task::block_in_place(|| app::upkeep::rebuild(&app.app, |_| {}).unwrap());
        assert_eq!(follow_ups(&app).await, before, "tables that are built anew say the same");
    }
}

async fn number(people: &Company, order: &str) -> String {
    order_of(people, order).await["number"].as_str().unwrap().to_owned()
}

/// What stands on the desk of purchasing and of the warehouse, not what the order's page works out.
async fn buys(people: &Company, order: &str) -> bool {
    stands(&people.purchasing, order, "purchase.place").await
}

async fn gives(people: &Company, order: &str) -> bool {
    stands(&people.warehouse, order, "pegging.weigh").await
}

async fn stands(user: &User, order: &str, operation: &str) -> bool {
    let desk = user.get("/api/v1/today").await.ok().json();
    let rows = desk["rows"].as_array().unwrap();
    rows.iter().any(|row| row["order"] == order && row["operation"] == operation)
}

async fn follow_ups(app: &TestApp) -> Vec<(String, String, String, String)> {
    let read = |conn: &mut Conn| -> kernel::Result<Vec<(String, String, String, String)>> {
        let rows = conn.query("SELECT case_id, action, role, due FROM follow_up ORDER BY 1, 2, 3, 4", &[])?;
        rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).collect()
    };
    app.app.db.read(read).await.unwrap()
}
