//! Goods add up (H4.2, H4.3, H7.2): what comes too much, what comes twice, what failed, what was not ordered, what is
//! not there.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h4_supply::{balance, missing, ready, released, weigh};
use crate::kit::{TestApp, databases};

/// A purchase of `quantity` of a part of 晶锐玻璃, by identity.
pub async fn bought(people: &Company, item: &str, quantity: &str) -> String {
    let suppliers = people.purchasing.list("/suppliers?q=S002").await;
    let supplier = suppliers.iter().find(|s| s["code"] == "S002").unwrap()["id"].clone();
    let lines = json!([{"item": item, "quantity": quantity, "unit_cost": "118", "need_by": "2026-11-20"}]);
    let said = json!({"supplier": supplier, "lines": lines});
    let placed = people.purchasing.post("/api/v1/purchases/new", said).await.is(201).json();
    placed["id"].as_str().unwrap().to_owned()
}

pub async fn purchase(people: &Company, id: &str) -> Value {
    people.purchasing.get(&format!("/api/v1/purchases/{id}")).await.ok().json()
}

/// What came, with more of it said.
pub fn came(app: &TestApp, quantity: &str, more: &Value) -> Value {
    let mut said = json!({"on": today(app), "lines.0.quantity": quantity});
    said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    said
}

pub async fn sound(app: &TestApp) {
    let app = app.app.clone();
    let verified = tokio::task::spawn_blocking(move || app::upkeep::verify(&app).unwrap()).await.unwrap();
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
}

#[tokio::test(flavor = "multi_thread")]
async fn c10_a_little_more_is_taken_and_more_is_taken_with_a_word() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let before: f64 = balance(&people, "GL-08T").await.0.parse().unwrap();
        let a_little = bought(&people, "GL-08T", "100").await;
        people.warehouse.fill("purchase.receive", &a_little, came(&app, "100.002", &json!({}))).await.ok();
        people.warehouse.fill("purchase.inspect", &a_little, json!({})).await.ok();
        assert_eq!(purchase(&people, &a_little).await["state"], "done");

        let too_much = bought(&people, "GL-08T", "10").await;
        let refused =
            people.warehouse.fill("purchase.receive", &too_much, came(&app, "10.6", &json!({}))).await;
        assert!(refused.is(409).text().contains("5%"), "the tolerance is told");
        let fate = json!({"fate": "return", "more": "送错了"});
        people.warehouse.fill("purchase.receive", &too_much, came(&app, "12", &fate)).await.ok();
        people.warehouse.fill("purchase.inspect", &too_much, json!({})).await.ok();
        let after = purchase(&people, &too_much).await;
        assert_eq!((&after["state"], &after["lines"][0]["owed"]), (&json!("to_return"), &json!("2")));
        let on_hand: f64 = balance(&people, "GL-08T").await.0.parse().unwrap();
        assert!((on_hand - before - 110.002).abs() < 1e-9, "what goes back is no stock: {before} {on_hand}");

        // The supplier's own record says otherwise, and so does the company's.
        let suppliers = people.purchasing.list("/suppliers?q=S002").await;
        let supplier = suppliers[0]["id"].as_str().unwrap().to_owned();
        people.purchasing.fill("supplier.edit", &supplier, json!({"over_delivery": "0"})).await.ok();
        let strict = bought(&people, "GL-08T", "10").await;
        people.warehouse.fill("purchase.receive", &strict, came(&app, "10.1", &json!({}))).await.is(409);
        let kept = json!({"fate": "keep", "more": "整片供应"});
        people.warehouse.fill("purchase.receive", &strict, came(&app, "10.1", &kept)).await.ok();
        let page = people.purchasing.page(&format!("/purchases/{strict}")).await.ok().text();
        assert!(page.contains("免费留用") && page.contains("整片供应"), "{page}");
        sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c10_the_surplus_of_a_covered_shortage_is_free() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "GL-UVG", "500", "2026-12-15").await;
        let path = format!("/api/v1/operations/purchase.place/form?order={order}");
        let form = people.purchasing.get(&path).await.ok().json();
        let lines = form["fields"].as_array().unwrap().iter().find(|f| f["name"] == "lines").unwrap();
        let short: f64 = lines["rows"][0][1].as_str().unwrap().parse().unwrap();
        let id = people.purchasing.fill("purchase.place", "", json!({})).await.ok().json();
        let id = id["id"].as_str().unwrap();
        let more = json!({"fate": "pay", "more": "整箱供应"});
        people
            .warehouse
            .fill("purchase.receive", id, came(&app, &(short + 50.0).to_string(), &more))
            .await
            .ok();
        people.warehouse.fill("purchase.inspect", id, json!({})).await.ok();
        let (on_hand, reserved) = balance(&people, "GL-UVG").await;
        assert_eq!((on_hand.as_str(), reserved.as_str()), ("550", "500"), "{short} were short");
        sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c19_one_delivery_note_on_two_purchases_of_a_supplier_is_asked_about() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (one, other) = (bought(&people, "GL-08T", "10").await, bought(&people, "GL-10T", "10").await);
        let note = |text: &str| json!({"waybill": text});
        people.warehouse.fill("purchase.receive", &one, came(&app, "5", &note("SD-118"))).await.ok();
        let number = purchase(&people, &one).await["number"].as_str().unwrap().to_owned();
        let again = people.clerk.fill("purchase.receive", &other, came(&app, "5", &note("sd 118"))).await;
        assert!(again.is(409).text().contains(&number), "it says where the note is booked");
        people.clerk.fill("purchase.receive", &other, came(&app, "5", &note("SD-119"))).await.ok();
        let why = json!({"waybill": "SD-118", "again": "一车送两张单的货"});
        people.clerk.fill("purchase.receive", &other, came(&app, "5", &why)).await.ok();
        sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_3_what_failed_is_owed_until_it_is_returned_replaced_or_accepted() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let id = bought(&people, "GL-08T", "10").await;
        people.warehouse.fill("purchase.receive", &id, came(&app, "10", &json!({}))).await.ok();
        let failed = json!({"lines.0.accepted": "4", "lines.0.rejected": "6", "lines.0.reason": "崩边"});
        people.warehouse.fill("purchase.inspect", &id, failed).await.ok();
        let duty = |page: &str| page.contains("退换晶锐玻璃");
        let tasks = people.purchasing.page("/").await.ok().text();
        assert!(duty(&tasks), "purchasing has to settle it: {tasks}");

        // The supplier brings two, takes two along; two are accepted by who may; the rest goes back.
        let two = json!({"on": today(&app), "lines.0.quantity": "2"});
        people.production.fill("purchase.replace", &id, two.clone()).await.is(403);
        people.warehouse.fill("purchase.replace", &id, two.clone()).await.ok();
        people.warehouse.fill("purchase.inspect", &id, json!({})).await.ok();
        let mut accepted = two.clone();
        accepted.as_object_mut().unwrap().remove("on");
        accepted["reason"] = "用在看不见的一面".into();
        people.warehouse.fill("purchase.concede", &id, accepted.clone()).await.is(403);
        people.lead.fill("purchase.concede", &id, accepted).await.ok();
        people.purchasing.fill("purchase.cancel", &id, json!({"reason": "不再要了"})).await.ok();
        let left = purchase(&people, &id).await;
        assert_eq!((&left["state"], &left["lines"][0]["owed"]), (&json!("to_return"), &json!("2")));
        assert_eq!(left["lines"][0]["accepted"], "8");
        people.warehouse.fill("purchase.return", &id, two.clone()).await.is(409);
        let page = people.purchasing.page(&format!("/purchases/{id}")).await.ok().text();
        assert!(page.contains("待退供应商") && page.contains("已取消"), "{page}");
        let mut back = two;
        back["waybill"] = "TH-1".into();
        people.warehouse.fill("purchase.return", &id, back).await.ok();
        let done = purchase(&people, &id).await;
        assert_eq!((&done["state"], &done["owed_since"]), (&json!("cancelled"), &Value::Null));
        assert!(!duty(&people.purchasing.page("/").await.ok().text()));
        sound(&app).await;
    }
}

/// A receipt beside purchases, with more of it said.
async fn received(people: &Company, app: &TestApp, item: &str, quantity: &str, give: &str) {
    let lines = json!([{"item": item, "quantity": quantity}]);
    let said =
        json!({"kind": "receipt", "on": today(app), "reason": "样品退回", "give": give, "lines": lines});
    people.warehouse.post("/api/v1/movements/new", said).await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_goods_without_a_purchase_are_given_to_open_shortages_or_somebody_has_to() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let on_hand: i64 = balance(&people, "AC-TAG").await.0.parse().unwrap();
        let later = released(&people, "AC-TAG", &(on_hand + 10).to_string(), "2027-03-01").await;
        let earlier = released(&people, "AC-TAG", "4", "2026-12-15").await;
        assert_eq!(ready(&people, &earlier).await, 0);
        let form = people.warehouse.page("/movements/new?item=AC-TAG").await.ok().text();
        let number =
            people.clerk.get(&format!("/api/v1/orders/{earlier}")).await.ok().json()["number"].clone();
        assert!(form.contains(number.as_str().unwrap()), "who is short is shown: {form}");

        // Six come: four for the earlier need, two for the later one.
        received(&people, &app, "AC-TAG", "6", "1").await;
        assert_eq!(ready(&people, &earlier).await, 10_000);
        assert_eq!(missing(&people, "AC-TAG").await.len(), 1);
        let all = (on_hand + 6).to_string();
        assert_eq!(balance(&people, "AC-TAG").await, (all.clone(), all));

        // Eight come and are kept: whoever keeps the stock has to weigh it, until nothing is both short and there.
        let duty = |page: &str| page.contains("分配库存给缺料");
        assert!(!duty(&people.warehouse.page("/").await.ok().text()));
        received(&people, &app, "AC-TAG", "8", "0").await;
        assert_eq!(missing(&people, "AC-TAG").await.len(), 1, "it stays short");
        assert!(duty(&people.warehouse.page("/").await.ok().text()), "and somebody has to see to it");
        weigh(&people).await;
        assert_eq!(ready(&people, &later).await, 10_000);
        assert!(!duty(&people.warehouse.page("/").await.ok().text()));

        // Nobody is short: what comes lies free, and nobody has to do anything.
        received(&people, &app, "AC-TAG", "5", "1").await;
        assert!(!duty(&people.warehouse.page("/").await.ok().text()));
        sound(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_what_a_cancelled_order_gives_back_is_seen_by_who_is_short() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let on_hand = balance(&people, "AC-TAG").await.0;
        let first = released(&people, "AC-TAG", &on_hand, "2026-12-15").await;
        released(&people, "AC-TAG", "5", "2027-03-01").await;
        let duty = |page: &str| page.contains("分配库存给缺料");
        assert!(!duty(&people.warehouse.page("/").await.ok().text()));
        people.lead.fill("order.cancel", &first, json!({"reason": "客户取消"})).await.ok();
        assert!(duty(&people.warehouse.page("/").await.ok().text()));
        sound(&app).await;
    }
}

/// The clerk of the order that gave something up has a task; the other order has none.
async fn told_of_the_count(people: &Company, earlier: &str, later: &str) {
    let rows = people.clerk.get("/api/v1/today").await.ok().json()["rows"].clone();
    let tasks: Vec<&Value> =
        rows.as_array().unwrap().iter().filter(|row| row["operation"] == "order.task_done").collect();
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    let (order, text) = (tasks[0]["order"].as_str().unwrap(), tasks[0]["text"].as_str().unwrap());
    assert!(order == later && text.contains("盘点少了 AC-TAG"), "{text}");
    assert!(tasks[0]["due"].as_str().unwrap().starts_with("2026-11-03"), "the next working day: {tasks:?}");
    let quiet = people.clerk.get(&format!("/api/v1/orders/{earlier}")).await.ok().json();
    assert!(!quiet["follow_ups"].to_string().contains("order.task_done"), "{quiet}");
    let page = people.clerk.page(&format!("/orders/{later}")).await.ok().text();
    assert!(page.contains("安排林晓：盘点少了 AC-TAG"), "the thread says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn c18_less_is_counted_than_is_set_aside_and_the_latest_needs_give_it_up() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let on_hand: i64 = balance(&people, "AC-TAG").await.0.parse().unwrap();
        let earlier = released(&people, "AC-TAG", "4", "2026-12-15").await;
        let later = released(&people, "AC-TAG", &(on_hand - 4).to_string(), "2027-03-01").await;
        assert_eq!((ready(&people, &earlier).await, ready(&people, &later).await), (10_000, 10_000));
        let rows = people.warehouse.list("/stock?q=AC-TAG").await;
        let item = rows[0]["id"].as_str().unwrap().to_owned();
        people.clerk.fill("stock.adjust", &item, json!({"counted": "4", "reason": "月底盘点"})).await.is(403);
        people
            .warehouse
            .fill("stock.adjust", &item, json!({"counted": "4", "reason": "月底盘点"}))
            .await
            .ok();
        assert_eq!(balance(&people, "AC-TAG").await, ("4".to_owned(), "4".to_owned()), "the count stands");
        assert_eq!((ready(&people, &earlier).await, ready(&people, &later).await), (10_000, 0));
        let short = missing(&people, "AC-TAG").await;
        assert_eq!(short.len(), 1, "the later one is short again: {short:?}");
        let order = people.clerk.get(&format!("/api/v1/orders/{later}")).await.ok().json();
        let duties = order["follow_ups"].as_array().unwrap();
        assert!(duties.iter().any(|f| f["rule"] == "H4.2"), "it is bought: {duties:?}");
        told_of_the_count(&people, &earlier, &later).await;
        // Counted once more and found: what the clerk was told stays until she has dealt with it.
        let found = json!({"counted": on_hand.to_string(), "reason": "在另一排找到"});
        people.warehouse.fill("stock.adjust", &item, found).await.ok();
        let order = people.clerk.get(&format!("/api/v1/orders/{later}")).await.ok().json();
        assert!(order["follow_ups"].to_string().contains("order.task_done"), "{order}");
        let done = json!({"number": "1", "result": "客户同意晚一周"});
        people.clerk.fill("order.task_done", &later, done).await.ok();
        let order = people.clerk.get(&format!("/api/v1/orders/{later}")).await.ok().json();
        assert!(!order["follow_ups"].to_string().contains("order.task_done"), "{order}");
        sound(&app).await;
    }
}
