//! What came beyond what was sent (C28): decided, paid or brought back, and each piece once in the books.

use serde_json::json;

use super::h2_thread::{company, today};
use super::h4_supply::{balance, released};
use super::h6_back::{stocked_again, tags};
use super::h6_goods::{again, arrive, first_line, make, work};
use super::h6_shipping::{due, order_of, ready, send};
use crate::kit::{TestApp, databases};

#[tokio::test(flavor = "multi_thread")]
async fn c28_each_surplus_is_decided_by_itself() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let first = send(&app, &people, &order, "10").await;
        arrive(&app, &people, &first, "8", "0").await;
        people.clerk.fill("shipment.settle", &first, again("2026-12-10", "made")).await.ok();
        let second = send(&app, &people, &order, "2").await;
        arrive(&app, &people, &second, "2", "0").await;
        let found = |place: &str| json!({"on": today(&app), "place": place, "note": "货站找到", "lines.0.quantity": "1"});
        for extra in ["charged", "returned"] {
            people.clerk.fill("shipment.found", &first, found("receiver")).await.ok();
            let said = json!({"extra": extra, "note": "商定"});
            people.clerk.fill("shipment.settle", &first, said).await.ok();
        }
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "quantity"), &open["total"]), ("11", &json!("132.00")), "one is paid");
        assert_eq!(due(&open, "H6.6"), ["shipment.found"], "one is to come back");
        let told = people.clerk.get(&format!("/api/v1/shipments/{first}")).await.ok().json();
        let extras: Vec<_> = told["decided"].as_array().unwrap().iter().map(|d| d["extra"].clone()).collect();
        assert_eq!(
            (extras, &told["lines"][0]["to_return"]),
            (vec![json!("charged"), json!("returned")], &json!("1"))
        );
        people.clerk.fill("shipment.found", &first, found("house")).await.ok();
        stocked_again(&people, &order, &first, "1").await;
        assert_eq!(first_line(&order_of(&people, &order).await, "quantity"), "11");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_a_surplus_of_what_was_set_aside_leaves_the_books_though_nothing_more_is_sent() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let there = tags(&people).await;
        let shipment = send(&app, &people, &order, "9").await;
        arrive(&app, &people, &shipment, "10", "0").await;
        people
            .clerk
            .fill("shipment.settle", &shipment, json!({"extra": "charged", "note": "留下"}))
            .await
            .ok();
        let out = there - tags(&people).await;
        assert!((out - 10.0).abs() < 1e-9, "ten are gone: {out}");
        let paid = json!({"on": today(&app), "method": "transfer", "amount": "120"});
        people.finance.fill("payment.book", &order, paid).await.ok();
        assert_eq!(order_of(&people, &order).await["state"], "closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_a_line_that_rose_draws_whole_pieces_and_no_more_than_leave() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let before = tags(&people).await;
        let first = send(&app, &people, &order, "5").await;
        let second = send(&app, &people, &order, "5").await;
        arrive(&app, &people, &first, "4", "0").await;
        people.clerk.fill("shipment.settle", &first, again("2026-12-10", "stock")).await.ok();
        let third = send(&app, &people, &order, "1").await;
        let found =
            json!({"on": today(&app), "place": "receiver", "note": "货站找到", "lines.0.quantity": "1"});
        people.clerk.fill("shipment.found", &first, found).await.ok();
        people.clerk.fill("shipment.settle", &first, json!({"extra": "charged", "note": "留下"})).await.ok();
        arrive(&app, &people, &third, "1", "0").await;
        arrive(&app, &people, &second, "4", "0").await;
        people.clerk.fill("shipment.settle", &second, again("2026-12-10", "made")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "quantity"), first_line(&open, "ready")), ("11", "1"), "{open:#}");
        let last = send(&app, &people, &order, "1").await;
        arrive(&app, &people, &last, "1", "0").await;
        let out = before - tags(&people).await;
        assert!((out - 12.0).abs() < 1e-9, "twelve have left, {out} are out of the books");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_what_was_to_come_back_may_be_decided_otherwise_and_what_came_back_is_explained() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let said = |extra: &str| json!({"extra": extra, "note": "商定"});
        // The customer keeps it after all.
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "10").await;
        arrive(&app, &people, &shipment, "12", "0").await;
        people.clerk.fill("shipment.settle", &shipment, said("returned")).await.ok();
        people.clerk.fill("shipment.settle", &shipment, said("returned")).await.is(409);
        people.clerk.fill("shipment.settle", &shipment, said("kept")).await.is(409);
        let before = tags(&people).await;
        people.clerk.fill("shipment.settle", &shipment, said("charged")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "quantity"), due(&open, "H6.6")), ("12", Vec::<String>::new()));
        let out = before - tags(&people).await;
        assert!((out - 2.0).abs() < 1e-9, "what the customer keeps has left stock: {out}");
        people.clerk.fill("shipment.settle", &shipment, said("charged")).await.is(422);

        // Two that nobody had sent come back: the books may have had them all along, or one is broken.
        let order = ready(&app, &people).await;
        let before = tags(&people).await;
        let shipment = send(&app, &people, &order, "10").await;
        arrive(&app, &people, &shipment, "12", "0").await;
        people.clerk.fill("shipment.settle", &shipment, said("returned")).await.ok();
        let back = json!({"on": today(&app), "place": "house", "note": "随车退回", "lines.0.quantity": "2"});
        people.clerk.fill("shipment.found", &shipment, back).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H7.2"), ["shipment.stock"]);
        let form = people.warehouse.get(&format!("/shipments/{shipment}/stock")).await.ok().text();
        assert!(form.contains("多发出去的"), "it was never taken out of the books: {form}");
        let kept = json!({"lines.0.quantity": "1", "lines.0.left_out": "1", "reason": "账上本来就有"});
        people.warehouse.fill("shipment.stock", &shipment, kept).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H7.2"), Vec::<String>::new());
        let out = before - tags(&people).await;
        assert!((out - 9.0).abs() < 1e-9, "ten left, one was put into stock: {out}");
        let page = people.clerk.page(&format!("/orders/{order}?tab=timeline")).await.ok().text();
        assert!(page.contains("账上本来就有"), "the order says why");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_a_surplus_counts_first_towards_what_is_wanted_and_stands_for_what_is_damaged() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let manager = app.user("顾总").await;
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "4").await;
        arrive(&app, &people, &shipment, "5", "0").await;
        let said = |extra: &str| json!({"extra": extra, "note": "商定"});
        manager.fill("shipment.settle", &shipment, said("kept")).await.is(409);
        people.clerk.fill("shipment.settle", &shipment, said("charged")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "shipped"), first_line(&open, "ready")), ("5", "5"));

        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "10").await;
        arrive(&app, &people, &shipment, "11", "1").await;
        let mut both = again("2026-12-10", "made");
        both["extra"] = "charged".into();
        people.clerk.fill("shipment.settle", &shipment, both.clone()).await.is(409);
        both["extra"] = "returned".into();
        people.clerk.fill("shipment.settle", &shipment, both).await.ok();
        assert_eq!(first_line(&order_of(&people, &order).await, "shipped"), "9", "one is sent again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_a_surplus_that_stays_leaves_the_books_where_it_was_set_aside_for_others() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "10").await;
        let (there, _) = balance(&people, "AC-TAG").await;
        let other = released(&people, "AC-TAG", &there, "2026-12-20").await;
        assert_eq!(balance(&people, "AC-TAG").await, (there.clone(), there.clone()), "nothing lies free");
        arrive(&app, &people, &shipment, "12", "0").await;
        let charged = json!({"extra": "charged", "note": "商定"});
        people.clerk.fill("shipment.settle", &shipment, charged).await.ok();
        let left = (there.parse::<f64>().unwrap() - 2.0).to_string();
        assert_eq!(balance(&people, "AC-TAG").await, (left.clone(), left), "two are not there for the other");
        let open = order_of(&people, &other).await;
        assert_eq!(due(&open, "H4.2"), ["purchase.place"], "they are bought");
        assert!(due(&open, "H8.2").contains(&"order.task_done".to_owned()), "its clerk knows: {open:#}");
        let page = people.clerk.page(&format!("/orders/{other}")).await.ok().text();
        assert!(page.contains("多发出去，本单重新缺料"), "and why");
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_an_arrival_that_was_typed_wrongly_is_taken_back_until_something_rests_on_it() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "4").await;
        let typed = |received: &str| json!({"on": today(&app), "packing": "intact", "whom": "王经理", "note": "与送货单不符", "lines.0.received": received});
        people.clerk.fill("shipment.not_arrived", &shipment, json!({"reason": "没到"})).await.is(409);
        let said = people.clerk.fill("shipment.arrival", &shipment, typed("400")).await;
        assert!(said.is(409).text().contains("400"), "a hundred times what was sent is asked about");
        people.clerk.fill("shipment.arrival", &shipment, typed("40")).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H6.6"), ["shipment.settle"]);
        people.warehouse.fill("shipment.not_arrived", &shipment, json!({"reason": "多打了零"})).await.is(403);
        people.clerk.fill("shipment.not_arrived", &shipment, json!({"reason": " "})).await.is(422);
        people.clerk.fill("shipment.not_arrived", &shipment, json!({"reason": "多打了零"})).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((due(&open, "H6.6"), first_line(&open, "received")), (Vec::<String>::new(), "0"));
        people.clerk.fill("shipment.arrival", &shipment, typed("4")).await.ok();
        assert_eq!(first_line(&order_of(&people, &order).await, "received"), "4");
        let page = people.clerk.page(&format!("/orders/{order}?tab=timeline")).await.ok().text();
        assert!(page.contains("撤回到货登记") && page.contains("多打了零"), "all of it is in the history");

        // What was decided by it keeps it.
        let shipment = send(&app, &people, &order, "6").await;
        people.clerk.fill("shipment.arrival", &shipment, typed("5")).await.ok();
        people.clerk.fill("shipment.settle", &shipment, again("2026-12-10", "made")).await.ok();
        people.clerk.fill("shipment.not_arrived", &shipment, json!({"reason": "是六件"})).await.is(409);
        let one = people.clerk.get(&format!("/api/v1/shipments/{shipment}")).await.ok().json();
        assert!(!one["operations"].to_string().contains("not_arrived"), "and is not offered: {one:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_what_the_customer_pays_that_nobody_made_is_not_made_any_more_and_the_order_closes() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let (making, _) = work(&people, &order).await.remove(0);
        people.warehouse.fill("work.issue", &making, json!({})).await.ok();
        make(&app, &people, &making, "9").await;
        let shipment = send(&app, &people, &order, "9").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "10", "0").await;
        let charged = json!({"extra": "charged", "note": "第十套是上一单的"});
        people.clerk.fill("shipment.settle", &shipment, charged).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "quantity"), first_line(&open, "received")), ("10", "10"));
        assert_eq!(due(&open, "H4.4"), Vec::<String>::new(), "nobody makes a tenth");
        assert_eq!(due(&open, "H4.2"), ["work.return"], "its parts lie in the workshop");
        people.warehouse.fill("work.return", &making, json!({})).await.ok();
        let paid = json!({"on": today(&app), "method": "transfer", "amount": "120"});
        people.finance.fill("payment.book", &order, paid).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!(open["state"], "closed", "{open:#}");
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}
