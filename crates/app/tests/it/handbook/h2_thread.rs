//! The thread (H2.2): an order from the workbook to the last yuan, and its replay.

use serde_json::json;

use crate::kit::{TestApp, User, databases};

/// The people of the journey.
pub struct Company {
    pub clerk: User,
    pub lead: User,
    pub warehouse: User,
    pub purchasing: User,
    pub production: User,
    pub engineering: User,
    pub finance: User,
}

pub async fn company(app: &TestApp) -> Company {
    Company {
        clerk: app.user("林晓").await,
        lead: app.user("陈岚").await,
        warehouse: app.user("何军").await,
        purchasing: app.user("许佳").await,
        production: app.user("马建国").await,
        engineering: app.user("韩磊").await,
        finance: app.user("梁敏").await,
    }
}

pub fn order_of(clerk: &str, quantity: &str) -> serde_json::Value {
    json!({
        "kind": "counter", "customer": "C001", "clerk": clerk, "ordered_on": "2026-11-02", "transport": "整车专车", "distance_km": 300,
        "contact": "王经理 13800001402", "address": "上海市静安区南京西路 1 号", "terms": "30%定金,发货前付清70%",
        "lines": [{"item": "ZG-1001", "quantity": quantity, "unit_price": "3680", "wanted_on": "2026-12-10", "drawing": "ZG-V1.pdf"}],
    })
}

impl Company {
    /// Every department accepts (H3.3).
    async fn review(&self, order: &str) {
        for (who, department) in [
            (&self.engineering, "technical"),
            (&self.purchasing, "materials"),
            (&self.production, "capacity"),
            (&self.finance, "money"),
            (&self.lead, "sales"),
        ] {
            who.fill("order.review", order, json!({"department": department, "verdict": "accept"}))
                .await
                .ok();
        }
    }

    /// Buys what is short, a purchase with each supplier, and takes it in (H4.2, H4.3).
    async fn supply(&self, app: &TestApp) -> usize {
        let placed = self.purchasing.fill("purchase.place", "", json!({})).await.ok().json();
        let purchases = self.purchasing.list("/purchases").await;
        let numbers: Vec<&str> = placed["number"].as_str().unwrap().split('、').collect();
        for number in &numbers {
            let id = purchases.iter().find(|p| p["number"] == *number).unwrap()["id"].as_str().unwrap();
            self.purchasing
                .fill("purchase.promise", id, json!({"channel": "wechat", "lines.0.date": "2026-11-06"}))
                .await
                .ok();
            self.warehouse.fill("purchase.receive", id, json!({"on": today(app)})).await.ok();
            self.warehouse.fill("purchase.inspect", id, json!({})).await.ok();
        }
        numbers.len()
    }

    /// Everything is drawn from stock and every operation reported (H4.4).
    async fn produce(&self, app: &TestApp, order: &str) {
        let answer = self.clerk.get(&format!("/api/v1/orders/{order}")).await.ok().json();
        for work in answer["work_orders"].as_array().unwrap() {
            let id = work["id"].as_str().unwrap();
            let day = today(app);
            self.production.fill("work.period", id, json!({"start": day, "finish": "2026-11-20"})).await.ok();
            self.warehouse.fill("work.issue", id, json!({})).await.ok();
            for _ in 0..20 {
                let done = self.production.fill("work.report", id, json!({"on": day})).await;
                if done.status == 409 {
                    break;
                }
                done.ok();
            }
        }
    }
}

pub fn today(app: &TestApp) -> String {
    kernel::ctx::local(app.app.shared.clock.now()).date().to_string()
}

async fn state(user: &User, order: &str) -> serde_json::Value {
    user.get(&format!("/api/v1/orders/{order}")).await.ok().json()
}

fn rules(order: &serde_json::Value) -> Vec<&str> {
    order["follow_ups"].as_array().unwrap().iter().filter_map(|f| f["rule"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_2_an_order_is_followed_until_the_customer_holds_the_goods_and_the_money_is_booked() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let made = people.clerk.post("/api/v1/orders/new", order_of("林晓", "24")).await.is(201).json();
        let order = made["id"].as_str().unwrap();

        // H3.3: not reviewed, not released.
        people.clerk.fill("order.submit", order, json!({})).await.ok();
        people.lead.fill("order.release", order, json!({})).await.is(409);
        people.review(order).await;
        people.lead.fill("order.release", order, json!({"promised": "2026-12-10"})).await.ok();

        // H4.2: what is short is with purchasing in the same act.
        let released = state(&people.clerk, order).await;
        assert_eq!(released["state"], "released");
        assert!(released["readiness_bp"].as_i64().unwrap() < 10_000, "something is short");
        assert!(!people.purchasing.list("/shortages").await.is_empty());
        assert!(people.supply(&app).await > 0);
        assert!(people.purchasing.list("/shortages").await.is_empty());
        assert_eq!(state(&people.clerk, order).await["readiness_bp"], 10_000);

        people.produce(&app, order).await;
        let shipment =
            people.clerk.fill("shipment.prepare", order, json!({"ship_on": "2026-11-12"})).await.ok().json();
        let shipment = shipment["id"].as_str().unwrap();
        app.advance_days(8).await;
        assert!(rules(&state(&people.clerk, order).await).contains(&"H6.1"));
        people
            .clerk
            .fill("shipment.confirm", shipment, json!({"whom": "王经理", "channel": "phone"}))
            .await
            .ok();
        people
            .clerk
            .fill("shipment.notice", shipment, json!({"whom": "王经理", "channel": "wechat"}))
            .await
            .ok();

        // H6.2: no money, no goods.
        let leaves = json!({"on": today(&app), "carrier": "顺发专线", "waybill": "SF1", "packages": 12, "note": "与客户另约"});
        let refused = people.warehouse.fill("shipment.dispatch", shipment, leaves.clone()).await.is(409);
        assert!(refused.text().contains("H6.2"), "{}", refused.text());
        let money = |amount: &str| json!({"on": today(&app), "method": "transfer", "amount": amount});
        people.finance.fill("payment.book", order, money("26496")).await.ok();
        people.warehouse.fill("shipment.dispatch", shipment, leaves.clone()).await.is(409);
        people.finance.fill("payment.book", order, money("61824")).await.ok();
        people.warehouse.fill("shipment.dispatch", shipment, leaves).await.ok();
        assert_eq!(state(&people.clerk, order).await["stage"], "transit");

        // H6.4: the receiver is asked; then nothing is left but the acceptance, then nothing at all.
        app.advance_days(3).await;
        assert!(rules(&state(&people.clerk, order).await).contains(&"H6.4"));
        people
            .clerk
            .fill(
                "shipment.arrival",
                shipment,
                json!({"on": today(&app), "packing": "intact", "whom": "王经理"}),
            )
            .await
            .ok();
        let left = state(&people.clerk, order).await;
        if left["state"] != "closed" {
            people.clerk.fill("order.accept", order, json!({"on": today(&app), "whom": "王经理"})).await.ok();
        }
        let closed = state(&people.clerk, order).await;
        assert_eq!((closed["state"].as_str(), closed["stage"].as_str()), (Some("closed"), Some("closed")));
        assert_eq!(rules(&closed), Vec::<&str>::new());

        // H2.3: as it stood at any fact, and at an instant.
        let first = people.clerk.get(&format!("/api/v1/orders/{order}?at=1")).await.ok().json();
        assert_eq!(first["state"], "draft");
        let morning =
            people.clerk.get(&format!("/api/v1/orders/{order}?at=2026-11-05T00:00:00Z")).await.ok().json();
        assert_eq!(morning["stage"], "shipping");
        let page = people.clerk.page(&format!("/orders/{order}?at=3")).await.is(200).text();
        assert!(page.contains("回放"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_2_an_order_says_what_is_missing_until_it_closes() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let made = people.clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
        let order = made["id"].as_str().unwrap();
        people.clerk.fill("order.submit", order, json!({})).await.ok();
        people.review(order).await;
        people.lead.fill("order.release", order, json!({})).await.ok();
        let left = state(&people.clerk, order).await;
        let left: Vec<&str> =
            left["remaining"].as_array().unwrap().iter().filter_map(|t| t.as_str()).collect();
        assert_eq!(left, ["第 1 行未收 1", "货款未收清"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_3_nothing_is_done_about_what_is_past() {
    let app = TestApp::start("").await;
    let people = company(&app).await;
    let made = people.clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
    let order = made["id"].as_str().unwrap();
    people.clerk.fill("order.submit", order, json!({})).await.ok();
    people.review(order).await;
    people.lead.fill("order.release", order, json!({})).await.ok();
    // Whether the page of the order offers an act, in its header or in the tab.
    for (who, tab, act) in [(&people.clerk, "ship", "安排发货"), (&people.finance, "money", "登记到款")]
    {
        let button = format!(">{act}</a>");
        let offered = async |at: &str| {
            let page = who.page(&format!("/orders/{order}?tab={tab}{at}")).await.ok().text();
            page.contains("data-dialog") && page.contains(&button)
        };
        assert!(offered("").await, "{act} on the tab {tab}");
        assert!(!offered(&format!("&at={}", today(&app))).await, "{act} on the tab {tab} of what is past");
    }
}
