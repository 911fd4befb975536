//! Shipping (H6): partial shipments, a difference at arrival, a delay explained and confirmed.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h4_supply::released;
use crate::kit::{TestApp, databases};

/// An order of ten price-tag holders, a stocked part: released, everything in the house.
pub async fn ready(app: &TestApp, people: &Company) -> String {
    let receipt = json!({"kind": "receipt", "on": today(app), "reason": "备货", "lines": [{"item": "AC-TAG", "quantity": "100"}]});
    people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
    released(people, "AC-TAG", "10", "2026-11-20").await
}

/// Confirmed and announced: `quantity` of the order's line; what else is said of the confirmation is `by`.
pub async fn announced(app: &TestApp, people: &Company, order: &str, quantity: &str, by: Value) -> String {
    let wanted = json!({"ship_on": today(app), "lines.0.quantity": quantity});
    let made = people.clerk.fill("shipment.prepare", order, wanted).await.ok().json();
    let id = made["id"].as_str().unwrap().to_owned();
    let mut said = json!({"whom": "王经理", "channel": "phone"});
    said.as_object_mut().unwrap().extend(by.as_object().unwrap().clone());
    people.clerk.fill("shipment.confirm", &id, said).await.ok();
    people.clerk.fill("shipment.notice", &id, json!({"whom": "王经理", "channel": "wechat"})).await.ok();
    id
}

/// Confirmed, announced and gone: `quantity` of the order's line.
pub async fn send(app: &TestApp, people: &Company, order: &str, quantity: &str) -> String {
    let id = announced(app, people, order, quantity, json!({})).await;
    let leaves = json!({"on": today(app), "carrier": "顺发专线", "waybill": "SF2", "packages": "1", "note": "与客户另约"});
    people.warehouse.fill("shipment.dispatch", &id, leaves).await.ok();
    id
}

pub async fn order_of(people: &Company, id: &str) -> Value {
    people.clerk.get(&format!("/api/v1/orders/{id}")).await.ok().json()
}

pub fn due(order: &Value, rule: &str) -> Vec<String> {
    let all = order["follow_ups"].as_array().unwrap().iter();
    all.filter(|f| f["rule"] == rule).map(|f| f["operation"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_6_what_is_short_or_damaged_is_settled_and_sent_again() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "10").await;
        app.advance_days(3).await;

        // A difference without a word about it is not taken, whether less came or more.
        let arrived = |received: &str, damaged: &str, note: &str| {
            json!({"on": today(&app), "packing": "damaged", "whom": "王经理", "note": note,
                "lines.0.received": received, "lines.0.damaged": damaged})
        };
        people.clerk.fill("shipment.arrival", &shipment, arrived("11", "0", "")).await.is(409);
        people.clerk.fill("shipment.arrival", &shipment, arrived("9", "1", "")).await.is(409);
        people.clerk.fill("shipment.arrival", &shipment, arrived("9", "1", "少一件，一件压坏")).await.ok();

        let open = order_of(&people, &order).await;
        assert_eq!(due(&open, "H6.6"), ["shipment.settle"]);
        assert_eq!(due(&open, "H6.4"), Vec::<String>::new());
        assert_eq!(open["lines"][0]["received"], "8");
        let replace = json!({"settlement": "replaced", "replacement_by": "2026-11-25", "note": "补发两件",
            "cause": "packing", "pickup": "intact", "explanation": "箱内无垫"});
        people.clerk.fill("shipment.settle", &shipment, replace).await.ok();

        // What is to be replaced is unsent again, and sent.
        let open = order_of(&people, &order).await;
        assert_eq!(due(&open, "H6.6"), Vec::<String>::new());
        assert_eq!(open["lines"][0]["shipped"], "8");
        assert_eq!(due(&open, "H6.1"), ["shipment.prepare"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_1_an_order_leaves_in_parts_and_each_part_is_followed() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let first = send(&app, &people, &order, "4").await;
        let half = order_of(&people, &order).await;
        assert_eq!(half["lines"][0]["shipped"], "4");
        assert_eq!(half["stage"], "shipping", "the rest is still to leave");
        let too_many = json!({"ship_on": today(&app), "lines.0.quantity": "7"});
        people.clerk.fill("shipment.prepare", &order, too_many).await.is(409);
        let second = send(&app, &people, &order, "6").await;
        app.advance_days(3).await;
        for shipment in [first, second] {
            let whole = json!({"on": today(&app), "packing": "intact", "whom": "王经理"});
            people.clerk.fill("shipment.arrival", &shipment, whole).await.ok();
        }
        assert_eq!(
            order_of(&people, &order).await["stage"],
            "collect",
            "the goods are there, the money is not"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_3_a_promise_changes_only_with_cause_author_and_the_customers_word() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let change = |confirmed: &str| {
            json!({"to": "2026-11-27", "department": "生产部", "cause": "烤漆排队", "whom": "王经理", "channel": "phone",
                "on": today(&app), "confirmed": confirmed})
        };
        people.clerk.fill("order.promise", &order, change("")).await.is(409);
        people.warehouse.fill("order.promise", &order, change("1")).await.is(403);
        people.clerk.fill("order.promise", &order, change("1")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!(open["lines"][0]["wanted_on"], "2026-11-20");
        assert_eq!(open["lines"][0]["first_promise"], "2026-11-20", "what was promised first stays");
        assert_eq!(open["lines"][0]["current_promise"], "2026-11-27");
        let page = people.clerk.page(&format!("/orders/{order}")).await.is(200).text();
        assert!(page.contains("烤漆排队"), "the cause stands in the timeline");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_5_a_talk_is_kept_on_the_customer_and_on_the_order() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let talk = |said: &str| json!({"whom": "王经理", "channel": "wechat", "on": today(&app), "said": said, "agreed": "周五回复"});
        let customer = people.clerk.list("/customers?q=C001").await[0]["id"].as_str().unwrap().to_owned();
        people.clerk.fill("customer.contact", &customer, talk("明年的展会计划")).await.ok();
        people.clerk.fill("order.contact", &order, talk("确认颜色")).await.ok();
        let page = people.clerk.page(&format!("/customers/{customer}")).await.is(200).text();
        for said in ["明年的展会计划", "确认颜色", "周五回复"] {
            assert!(page.contains(said), "{said}");
        }
        let tomorrow = json!({"whom": "王经理", "channel": "phone", "on": "2026-11-03", "said": "明天的事"});
        people.clerk.fill("customer.contact", &customer, tomorrow).await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c29_what_cannot_be_printed_is_said_before() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let by = json!({"contact": "㐂田", "address": "𠮷野家 Łódź 路 1 号 😀 卸货区"});
        let shipment = announced(&app, &people, &order, "10", by).await;
        let path = format!("/shipments/{shipment}/delivery-note.pdf");
        let told = people.clerk.page(&format!("{path}?prices=0")).await.is(409).text();
        assert!(told.contains("有字印不出来") && told.contains("没有 😀，"), "{told}");
        assert!(told.contains(&format!("{path}?prices=0&#38;anyway=1")), "{told}");
        let printed = people.clerk.page(&format!("{path}?prices=0&anyway=1")).await.ok();
        assert_eq!(printed.header("content-type"), "application/pdf");
    }
}
