//! Supply (H4): who needs it first gets it, and nothing is bought twice.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h6_goods::make;
use super::h6_shipping::{due, order_of};
use crate::kit::{TestApp, databases};

/// A released order of `quantity` of a product or part, wanted on a day.
pub async fn released(people: &Company, item: &str, quantity: &str, wanted_on: &str) -> String {
    let body = json!({
        "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
        "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "月结30天",
        "lines": [{"item": item, "quantity": quantity, "unit_price": "12", "wanted_on": wanted_on, "drawing": "V1.pdf"}],
    });
    let made = people.clerk.post("/api/v1/orders/new", body).await.is(201).json();
    let order = made["id"].as_str().unwrap().to_owned();
    people.clerk.fill("order.submit", &order, json!({})).await.ok();
    people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
    people.lead.fill("order.release", &order, json!({})).await.ok();
    order
}

/// What is in the house of a part, and what of it is set aside.
pub async fn balance(people: &Company, code: &str) -> (String, String) {
    let rows = people.warehouse.list(&format!("/stock?q={code}")).await;
    let row = rows.iter().find(|r| r["code"] == code).unwrap();
    (row["on_hand"].as_str().unwrap().to_owned(), row["reserved"].as_str().unwrap().to_owned())
}

pub async fn ready(people: &Company, order: &str) -> i64 {
    let order: Value = people.clerk.get(&format!("/api/v1/orders/{order}")).await.ok().json();
    order["readiness_bp"].as_i64().unwrap()
}

/// Purchase requests of a part: order number and how much.
pub async fn missing(people: &Company, code: &str) -> Vec<(Value, Value)> {
    let rows = people.purchasing.list("/shortages").await;
    rows.iter().filter(|r| r["item"] == code).map(|r| (r["order"].clone(), r["missing"].clone())).collect()
}

pub async fn weigh(people: &Company) {
    people.purchasing.post("/api/v1/shortages/weigh", json!({"renew": "1"})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_nothing_more_is_bought_for_what_is_finished() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "400", "2026-12-20").await;
        let open = order_of(&people, &order).await;
        let (number, work) =
            (open["number"].clone(), open["work_orders"][0]["id"].as_str().unwrap().to_owned());
        let wanted = async || {
            let rows = people.purchasing.list("/shortages").await;
            rows.iter().filter(|row| row["order"] == number).count()
        };
        assert!(wanted().await > 0, "it is short of parts");
        make(&app, &people, &work, "399").await;
        assert!(wanted().await > 0, "one is still to be made");
        make(&app, &people, &work, "1").await;
        assert_eq!(wanted().await, 0, "made of what nobody booked: nothing is bought for it any more");
        assert_eq!(
            due(&order_of(&people, &order).await, "H4.2").iter().filter(|d| *d == "purchase.place").count(),
            0
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_an_earlier_need_takes_over_stock_and_the_purchase_goes_the_other_way() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let on_hand = balance(&people, "AC-TAG").await.0;
        let later = released(&people, "AC-TAG", &on_hand, "2027-03-01").await;
        assert_eq!(ready(&people, &later).await, 10_000, "it took all there is");
        let earlier = released(&people, "AC-TAG", &on_hand, "2026-12-15").await;
        assert_eq!(ready(&people, &earlier).await, 0);

        // Bought for the earlier one, and promised too late for it.
        assert_eq!(missing(&people, "AC-TAG").await.len(), 1);
        let form = people.purchasing.get("/api/v1/operations/purchase.place/form").await.ok().json();
        let placed = people.purchasing.fill("purchase.place", "", json!({})).await;
        let id = placed.ok().json()["id"].as_str().unwrap().to_owned();
        assert!(missing(&people, "AC-TAG").await.is_empty(), "{form}");

        people.clerk.post("/api/v1/shortages/weigh", json!({})).await.is(403);
        people.purchasing.post("/api/v1/shortages/weigh", json!({"renew": "maybe"})).await.is(422);
        let page = people.purchasing.page("/shortages/weigh").await.ok().text();
        assert!(page.contains("AC-TAG"), "what would change is shown before it is done");
        assert_eq!(ready(&people, &earlier).await, 0, "looking changes nothing");
        weigh(&people).await;
        assert_eq!((ready(&people, &earlier).await, ready(&people, &later).await), (10_000, 0));
        assert!(missing(&people, "AC-TAG").await.is_empty(), "what was bought is for the other one now");
        assert_eq!(balance(&people, "AC-TAG").await, (on_hand.clone(), on_hand.clone()));

        // What comes in goes to whom it is for now.
        people
            .purchasing
            .fill("purchase.promise", &id, json!({"channel": "wechat", "lines.0.date": today(&app)}))
            .await
            .ok();
        people.warehouse.fill("purchase.receive", &id, json!({"on": today(&app)})).await.ok();
        people.warehouse.fill("purchase.inspect", &id, json!({})).await.ok();
        assert_eq!(ready(&people, &later).await, 10_000);

        // A second look changes nothing, and what was written is the evidence's own sum.
        let before =
            people.clerk.get(&format!("/api/v1/orders/{later}")).await.ok().json()["version"].clone();
        weigh(&people).await;
        let after = people.clerk.get(&format!("/api/v1/orders/{later}")).await.ok().json()["version"].clone();
        assert_eq!(before, after);
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_a_bill_that_changed_after_release_changes_what_is_needed() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "4", "2027-03-01").await;
        let rows = people.purchasing.list("/items?q=ZG-1001").await;
        let item = rows.iter().find(|r| r["code"] == "ZG-1001").unwrap()["id"].as_str().unwrap().to_owned();
        let bill = json!({"lines": [{"item": "AC-TAG", "quantity": "2"}]});
        let version =
            people.purchasing.get(&format!("/api/v1/operations/item.bill/form?id={item}")).await.ok().json();
        let version = version["version"].as_i64().unwrap().to_string();
        let path = format!("/api/v1/items/{item}/bill");
        people.purchasing.post_with(&path, bill, &[("if-match", &version)]).await.ok();

        let parts = |page: &str| page.matches("AC-TAG").count();
        let tab = format!("/orders/{order}?tab=parts");
        assert_eq!(parts(&people.clerk.page(&tab).await.ok().text()), 0);
        weigh(&people).await;
        let page = people.clerk.page(&tab).await.ok().text();
        assert!(parts(&page) > 0, "{page}");
        assert!(missing(&people, "LE-PW150").await.is_empty(), "what is not needed any more is not bought");
        assert_eq!(ready(&people, &order).await, 10_000);
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_selected_shortages_are_bought_together() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        released(&people, "ZG-1001", "400", "2026-12-15").await;
        let all = people.purchasing.list("/shortages").await;
        let same = |row: &Value| all.iter().filter(|r| r["supplier"] == row["supplier"]).collect::<Vec<_>>();
        let of_one = all.iter().map(same).max_by_key(Vec::len).unwrap();
        assert!(of_one.len() > 1, "several parts of one supplier are short: {all:?}");
        let key = of_one[0]["id"].as_str().unwrap();
        let form = people.purchasing.get(&format!("/api/v1/operations/purchase.place/form?key={key}")).await;
        let form = form.ok().json();
        let lines = form["fields"].as_array().unwrap().iter().find(|f| f["name"] == "lines").unwrap();
        let codes: Vec<&Value> = lines["rows"].as_array().unwrap().iter().map(|r| &r[0]).collect();
        assert_eq!(codes, [&of_one[0]["item"]], "only what was selected");

        // The list offers it to those who buy, and to nobody else.
        let offers = |page: &str| page.contains("formaction=\"/purchases/new\"");
        assert!(offers(&people.purchasing.page("/shortages").await.ok().text()));
        assert!(!offers(&people.clerk.page("/shortages").await.ok().text()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_6_receivables_are_summed_over_all_rows_asked_for() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        for quantity in ["10", "20"] {
            released(&people, "AC-TAG", quantity, "2026-12-15").await;
        }
        let page = people.finance.page("/receivables?tab=unknown").await.ok().text();
        assert!(page.contains("合计") && page.contains("360.00"), "30 at 12: {page}");
        let none = people.finance.page("/receivables?tab=unknown&q=zzzz").await.ok().text();
        assert!(!none.contains("合计"));
    }
}
