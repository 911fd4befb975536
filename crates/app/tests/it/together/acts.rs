//! Every act that concerns an order: when it is possible, on what, and what is said. An operation that stands neither
//! here nor among those which concern no order fails the test.

use serde_json::{Value, json};

use super::company::Work;

/// What an order is at when two acts meet on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Written down.
    Draft,
    /// Handed in for review.
    Review,
    /// Reviewed, with a condition.
    Ready,
    /// Released: short of parts, partly bought, partly made, three shipments prepared of which two are confirmed.
    Released,
    /// As released, with one more shipment on the road and one that arrived short.
    OnTheRoad,
    /// Released, with three shipments that arrived short: one claim to be lodged, one to be answered, one to be paid.
    Claimed,
    /// As released, and held.
    Held,
    /// All goods are there, the money is not.
    Arrived,
    /// All goods are there and paid; one was damaged and credited, so that too much came in.
    Overpaid,
    /// One line ended at the five that were delivered of the six made; the other one has not begun.
    Ended,
    /// A line ended one short, and the missing piece came back.
    CameBack,
    /// Its deposit was paid, then it was given up.
    GivenUp,
}

use Stage::{
    Arrived, CameBack, Claimed, Draft, Ended, GivenUp, Held, OnTheRoad, Overpaid, Ready, Released, Review,
};

/// An act on an order. The first and the second of a pair may mean two things of one order, `side` 0 and 1.
pub struct Act {
    /// The operation.
    pub name: &'static str,
    /// When it is possible.
    pub stages: &'static [Stage],
    /// What it works on; empty where it has no target.
    pub target: fn(&Work, usize) -> String,
    /// What is said; the rest stays as the form fills it in.
    pub said: fn(&Work, usize) -> Value,
    /// Whether the form has nothing to fill in for it.
    pub plain: bool,
}

const ALWAYS: &[Stage] = &[Draft, Review, Ready, Released, OnTheRoad, Held, Arrived];
const AT_WORK: &[Stage] = &[Released, OnTheRoad, Held];
const PAID: &[Stage] = &[Released, OnTheRoad, Held, GivenUp];
/// A hold stops what is made (H8.4).
const IN_THE_WORKSHOP: &[Stage] = &[Released, OnTheRoad];
const OWED_OR_CLAIMED: &[Stage] = &[Review, Ready, Released, OnTheRoad, Claimed, Held, Arrived];
const OWED: &[Stage] = &[Review, Ready, Released, OnTheRoad, Held, Arrived];

const fn act(
    name: &'static str,
    stages: &'static [Stage],
    target: fn(&Work, usize) -> String,
    said: fn(&Work, usize) -> Value,
) -> Act {
    Act { name, stages, target, said, plain: false }
}

const fn plain(
    name: &'static str,
    stages: &'static [Stage],
    target: fn(&Work, usize) -> String,
    said: fn(&Work, usize) -> Value,
) -> Act {
    Act { plain: true, ..act(name, stages, target, said) }
}

fn order(w: &Work, _: usize) -> String {
    w.order.clone()
}

fn nothing(_: &Work, _: usize) -> Value {
    json!({})
}

fn reason(_: &Work, _: usize) -> Value {
    json!({"reason": "两人同时"})
}

/// Some of the customer's money goes back.
fn back(_: &Work, _: usize) -> Value {
    json!({"amount": "30", "on": "2026-11-02", "method": "transfer", "reason": "客户要求退回"})
}

/// Every act that concerns an order. Weighing comes last: it moves what other orders have.
pub static ACTS: &[Act] = &[
    plain(
        "order.contact",
        ALWAYS,
        order,
        |_, _| json!({"whom": "王经理", "channel": "phone", "on": "2026-11-02", "said": "几时发货"}),
    ),
    plain("order.attach", ALWAYS, order, nothing),
    plain("customer.confirm", &[Draft], |w, _| w.customer.clone(), nothing),
    plain(
        "order.snooze",
        ALWAYS,
        order,
        |_, side| json!({"rule": "H8.2", "occurrence": "task-1", "until": format!("2026-11-0{}", 4 + side), "reason": "等回复"}),
    ),
    act("order.task", ALWAYS, order, |_, _| json!({"text": "问颜色", "due": "2026-11-04"})),
    plain("order.task_done", ALWAYS, order, |_, _| json!({"number": "1", "result": "问过了"})),
    act("order.edit", &[Draft], order, nothing),
    plain("order.submit", &[Draft], order, nothing),
    plain(
        "order.review",
        &[Review, Ready],
        order,
        |_, _| json!({"department": "sales", "verdict": "accept"}),
    ),
    plain("order.review_short", &[Review], order, |_, _| json!({"note": "常规"})),
    plain(
        "order.condition",
        &[Ready, Released, OnTheRoad, Held],
        order,
        |_, _| json!({"index": "0", "note": "已确认"}),
    ),
    plain(
        "order.release",
        &[Ready],
        order,
        |_, _| json!({"promised": "2026-12-20", "reason": "产能排到这天，客户同意"}),
    ),
    plain("order.hold", &[Draft, Review, Ready, Released, OnTheRoad, Arrived], order, reason),
    plain("order.resume", &[Held], order, reason),
    plain("order.cancel", &[Draft, Review, Ready, Released, Held], order, reason),
    plain("order.discard", &[Draft], order, reason),
    plain(
        "order.settle_lines",
        &[Ended],
        order,
        |_, _| json!({"reason": "不要了", "lines": [{"line": "1", "ends": "1"}]}),
    ),
    act(
        "order.correct",
        &[Review, Ready, Released, OnTheRoad, Arrived],
        order,
        |_, side| json!({"reason": "客户要求", "remark": format!("附色板 {side}")}),
    ),
    plain("order.hand_over", ALWAYS, order, |w, _| json!({"to": w.people[1], "reason": "换岗"})),
    plain(
        "order.hand_over_several",
        ALWAYS,
        |w, _| w.people[0].clone(),
        |w, _| json!({"to": w.people[1], "reason": "换岗", "lines": [{"order": w.order, "picked": "1"}]}),
    ),
    act("order.promise", &[Released, OnTheRoad, Held, Arrived], order, |_, _| {
        json!({"to": "2026-12-30", "department": "生产部", "cause": "排队", "whom": "王经理", "channel": "phone",
            "on": "2026-11-02", "confirmed": "1"})
    }),
    plain("order.accept", &[Arrived], order, |_, _| json!({"on": "2026-11-02", "whom": "王经理"})),
    plain(
        "payment.book",
        OWED_OR_CLAIMED,
        order,
        |w, _| json!({"on": "2026-11-02", "method": "transfer", "amount": w.owed}),
    ),
    plain(
        "payment.book_several",
        OWED,
        |_, _| String::new(),
        |w, _| json!({"on": "2026-11-02", "method": "transfer", "lines": [{"order": w.number, "amount": w.owed}]}),
    ),
    plain(
        "payment.allocate",
        AT_WORK,
        |w, _| w.payment.clone(),
        |w, _| json!({"lines": [{"order": w.number, "amount": "30"}]}),
    ),
    plain("payment.repay", AT_WORK, |w, _| w.payment.clone(), back),
    plain("order.refund", &[Overpaid, GivenUp], order, |w, side| {
        let mut said = back(w, side);
        said["way"] = if side == 0 { "repay" } else { "keep" }.into();
        said["amount"] = "6".into();
        said
    }),
    act(
        "order.write_off",
        &[Released, OnTheRoad, Arrived],
        order,
        |_, _| json!({"amount": "5", "reason": "手续费"}),
    ),
    plain(
        "order.keep",
        &[GivenUp],
        order,
        |_, side| json!({"amount": if side == 0 { "200" } else { "150" }, "reason": "定金不退"}),
    ),
    plain("payment.reverse", PAID, |w, _| w.payment.clone(), reason),
    act("shipment.prepare", &[Released, OnTheRoad], order, |_, _| json!({"ship_on": "2026-11-03"})),
    act(
        "shipment.confirm",
        AT_WORK,
        |w, _| w.planned.clone(),
        |_, _| json!({"whom": "王经理", "channel": "phone"}),
    ),
    act(
        "shipment.notice",
        AT_WORK,
        |w, side| w.leaving[side].clone(),
        |_, _| json!({"whom": "王经理", "channel": "wechat"}),
    ),
    plain("shipment.gate", AT_WORK, |w, _| w.planned.clone(), reason),
    plain(
        "shipment.dispatch",
        &[Released, OnTheRoad],
        |w, side| w.leaving[side].clone(),
        |_, _| json!({"on": "2026-11-02", "carrier": "顺发专线", "waybill": "SF9", "packages": "1", "note": "与客户另约"}),
    ),
    plain(
        "shipment.change",
        &[Released, OnTheRoad],
        |w, side| w.leaving[side].clone(),
        |_, _| json!({"ship_on": "2026-11-20", "reason": "客户改期", "lines": [{"line": "2", "quantity": "4"}]}),
    ),
    plain("shipment.cancel", AT_WORK, |w, side| w.leaving[side].clone(), reason),
    plain(
        "shipment.carrier",
        &[OnTheRoad],
        |w, _| w.on_the_road.clone(),
        |_, _| json!({"said": "明天到", "eta": "2026-11-05"}),
    ),
    act(
        "shipment.arrival",
        &[OnTheRoad],
        |w, _| w.on_the_road.clone(),
        |_, _| json!({"on": "2026-11-02", "packing": "intact", "whom": "王经理"}),
    ),
    plain("shipment.not_arrived", &[OnTheRoad], |w, _| w.short.clone(), reason),
    plain(
        "shipment.settle",
        &[OnTheRoad],
        |w, _| w.short.clone(),
        |_, _| json!({"settlement": "replaced", "replacement_by": "2026-11-20", "source": "made", "note": "补发", "cause": "packing", "explanation": "箱内无垫", "pickup": "intact", "signature": "clean"}),
    ),
    plain(
        "shipment.found",
        &[OnTheRoad],
        |w, _| w.short.clone(),
        |_, _| json!({"on": "2026-11-02", "place": "receiver", "note": "货站找到", "lines": [{"line": "1", "quantity": "1"}]}),
    ),
    act(
        "shipment.state",
        IN_THE_WORKSHOP,
        |w, _| w.planned.clone(),
        |_, side| json!({"party": if side == 0 { "production" } else { "purchasing" }}),
    ),
    plain(
        "shipment.cause",
        &[OnTheRoad],
        |w, _| w.short.clone(),
        |_, side| json!({"cause": if side == 0 { "transport" } else { "packing" }, "explanation": "箱内无垫", "pickup": "intact", "signature": "clean"}),
    ),
    act(
        "claim.describe",
        &[Claimed],
        |w, side| w.claims[side].clone(),
        |_, _| json!({"note": "提货照片完好"}),
    ),
    act("claim.lodge", &[Claimed], |w, _| w.claims[0].clone(), |_, _| json!({"documents": "照片"})),
    plain(
        "claim.answer",
        &[Claimed],
        |w, side| w.claims[1 + side].clone(),
        |_, _| json!({"on": "2026-11-02", "whom": "理赔员", "said": "在查", "next_by": "2026-11-05"}),
    ),
    act(
        "claim.decide",
        &[Claimed],
        |w, _| w.claims[1].clone(),
        |_, side| {
            if side == 0 {
                json!({"outcome": "accepted"})
            } else {
                json!({"outcome": "partly", "amount": "1"})
            }
        },
    ),
    plain(
        "claim.recover",
        &[Claimed],
        |w, _| w.claims[2].clone(),
        |_, _| json!({"on": "2026-11-02", "amount": "8", "reference": "抵运费"}),
    ),
    plain("claim.write_off", &[Claimed], |w, side| w.claims[side].clone(), reason),
    plain(
        "work.period",
        IN_THE_WORKSHOP,
        |w, _| w.making.clone(),
        |_, _| json!({"start": "2026-11-03", "finish": "2026-11-20"}),
    ),
    plain(
        "work.report",
        IN_THE_WORKSHOP,
        |w, _| w.making.clone(),
        |_, _| json!({"operation": "10", "good": "5", "on": "2026-11-02"}),
    ),
    plain(
        "work.report_several",
        IN_THE_WORKSHOP,
        |_, _| String::new(),
        |w, _| json!({"on": "2026-11-02", "lines": [{"step": format!("{}-10", w.making.replace('-', "")), "good": "5"}]}),
    ),
    plain(
        "shipment.stock",
        &[CameBack],
        |w, _| w.back.clone(),
        |_, _| json!({"lines": [{"line": "1", "quantity": "1"}]}),
    ),
    plain("work.stock", &[Ended], |w, _| w.making.clone(), |_, _| json!({"quantity": "1"})),
    plain(
        "work.return",
        &[Ended],
        |w, _| w.making.clone(),
        |w, _| json!({"lines": [{"item": w.item, "quantity": "1"}], "reason": "其余已裁"}),
    ),
    act("work.issue", IN_THE_WORKSHOP, |w, _| w.making.clone(), nothing),
    plain(
        "purchase.place",
        AT_WORK,
        |_, _| String::new(),
        |w, _| json!({"supplier": w.supplier, "lines": [{"item": w.part("A"), "quantity": "6", "unit_cost": "1", "need_by": "2026-11-20"}]}),
    ),
    act(
        "purchase.promise",
        AT_WORK,
        |w, side| w.bought[1 - side].clone(),
        |_, _| json!({"channel": "wechat", "lines.0.date": "2026-11-09"}),
    ),
    plain(
        "purchase.chase",
        AT_WORK,
        |w, side| w.bought[1 - side].clone(),
        |_, _| json!({"channel": "wechat", "said": "在路上"}),
    ),
    act(
        "purchase.receive",
        AT_WORK,
        |w, side| w.bought[1 - side].clone(),
        |_, _| json!({"on": "2026-11-02"}),
    ),
    plain(
        "purchase.promise_several",
        AT_WORK,
        |_, _| String::new(),
        |w, side| json!({"channel": "wechat", "lines": [{"line": format!("{}-1", w.bought[1 - side].replace('-', "")), "date": "2026-11-10"}]}),
    ),
    plain(
        "purchase.receive_several",
        AT_WORK,
        |_, _| String::new(),
        |w, side| json!({"on": "2026-11-02", "lines": [{"line": format!("{}-1", w.bought[1 - side].replace('-', "")), "quantity": "1"}]}),
    ),
    act("purchase.inspect", AT_WORK, |w, _| w.bought[0].clone(), nothing),
    act(
        "purchase.return",
        AT_WORK,
        |w, _| w.failed.clone(),
        |_, _| json!({"on": "2026-11-02", "waybill": "TH-1", "lines.0.quantity": "3"}),
    ),
    act(
        "purchase.replace",
        AT_WORK,
        |w, _| w.failed.clone(),
        |_, _| json!({"on": "2026-11-02", "lines.0.quantity": "3"}),
    ),
    act(
        "purchase.concede",
        AT_WORK,
        |w, _| w.failed.clone(),
        |_, _| json!({"reason": "用在背面", "lines.0.quantity": "3"}),
    ),
    plain("purchase.keep", &[Ended], |w, _| w.bought[0].clone(), reason),
    plain("purchase.cancel", AT_WORK, |w, _| w.bought[1].clone(), reason),
    act("stock.adjust", AT_WORK, |w, _| w.item.clone(), |_, _| json!({"counted": "1", "reason": "少了"})),
    plain(
        "stock.book",
        AT_WORK,
        |_, _| String::new(),
        |w, _| {
            json!({"kind": "receipt", "on": "2026-11-02", "reason": "备货", "give": "1",
            "lines": [{"item": w.part("A"), "quantity": "2"}]})
        },
    ),
    plain(
        "stock.transfer",
        AT_WORK,
        |_, _| String::new(),
        |w, _| {
            json!({"from": w.main, "to": w.quarantine, "on": "2026-11-02", "reason": "待查",
            "lines": [{"item": w.part("A"), "quantity": "1"}]})
        },
    ),
    plain("stock.allocate", AT_WORK, |w, _| w.item.clone(), nothing),
    plain("stock.reverse", &[Released, OnTheRoad, Held, Ended], |w, _| w.issued.clone(), reason),
    plain("pegging.weigh", AT_WORK, |_, _| String::new(), |_, _| json!({"renew": "1"})),
];

/// The act that moves what other orders have: nothing else is tried in its database.
pub const WIDE: &str = "pegging.weigh";

/// Operations that change nothing of an order that is there already, each group with its reason.
pub const NO_ORDERS: &[(&str, &[&str])] = &[
    ("makes an order that nobody knows yet", &["order.new"]),
    (
        "writes a record that orders copy when they are entered or released",
        &[
            "customer.new",
            "customer.edit",
            "customer.retire",
            "customer.restore",
            "customer.contact",
            "customer.propose",
            "customer.correct",
            "customer.send_back",
            "customer.withdraw",
            "supplier.new",
            "supplier.edit",
            "supplier.retire",
            "supplier.restore",
            "carrier.new",
            "carrier.edit",
            "carrier.retire",
            "carrier.restore",
            "place.new",
            "place.edit",
            "place.retire",
            "place.restore",
            "item.new",
            "item.edit",
            "item.bill",
            "item.routing",
            "item.retire",
            "item.restore",
            "center.new",
            "center.edit",
            "company.describe",
            "company.days",
            "company.calendar",
        ],
    ),
    (
        "empties what the law asks to be forgotten, in place: it decides nothing on a case",
        &["customer.erase", "person.erase"],
    ),
    (
        "moves what the customer owes of an advance that went back: no order asks for it",
        &["payment.recover", "payment.write_off"],
    ),
    (
        "concerns people and their accounts",
        &[
            "person.new",
            "person.edit",
            "person.retire",
            "person.restore",
            "person.account",
            "person.confirm",
            "person.decline",
            "person.substitute",
            "person.own_substitute",
            "person.own_password",
        ],
    ),
    (
        "keeps a file or a layout; what is taken in goes through the acts above",
        &["import.upload", "import.tell_layout", "import.forget_layout"],
    ),
];
