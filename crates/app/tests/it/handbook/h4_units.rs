//! Units (H4.2, H4.3): what is counted is whole (C27), what is bought in packs is kept in its own unit (C26).

use serde_json::json;

use super::h2_thread::{company, today};
use super::h4_goods::{came, purchase, sound};
use super::h4_supply::balance;
use crate::kit::{TestApp, databases};

#[tokio::test(flavor = "multi_thread")]
async fn c26_edge_band_is_bought_in_rolls_and_kept_in_metres() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let items = people.purchasing.list("/items?q=FB-22W").await;
        let item = items.iter().find(|i| i["code"] == "FB-22W").unwrap()["id"].as_str().unwrap().to_owned();
        people.purchasing.fill("item.edit", &item, json!({"pack_unit": "卷"})).await.is(422);
        let roll = json!({"pack_unit": "卷", "pack_factor": "200"});
        people.purchasing.fill("item.edit", &item, roll).await.ok();

        let before: f64 = balance(&people, "FB-22W").await.0.parse().unwrap();
        let suppliers = people.purchasing.list("/suppliers?q=S001").await;
        let buy = |unit: &str| {
            let line = json!({"item": "FB-22W", "quantity": "3", "unit": unit, "unit_cost": "480", "need_by": "2026-11-20"});
            json!({"supplier": suppliers[0]["id"], "lines": [line]})
        };
        people.purchasing.post("/api/v1/purchases/new", buy("盒")).await.is(422);
        let placed = people.purchasing.post("/api/v1/purchases/new", buy("卷")).await.is(201).json();
        let id = placed["id"].as_str().unwrap().to_owned();
        let line = purchase(&people, &id).await["lines"][0].clone();
        assert_eq!((&line["quantity"], &line["packs"]), (&json!("600"), &json!("3")), "{line}");
        assert_eq!(line["unit_cost"], "2.40", "480 a roll");
        let page = people.purchasing.page(&format!("/purchases/{id}")).await.ok().text();
        assert!(page.contains("600 米") && page.contains("3 卷"), "both are shown: {page}");

        // Two rolls come, then the last two hundred metres.
        let rolls = json!({"on": today(&app), "lines.0.packs": "2"});
        people.warehouse.fill("purchase.receive", &id, rolls).await.ok();
        assert_eq!(purchase(&people, &id).await["lines"][0]["received"], "400");
        people.warehouse.fill("purchase.receive", &id, json!({"on": today(&app)})).await.ok();
        people.warehouse.fill("purchase.inspect", &id, json!({})).await.ok();
        let after: f64 = balance(&people, "FB-22W").await.0.parse().unwrap();
        assert!((after - before - 600.0).abs() < 1e-9, "{before} {after}");
        sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c27_half_a_counter_is_no_quantity_and_half_a_metre_is() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = |quantity: &str| super::h2_thread::order_of("林晓", quantity);
        let refused = people.clerk.post("/api/v1/orders/new", order("2.5")).await.is(422).json();
        assert!(refused.to_string().contains("lines.0.quantity"), "at its field: {refused}");
        people.clerk.post("/api/v1/orders/new", order("2")).await.is(201);

        let buy = |item: &str, quantity: &str| {
            let people = &people;
            let line = json!({"item": item, "quantity": quantity, "unit_cost": "1", "need_by": "2026-11-20"});
            async move {
                let suppliers = people.purchasing.list("/suppliers?q=S004").await;
                let said = json!({"supplier": suppliers[0]["id"], "lines": [line]});
                people.purchasing.post("/api/v1/purchases/new", said).await
            }
        };
        buy("HW-LCK", "9.5").await.is(409);
        buy("FB-22W", "9.5").await.is(201);
        buy("BC-18D", "9.5").await.is(201);
        let locks = buy("HW-LCK", "10").await.is(201).json()["id"].as_str().unwrap().to_owned();
        people.warehouse.fill("purchase.receive", &locks, came(&app, "9.5", &json!({}))).await.is(409);
        people.warehouse.fill("purchase.receive", &locks, came(&app, "9", &json!({}))).await.ok();
        let half = json!({"lines.0.accepted": "8.5", "lines.0.rejected": "0.5", "lines.0.reason": "断"});
        people.warehouse.fill("purchase.inspect", &locks, half).await.is(409);

        let move_some = |item: &str, quantity: &str| {
            let lines = json!([{"item": item, "quantity": quantity}]);
            let said = json!({"kind": "receipt", "on": today(&app), "reason": "退回", "lines": lines});
            let people = &people;
            async move { people.warehouse.post("/api/v1/movements/new", said).await }
        };
        move_some("HW-LCK", "9.5").await.is(409);
        move_some("GL-08T", "9.5").await.is(201);
        let rows = people.warehouse.list("/stock?q=HW-LCK").await;
        let item = rows[0]["id"].as_str().unwrap();
        people
            .warehouse
            .fill("stock.adjust", item, json!({"counted": "3.5", "reason": "盘点"}))
            .await
            .is(409);
        sound(&app).await;
    }
}
