//! A customer whom a clerk proposes (H7.3, H1.2): usable in drafts, confirmed or sent back by the lead.

use serde_json::{Value, json};

use super::h2_thread::{Company, company, order_of};
use crate::kit::{TestApp, User, databases};

const NEW: &str = "K900";

async fn propose(clerk: &User, name: &str, tax: &str) -> String {
    let said = json!({"code": NEW, "name": name, "tax_number": tax, "terms": "月结30天", "another": "1"});
    clerk.fill("customer.propose", "", said).await.is(201).json()["id"].as_str().unwrap().to_owned()
}

async fn customer(by: &User, id: &str) -> Value {
    by.get(&format!("/api/v1/customers/{id}")).await.ok().json()
}

/// What somebody has to do about customers: the operation, and the sentence.
async fn duties(user: &User) -> Vec<(String, String)> {
    let all = user.get("/api/v1/today").await.ok().json();
    let text = all.to_string();
    let rows = all["rows"].as_array().unwrap_or_else(|| panic!("{text}")).clone();
    let own = rows.into_iter().filter(|row| row["rule"] == "H7.3");
    own.map(|row| (row["operation"].as_str().unwrap().into(), row["text"].as_str().unwrap().into())).collect()
}

/// A reviewed order of the new customer: all that stands in the way of its release is who it is for.
async fn reviewed(people: &Company) -> String {
    let mut entry = order_of("林晓", "2");
    entry["customer"] = NEW.into();
    let made = people.clerk.post("/api/v1/orders/new", entry).await.is(201).json();
    let order = made["id"].as_str().unwrap().to_owned();
    people.clerk.fill("order.submit", &order, json!({})).await.ok();
    people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn h7_3_a_proposed_customer_waits_for_the_lead_and_their_orders_with_them() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (clerk, lead) = (&people.clerk, &people.lead);
        clerk.post("/api/v1/customers/new", json!({"code": NEW, "name": "新光眼镜"})).await.is(403);
        let id = propose(clerk, "新光眼镜", "").await;
        clerk.fill("customer.propose", "", json!({"code": NEW, "name": "别的"})).await.is(422);
        let known = customer(clerk, &id).await;
        assert_eq!((&known["standing"], &known["name"]), (&json!("waiting"), &json!("新光眼镜")), "{known}");
        for path in ["/customers?tab=proposed", "/customers?standing=waiting", "/customers?q=xinguang"] {
            let rows = clerk.list(path).await;
            assert_eq!(rows.len(), 1, "{path}");
            assert_eq!(rows[0]["standing"], "waiting", "{path}");
        }
        assert!(clerk.page(&format!("/customers/{id}")).await.ok().text().contains("等部门领导确认"));

        // In drafts it is a customer like others; released is nothing before it is confirmed.
        let order = reviewed(&people).await;
        let missing = |order: Value| order["missing"].to_string();
        let path = format!("/api/v1/orders/{order}");
        assert!(missing(clerk.get(&path).await.ok().json()).contains("客户还没有确认"));
        let refused = lead.fill("order.release", &order, json!({})).await.is(409).text();
        assert!(refused.contains("客户还没有确认"), "{refused}");
        let form = lead.page(&format!("/orders/{order}/release")).await.ok().text();
        assert!(form.contains("客户还没有确认"), "the form says it before: {form}");

        // The lead is asked, nobody else decides, and the order goes on at once.
        assert_eq!(duties(clerk).await, []);
        assert_eq!(duties(lead).await, [("customer.confirm".into(), "确认新客户：新光眼镜".into())]);
        clerk.fill("customer.confirm", &id, json!({})).await.is(403);
        people.finance.fill("customer.confirm", &id, json!({})).await.is(403);
        lead.fill("customer.confirm", &id, json!({})).await.ok();
        assert_eq!(duties(lead).await, []);
        assert_eq!(customer(clerk, &id).await["standing"], Value::Null);
        assert!(!missing(clerk.get(&path).await.ok().json()).contains("客户还没有确认"));
        assert!(clerk.page(&format!("/orders/{order}")).await.ok().text().contains("客户已确认"));
        lead.fill("order.release", &order, json!({})).await.ok();
        lead.fill("customer.confirm", &id, json!({})).await.is(409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h7_3_a_proposal_is_sent_back_with_a_reason_put_right_and_who_is_there_already_is_named() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (clerk, lead) = (&people.clerk, &people.lead);
        let known = lead.list("/customers?q=C001").await[0].clone();
        let (c001, name) = (known["id"].as_str().unwrap(), known["name"].as_str().unwrap());
        lead.fill("customer.edit", c001, json!({"tax_number": "9131-0000 abc"})).await.ok();
        let confirmation = |id: &str| format!("/customers/{id}/confirm");

        // Their name, written a little otherwise; then their tax number. Whoever proposes is asked before.
        let like = json!({"code": NEW, "name": format!("{name}有限公司")});
        let asked = clerk.fill("customer.propose", "", like).await.is(422).text();
        assert!(asked.contains("another") && asked.contains(&format!("C001 {name}")), "{asked}");
        let id = propose(clerk, &format!("{name} ．"), "").await;
        let form = lead.page(&confirmation(&id)).await.ok().text();
        assert!(form.contains(&format!("C001 {name}")), "{form}");
        lead.fill("customer.send_back", &id, json!({"reason": ""})).await.is(422);
        lead.fill("customer.send_back", &id, json!({"reason": "名称请按执照"})).await.ok();
        assert_eq!(duties(lead).await, []);
        let expected = format!("更正客户资料：{name} ．");
        assert_eq!(duties(clerk).await, [("customer.correct".into(), expected)]);
        let told = customer(clerk, &id).await;
        assert_eq!(
            (&told["standing"], &told["sent_back"]),
            (&json!("sent_back"), &json!("名称请按执照")),
            "{told}"
        );
        clerk.fill("customer.correct", &id, json!({"code": "C001"})).await.is(422);
        let same = clerk.fill("customer.correct", &id, json!({"another": "1"})).await.is(409).text();
        assert!(same.contains("和退回时一样"), "{same}");
        let mut right = json!({"code": "K901", "name": "新光眼镜", "tax_number": "91310000ABC"});
        clerk.fill("customer.correct", &id, right.clone()).await.is(422);
        right["another"] = "1".into();
        clerk.fill("customer.correct", &id, right).await.ok();
        assert_eq!(duties(clerk).await, []);
        assert_eq!(duties(lead).await.len(), 1);
        let form = lead.page(&confirmation(&id)).await.ok().text();
        assert!(form.contains(&format!("C001 {name}")), "the same tax number: {form}");

        // Another company after all.
        clerk.fill("customer.correct", &id, json!({"tax_number": ""})).await.ok();
        let form = lead.page(&confirmation(&id)).await.ok().text();
        assert!(form.contains("没有名称、税号或电话相近的客户"), "{form}");
        lead.fill("customer.confirm", &id, json!({})).await.ok();
        clerk.fill("customer.correct", &id, json!({"name": "又一个"})).await.is(409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h7_3_an_order_entered_while_its_customer_is_confirmed_does_not_go_on_waiting() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let id = propose(&people.clerk, "新光眼镜", "").await;
        let mut entry = order_of("林晓", "2");
        entry["customer"] = NEW.into();
        let entered = (0..4).map(|_| people.clerk.post("/api/v1/orders/new", entry.clone()));
        let confirmed = people.lead.fill("customer.confirm", &id, json!({}));
        let (confirmed, entered) = futures::future::join(confirmed, futures::future::join_all(entered)).await;
        confirmed.ok();
        for made in entered {
            let order = made.is(201).json()["id"].as_str().unwrap().to_owned();
            let order = people.clerk.get(&format!("/api/v1/orders/{order}")).await.ok().json();
            assert!(!order["missing"].to_string().contains("客户还没有确认"), "{order}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h7_3_who_proposed_takes_it_back_and_the_lead_has_what_nobody_else_can_do() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (clerk, lead) = (&people.clerk, &people.lead);
        let id = propose(clerk, "新光眼镜", "").await;
        let order = reviewed(&people).await;
        let reason = || json!({"reason": "客户不做了"});
        let refused = clerk.fill("customer.withdraw", &id, reason()).await.is(409).text();
        assert!(refused.contains("还有订单在等确认"), "{refused}");
        lead.fill("order.cancel", &order, json!({"reason": "客户不做了"})).await.ok();
        people.finance.fill("customer.withdraw", &id, reason()).await.is(403);
        clerk.fill("customer.withdraw", &id, json!({"reason": ""})).await.is(422);
        clerk.fill("customer.withdraw", &id, reason()).await.ok();
        assert_eq!(duties(lead).await, []);
        clerk.fill("customer.withdraw", &id, reason()).await.is(409);

        let mut entry = order_of("林晓", "2");
        entry["customer"] = NEW.into();
        let refused = clerk.post("/api/v1/orders/new", entry).await.is(422).text();
        assert!(refused.contains("客户已停用"), "nobody could release it: {refused}");

        // Taken up again and sent back to somebody who is no clerk any more.
        lead.fill("customer.restore", &id, json!({})).await.ok();
        lead.fill("customer.send_back", &id, json!({"reason": "没有税号"})).await.ok();
        assert_eq!(duties(lead).await, []);
        let manager = app.user("顾总").await;
        let staff = manager.list("/people").await;
        let row = staff.iter().find(|p| p["name"] == "林晓").unwrap();
        let own = row["id"].as_str().unwrap();
        manager.fill("person.edit", own, json!({"role_clerk": "0", "role_warehouse": "1"})).await.ok();
        assert_eq!(duties(lead).await.len(), 1, "nobody else can do it");
        lead.fill("customer.correct", &id, json!({"tax_number": "91310000ABC"})).await.ok();
        lead.fill("customer.confirm", &id, json!({})).await.ok();
    }
}
