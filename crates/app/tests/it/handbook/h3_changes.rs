//! What changes on an order is told (H3.3, H3.8, H6.3): what came back from review, what was set right, a later promise.

use serde_json::{Value, json};

use super::h2_thread::{Company, company};
use super::h4_supply::released;
use super::h6_shipping::{due, order_of};
use crate::kit::{TestApp, databases};

fn wanted(people: &'static str, on: &str) -> Value {
    json!({"kind": "counter", "customer": "C001", "clerk": people, "ordered_on": "2026-11-02", "transport": "零担专线",
        "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "月结30天",
        "lines": [{"item": "ZG-1001", "quantity": "2", "unit_price": "12", "wanted_on": on, "drawing": "V1.pdf"}]})
}

async fn submitted(people: &Company, on: &str) -> String {
    let made = people.clerk.post("/api/v1/orders/new", wanted("林晓", on)).await.is(201).json();
    let order = made["id"].as_str().unwrap().to_owned();
    people.clerk.fill("order.submit", &order, json!({})).await.ok();
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_8_a_correction_changes_what_it_names_and_the_timeline_says_what() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "2", "2026-11-20").await;
        let before = order_of(&people, &order).await;
        let path = format!("/api/v1/orders/{order}/correct");
        let version = before["version"].to_string();
        let headers = [("If-Match", version.as_str())];
        people.clerk.post_with(&path, json!({"reason": "没有改"}), &headers).await.is(409);
        let only = json!({"transport": "整车", "reason": "客户要求"});
        people.clerk.post_with(&path, only, &headers).await.ok();
        let after = order_of(&people, &order).await;
        assert_eq!(after["address"], before["address"], "what was not named stays");
        assert_eq!(after["contact"], before["contact"]);
        let version = after["version"].to_string();
        let emptied = json!({"contact": "", "reason": "换人，待定"});
        people.clerk.post_with(&path, emptied, &[("If-Match", version.as_str())]).await.ok();
        let asked = due(&order_of(&people, &order).await, "H3.7");
        assert!(asked.contains(&"order.correct".to_owned()), "what is emptied is asked for: {asked:?}");
        let page = people.clerk.page(&format!("/orders/{order}?tab=timeline")).await.ok().text();
        assert!(page.contains("运输方式：零担专线 → 整车"), "the timeline says what changed");
        assert!(page.contains("现场联系人：王经理 → 无"), "and to whom, for who may see it");
        let page = people.production.page(&format!("/orders/{order}?tab=timeline")).await.ok().text();
        assert!(!page.contains("王经理") && page.contains("现场联系人改了"), "nobody else reads a contact");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_3_what_is_sent_back_says_what_must_change_and_then_is_handed_in_again() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = submitted(&people, "2026-12-10").await;
        let no = json!({"department": "technical", "verdict": "reject", "note": "缺电源位置图"});
        people.engineering.fill("order.review", &order, no).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H3.1"), ["order.edit"]);
        let today = people.clerk.page("/").await.ok().text();
        assert!(today.contains("缺电源位置图"), "the duty says what must change");
        let form = people.clerk.page(&format!("/orders/{order}/edit")).await.ok().text();
        assert!(form.contains("缺电源位置图"), "and the form too");
        people.clerk.fill("order.edit", &order, json!({"remark": "已补图"})).await.ok();
        assert_eq!(
            due(&order_of(&people, &order).await, "H3.1"),
            ["order.submit"],
            "written anew, it is handed in"
        );
        people.clerk.fill("order.submit", &order, json!({})).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H3.1"), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_3_a_promise_later_than_wanted_is_said_why_told_to_the_customer_and_kept_or_not_made() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = submitted(&people, "2026-11-20").await;
        people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
        let later = |reason: &str| json!({"promised": "2026-12-01", "reason": reason});
        let refused = people.lead.fill("order.release", &order, later("")).await.is(409).text();
        assert!(refused.contains("2026-11-20"), "{refused}");
        people.lead.fill("order.release", &order, later("柜体排队")).await.ok();
        assert!(due(&order_of(&people, &order).await, "H6.3").contains(&"order.contact".to_owned()));
        let talk =
            json!({"side": "customer", "whom": "王经理", "channel": "phone", "said": "12-01 到，同意"});
        people.clerk.fill("order.contact", &order, talk).await.ok();
        assert!(!due(&order_of(&people, &order).await, "H6.3").contains(&"order.contact".to_owned()));

        let again = |to: &str, how: &str| json!({"to": to, "department": "生产部", "cause": "改期", "whom": "王经理", "confirmed": "1", "how": how});
        let sooner = people.clerk.fill("order.promise", &order, again("2026-11-04", "")).await.is(409).text();
        assert!(sooner.contains("怎么做到"), "nobody promises what is broken already: {sooner}");
        people.clerk.fill("order.promise", &order, again("2026-11-04", "加班")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_7_a_missing_price_is_said_where_it_is_asked_for() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let mut said = wanted("林晓", "2026-12-10");
        said["lines"][0].as_object_mut().unwrap().remove("unit_price");
        said["terms"] = "按合同".into();
        people.clerk.post("/api/v1/orders/new", said.clone()).await.is(422);
        said["terms"] = "月结30天".into();
        let made = people.clerk.post("/api/v1/orders/new", said).await.is(201).json();
        let order = made["id"].as_str().unwrap();
        people.clerk.fill("order.submit", order, json!({})).await.ok();
        people.lead.fill("order.review_short", order, json!({"note": "常规"})).await.ok();
        people.lead.fill("order.release", order, json!({})).await.is(409);
        assert!(due(&order_of(&people, order).await, "H3.7").contains(&"order.correct".to_owned()));
        let price = json!({"prices.0.unit_price": "3680", "reason": "合同价"});
        people.clerk.fill("order.correct", order, price).await.ok();
        assert_eq!(order_of(&people, order).await["total"], "7360.00");
        people.lead.fill("order.release", order, json!({})).await.ok();
        let other = json!({"prices": [{"line": "1", "unit_price": "1"}], "reason": "改价"});
        let version = order_of(&people, order).await["version"].to_string();
        let path = format!("/api/v1/orders/{order}/correct");
        let refused = people.clerk.post_with(&path, other, &[("If-Match", version.as_str())]).await;
        assert!(
            (400..500).contains(&refused.status),
            "a price that stands is no correction: {}",
            refused.text()
        );
        assert_eq!(order_of(&people, order).await["total"], "7360.00");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_3_lines_that_are_promised_apart_are_bought_made_and_late_apart() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let mut said = wanted("林晓", "2026-12-01");
        let later = json!({"item": "ZG-1001", "quantity": "2", "unit_price": "12", "wanted_on": "2027-01-20", "drawing": "V1.pdf"});
        said["lines"].as_array_mut().unwrap().push(later);
        let made = people.clerk.post("/api/v1/orders/new", said).await.is(201).json();
        let order = made["id"].as_str().unwrap().to_owned();
        people.clerk.fill("order.submit", &order, json!({})).await.ok();
        people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
        people.lead.fill("order.release", &order, json!({})).await.ok();
        let open = order_of(&people, &order).await;
        let mut finished = Vec::new();
        for work in open["work_orders"].as_array().unwrap() {
            let path = format!("/api/v1/work/{}", work["id"].as_str().unwrap());
            finished.push(people.production.get(&path).await.ok().json()["due"].as_str().unwrap().to_owned());
        }
        assert!(finished[0].as_str() < "2026-12-01" && finished[1].as_str() > "2027-01-01", "{finished:?}");
        let late: Vec<String> = due(&open, "H6.3");
        assert!(late.is_empty(), "nothing stands in the way of either: {late:?}");
        app.advance_days(23).await;
        let asked = due(&order_of(&people, &order).await, "H6.1");
        assert!(
            asked.contains(&"shipment.prepare".to_owned()),
            "what is promised first leaves first: {asked:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_what_lies_free_is_counted_once_by_the_day_of_need() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let on_hand = super::h6_goods::on_hand(&people, "AC-TAG").await;
        released(&people, "AC-TAG", &on_hand, "2026-11-13").await;
        let first = released(&people, "AC-TAG", "5", "2026-11-20").await;
        let second = released(&people, "AC-TAG", "5", "2026-12-20").await;
        let buys = async |order: &str| {
            due(&order_of(&people, order).await, "H4.2").contains(&"purchase.place".to_owned())
        };
        assert!(buys(&first).await && buys(&second).await, "both are short");
        let receipt = json!({"kind": "receipt", "on": super::h2_thread::today(&app), "reason": "清点多出",
            "lines": [{"item": "AC-TAG", "quantity": "5"}]});
        people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
        assert!(!buys(&first).await, "five lie there for who needs them first");
        assert!(buys(&second).await, "and five are bought for the other");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_what_was_made_without_a_part_leaves_it_to_who_is_still_short() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let first = released(&people, "ZG-1001", "40", "2026-11-20").await;
        let second = released(&people, "ZG-1001", "20", "2026-12-20").await;
        let asked = async |order: &str| {
            let open = order_of(&people, order).await["follow_ups"].as_array().unwrap().clone();
            let buy = open.into_iter().find(|f| f["operation"] == "purchase.place");
            buy.map(|f| f["text"].as_str().unwrap().to_owned())
        };
        let number = order_of(&people, &first).await["number"].clone();
        let rows = people.purchasing.list("/shortages").await;
        let row = rows.iter().find(|r| r["order"] == number).unwrap().clone();
        let before = asked(&second).await;
        let receipt = json!({"kind": "receipt", "on": super::h2_thread::today(&app), "reason": "清点多出",
            "lines": [{"item": row["item"], "quantity": row["missing"]}]});
        people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
        assert_eq!(asked(&second).await, before, "it lies there for the first");
        let work = order_of(&people, &first).await["work_orders"][0]["id"].as_str().unwrap().to_owned();
        let steps = people.production.get(&format!("/api/v1/work/{work}")).await.ok().json()["steps"].clone();
        for step in steps.as_array().unwrap() {
            let made = json!({"operation": step["number"].to_string(), "good": "40", "on": super::h2_thread::today(&app)});
            people.production.fill("work.report", &work, made).await.ok();
        }
        assert_ne!(asked(&second).await, before, "at once, not the next day");
    }
}
