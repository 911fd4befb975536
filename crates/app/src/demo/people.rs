//! People at work: every day each does what is due on the follow-up lists, most of it in time.

use domain::choice::Choice as _;
use domain::confidential::Confidential;
use domain::ids::{CustomerId, ItemId, OrderId, PlaceId, PurchaseId, ShipmentId, WorkOrderId};
use domain::item::Item;
use domain::money::Money;
use domain::order::{
    Acceptance, Attachment, Contact, Department, Entry, Order, OrderKind, OrderLine, PromiseChange, Promised,
    Review, Verdict,
};
use domain::payment::{Method, Repayment};
use domain::production::Progress;
use domain::production::{Period, WorkOrder};
use domain::purchasing::{Inspection, Measure, Part, Promise, Purchase, Receipt};
use domain::quantity::Quantity;
use domain::refusal::Refusal;
use domain::shipment::{
    ArrivalReport, CarrierWord, Confirmation, Dispatch, Packing, Settlement, Settling, Shipment, credit_of,
};
use domain::terms;
use jiff::civil::Date;
use rand::Rng as _;
use rand::rngs::StdRng;

use super::as_person;
use crate::purchasing::actions::Wanted;
use crate::{customer, item, order, payment, production, purchasing, shipment, today};
use kernel::{App, Error, Result};

const CLERKS: [&str; 3] = ["U01", "U02", "U14"];
const PRODUCTS: [(&str, i64); 10] = [
    ("ZG-1001", 368_000),
    ("ZG-1002", 526_000),
    ("HZ-2001", 785_000),
    ("HZ-2002", 692_000),
    ("SJ-3001", 548_000),
    ("SJ-3002", 398_000),
    ("YJ-4001", 435_000),
    ("YC-5001", 512_000),
    ("FZ-6001", 216_000),
    ("SY-7001", 468_000),
];

/// A customer orders; the clerk writes it down.
pub fn new_order(app: &App, rng: &mut StdRng, day: Date) -> Result<()> {
    let clerk = CLERKS.get(rng.random_range(0..CLERKS.len())).copied().unwrap_or("U01");
    let customer = format!("C{:03}", rng.random_range(1..=16));
    let lines: Vec<(usize, i32)> = (0..rng.random_range(1..=4))
        .map(|_| (rng.random_range(0..PRODUCTS.len()), rng.random_range(1..=8)))
        .collect();
    let due = domain::calendar::shift(day, rng.random_range(20..=45));
    let (urgent, project, drawing, transport) =
        (rng.random_bool(0.12), rng.random_bool(0.2), rng.random_bool(0.85), rng.random_range(0..3));
    as_person(app, rng, day, clerk, move |door| {
        let id = customer::by_code_or_name(door.conn, &customer)?.unwrap_or(CustomerId::default());
        let profile = door.load::<domain::customer::Customer>(id)?.state.profile;
        let mut entry = Entry {
            kind: if project { OrderKind::Project } else { OrderKind::Counter },
            customer: id,
            customer_name: profile.name,
            customer_class: profile.class,
            ordered_on: day,
            start_on: project.then(|| domain::calendar::shift(due, -5)),
            clerk: door.ctx.actor.person,
            clerk_name: door.ctx.actor.name.clone(),
            urgent,
            transport: ["零担专线", "整车专车", "快递"].get(transport).copied().unwrap_or("零担专线").into(),
            address: profile.address,
            contact: profile.contact,
            plan: terms::parse(&profile.terms).unwrap_or_default(),
            terms: profile.terms,
            ..Entry::default()
        };
        for ((at, count), number) in lines.into_iter().zip(1..) {
            let Some((code, price)) = PRODUCTS.get(at) else { continue };
            let item = item::by_code(door.conn, code)?.unwrap_or(ItemId::default());
            let known = door.load::<Item>(item)?.state.profile;
            entry.lines.push(OrderLine {
                number,
                item,
                code: known.code,
                name: known.name,
                specification: known.specification,
                quantity: Quantity::whole(count),
                unit: known.unit,
                unit_price: Confidential::new(Money::cny(*price).into()),
                wanted_on: due,
                drawing: if drawing { "图纸-V1.pdf".into() } else { String::new() },
                ..OrderLine::default()
            });
        }
        order::actions::enter(door, String::new(), entry, Vec::new()).map(drop)
    })
}

/// Everybody works off what is due today; some of it waits, as in life.
pub fn work(app: &App, rng: &mut StdRng, day: Date) -> Result<()> {
    let weekend = matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
    if weekend {
        return Ok(());
    }
    let rows = app
        .db
        .read_blocking(move |conn| today::all_due(conn, &domain::calendar::shift(day, 1).to_string()))?;
    for task in rows {
        if task.action.starts_with("claim.") {
            waits(super::claims::step(app, day, &task))?;
            continue;
        }
        if super::goods::knows(&task.action) {
            waits(super::goods::step(app, day, &task))?;
            continue;
        }
        if task.action == "purchase.return" {
            waits(super::supply::send_back(app, day, &task))?;
            continue;
        }
        // Nobody weighs by hand here: what lies free goes to who comes next.
        if task.action == "pegging.weigh" {
            continue;
        }
        if rng.random_bool(0.25) {
            continue;
        }
        waits(step(app, rng, day, &task))?;
    }
    Ok(())
}

/// What a rule refuses today waits for another day: money that is not in, goods that are not finished.
fn waits(done: Result<()>) -> Result<()> {
    match done {
        Ok(()) | Err(Error::Refused(Refusal { .. }) | Error::Invalid(_) | Error::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}

fn clerk_of(app: &App, id: OrderId) -> Result<String> {
    app.db.read_blocking(move |conn| {
        let order: Order = kernel::record::state_of(conn, &format!("order/{id}"))?.ok_or(Error::NotFound)?;
        Ok(order.entry.clerk_name)
    })
}

fn step(app: &App, rng: &mut StdRng, day: Date, task: &today::Task) -> Result<()> {
    let target = task.target.clone();
    let order_id: OrderId = task.order.as_deref().unwrap_or_default().parse().unwrap_or_default();
    let clerk = clerk_of(app, order_id).unwrap_or_else(|_| "林晓".into());
    match task.action.as_str() {
        "order.submit" => as_person(app, rng, day, &clerk, move |door| {
            let order = door.load::<Order>(order_id)?;
            order::actions::submit(door, order).map(drop)
        }),
        "order.review" => review(app, rng, day, order_id, &task.occurrence),
        "order.release" => as_person(app, rng, day, "陈岚", move |door| {
            let order = door.load::<Order>(order_id)?;
            order::actions::release(door, order, Promised::default(), Vec::new()).map(drop)
        }),
        "order.attach" => as_person(app, rng, day, &clerk, move |door| {
            let order = door.load::<Order>(order_id)?;
            let file = Attachment {
                sha256: "0".repeat(64),
                name: "图纸-V1.pdf".into(),
                media_type: "application/pdf".into(),
                size: 184_320,
                what: "drawing".into(),
            };
            order::actions::attach(door, order, vec![file]).map(drop)
        }),
        "order.promise" => delay(app, rng, day, &clerk, order_id),
        "order.contact" => talk(app, rng, day, &clerk, order_id),
        "order.accept" => as_person(app, rng, day, &clerk, move |door| {
            let order = door.load::<Order>(order_id)?;
            let whom = Confidential::new("现场负责人".into());
            let said = Acceptance { on: day, whom, note: "验收合格".into(), files: Vec::new() };
            order::actions::accept(door, order, said).map(drop)
        }),
        "purchase.place" => buy(app, rng, day),
        "purchase.promise" | "purchase.receive" | "purchase.inspect" => supply(app, rng, day, task, &target),
        "work.period" | "work.issue" | "work.report" => produce(app, rng, day, task, &target),
        "shipment.prepare" => as_person(app, rng, day, &clerk, move |door| {
            let case = order::case::load(door, order_id)?;
            let calendar = door.calendar()?;
            let due = case.order.due().unwrap_or(day);
            let parts = case
                .order
                .entry
                .lines
                .iter()
                .map(|l| shipment_part(l.number, case.unplanned(l.number, l.quantity)));
            let parts = parts.filter(|p| p.quantity.is_some()).collect();
            let on = domain::plan::ship_on(&case.order, due, &calendar).max(day);
            shipment::actions::prepare(door, order_id, on, parts, Vec::new()).map(drop)
        }),
        "payment.book" => pay(app, rng, day, order_id),
        "order.refund" => refund(app, rng, day, order_id),
        action if action.starts_with("shipment.") => ship(app, rng, day, &clerk, action, &target),
        _ => Ok(()),
    }
}

fn shipment_part(line: i64, quantity: Quantity) -> domain::shipment::Part {
    domain::shipment::Part { line, quantity }
}

fn review(app: &App, rng: &mut StdRng, day: Date, id: OrderId, department: &str) -> Result<()> {
    let Some(department) = Department::of_code(department) else { return Ok(()) };
    let who = match department {
        Department::Technical => "韩磊",
        Department::Materials => "许佳",
        Department::Capacity => "马建国",
        Department::Money => "梁敏",
        Department::Sales => "陈岚",
    };
    as_person(app, rng, day, who, move |door| {
        let order = door.load::<Order>(id)?;
        let answer = Review {
            department,
            verdict: Verdict::Accept,
            note: String::new(),
            earliest: None,
            files: Vec::new(),
        };
        order::actions::review(door, order, answer, Vec::new()).map(drop)
    })
}

fn delay(app: &App, rng: &mut StdRng, day: Date, clerk: &str, id: OrderId) -> Result<()> {
    as_person(app, rng, day, clerk, move |door| {
        let case = order::case::load(door, id)?;
        let calendar = door.calendar()?;
        let Some(forecast) = domain::plan::forecast(&case, &calendar, day) else { return Ok(()) };
        let change = PromiseChange {
            lines: Vec::new(),
            to: calendar.plus(forecast.arrives, 2),
            cause: "材料到货推迟，生产顺延".into(),
            department: "采购部".into(),
            whom: Confidential::new("采购王工".into()),
            channel: "phone".into(),
            how: String::new(),
            confirmed: true,
            on: day,
            files: Vec::new(),
        };
        let order = door.load::<Order>(id)?;
        order::actions::change_promise(door, order, change).map(drop)
    })
}

fn talk(app: &App, rng: &mut StdRng, day: Date, clerk: &str, id: OrderId) -> Result<()> {
    as_person(app, rng, day, clerk, move |door| {
        let order = door.load::<Order>(id)?;
        let contact = Contact {
            side: Some(domain::order::Side::Customer),
            whom: Confidential::new("客户".into()),
            channel: "phone".into(),
            said: "通报进度".into(),
            agreed: "按计划进行".into(),
            on: day,
            files: Vec::new(),
        };
        order::actions::log_contact(door, order, contact).map(drop)
    })
}

fn buy(app: &App, rng: &mut StdRng, day: Date) -> Result<()> {
    as_person(app, rng, day, "许佳", move |door| {
        let short = purchasing::shortages(door.conn, None)?;
        let Some(first) = short.iter().find(|s| !s.supplier.is_empty()) else { return Ok(()) };
        let mut wanted: Vec<Wanted> = Vec::new();
        for s in short.iter().filter(|s| s.supplier == first.supplier) {
            if let Some(w) = wanted.iter_mut().find(|w| w.item == s.item) {
                w.quantity = w.quantity.plus(s.missing);
                w.need_by = w.need_by.min(s.need_by);
            } else {
                let cost = door.load::<Item>(s.item)?.state.profile.reference_cost;
                wanted.push(Wanted {
                    item: s.item,
                    quantity: s.missing,
                    unit_cost: cost,
                    need_by: s.need_by,
                });
            }
        }
        // Suppliers sell whole units.
        for w in &mut wanted {
            w.quantity = Quantity((w.quantity.0 + 999_999) / 1_000_000 * 1_000_000);
        }
        let supplier = first.supplier.parse().unwrap_or_default();
        purchasing::actions::place(door, supplier, wanted, Vec::new()).map(drop)
    })
}

fn supply(app: &App, rng: &mut StdRng, day: Date, task: &today::Task, target: &str) -> Result<()> {
    let Ok(id) = target.parse::<PurchaseId>() else { return Ok(()) };
    let (slip, rejects) = (rng.random_range(-1..=3), rng.random_bool(0.08));
    let action = task.action.clone();
    let who = if action == "purchase.inspect" { "何军" } else { "许佳" };
    as_person(app, rng, day, who, move |door| {
        let purchase = door.load::<Purchase>(id)?;
        match action.as_str() {
            "purchase.promise" => {
                let calendar = door.calendar()?;
                let dates =
                    purchase.lines.iter().filter(|l| l.outstanding().is_some() && l.promised.is_none());
                let dates =
                    dates.map(|l| (l.number, calendar.plus(l.need_by.max(day), slip).max(day))).collect();
                let promise = Promise { dates, channel: "wechat".into(), ..Promise::default() };
                purchasing::actions::promise(door, purchase, promise).map(drop)
            }
            "purchase.receive" => {
                let due = purchase
                    .lines
                    .iter()
                    .filter(|l| l.outstanding().is_some() && l.promised.is_some_and(|d| d <= day));
                let parts: Vec<Part> =
                    due.map(|l| Part { line: l.number, quantity: l.outstanding() }).collect();
                if parts.is_empty() {
                    Ok(())
                } else {
                    let waybill = format!("SD-{}-{}", purchase.number, purchase.waybills.len() + 1);
                    let receipt = Receipt { on: day, parts, waybill, ..Receipt::default() };
                    purchasing::actions::receive(door, purchase, receipt).map(drop)
                }
            }
            _ => {
                let mut results: Vec<Inspection> = Vec::new();
                for line in purchase.lines.iter().filter(|l| l.to_inspect().is_some()) {
                    let waiting = line.to_inspect();
                    let bad = if rejects && results.is_empty() {
                        Quantity(waiting.0 / 5_000_000 * 1_000_000)
                    } else {
                        Quantity::ZERO
                    };
                    results.push(Inspection {
                        line: line.number,
                        accepted: waiting.minus(bad),
                        conceded: Quantity::ZERO,
                        rejected: bad,
                        reason: if bad.is_some() { "表面划伤".into() } else { String::new() },
                        measure: Some(Measure::Return),
                        photos: Vec::new(),
                    });
                }
                purchasing::actions::inspect(door, purchase, results, PlaceId::MAIN).map(drop)
            }
        }
    })
}

fn produce(app: &App, rng: &mut StdRng, day: Date, task: &today::Task, target: &str) -> Result<()> {
    let Ok(id) = target.parse::<WorkOrderId>() else { return Ok(()) };
    let steps = rng.random_range(2..=4);
    match task.action.as_str() {
        "work.period" => as_person(app, rng, day, "马建国", move |door| {
            let work = door.load::<WorkOrder>(id)?;
            let calendar = door.calendar()?;
            let start = calendar.on_or_after(work.start_by.max(day));
            let finish =
                calendar.plus(start, work.days_left().min(8)).max(work.due.min(calendar.plus(start, 8)));
            let period = Period { start, finish };
            let note = if finish > work.due { "前面的单子顺延".into() } else { String::new() };
            production::actions::confirm_period(door, work, period, note, Vec::new()).map(drop)
        }),
        "work.issue" => as_person(app, rng, day, "何军", move |door| {
            let work = door.load::<WorkOrder>(id)?.state;
            let order = door.load::<Order>(work.order)?.state;
            let parts = order.to_issue(work.line);
            if parts.is_empty() { Ok(()) } else { production::actions::issue(door, &work, parts, Vec::new()) }
        }),
        _ => as_person(app, rng, day, "马建国", move |door| {
            let mut work = door.load::<WorkOrder>(id)?;
            let order = door.load::<Order>(work.order)?.state;
            if order.needs.0.iter().any(|n| n.line == work.line && n.drawn < n.required) {
                return Ok(());
            }
            for _ in 0..steps {
                let Some(next) = work.operations.iter().find(|o| o.good < work.quantity) else { break };
                let (operation, good) = (next.number, work.quantity.minus(next.good));
                let (scrap, note, proof) = (Quantity::ZERO, String::new(), Vec::new());
                let progress = Progress { operation, on: day, good, scrap, material: false, note, proof };
                work = production::actions::report(door, work, progress)?;
            }
            Ok(())
        }),
    }
}

fn pay(app: &App, rng: &mut StdRng, day: Date, id: OrderId) -> Result<()> {
    if rng.random_bool(0.4) {
        return Ok(());
    }
    as_person(app, rng, day, "梁敏", move |door| {
        let case = order::case::load(door, id)?;
        let receivables = case.receivables(&*door.calendar()?);
        let Some(next) = receivables.iter().find(|c| c.open.is_some()) else { return Ok(()) };
        let booking = payment::actions::Booking {
            on: day,
            method: Method::Transfer,
            reference: String::new(),
            amount: Confidential::new(next.open),
            parts: vec![(id, Confidential::new(next.open))],
            customer: None,
            remark: String::new(),
            slip: Vec::new(),
        };
        payment::actions::book(door, booking).map(drop)
    })
}

/// What was credited after it had been paid goes back.
fn refund(app: &App, rng: &mut StdRng, day: Date, id: OrderId) -> Result<()> {
    as_person(app, rng, day, "梁敏", move |door| {
        let case = order::case::load(door, id)?;
        let wanted = Repayment {
            on: day,
            amount: Confidential::new(case.account().surplus(&case.order)),
            method: Some(Method::Transfer),
            reason: "到货破损扣款，退回多收部分".into(),
            ..Repayment::default()
        };
        payment::actions::refund(door, id, payment::actions::Way::Repay, wanted, Vec::new())
    })
}

fn ship(app: &App, rng: &mut StdRng, day: Date, clerk: &str, action: &str, target: &str) -> Result<()> {
    let Ok(id) = target.parse::<ShipmentId>() else { return Ok(()) };
    let (short, action) = (rng.random_bool(0.06), action.to_owned());
    let waybill = format!("SF{:08}", rng.random_range(0..100_000_000));
    let who = if action == "shipment.dispatch" { "何军" } else { clerk };
    as_person(app, rng, day, who, move |door| {
        let shipment = door.load::<Shipment>(id)?;
        let order = door.load::<Order>(shipment.order)?.state;
        match action.as_str() {
            "shipment.confirm" => {
                let confirmation = Confirmation {
                    at: shipment.ship_on.to_datetime(jiff::civil::time(14, 0, 0, 0)),
                    transport: order.entry.transport,
                    address: order.entry.address,
                    contact: order.entry.contact,
                    whom: Confidential::new("收货人".into()),
                    channel: "phone".into(),
                    transit_days: None,
                    files: Vec::new(),
                };
                shipment::actions::confirm(door, shipment, confirmation).map(drop)
            }
            "shipment.notice" => shipment::actions::send_notice(
                door,
                shipment,
                Confidential::new("收货人".into()),
                "wechat".into(),
                "签收前请先验外观和件数，有破损先联系我们。".into(),
                Vec::new(),
            )
            .map(drop),
            "shipment.dispatch" if shipment.ship_on <= day => {
                let late = if day > shipment.ship_on { "车晚到一天，已告诉客户" } else { "" };
                let dispatch = Dispatch {
                    on: day,
                    carrier: "顺发专线".into(),
                    waybill,
                    vehicle: String::new(),
                    packages: 12,
                    freight: Confidential::new(Money::cny(86_000)),
                    note: late.into(),
                    transit_days: None,
                    photos: Vec::new(),
                };
                shipment::actions::dispatch(door, shipment, dispatch).map(drop)
            }
            "shipment.carrier" => {
                let (said, eta) = ("中转站积压".into(), domain::calendar::shift(day, 1));
                let word = CarrierWord { said, eta, proof: Vec::new() };
                shipment::actions::ask_carrier(door, shipment, word).map(drop)
            }
            "shipment.arrival" => {
                let damaged = shipment
                    .parts
                    .iter()
                    .take(1)
                    .filter(|p| short && p.quantity > Quantity::whole(1))
                    .map(|p| shipment_part(p.line, Quantity::whole(1)))
                    .collect();
                let report = ArrivalReport {
                    on: day,
                    received: shipment.parts.clone(),
                    damaged,
                    packing: Packing::Intact,
                    whom: Confidential::new("收货人".into()),
                    note: if short { "一件边角磕碰，外包装完好".into() } else { String::new() },
                    photos: Vec::new(),
                };
                shipment::actions::confirm_arrival(door, shipment, report).map(drop)
            }
            "shipment.settle" => {
                let settling = Settling {
                    settlement: Some(Settlement::Credited),
                    credit: Some(Confidential::new(credit_of(&shipment, &order))),
                    note: "按货值扣减货款".into(),
                    ..Settling::default()
                };
                let finding = shipment.unexplained().then(|| super::claims::finding(&shipment));
                shipment::actions::settle_difference(door, shipment, settling, finding).map(drop)
            }
            _ => Ok(()),
        }
    })
}
