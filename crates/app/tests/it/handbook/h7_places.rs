//! Stock has places and a value (H7.2).

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h4_goods::{bought, sound};
use super::h4_supply::{balance, ready, released};
use crate::kit::{TestApp, databases};

/// The place that is always there.
const MAIN: &str = "00000000000000000000000000000000";

async fn place(people: &Company, code: &str, name: &str, kind: &str) -> String {
    let said = json!({"code": code, "name": name, "kind": kind});
    people.warehouse.post("/api/v1/places/new", said.clone()).await.is(403);
    people.purchasing.post("/api/v1/places/new", said).await.is(201).json()["id"].as_str().unwrap().to_owned()
}

/// What lies at a place.
async fn at(people: &Company, name: &str, item: &str) -> String {
    let rows = people.warehouse.list(&format!("/place-stock?q={item}")).await;
    let row = rows.iter().find(|r| r["place"] == name && r["item"] == item);
    row.map_or_else(|| "0".to_owned(), |r| r["quantity"].as_str().unwrap().to_owned())
}

async fn moved(people: &Company, app: &TestApp, from: &str, to: &str, quantity: &str) -> crate::kit::Answer {
    let lines = json!([{"item": "AC-TAG", "quantity": quantity}]);
    let said = json!({"from": from, "to": to, "on": today(app), "reason": "搬库", "lines": lines});
    people.warehouse.post("/api/v1/movements/transfer", said).await
}

async fn id_of(people: &Company, code: &str) -> String {
    let rows = people.warehouse.list(&format!("/stock?q={code}")).await;
    rows.iter().find(|r| r["code"] == code).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn h7_2_only_usable_places_count_for_orders_and_a_transfer_is_one_document() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let all: i64 = balance(&people, "AC-TAG").await.0.parse().unwrap();
        assert_eq!(
            at(&people, "主仓", "AC-TAG").await,
            all.to_string(),
            "what was there lies at the main place"
        );
        let check = place(&people, "Q1", "待查区", "quarantine").await;
        let second = place(&people, "Z2", "二号仓", "usable").await;

        moved(&people, &app, MAIN, MAIN, "1").await.is(409);
        moved(&people, &app, &check, MAIN, "1").await.is(409);
        let out =
            moved(&people, &app, MAIN, &check, "5").await.is(201).json()["id"].as_str().unwrap().to_owned();
        moved(&people, &app, MAIN, &second, "7").await.is(201);
        let usable = (all - 5).to_string();
        assert_eq!(balance(&people, "AC-TAG").await.0, usable, "what is looked at is not available");
        assert_eq!(at(&people, "待查区", "AC-TAG").await, "5");
        assert_eq!(at(&people, "主仓", "AC-TAG").await, (all - 12).to_string());

        // An order takes what is usable, wherever it lies; what it holds does not leave for the quarantine.
        let order = released(&people, "AC-TAG", &all.to_string(), "2026-12-15").await;
        assert!(ready(&people, &order).await < 10_000);
        moved(&people, &app, &second, &check, "1").await.is(409);
        moved(&people, &app, MAIN, &second, "1").await.is(201);

        // It comes back: who is short is seen, and gets it.
        people.warehouse.fill("stock.reverse", &out, json!({"reason": "查过没问题"})).await.ok();
        assert_eq!(balance(&people, "AC-TAG").await.0, all.to_string());
        let page = people.warehouse.page("/").await.ok().text();
        assert!(page.contains("分配库存给缺料"), "{page}");

        // A place keeps its kind once something has moved there, and is in use while something lies there.
        let other = json!({"kind": "usable"});
        people.purchasing.fill("place.edit", &check, other).await.is(422);
        people.purchasing.fill("place.edit", &check, json!({"name": "复检区"})).await.ok();
        people.purchasing.fill("place.retire", &second, json!({"reason": "退租"})).await.is(409);
        people.purchasing.fill("place.retire", &check, json!({"reason": "不用了"})).await.ok();
        for page in ["/places", "/place-stock", &format!("/places/{second}"), &format!("/places/{MAIN}")] {
            people.warehouse.page(page).await.ok();
        }
        sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h7_2_goods_are_received_counted_and_drawn_where_they_lie() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let second = place(&people, "Z2", "二号仓", "usable").await;
        let used = place(&people, "J1", "旧料架", "used").await;
        let item = id_of(&people, "AC-TAG").await;
        let receipt = |place: &str, quantity: &str| {
            json!({"kind": "receipt", "on": today(&app), "reason": "退回", "place": place,
                "lines": [{"item": "AC-TAG", "quantity": quantity}]})
        };
        let before: i64 = balance(&people, "AC-TAG").await.0.parse().unwrap();
        people.warehouse.post("/api/v1/movements/new", receipt(&second, "4")).await.is(201);
        people.warehouse.post("/api/v1/movements/new", receipt(&used, "9")).await.is(201);
        people.warehouse.post("/api/v1/movements/new", receipt(&"9".repeat(32), "9")).await.is(422);
        assert_eq!(balance(&people, "AC-TAG").await.0, (before + 4).to_string(), "used material is none");

        let count =
            |place: &str, counted: &str| json!({"place": place, "counted": counted, "reason": "盘点"});
        let path = format!("/api/v1/stock/{item}/adjust");
        people.warehouse.post(&path, count(&used, "8")).await.ok();
        people.warehouse.post(&path, count(&second, "6")).await.ok();
        assert_eq!(at(&people, "旧料架", "AC-TAG").await, "8");
        assert_eq!(balance(&people, "AC-TAG").await.0, (before + 6).to_string());
        let form = people.warehouse.page(&format!("/stock/{item}/adjust?place={second}")).await.ok().text();
        assert!(form.contains("二号仓"), "{form}");

        // A purchase is taken in where somebody says.
        let id = bought(&people, "GL-08T", "10").await;
        people.warehouse.fill("purchase.receive", &id, json!({"on": today(&app)})).await.ok();
        people.warehouse.fill("purchase.inspect", &id, json!({"place": used})).await.is(422);
        people.warehouse.fill("purchase.inspect", &id, json!({"place": second})).await.ok();
        assert_eq!(at(&people, "二号仓", "GL-08T").await, "10");

        // What is set aside is drawn from the main place first, the rest from where it lies.
        let order = released(&people, "ZG-1001", "2", "2027-03-01").await;
        let work =
            people.clerk.get(&format!("/api/v1/orders/{order}")).await.ok().json()["work_orders"][0]["id"]
                .clone();
        people.warehouse.fill("work.issue", work.as_str().unwrap(), json!({})).await.ok();
        sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c10_what_is_kept_free_of_charge_costs_nothing_and_what_is_paid_its_price() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let item = id_of(&people, "GL-08T").await;
        people.warehouse.fill("stock.adjust", &item, json!({"counted": "0", "reason": "盘点"})).await.ok();
        let worth = || async {
            let rows = people.purchasing.list("/stock?q=GL-08T").await;
            let row = rows.into_iter().find(|r| r["code"] == "GL-08T").unwrap();
            (row["value"].clone(), row["average"].clone())
        };
        // Ten at 118 are bought; two more are left to us, and come with the second half that is inspected.
        let id = bought(&people, "GL-08T", "10").await;
        let free = json!({"on": today(&app), "lines.0.quantity": "12", "fate": "keep", "more": "整片供应"});
        people.warehouse.fill("purchase.receive", &id, free).await.ok();
        people.warehouse.fill("purchase.inspect", &id, json!({"lines.0.accepted": "5"})).await.ok();
        assert_eq!(worth().await, (json!("590.00"), json!("118.00")));
        people.warehouse.fill("purchase.inspect", &id, json!({})).await.ok();
        assert_eq!(worth().await, (json!("1180.00"), json!("98.333333")));
        // What is paid comes at its price, and what the receipts say is built again.
        let id = bought(&people, "GL-08T", "10").await;
        let paid = json!({"on": today(&app), "lines.0.quantity": "12", "fate": "pay", "more": "整片供应"});
        people.warehouse.fill("purchase.receive", &id, paid).await.ok();
        people.warehouse.fill("purchase.inspect", &id, json!({})).await.ok();
        assert_eq!(worth().await.0, json!("2596.00"));
        let rebuilding = app.app.clone();
        tokio::task::spawn_blocking(move || app::upkeep::rebuild(&rebuilding, |_| {}).unwrap())
            .await
            .unwrap();
        assert_eq!(worth().await.0, json!("2596.00"), "built again");
        sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h7_2_stock_is_worth_its_moving_average_and_only_who_sees_costs_sees_it() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let item = id_of(&people, "GL-08T").await;
        // The glass is counted out and bought anew: ten at 118, then ten at 100.
        people.warehouse.fill("stock.adjust", &item, json!({"counted": "0", "reason": "盘点"})).await.ok();
        for (quantity, cost) in [("10", "118"), ("10", "100")] {
            let lines = json!([{"item": "GL-08T", "quantity": quantity, "unit_cost": cost}]);
            let said = json!({"kind": "receipt", "on": today(&app), "reason": "现购", "lines": lines});
            // The manager books stock and sees what it cost.
            app.user("顾总").await.post("/api/v1/movements/new", said).await.is(201);
        }
        let row = |rows: Vec<Value>| rows.into_iter().find(|r| r["code"] == "GL-08T").unwrap();
        let seen = row(people.purchasing.list("/stock?q=GL-08T").await);
        assert_eq!((&seen["average"], &seen["value"]), (&json!("109.00"), &json!("2180.00")), "{seen}");
        let out = json!({"kind": "issue", "on": today(&app), "reason": "样品", "lines": [{"item": "GL-08T", "quantity": "5"}]});
        people.warehouse.post("/api/v1/movements/new", out).await.is(201);
        assert_eq!(row(people.finance.list("/stock?q=GL-08T").await)["value"], "1635.00");

        // A purchase brings the cost of its line.
        let id = bought(&people, "GL-08T", "15").await;
        people.warehouse.fill("purchase.receive", &id, json!({"on": today(&app)})).await.ok();
        people.warehouse.fill("purchase.inspect", &id, json!({})).await.ok();
        assert_eq!(row(people.finance.list("/stock?q=GL-08T").await)["value"], "3405.00");
        assert!(people.finance.page(&format!("/stock/{item}")).await.ok().text().contains("3,405.00"));
        assert!(people.finance.page("/stock").await.ok().text().contains("合计"), "with its sum");

        for reader in [&people.warehouse, &people.clerk, &people.production] {
            let row = row(reader.list("/stock?q=GL-08T").await);
            assert!(row["value"].is_null() && row["average"].is_null(), "{row}");
            for page in ["/stock".to_owned(), format!("/stock/{item}")] {
                let page = reader.page(&page).await.ok().text();
                assert!(!page.contains("库存金额") && !page.contains("3,405"), "{page}");
            }
            reader.page("/stock?sort=value").await.is(422);
        }
        // Who does not see costs says none.
        let form = people.warehouse.get(&format!("/api/v1/operations/stock.adjust/form?id={item}")).await;
        assert!(!form.ok().text().contains("unit_cost"));

        let rebuilding = app.app.clone();
        tokio::task::spawn_blocking(move || app::upkeep::rebuild(&rebuilding, |_| {}).unwrap())
            .await
            .unwrap();
        assert_eq!(row(people.finance.list("/stock?q=GL-08T").await)["value"], "3405.00", "built again");
        sound(&app).await;
    }
}
