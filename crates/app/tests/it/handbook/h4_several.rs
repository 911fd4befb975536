//! Several at once (H4.3, H4.4): the reports of a work centre, a delivery for several purchases, a supplier's answer.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h4_supply::released;
use super::h6_shipping::order_of;
use crate::kit::{TestApp, databases};

async fn work_of(people: &Company, order: &str) -> String {
    order_of(people, order).await["work_orders"][0]["id"].as_str().unwrap().to_owned()
}

async fn first_step(people: &Company, work: &str) -> Value {
    people.production.get(&format!("/api/v1/work/{work}")).await.ok().json()["steps"][0].clone()
}

/// The rows of a grid, changed one by one.
fn rows(form: &Value, change: impl Fn(usize, &Value) -> Vec<(&'static str, Value)>) -> Value {
    let lines = form["fields"].as_array().unwrap().iter().find(|f| f["name"] == "lines").unwrap();
    let columns: Vec<&str> =
        lines["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    let mut body = serde_json::Map::new();
    for (n, row) in lines["rows"].as_array().unwrap().iter().enumerate() {
        for (column, value) in columns.iter().zip(row.as_array().unwrap()) {
            body.insert(format!("lines.{n}.{column}"), value.clone());
        }
        for (column, value) in change(n, row) {
            body.insert(format!("lines.{n}.{column}"), value);
        }
    }
    Value::Object(body)
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_4_twenty_three_reports_of_a_work_centre_are_one_form_all_or_none() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let mut works = Vec::new();
        for _ in 0..23 {
            let order = released(&people, "ZG-1001", "2", "2026-11-20").await;
            works.push(work_of(&people, &order).await);
        }
        let listed = people.production.list("/work").await;
        assert!(
            listed.iter().all(|row| row["step"].as_str().is_some_and(|s| !s.is_empty())),
            "what comes next"
        );
        let form = people.production.get("/api/v1/operations/work.report_several/form").await.ok().json();
        let done = |last: &'static str| {
            let mut said = rows(&form, |n, _| vec![("good", if n == 22 { last.into() } else { "2".into() })]);
            said["on"] = today(&app).into();
            said
        };
        let path = "/api/v1/work/report";
        let refused = people.production.post(path, done("9")).await.is(422).json();
        assert!(refused.to_string().contains("lines.22.good"), "at its row: {refused}");
        for work in &works {
            assert_eq!(first_step(&people, work).await["good"], "0", "nothing of it was kept");
        }
        people.warehouse.post(path, done("2")).await.is(403);
        people.production.post(path, done("2")).await.ok();
        for work in &works {
            assert_eq!(first_step(&people, work).await["good"], "2");
        }
        people.production.post(path, json!({"on": today(&app), "lines": []})).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_3_one_delivery_and_one_answer_for_several_purchases() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let mut purchases = Vec::new();
        for _ in 0..2 {
            released(&people, "AC-TAG", "5000", "2026-12-15").await;
            let placed = people.purchasing.fill("purchase.place", "", json!({})).await.ok().json();
            purchases.push(placed["id"].as_str().unwrap().to_owned());
        }
        let of = async |id: &str| people.purchasing.get(&format!("/api/v1/purchases/{id}")).await.ok().json();
        let form =
            people.purchasing.get("/api/v1/operations/purchase.promise_several/form").await.ok().json();
        let mut said = rows(&form, |_, _| vec![("date", "2026-11-09".into())]);
        said["channel"] = "wechat".into();
        people.purchasing.post("/api/v1/purchases/promise", said.clone()).await.ok();
        for id in &purchases {
            assert_eq!(of(id).await["lines"][0]["promised"], "2026-11-09");
        }
        let form =
            people.purchasing.get("/api/v1/operations/purchase.promise_several/form").await.ok().json();
        let mut same = rows(&form, |_, _| Vec::new());
        same["channel"] = "wechat".into();
        people.purchasing.post("/api/v1/purchases/promise", same).await.is(422);

        let form = people.warehouse.get("/api/v1/operations/purchase.receive_several/form").await.ok().json();
        let came = |waybill: &str, again: &str| {
            let mut said = rows(&form, |_, _| vec![("quantity", "10".into())]);
            said["on"] = today(&app).into();
            said["waybill"] = waybill.into();
            said["again"] = again.into();
            said
        };
        let path = "/api/v1/purchases/receive";
        people.warehouse.post(path, came("SH-77", "")).await.ok();
        for id in &purchases {
            assert_eq!(of(id).await["lines"][0]["received"], "10", "of one delivery note");
        }
        let twice = people.warehouse.post(path, came("SH-77", "")).await;
        assert!(
            (400..500).contains(&twice.status),
            "the same note once more is asked about: {}",
            twice.text()
        );
        for id in &purchases {
            assert_eq!(of(id).await["lines"][0]["received"], "10");
        }
        people.warehouse.post(path, came("SH-77", "余下的补送")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_3_a_day_that_somebody_entered_meanwhile_is_not_put_back() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        released(&people, "AC-TAG", "5000", "2026-12-15").await;
        let placed = people.purchasing.fill("purchase.place", "", json!({})).await.ok().json();
        let id = placed["id"].as_str().unwrap().to_owned();
        let day = async |on: &str| {
            people.purchasing.fill("purchase.promise", &id, json!({"lines.0.date": on})).await.ok();
        };
        let stands = async || {
            let one = people.purchasing.get(&format!("/api/v1/purchases/{id}")).await.ok().json();
            one["lines"][0]["promised"].as_str().unwrap().to_owned()
        };
        day("2026-11-13").await;
        let form =
            people.purchasing.get("/api/v1/operations/purchase.promise_several/form").await.ok().json();
        day("2026-11-20").await;
        let path = "/api/v1/purchases/promise";
        let mut untouched = rows(&form, |_, _| Vec::new());
        untouched["channel"] = "wechat".into();
        people.purchasing.post(path, untouched).await.is(422);
        assert_eq!(stands().await, "2026-11-20", "what nobody touched is no answer");
        let mut changed = rows(&form, |_, _| vec![("date", "2026-11-16".into())]);
        changed["channel"] = "wechat".into();
        let refused = people.purchasing.post(path, changed).await.is(422).text();
        assert!(refused.contains("2026-11-20"), "{refused}");
        assert_eq!(stands().await, "2026-11-20");
    }
}
