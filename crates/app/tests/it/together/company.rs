//! A small company on one database with two servers, and orders of one stage that acts meet on.

use app::master::Master as _;
use app::{item, person};
use domain::confidential::Confidential;
use domain::customer::{Customer, Profile as CustomerProfile};
use domain::ids::{PersonId, PlaceId, SupplierId};
use domain::item::{Component, Item, ItemKind, Profile, Step, WorkCenter};
use domain::money::Money;
use domain::person::{Profile as PersonProfile, Role};
use domain::place::{Place, PlaceKind, Profile as PlaceProfile};
use domain::quantity::Quantity;
use domain::supplier::{Profile as SupplierProfile, Supplier};
use kernel::{Ctx, Door, Result};
use serde_json::{Value, json};

use super::acts::Stage;
use crate::kit::{TestApp, User};

/// An order and what belongs to it, by identity.
#[derive(Debug, Clone, Default)]
pub struct Work {
    pub n: usize,
    /// Its customer, where only proposed.
    pub customer: String,
    pub order: String,
    pub number: String,
    /// What its customer owes, as one writes it.
    pub owed: String,
    pub supplier: String,
    pub item: String,
    pub making: String,
    pub payment: String,
    pub issued: String,
    pub planned: String,
    pub leaving: [String; 2],
    pub on_the_road: String,
    pub short: String,
    /// A shipment of which a piece came back and leaves for nobody.
    pub back: String,
    /// Claims: to be lodged, to be answered, to be paid.
    pub claims: [String; 3],
    pub bought: [String; 2],
    /// The main place, and one for what somebody has to look at.
    pub main: String,
    pub quarantine: String,
    /// The manager, whose the order is, and a clerk.
    pub people: [String; 2],
    /// A purchase of which everything failed the inspection.
    pub failed: String,
}

impl Work {
    /// The code of a part of this order's own.
    pub fn part(&self, letter: &str) -> String {
        format!("{letter}{}", self.n)
    }
}

/// What not everybody may see of its orders (H1.3), and whose they are.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// 分 that stand for one yuan of its prices.
    pub price: i64,
    /// 分 that stand for one yuan of its costs.
    pub cost: i64,
    /// Whom one speaks to.
    pub contact: &'static str,
    /// Where goods go.
    pub address: &'static str,
    /// Whose the orders are, and to whom they are handed over.
    pub clerks: [&'static str; 2],
}

/// As people write it, and all of it the manager's.
pub const PLAIN: Kept = Kept {
    price: 100,
    cost: 100,
    contact: "王经理",
    address: "上海市静安区南京西路 1 号",
    clerks: ["顾总", "林晓"],
};

/// The company: two servers and one manager who is signed in at both.
pub struct Company {
    pub first: TestApp,
    pub second: Option<TestApp>,
    pub manager: User,
    kept: Kept,
    supplier: String,
    quarantine: String,
    people: [String; 2],
}

/// Supplier, place, and whose orders are, by identity.
type Known = (SupplierId, PlaceId, [PersonId; 2]);

/// The manager and a clerk.
fn people(door: &mut Door) -> Result<()> {
    for (code, name, role) in [("U01", "顾总", Role::GeneralManager), ("U09", "林晓", Role::Clerk)] {
        let somebody = PersonProfile {
            code: code.into(),
            name: name.into(),
            roles: vec![role],
            ..PersonProfile::default()
        };
        person::actions::put(door, somebody)?;
    }
    Ok(())
}

/// Writes down what `orders` orders need, each its own items, so that they do not take each other's stock.
fn masters(door: &mut Door, orders: usize, kept: Kept) -> Result<Known> {
    let [owner, other] =
        kept.clerks.map(|name| person::by_code_or_name(door.conn, name).map(|found| found.unwrap().id));
    let who = CustomerProfile {
        code: "C001".into(),
        name: "云锦".into(),
        language: "zh".into(),
        contact: Confidential::new(kept.contact.into()),
        address: Confidential::new(kept.address.into()),
        ..CustomerProfile::default()
    };
    Customer::put(door, who)?;
    let who = SupplierProfile {
        code: "S01".into(),
        name: "华木".into(),
        lead_days: 7,
        phone: Confidential::new(kept.contact.into()),
        ..SupplierProfile::default()
    };
    let (supplier, _) = Supplier::put(door, who)?;
    let center = WorkCenter {
        code: "WC1".into(),
        name: "木工".into(),
        capacity: 1,
        hours: Quantity::whole(8),
        ..WorkCenter::default()
    };
    let (center, _) = item::actions::put_center(door, center)?;
    for n in 0..orders {
        let mut item = |letter: &str, kind: ItemKind| {
            let profile = Profile {
                code: format!("{letter}{n}"),
                name: format!("物料{letter}{n}"),
                kind,
                unit: "件".into(),
                supplier: Some(supplier),
                reference_cost: Confidential::new(Money::cny(kept.cost).into()),
                list_price: Confidential::new(Money::cny(kept.price * 11).into()),
                ..Profile::default()
            };
            Item::put(door, profile).map(|put| put.0)
        };
        item("T", ItemKind::Part)?;
        let made = item("G", ItemKind::Product)?;
        let mut bill = Vec::new();
        for (letter, quantity) in [("A", 1), ("B", 2), ("C", 1)] {
            bill.push(Component { item: item(letter, ItemKind::Part)?, quantity: Quantity::whole(quantity) });
        }
        item::actions::set_bill(door, made, bill)?;
        let saw = Step {
            number: 10,
            center,
            name: "开料".into(),
            setup: Quantity::whole(1),
            unit: Quantity::whole(1),
        };
        item::actions::set_routing(door, made, vec![saw])?;
    }
    let place = PlaceProfile { code: "Q1".into(), name: "待查区".into(), kind: PlaceKind::Quarantine };
    let (quarantine, _) = Place::put(door, place)?;
    Ok((supplier, quarantine, [owner?, other?]))
}

impl Company {
    /// Opens it on the database at `url`; the embedded database has one server.
    pub async fn open(url: &str, orders: usize) -> Self {
        let first = TestApp::bare(url).await;
        let ctx = Ctx::system(first.app.shared.clock.now());
        kernel::web::write(&first.app, ctx, people).await.unwrap();
        let second = if url.is_empty() { None } else { Some(TestApp::bare(url).await) };
        Self { second, ..Self::of(first, orders, PLAIN).await }
    }

    /// The same on one server that has its people already.
    pub async fn of(first: TestApp, orders: usize, kept: Kept) -> Self {
        let ctx = Ctx::system(first.app.shared.clock.now());
        let made = kernel::web::write(&first.app, ctx, move |door| masters(door, orders, kept)).await;
        let manager = first.user("顾总").await;
        let (supplier, quarantine, people) = made.unwrap();
        let (supplier, quarantine) = (supplier.to_string(), quarantine.to_string());
        let people = people.map(|id| id.to_string());
        Self { first, second: None, manager, kept, supplier, quarantine, people }
    }

    /// A price or an amount that others would call so many yuan.
    fn price(&self, yuan: i64) -> String {
        Money::cny(yuan * self.kept.price).plain()
    }

    /// A cost likewise.
    fn cost(&self, yuan: i64) -> String {
        Money::cny(yuan * self.kept.cost).plain()
    }

    /// The manager at the other server.
    pub fn elsewhere(&self) -> User {
        self.second.as_ref().map_or_else(|| self.manager.clone(), |server| self.manager.at(server))
    }

    async fn done(&self, operation: &str, id: &str, said: Value) -> Value {
        let answer = self.manager.fill(operation, id, said).await;
        assert!(answer.status < 300, "{operation}: {}", answer.text());
        answer.json()
    }

    async fn made(&self, operation: &str, id: &str, said: Value) -> String {
        self.done(operation, id, said).await["id"].as_str().unwrap().to_owned()
    }

    /// The `n`th order, at `stage`.
    pub async fn order(&self, n: usize, stage: Stage) -> Work {
        let mut w = Work {
            n,
            supplier: self.supplier.clone(),
            main: PlaceId::MAIN.to_string(),
            quarantine: self.quarantine.clone(),
            people: self.people.clone(),
            owed: self.price(1200),
            ..Work::default()
        };
        let line = |item: &str, quantity: &str, yuan: i64| json!({"item": item, "quantity": quantity, "unit_price": self.price(yuan), "wanted_on": "2026-12-10", "drawing": "V1.pdf"});
        let mut lines = vec![line(&w.part("T"), "20", 10)];
        let at_end = matches!(stage, Stage::Arrived | Stage::Overpaid);
        if !at_end {
            lines.push(line(&w.part("G"), "10", 100));
        }
        // A draft may be of somebody whom the lead has not confirmed.
        let mut customer = "C001".to_owned();
        if stage == Stage::Draft {
            customer = format!("K{n}");
            let proposed = json!({"code": customer, "name": format!("新客户{n}")});
            w.customer = self.made("customer.propose", "", proposed).await;
        }
        let body = json!({
            "kind": if stage == Stage::Arrived { "project" } else { "counter" }, "customer": customer, "clerk": self.kept.clerks[0],
            "ordered_on": "2026-11-02", "transport": "零担专线", "contact": self.kept.contact, "address": self.kept.address,
            "terms": if at_end { "月结30天" } else { "30%定金,发货前付清70%" }, "lines": lines,
        });
        let made = self.manager.post("/api/v1/orders/new", body).await.is(201).json();
        made["id"].as_str().unwrap().clone_into(&mut w.order);
        self.done("order.task", &w.order, json!({"text": "问尺寸", "due": "2026-11-03"})).await;
        if stage == Stage::Draft {
            return w;
        }
        let submitted = self.done("order.submit", &w.order, json!({})).await;
        submitted["number"].as_str().unwrap().clone_into(&mut w.number);
        if stage == Stage::Review {
            return w;
        }
        let answer = json!({"department": "sales", "verdict": "conditions", "conditions.0.text": "确认颜色", "conditions.0.due": "2026-11-05"});
        self.done("order.review", &w.order, answer).await;
        self.done("order.review_short", &w.order, json!({"note": "常规"})).await;
        self.receive(&w.part("T"), "20").await;
        self.receive(&w.part("A"), "4").await;
        if stage == Stage::Ready {
            return w;
        }
        self.done(
            "order.release",
            &w.order,
            json!({"promised": "2026-12-20", "reason": "产能排到这天，客户同意"}),
        )
        .await;
        self.after_release(&mut w, stage).await;
        w
    }

    /// What happens to a released order until it is at `stage`.
    async fn after_release(&self, w: &mut Work, stage: Stage) {
        match stage {
            Stage::Overpaid => self.overpaid(w).await,
            Stage::GivenUp => self.given_up(w).await,
            Stage::Arrived => self.arrived(w).await,
            Stage::Claimed => self.three_claims(w).await,
            Stage::CameBack => self.came_back(w).await,
            Stage::Ended => self.ended(w).await,
            _ => self.at_work(w, stage).await,
        }
    }

    /// All of it arrives.
    async fn arrived(&self, w: &mut Work) {
        w.owed = self.price(200);
        let all = self.leave(&w.order, "20").await;
        let sound = json!({"on": "2026-11-02", "packing": "intact", "whom": self.kept.contact});
        self.done("shipment.arrival", &all, sound).await;
    }

    /// One claim to be lodged, one to be answered, one to be paid.
    async fn three_claims(&self, w: &mut Work) {
        for claim in 0..3 {
            w.claims[claim] = self.claimed(&w.order).await;
        }
        for lodged in &w.claims[1..] {
            self.done("claim.lodge", lodged, json!({"documents": "照片"})).await;
        }
        self.done("claim.decide", &w.claims[2], json!({"outcome": "accepted"})).await;
    }

    /// In work; then on the road or held.
    async fn at_work(&self, w: &mut Work, stage: Stage) {
        self.work(w).await;
        if stage == Stage::OnTheRoad {
            w.on_the_road = self.leave(&w.order, "3").await;
            w.short = self.leave(&w.order, "2").await;
            let less = json!({"on": "2026-11-02", "packing": "intact", "whom": self.kept.contact, "note": "少一件", "lines.0.received": "1"});
            self.done("shipment.arrival", &w.short, less).await;
        }
        if stage == Stage::Held {
            self.done("order.hold", &w.order, json!({"reason": "客户改图"})).await;
        }
    }

    /// Its deposit is paid, and the customer gives it up.
    async fn given_up(&self, w: &mut Work) {
        let deposit = json!({"on": "2026-11-02", "method": "transfer", "amount": self.price(300)});
        w.payment = self.made("payment.book", &w.order, deposit).await;
        self.done("order.cancel", &w.order, json!({"reason": "客户停工"})).await;
    }

    /// All of it arrives and is paid; one piece is damaged and credited.
    async fn overpaid(&self, w: &Work) {
        let all = self.leave(&w.order, "20").await;
        let less = json!({"on": "2026-11-02", "packing": "intact", "whom": self.kept.contact, "note": "破一件", "lines.0.damaged": "1"});
        self.done("shipment.arrival", &all, less).await;
        self.done(
            "payment.book",
            &w.order,
            json!({"on": "2026-11-02", "method": "transfer", "amount": self.price(200)}),
        )
        .await;
        let credited = json!({"settlement": "credited", "credit": self.price(10), "note": "扣一件", "cause": "packing", "explanation": "箱内无垫", "pickup": "intact", "signature": "clean"});
        self.done("shipment.settle", &all, credited).await;
    }

    /// Parts are issued, six are made, five arrive, and the customer takes no more of them.
    async fn ended(&self, w: &mut Work) {
        let lines = json!([{"item": w.part("A"), "quantity": "30"}]);
        let given =
            json!({"kind": "receipt", "on": "2026-11-02", "reason": "备货", "give": "1", "lines": lines});
        self.manager.post("/api/v1/movements/new", given).await.is(201);
        let order = self.manager.get(&format!("/api/v1/orders/{}", w.order)).await.ok().json();
        order["work_orders"][0]["id"].as_str().unwrap().clone_into(&mut w.making);
        self.done("work.issue", &w.making, json!({})).await;
        w.issued = self.issue_of(&w.order).await;
        w.item = self.item_of(&w.part("A")).await;
        self.done("work.report", &w.making, json!({"operation": "10", "good": "6", "on": "2026-11-02"}))
            .await;
        let five = self.confirmed(&w.order, "0", "5").await;
        let leaves = json!({"on": "2026-11-02", "carrier": "顺发专线", "waybill": "SF1", "packages": "1", "note": "与客户另约"});
        self.done("shipment.dispatch", &five, leaves).await;
        self.done(
            "shipment.arrival",
            &five,
            json!({"on": "2026-11-02", "packing": "intact", "whom": self.kept.contact}),
        )
        .await;
        let lines = json!([{"item": w.part("B"), "quantity": "20", "unit_cost": self.cost(1), "need_by": "2026-11-20"}]);
        let placed =
            self.manager.post("/api/v1/purchases/new", json!({"supplier": w.supplier, "lines": lines}));
        placed.await.is(201).json()["id"].as_str().unwrap().clone_into(&mut w.bought[0]);
        self.end_line(w, "2").await;
    }

    /// All of a line is sent, a piece is missing and comes back, and the customer takes no more of it.
    async fn came_back(&self, w: &mut Work) {
        w.back = self.leave(&w.order, "20").await;
        let less = json!({"on": "2026-11-02", "packing": "intact", "whom": self.kept.contact, "note": "少一件", "lines.0.received": "19"});
        self.done("shipment.arrival", &w.back, less).await;
        let again = json!({"settlement": "replaced", "replacement_by": "2026-11-20", "source": "made", "note": "补发", "cause": "packing", "explanation": "箱内无垫", "pickup": "intact", "signature": "clean"});
        self.done("shipment.settle", &w.back, again).await;
        let found =
            json!({"on": "2026-11-02", "place": "house", "note": "货站退回", "lines.0.quantity": "1"});
        self.done("shipment.found", &w.back, found).await;
        self.end_line(w, "1").await;
    }

    /// The customer takes no more of a line than was delivered.
    async fn end_line(&self, w: &Work, line: &str) {
        let ends = json!({"reason": "不要了", "lines": [{"line": line, "ends": "1"}]});
        let path = format!("/api/v1/orders/{}/settle-lines", w.order);
        self.manager.say(&path, &ends).await.is(303);
    }

    /// What is in work on a released order: bought, drawn, made, paid, prepared, each in part.
    async fn work(&self, w: &mut Work) {
        self.receive(&w.part("A"), "3").await;
        for (side, letter, quantity) in [(0, "B", "20"), (1, "C", "6")] {
            w.bought[side] = self.buy(w, letter, quantity).await;
        }
        w.failed = self.buy(w, "C", "4").await;
        self.done("purchase.receive", &w.failed, json!({"on": "2026-11-02"})).await;
        let failed = json!({"lines.0.accepted": "0", "lines.0.rejected": "4", "lines.0.reason": "崩边"});
        self.done("purchase.inspect", &w.failed, failed).await;
        self.done("purchase.receive", &w.bought[0], json!({"on": "2026-11-02", "lines.0.quantity": "8"}))
            .await;
        let order = self.manager.get(&format!("/api/v1/orders/{}", w.order)).await.ok().json();
        order["work_orders"][0]["id"].as_str().unwrap().clone_into(&mut w.making);
        w.item = self.item_of(&w.part("A")).await;
        let drawn = json!({"lines": [{"item": w.item, "quantity": "2"}]});
        self.manager.post(&format!("/api/v1/work/{}/issue", w.making), drawn).await.ok();
        w.issued = self.issue_of(&w.order).await;
        self.done("work.report", &w.making, json!({"operation": "10", "good": "5", "on": "2026-11-02"}))
            .await;
        // Fifty of it are the customer's advance.
        let money = json!({"on": "2026-11-02", "method": "transfer", "amount": self.price(350),
            "lines.0.order": w.number, "lines.0.amount": self.price(300)});
        w.payment = self.made("payment.book_several", "", money).await;
        w.owed = self.price(900);
        w.planned = self
            .made(
                "shipment.prepare",
                &w.order,
                json!({"ship_on": "2026-11-03", "lines.0.quantity": "5", "lines.1.quantity": "0"}),
            )
            .await;
        // Five are made, and two shipments of five wait for them.
        for side in 0..2 {
            w.leaving[side] = self.confirmed(&w.order, "0", "5").await;
        }
    }

    async fn item_of(&self, code: &str) -> String {
        let parts = self.manager.list(&format!("/stock?q={code}")).await;
        parts.iter().find(|p| p["code"] == code).unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// A purchase of a part of this order's own.
    async fn buy(&self, w: &Work, letter: &str, quantity: &str) -> String {
        let lines = json!([{"item": w.part(letter), "quantity": quantity, "unit_cost": self.cost(1), "need_by": "2026-11-20"}]);
        let placed =
            self.manager.post("/api/v1/purchases/new", json!({"supplier": w.supplier, "lines": lines}));
        placed.await.is(201).json()["id"].as_str().unwrap().to_owned()
    }

    /// The claim over a piece that its carrier lost.
    async fn claimed(&self, order: &str) -> String {
        let shipment = self.leave(order, "2").await;
        let less = json!({"on": "2026-11-02", "packing": "damaged", "whom": self.kept.contact, "note": "少一件", "lines.0.received": "1"});
        self.done("shipment.arrival", &shipment, less).await;
        self.done(
            "shipment.cause",
            &shipment,
            json!({"cause": "transport", "pickup": "intact", "explanation": "问过承运商"}),
        )
        .await;
        let claims = self.manager.list("/claims").await;
        let own = self.first.app.db.read(move |conn| -> Result<String> {
            let claim = "SELECT id FROM claim WHERE shipment_id = $1";
            Ok(conn.one(claim, &[shipment.replace('-', "").into()])?.get(0)?)
        });
        let id = own.await.unwrap();
        assert!(claims.iter().any(|c| c["id"] == id.as_str()), "the list has it");
        id
    }

    /// The document by which parts were drawn for an order.
    async fn issue_of(&self, order: &str) -> String {
        let order = order.to_owned();
        let found = self.first.app.db.read(move |conn| -> Result<String> {
            Ok(conn.one("SELECT movement_id FROM stock_move WHERE order_id = $1", &[order.into()])?.get(0)?)
        });
        found.await.unwrap()
    }

    async fn receive(&self, code: &str, quantity: &str) {
        let lines = json!([{"item": code, "quantity": quantity}]);
        let receipt = json!({"kind": "receipt", "on": "2026-11-02", "reason": "备货", "lines": lines});
        self.manager.post("/api/v1/movements/new", receipt).await.is(201);
    }

    /// A shipment that only has to leave.
    async fn confirmed(&self, order: &str, stocked: &str, made: &str) -> String {
        let mut said = json!({"ship_on": "2026-11-02", "lines.0.quantity": stocked});
        if !made.is_empty() {
            said["lines.1.quantity"] = made.into();
        }
        let id = self.made("shipment.prepare", order, said).await;
        self.done("shipment.confirm", &id, json!({"whom": self.kept.contact, "channel": "phone"})).await;
        self.done("shipment.notice", &id, json!({"whom": self.kept.contact, "channel": "wechat"})).await;
        self.done("shipment.gate", &id, json!({"reason": "老客户"})).await;
        id
    }

    /// A shipment of `quantity` of the stocked line that has left.
    async fn leave(&self, order: &str, quantity: &str) -> String {
        let form = self
            .manager
            .get(&format!("/api/v1/operations/shipment.prepare/form?id={order}"))
            .await
            .ok()
            .json();
        let rows = form["fields"]
            .as_array()
            .unwrap()
            .iter()
            .find(|f| f["name"] == "lines")
            .map_or(0, |f| f["rows"].as_array().unwrap().len());
        let id = self.confirmed(order, quantity, if rows > 1 { "0" } else { "" }).await;
        let leaves = json!({"on": "2026-11-02", "carrier": "顺发专线", "waybill": "SF2", "packages": "1", "note": "与客户另约", "freight": self.cost(2)});
        self.done("shipment.dispatch", &id, leaves).await;
        id
    }
}
