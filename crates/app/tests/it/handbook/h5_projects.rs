//! The day of who builds on the site (H5.3, H8.1): projects under way, what of their goods is there, when the rest comes.

use serde_json::json;

use super::h2_thread::company;
use super::h4_supply::released;
use crate::kit::{TestApp, databases};

#[tokio::test(flavor = "multi_thread")]
async fn h5_3_whoever_builds_sees_the_projects_under_way_and_has_tasks_that_can_be_done() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let counter = released(&people, "ZG-1001", "2", "2026-11-20").await;
        let body = json!({
            "kind": "project", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
            "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "月结30天", "start_on": "2026-11-10",
            "lines": [{"item": "ZG-1001", "quantity": "2", "unit_price": "12", "wanted_on": "2026-11-20", "drawing": "V1.pdf"}],
        });
        let made = people.clerk.post("/api/v1/orders/new", body).await.is(201).json();
        let order = made["id"].as_str().unwrap().to_owned();
        let opens = format!("/orders/{order}\"");
        let day = people.engineering.page("/").await.ok().text();
        assert!(day.contains("在做的工程单") && !day.contains(&opens), "a draft is nobody's site yet");
        people.clerk.fill("order.submit", &order, json!({})).await.ok();
        people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
        people.lead.fill("order.release", &order, json!({})).await.ok();
        let day = people.engineering.page("/").await.ok().text();
        assert!(day.contains(&opens) && !day.contains(&format!("/orders/{counter}\"")), "{day}");
        let of_others = people.warehouse.page("/").await.ok().text();
        assert!(!of_others.contains("在做的工程单"), "no site of theirs");

        // A task of theirs is on their desk, and the offered act ends it.
        let staff = people.lead.list("/people").await;
        let owner = staff.iter().find(|p| p["name"] == "韩磊").unwrap()["id"].clone();
        let task = json!({"text": "看现场尺寸", "owner": owner, "due": "2026-11-09"});
        people.clerk.fill("order.task", &order, task).await.ok();
        let own = people.engineering.get("/api/v1/today").await.ok().json();
        assert!(own.to_string().contains("order.task_done"), "{own}");
        let done = json!({"number": "1", "result": "已量"});
        let of_another = json!({"number": "1", "result": "好的"});
        let refused = people.purchasing.fill("order.task_done", &order, of_another).await.is(409).text();
        assert!(refused.contains("韩磊"), "{refused}");
        people.engineering.fill("order.task_done", &order, done).await.ok();
        let own = people.engineering.get("/api/v1/today").await.ok().json();
        assert!(!own.to_string().contains("order.task_done"), "{own}");
    }
}
