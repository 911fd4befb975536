//! What is done with shipments over HTTP (H6): prepared, confirmed, announced, let go, sent, followed, settled.

mod came_back;
mod change;
mod difference;
mod preparation;

use domain::confidential::{Confidential, Contact};
use domain::deed::Deed;
use domain::followup::Case;
use domain::ids::{OrderId, ShipmentId};
use domain::money::Money;
use domain::order::Attachment;
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::shipment::{ArrivalReport, CarrierWord, Confirmation, Dispatch, Packing, Part, Party, Shipment};
use jiff::civil::{Date, time};
use kernel::act::{Subject, act};
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Endpoint, Result, Target};

use super::{actions, documents};
use crate::order::case;

/// The acts of shipments.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::ShipmentPrepare, "/orders/{id}/shipments/new", preparation::parts, preparation::prepare)
        .unversioned()
        .done("已安排发货"),
    &act(Deed::ShipmentState, "/shipments/{id}/state", state, say_state).done("已确认备货状态"),
    &act(Deed::ShipmentConfirm, "/shipments/{id}/confirm", confirmation, confirm).done("已确认发货"),
    &act(Deed::ShipmentNotice, "/shipments/{id}/notice", notice, send_notice).done("已登记收货须知"),
    &act(Deed::ShipmentChange, "/shipments/{id}/change", change::what, change::change)
        .done("已改，请重新与客户确认"),
    &act(Deed::ShipmentGate, "/shipments/{id}/gate", gate_reason, open_gate).done("已放行"),
    &act(Deed::ShipmentDispatch, "/shipments/{id}/dispatch", departure, dispatch).done("已发货"),
    &act(Deed::ShipmentCarrier, "/shipments/{id}/carrier", carrier_word, ask_carrier)
        .done("已登记，请同时告知客户"),
    &act(Deed::ShipmentArrival, "/shipments/{id}/arrival", report, confirm_arrival).done("已登记到货"),
    &act(Deed::ShipmentNotArrived, "/shipments/{id}/not-arrived", wrong, take_arrival_back)
        .done("已撤回，请重新登记到货"),
    &act(Deed::ShipmentCause, "/shipments/{id}/cause", difference::finding, difference::find_cause)
        .done("已登记差异原因"),
    &act(Deed::ShipmentSettle, "/shipments/{id}/settle", difference::settlement, difference::settle)
        .done("已处理差异"),
    &act(Deed::ShipmentFound, "/shipments/{id}/found", difference::found, difference::find)
        .done("已登记找回"),
    &act(Deed::ShipmentStock, "/shipments/{id}/stock", came_back::back, came_back::put_away).done("已处理"),
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

    fn orders(&self) -> Vec<OrderId> {
        self.shipment.orders()
    }

    fn version(&self) -> Option<i64> {
        self.shipment.version()
    }
}

impl Aboard {
    /// Where the goods stand with production and purchasing (H6.1): by the facts, and as they said.
    fn standing(&self, f: &Form) {
        let aboard = |line: i64| self.shipment.sent(line).is_some();
        let work: Vec<_> = self.case.work.iter().filter(|w| aboard(w.line) && !w.is_done()).collect();
        let made = match work.iter().map(|w| w.progress()).min() {
            None => f.t("已完工").to_owned(),
            Some(least) => f.tf(
                "{n} 张生产单未完工，最慢 {percent}%",
                &[("n", &work.len()), ("percent", &(least / 100))],
            ),
        };
        let short = self.case.wanted().filter(|n| aboard(n.line) && n.short().is_some()).count();
        let parts = match short {
            0 => f.t("物料齐套").to_owned(),
            n => f.tf("缺料 {n} 项", &[("n", &n)]),
        };
        for (party, label, facts) in
            [(Party::Production, "生产状态", made), (Party::Purchasing, "来料状态", parts)]
        {
            let said = self.shipment.states.iter().find(|s| s.party == party);
            let said = said.map(|s| {
                f.tf(
                    "；{on} 说 {ready} 备好 {note}",
                    &[("on", &s.on), ("ready", &s.ready_by), ("note", &s.note)],
                )
            });
            f.note(label, format!("{facts}{}", said.unwrap_or_default().trim_end()));
        }
    }

    fn name(&self, line: i64) -> String {
        self.case.order.line(line).map_or_else(String::new, |l| format!("{} {}", l.code, l.name))
    }
}

/// Production or purchasing says where the goods stand.
type Standing = (Party, Date, String, Vec<Attachment>);

/// H6.1 When what is not ready yet will be, and who says so.
fn state(f: &Form, at: &Aboard) -> Standing {
    at.standing(f);
    let party = f.choice("party", "谁确认").radio().required().0;
    let on = at.shipment.ship_on;
    let ready_by = f
        .date("ready_by", "备好日期")
        .preset(on.max(f.today()))
        .hint(f.tf("{on} 发货，晚于这天请写明原因", &[("on", &on)]))
        .required();
    (party, ready_by, f.words("note", "说明", 500).or(String::new()), f.proof())
}

fn say_state(door: &mut Door, at: Aboard, (party, ready_by, note, proof): Standing) -> Result<Done> {
    actions::say_state(door, at.shipment, party, ready_by, note, proof).map(changed)
}

/// H6.1 Exact time, way of transport and address, from whoever receives the goods.
fn confirmation(f: &Form, at: &Aboard) -> Confirmation {
    at.standing(f);
    let known = at.shipment.confirmation.as_ref();
    let (agreed, today) = (at.shipment.ship_on, f.today());
    let on = f.date("on", "发货日期").preset(agreed.max(today)).not_before(today).required();
    let hour = f.time("at", "时间").preset(known.map_or(time(14, 0, 0, 0), |c| c.at.time())).required();
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
        reason: f
            .text("reason", "按这天发的理由", 300)
            .help("生产部或采购部说备好的日期晚于发货日期时必填")
            .or(String::new()),
        transit_days: None,
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
fn departure(f: &Form, shipment: &Loaded<Shipment>) -> Dispatch {
    let agreed = f.tf("与客户约定 {day} 发货", &[("day", &shipment.ship_on)]);
    Dispatch {
        on: f.date("on", "发货日期").preset(f.today()).hint(agreed).required(),
        packages: f.integer("packages", "件数", 1, 100_000).required(),
        carrier: f.text("carrier", "承运商", 60).help("名称或编码").required(),
        waybill: f.text("waybill", "运单号", 60).or(String::new()),
        vehicle: f.text("vehicle", "车牌、司机", 60).or(String::new()),
        freight: f.amount("freight", "运费").or(Confidential::new(Money::ZERO)),
        note: f
            .text("note", "说明", 300)
            .help("不在约定的那天发、补记很早以前的发货时必填")
            .or(String::new()),
        transit_days: None,
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

/// H2.1 Why what was said of the arrival was wrong.
fn wrong(f: &Form, _: &Loaded<Shipment>) -> Why {
    f.intro("数量、日期或收货人登记错了才用：撤回后货算在途，请重新登记。原来的登记留在历史里。");
    f.why()
}

fn take_arrival_back(door: &mut Door, shipment: Loaded<Shipment>, why: Why) -> Result<Done> {
    actions::take_arrival_back(door, shipment, why).map(changed)
}

fn cancel_reason(f: &Form, _: &Loaded<Shipment>) -> Why {
    f.intro("取消后货物可以重新安排发货。");
    f.why()
}

fn cancel(door: &mut Door, shipment: Loaded<Shipment>, why: Why) -> Result<Done> {
    actions::cancel(door, shipment, why).map(changed)
}
