//! The page of a shipment, and its documents as PDF.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::channel::Channel;
use domain::choice::{Choice as _, State as _};
use domain::confidential::Secret;
use domain::followup::Case;
use domain::history::Noun as _;
use domain::ids::ShipmentId;
use domain::order::Order;
use domain::shipment::{Obstacle, Shipment, eta};

use super::documents;
use crate::order::{case, history};
use crate::print;
use kernel::ui::{Alert, Badge, Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Tone, Ui};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Error};

/// The routes of this feature beside its list and acts.
pub fn routes() -> Routes {
    let routes = Routes::new().get(Who::Holds(Right::ReadShipments), "/shipments/{id}", page);
    documents::PAPERS.iter().copied().fold(routes, print::routes)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: ShipmentId = id.parse().map_err(|_| Error::NotFound)?;
        let shipment = door.load::<Shipment>(id)?.state;
        door.about(&shipment)?;
        let order = door.load::<Order>(shipment.order)?.state;
        let state = shipment.state();
        let mut header = PageHeader::new(&shipment.number)
            .badge(state.tone().into(), ui.t(state.label()))
            .subtitle(format!("{} {}", shipment.order_number, shipment.customer_name));
        let case = case::load(door, shipment.order)?;
        for deed in case.shipment_deeds(&shipment) {
            header.actions.extend(door.button(ui, deed, id));
        }
        if let Some(last) = header.actions.last_mut() {
            *last = last.clone().primary();
        }
        header.menus = print::menu(ui, &id.to_string(), documents::PAPERS);
        let blockers = blocked(door, ui, &shipment, &case);
        let site = door.shared.site;
        let hung = site.parts(door, ui, "shipment", &case, id.0)?;
        let main = Html::concat(
            [header.render(ui)].into_iter().chain(blockers.iter().map(|a| a.render(ui))).chain([
                Card::new(ui.t("明细"), lines(ui, &shipment, &order).render(ui)).render(ui),
                hung,
                Card::new(ui.t("经过"), details(door, ui, &shipment, &order).render(ui)).padded().render(ui),
                print::history(door, ui, &format!("{}/{id}", Shipment::STREAM))?,
                history::<Shipment>(door, ui, shipment.id)?,
            ]),
        );
        Ok(Page::new(&shipment.number, main))
    })
    .await
}

fn blocked(door: &mut Door, ui: &Ui, shipment: &Shipment, case: &Case) -> Vec<Alert> {
    let mut out = Vec::new();
    if shipment.dispatched.is_some() || shipment.cancelled.is_some() {
        return out;
    }
    let mut say = |tone: Tone, text: String| out.push(Alert { tone, text, ..Alert::default() });
    for obstacle in case.obstacles(shipment) {
        match obstacle {
            Obstacle::Unpaid(amount) if door.ctx.sees(Secret::Price) => {
                let amount = kernel::ui::format::money(amount);
                say(Tone::Bad, ui.tf("合同要求发货前付清，还差 {amount}（H6.2）", &[("amount", &amount)]));
            }
            Obstacle::Unpaid(_) => {
                say(Tone::Bad, ui.t("合同要求发货前付清，款还没有到（H6.2）").to_owned());
            }
            Obstacle::Unconfirmed => {
                say(Tone::Warn, ui.t("还没有与客户确认时间、运输方式和地址（H6.1）").to_owned());
            }
            Obstacle::Unannounced => {
                say(Tone::Warn, ui.t("还没有告知收货人先验货再签收（H6.7）").to_owned());
            }
            Obstacle::NotReady { line, ready, wanted } => {
                let code = case.order.line(line).map_or("", |l| l.code.as_str());
                let (ready, wanted) = (ready.plain(), wanted.plain());
                let args: [(&str, &dyn std::fmt::Display); 3] =
                    [("code", &code), ("ready", &ready), ("wanted", &wanted)];
                say(Tone::Bad, ui.tf("{code} 要发 {wanted}，完工可发只有 {ready}（H4.4）", &args));
            }
        }
    }
    if let Some(reason) = &shipment.gate_opened {
        say(Tone::Warn, ui.tf("未到款放行：{reason}", &[("reason", reason)]));
    }
    out
}

/// Columns of what was sent; the rest tell what came of it.
const BEFORE_ARRIVAL: usize = 4;

fn lines(ui: &Ui, shipment: &Shipment, order: &Order) -> Table {
    let mut columns = vec![
        Column::number("line", ui.t("行")),
        Column::new("code", ui.t("型号")),
        Column::new("name", ui.t("名称")),
        Column::number("sent", ui.t("发出")),
        Column::number("received", ui.t("收到")),
        Column::number("damaged", ui.t("破损")),
        Column::number("beyond", ui.t("多收")),
        Column::number("found", ui.t("找回")),
        Column::number("to_return", ui.t("待退回")),
        Column::number("put_away", ui.t("退货已处理")),
    ];
    // Before it has arrived there is nothing to say of what came.
    let shown = if shipment.arrival.is_some() { columns.len() } else { BEFORE_ARRIVAL };
    columns.truncate(shown);
    let mut table = Table { frameless: true, ..Table::new("lines", columns) };
    for part in &shipment.parts {
        let Some(line) = order.line(part.line) else { continue };
        let quantity =
            |q: domain::quantity::Quantity| Cell::Quantity { millionths: q.0, unit: line.unit.clone() };
        let some = |q: domain::quantity::Quantity| if q.is_some() { quantity(q) } else { Cell::Empty };
        let of = |parts: &[domain::shipment::Part]| {
            quantity(parts.iter().filter(|p| p.line == part.line).map(|p| p.quantity).sum())
        };
        let (received, damaged) = shipment
            .arrival
            .as_ref()
            .map_or((Cell::Empty, Cell::Empty), |a| (of(&a.received), of(&a.damaged)));
        let mut cells = vec![
            Cell::Integer(part.line),
            Cell::Code(line.code.clone()),
            Cell::Text(line.name.clone()),
            quantity(part.quantity),
            received,
            damaged,
            some(shipment.beyond(part.line)),
            some(shipment.turned_up(part.line)),
            some(shipment.to_return(part.line)),
            some(shipment.put_away(part.line)),
        ];
        cells.truncate(shown);
        table.rows.push(Row::plain(cells));
    }
    table
}

fn details(door: &mut Door, ui: &Ui, shipment: &Shipment, order: &Order) -> Details {
    let entry = &order.entry;
    let confirmation = shipment.confirmation.as_ref();
    let hidden = || Cell::Text(ui.t("＊＊＊").into());
    let address = door
        .see(confirmation.map_or(&entry.address, |c| &c.address))
        .map_or_else(hidden, |a| Cell::Text(a.clone()));
    let contact = door
        .see(confirmation.map_or(&entry.contact, |c| &c.contact))
        .map_or_else(hidden, |a| Cell::Text(a.clone()));
    let mut details = vec![
        Detail::new(
            ui.t("订单"),
            Cell::Link { text: order.number.clone(), href: format!("/orders/{}", order.id) },
        ),
        Detail::new(ui.t("发货日期"), Cell::Date(shipment.ship_on)),
        Detail::new(ui.t("收货"), address).and(contact),
    ];
    if let Some(c) = confirmation {
        let said = ui.tf(
            "{at} {transport}，与{whom}{channel}确认",
            &[
                ("at", &c.at.strftime("%Y-%m-%d %H:%M")),
                ("transport", &c.transport),
                ("whom", &door.ctx.whom(&c.whom)),
                ("channel", &ui.t(Channel::kept(&c.channel).label())),
            ],
        );
        let said = Detail::new(ui.t("发货确认"), Cell::Text(said));
        let why = Some(&c.reason).filter(|reason| !reason.is_empty());
        details.push(match why {
            Some(why) => said.and(Cell::Text(why.clone())),
            None => said,
        });
    }
    if let Some(at) = shipment.notice {
        details.push(Detail::new(ui.t("收货须知"), Cell::DateTime(kernel::ctx::local(at))));
    }
    if let Some(d) = &shipment.dispatched {
        details.push(Detail::new(ui.t("发出"), Cell::Date(d.on)).and(Cell::Text(format!(
            "{} {} · {} {}",
            d.carrier,
            d.waybill,
            d.packages,
            ui.t("件")
        ))));
        if let Some(freight) = door.see(&d.freight).filter(|f| f.is_some()) {
            details.push(Detail::new(ui.t("运费"), Cell::Money(*freight)));
        }
    }
    if let Some(date) = eta(shipment) {
        details.push(Detail::new(ui.t("预计到货"), Cell::Date(date)));
    }
    for said in &shipment.states {
        let text = ui.tf("{ready} 备好 {note}", &[("ready", &said.ready_by), ("note", &said.note)]);
        details.push(Detail::new(ui.t(said.party.label()), Cell::Text(text.trim_end().to_owned())));
    }
    if let Some(r) = shipment.replacement {
        let text = ui.tf("{source}，{by} 到", &[("source", &ui.t(r.source.label())), ("by", &r.by)]);
        details.push(Detail::new(ui.t("补发"), Cell::Text(text)));
    }
    for found in &shipment.found {
        let sum: domain::quantity::Quantity = found.parts.iter().map(|p| p.quantity).sum();
        let text = ui.tf(
            "{on} 找回 {quantity}，{place}：{note}",
            &[
                ("on", &found.on),
                ("quantity", &sum.plain()),
                ("place", &ui.t(found.place.label())),
                ("note", &found.note),
            ],
        );
        details.push(Detail::new(ui.t("找回"), Cell::Text(text)));
    }
    if let Some(a) = &shipment.arrival {
        let packing = match a.packing {
            domain::shipment::Packing::Intact => Badge::new(Tone::Ok, ui.t("外包装完好")),
            domain::shipment::Packing::Damaged => Badge::new(Tone::Bad, ui.t("外包装破损")),
        };
        details.push(
            Detail::new(ui.t("到货"), Cell::Date(a.on))
                .and(Cell::Text(format!("{} {}", door.ctx.whom(&a.whom), a.note)))
                .and(Cell::Badge(packing)),
        );
    }
    Details { details }
}
