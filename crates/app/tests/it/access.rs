//! Every door has the same lock (H1.2, H1.3): each list and each endpoint against each role, and the values that
//! a role must not see, looked for in pages, API, sheets and documents.

use std::io::Read as _;

use app::site::SITE;
use domain::access::{may, sees};
use domain::confidential::Secret;
use domain::person::Role;
use serde_json::{Value, json};

use crate::handbook::h2_thread::{company, order_of};
use crate::kit::{TestApp, User, databases};

/// One person of each role that the sample company has.
pub const PEOPLE: [(&str, &[Role]); 8] = [
    ("林晓", &[Role::Clerk]),
    ("陈岚", &[Role::Lead]),
    ("何军", &[Role::Warehouse]),
    ("许佳", &[Role::Purchasing]),
    ("马建国", &[Role::Production]),
    ("梁敏", &[Role::Finance]),
    ("韩磊", &[Role::Engineering]),
    ("顾总", &[Role::GeneralManager]),
];

#[tokio::test(flavor = "multi_thread")]
async fn h1_2_every_list_and_operation_asks_the_same_table() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        for (name, roles) in PEOPLE {
            let user = app.user(name).await;
            for list in SITE.lists() {
                let expected = if may(roles, list.right) { 200 } else { 403 };
                for path in [format!("/api/v1{}", list.path), format!("{}.xlsx", list.path)] {
                    let status = user.page(&path).await.status;
                    let status = if path.starts_with("/api") { user.get(&path).await.status } else { status };
                    assert_eq!(status, expected, "{name} {path}");
                }
            }
            for endpoint in SITE.endpoints() {
                let allowed = may(roles, endpoint.right());
                let id = "01900000000070008000000000000000";
                let form =
                    user.get(&format!("/api/v1/operations/{}/form?id={id}", endpoint.name())).await.status;
                let sent = user.post(&format!("/api/v1{}", endpoint.href(id)), json!({})).await.status;
                let page = user.form(&endpoint.href(id), &[]).await.status;
                for (how, status) in [("form", form), ("api", sent), ("page", page)] {
                    assert_eq!(status == 403, !allowed, "{name} {} by {how}: {status}", endpoint.name());
                    assert!(status < 500, "{name} {} by {how}: {status}", endpoint.name());
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_2_nobody_gets_anything_but_the_way_in() {
    let app = TestApp::start("").await;
    let nobody = app.nobody();
    for list in SITE.lists() {
        assert_eq!(nobody.get(&format!("/api/v1{}", list.path)).await.status, 401, "{}", list.path);
        assert_eq!(nobody.page(list.path).await.status, 303, "{}", list.path);
    }
    for endpoint in SITE.endpoints() {
        let path = endpoint.href("01900000000070008000000000000000");
        assert_eq!(nobody.post(&format!("/api/v1{path}"), json!({})).await.status, 401, "{path}");
        assert!([303, 401].contains(&nobody.form(&path, &[]).await.status), "{path}");
    }
    for path in
        ["/", "/import", "/me/sessions", "/files/00", "/orders/1", "/api/v1/today", "/api/v1/search?q=a"]
    {
        assert!([303, 401].contains(&nobody.page(path).await.status), "{path}");
    }
    for path in ["/healthz", "/readyz", "/login"] {
        assert_eq!(nobody.page(path).await.status, 200, "{path}");
    }
}

/// What a workbook or a PDF says, as far as a search for a number needs it.
pub fn words(body: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(body).into_owned();
    if let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(body)) {
        for n in 0..archive.len() {
            let mut inside = String::new();
            let _ = archive.by_index(n).unwrap().read_to_string(&mut inside);
            text.push_str(&inside);
        }
    }
    text
}

/// Everything that somebody can read about an order.
async fn all_about(user: &User, order: &str, shipment: &str) -> String {
    let mut text = String::new();
    let mut paths = vec![
        "/".to_owned(),
        format!("/orders/{order}"),
        format!("/orders/{order}?at=1"),
        format!("/api/v1/orders/{order}"),
        format!("/shipments/{shipment}"),
        "/api/v1/search?q=C001".to_owned(),
        "/search?q=77778888".to_owned(),
    ];
    for tab in ["overview", "plan", "parts", "work", "shipments", "money", "files", "review"] {
        paths.push(format!("/orders/{order}?tab={tab}"));
    }
    for list in SITE.lists() {
        paths.extend([list.path.to_owned(), format!("/api/v1{}", list.path), format!("{}.xlsx", list.path)]);
    }
    for path in paths {
        let answer = if path.starts_with("/api") { user.get(&path).await } else { user.page(&path).await };
        assert!(answer.status < 500, "{path}: {}", answer.text());
        text.push_str(&words(&answer.body));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_confidential_values_are_absent_where_a_role_is_not_entitled() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let mut order = order_of("林晓", "1");
        order["contact"] = "王经理 13877778888".into();
        order["lines"][0]["unit_price"] = "7654.32".into();
        let order: Value = people.clerk.post("/api/v1/orders/new", order).await.is(201).json();
        let order = order["id"].as_str().unwrap();
        people.clerk.fill("order.submit", order, json!({})).await.ok();
        people.lead.fill("order.review_short", order, json!({"note": "老客户"})).await.ok();
        people.lead.fill("order.release", order, json!({})).await.ok();
        let shipment = people.clerk.fill("shipment.prepare", order, json!({})).await.ok().json();
        let shipment = shipment["id"].as_str().unwrap();
        let written = |price: &str| [price.to_owned(), price.replace(',', ""), "765432".to_owned()];
        for (name, roles) in PEOPLE {
            let user = app.user(name).await;
            let text = all_about(&user, order, shipment).await;
            let price = written("7,654.32").iter().any(|p| text.contains(p.as_str()));
            assert_eq!(price, sees(roles, Secret::Price), "{name} and the price");
            let phone = text.contains("13877778888");
            assert!(!phone || sees(roles, Secret::Contact), "{name} and the contact");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_what_may_not_be_seen_may_not_be_sorted_or_filtered_by() {
    let app = TestApp::start("").await;
    let warehouse = app.user("何军").await;
    for path in ["/api/v1/orders?sort=total", "/api/v1/orders?sort=-total", "/api/v1/orders?sort=unknown"] {
        assert_eq!(warehouse.get(path).await.status, 400, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_everybody_changes_their_own_password_and_is_signed_out_everywhere() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let leader = app.user("丁强").await;
        let change = |current: &str, new: &str| json!({"current": current, "password": new});
        leader.post("/api/v1/me/password", change("wrong horse", "new battery staple")).await.is(422);
        leader.post("/api/v1/me/password", change("correct horse", "short")).await.is(422);
        leader.post("/api/v1/me/password", change("correct horse", "new battery staple")).await.is(200);
        assert_eq!(leader.page("/").await.status, 303, "the session has ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_a_refusal_tells_an_amount_to_those_who_see_prices_alone() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let mut order = order_of("林晓", "1");
        order["lines"][0]["unit_price"] = "7654.32".into();
        let order: Value = people.clerk.post("/api/v1/orders/new", order).await.is(201).json();
        let order = order["id"].as_str().unwrap();
        people.clerk.fill("order.submit", order, json!({})).await.ok();
        people.lead.fill("order.review_short", order, json!({"note": "老客户"})).await.ok();
        people.lead.fill("order.release", order, json!({})).await.ok();
        let shipment = people.clerk.fill("shipment.prepare", order, json!({})).await.ok().json();
        let shipment = shipment["id"].as_str().unwrap();
        let confirmed = json!({"whom": "丁工", "channel": "phone"});
        people.clerk.fill("shipment.confirm", shipment, confirmed).await.ok();
        let leaves = json!({"on": "2026-11-02", "carrier": "顺达", "waybill": "1", "packages": "1", "note": "与客户另约"});
        for (user, told) in [(&people.warehouse, false), (&people.clerk, true)] {
            let refused = user.fill("shipment.dispatch", shipment, leaves.clone()).await.is(409).text();
            assert!(refused.contains("H6.2") || refused.contains("发货前付清"), "{refused}");
            assert_eq!(refused.contains("7654.32"), told, "{refused}");
        }
    }
}

/// What somebody reads of talks: customer, order with its timeline, shipment, the masters, in both languages.
async fn talk_read_by(user: &User, order: &str, shipment: &str, customer: &str) -> String {
    let mut text = all_about(user, order, shipment).await;
    let mut paths = vec![
        format!("/customers/{customer}"),
        format!("/shipments/{shipment}/note.pdf"),
        // A page repeats what was searched for, so part of the canary is.
        "/search?q=1391234567".to_owned(),
        "/api/v1/search?q=1391234567".to_owned(),
        "/api/v1/today".to_owned(),
    ];
    for filter in ["", "talk", "files", "system"] {
        paths.extend([
            format!("/orders/{order}?thread={filter}"),
            format!("/orders/{order}?at=99&thread={filter}"),
        ]);
    }
    for n in 1..12 {
        paths.push(format!("/orders/{order}?at={n}"));
    }
    for path in paths {
        let answer = if path.starts_with("/api") { user.get(&path).await } else { user.page(&path).await };
        assert!(answer.status < 500, "{path}: {}", answer.text());
        text.push_str(&words(&answer.body));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_whom_somebody_spoke_to_follows_the_right_on_contacts() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order: Value =
            people.clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
        let order = order["id"].as_str().unwrap();
        people.clerk.fill("order.submit", order, json!({})).await.ok();
        people.lead.fill("order.review_short", order, json!({"note": "老客户"})).await.ok();
        people.lead.fill("order.release", order, json!({})).await.ok();
        let talk =
            |n: u32| json!({"whom": format!("钱女士{n} 13912345678"), "said": "收到", "channel": "phone"});
        people.clerk.fill("order.contact", order, talk(1)).await.ok();
        let customers = people.clerk.list("/customers").await;
        let customer =
            customers.iter().find(|c| c["code"] == "C001").unwrap()["id"].as_str().unwrap().to_owned();
        people.clerk.fill("customer.contact", &customer, talk(2)).await.ok();
        let later = json!({"to": "2026-12-20", "department": "采购部", "cause": "缺料", "whom": "钱女士3 13912345678", "confirmed": "1"});
        people.clerk.fill("order.promise", order, later).await.ok();
        let shipment = people.clerk.fill("shipment.prepare", order, json!({})).await.ok().json();
        let shipment = shipment["id"].as_str().unwrap();
        people.clerk.fill("shipment.confirm", shipment, json!({"whom": "钱女士4 13912345678"})).await.ok();
        people.clerk.fill("shipment.notice", shipment, json!({"whom": "钱女士5 13912345678"})).await.ok();
        for (name, roles) in PEOPLE {
            let text = talk_read_by(&app.user(name).await, order, shipment, &customer).await;
            let seen = ["13912345678", "钱女士"].iter().any(|canary| text.contains(canary));
            assert_eq!(seen, sees(roles, Secret::Contact), "{name} and whom somebody spoke to");
        }
    }
}
