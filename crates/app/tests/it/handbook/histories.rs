//! Open money and open goods always have somebody who must act (H2.2): over long random histories of an order, as people
//! would lead it over HTTP. The same rule over many more histories, without a database, is in `domain::followup`.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use super::h2_thread::today;
use crate::kit::{TestApp, User, databases};

/// Steps of a history.
const STEPS: usize = 90;

/// How the customer pays.
const TERMS: [&str; 4] = ["30%定金,发货前付清70%", "货到付清", "30%定金,60%到货,10%验收", "月结30天"];

/// How many histories: `GENDAN_ENDURE` says otherwise than four.
fn histories() -> u64 {
    std::env::var("GENDAN_ENDURE").ok().and_then(|n| n.parse().ok()).unwrap_or(4)
}

/// What may happen next, the usual ones more often.
const HAPPENS: &[&str] = &[
    "buy",
    "receive",
    "inspect",
    "issue",
    "report",
    "report",
    "report",
    "prepare",
    "prepare",
    "confirm",
    "confirm",
    "notice",
    "notice",
    "gate",
    "dispatch",
    "dispatch",
    "dispatch",
    "arrive",
    "arrive",
    "arrive",
    "settle",
    "settle",
    "cause",
    "found",
    "pay",
    "pay",
    "pay",
    "write_off",
    "refund",
    "stock",
    "put_away",
    "put_away",
    "return",
    "bounce",
    "settle_lines",
    "cancel",
    "agree",
    "hold",
    "resume",
    "resume",
    "resume",
    "wait",
    "wait",
    "claim",
    "promise",
];

struct World<'a> {
    app: &'a TestApp,
    manager: &'a User,
    order: String,
    rng: StdRng,
}

/// Everything that was refused or done, for whoever reads a failure.
type Log = Vec<String>;

impl World<'_> {
    async fn order(&self) -> Value {
        self.manager.get(&format!("/api/v1/orders/{}", self.order)).await.ok().json()
    }

    fn some(&mut self, n: i64) -> String {
        self.rng.random_range(1..=n).to_string()
    }

    fn one_of<'v>(&mut self, values: &[&'v str]) -> &'v str {
        values.choose(&mut self.rng).copied().unwrap_or_default()
    }

    /// A shipment of the order in one of these states.
    fn shipment(&mut self, order: &Value, states: &[&str]) -> Option<String> {
        let all = order["shipments"].as_array().unwrap().iter();
        let fit: Vec<&Value> = all.filter(|s| states.contains(&s["state"].as_str().unwrap())).collect();
        fit.choose(&mut self.rng).map(|s| s["id"].as_str().unwrap().to_owned())
    }

    fn work(&mut self, order: &Value) -> Option<String> {
        order["work_orders"]
            .as_array()
            .unwrap()
            .choose(&mut self.rng)
            .map(|w| w["id"].as_str().unwrap().to_owned())
    }

    /// A purchase, claim or other row of a list.
    async fn row(&mut self, list: &str) -> Option<String> {
        let rows = self.manager.list(list).await;
        rows.choose(&mut self.rng).and_then(|row| row["id"].as_str().map(str::to_owned))
    }

    #[expect(clippy::too_many_lines, reason = "a catalogue: what is said of each deed")]
    /// The deed, what it works on, and what is said.
    async fn next(&mut self, what: &str) -> Option<(&'static str, String, Value)> {
        let order = self.order().await;
        let (id, day) = (self.order.clone(), today(self.app));
        Some(match what {
            "buy" => ("purchase.place", String::new(), json!({})),
            "receive" => ("purchase.receive", self.row("/purchases").await?, json!({"on": day})),
            "inspect" => ("purchase.inspect", self.row("/purchases").await?, json!({})),
            "issue" => ("work.issue", self.work(&order)?, json!({})),
            "report" => {
                let scrap = if self.rng.random_bool(0.2) { "1" } else { "0" };
                ("work.report", self.work(&order)?, json!({"on": day, "scrap": scrap, "note": "按单"}))
            }
            "prepare" => {
                let mut said = json!({"ship_on": day});
                if self.rng.random_bool(0.5) {
                    said["lines.0.quantity"] = self.some(10).into();
                }
                ("shipment.prepare", id, said)
            }
            "confirm" => (
                "shipment.confirm",
                self.shipment(&order, &["prepared"])?,
                json!({"whom": "王经理", "channel": "phone"}),
            ),
            "notice" => (
                "shipment.notice",
                self.shipment(&order, &["confirmed"])?,
                json!({"whom": "王经理", "channel": "wechat"}),
            ),
            "gate" => (
                "shipment.gate",
                self.shipment(&order, &["prepared", "confirmed"])?,
                json!({"reason": "老客户"}),
            ),
            "dispatch" => {
                let leaves = json!({"on": day, "carrier": "顺发专线", "packages": "1", "note": "与客户另约"});
                ("shipment.dispatch", self.shipment(&order, &["confirmed"])?, leaves)
            }
            "arrive" => {
                let mut said =
                    json!({"on": day, "packing": "damaged", "whom": "王经理", "note": "与送货单不符"});
                match self.one_of(&["whole", "damaged", "other"]) {
                    "damaged" => said["lines.0.damaged"] = "1".into(),
                    "other" => said["lines.0.received"] = self.some(11).into(),
                    _ => {}
                }
                ("shipment.arrival", self.shipment(&order, &["transit"])?, said)
            }
            "settle" => {
                let how = self.one_of(&["replaced", "credited", "as_is"]);
                let extra = self.one_of(&["charged", "kept", "returned"]);
                let by = domain::calendar::shift(day.parse().unwrap(), 9).to_string();
                let by = if how == "replaced" { by } else { String::new() };
                let said = json!({"settlement": how, "replacement_by": by, "extra": extra, "note": "商定",
                    "cause": "packing", "pickup": "intact", "explanation": "箱内无垫"});
                ("shipment.settle", self.shipment(&order, &["difference"])?, said)
            }
            "cause" => {
                let cause = self.one_of(&["transport", "packing"]);
                let said = json!({"cause": cause, "pickup": "intact", "explanation": "问过了"});
                ("shipment.cause", self.shipment(&order, &["difference", "arrived"])?, said)
            }
            "found" => {
                let place = self.one_of(&["receiver", "house"]);
                let said = json!({"on": day, "place": place, "note": "货站找到", "lines.0.quantity": "1"});
                ("shipment.found", self.shipment(&order, &["difference", "arrived"])?, said)
            }
            "claim" => ("claim.write_off", self.row("/claims").await?, json!({"reason": "不值得"})),
            "pay" => {
                let amount = self.one_of(&["30000", "3680", "12000", "0.01", "100"]);
                ("payment.book", id, json!({"on": day, "method": "transfer", "amount": amount}))
            }
            "write_off" => ("order.write_off", id, json!({"reason": "尾差"})),
            "refund" => {
                let way = self.one_of(&["repay", "keep"]);
                ("order.refund", id, json!({"way": way, "on": day, "method": "transfer", "reason": "多收"}))
            }
            "stock" => ("work.stock", self.work(&order)?, json!({})),
            "put_away" => ("shipment.stock", self.shipment(&order, &["difference", "arrived"])?, json!({})),
            "return" => ("work.return", self.work(&order)?, json!({})),
            "bounce" if self.rng.random_bool(0.3) => {
                ("payment.reverse", self.row("/payments").await?, json!({"reason": "退票"}))
            }
            "cancel" if self.rng.random_bool(0.2) => ("order.cancel", id, json!({"reason": "客户不要了"})),
            "agree" => {
                let amount = self.one_of(&["0", "100", "30000"]);
                ("order.keep", id, json!({"amount": amount, "reason": "协商"}))
            }
            "settle_lines" if self.rng.random_bool(0.1) => {
                ("order.settle_lines", id, json!({"reason": "不要了", "lines.0.ends": "1"}))
            }
            "hold" if self.rng.random_bool(0.2) => ("order.hold", id, json!({"reason": "客户停工"})),
            "resume" => ("order.resume", id, json!({"reason": "可以继续"})),
            "promise" => {
                let to = domain::calendar::shift(day.parse().unwrap(), 20).to_string();
                let said = json!({"to": to, "department": "生产部", "cause": "排队", "whom": "王经理", "channel": "phone",
                    "on": day, "confirmed": "1"});
                ("order.promise", id, said)
            }
            _ => return None,
        })
    }

    async fn step(&mut self, log: &mut Log) {
        let what = self.one_of(HAPPENS);
        if what == "wait" {
            let days = self.rng.random_range(1..=4);
            self.app.advance_days(days).await;
            log.push(format!("{days} days"));
            return;
        }
        let Some((deed, target, said)) = self.next(what).await else { return };
        let answer = self.manager.fill(deed, &target, said.clone()).await;
        assert!(matches!(answer.status, 200..=303 | 409 | 422), "{deed}: {}", answer.text());
        if answer.status < 400 {
            log.push(format!("{deed} {said}"));
        }
    }
}

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

/// What is open and has nobody who must act.
fn forgotten(order: &Value) -> Option<String> {
    let duties: Vec<(&str, &str)> = order["follow_ups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["rule"].as_str().unwrap(), f["operation"].as_str().unwrap()))
        .collect();
    let acts = |rules: &[&str]| duties.iter().any(|(rule, _)| rules.contains(rule));
    let does = |deed: &str| duties.iter().any(|(_, operation)| *operation == deed);
    let lines = order["lines"].as_array().unwrap();
    let open = lines.iter().any(|l| number(&l["received"]) < number(&l["quantity"]));
    let held = !order["hold"].is_null();
    let remaining = order["remaining"].as_array().unwrap();
    let lacks = |word: &str| remaining.iter().any(|r| r.as_str().unwrap().contains(word));
    if order["state"] == "closed" {
        return (open || !remaining.is_empty()).then(|| "closed with something open".into());
    }
    if order["state"] == "cancelled" {
        let beyond = number(&order["paid"]) - number(&order["kept"]);
        let gone_wrong = (beyond > 0.0) != does("order.refund") || (beyond < 0.0) != does("payment.book");
        return gone_wrong.then(|| "money of an order that was given up".into());
    }
    if held {
        return (!acts(&["H8.4"])).then(|| "a hold".into());
    }
    let checks = [
        // Of what is late, and nobody knows until when, the customer is told first (H6.3).
        (open && !acts(&["H6.1", "H6.3", "H6.4", "H6.6"]), "goods"),
        (lacks("差异") && !acts(&["H6.6"]), "a difference"),
        (lacks("索赔") && !acts(&["H6.6"]), "a claim"),
        (lacks("余货") != (does("work.stock") || does("shipment.stock")), "goods left over"),
        (lines.iter().any(|l| number(&l["ready"]).fract() > 0.0), "a part of what is counted is ready"),
        (lacks("领走的料") != does("work.return"), "parts that nobody uses"),
        (lacks("多收") != does("order.refund"), "a surplus"),
        (lacks("货款未收清") && !open && !acts(&["H4.6"]), "money"),
        (remaining.is_empty(), "nothing is lacking and it is open"),
    ];
    checks.into_iter().find(|(wrong, _)| *wrong).map(|(_, what)| what.to_owned())
}

async fn entered(app: &TestApp, manager: &User, terms: &str) -> String {
    let tags = json!([{"item": "AC-TAG", "quantity": "6"}]);
    let receipt = json!({"kind": "receipt", "on": today(app), "reason": "备货", "lines": tags});
    manager.post("/api/v1/movements/new", receipt).await.is(201);
    let day: jiff::civil::Date = today(app).parse().unwrap();
    let wanted = domain::calendar::shift(day, 38).to_string();
    let line = |item: &str| json!({"item": item, "quantity": "10", "unit_price": "3000", "wanted_on": wanted, "drawing": "V1.pdf"});
    let body = json!({
        "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": day.to_string(), "transport": "零担专线",
        "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": terms, "tolerance": "10",
        "lines": [line("AC-TAG"), line("ZG-1001")],
    });
    let made = manager.post("/api/v1/orders/new", body).await.is(201).json();
    let order = made["id"].as_str().unwrap().to_owned();
    manager.fill("order.submit", &order, json!({})).await.ok();
    manager.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
    manager.fill("order.release", &order, json!({})).await.ok();
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_2_open_money_and_goods_have_somebody_who_must_act_over_long_histories() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let manager = app.user("顾总").await;
        for seed in 1..=histories() {
            let terms = TERMS[usize::try_from(seed).unwrap() % TERMS.len()];
            let order = entered(&app, &manager, terms).await;
            let mut world = World { app: &app, manager: &manager, order, rng: StdRng::seed_from_u64(seed) };
            let mut log = Log::new();
            for _ in 0..STEPS {
                world.step(&mut log).await;
                let now = world.order().await;
                if let Some(what) = forgotten(&now) {
                    panic!("seed {seed}: {what} is forgotten: {}\n{now:#}", log.join("\n"));
                }
            }
            let given_up = world.order().await["state"] == "cancelled";
            assert!(given_up || log.len() > STEPS / 5, "something happens: {}", log.join("\n"));
        }
        let verified = tokio::task::block_in_place(|| app::upkeep::verify(&app.app).unwrap());
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    }
}
