//! What an order names is what was meant (H3.1): customers of one name (C21), codes that look alike (C30).

use serde_json::{Value, json};

use super::h2_thread::{company, order_of};
use super::h4_supply::released;
use super::h6_shipping;
use crate::kit::{TestApp, databases};

fn of(customer: &str, item: &str) -> Value {
    let mut order = order_of("林晓", "1");
    order["customer"] = customer.into();
    order["lines"][0]["item"] = item.into();
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn c21_two_customers_of_one_name_are_told_apart_and_a_retired_one_never_wins() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let mut ids = Vec::new();
        for code in ["Z010", "Z011"] {
            let made = people.lead.post(
                "/api/v1/customers/new",
                json!({"code": code, "name": "周大福西湖店", "language": "zh"}),
            );
            ids.push(made.await.is(201).json()["id"].as_str().unwrap().to_owned());
        }
        let refused =
            people.clerk.post("/api/v1/orders/new", of("周大福西湖店", "ZG-1001")).await.is(422).text();
        assert!(refused.contains("Z010、Z011"), "{refused}");
        people.clerk.post("/api/v1/orders/new", of("Z011", "ZG-1001")).await.is(201);
        people.lead.fill("customer.retire", &ids[0], json!({"reason": "并店"})).await.ok();
        let made =
            people.clerk.post("/api/v1/orders/new", of("周大福西湖店", "ZG-1001")).await.is(201).json();
        let order = people.clerk.get(&format!("/orders/{}", made["id"].as_str().unwrap())).await.text();
        assert!(order.contains(&ids[1]), "the one in use");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c30_a_code_with_signs_that_look_alike_is_the_same_code() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        for code in ["ZG–1001", "ZG‑1001", "ZG−1001", "ZG-1001\u{200B}", "ZG\u{A0}-1001"] {
            people.clerk.post("/api/v1/orders/new", of("C001", code)).await.is(201);
        }
        people.clerk.post("/api/v1/orders/new", of("C001", "ZG_1001")).await.is(422);
        let item = json!({"code": "KB\u{A0}77\u{200B}", "name": "卡扣", "kind": "part", "unit": "个"});
        people.purchasing.post("/api/v1/items/new", item).await.is(201);
        assert!(people.purchasing.list("/items?q=KB77").await.iter().any(|row| row["code"] == "KB77"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c01_the_search_finds_by_any_part_and_by_what_something_is_called_not_by_what_it_is() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = released(&people, "ZG-1001", "1", "2026-12-20").await;
        let one = h6_shipping::order_of(&people, &order).await;
        let number = one["number"].as_str().unwrap().to_owned();
        let customer = one["customer"].as_str().unwrap_or_default().to_owned();
        let found = async |typed: &str| -> bool {
            let page = people.clerk.page(&format!("/search?q={typed}")).await.ok().text();
            page.contains(&format!("/orders/{order}"))
        };
        let listed = async |typed: &str| people.clerk.list(&format!("/orders?q={typed}")).await.len();
        assert!(found(&number).await && found(&number.to_lowercase()).await, "{number}");
        assert!(found(number.split_at(4).1).await, "a part of it: {number}");
        assert!(found("yj").await || found(&customer).await, "{customer}");
        for typed in ["or", "ord", "order"] {
            assert!(!found(typed).await, "nothing is called {typed}");
            assert_eq!(listed(typed).await, 0, "{typed}");
        }
        assert_eq!(listed(&number).await, 1);
        assert_eq!(listed("%C3%97").await, 0, "where no letter was typed nothing has it");
        assert_eq!(listed("").await, 1);
    }
}
