//! One thing as JSON (H1.3): every document of the site, for every role; what a role may not see is absent.

use app::site::SITE;
use domain::access::{may, sees};
use domain::confidential::Secret;
use serde_json::Value;

use crate::access::PEOPLE;
use crate::handbook::h2_thread::company;
use crate::handbook::h6_shipping::{ready, send};
use crate::kit::{TestApp, databases};

const NOTHING: &str = "01900000000070008000000000000000";

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_one_thing_as_json_tells_a_reader_what_they_are_entitled_to() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        send(&app, &people, &order, "4").await;
        let money = serde_json::json!({"on": crate::handbook::h2_thread::today(&app), "method": "transfer"});
        people.finance.fill("payment.book", &order, money).await.ok();
        let mut users = Vec::new();
        for (name, roles) in PEOPLE {
            users.push((name, roles, app.user(name).await));
        }
        let manager = &users.last().expect("the general manager is the last").2;
        let mut read = 0;
        for document in SITE.documents() {
            let list = document.path.trim_end_matches("/{id}");
            let rows = manager.list(list).await;
            let id = rows.first().map_or(NOTHING, |row| row["id"].as_str().unwrap()).to_owned();
            for (name, roles, user) in &users {
                let answer = user.get(&format!("/api/v1{list}/{id}")).await;
                let expected = match (may(roles, document.right), rows.is_empty()) {
                    (false, _) => 403,
                    (true, true) => 404,
                    (true, false) => 200,
                };
                assert_eq!(answer.status, expected, "{name} {list}");
                if answer.status == 200 {
                    assert!(!answer.header("etag").is_empty(), "{list} has its version");
                    entitled(&answer.json(), &|kind| sees(roles, kind), &format!("{name} {list}"));
                    read += 1;
                }
                let nothing = user.get(&format!("/api/v1{list}/{NOTHING}")).await.status;
                assert_eq!(nothing, if expected == 403 { 403 } else { 404 }, "{name} {list}");
            }
        }
        assert!(read > 30, "{read} documents were read");
    }
}

/// What documents tell of a class, by the names that they tell it under.
fn class_of(name: &str) -> Option<Secret> {
    match name {
        "unit_price" | "amount" | "advance" | "offer" | "list_price" | "claimed" | "recovered" => {
            Some(Secret::Price)
        }
        "unit_cost" | "reference_cost" | "freight" => Some(Secret::Cost),
        "contact" | "phone" | "address" | "whom" => Some(Secret::Contact),
        _ => None,
    }
}

/// No field of a class that the reader does not see.
fn entitled(value: &Value, sees: &dyn Fn(Secret) -> bool, what: &str) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let seen = class_of(name).is_none_or(sees);
                assert!(seen, "{what}: {name} is not for them");
                entitled(value, sees, what);
            }
        }
        Value::Array(rows) => rows.iter().for_each(|row| entitled(row, sees, what)),
        _ => {}
    }
}
