//! A hold stops everything of an order but talk, files and its release (H8.4).

use serde_json::json;

use super::h2_thread::{company, today};
use super::h4_supply::released;
use super::h6_shipping::{order_of, ready, send};
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
