//! Goods that come back, and what came beyond what was sent (C20, C28): each piece is once in the books.

use serde_json::json;

use super::h2_thread::{Company, company, today};
use super::h4_supply::released;
use super::h6_goods::{again, arrive, first_line, make, on_hand, work};
use super::h6_shipping::{announced, due, order_of, ready, send};
use crate::kit::{TestApp, databases};

/// What came back of goods that are not made here is a duty of the warehouse until it is in stock again.
pub async fn stocked_again(people: &Company, order: &str, shipment: &str, quantity: &str) {
    let at = |text: String| text.parse::<f64>().unwrap();
    let before = at(on_hand(people, "AC-TAG").await);
    assert_eq!(due(&order_of(people, order).await, "H7.2"), ["shipment.stock"]);
    people.clerk.fill("shipment.stock", shipment, json!({})).await.is(403);
    people.warehouse.fill("shipment.stock", shipment, json!({"lines.0.quantity": "99"})).await.is(409);
    people.warehouse.fill("shipment.stock", shipment, json!({"lines.0.quantity": "0"})).await.is(409);
    let dropped = json!({"lines.0.quantity": "0", "lines.0.left_out": quantity});
    people.warehouse.fill("shipment.stock", shipment, dropped).await.is(409);
    let page = people.warehouse.page(&format!("/shipments/{shipment}")).await.ok().text();
    assert!(page.contains("退货入库"), "its page offers it");
    people.warehouse.fill("shipment.stock", shipment, json!({})).await.ok();
    let more = at(on_hand(people, "AC-TAG").await) - before;
    assert!((more - at(quantity.to_owned())).abs() < 1e-9, "{more} more of {quantity}");
    assert_eq!(due(&order_of(people, order).await, "H7.2"), Vec::<String>::new());
    people.warehouse.fill("shipment.stock", shipment, json!({})).await.is(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_bought_goods_that_come_back_after_their_replacement_has_left_go_into_stock() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let first = send(&app, &people, &order, "10").await;
        arrive(&app, &people, &first, "8", "0").await;
        people.clerk.fill("shipment.settle", &first, again("2026-12-10", "made")).await.ok();
        let found = |place: &str| json!({"on": today(&app), "place": place, "note": "货站找到", "lines.0.quantity": "1"});
        // Found before its replacement leaves, it leaves again.
        people.clerk.fill("shipment.found", &first, found("house")).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H7.2"), Vec::<String>::new());
        let second = send(&app, &people, &order, "2").await;
        arrive(&app, &people, &second, "2", "0").await;
        people.clerk.fill("shipment.found", &first, found("house")).await.ok();
        let open = order_of(&people, &order).await;
        assert!(open["remaining"].as_array().unwrap().contains(&json!("余货未入库")), "{open:#}");
        stocked_again(&people, &order, &first, "1").await;
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_no_report_is_taken_back_of_what_has_left_and_none_asks_again_for_what_is_not_wanted() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let (making, _) = work(&people, &order).await.remove(0);
        make(&app, &people, &making, "10").await;
        let shipment = send(&app, &people, &order, "8").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "8", "0").await;
        let ends = json!({"reason": "客户只要八套", "lines.0.ends": "1"});
        people.lead.fill("order.settle_lines", &order, ends).await.ok();
        let one = people.production.get(&format!("/api/v1/work/{making}")).await.ok().json();
        let last = one["steps"].as_array().unwrap().last().unwrap()["number"].to_string();
        let less = |good: &str| json!({"operation": last, "good": good, "on": today(&app), "note": "报错了"});
        people.production.fill("work.report", &making, less("-3")).await.is(409);
        people.production.fill("work.report", &making, less("-1")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!(
            (due(&open, "H4.4"), due(&open, "H7.2")),
            (Vec::<String>::new(), vec!["work.stock".to_owned()])
        );
        people.warehouse.fill("work.stock", &making, json!({})).await.ok();
        people.production.fill("work.report", &making, less("-1")).await.is(409);

        // Of an order that was given up, a wrong report is taken back all the same.
        let order = released(&people, "ZG-1001", "10", "2026-12-20").await;
        let (making, _) = work(&people, &order).await.remove(0);
        make(&app, &people, &making, "3").await;
        people.lead.fill("order.cancel", &order, json!({"reason": "客户停工"})).await.ok();
        people.production.fill("work.report", &making, less("1")).await.is(409);
        people.production.fill("work.report", &making, less("-1")).await.ok();
        let form = people
            .warehouse
            .get(&format!("/api/v1/operations/work.stock/form?id={making}"))
            .await
            .ok()
            .text();
        assert!(form.contains("\"2\""), "two are left over: {form}");
    }
}

pub async fn tags(people: &Company) -> f64 {
    on_hand(people, "AC-TAG").await.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_what_is_in_stock_again_does_not_leave_a_second_time() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        // Bought: what was put away is not ready any more.
        let order = ready(&app, &people).await;
        let before = tags(&people).await;
        let first = send(&app, &people, &order, "5").await;
        let second = send(&app, &people, &order, "5").await;
        arrive(&app, &people, &first, "4", "0").await;
        people.clerk.fill("shipment.settle", &first, again("2026-12-10", "stock")).await.ok();
        send(&app, &people, &order, "1").await;
        let found = json!({"on": today(&app), "place": "house", "note": "货站退回", "lines.0.quantity": "1"});
        people.clerk.fill("shipment.found", &first, found.clone()).await.ok();
        people.warehouse.fill("shipment.stock", &first, json!({})).await.ok();
        assert_eq!(first_line(&order_of(&people, &order).await, "ready"), "0");
        arrive(&app, &people, &second, "4", "0").await;
        people.clerk.fill("shipment.settle", &second, again("2026-12-10", "made")).await.ok();
        assert_eq!(first_line(&order_of(&people, &order).await, "ready"), "1", "what is set aside");
        send(&app, &people, &order, "1").await;
        let out = before - tags(&people).await;
        assert!((out - 11.0).abs() < 1e-9, "twelve left and one came back: {out}");

        // Made here: the same with what is left over.
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let (making, _) = work(&people, &order).await.remove(0);
        make(&app, &people, &making, "10").await;
        let first = send(&app, &people, &order, "5").await;
        let second = send(&app, &people, &order, "4").await;
        arrive(&app, &people, &first, "4", "0").await;
        people.clerk.fill("shipment.settle", &first, again("2026-12-10", "made")).await.ok();
        people.clerk.fill("shipment.found", &first, found).await.ok();
        let ends = json!({"reason": "客户只要八套", "lines.0.ends": "1"});
        people.lead.fill("order.settle_lines", &order, ends).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H7.2"), ["work.stock"]);
        people.warehouse.fill("work.stock", &making, json!({"quantity": "0.5"})).await.is(409);
        people.warehouse.fill("work.stock", &making, json!({})).await.ok();
        arrive(&app, &people, &second, "3", "0").await;
        people.clerk.fill("shipment.settle", &second, again("2026-12-10", "made")).await.ok();
        assert_eq!(first_line(&order_of(&people, &order).await, "ready"), "0", "it is made again first");
        let id = announced(&app, &people, &order, "1", json!({})).await;
        let leaves = json!({"on": today(&app), "carrier": "顺发专线", "packages": "1", "note": "与客户另约"});
        people.warehouse.fill("shipment.dispatch", &id, leaves).await.is(409);
    }
}
