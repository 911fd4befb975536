//! What people of each role are told of what they may not see (H1.3), beside what the matrix walks over (`matrix`).

use std::io::Read as _;

use domain::person::Role;
use serde_json::{Value, json};

use crate::handbook::h2_thread::{company, order_of};
use crate::kit::{TestApp, databases};

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
