//! Production (H4.4): a late period says why, what is spoiled is made again of new material.

use serde_json::json;

use super::h2_thread::{company, today};
use super::h4_supply::released;
use super::h6_shipping::order_of;
use crate::kit::{TestApp, databases};

#[tokio::test(flavor = "multi_thread")]
async fn h4_4_a_period_that_ends_after_the_need_says_why_and_one_of_years_is_refused() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let work = order_of(&people, &order).await["work_orders"][0]["id"].as_str().unwrap().to_owned();
        let period = |finish: &str, note: &str| json!({"start": today(&app), "finish": finish, "note": note});
        people.production.fill("work.period", &work, period("2034-11-20", "排不下")).await.is(409);
        let late = people.production.fill("work.period", &work, period("2026-12-20", "")).await;
        assert!(late.is(409).text().contains("2026-12-20"));
        people.production.fill("work.period", &work, period("2026-12-20", "等烤漆")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_4_what_was_spoiled_asks_for_its_material_and_quantity_again() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let open = order_of(&people, &order).await;
        let work = open["work_orders"][0]["id"].as_str().unwrap().to_owned();
        let one = people.production.get(&format!("/api/v1/work/{work}")).await.ok().json();
        let step = |n: usize| one["steps"][n]["number"].to_string();
        let said = |n: usize, good: &str, scrap: &str, again: &str| json!({"operation": step(n), "good": good, "scrap": scrap, "material": again, "on": today(&app)});
        people.production.fill("work.report", &work, said(0, "10", "0", "")).await.ok();
        let set_aside = |rows: &[serde_json::Value]| {
            rows.iter().map(|r| r["reserved"].as_str().unwrap().parse::<f64>().unwrap()).sum::<f64>()
        };
        let before = set_aside(&people.warehouse.list("/stock").await);
        people.production.fill("work.report", &work, said(1, "8", "2", "1")).await.ok();
        let after = set_aside(&people.warehouse.list("/stock").await);
        assert!(after > before, "the parts of two pieces more: {before} {after}");
        // Reported by mistake, and reported again.
        let mut back = said(1, "0", "-2", "");
        back["note"] = "报错了".into();
        people.production.fill("work.report", &work, back).await.ok();
        let taken_back = set_aside(&people.warehouse.list("/stock").await);
        assert!((taken_back - before).abs() < 1e-9, "their material is free again: {before} {taken_back}");
        people.production.fill("work.report", &work, said(1, "0", "2", "1")).await.ok();
        people.production.fill("work.report", &work, said(1, "1", "0", "")).await.is(409);
        people.production.fill("work.report", &work, said(0, "2", "0", "")).await.ok();
        people.production.fill("work.report", &work, said(1, "2", "0", "")).await.ok();
        let page = people.clerk.page(&format!("/orders/{order}")).await.ok().text();
        assert!(page.contains("报废 2，重新备料"), "the order says so");
    }
}
