//! Goods add up (H6.6, H3.8, H4.4): nothing is sent that is not there, nothing stays behind unseen.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h4_supply::released;
use super::h6_back::stocked_again;
use super::h6_shipping::{announced, due, order_of, ready, send};
use crate::kit::{TestApp, databases};

/// What arrives of what was sent, and how much of it is broken.
pub async fn arrive(app: &TestApp, people: &Company, shipment: &str, received: &str, damaged: &str) {
    let said = json!({"on": today(app), "packing": "damaged", "whom": "王经理", "note": "与送货单不符",
        "lines.0.received": received, "lines.0.damaged": damaged});
    people.clerk.fill("shipment.arrival", shipment, said).await.ok();
}

pub fn again(by: &str, source: &str) -> Value {
    json!({"settlement": "replaced", "replacement_by": by, "source": source, "note": "补发", "cause": "packing", "pickup": "intact",
        "explanation": "箱内无垫"})
}

/// The work orders of an order: identity and what is wanted of each.
pub async fn work(people: &Company, order: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for work in order_of(people, order).await["work_orders"].as_array().unwrap() {
        let id = work["id"].as_str().unwrap();
        let one = people.production.get(&format!("/api/v1/work/{id}")).await.ok().json();
        found.push((id.to_owned(), one["quantity"].as_str().unwrap().to_owned()));
    }
    found
}

/// Every part is booked in, given to the order, drawn, and every operation reported: `made` in the first one.
pub async fn make(app: &TestApp, people: &Company, work: &str, made: &str) {
    let day = today(app);
    people.production.fill("work.period", work, json!({"start": day, "finish": day})).await.ok();
    let one = people.production.get(&format!("/api/v1/work/{work}")).await.ok().json();
    for step in one["steps"].as_array().unwrap() {
        let said = json!({"operation": step["number"].to_string(), "good": made, "on": day, "note": "按单"});
        people.production.fill("work.report", work, said).await.ok();
    }
}

pub async fn on_hand(people: &Company, code: &str) -> String {
    let rows = people.warehouse.list(&format!("/stock?q={code}")).await;
    rows.iter().find(|r| r["code"] == code).map_or("0".into(), |r| r["on_hand"].as_str().unwrap().to_owned())
}

/// An order of ten counters, `made` and sent: the order, its work order, the shipment. It arrives three days later.
async fn sent(app: &TestApp, people: &Company, made: &str) -> (String, String, String) {
    let order = released(people, "ZG-1001", "10", "2026-11-20").await;
    let (first, _) = work(people, &order).await.remove(0);
    make(app, people, &first, made).await;
    let shipment = send(app, people, &order, made).await;
    app.advance_days(3).await;
    (order, first, shipment)
}

pub fn first_line<'v>(order: &'v Value, field: &str) -> &'v str {
    order["lines"][0][field].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_goods_that_were_lost_are_made_again_before_they_leave() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (order, _, shipment) = sent(&app, &people, "10").await;
        // Half a counter does not arrive (C27).
        let half = json!({"on": today(&app), "packing": "intact", "whom": "王经理", "note": "半套", "lines.0.received": "9.5"});
        people.clerk.fill("shipment.arrival", &shipment, half).await.is(409);
        arrive(&app, &people, &shipment, "9", "1").await;

        // A replacement has a day of its own (H6.6), and none that has passed.
        let mut silent = again("", "made");
        silent.as_object_mut().unwrap().remove("replacement_by");
        people.clerk.fill("shipment.settle", &shipment, silent).await.is(409);
        people.clerk.fill("shipment.settle", &shipment, again("2026-11-01", "made")).await.is(409);
        people.clerk.fill("shipment.settle", &shipment, again("2026-12-10", "made")).await.ok();

        let settled = people.clerk.get(&format!("/api/v1/shipments/{shipment}")).await.ok().json();
        assert_eq!(settled["settled"], "replaced");
        assert_eq!(
            (&settled["replacement_by"], &settled["replacement_source"]),
            (&json!("2026-12-10"), &json!("made"))
        );
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "shipped"), first_line(&open, "ready")), ("8", "0"));
        assert_eq!(open["due"], "2026-12-10", "what is still to come is promised for then");
        let all = work(&people, &order).await;
        assert_eq!(all.iter().map(|w| w.1.as_str()).collect::<Vec<_>>(), ["10", "2"]);
        assert!(due(&open, "H4.4").contains(&"work.period".to_owned()), "production must say when");
        let second = announced(&app, &people, &order, "2", json!({})).await;
        let leaves = json!({"on": today(&app), "carrier": "顺发专线", "packages": "1", "note": "与客户另约"});
        people.warehouse.fill("shipment.dispatch", &second, leaves.clone()).await.is(409);
        make(&app, &people, &all[1].0, "2").await;
        people.warehouse.fill("shipment.dispatch", &second, leaves).await.ok();
        arrive(&app, &people, &second, "2", "0").await;
        assert_eq!(order_of(&people, &order).await["stage"], "collect");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_goods_from_stock_are_set_aside_again_and_leave_it() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let before: f64 = on_hand(&people, "AC-TAG").await.parse().unwrap();
        let shipment = send(&app, &people, &order, "10").await;
        let after: f64 = on_hand(&people, "AC-TAG").await.parse().unwrap();
        assert!((before - after - 10.0).abs() < 1e-9, "what leaves has left the stock: {before} {after}");
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "10", "3").await;
        people.clerk.fill("shipment.settle", &shipment, again("2026-11-25", "stock")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "shipped"), first_line(&open, "ready")), ("7", "3"));
        send(&app, &people, &order, "3").await;
        let last: f64 = on_hand(&people, "AC-TAG").await.parse().unwrap();
        assert!((after - last - 3.0).abs() < 1e-9, "{after} {last}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_what_turns_up_again_is_not_made_again() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (order, _, shipment) = sent(&app, &people, "10").await;
        arrive(&app, &people, &shipment, "8", "0").await;
        people.clerk.fill("shipment.settle", &shipment, again("2026-12-10", "made")).await.ok();
        let found = |place: &str, quantity: &str| json!({"on": today(&app), "place": place, "note": "货站找到", "lines.0.quantity": quantity});
        people.clerk.fill("shipment.found", &shipment, found("receiver", "3")).await.is(409);
        people.clerk.fill("shipment.found", &shipment, found("receiver", "1")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "received"), first_line(&open, "shipped")), ("9", "9"));
        assert_eq!(work(&people, &order).await[1].1, "1", "one less is made");
        people.clerk.fill("shipment.found", &shipment, found("house", "1")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!(
            (first_line(&open, "received"), first_line(&open, "ready")),
            ("9", "1"),
            "it can leave again"
        );
        assert_eq!(work(&people, &order).await[1].1, "0", "nothing is made again");
        people.clerk.fill("shipment.found", &shipment, found("house", "1")).await.is(422);
        let page = people.clerk.page(&format!("/shipments/{shipment}")).await.ok().text();
        assert!(page.contains("货站找到"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_lines_end_at_what_was_delivered_and_free_the_rest() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let (first, _) = work(&people, &order).await.remove(0);
        make(&app, &people, &first, "5").await;
        let shipment = send(&app, &people, &order, "4").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "4", "0").await;
        people.lead.fill("order.cancel", &order, json!({"reason": "客户不要了"})).await.is(409);

        let ends = json!({"reason": "客户只要四套", "lines.0.ends": "1"});
        people.clerk.fill("order.settle_lines", &order, ends.clone()).await.is(409);
        people.lead.fill("order.settle_lines", &order, json!({"reason": "客户只要四套"})).await.is(422);
        people.lead.fill("order.settle_lines", &order, ends.clone()).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "quantity"), open["total"].as_str()), ("4", Some("48.00")));
        assert_eq!(work(&people, &order).await[0].1, "5", "what is finished stays finished");
        assert_eq!(open["stage"], "collect");
        assert!(!due(&open, "H4.2").contains(&"purchase.place".to_owned()), "the rest is not bought");
        people.lead.fill("order.settle_lines", &order, ends).await.is(422);

        // The fifth is in the house: it goes into stock before the order can close.
        assert_eq!(due(&open, "H7.2"), ["work.stock"]);
        people
            .finance
            .fill("payment.book", &order, json!({"on": today(&app), "method": "transfer", "amount": "48"}))
            .await
            .ok();
        assert_eq!(order_of(&people, &order).await["state"], "released");
        people.clerk.fill("work.stock", &first, json!({})).await.is(403);
        people.warehouse.fill("work.stock", &first, json!({"quantity": "2"})).await.is(409);
        let page = format!("/work/{first}");
        assert!(
            people.warehouse.page(&page).await.ok().text().contains("余货入库"),
            "its page offers it too"
        );
        people.warehouse.fill("work.stock", &first, json!({})).await.ok();
        assert!(!people.warehouse.page(&page).await.ok().text().contains("余货入库"));
        let stocked = people.warehouse.get(&format!("/api/v1{page}")).await.ok().json();
        assert_eq!(stocked["stocked"], "1");
        assert_eq!(on_hand(&people, "ZG-1001").await, "1");
        assert_eq!(order_of(&people, &order).await["state"], "closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_what_the_contract_lets_differ_is_delivered_and_paid() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let body = json!({
            "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
            "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "货到付清", "tolerance": "3",
            "lines": [{"item": "ZG-1001", "quantity": "100", "unit_price": "12", "wanted_on": "2026-11-20", "drawing": "V1.pdf"}],
        });
        let made = people.clerk.post("/api/v1/orders/new", body).await.is(201).json();
        let order = made["id"].as_str().unwrap().to_owned();
        people.clerk.fill("order.submit", &order, json!({})).await.ok();
        people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
        people.lead.fill("order.release", &order, json!({})).await.ok();
        let (id, _) = work(&people, &order).await.remove(0);
        make(&app, &people, &id, "105").await;
        let more = json!({"ship_on": today(&app), "lines.0.quantity": "104"});
        people.clerk.fill("shipment.prepare", &order, more).await.is(409);
        let shipment = send(&app, &people, &order, "103").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "103", "0").await;
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "quantity"), open["total"].as_str()), ("103", Some("1236.00")));
        assert_eq!(due(&open, "H7.2"), ["work.stock"], "two are left over");
        // Three percent of the hundred are used up.
        let more = json!({"ship_on": today(&app), "lines": [{"line": "1", "quantity": "1"}]});
        let path = format!("/api/v1/orders/{order}/shipments/new");
        assert!(people.clerk.post(&path, more).await.status >= 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_more_than_was_sent_is_a_difference_like_any_other() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        for (extra, quantity, who) in [("charged", "11", 0), ("kept", "10", 1), ("returned", "10", 0)] {
            let order = ready(&app, &people).await;
            let shipment = send(&app, &people, &order, "10").await;
            arrive(&app, &people, &shipment, "11", "0").await;
            let open = order_of(&people, &order).await;
            assert_eq!(due(&open, "H6.6"), ["shipment.settle"], "{extra}");
            let settled = json!({"extra": extra, "note": "多一件"});
            if who == 1 {
                people.clerk.fill("shipment.settle", &shipment, settled.clone()).await.is(409);
                people.lead.fill("shipment.settle", &shipment, settled).await.ok();
            } else {
                people.clerk.fill("shipment.settle", &shipment, settled).await.ok();
            }
            let open = order_of(&people, &order).await;
            assert_eq!(first_line(&open, "quantity"), quantity, "{extra}");
            // What is to come back is waited for.
            let waits = if extra == "returned" { vec!["shipment.found".to_owned()] } else { Vec::new() };
            assert_eq!(due(&open, "H6.6"), waits, "{extra}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_8_giving_an_order_up_ends_what_hangs_on_it() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "10", "2026-11-20").await;
        let (first, _) = work(&people, &order).await.remove(0);
        make(&app, &people, &first, "3").await;
        let made = people.clerk.fill("shipment.prepare", &order, json!({"ship_on": today(&app)})).await;
        let shipment = made.ok().json();
        let form = people.lead.page(&format!("/orders/{order}/cancel")).await.ok().text();
        assert!(form.contains(shipment["number"].as_str().unwrap()), "shown before it is done: {form}");
        people.lead.fill("order.cancel", &order, json!({"reason": "客户停工"})).await.ok();
        let id = shipment["id"].as_str().unwrap();
        let one = people.clerk.get(&format!("/api/v1/shipments/{id}")).await.ok().json();
        assert_eq!(one["state"], "cancelled");
        let open = order_of(&people, &order).await;
        assert_eq!(due(&open, "H7.2"), ["work.stock"], "three are finished");
        people.warehouse.fill("work.stock", &first, json!({})).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H7.2"), Vec::<String>::new());
        assert_eq!(on_hand(&people, "ZG-1001").await, "3");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_1_production_and_purchasing_say_where_the_goods_stand_before_the_call() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "1000", "2026-11-20").await;
        let made = people.clerk.fill("shipment.prepare", &order, json!({"ship_on": "2026-11-12"})).await;
        let shipment = made.ok().json()["id"].as_str().unwrap().to_owned();
        let asked = |order: &Value| due(order, "H6.1").iter().filter(|d| *d == "shipment.state").count();
        assert_eq!(asked(&order_of(&people, &order).await), 2, "nothing is made, parts are short");
        let said = |party: &str, by: &str, note: &str| json!({"party": party, "ready_by": by, "note": note});
        people.clerk.fill("shipment.state", &shipment, said("production", "2026-11-11", "")).await.is(403);
        people
            .production
            .fill("shipment.state", &shipment, said("purchasing", "2026-11-11", ""))
            .await
            .is(403);
        people
            .production
            .fill("shipment.state", &shipment, said("production", "2026-11-13", ""))
            .await
            .is(409);
        people
            .production
            .fill("shipment.state", &shipment, said("production", "2026-11-13", "烤漆排队"))
            .await
            .ok();
        people.purchasing.fill("shipment.state", &shipment, said("purchasing", "2026-11-09", "")).await.ok();
        assert_eq!(asked(&order_of(&people, &order).await), 0);
        let form = people.clerk.page(&format!("/shipments/{shipment}/confirm")).await;
        let form = form.ok().text();
        assert!(form.contains("烤漆排队") && form.contains("2026-11-09"), "{form}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_4_the_expected_arrival_is_by_what_was_confirmed_and_who_carries() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        people
            .clerk
            .fill("order.correct", &order, json!({"distance_km": "1600", "reason": "量过了"}))
            .await
            .ok();
        let eta = |id: String| {
            let clerk = &people.clerk;
            async move { clerk.get(&format!("/api/v1/shipments/{id}")).await.ok().json()["eta"].clone() }
        };
        let id = announced(&app, &people, &order, "5", json!({"transport": "整车专车"})).await;
        let leaves = |carrier: &str| json!({"on": today(&app), "carrier": carrier, "packages": "1", "note": "与客户另约"});
        people.warehouse.fill("shipment.dispatch", &id, leaves("别家")).await.ok();
        assert_eq!(eta(id).await, "2026-11-04", "two days of 800 km");
        let carrier = json!({"code": "CR-9", "name": "慢行物流", "mode": "零担专线", "km_per_day": "200", "handling_days": "2"});
        people.lead.post("/api/v1/carriers/new", carrier).await.is(201);
        let id = announced(&app, &people, &order, "5", json!({})).await;
        people.warehouse.fill("shipment.dispatch", &id, leaves("慢行物流")).await.ok();
        assert_eq!(eta(id).await, "2026-11-12", "eight days on the road and two of handling");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_8_what_was_bought_for_an_order_that_is_given_up_is_decided_by_purchasing() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let given_up = released(&people, "ZG-1001", "400", "2026-12-20").await;
        let stays = released(&people, "ZG-1001", "100", "2026-12-21").await;
        let bought = people.purchasing.fill("purchase.place", "", json!({})).await.ok().json();
        let id = bought["id"].as_str().unwrap().to_owned();
        let purchase =
            || async { people.purchasing.get(&format!("/api/v1/purchases/{id}")).await.ok().json() };
        let keeps = |purchase: &Value| purchase["operations"].to_string().contains("purchase.keep");
        assert!(!keeps(&purchase().await));
        let short = people.purchasing.list("/shortages").await.len();
        people.lead.fill("order.cancel", &given_up, json!({"reason": "客户停工"})).await.ok();

        let now = purchase().await;
        let spare: f64 = now["lines"][0]["spare"].as_str().unwrap().parse().unwrap();
        assert!(spare > 0.0 && keeps(&now), "{now}");
        let page = people.purchasing.page("/").await.ok().text();
        assert!(page.contains("多出的"), "it is on purchasing's desk");
        assert!(people.purchasing.list("/shortages").await.len() <= short, "the other order has what it had");
        people.clerk.fill("purchase.keep", &id, json!({"reason": "常用料"})).await.is(403);
        people.purchasing.fill("purchase.keep", &id, json!({"reason": "常用料"})).await.ok();
        let now = purchase().await;
        assert!(!keeps(&now) && now["lines"][0]["spare"] == "0", "{now}");
        // What the other order gets is what it got.
        let covers = people.purchasing.page(&format!("/purchases/{id}")).await.ok().text();
        let number = |order: &Value| order["number"].as_str().unwrap().to_owned();
        assert!(covers.contains(&number(&order_of(&people, &stays).await)), "{covers}");
        assert!(!covers.contains(&format!("{} ×", number(&order_of(&people, &given_up).await))));
    }
}

/// Finished goods that lie in stock already.
async fn on_the_shelf(app: &TestApp, people: &Company, quantity: &str) {
    let lines = json!([{"item": "ZG-1001", "quantity": quantity}]);
    let receipt = json!({"kind": "receipt", "on": today(app), "reason": "样品", "lines": lines});
    people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
}

async fn set_aside(people: &Company, code: &str) -> String {
    let rows = people.warehouse.list(&format!("/stock?q={code}")).await;
    rows.iter().find(|r| r["code"] == code).map_or("0".into(), |r| r["reserved"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_a_replacement_from_stock_is_given_up_whole_and_nothing_else_with_it() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (order, _, shipment) = sent(&app, &people, "8").await;
        arrive(&app, &people, &shipment, "6", "1").await;
        // More than lies there cannot be promised from it.
        people.clerk.fill("shipment.settle", &shipment, again("2026-12-10", "stock")).await.is(409);
        on_the_shelf(&app, &people, "5").await;
        people.clerk.fill("shipment.settle", &shipment, again("2026-12-10", "stock")).await.ok();
        assert_eq!(set_aside(&people, "ZG-1001").await, "3");
        let found =
            json!({"on": today(&app), "place": "receiver", "note": "货站找到", "lines.0.quantity": "2"});
        people.clerk.fill("shipment.found", &shipment, found).await.ok();
        assert_eq!(set_aside(&people, "ZG-1001").await, "1", "one is still sent again");
        assert_eq!(work(&people, &order).await[0].1, "10", "the other two of the order are still to be made");
        let ends = json!({"reason": "客户只要七套", "lines.0.ends": "1"});
        people.lead.fill("order.settle_lines", &order, ends).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!((first_line(&open, "quantity"), set_aside(&people, "ZG-1001").await.as_str()), ("7", "0"));
        assert_eq!(work(&people, &order).await[0].1, "8");
        assert_eq!(due(&open, "H7.2"), Vec::<String>::new(), "nothing is left over");
        assert_eq!(on_hand(&people, "ZG-1001").await, "5");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c28_what_did_not_arrive_is_not_paid_and_what_comes_back_is_waited_for() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "10").await;
        arrive(&app, &people, &shipment, "12", "0").await;
        people
            .clerk
            .fill("shipment.settle", &shipment, json!({"extra": "returned", "note": "退两件"}))
            .await
            .ok();
        let open = order_of(&people, &order).await;
        assert_eq!(due(&open, "H6.6"), ["shipment.found"], "two are to come back");
        let back = |quantity: &str| json!({"on": today(&app), "place": "house", "note": "随车退回", "lines.0.quantity": quantity});
        people.clerk.fill("shipment.found", &shipment, back("3")).await.is(409);
        people.clerk.fill("shipment.found", &shipment, back("2")).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H6.6"), Vec::<String>::new());

        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "10").await;
        arrive(&app, &people, &shipment, "8", "0").await;
        let as_is = json!({"settlement": "as_is", "note": "算了", "cause": "packing", "pickup": "intact", "explanation": "箱内无垫"});
        people.clerk.fill("shipment.settle", &shipment, as_is).await.is(409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_what_turns_up_after_its_replacement_has_left_is_beyond_what_was_sent() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        for (extra, total) in [("charged", "132.00"), ("returned", "120.00")] {
            let order = ready(&app, &people).await;
            let first = send(&app, &people, &order, "10").await;
            arrive(&app, &people, &first, "9", "0").await;
            people.clerk.fill("shipment.settle", &first, again("2026-12-10", "stock")).await.ok();
            let second = send(&app, &people, &order, "1").await;
            let found = |place: &str| json!({"on": today(&app), "place": place, "note": "货站找到", "lines.0.quantity": "1"});
            arrive(&app, &people, &second, "1", "0").await;
            // Paid and closed: what turns up is settled all the same.
            let paid = json!({"on": today(&app), "method": "transfer", "amount": "120"});
            people.finance.fill("payment.book", &order, paid).await.ok();
            assert_eq!(order_of(&people, &order).await["state"], "closed");
            people.clerk.fill("shipment.found", &first, found("receiver")).await.ok();
            people.clerk.fill("shipment.found", &first, found("receiver")).await.is(422);
            assert_eq!(
                due(&order_of(&people, &order).await, "H6.6"),
                ["shipment.settle"],
                "one too many is there"
            );
            let said = json!({"extra": extra, "note": "商定"});
            people.clerk.fill("shipment.settle", &first, said).await.ok();
            let open = order_of(&people, &order).await;
            assert_eq!(open["total"], total, "{extra}");
            if extra == "returned" {
                assert_eq!(due(&open, "H6.6"), ["shipment.found"]);
                people.clerk.fill("shipment.found", &first, found("house")).await.ok();
                stocked_again(&people, &order, &first, "1").await;
            }
            let open = order_of(&people, &order).await;
            assert_eq!(due(&open, "H6.6"), Vec::<String>::new());
            let state = if extra == "charged" { "released" } else { "closed" };
            assert_eq!(open["state"], state, "{open:#}");
        }
    }
}
