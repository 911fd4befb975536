//! Money (H4.6, H2.2, H6.2): what is owed is owed until it is paid, credited, given up; what is too much is the customer's.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, today};
use super::h6_shipping::{announced, due, order_of, send};
use crate::kit::{TestApp, databases};

/// Ten price-tag holders at 1,000, a stocked part: released, everything in the house.
async fn sold(app: &TestApp, people: &Company, terms: &str) -> String {
    let lines = json!([{"item": "AC-TAG", "quantity": "20"}]);
    let receipt = json!({"kind": "receipt", "on": today(app), "reason": "备货", "lines": lines});
    people.warehouse.post("/api/v1/movements/new", receipt).await.is(201);
    let line = json!({"item": "AC-TAG", "quantity": "10", "unit_price": "1000", "wanted_on": "2026-12-15", "drawing": "V1.pdf"});
    let body = json!({
        "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
        "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": terms, "lines": [line],
    });
    let made = people.clerk.post("/api/v1/orders/new", body).await.is(201).json();
    let order = made["id"].as_str().unwrap().to_owned();
    people.clerk.fill("order.submit", &order, json!({})).await.ok();
    people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
    people.lead.fill("order.release", &order, json!({})).await.ok();
    order
}

/// The receipt by which `amount` came in for an order.
async fn pay(app: &TestApp, people: &Company, order: &str, amount: &str) -> String {
    let said = json!({"on": today(app), "method": "transfer", "amount": amount});
    let made = people.finance.fill("payment.book", order, said).await.is(201).json();
    made["id"].as_str().unwrap().to_owned()
}

async fn receipt(people: &Company, id: &str) -> Value {
    people.finance.get(&format!("/api/v1/payments/{id}")).await.ok().json()
}

/// All ten arrive; `damaged` of them broken.
async fn arrive(app: &TestApp, people: &Company, shipment: &str, damaged: &str) {
    let said = json!({"on": today(app), "packing": "intact", "whom": "王经理", "note": "边角磕碰", "lines.0.damaged": damaged});
    people.clerk.fill("shipment.arrival", shipment, said).await.ok();
}

fn credited(credit: &str) -> Value {
    json!({"settlement": "credited", "credit": credit, "note": "扣破损", "cause": "packing", "pickup": "intact",
        "signature": "clean", "explanation": "箱内无垫"})
}

fn back(app: &TestApp, way: &str) -> Value {
    json!({"way": way, "on": today(app), "method": "transfer", "reason": "破损扣款"})
}

#[tokio::test(flavor = "multi_thread")]
async fn c09_what_is_credited_is_not_asked_for_and_closes_the_order() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = sold(&app, &people, "货到付清").await;
        let shipment = send(&app, &people, &order, "10").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "2").await;
        people.clerk.fill("shipment.settle", &shipment, credited("2000.01")).await.is(409);
        let mut both = credited("2000");
        both["settlement"] = "as_is".into();
        people.clerk.fill("shipment.settle", &shipment, both).await.is(409);
        people.clerk.fill("shipment.settle", &shipment, credited("2000")).await.ok();
        let open = people.finance.list("/receivables").await;
        assert_eq!((&open[0]["amount"], &open[0]["open"]), (&json!("8000.00"), &json!("8000.00")));
        pay(&app, &people, &order, "8000").await;
        assert_eq!(order_of(&people, &order).await["state"], "closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c09_what_is_credited_after_it_was_paid_goes_back_or_is_an_advance() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = sold(&app, &people, "发货前付清").await;
        let paid = pay(&app, &people, &order, "10000").await;
        let shipment = send(&app, &people, &order, "10").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "2").await;
        people.clerk.fill("shipment.settle", &shipment, credited("2000")).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!(open["state"], "released", "2,000 are the customer's");
        assert_eq!(due(&open, "H4.6"), ["order.refund"]);
        let mut more = back(&app, "repay");
        more["amount"] = "2000.01".into();
        people.finance.fill("order.refund", &order, more).await.is(409);
        people.clerk.fill("order.refund", &order, back(&app, "repay")).await.is(403);
        let mut half = back(&app, "repay");
        half["amount"] = "500".into();
        people.finance.fill("order.refund", &order, half).await.ok();
        people.finance.fill("order.refund", &order, back(&app, "keep")).await.ok();
        assert_eq!(order_of(&people, &order).await["state"], "closed");
        let payment = receipt(&people, &paid).await;
        assert_eq!(
            (&payment["advance"], &payment["repayments"][0]["amount"]),
            (&json!("1500.00"), &json!("500.00"))
        );
        // The draft bounces after all: 8,000 are owed, and the 500 that went back.
        people.finance.fill("payment.reverse", &paid, json!({"reason": "退票"})).await.ok();
        assert_eq!(order_of(&people, &order).await["state"], "released");
        let open = people.finance.list("/receivables").await;
        let sum: f64 = open.iter().map(|r| r["open"].as_str().unwrap().parse::<f64>().unwrap()).sum();
        assert!((sum - 8500.0).abs() < 1e-9, "{open:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c08_a_receipt_that_is_taken_back_opens_the_order_again() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = sold(&app, &people, "货到付清").await;
        let shipment = send(&app, &people, &order, "10").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "0").await;
        app.advance_days(2).await;
        // Lateness counts working days everywhere (H8): one of the two days is a Sunday.
        assert_eq!(people.finance.list("/receivables").await[0]["late"], 1, "a working day late");
        let paid = pay(&app, &people, &order, "10000").await;
        assert_eq!(order_of(&people, &order).await["state"], "closed");
        people.finance.fill("payment.reverse", &paid, json!({"reason": "承兑退票"})).await.ok();
        let open = order_of(&people, &order).await;
        assert_eq!(open["state"], "released");
        let duties = due(&open, "H4.6");
        assert!(
            duties.contains(&"payment.book".to_owned()) && duties.contains(&"order.contact".to_owned()),
            "{duties:?}"
        );
        assert_eq!(people.finance.list("/receivables").await[0]["open"], "10000.00");
        pay(&app, &people, &order, "10000").await;
        assert_eq!(order_of(&people, &order).await["state"], "closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c22_a_transfer_fee_is_given_up_and_what_is_over_pays_the_next_order() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let first = sold(&app, &people, "发货前付清").await;
        pay(&app, &people, &first, "9989.99").await;
        let fee = |amount: &str| json!({"amount": amount, "reason": "手续费"});
        people.clerk.fill("order.write_off", &first, fee("1")).await.is(403);
        people.finance.fill("order.write_off", &first, fee("10.01")).await.is(409);
        people.finance.fill("order.write_off", &first, fee("10")).await.ok();
        let shipment =
            people.clerk.fill("shipment.prepare", &first, json!({"ship_on": today(&app)})).await.ok().json();
        let duties = due(&order_of(&people, &first).await, "H6.2");
        assert!(duties.contains(&"payment.book".to_owned()), "one fen is missing: {duties:?} {shipment}");
        people.finance.fill("order.write_off", &first, fee("0.01")).await.is(409);
        pay(&app, &people, &first, "0.01").await;
        assert_eq!(due(&order_of(&people, &first).await, "H6.2"), Vec::<String>::new(), "the gate is open");

        let second = sold(&app, &people, "发货前付清").await;
        let paid = pay(&app, &people, &second, "10100").await;
        assert_eq!(receipt(&people, &paid).await["advance"], "100.00");
        let third = sold(&app, &people, "发货前付清").await;
        let number = order_of(&people, &third).await["number"].clone();
        let use_it = |amount: &str| json!({"lines.0.order": number, "lines.0.amount": amount});
        people.finance.fill("payment.allocate", &paid, use_it("100.01")).await.is(409);
        people.finance.fill("payment.allocate", &paid, use_it("60")).await.ok();
        assert_eq!(order_of(&people, &third).await["paid"], "60.00");
        let rest = json!({"amount": "40", "on": today(&app), "method": "transfer", "reason": "客户要求"});
        people.finance.fill("payment.repay", &paid, rest).await.ok();
        assert_eq!(receipt(&people, &paid).await["advance"], "0.00");

        // The bank's line is booked once.
        let line = json!({"on": today(&app), "method": "transfer", "amount": "10", "reference": "BK-1"});
        people.finance.fill("payment.book", &third, line.clone()).await.ok();
        people.finance.fill("payment.book", &third, line).await.is(409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_a_deposit_goes_back_when_the_order_is_given_up() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = sold(&app, &people, "30%定金,发货前付清70%").await;
        pay(&app, &people, &order, "3000").await;
        people.finance.fill("order.refund", &order, back(&app, "repay")).await.is(409);
        people.lead.fill("order.cancel", &order, json!({"reason": "客户停工"})).await.ok();
        let given_up = order_of(&people, &order).await;
        assert_eq!(
            (given_up["state"].as_str(), due(&given_up, "H4.6")),
            (Some("cancelled"), vec!["order.refund".to_owned()])
        );
        let mut half = back(&app, "repay");
        half["amount"] = "1500".into();
        people.finance.fill("order.refund", &order, half).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H4.6"), ["order.refund"], "the other half");
        people.finance.fill("order.refund", &order, back(&app, "repay")).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H4.6"), Vec::<String>::new());
        let page = people.finance.get(&format!("/orders/{order}?tab=money")).await.ok().text();
        for shown in ["3,000.00", "退给客户", "1,500.00"] {
            assert!(page.contains(shown), "what went back whole is shown as it came and went: {shown}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c08_what_went_back_of_money_that_never_came_is_due_at_once() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        // Of an advance: the receipt asks for it, whatever orders it paid beside.
        let order = sold(&app, &people, "货到30天付清").await;
        let booked = json!({"on": today(&app), "method": "transfer", "amount": "500", "customer": "C001"});
        let made = people.finance.post("/api/v1/payments/new", booked).await.is(201).json();
        let id = made["id"].as_str().unwrap().to_owned();
        let number = order_of(&people, &order).await["number"].clone();
        let part = json!({"lines.0.order": number, "lines.0.amount": "100"});
        people.finance.fill("payment.allocate", &id, part).await.ok();
        let repaid = json!({"amount": "200", "on": today(&app), "method": "transfer", "reason": "客户要求"});
        people.finance.fill("payment.repay", &id, repaid).await.ok();
        people.finance.fill("payment.reverse", &id, json!({"reason": "退票"})).await.ok();
        assert_eq!(receipt(&people, &id).await["owed_back"], "200.00");
        assert_eq!(order_of(&people, &order).await["paid"], "0.00");
        let mine = people.finance.get("/api/v1/today").await.ok().json();
        let asked = mine["rows"].as_array().unwrap().iter().any(|row| row["operation"] == "payment.recover");
        assert!(asked, "{mine}");
        let got = json!({"amount": "195", "on": today(&app), "method": "transfer", "reason": "追回"});
        people.finance.fill("payment.recover", &id, got).await.ok();
        people.finance.fill("payment.write_off", &id, json!({"amount": "5", "reason": "手续费"})).await.ok();
        assert_eq!(receipt(&people, &id).await["owed_back"], "0.00");

        // Of an order: it asks for it now, not with an instalment that is due one day.
        let order = sold(&app, &people, "30%定金,70%到货").await;
        let paid = pay(&app, &people, &order, "10000").await;
        let shipment = send(&app, &people, &order, "10").await;
        app.advance_days(3).await;
        arrive(&app, &people, &shipment, "1").await;
        people.clerk.fill("shipment.settle", &shipment, credited("1000")).await.ok();
        people.finance.fill("order.refund", &order, back(&app, "repay")).await.ok();
        people.finance.fill("payment.reverse", &paid, json!({"reason": "退票"})).await.ok();
        let rows = people.finance.list("/receivables").await;
        let own = rows.iter().find(|r| r["due"] == "went_back").unwrap_or_else(|| panic!("{rows:#?}"));
        assert_eq!((&own["open"], &own["due_on"]), (&json!("1000.00"), &json!(today(&app))));
        let page = people.finance.get(&format!("/orders/{order}?tab=money")).await.ok().text();
        assert!(page.contains("要追回的退款") && page.contains("已冲销"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_half_of_the_deposit_is_kept_by_agreement_and_the_rest_goes_back() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let manager = app.user("顾总").await;
        let order = sold(&app, &people, "30%定金,发货前付清70%").await;
        let paid = pay(&app, &people, &order, "3000").await;
        let keep = |amount: &str| json!({"amount": amount, "reason": "约定定金不退一半"});
        manager.fill("order.keep", &order, keep("1500")).await.is(409);
        people.lead.fill("order.cancel", &order, json!({"reason": "客户停工"})).await.ok();
        // Finance alone keeps what counts as a small difference; more is the general manager's, as for what is given up.
        people.clerk.fill("order.keep", &order, keep("1")).await.is(403);
        people.finance.fill("order.keep", &order, keep("1500")).await.is(409);
        manager.fill("order.keep", &order, keep("3000.01")).await.is(409);
        manager.fill("order.keep", &order, json!({"amount": "1500"})).await.is(422);
        manager.fill("order.keep", &order, keep("1500")).await.ok();
        people.finance.fill("order.keep", &order, keep("5")).await.is(409);
        let half = order_of(&people, &order).await;
        assert_eq!((&half["kept"], due(&half, "H4.6")), (&json!("1500.00"), vec!["order.refund".to_owned()]));
        let mut more = back(&app, "repay");
        more["amount"] = "1500.01".into();
        people.finance.fill("order.refund", &order, more).await.is(409);
        people.finance.fill("order.refund", &order, back(&app, "repay")).await.ok();
        let done = order_of(&people, &order).await;
        assert_eq!((&done["paid"], due(&done, "H4.6")), (&json!("1500.00"), Vec::<String>::new()));

        // The page says it to whom prices are open, and to nobody else.
        let money = format!("/orders/{order}?tab=money");
        let told = people.finance.get(&money).await.ok().text();
        assert!(told.contains("约定不退") && told.contains("1,500.00"), "{told}");
        let told = people.production.get(&money).await.ok().text();
        assert!(!told.contains("1,500.00"), "{told}");
        let told = people.production.get(&format!("/api/v1/orders/{order}")).await.ok().json();
        assert!(told.get("kept").is_none());

        // The draft bounces after all: what was agreed is owed, and what went back of money that never came.
        people.finance.fill("payment.reverse", &paid, json!({"reason": "退票"})).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H4.6"), ["payment.book", "order.contact"]);
        assert_eq!(people.finance.list("/receivables").await[0]["open"], "3000.00");
        pay(&app, &people, &order, "1500").await;
        assert_eq!(people.finance.list("/receivables").await[0]["open"], "1500.00");
        // Of the rest, small differences are finance's to give up, as of any order (C22).
        let least = |amount: &str| json!({"amount": amount, "reason": "银行扣费"});
        people.clerk.fill("order.write_off", &order, least("1")).await.is(403);
        people.finance.fill("order.write_off", &order, least("11")).await.is(409);
        people.finance.fill("order.write_off", &order, least("5")).await.ok();
        assert_eq!(people.finance.list("/receivables").await[0]["open"], "1495.00");
        people.finance.fill("order.write_off", &order, least("6")).await.is(409);
        // The rest of the agreement is given up.
        people.finance.fill("order.keep", &order, keep("1500")).await.is(409);
        people.finance.fill("order.keep", &order, keep("0")).await.is(409);
        let manager = app.user("顾总").await;
        manager.fill("order.keep", &order, keep("0")).await.ok();
        assert_eq!(due(&order_of(&people, &order).await, "H4.6"), Vec::<String>::new());
        let more = json!({"on": today(&app), "method": "transfer", "amount": "1"});
        people.finance.fill("payment.book", &order, more).await.is(409);
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_2_what_was_due_before_shipping_stays_owed_when_the_goods_were_let_go() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = sold(&app, &people, "30%定金,发货前付清70%").await;
        pay(&app, &people, &order, "6500").await;
        // Five are worth what came in beside the deposit; the other five are let go without.
        let first = send(&app, &people, &order, "5").await;
        assert!(!first.is_empty(), "C24");
        let wanted = json!({"ship_on": today(&app), "lines.0.quantity": "5"});
        let second = people.clerk.fill("shipment.prepare", &order, wanted).await.ok().json();
        let second = second["id"].as_str().unwrap().to_owned();
        people
            .clerk
            .fill("shipment.confirm", &second, json!({"whom": "王经理", "channel": "phone"}))
            .await
            .ok();
        people
            .clerk
            .fill("shipment.notice", &second, json!({"whom": "王经理", "channel": "wechat"}))
            .await
            .ok();
        let leaves = json!({"on": today(&app), "carrier": "顺发专线", "waybill": "SF3", "packages": "1", "note": "与客户另约"});
        people.warehouse.fill("shipment.dispatch", &second, leaves.clone()).await.is(409);
        people.lead.fill("shipment.gate", &second, json!({"reason": "老客户"})).await.ok();
        people.warehouse.fill("shipment.dispatch", &second, leaves).await.ok();
        let open = order_of(&people, &order).await;
        let duties = due(&open, "H4.6");
        assert!(
            duties.contains(&"payment.book".to_owned()) && duties.contains(&"order.contact".to_owned()),
            "{duties:?}"
        );
        let row =
            people.finance.list("/receivables").await.into_iter().find(|r| r["open"] == "3500.00").unwrap();
        assert_eq!(row["due_on"], today(&app), "due since the goods left");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c22_money_of_a_customer_who_owes_nothing_is_booked_as_their_advance() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let money = |customer: &str| json!({"on": today(&app), "method": "transfer", "customer": customer, "amount": "500"});
        people.finance.post("/api/v1/payments/new", money("")).await.is(422);
        people.finance.post("/api/v1/payments/new", money("没有这家")).await.is(422);
        let made = people.finance.post("/api/v1/payments/new", money("C001")).await.is(201).json();
        let id = made["id"].as_str().unwrap();
        assert_eq!(receipt(&people, id).await["advance"], "500.00");
        // An order that is paid takes no more: what comes in for it is the customer's all the same.
        let order = sold(&app, &people, "货到付清").await;
        pay(&app, &people, &order, "10000").await;
        let more = pay(&app, &people, &order, "20").await;
        assert_eq!(receipt(&people, &more).await["advance"], "20.00");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c22_an_advance_is_seen_on_the_customer_and_offered_on_what_they_owe() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let customers = people.finance.list("/customers?q=C001").await;
        let customer = customers[0]["id"].as_str().unwrap().to_owned();
        let (page, document) = (format!("/customers/{customer}"), format!("/api/v1/customers/{customer}"));
        let none = people.finance.get(&document).await.ok().json();
        assert_eq!((&none["advance"], &none["advances"]), (&json!("0.00"), &json!([])));
        assert!(!people.finance.page(&page).await.ok().text().contains("预收款"));

        let money = |amount: &str| json!({"on": today(&app), "method": "transfer", "customer": "C001", "amount": amount});
        let mut receipts = Vec::new();
        for amount in ["512.34", "100"] {
            let made = people.finance.post("/api/v1/payments/new", money(amount)).await.is(201).json();
            receipts
                .push((made["id"].as_str().unwrap().to_owned(), made["number"].as_str().unwrap().to_owned()));
        }
        let order = sold(&app, &people, "发货前付清").await;
        let tab = format!("/orders/{order}?tab=money");
        let uses = format!("/payments/{}/allocate", receipts[0].0);
        for (reader, may) in [(&people.finance, true), (&people.clerk, false), (&people.lead, false)] {
            let told = reader.page(&page).await.ok().text();
            assert!(
                told.contains("612.34") && told.contains(&format!("/payments/{}", receipts[1].0)),
                "{told}"
            );
            let offered = reader.page(&tab).await.ok().text();
            assert!(offered.contains("客户有预收款") && offered.contains("512.34"), "{offered}");
            assert_eq!((told.contains(&uses), offered.contains(&uses)), (may, may));
            let one = reader.get(&document).await.ok().json();
            assert_eq!(
                (&one["advance"], &one["advances"][0]["amount"]),
                (&json!("612.34"), &json!("512.34"))
            );
        }
        // Who reads no receipts or sees no prices sees nothing of it.
        for reader in [&people.warehouse, &people.purchasing, &people.production] {
            for path in [&page, &tab] {
                let told = reader.page(path).await.ok().text();
                let hidden = ["预收款", "512.34", "612.34", receipts[0].1.as_str()];
                assert!(!hidden.iter().any(|word| told.contains(word)), "{told}");
            }
            let one = reader.get(&document).await.ok().json();
            assert!(one.get("advance").is_none() && one.get("advances").is_none(), "{one}");
        }
        // Once it is used, nothing is left to say.
        let number = order_of(&people, &order).await["number"].clone();
        for ((receipt, _), amount) in receipts.iter().zip(["512.34", "100"]) {
            let said = json!({"lines.0.order": number, "lines.0.amount": amount});
            people.finance.fill("payment.allocate", receipt, said).await.ok();
        }
        assert!(!people.finance.page(&tab).await.ok().text().contains("客户有预收款"));
        assert_eq!(people.finance.get(&document).await.ok().json()["advance"], "0.00");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_what_is_recorded_long_afterwards_says_why() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = sold(&app, &people, "货到付清").await;
        app.advance_days(10).await;
        let money = |on: &str, remark: &str| json!({"on": on, "method": "transfer", "amount": "100", "remark": remark});
        people.finance.fill("payment.book", &order, money("2026-11-02", "")).await.is(409);
        people.finance.fill("payment.book", &order, money("2026-11-02", "回单今天才到")).await.ok();
        people.finance.fill("payment.book", &order, money("2026-11-05", "")).await.ok();
        let id = announced(&app, &people, &order, "1", json!({})).await;
        let id = id.as_str();
        let leaves =
            |on: &str, note: &str| json!({"on": on, "carrier": "顺发专线", "packages": "1", "note": note});
        people.warehouse.fill("shipment.dispatch", id, leaves("2026-11-01", "漏登")).await.is(409);
        people.warehouse.fill("shipment.dispatch", id, leaves("2026-11-03", "")).await.is(409);
        people.warehouse.fill("shipment.dispatch", id, leaves("2026-11-03", "漏登")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c08_what_went_back_of_an_advance_that_never_came_is_got_back() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let booked = json!({"on": today(&app), "method": "transfer", "amount": "1000", "customer": "C001"});
        let made = people.finance.post("/api/v1/payments/new", booked).await.is(201).json();
        let id = made["id"].as_str().unwrap();
        let back = |amount: &str| json!({"amount": amount, "on": today(&app), "method": "transfer", "reason": "客户要求"});
        people.finance.fill("payment.recover", id, back("1")).await.is(409);
        people.finance.fill("payment.repay", id, back("400")).await.ok();
        people.finance.fill("payment.reverse", id, json!({"reason": "退票"})).await.ok();
        let asked = |rows: &[Value]| rows.iter().any(|row| row["operation"] == "payment.recover");
        let mine = people.finance.get("/api/v1/today").await.ok().json();
        assert!(asked(mine["rows"].as_array().unwrap()), "{mine}");
        people.clerk.fill("payment.recover", id, back("400")).await.is(403);
        people.finance.fill("payment.recover", id, back("401")).await.is(409);
        people.finance.fill("payment.recover", id, back("150")).await.ok();
        // Small differences are finance's to give up, what is more the general manager's (C22).
        let least = |amount: &str| json!({"amount": amount, "reason": "客户已注销"});
        people.clerk.fill("payment.write_off", id, least("1")).await.is(403);
        people.finance.fill("payment.write_off", id, least("11")).await.is(409);
        people.finance.fill("payment.write_off", id, least("6")).await.ok();
        people.finance.fill("payment.write_off", id, least("5")).await.is(409);
        let manager = app.user("顾总").await;
        manager.fill("payment.write_off", id, least("245")).await.is(409);
        manager.fill("payment.write_off", id, json!({"amount": "4"})).await.is(422);
        manager.fill("payment.write_off", id, least("44")).await.ok();
        people.finance.fill("payment.recover", id, back("201")).await.is(409);
        people.finance.fill("payment.recover", id, back("200")).await.ok();
        people.finance.fill("payment.write_off", id, least("1")).await.is(409);
        let mine = people.finance.get("/api/v1/today").await.ok().json();
        assert!(!asked(mine["rows"].as_array().unwrap()), "{mine}");
        let page = people.finance.page(&format!("/payments/{id}")).await.ok().text();
        assert!(page.contains("客户退回来") && page.contains("200.00"), "{page}");
        assert!(page.contains("核销，不再追") && page.contains("44.00"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_6_what_is_paid_by_the_month_is_asked_for_though_the_rest_has_not_come() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = sold(&app, &people, "月结30天").await;
        let first = send(&app, &people, &order, "4").await;
        app.advance_days(3).await;
        super::h6_goods::arrive(&app, &people, &first, "4", "0").await;
        let asked = async |tab: &str| -> Vec<(String, String, String)> {
            let rows = people.finance.list(&format!("/receivables{tab}")).await;
            let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
            rows.iter().map(|row| (text(row, "due"), text(row, "open"), text(row, "due_on"))).collect()
        };
        let part = ("delivered".to_owned(), "4000.00".to_owned(), "2026-12-30".to_owned());
        assert_eq!(asked("").await, std::slice::from_ref(&part), "at the end of the month after it came");
        assert_eq!(
            asked("?tab=unknown").await,
            [("monthly".to_owned(), "6000.00".to_owned(), String::new())]
        );
        let told = |order: &Value| due(order, "H4.6");
        assert!(
            told(&order_of(&people, &order).await).contains(&"payment.book".to_owned()),
            "finance looks for it"
        );
        // The rest comes in another month, and moves nothing.
        app.advance_days(35).await;
        let second = send(&app, &people, &order, "6").await;
        app.advance_days(3).await;
        super::h6_goods::arrive(&app, &people, &second, "6", "0").await;
        let all = asked("").await;
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!(all[0], part);
        pay(&app, &people, &order, "10000").await;
        assert_eq!(order_of(&people, &order).await["state"], "closed");
    }
}
