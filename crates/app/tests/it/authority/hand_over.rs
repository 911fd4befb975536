//! Orders go over to another clerk (H1.2) when theirs leaves or changes work: duties, rows, search and who may act.

use serde_json::{Value, json};

use crate::handbook::h2_thread::{Company, company, order_of, today};
use crate::handbook::h4_supply::released;
use crate::kit::{TestApp, User, databases};

async fn id(by: &User, name: &str) -> String {
    let people = by.list("/people").await;
    people.iter().find(|p| p["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn todo(user: &User) -> Vec<Value> {
    user.get("/api/v1/today").await.ok().json()["rows"].as_array().unwrap().clone()
}

async fn clerk_of(by: &User, order: &str) -> String {
    by.get(&format!("/api/v1/orders/{order}")).await.ok().json()["clerk"].as_str().unwrap().to_owned()
}

async fn draft(people: &Company) -> String {
    let made = people.clerk.post("/api/v1/orders/new", order_of("林晓", "2")).await.is(201).json();
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_2_a_lead_hands_an_order_over_and_its_new_clerk_does_what_is_due() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let other = app.user("周琪").await;
        let order = released(&people, "AC-TAG", "10", "2026-11-20").await;
        people.clerk.fill("order.task", &order, json!({"text": "问颜色", "due": "2026-11-03"})).await.ok();
        let (hers, his) = (id(&people.lead, "林晓").await, id(&people.lead, "周琪").await);
        let to = |who: &str| json!({"to": who, "reason": "换岗"});
        // It is the lead's to decide, not the clerk's own.
        people.clerk.fill("order.hand_over", &order, to(&his)).await.is(403);
        other.fill("order.hand_over_several", &hers, to(&his)).await.is(403);
        let path = format!("/api/v1/orders/{order}/hand-over");
        let same = people.lead.say(&path, &to(&hers)).await.is(409).text();
        assert!(same.contains("已经是林晓"), "{same}");
        let warehouse = id(&people.lead, "何军").await;
        people.lead.say(&path, &to(&warehouse)).await.is(422);
        let before = todo(&people.clerk).await.len();
        assert!(before > 1 && todo(&other).await.is_empty());

        people.lead.fill("order.hand_over", &order, to(&his)).await.ok();
        assert_eq!(clerk_of(&people.lead, &order).await, "周琪");
        let rows = people.lead.list("/orders?q=周琪").await;
        assert!(rows.iter().any(|row| row["id"] == order.as_str() && row["clerk"] == "周琪"), "{rows:?}");
        // What is the order's is his, and so are the tasks that were hers on it.
        let mine = todo(&people.clerk).await;
        assert!(mine.is_empty(), "{mine:?}");
        assert_eq!(todo(&other).await.len(), before);
        let talk = json!({"whom": "王经理", "channel": "phone", "on": today(&app), "said": "几时发货"});
        let refused = people.clerk.fill("order.contact", &order, talk.clone()).await.is(403).text();
        assert!(refused.contains("周琪"), "{refused}");
        other.fill("order.contact", &order, talk).await.ok();
        let page = people.lead.page(&format!("/orders/{order}")).await.ok().text();
        assert!(page.contains("林晓 移交给 周琪") && page.contains("换岗"), "the thread says so");
        // One that was given up may still ask for money.
        people.lead.fill("order.cancel", &order, json!({"reason": "不要了"})).await.ok();
        people.lead.say(&path, &to(&hers)).await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_2_whoever_leaves_has_all_open_orders_handed_over_and_nothing_is_forgotten() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let other = app.user("周琪").await;
        let (first, second) = (draft(&people).await, released(&people, "AC-TAG", "10", "2026-11-20").await);
        people.clerk.fill("order.task", &second, json!({"text": "问颜色", "due": "2026-11-03"})).await.ok();
        people.clerk.fill("order.hold", &second, json!({"reason": "客户改图"})).await.ok();
        let (hers, his) = (id(&people.lead, "林晓").await, id(&people.lead, "周琪").await);
        let page = people.lead.page(&format!("/people/{hers}")).await.ok().text();
        assert!(
            page.contains("还有 2 张未完订单") && page.contains(&format!("/people/{hers}/hand-over")),
            "{page}"
        );
        let form = people.lead.page(&format!("/people/{hers}/retire")).await.ok().text();
        assert!(form.contains("移交订单"), "the form says what becomes of them");
        people.lead.fill("person.retire", &hers, json!({"reason": "离职"})).await.ok();
        let first_page = people.lead.page("/").await.ok().text();
        assert!(first_page.contains("林晓 不再跟单，名下还有 2 张未完订单"), "{first_page}");
        assert!(!other.page("/").await.ok().text().contains("不再跟单"));

        // Nobody who has left takes anything over, and one of them may stay.
        let form = people.lead.page(&format!("/people/{hers}/hand-over")).await.ok().text();
        assert!(form.contains("名下有 2 张未完订单"), "{form}");
        let some = |lines: Value| json!({"to": his, "reason": "离职", "lines": lines});
        let path = format!("/api/v1/people/{hers}/hand-over");
        people.lead.post(&path, some(json!([]))).await.is(422);
        let mut said = some(json!([{"order": first, "picked": "1"}]));
        people.lead.post(&path, said.clone()).await.ok();
        assert_eq!(
            (clerk_of(&people.lead, &first).await, clerk_of(&people.lead, &second).await),
            ("周琪".into(), "林晓".into())
        );
        people.lead.post(&path, said.clone()).await.is(422);
        // The rest, as the form has it: all of them.
        said["lines"].take();
        people.lead.fill("order.hand_over_several", &hers, json!({"to": his, "reason": "离职"})).await.ok();
        assert_eq!(clerk_of(&people.lead, &second).await, "周琪");
        let his_now = todo(&other).await;
        let task = his_now.iter().find(|row| row["operation"] == "order.task_done");
        assert!(task.is_some(), "her task goes along: {his_now:?}");
        assert!(!people.lead.page("/").await.ok().text().contains("不再跟单"));
        assert!(!people.lead.page(&format!("/people/{hers}")).await.ok().text().contains("未完订单"));
        other.fill("order.edit", &first, json!({"customer": "C001"})).await.ok();
        other.fill("order.resume", &second, json!({"reason": "图纸已定"})).await.ok();
        let to_her = json!({"to": hers, "reason": "试试"});
        people.lead.say(&format!("/orders/{first}/hand-over"), &to_her).await.is(422);
    }
}
