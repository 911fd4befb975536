//! Examples of facts that the released database does not hold, each with something in every field.

use std::collections::BTreeMap;

use domain::confidential::{self, Confidential, Price};
use domain::erasure::{Erasure, Place, Subject};
use domain::history::{Noun, Packed};
use domain::ids::{CustomerId, OrderId, PersonId};
use domain::money::{Money, UnitPrice};
use domain::order::{
    Attachment, Contact, Entry, Handover, Kept, Need, OrderLine, Replacing, Reservation, SettledLine, Snooze,
    Task, WriteOff,
};
use domain::quantity::Quantity;
use domain::shipment::{
    Cause, Finding, Found, Packing, Part, Party, Settlement, Signature, Source, StateSaid, Whereabouts,
};
use domain::{carrier, claim, company, customer, erasure, item, order, payment};
use domain::{person, production, purchasing, shipment, stock, supplier};
use evidence::Value;
use jiff::civil::{Date, date};
use uuid::Uuid;

const DAY: Date = date(2026, 11, 28);

fn id() -> Uuid {
    Uuid::from_u128(0x01a2_2378_b8c0_761c_94fe_3886_f34d_cb3a)
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn secret(text: &str) -> Confidential<confidential::Contact, String> {
    Confidential::new(text.to_owned())
}

fn money() -> Confidential<Price, Money> {
    Confidential::new(Money::cny(368_000))
}

fn file() -> Attachment {
    Attachment {
        sha256: "ab".repeat(32),
        name: text("照片.jpg"),
        media_type: text("image/jpeg"),
        size: 1024,
        what: text("photo"),
    }
}

fn contact() -> Contact {
    Contact {
        side: Some(order::Side::Customer),
        whom: secret("王经理"),
        channel: text("phone"),
        said: text("下周安装"),
        agreed: text("周三前发货"),
        on: DAY,
        files: vec![file()],
    }
}

fn entry() -> Entry {
    Entry {
        customer_name: text("云锦酒店"),
        ordered_on: DAY,
        clerk_name: text("林晓"),
        address: secret("成都市锦江区"),
        contact: secret("王经理 13500000001"),
        terms: text("预付30%，发货前70%"),
        lines: vec![OrderLine {
            number: 1,
            unit_price: Confidential::new(UnitPrice::cny(35_000)),
            ..OrderLine::default()
        }],
        ..Entry::default()
    }
}

fn reservations() -> Vec<Reservation> {
    vec![Reservation { line: 1, item: item_id(), quantity: Quantity::whole(2) }]
}

fn need() -> Need {
    Need {
        line: 1,
        item: item_id(),
        required: Quantity::whole(5),
        reserved: Quantity::whole(2),
        drawn: Quantity::whole(1),
        need_by: DAY,
    }
}

fn item_id() -> domain::ids::ItemId {
    domain::ids::ItemId(id())
}

/// A body of every kind here, by its kind.
pub fn all() -> BTreeMap<String, Value> {
    let mut bodies = BTreeMap::new();
    masters(&mut bodies);
    orders(&mut bodies);
    supply(&mut bodies);
    shipments(&mut bodies);
    claims(&mut bodies);
    bodies
}

fn put<N: Noun>(bodies: &mut BTreeMap<String, Value>, facts: impl IntoIterator<Item = N::Fact>) {
    for fact in facts {
        bodies.insert(N::kind(&fact).to_owned(), evidence::to_value(&fact).unwrap());
    }
}

fn masters(to: &mut BTreeMap<String, Value>) {
    let reason = || text("不再合作");
    put::<carrier::Carrier>(to, [carrier::Fact::Retired { reason: reason() }, carrier::Fact::Restored]);
    put::<supplier::Supplier>(to, [supplier::Fact::Retired { reason: reason() }, supplier::Fact::Restored]);
    put::<item::Item>(to, [item::Fact::Retired { reason: reason() }, item::Fact::Restored]);
    put::<person::Person>(
        to,
        [
            person::Fact::Retired { reason: reason() },
            person::Fact::Restored,
            person::Fact::Proposed { roles: vec![person::Role::GeneralManager, person::Role::Administrator] },
            person::Fact::Confirmed,
            person::Fact::Declined { reason: reason() },
            person::Fact::CodeGiven { first: true },
            person::Fact::SubstituteNamed {
                substitute: person::Substitute { person: PersonId(id()), from: DAY, to: DAY },
            },
            person::Fact::SubstituteEnded,
        ],
    );
    let format = customer::SheetFormat {
        header: vec![text("品名"), text("数量")],
        columns: vec![(text("quantity"), text("数量"))],
        number_at: text("订单编号"),
        date_at: text("日期"),
        contact_at: text("联系人"),
        terms_at: text("付款方式"),
        clerk: text("U01"),
    };
    put::<customer::Customer>(
        to,
        [
            customer::Fact::Proposed {
                id: CustomerId(id()),
                profile: customer::Profile { tax_number: text("91310000"), ..customer::Profile::default() },
            },
            customer::Fact::Confirmed,
            customer::Fact::SentBack { reason: reason() },
            customer::Fact::Retired { reason: reason() },
            customer::Fact::Restored,
            customer::Fact::Contacted { contact: Confidential::new(contact()) },
            customer::Fact::FormatDropped { header: format.header.clone() },
            customer::Fact::FormatKept { format },
        ],
    );
    let days = vec![DAY];
    let declared =
        company::Fact::DaysDeclared { days, worked: true, year: Some(2026), reason: text("调休") };
    let spans = vec![company::Span { from: DAY, to: DAY, kind: company::Day::Usual, name: text("春节") }];
    let whole =
        company::Declaration { spans, year: Some(2027), complete: true, reason: text("国务院通知") };
    let restored = company::Restored { epoch: 2, lost: 40, passed_over: 40, reason: text("硬盘损坏") };
    let restored = company::Fact::Restored(restored);
    put::<company::Company>(to, [declared, company::Fact::CalendarDeclared(whole), restored]);
    let places = Packed(vec![Place { stream: text("order/1"), seq: 1, path: text("Entered/entry/contact") }]);
    let erasure = Erasure { subject: Subject::Person, of: id(), reason: text("本人要求"), places };
    put::<Erasure>(to, [erasure::Fact::Erased { erasure }]);
}

fn handover() -> Handover {
    Handover {
        from: PersonId(id()),
        from_name: text("林晓"),
        to: PersonId(id()),
        to_name: text("周琪"),
        tasks: vec![1],
        reason: text("换岗"),
    }
}

fn orders(to: &mut BTreeMap<String, Value>) {
    use order::Fact;
    let reason = || text("客户要求");
    let snooze = Snooze {
        rule: text("arrival"),
        occurrence: text("1"),
        deed: text("shipment.arrival"),
        until: DAY,
        reason: text("等客户回复"),
    };
    let task = Task {
        set_by: String::new(),
        number: 1,
        text: text("寄样板"),
        owner: PersonId(id()),
        owner_name: text("林晓"),
        due: DAY,
        result: None,
        lost: None,
    };
    let needs = || Packed(vec![need()]);
    put::<order::Order>(
        to,
        [
            Fact::Replacing {
                replacing: vec![Replacing {
                    line: 1,
                    quantity: Quantity::whole(2),
                    by: DAY,
                    source: Source::Stock,
                }],
                needs: needs(),
            },
            Fact::MaterialAdded { line: 1, spoiled: Quantity::whole(1), needs: needs() },
            Fact::MaterialReturned {
                line: 1,
                returned: reservations(),
                lost: reservations(),
                note: text("其余报废"),
                proof: vec![file()],
            },
            Fact::LinesSettled {
                lines: vec![SettledLine { line: 1, from: Quantity::whole(10), to: Quantity::whole(4) }],
                needs: needs(),
                reason: text("客户不要了"),
                proof: vec![file()],
            },
        ],
    );
    put::<order::Order>(
        to,
        [
            Fact::Revised { entry: entry(), proof: vec![file()] },
            Fact::CustomerConfirmed,
            Fact::ConditionMet { index: 0, note: text("已确认图纸"), proof: vec![file()] },
            Fact::Yielded { reservations: reservations() },
            Fact::Used { reservations: reservations() },
            Fact::NeedsRevised { needs: needs() },
            Fact::Held { reason: reason(), files: vec![file()] },
            Fact::Resumed { reason: reason(), files: vec![file()] },
            Fact::Cancelled { reason: reason(), files: vec![file()] },
            Fact::Corrected { entry: entry(), reason: reason(), files: vec![file()] },
            Fact::HandedOver { handover: handover(), proof: vec![file()] },
            Fact::Snoozed { snooze },
            Fact::TaskSet { task, proof: vec![file()] },
            Fact::TaskDone { number: 1, result: text("已寄出"), proof: vec![file()] },
            Fact::Closed,
            Fact::WrittenOff {
                write_off: WriteOff { amount: Confidential::new(Money::cny(1)), reason: text("手续费") },
                slip: vec![file()],
            },
            Fact::Reopened,
            Fact::MoneyKept {
                kept: Kept { amount: money(), reason: text("定金不退一半") },
                letter: vec![file()],
            },
        ],
    );
    payments(to);
}

fn supply(to: &mut BTreeMap<String, Value>) {
    use purchasing::{Fact, ForOrder};
    let covers =
        ForOrder { order: OrderId(id()), number: text("GD26110001"), line: 1, quantity: Quantity::whole(2) };
    let parts = || vec![purchasing::Part { line: 1, quantity: Quantity::whole(2) }];
    let back = purchasing::Back {
        on: DAY,
        parts: parts(),
        way: purchasing::Way::Carried,
        waybill: text("TH-1"),
        note: text("下批补"),
        proof: vec![file()],
    };
    let replacement = purchasing::Replacement {
        on: DAY,
        parts: parts(),
        waybill: text("SD-119"),
        again: text("一车两单"),
        proof: vec![file()],
    };
    let concession =
        purchasing::Concession { parts: parts(), reason: text("用在背面"), proof: vec![file()] };
    put::<purchasing::Purchase>(
        to,
        [
            Fact::Freed {
                order: text("GD26110001"),
                covers: vec![(1, vec![covers.clone()])],
                freed: vec![(1, Quantity::whole(3))],
                on: DAY,
            },
            Fact::Kept { reason: text("常用料"), proof: vec![file()] },
            Fact::Chased { on: DAY, channel: text("phone"), said: text("明天发"), proof: vec![file()] },
            Fact::Repegged { covers: vec![(1, vec![covers])] },
            Fact::Returned { back },
            Fact::Replaced { replacement },
            Fact::Conceded { concession },
            Fact::Cancelled { reason: text("供应商停产"), proof: vec![file()] },
        ],
    );
    let by = domain::ids::MovementId(id());
    let moved = stock::Move {
        line: Some(1),
        place: domain::ids::PlaceId(id()),
        unit_cost: Some(Confidential::new(Money::cny(11_800).into())),
        ..stock::Move::of(domain::ids::ItemId(id()), Quantity::whole(2))
    };
    let movement =
        stock::Movement { number: text("MV26110001"), moves: vec![moved], ..stock::Movement::default() };
    put::<stock::Movement>(
        to,
        [stock::Fact::Posted { movement }, stock::Fact::Reversed { by, reason: text("录错") }],
    );
    let kind = domain::place::PlaceKind::Used;
    let profile = domain::place::Profile { code: text("J1"), name: text("旧料架"), kind };
    put::<domain::place::Place>(
        to,
        [
            domain::place::Fact::Recorded { id: domain::ids::PlaceId(id()), profile },
            domain::place::Fact::Retired { reason: text("拆了") },
            domain::place::Fact::Restored,
        ],
    );
    put::<production::WorkOrder>(
        to,
        [
            production::Fact::Reduced { quantity: Quantity::whole(1), reason: text("找回一件") },
            production::Fact::Stocked {
                quantity: Quantity::whole(1),
                left_out: Quantity::whole(2),
                note: text("碎了"),
                on: DAY,
                proof: vec![file()],
            },
            production::Fact::Cancelled { reason: text("订单取消") },
        ],
    );
}

fn payments(to: &mut BTreeMap<String, Value>) {
    use payment::{Allocation, Fact, Method, Repayment};
    let allocation = || Allocation {
        order: OrderId(id()),
        number: text("GD26110001"),
        amount: Confidential::new(Money::cny(50_000)),
    };
    let repayment = Repayment {
        on: DAY,
        amount: Confidential::new(Money::cny(20_000)),
        order: Some(OrderId(id())),
        method: Some(Method::Transfer),
        reference: text("BK-9"),
        reason: text("订单取消"),
    };
    put::<payment::Payment>(
        to,
        [
            Fact::Reversed { reason: text("重复登记"), slip: vec![file()] },
            Fact::Allocated { allocations: vec![allocation()], slip: vec![file()] },
            Fact::Freed { allocation: allocation(), reason: text("减量"), slip: vec![file()] },
            Fact::Recovered { recovery: repayment.clone(), slip: vec![file()] },
            Fact::WrittenOff {
                write_off: WriteOff { amount: Confidential::new(Money::cny(900)), reason: text("追不回") },
                slip: vec![file()],
            },
            Fact::Repaid { repayment, slip: vec![file()] },
        ],
    );
}

fn shipments(to: &mut BTreeMap<String, Value>) {
    use shipment::Fact;
    let finding = Finding {
        cause: Cause::Transport,
        pickup: Packing::Intact,
        signature: Signature::Remarked,
        explanation: text("中转时丢失"),
        files: vec![file()],
    };
    let found = Found {
        spare: Vec::new(),
        back: None,
        on: DAY,
        parts: vec![Part { line: 1, quantity: Quantity::whole(1) }],
        place: Whereabouts::House,
        note: text("货站找到"),
        proof: vec![file()],
    };
    let said = StateSaid { party: Party::Production, on: DAY, ready_by: DAY, note: text("等烤漆") };
    put::<shipment::Shipment>(
        to,
        [
            Fact::GateOpened { reason: text("老客户"), slip: vec![file()] },
            Fact::CarrierAsked { on: DAY, said: text("在途"), eta: DAY, proof: vec![file()] },
            Fact::CauseFound { finding },
            Fact::Settled {
                settlement: Settlement::Credited,
                credit: Some(Confidential::new(Money::cny(100_000))),
                replacement: None,
                extra: None,
                from_house: Some(vec![Part { line: 1, quantity: Quantity::whole(1) }]),
                note: text("扣一件"),
                files: vec![file()],
            },
            Fact::Found { found },
            Fact::Changed {
                ship_on: DAY,
                parts: vec![Part { line: 1, quantity: Quantity::whole(1) }],
                reason: text("少发"),
                proof: vec![file()],
            },
            Fact::ArrivalTakenBack { reason: text("四写成了四百"), proof: vec![file()] },
            Fact::Stocked {
                parts: vec![Part { line: 1, quantity: Quantity::whole(1) }],
                left_out: vec![Part { line: 1, quantity: Quantity::whole(2) }],
                note: text("碎了"),
                proof: vec![file()],
            },
            Fact::StateSaid { said, proof: vec![file()] },
            Fact::Cancelled { reason: text("改期"), proof: vec![file()] },
        ],
    );
}

fn claims(to: &mut BTreeMap<String, Value>) {
    use claim::{Answer, Claim, Decision, Fact, Grounds, Lodged, Loss, Outcome, Recovery};
    let grounds = || Grounds {
        pickup: Packing::Intact,
        packing: Packing::Damaged,
        signature: Signature::Remarked,
        note: text("外箱破损"),
        proof: vec![file()],
    };
    let loss = Loss {
        line: 1,
        code: text("ZG-1001"),
        name: text("衣柜"),
        unit: text("套"),
        sent: Quantity::whole(2),
        missing: Quantity::whole(1),
        damaged: Quantity::whole(1),
        amount: money(),
    };
    let opened = Claim {
        number: text("SP26110001"),
        order_number: text("GD26110001"),
        customer_name: text("云锦酒店"),
        carrier: Some(domain::ids::CarrierId(id())),
        carrier_name: text("顺达物流"),
        waybill: text("SD123"),
        arrived_on: DAY,
        opened_on: DAY,
        answer_days: 7,
        losses: vec![loss],
        grounds: grounds(),
        ..Claim::default()
    };
    let lodged = Lodged {
        on: DAY,
        amount: money(),
        documents: text("运单、照片"),
        answer_by: DAY,
        letter: vec![file()],
    };
    let answer = Answer {
        on: DAY,
        whom: secret("李主管"),
        said: text("在查"),
        offer: Some(money()),
        next_by: DAY,
        files: vec![file()],
    };
    let decision = Decision {
        on: DAY,
        outcome: Outcome::Partly,
        amount: money(),
        pay_by: Some(DAY),
        note: text("各担一半"),
        letter: vec![file()],
    };
    let recovery = Recovery { on: DAY, amount: money(), reference: text("回单 1"), slip: vec![file()] };
    put::<Claim>(
        to,
        [
            Fact::Lessened { losses: opened.losses.clone() },
            Fact::Opened { claim: opened },
            Fact::Described { grounds: grounds() },
            Fact::Lodged { lodged },
            Fact::Answered { answer },
            Fact::Decided { decision },
            Fact::Recovered { recovery },
            Fact::WrittenOff { reason: text("金额太小"), letter: vec![file()] },
        ],
    );
}
