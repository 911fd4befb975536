//! Production (H4.4): a late period says why, what is spoiled is made again of new material.

use serde_json::json;

use super::h2_thread::{Company, company, today};
use super::h4_supply::released;
use super::h6_goods::{arrive, make};
use super::h6_shipping::{due, order_of, send};
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

/// The slip that parts were issued with.
async fn slip(people: &Company) -> String {
    let rows = people.warehouse.list("/movements?kind=issue").await;
    let key = rows[0]["id"].as_str().unwrap();
    key.rsplit_once('-').unwrap().0.to_owned()
}

/// All that lies in stock, and all that is set aside of it.
async fn stock(people: &Company) -> (f64, f64) {
    let rows = people.warehouse.list("/stock").await;
    let sum = |column: &str| rows.iter().map(|r| r[column].as_str().unwrap().parse::<f64>().unwrap()).sum();
    (sum("on_hand"), sum("reserved"))
}

/// A released order of ten, and its work order.
async fn in_work(people: &Company) -> (String, String) {
    let order = released(people, "ZG-1001", "10", "2026-11-20").await;
    let work = order_of(people, &order).await["work_orders"][0]["id"].as_str().unwrap().to_owned();
    (order, work)
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_parts_issued_for_what_was_given_up_go_back_into_stock() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let free = stock(&people).await;
        let (order, work) = in_work(&people).await;
        people.warehouse.fill("work.return", &work, json!({})).await.is(422);
        people.warehouse.fill("work.issue", &work, json!({})).await.ok();
        let issued = stock(&people).await;
        assert!(issued.0 < free.0);
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), Vec::<String>::new(), "they are used");

        people.lead.fill("order.cancel", &order, json!({"reason": "客户不要了"})).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), ["work.return"]);
        let page = people.warehouse.page(&format!("/work/{work}")).await.ok().text();
        assert!(page.contains("退料"), "its page offers it");
        people.clerk.fill("work.return", &work, json!({})).await.is(403);
        let lost = json!({"lines.0.quantity": "0", "lines.0.lost": "1"});
        people.warehouse.fill("work.return", &work, lost).await.is(409);
        let more = json!({"lines.0.lost": "1", "reason": "多"});
        people.warehouse.fill("work.return", &work, more).await.is(409);
        let said = json!({"lines.0.quantity": "0", "lines.0.lost": "1", "reason": "已裁切，报废"});
        people.warehouse.fill("work.return", &work, said).await.ok();
        let back = stock(&people).await;
        assert!(back.0 > issued.0 && back.0 < free.0 - 1.0, "not the first: {free:?} {issued:?} {back:?}");
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), ["work.return"], "the first lies there");
        people.warehouse.fill("work.return", &work, json!({})).await.ok();
        let back = stock(&people).await;
        assert!((free.0 - back.0 - 1.0).abs() < 1e-6, "all but what was lost: {free:?} {back:?}");
        assert!(back.1.abs() < 1e-9, "for everybody: {back:?}");
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), Vec::<String>::new());
        people.warehouse.fill("work.return", &work, json!({})).await.is(422);
        let page = people.clerk.page(&format!("/orders/{order}?tab=timeline")).await.ok().text();
        assert!(page.contains("已裁切，报废"), "the order says what became of the rest");

        // What came back does not come back twice.
        people.warehouse.fill("stock.reverse", &slip(&people).await, json!({"reason": "领错"})).await.is(409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_an_issue_that_is_taken_back_after_the_end_is_not_asked_for_again() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let free = stock(&people).await;
        let (order, work) = in_work(&people).await;
        people.warehouse.fill("work.issue", &work, json!({})).await.ok();
        people.lead.fill("order.cancel", &order, json!({"reason": "客户不要了"})).await.ok();
        people.warehouse.fill("stock.reverse", &slip(&people).await, json!({"reason": "领错"})).await.ok();
        assert_eq!(stock(&people).await, free);
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_parts_of_a_line_that_ends_early_go_back_and_no_issue_is_taken_back_twice() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let free = stock(&people).await.0;
        let (order, work) = in_work(&people).await;
        people.warehouse.fill("work.issue", &work, json!({})).await.ok();
        let issue = slip(&people).await;
        let out = free - stock(&people).await.0;
        make(&app, &people, &work, "4").await;
        let shipment = send(&app, &people, &order, "4").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "4", "0").await;
        let ends = json!({"reason": "客户只要四套", "lines.0.ends": "1"});
        people.lead.fill("order.settle_lines", &order, ends).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), ["work.return"]);
        let paid = json!({"on": today(&app), "method": "transfer", "amount": "48"});
        people.finance.fill("payment.book", &order, paid).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!(
            (open["state"].as_str(), &open["remaining"][0]),
            (Some("released"), &json!("领走的料未退"))
        );

        people.warehouse.fill("work.return", &work, json!({})).await.ok();
        let back = out - (free - stock(&people).await.0);
        assert!((back - out * 0.6).abs() < 1e-6, "six of ten sets came back: {back} of {out}");
        assert_eq!(order_of(&people, &order).await["state"], "closed");
        people.warehouse.fill("stock.reverse", &issue, json!({"reason": "领错"})).await.is(409);
        let more = json!({"operation": "10", "good": "1", "on": today(&app), "note": "多做"});
        people.production.fill("work.report", &work, more).await.is(409);

        // The return was a mistake: the parts lie in the workshop again.
        let rows = people.warehouse.list("/movements?kind=receipt").await;
        let number = order_of(&people, &order).await["work_orders"][0]["number"].clone();
        let row = rows.iter().find(|r| r["source"] == number).unwrap();
        let id = row["id"].as_str().unwrap().rsplit_once('-').unwrap().0.to_owned();
        people.warehouse.fill("stock.reverse", &id, json!({"reason": "数错"})).await.ok();
        assert!((free - stock(&people).await.0 - out).abs() < 1e-6);
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), ["work.return"]);
    }
}
