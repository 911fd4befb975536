//! What is done with shipments over HTTP (H6): prepared, confirmed, announced, let go, sent, followed, settled.

use domain::choice::Choice as _;
use domain::confidential::{Confidential, Contact, Secret};
use domain::deed::Deed;
use domain::followup::Case;
use domain::ids::{OrderId, ShipmentId};
use domain::money::Money;
use domain::order::{Attachment, Order};
use domain::plan::ship_on;
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::shipment::{
    ArrivalReport, CarrierWord, Confirmation, Dispatch, Finding, Packing, Part, Settling, Shipment,
    Signature, credit_of,
};
use jiff::civil::{Date, Time, time};
use kernel::act::{Subject, act};
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Endpoint, Result, Said, Target};

use super::{actions, documents};
use crate::order::case;

/// The acts of shipments.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::ShipmentPrepare, "/orders/{id}/shipments/new", parts, prepare)
        .unversioned()
        .done("已安排发货"),
    &act(Deed::ShipmentConfirm, "/shipments/{id}/confirm", confirmation, confirm).done("已确认发货"),
    &act(Deed::ShipmentNotice, "/shipments/{id}/notice", notice, send_notice).done("已登记收货须知"),
    &act(Deed::ShipmentGate, "/shipments/{id}/gate", gate_reason, open_gate).done("已放行"),
    &act(Deed::ShipmentDispatch, "/shipments/{id}/dispatch", departure, dispatch).done("已发货"),
    &act(Deed::ShipmentCarrier, "/shipments/{id}/carrier", carrier_word, ask_carrier)
        .done("已登记，请同时告知客户"),
    &act(Deed::ShipmentArrival, "/shipments/{id}/arrival", report, confirm_arrival).done("已登记到货"),
    &act(Deed::ShipmentCause, "/shipments/{id}/cause", finding, find_cause).done("已登记差异原因"),
    &act(Deed::ShipmentSettle, "/shipments/{id}/settle", settlement, settle_difference).done("已处理差异"),
    &act(Deed::ShipmentCancel, "/shipments/{id}/cancel", cancel_reason, cancel).done("已取消发货单"),
];

fn changed(shipment: Loaded<Shipment>) -> Done {
    let id = shipment.id;
    Done {
        id: id.to_string(),
        number: shipment.state.number,
        ..Done::changed(format!("/shipments/{id}"), "")
    }
    .at(shipment.head.version)
}

/// An order of which something is to leave.
#[derive(Default)]
struct Leaving {
    case: Case,
    ship_on: Date,
    lines: Vec<Left>,
}

/// What of a line is on no shipment.
#[derive(Default)]
struct Left {
    line: i64,
    unsent: Quantity,
    ready: Quantity,
    name: String,
    unit: String,
}

impl Subject for Leaving {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let case = case::load(door, target.id::<OrderId>()?)?;
        let calendar = door.calendar()?;
        let today = door.ctx.today();
        let ship_on = ship_on(&case.order, case.order.due().unwrap_or(today), &calendar).max(today);
        let line = |l: &domain::order::OrderLine| {
            let progress = case.progress(l.number);
            Left {
                line: l.number,
                unsent: case.unplanned(l.number, l.quantity),
                ready: progress.produced.minus(progress.shipped),
                name: format!("{} {}", l.code, l.name),
                unit: l.unit.clone(),
            }
        };
        let lines = case.order.entry.lines.iter().map(line).filter(|l| l.unsent.is_some()).collect();
        Ok(Self { case, ship_on, lines })
    }
}

/// What leaves and when, and who asked for it so.
type Planned = (Date, Vec<Part>, Vec<Attachment>);

/// H6.1 What leaves, and when.
fn parts(f: &Form, at: &Leaving) -> Planned {
    let on = f.date("ship_on", "发货日期").preset(at.ship_on).required();
    let rows = f.rows("lines", "明细", &at.lines, ("line", "行"), |l| l.line.to_string());
    let mut parts = rows.help("分批发货时改少数量，不发的行填 0").each(
        |l| format!("{} · {} {} {}", l.name, f.t("完工可发"), l.ready.plain(), l.unit),
        |row, l| Part {
            line: l.line,
            quantity: row.quantity("quantity", "发货数量").preset(l.unsent).or(Quantity::ZERO),
        },
    );
    parts.retain(|p| p.quantity.is_some());
    (on, parts, f.proof())
}

fn prepare(door: &mut Door, at: Leaving, (on, parts, proof): Planned) -> Result<Done> {
    let shipment = actions::prepare(door, at.case.order.id, on, parts, proof)?;
    Ok(Done::made(format!("/shipments/{}", shipment.id), "", shipment.id, shipment.number))
}

/// A shipment with what of its order its forms show: contacts only for who may see them.
#[derive(Default)]
struct Aboard {
    shipment: Loaded<Shipment>,
    case: Case,
    address: Option<Confidential<Contact, String>>,
    contact: Option<Confidential<Contact, String>>,
    whom: Option<Confidential<Contact, String>>,
    notice: String,
}

impl Subject for Aboard {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let shipment: Loaded<Shipment> = door.load(target.id::<ShipmentId>()?)?;
        let case = case::load(door, shipment.order)?;
        let notice = documents::notice_text(door, &shipment)?;
        let (entry, known) = (&case.order.entry, shipment.confirmation.as_ref());
        let mut see = |value: &Confidential<Contact, String>| door.see(value).cloned().map(Confidential::new);
        let address = see(known.map_or(&entry.address, |c| &c.address));
        let contact = see(known.map_or(&entry.contact, |c| &c.contact));
        let whom = known.and_then(|c| see(&c.whom));
        Ok(Self { shipment, case, address, contact, whom, notice })
    }

    fn version(&self) -> Option<i64> {
        self.shipment.version()
    }
}

impl Aboard {
    fn name(&self, line: i64) -> String {
        self.case.order.line(line).map_or_else(String::new, |l| format!("{} {}", l.code, l.name))
    }
}

/// H6.1 Exact time, way of transport and address, from whoever receives the goods.
fn confirmation(f: &Form, at: &Aboard) -> Confirmation {
    let known = at.shipment.confirmation.as_ref();
    let on = f.date("on", "发货日期").preset(at.shipment.ship_on).required();
    let noon = known.map_or_else(|| time(14, 0, 0, 0), |c| c.at.time());
    let hour: Time = f.time("at", "时间").preset(noon).required();
    Confirmation {
        at: on.to_datetime(hour),
        transport: f
            .text("transport", "运输方式", 40)
            .preset(at.case.order.entry.transport.clone())
            .required(),
        contact: f.contact("contact", "收货人和电话", 80).preset(at.contact.clone()).required(),
        address: f
            .contact("address", "收货地址", 200)
            .preset(at.address.clone())
            .width(Width::Full)
            .required(),
        whom: f.contact("whom", "与谁确认", 40).required(),
        channel: f.channel(),
        files: f.proof(),
    }
}

fn confirm(door: &mut Door, at: Aboard, said: Confirmation) -> Result<Done> {
    actions::confirm(door, at.shipment, said).map(changed)
}

/// The words, to whom, how, and what shows it.
type Notice = (String, Confidential<Contact, String>, String, Vec<Attachment>);

/// H6.7 The words that the receiver was sent.
fn notice(f: &Form, at: &Aboard) -> Notice {
    f.intro("把下面的话发给收货人，也可以附上打印的收货须知；发出后在这里登记。");
    let text = f.words("text", "内容", 1000).preset(at.notice.clone()).required();
    let whom = f.contact("whom", "发给谁", 40).preset(at.whom.clone()).required();
    (text, whom, f.channel(), f.proof())
}

fn send_notice(door: &mut Door, at: Aboard, (text, whom, channel, files): Notice) -> Result<Done> {
    actions::send_notice(door, at.shipment, whom, channel, text, files).map(changed)
}

/// H1.2, H6.2 Why goods leave unpaid.
fn gate_reason(f: &Form, _: &Loaded<Shipment>) -> Why {
    f.intro("合同要求发货前付清，款还没有到。放行会记在你的名下。");
    f.why()
}

fn open_gate(door: &mut Door, shipment: Loaded<Shipment>, why: Why) -> Result<Done> {
    actions::open_gate(door, shipment, why).map(changed)
}

/// H6.1 How the goods leave.
fn departure(f: &Form, _: &Loaded<Shipment>) -> Dispatch {
    Dispatch {
        on: f.date("on", "发货日期").preset(f.today()).required(),
        packages: f.integer("packages", "件数", 1, 100_000).required(),
        carrier: f.text("carrier", "承运商", 60).required(),
        waybill: f.text("waybill", "运单号", 60).or(String::new()),
        vehicle: f.text("vehicle", "车牌、司机", 60).or(String::new()),
        freight: f.amount("freight", "运费").or(Confidential::new(Money::ZERO)),
        photos: f.photos("photos", "包装和装车照片"),
    }
}

fn dispatch(door: &mut Door, shipment: Loaded<Shipment>, said: Dispatch) -> Result<Done> {
    actions::dispatch(door, shipment, said).map(changed)
}

/// H6.5 Why the goods have not come.
fn carrier_word(f: &Form, _: &Loaded<Shipment>) -> CarrierWord {
    CarrierWord {
        said: f.words("said", "承运商怎么说", 500).help("为什么没到，现在在哪里").required(),
        eta: f.date("eta", "新的预计到货").required(),
        proof: f.proof(),
    }
}

fn ask_carrier(door: &mut Door, shipment: Loaded<Shipment>, word: CarrierWord) -> Result<Done> {
    actions::ask_carrier(door, shipment, word).map(changed)
}

/// H6.4 What the receiver says.
fn report(f: &Form, at: &Aboard) -> ArrivalReport {
    let on = f.date("on", "到货日期").preset(f.today()).required();
    let whom = f.contact("whom", "谁收的", 40).required();
    let rows = f.rows("lines", "收到数量", &at.shipment.parts, ("line", "行"), |p| p.line.to_string());
    let lines = rows.each(
        |p| format!("{} · {} {}", at.name(p.line), f.t("发出"), p.quantity.plain()),
        |row, p| {
            let part = |quantity| Part { line: p.line, quantity };
            let received = row.quantity("received", "收到").preset(p.quantity).required();
            (
                part(received),
                part(row.quantity("damaged", "其中破损").preset(Quantity::ZERO).or(Quantity::ZERO)),
            )
        },
    );
    let (received, damaged) = lines.into_iter().unzip();
    ArrivalReport {
        on,
        whom,
        received,
        damaged,
        packing: f.choice("packing", "外包装").preset(Chosen(Packing::Intact)).radio().required().0,
        note: f
            .words("note", "情况", 1000)
            .help("数量不符或破损时必填：提货时外包装怎样、差在哪里")
            .or(String::new()),
        photos: f.photos("photos", "照片"),
    }
}

fn confirm_arrival(door: &mut Door, at: Aboard, report: ArrivalReport) -> Result<Done> {
    actions::confirm_arrival(door, at.shipment, report).map(changed)
}

/// H6.6 What caused the difference, and how that is known.
fn finding(f: &Form, at: &Loaded<Shipment>) -> Finding {
    f.intro("运输造成的，系统会开一张索赔单，跟到承运商赔付或核销为止。");
    ask_finding(f, at)
}

fn ask_finding(f: &Form, at: &Loaded<Shipment>) -> Finding {
    let known = at.finding.as_ref();
    Finding {
        cause: f
            .choice("cause", "谁造成的")
            .preset(Chosen(known.map_or(domain::shipment::Cause::first(), |k| k.cause)))
            .radio()
            .required()
            .0,
        pickup: f
            .choice("pickup", "提货时的外包装")
            .preset(Chosen(known.map_or(Packing::Intact, |k| k.pickup)))
            .required()
            .0,
        signature: f
            .choice("signature", "收货人怎样签收")
            .preset(Chosen(known.map_or(Signature::Unknown, |k| k.signature)))
            .required()
            .0,
        explanation: f
            .words("explanation", "怎样得知", 500)
            .help("问过谁、看了什么：提货照片、签收单、承运商的说法")
            .or(String::new()),
        files: f.files("proof", "凭据：签收单、照片"),
    }
}

fn find_cause(door: &mut Door, shipment: Loaded<Shipment>, finding: Finding) -> Result<Done> {
    actions::find_cause(door, shipment, finding).map(changed)
}

/// A shipment with a difference, and what that is worth.
#[derive(Default)]
struct Differing {
    shipment: Loaded<Shipment>,
    /// For readers who see prices.
    worth: Option<Money>,
}

impl Subject for Differing {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let shipment = Loaded::<Shipment>::load(door, target)?;
        let order: Loaded<Order> = door.load(shipment.order)?;
        let prices = door.ctx.sees(Secret::Price);
        Ok(Self { worth: prices.then(|| credit_of(&shipment, &order)), shipment })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Ok(Self { shipment: Loaded::load_to_act(door, target, said)?, worth: None })
    }

    fn version(&self) -> Option<i64> {
        self.shipment.version()
    }
}

/// H6.6 How a difference is settled with the customer, and what it costs (C09); its cause is asked for with it, where it
/// is not known yet.
fn settlement(f: &Form, at: &Differing) -> (Settling, Option<Finding>) {
    let worth = at.worth.map_or_else(String::new, kernel::ui::format::money);
    let settling = Settling {
        settlement: f.choice("settlement", "怎样处理").radio().required().0,
        credit: f
            .amount("credit", "扣减金额")
            .hint(f.tf(
                "只在扣减货款时填写；不填按短少和破损的货值 {worth}，多扣由部门领导决定",
                &[("worth", &worth)],
            ))
            .optional(),
        note: f.words("note", "与客户商定的办法", 500).required(),
        files: f.proof(),
    };
    let finding = f.when(at.shipment.finding.is_none(), |f| {
        f.heading("差异原因");
        ask_finding(f, &at.shipment)
    });
    (settling, finding)
}

fn settle_difference(
    door: &mut Door,
    at: Differing,
    (settling, finding): (Settling, Option<Finding>),
) -> Result<Done> {
    actions::settle_difference(door, at.shipment, settling, finding).map(changed)
}

fn cancel_reason(f: &Form, _: &Loaded<Shipment>) -> Why {
    f.intro("取消后货物可以重新安排发货。");
    f.why()
}

fn cancel(door: &mut Door, shipment: Loaded<Shipment>, why: Why) -> Result<Done> {
    actions::cancel(door, shipment, why).map(changed)
}
