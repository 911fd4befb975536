//! Parts that went into what was made without having been issued (H4.2): they are in the books until the order ends, and not
//! afterwards.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h4_supply::released;
use super::h6_goods::{arrive, make, work};
use super::h6_shipping::{due, order_of, send};
use crate::kit::{TestApp, databases};

/// All that lies in stock, and all that is set aside of it.
async fn stock(people: &Company) -> (f64, f64) {
    let rows = people.warehouse.list("/stock").await;
    let sum = |column: &str| rows.iter().map(|r| r[column].as_str().unwrap().parse::<f64>().unwrap()).sum();
    (sum("on_hand"), sum("reserved"))
}

/// An order of ten whose parts are set aside, of which `made` are finished and nothing was issued; the order and its work.
async fn made_without_an_issue(app: &TestApp, people: &Company, made: &str) -> (String, String) {
    let order = released(people, "ZG-1001", "10", "2026-11-20").await;
    let (making, _) = work(people, &order).await.remove(0);
    make(app, people, &making, made).await;
    (order, making)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_parts_in_finished_goods_are_not_free_again_when_the_order_is_given_up() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (order, making) = made_without_an_issue(&app, &people, "4").await;
        let before = stock(&people).await;
        let form = people.lead.page(&format!("/orders/{order}/cancel")).await.ok().text();
        assert!(form.contains("没登记过的料出库"), "it is shown before it is done");
        people.lead.fill("order.cancel", &order, json!({"reason": "客户不要了"})).await.ok();
        let after = stock(&people).await;
        assert!(near(before.0 - after.0, before.1 * 0.4), "four of ten used theirs: {before:?} {after:?}");
        assert!(near(after.1, 0.0), "the rest is free: {after:?}");
        let open = order_of(&people, &order).await;
        assert_eq!((due(&open, "H4.2"), due(&open, "H7.2").len()), (Vec::<String>::new(), 1));

        // What is left over may be broken: it does not go into stock, and why is said.
        let out = json!({"quantity": "1", "left_out": "3"});
        people.warehouse.fill("work.stock", &making, out).await.is(409);
        let out = json!({"quantity": "2", "left_out": "3", "reason": "样品送给客户"});
        people.warehouse.fill("work.stock", &making, out).await.is(409);
        let out = json!({"quantity": "1", "left_out": "3", "reason": "样品送给客户"});
        people.warehouse.fill("work.stock", &making, out).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H7.2"), Vec::<String>::new());
        let one = people.production.get(&format!("/api/v1/work/{making}")).await.ok().json();
        assert_eq!((one["stocked"].as_str(), one["left_out"].as_str()), (Some("1"), Some("3")));
        let page = people.clerk.page(&format!("/orders/{order}?tab=timeline")).await.ok().text();
        assert!(page.contains("样品送给客户") && page.contains("用掉的料登记出库"));
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_parts_that_were_cut_for_unfinished_goods_are_asked_about_when_the_order_is_given_up() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let (making, _) = work(&people, &order).await.remove(0);
        let one = people.production.get(&format!("/api/v1/work/{making}")).await.ok().json();
        let first = one["steps"][0]["number"].to_string();
        let before = stock(&people).await;
        let cut = json!({"operation": first, "good": "6", "on": today(&app), "note": "下料"});
        people.production.fill("work.report", &making, cut).await.ok();
        people.lead.fill("order.cancel", &order, json!({"reason": "客户不要了"})).await.ok();
        let after = stock(&people).await;
        assert!(near(before.0 - after.0, before.1 * 0.6), "six are cut: {before:?} {after:?}");
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), ["work.return"], "and lie in the workshop");
        let form =
            people.warehouse.get(&format!("/api/v1/operations/work.return/form?id={making}")).await.ok();
        let rows = form.json()["fields"][0]["rows"].as_array().unwrap().clone();
        let shown = |row: &Value| row.as_array().unwrap().iter().filter(|cell| *cell != "").count();
        assert!(rows.iter().all(|row| shown(row) == 1), "what may be cut is not filled in: {rows:?}");
        people.warehouse.fill("work.return", &making, json!({})).await.is(409);
        people.warehouse.fill("work.return", &making, json!({"lines.0.quantity": "1"})).await.ok();
        assert!(near(after.0 + 1.0, stock(&people).await.0), "what was not cut comes back");
        assert_eq!(due(&order_of(&people, &order).await, "H4.2"), ["work.return"], "the rest is asked about");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_parts_in_finished_goods_are_not_free_again_when_a_line_ends_or_the_order_closes() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        // Ten are made, eight taken: ten used their parts.
        let (order, making) = made_without_an_issue(&app, &people, "10").await;
        let before = stock(&people).await;
        let shipment = send(&app, &people, &order, "8").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "8", "0").await;
        let ends = json!({"reason": "客户只要八套", "lines.0.ends": "1"});
        people.lead.fill("order.settle_lines", &order, ends).await.ok();
        let after = stock(&people).await;
        assert!(near(before.0 - after.0, before.1) && near(after.1, 0.0), "{before:?} {after:?}");
        people.warehouse.fill("work.stock", &making, json!({})).await.ok();

        // All are made, sent and paid, and nobody issued anything.
        let (order, _) = made_without_an_issue(&app, &people, "10").await;
        let before = stock(&people).await;
        let shipment = send(&app, &people, &order, "10").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "10", "0").await;
        assert!(due(&order_of(&people, &order).await, "H4.2").contains(&"work.issue".to_owned()));
        let paid = json!({"on": today(&app), "method": "transfer", "amount": "120"});
        people.finance.fill("payment.book", &order, paid).await.ok();
        assert_eq!(order_of(&people, &order).await["state"], "closed");
        let after = stock(&people).await;
        assert!(near(before.0 - after.0, before.1) && near(after.1, 0.0), "{before:?} {after:?}");
        let rows = people.warehouse.list("/movements?kind=issue").await;
        assert!(rows.iter().any(|r| r["reason"].to_string().contains("没有登记过出库")), "{rows:?}");
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}
