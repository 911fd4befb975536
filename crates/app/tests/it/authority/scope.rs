//! A clerk acts on her own orders and on those of whom she stands in for (H1.2): through every door.

use app::person;
use app::site::SITE;
use domain::access::{bound_to_own, may};
use domain::person::{Profile, Role};
use jiff::SignedDuration;
use kernel::{Ctx, Door, Result};
use serde_json::{Value, json};

use crate::handbook::h2_thread::{company, order_of, today};
use crate::handbook::h4_supply::released;
use crate::kit::{TestApp, User, databases};
use crate::together::acts::{ACTS, Act, NO_ORDERS, Stage};
use crate::together::company::{Company, Work};

const CLERK: &[Role] = &[Role::Clerk];

/// Orders of the company, at most one for each stage.
const ORDERS: usize = 12;

/// What a clerk may do on whatever order, and why.
const EVERYBODYS: [&str; 1] = ["order.attach"];

fn another_clerk(door: &mut Door) -> Result<()> {
    let clerk =
        Profile { code: "U02".into(), name: "周琪".into(), roles: CLERK.into(), ..Profile::default() };
    person::actions::put(door, clerk).map(|_| ())
}

/// Every answer to `act` on `work`, by its form, by the API and by the page.
async fn answers(user: &User, act: &Act, work: &Work) -> Vec<(&'static str, u16, String)> {
    let id = (act.target)(work, 0);
    let endpoint = SITE.endpoints().find(|o| o.name() == act.name).unwrap();
    let form = user.get(&format!("/api/v1/operations/{}/form?id={id}", act.name)).await;
    let path = format!("/api/v1{}", endpoint.href(&id));
    let sent = user.post_with(&path, json!({}), &[("if-match", "\"1\"")]).await;
    let page = user.page(&endpoint.href(&id)).await;
    let posted = user.form(&endpoint.href(&id), &[]).await;
    [("form", form), ("api", sent), ("page", page), ("posted", posted)]
        .map(|(how, answer)| (how, answer.status, answer.text()))
        .into()
}

/// Whoever writes a new act finds it here the day it is written: it stands in `ACTS`, or concerns no order.
#[tokio::test(flavor = "multi_thread")]
async fn h1_2_no_act_of_a_clerk_is_done_on_another_clerks_order_but_its_owner_is_named() {
    for url in databases() {
        let company = Company::open(&url, ORDERS).await;
        let app = &company.first;
        let ctx = Ctx::system(app.app.shared.clock.now());
        kernel::web::write(&app.app, ctx, another_clerk).await.unwrap();
        let clerk = app.user("周琪").await;
        let mut works: Vec<(Stage, Work)> = Vec::new();
        let (mut refused, mut faults) = (0, Vec::new());
        for endpoint in SITE.endpoints() {
            let name = endpoint.name();
            if NO_ORDERS.iter().any(|(_, acts)| acts.contains(&name)) || !may(CLERK, endpoint.right()) {
                continue;
            }
            let act = ACTS.iter().find(|act| act.name == name);
            let act = act.unwrap_or_else(|| panic!("{name} concerns an order and stands nowhere"));
            if !works.iter().any(|(stage, _)| act.stages.contains(stage)) {
                let stage = act.stages[0];
                works.push((stage, company.order(works.len(), stage).await));
            }
            let (_, work) = works.iter().find(|(stage, _)| act.stages.contains(stage)).unwrap();
            for (how, status, text) in answers(&clerk, act, work).await {
                let free = EVERYBODYS.contains(&name);
                let right = if free { status != 403 } else { status == 403 && text.contains("顾总") };
                if !right || free == bound_to_own(CLERK, endpoint.right()) {
                    faults.push(format!("{name} by {how}: {status} {text}"));
                }
                refused += usize::from(status == 403);
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(refused > 80, "the walk found only {refused}");
        // She reads them, and is offered nothing there that would be refused.
        for (stage, work) in &works {
            let order = clerk.get(&format!("/api/v1/orders/{}", work.order)).await.ok().json();
            let open: Vec<&str> =
                order["operations"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert_eq!(open, ["order.attach"], "{stage:?}");
            let page = clerk.page(&format!("/orders/{}", work.order)).await.ok().text();
            for (name, offered) in [("order.contact", false), ("order.hold", false), ("order.attach", true)] {
                let form = SITE.endpoints().find(|o| o.name() == name).unwrap().href(&work.order);
                assert_eq!(page.contains(&format!("\"{form}\"")), offered, "{stage:?} {name}");
            }
        }
        // Whoever stands in acts as the owner does.
        let people = company.manager.list("/people").await;
        let id = people.iter().find(|p| p["name"] == "周琪").unwrap()["id"].clone();
        let week = json!({"substitute": id, "from": "2026-11-02", "to": "2026-11-06"});
        company.manager.fill("person.own_substitute", "", week).await.ok();
        for (_, work) in &works {
            let snooze = ACTS.iter().find(|act| act.name == "order.snooze").unwrap();
            for (how, status, text) in answers(&clerk, snooze, work).await {
                assert_ne!(status, 403, "by {how}: {text}");
            }
        }
    }
}

async fn todo(user: &User) -> Vec<Value> {
    user.get("/api/v1/today").await.ok().json()["rows"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_2_a_substitute_sees_and_does_what_is_due_while_the_days_last() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (other, third) = (app.user("周琪").await, app.user("吴静").await);
        let order = released(&people, "AC-TAG", "10", "2026-11-20").await;
        let ids = people.lead.list("/people").await;
        let id =
            |name: &str| ids.iter().find(|p| p["name"] == name).unwrap()["id"].as_str().unwrap().to_owned();
        let talk = json!({"whom": "王经理", "channel": "phone", "on": today(&app), "said": "几时发货"});
        let refused = other.fill("order.contact", &order, talk.clone()).await.is(403).text();
        assert!(refused.contains("林晓"), "{refused}");
        assert!(!people.lead.page(&format!("/orders/{order}")).await.text().contains("代理至"));

        let days = json!({"substitute": id("周琪"), "from": "2026-11-02", "to": "2026-11-03"});
        people.clerk.fill("person.own_substitute", "", days).await.ok();
        let page = people.warehouse.page(&format!("/orders/{order}")).await.ok().text();
        assert!(page.contains("周琪 代理至 "), "the head of the order says so");
        let mine = todo(&people.clerk).await;
        assert!(mine.iter().any(|row| row["order"] == order.as_str()), "{mine:?}");
        let hers: Vec<Value> = todo(&other).await.into_iter().filter(|row| row["person"] == "林晓").collect();
        assert_eq!(hers.len(), mine.len(), "{hers:?}");
        let page = other.page("/").await.ok().text();
        assert!(page.contains("你正在代理 林晓") && page.contains("代 林晓"));
        assert!(todo(&third).await.is_empty());
        other.fill("order.contact", &order, talk.clone()).await.ok();
        let refused = third.fill("order.contact", &order, talk.clone()).await.is(403).text();
        assert!(refused.contains("林晓") && refused.contains("周琪"), "{refused}");
        // It gives no right: what takes a lead still does.
        other.fill("order.cancel", &order, json!({"reason": "试试"})).await.is(403);

        app.app.shared.clock.advance(SignedDuration::from_hours(48));
        other.fill("order.contact", &order, talk.clone()).await.is(403);
        assert!(todo(&other).await.is_empty());

        // The lead names one for somebody else, a colleague does not; who follows no orders stands in for nobody.
        let days = |name: &str| json!({"substitute": id(name), "from": today(&app), "to": "2026-11-30"});
        third.fill("person.substitute", &id("林晓"), days("吴静")).await.is(403);
        people.lead.fill("person.substitute", &id("林晓"), days("林晓")).await.is(422);
        let body = days("何军");
        people.lead.say(&format!("/people/{}/substitute", id("林晓")), &body).await.is(422);
        // Whose account is not the lead's to reset, theirs is not her desk to give away.
        for above in ["顾总", "梁敏"] {
            let path = format!("/api/v1/people/{}/substitute", id(above));
            let answer = people.lead.say(&path, &days("林晓")).await;
            assert_eq!(answer.status, 409, "{above}: {}", answer.text());
            let page = people.lead.page(&format!("/people/{}", id(above))).await.ok().text();
            assert!(!page.contains(&format!("/people/{}/account", id(above))), "nor is the button there");
        }
        people.lead.fill("person.substitute", &id("林晓"), days("吴静")).await.ok();
        let page = people.lead.page(&format!("/people/{}", id("林晓"))).await.ok().text();
        assert!(page.contains("吴静，"), "her page says so");
        third.fill("order.contact", &order, talk).await.ok();
        people.clerk.fill("person.own_substitute", "", json!({"substitute": ""})).await.ok();
        assert!(todo(&third).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_2_a_task_belongs_to_whom_it_is_set_whosever_the_order_is() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let (other, third) = (app.user("周琪").await, app.user("吴静").await);
        let order = released(&people, "AC-TAG", "10", "2026-11-20").await;
        let ids = people.lead.list("/people").await;
        let id = ids.iter().find(|p| p["name"] == "周琪").unwrap()["id"].clone();
        let task = json!({"text": "问颜色", "due": "2026-11-03", "owner": id});
        people.clerk.fill("order.task", &order, task).await.ok();
        let row = todo(&other).await.into_iter().find(|row| row["operation"] == "order.task_done").unwrap();
        let later = json!({"rule": row["rule"], "occurrence": row["occurrence"], "until": "2026-11-04", "reason": "在问"});
        let path = format!("/api/v1/orders/{order}");
        let done = json!({"number": "1", "result": "黑色"});
        third.say(&format!("{path}/snooze"), &later).await.is(403);
        let task_done = SITE.endpoints().find(|o| o.name() == "order.task_done").unwrap().href(&order);
        third.say(&task_done, &done).await.is(403);
        other.say(&format!("{path}/snooze"), &later).await.is(303);
        let form = format!("{task_done}?rule=H8.2&occurrence=task-1");
        other.page(&form).await.ok();
        third.page(&form).await.is(403);
        other.say(&task_done, &done).await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_2_a_draft_of_another_clerk_is_written_by_no_sheet_and_no_form() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let other = app.user("周琪").await;
        let made = people.clerk.post("/api/v1/orders/new", order_of("林晓", "2")).await.is(201).json();
        let order = made["id"].as_str().unwrap();
        let path = format!("/api/v1/orders/{order}/edit");
        let refused = other.say(&path, &order_of("周琪", "2")).await.is(403);
        assert!(refused.text().contains("林晓"), "{}", refused.text());
        let sheet = other.get("/api/v1/orders").await.ok().text();
        assert!(sheet.contains(order), "she reads it");
        people.lead.say(&path, &order_of("周琪", "2")).await.is(303);
        other.say(&path, &order_of("周琪", "3")).await.is(303);
    }
}
