//! The forms of shipments.

use domain::confidential::{Confidential, Kind};
use domain::deed::Deed;
use domain::ids::{OrderId, ShipmentId};
use domain::money::Money;
use domain::plan::ship_on;
use domain::quantity::Quantity;
use domain::shipment::{ArrivalReport, Confirmation, Dispatch, Packing, Part, Settlement, Shipment};

use super::{actions, documents};
use crate::order::case;
use crate::order::words::{CHANNELS, channel_field};
use kernel::declared::Declared;
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui, Width};
use kernel::{Done, Door, Result, Said, Target};

/// All operations of shipments.
pub static OPERATIONS: &[Declared] = &[
    Declared::new(Deed::ShipmentPrepare, "/orders/{id}/shipments/new", prepare_form, prepare).unversioned(),
    Declared::new(Deed::ShipmentConfirm, "/shipments/{id}/confirm", confirm_form, confirm),
    Declared::new(Deed::ShipmentNotice, "/shipments/{id}/notice", notice_form, notice),
    Declared::new(Deed::ShipmentGate, "/shipments/{id}/gate", gate_form, gate),
    Declared::new(Deed::ShipmentDispatch, "/shipments/{id}/dispatch", dispatch_form, dispatch),
    Declared::new(Deed::ShipmentCarrier, "/shipments/{id}/carrier", carrier_form, carrier),
    Declared::new(Deed::ShipmentArrival, "/shipments/{id}/arrival", arrival_form, arrival),
    Declared::new(Deed::ShipmentSettle, "/shipments/{id}/settle", settle_form, settle),
    Declared::new(Deed::ShipmentCancel, "/shipments/{id}/cancel", cancel_form, cancel),
];

fn load(door: &mut Door, target: &Target) -> Result<Loaded<Shipment>> {
    door.load::<Shipment>(target.id::<ShipmentId>()?)
}

fn changed(shipment: Loaded<Shipment>, toast: &'static str) -> Done {
    let id = shipment.id;
    Done {
        id: id.to_string(),
        number: shipment.state.number,
        ..Done::changed(format!("/shipments/{id}"), toast)
    }
    .at(shipment.head.version)
}

fn quantity_column(name: &str, label: &str) -> Field {
    Field::new(FieldKind::Quantity, name, label)
}

fn prepare_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let case = case::load(door, target.id::<OrderId>()?)?;
    let calendar = door.calendar()?;
    let due = case.order.due().unwrap_or(ui.today);
    let date = ship_on(&case.order, due, &calendar).max(ui.today);
    let rows = case.order.entry.lines.iter().filter_map(|l| {
        let left = case.unplanned(l.number, l.quantity);
        let ready = case.progress(l.number).produced.minus(case.progress(l.number).shipped);
        left.is_some().then(|| LineRow {
            values: vec![l.number.to_string(), left.plain()],
            errors: Vec::new(),
            label: format!("{} {} · {} {} {}", l.code, l.name, ui.t("完工可发"), ready.plain(), l.unit),
        })
    });
    let columns = vec![
        Field::new(FieldKind::Hidden, "line", ui.t("行")),
        quantity_column("quantity", ui.t("发货数量")),
    ];
    let lines = FieldKind::Lines { columns, rows: rows.collect(), can_add: false };
    Ok(Form::new(
        "",
        "",
        vec![
            Field::new(FieldKind::Date, "ship_on", ui.t("发货日期")).value(date.to_string()).required(),
            Field::new(lines, "lines", ui.t("明细")).help(ui.t("分批发货时改少数量，不发的行填 0")),
        ],
    ))
}

fn parts(said: &mut Said, list: &str, field: &str) -> Vec<Part> {
    let mut out = Vec::new();
    for n in said.rows(list) {
        let line = said.integer(&format!("{list}.{n}.line"), 1, 9999);
        let quantity = said.quantity(&format!("{list}.{n}.{field}")).unwrap_or_default();
        if let Some(line) = line {
            out.push(Part { line, quantity });
        }
    }
    out
}

fn prepare(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = target.id::<OrderId>()?;
    let ship_on = said.need_date("ship_on");
    let mut parts = parts(said, "lines", "quantity");
    said.finish()?;
    parts.retain(|p| p.quantity != Quantity::ZERO);
    let shipment = actions::prepare(door, order, ship_on, parts)?;
    Ok(Done::made(format!("/shipments/{}", shipment.id), "已安排发货", shipment.id, shipment.number))
}

fn confirm_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let shipment = load(door, target)?;
    let case = case::load(door, shipment.order)?;
    let entry = &case.order.entry;
    let known = shipment.confirmation.as_ref();
    let address =
        door.see(Kind::Contact, known.map_or(&entry.address, |c| &c.address)).cloned().unwrap_or_default();
    let contact =
        door.see(Kind::Contact, known.map_or(&entry.contact, |c| &c.contact)).cloned().unwrap_or_default();
    let time = known.map_or_else(|| "14:00".to_owned(), |c| c.at.strftime("%H:%M").to_string());
    Ok(Form::new(
        "",
        "",
        vec![
            Field::new(FieldKind::Date, "on", ui.t("发货日期"))
                .value(shipment.ship_on.to_string())
                .required(),
            Field::new(FieldKind::Time, "at", ui.t("时间")).value(time).required(),
            Field::text("transport", ui.t("运输方式")).value(entry.transport.as_str()).required(),
            Field::text("contact", ui.t("收货人和电话")).value(contact).required(),
            Field::text("address", ui.t("收货地址")).value(address).required().width(Width::Full),
            Field::text("whom", ui.t("与谁确认")).required(),
            channel_field(ui),
        ],
    )
    .version(shipment.head.version))
}

fn confirm(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let shipment = load(door, target)?;
    shipment.expect(said)?;
    let at = said.need_date("on").to_datetime(said.time("at"));
    let confirmation = Confirmation {
        at,
        transport: said.need_text("transport", 40),
        address: Confidential::new(said.need_text("address", 200)),
        contact: Confidential::new(said.need_text("contact", 80)),
        whom: Confidential::new(said.need_text("whom", 40)),
        channel: said.need_choice("channel", &CHANNELS),
    };
    said.finish()?;
    Ok(changed(actions::confirm(door, shipment, confirmation)?, "已确认发货"))
}

fn notice_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let shipment = load(door, target)?;
    let text = documents::notice_text(door, &shipment)?;
    let known = shipment.confirmation.as_ref();
    let whom = known.and_then(|c| door.see(Kind::Contact, &c.whom)).cloned().unwrap_or_default();
    Ok(Form {
        intro: Some(ui.t("把下面的话发给收货人，也可以附上打印的收货须知；发出后在这里登记。").into()),
        ..Form::new(
            "",
            "",
            vec![
                Field::new(FieldKind::Area, "text", ui.t("内容")).value(text).required(),
                Field::text("whom", ui.t("发给谁")).value(whom).required(),
                channel_field(ui),
            ],
        )
    }
    .version(shipment.head.version))
}

fn notice(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let shipment = load(door, target)?;
    shipment.expect(said)?;
    let text = said.need_text("text", 1000);
    let whom = Confidential::new(said.need_text("whom", 40));
    let channel = said.need_choice("channel", &CHANNELS);
    said.finish()?;
    Ok(changed(actions::send_notice(door, shipment, whom, channel, text)?, "已登记收货须知"))
}

fn reason_form(door: &mut Door, target: &Target, ui: &Ui, intro: &str) -> Result<Form> {
    let shipment = load(door, target)?;
    let reason = Field::new(FieldKind::Area, "reason", ui.t("原因")).required();
    Ok(Form { danger: true, intro: Some(ui.t(intro).into()), ..Form::new("", "", vec![reason]) }
        .version(shipment.head.version))
}

fn gate_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    reason_form(door, target, ui, "合同要求发货前付清，款还没有到。放行会记在你的名下。")
}

fn gate(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let shipment = load(door, target)?;
    shipment.expect(said)?;
    let reason = said.need_text("reason", 500);
    said.finish()?;
    Ok(changed(actions::open_gate(door, shipment, reason)?, "已放行"))
}

fn dispatch_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let shipment = load(door, target)?;
    let photos = FieldKind::Files { accept: "image/*".into(), camera: true, multiple: true };
    Ok(Form::new(
        "",
        "",
        vec![
            Field::new(FieldKind::Date, "on", ui.t("发货日期")).value(ui.today.to_string()).required(),
            Field::new(FieldKind::Integer, "packages", ui.t("件数")).required(),
            Field::text("carrier", ui.t("承运商")).required(),
            Field::text("waybill", ui.t("运单号")),
            Field::text("vehicle", ui.t("车牌、司机")),
            Field::new(FieldKind::Money, "freight", ui.t("运费")).unit("元"),
            Field::new(photos, "photos", ui.t("包装和装车照片")),
        ],
    )
    .version(shipment.head.version))
}

fn dispatch(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let shipment = load(door, target)?;
    shipment.expect(said)?;
    let packages = said.integer("packages", 1, 100_000);
    if packages.is_none() && said.raw("packages").is_empty() {
        said.wrong("packages", "必填");
    }
    let dispatch = Dispatch {
        on: said.need_date("on"),
        carrier: said.need_text("carrier", 60),
        waybill: said.text("waybill", 60),
        vehicle: said.text("vehicle", 60),
        packages: packages.unwrap_or(0),
        freight: Confidential::new(said.money("freight").unwrap_or(Money::ZERO)),
        photos: said.files("photos"),
    };
    if dispatch.freight.open().0 < 0 {
        said.wrong("freight", "金额不能为负");
    }
    said.finish()?;
    Ok(changed(actions::dispatch(door, shipment, dispatch)?, "已发货"))
}

fn carrier_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let shipment = load(door, target)?;
    Ok(Form::new(
        "",
        "",
        vec![
            Field::new(FieldKind::Area, "said", ui.t("承运商怎么说"))
                .required()
                .help(ui.t("为什么没到，现在在哪里")),
            Field::new(FieldKind::Date, "eta", ui.t("新的预计到货")).required(),
        ],
    )
    .version(shipment.head.version))
}

fn carrier(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let shipment = load(door, target)?;
    shipment.expect(said)?;
    let words = said.need_text("said", 500);
    let eta = said.need_date("eta");
    said.finish()?;
    Ok(changed(actions::ask_carrier(door, shipment, words, eta)?, "已登记，请同时告知客户"))
}

fn arrival_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let shipment = load(door, target)?;
    let case = case::load(door, shipment.order)?;
    let rows = shipment.parts.iter().map(|p| LineRow {
        values: vec![p.line.to_string(), p.quantity.plain(), "0".into()],
        errors: Vec::new(),
        label: case.order.line(p.line).map_or_else(String::new, |l| {
            format!("{} {} · {} {}", l.code, l.name, ui.t("发出"), p.quantity.plain())
        }),
    });
    let columns = vec![
        Field::new(FieldKind::Hidden, "line", ui.t("行")),
        quantity_column("received", ui.t("收到")),
        quantity_column("damaged", ui.t("其中破损")),
    ];
    let lines = FieldKind::Lines { columns, rows: rows.collect(), can_add: false };
    let packing = vec![Opt::new("intact", ui.t("完好")), Opt::new("damaged", ui.t("破损、污染或变形"))];
    let photos = FieldKind::Files { accept: "image/*".into(), camera: true, multiple: true };
    Ok(Form::new(
        "",
        "",
        vec![
            Field::new(FieldKind::Date, "on", ui.t("到货日期")).value(ui.today.to_string()).required(),
            Field::text("whom", ui.t("谁收的")).required(),
            Field::new(lines, "lines", ui.t("收到数量")),
            Field::new(FieldKind::Radio(packing), "packing", ui.t("外包装")).value("intact").required(),
            Field::new(FieldKind::Area, "note", ui.t("情况"))
                .help(ui.t("数量不符或破损时必填：提货时外包装怎样、差在哪里")),
            Field::new(photos, "photos", ui.t("照片")),
        ],
    )
    .version(shipment.head.version))
}

fn arrival(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let shipment = load(door, target)?;
    shipment.expect(said)?;
    let received = parts(said, "lines", "received");
    let damaged = parts(said, "lines", "damaged");
    let packing = match said.need_choice("packing", &["intact", "damaged"]).as_str() {
        "damaged" => Packing::Damaged,
        _ => Packing::Intact,
    };
    let report = ArrivalReport {
        on: said.need_date("on"),
        received,
        damaged,
        packing,
        whom: Confidential::new(said.need_text("whom", 40)),
        note: said.text("note", 1000),
        photos: said.files("photos"),
    };
    said.finish()?;
    Ok(changed(actions::confirm_arrival(door, shipment, report)?, "已登记到货"))
}

fn settle_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let shipment = load(door, target)?;
    let ways = vec![
        Opt::new("replaced", ui.t("补发短少和破损的货")),
        Opt::new("credited", ui.t("扣减货款")),
        Opt::new("as_is", ui.t("客户接受现状")),
    ];
    Ok(Form::new(
        "",
        "",
        vec![
            Field::new(FieldKind::Radio(ways), "settlement", ui.t("怎样处理")).required(),
            Field::new(FieldKind::Area, "note", ui.t("与客户商定的办法")).required(),
        ],
    )
    .version(shipment.head.version))
}

fn settle(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let shipment = load(door, target)?;
    shipment.expect(said)?;
    let settlement = match said.need_choice("settlement", &["replaced", "credited", "as_is"]).as_str() {
        "credited" => Settlement::Credited,
        "as_is" => Settlement::AsIs,
        _ => Settlement::Replaced,
    };
    let note = said.need_text("note", 500);
    said.finish()?;
    Ok(changed(actions::settle(door, shipment, settlement, note)?, "已处理差异"))
}

fn cancel_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    reason_form(door, target, ui, "取消后货物可以重新安排发货。")
}

fn cancel(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let shipment = load(door, target)?;
    shipment.expect(said)?;
    let reason = said.need_text("reason", 500);
    said.finish()?;
    Ok(changed(actions::cancel(door, shipment, reason)?, "已取消发货单"))
}
