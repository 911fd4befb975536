//! What was bought for goods that were made before it came (H4.2, ADR 0033): it is theirs when it comes, and of what lies there they
//! want none.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h4_goods::{bought, came, purchase};
use super::h4_supply::{balance, missing, released, weigh};
use super::h6_goods::{arrive, make, work};
use super::h6_shipping::{due, order_of, send};
use crate::kit::{TestApp, databases};

/// How much of `part` has to be bought for the order with this number.
async fn to_buy(people: &Company, part: &str, number: &Value) -> f64 {
    let rows = missing(people, part).await;
    rows.iter()
        .filter(|row| row.0 == *number)
        .map(|row| row.1.as_str().unwrap().parse::<f64>().unwrap())
        .sum()
}

/// An order of forty that is made though a part of it is still on its way, by order, part and purchase.
async fn made_before_its_part_came(app: &TestApp, people: &Company) -> (String, String, String) {
    let order = released(people, "ZG-1001", "40", "2026-12-18").await;
    let number = order_of(people, &order).await["number"].clone();
    let row = people.purchasing.list("/shortages").await.into_iter().find(|r| r["order"] == number).unwrap();
    let part = row["item"].as_str().unwrap().to_owned();
    let purchase = bought(people, &part, row["missing"].as_str().unwrap()).await;
    let (making, _) = work(people, &order).await.remove(0);
    make(app, people, &making, "40").await;
    (order, part, purchase)
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_what_is_on_its_way_for_made_goods_is_promised_to_nobody_else() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (first, part, buying) = made_before_its_part_came(&app, &people).await;
        let second = released(&people, "ZG-1001", "1", "2026-12-25").await;
        let number = order_of(&people, &second).await["number"].clone();
        let needs = to_buy(&people, &part, &number).await;
        assert!(needs > 0.0, "all there was is in the first");
        weigh(&people).await;
        assert!((to_buy(&people, &part, &number).await - needs).abs() < 1e-6, "what comes is for the first");
        assert!(due(&order_of(&people, &second).await, "H4.2").contains(&"purchase.place".to_owned()));

        // What lies free is the second's, whoever was short before.
        let before = balance(&people, &part).await;
        let lines = json!([{"item": part, "quantity": needs.ceil().to_string()}]);
        let receipt = json!({"kind": "receipt", "on": today(&app), "reason": "备货", "lines": lines});
        people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
        let duties = |order: Value| due(&order, "H4.2");
        assert!(duties(order_of(&people, &second).await).contains(&"pegging.weigh".to_owned()));
        assert!(!duties(order_of(&people, &first).await).contains(&"pegging.weigh".to_owned()));
        weigh(&people).await;

        // It comes, is set aside for the first, and for nobody else.
        let line = purchase(&people, &buying).await["lines"][0]["quantity"].as_str().unwrap().to_owned();
        people.warehouse.fill("purchase.receive", &buying, came(&app, &line, &json!({}))).await.ok();
        people.warehouse.fill("purchase.inspect", &buying, json!({"lines.0.accepted": line})).await.ok();
        let number = |text: &str| text.parse::<f64>().unwrap();
        let after = balance(&people, &part).await;
        let set_aside = number(&after.1) - number(&before.1);
        assert!((set_aside - number(&line) - needs).abs() < 1e-6, "{before:?} {after:?} {line} {needs}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_2_what_was_bought_for_an_order_that_closes_is_cancelled_or_kept() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (order, _, buying) = made_before_its_part_came(&app, &people).await;
        let shipment = send(&app, &people, &order, "40").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "40", "0").await;
        let paid = json!({"on": today(&app), "method": "transfer", "amount": "480"});
        people.finance.fill("payment.book", &order, paid).await.ok();
        assert_eq!(order_of(&people, &order).await["state"], "closed");
        let desk = people.purchasing.get("/api/v1/today").await.ok().json();
        let asked = desk["rows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["operation"] == "purchase.cancel" || row["operation"] == "purchase.keep");
        assert!(asked, "nobody waits for {buying} any more: {desk}");
    }
}
