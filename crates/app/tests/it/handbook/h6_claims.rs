//! The carrier's claim (H6.6): opened by a difference that transport caused, followed until it is paid or written off;
//! the order closes only then (H2.2).

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h6_shipping::{due, order_of, ready, send};
use crate::kit::{TestApp, databases};

/// An order whose goods came with one of ten missing and one broken, found to be the carrier's doing.
async fn lost_by_the_carrier(app: &TestApp, people: &Company) -> (String, String) {
    let order = ready(app, people).await;
    let shipment = send(app, people, &order, "10").await;
    app.advance_days(3).await;
    let short = json!({"on": today(app), "packing": "damaged", "whom": "王经理", "note": "少一件，一件压坏",
        "lines.0.received": "9", "lines.0.damaged": "1"});
    people.clerk.fill("shipment.arrival", &shipment, short).await.ok();
    let settled = json!({"settlement": "credited", "note": "扣货款", "cause": "transport", "pickup": "intact",
        "signature": "remarked", "explanation": "签收单写明外箱破"});
    people.clerk.fill("shipment.settle", &shipment, settled).await.ok();
    let claims = people.clerk.list("/claims").await;
    assert_eq!(claims.len(), 1, "it opens by itself, once");
    (order, claims[0]["id"].as_str().unwrap().to_owned())
}

async fn claim_of(people: &Company, id: &str) -> Value {
    people.clerk.get(&format!("/api/v1/claims/{id}")).await.ok().json()
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_6_what_transport_caused_is_claimed_until_the_carrier_has_paid() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (order, id) = lost_by_the_carrier(&app, &people).await;
        let claim = claim_of(&people, &id).await;
        assert_eq!((claim["state"].as_str(), claim["signature"].as_str()), (Some("open"), Some("remarked")));
        assert_eq!(
            (&claim["losses"][0]["missing"], &claim["losses"][0]["damaged"]),
            (&json!("1"), &json!("1"))
        );
        assert_eq!(due(&order_of(&people, &order).await, "H6.6"), ["claim.lodge"]);

        // Lodged with what the goods are worth; the carrier's days run from then.
        people.clerk.fill("claim.lodge", &id, json!({"documents": "照片、签收单"})).await.ok();
        people.clerk.fill("claim.lodge", &id, json!({"documents": "再来一次"})).await.is(409);
        assert_eq!(due(&order_of(&people, &order).await, "H6.6"), ["claim.answer"]);
        app.advance_days(14).await;
        let late = order_of(&people, &order).await;
        assert_eq!(due(&late, "H6.6"), ["claim.answer", "claim.answer"], "the lead hears of it too");

        // What the carrier offers is for the lead to take or not, and told to who sees prices alone.
        let now: jiff::civil::Date = today(&app).parse().unwrap();
        let answered = json!({"whom": "李主管", "said": "愿赔一元", "offer": "1.07",
            "next_by": now.checked_add(jiff::Span::new().days(5)).unwrap().to_string()});
        people.clerk.fill("claim.answer", &id, answered).await.ok();
        let offered = due(&order_of(&people, &order).await, "H6.6");
        assert!(offered.contains(&"claim.decide".to_owned()), "{offered:?}");
        let (clerk, warehouse) = (&people.clerk, &people.warehouse);
        let path = format!("/api/v1/claims/{id}");
        assert_eq!(clerk.get(&path).await.json()["answers"][0]["offer"], "1.07");
        assert!(!warehouse.get(&path).await.ok().text().contains("1.07"));

        // A part of it is for the lead to take.
        let part = json!({"outcome": "partly", "amount": "1", "note": "各半"});
        people.clerk.fill("claim.decide", &id, part).await.is(409);
        people.clerk.fill("claim.decide", &id, json!({"outcome": "accepted", "note": "电话"})).await.ok();
        let decided = claim_of(&people, &id).await;
        assert_eq!(decided["decision"]["outcome"], "accepted");
        // The day is said where nobody agreed one: lists and exports have what the duty is due on.
        assert!(decided["decision"]["pay_by"].is_string(), "{decided}");
        let totals = people.clerk.page("/claims/carriers").await.ok().text();
        assert!(totals.contains("合计") && !totals.contains("¥0.01"), "one claim is one, not a fen");
        assert_eq!(decided["answers"].as_array().map(Vec::len), Some(1));
        let agreed = due(&order_of(&people, &order).await, "H6.6");
        assert!(agreed.contains(&"claim.recover".to_owned()), "{agreed:?}");

        // Only finance books it; the order is not done before.
        let paid = json!({"reference": "抵运费 F-11"});
        people.clerk.fill("claim.recover", &id, paid.clone()).await.is(403);
        people.finance.fill("claim.recover", &id, paid).await.ok();
        let done = claim_of(&people, &id).await;
        assert_eq!((done["state"].as_str(), done["open"].as_str()), (Some("recovered"), Some("0.00")));
        assert_eq!(due(&order_of(&people, &order).await, "H6.6"), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_2_an_order_with_a_claim_stays_open_until_it_is_written_off_by_who_may() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (order, id) = lost_by_the_carrier(&app, &people).await;
        let owed = json!({"on": today(&app), "method": "transfer"});
        let mut left = 9;
        while left > 0 && people.finance.fill("payment.book", &order, owed.clone()).await.status < 300 {
            left -= 1;
        }
        let open = order_of(&people, &order).await;
        assert_eq!(open["state"], "released", "paid and delivered, but the carrier owes");
        people.clerk.fill("claim.write_off", &id, json!({"reason": "金额小"})).await.is(403);
        people.lead.fill("claim.write_off", &id, json!({"reason": "承运商停业"})).await.ok();
        assert_eq!(order_of(&people, &order).await["state"], "closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_6_a_difference_of_our_own_opens_no_claim_and_one_without_a_cause_is_asked_for() {
    let app = TestApp::start("").await;
    let people = company(&app).await;
    let order = ready(&app, &people).await;
    let shipment = send(&app, &people, &order, "10").await;
    app.advance_days(3).await;
    let short = json!({"on": today(&app), "packing": "intact", "whom": "王经理", "note": "少一件", "lines.0.received": "9"});
    people.clerk.fill("shipment.arrival", &shipment, short).await.ok();
    people
        .clerk
        .fill(
            "shipment.cause",
            &shipment,
            json!({"cause": "production", "pickup": "intact", "explanation": "照片上箱内无垫"}),
        )
        .await
        .ok();
    assert_eq!(people.clerk.list("/claims").await.len(), 0);
    // Found out better, it becomes the carrier's after all.
    people
        .clerk
        .fill(
            "shipment.cause",
            &shipment,
            json!({"cause": "transport", "pickup": "intact", "explanation": "问过承运商"}),
        )
        .await
        .ok();
    assert_eq!(people.clerk.list("/claims").await.len(), 1);
    people
        .clerk
        .fill(
            "shipment.cause",
            &shipment,
            json!({"cause": "packing", "pickup": "intact", "explanation": "照片上箱内无垫"}),
        )
        .await
        .is(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_amounts_of_a_claim_are_for_who_sees_prices() {
    let app = TestApp::start("").await;
    let people = company(&app).await;
    let (order, id) = lost_by_the_carrier(&app, &people).await;
    let worth = claim_of(&people, &id).await["claimed"].as_str().unwrap().to_owned();
    assert!(worth.parse::<f64>().unwrap() > 0.0, "{worth}");
    let seen = people.warehouse.get(&format!("/api/v1/claims/{id}")).await.ok().text();
    assert!(!seen.contains(&worth) && !seen.contains("claimed"), "{seen}");
    for path in [format!("/claims/{id}"), "/claims".to_owned(), format!("/orders/{order}?tab=ship")] {
        let page = people.warehouse.page(&path).await.ok().text();
        assert!(!page.contains(&worth), "{path}");
    }
    let letter = people.clerk.page(&format!("/claims/{id}/letter.pdf")).await.ok();
    assert!(letter.body.starts_with(b"%PDF"), "the letter is set");
    people.production.get(&format!("/api/v1/claims/{id}")).await.is(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_6_what_turns_up_again_is_not_claimed() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "10").await;
        app.advance_days(3).await;
        let short = json!({"on": today(&app), "packing": "intact", "whom": "王经理", "note": "少两件", "lines.0.received": "8"});
        people.clerk.fill("shipment.arrival", &shipment, short).await.ok();
        let cause = json!({"cause": "transport", "pickup": "intact", "explanation": "货站漏装"});
        people.clerk.fill("shipment.cause", &shipment, cause).await.ok();
        let id = people.clerk.list("/claims").await[0]["id"].as_str().unwrap().to_owned();
        let found =
            json!({"on": today(&app), "place": "receiver", "note": "货站找到", "lines.0.quantity": "1"});
        people.clerk.fill("shipment.found", &shipment, found.clone()).await.ok();
        let claim = claim_of(&people, &id).await;
        assert_eq!((&claim["losses"][0]["missing"], &claim["state"]), (&json!("1"), &json!("open")));
        people.clerk.fill("shipment.found", &shipment, found).await.ok();
        let claim = claim_of(&people, &id).await;
        assert_eq!((&claim["losses"], &claim["state"]), (&json!([]), &json!("written_off")));
        assert_eq!(due(&order_of(&people, &order).await, "H6.6"), Vec::<String>::new());
    }
}
