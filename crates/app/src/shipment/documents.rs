//! What goes with the goods: delivery note 送货单, check-before-signing notice 收货须知 (H6.7).

use domain::access::Right;
use domain::company::Company;
use domain::confidential::Secret;
use domain::ids::ShipmentId;
use domain::money::Money;
use domain::order::Order;
use domain::quantity::Quantity;
use domain::shipment::{Shipment, eta};
use kernel::document::identity;
use kernel::i18n::Lang;
use kernel::record::Loaded;
use kernel::{Door, Result};
use paper::forms::{DeliveryLine, DeliveryNote, Form, Printed, ReceiptNotice};

use crate::print::{Kind, Paper, Sheet};
use crate::{company, customer};

/// The papers of a shipment.
pub static PAPERS: &[&Paper] = &[
    &Paper {
        kind: Kind::DeliveryNote,
        path: "/shipments/{id}/delivery-note.pdf",
        right: Right::ReadShipments,
        read: |door, id, priced| sheet(door, id, |door, goods| delivery_note(door, goods, priced)),
    },
    &Paper {
        kind: Kind::ReceiptNotice,
        path: "/shipments/{id}/receipt-notice.pdf",
        right: Right::ReadShipments,
        read: |door, id, _| sheet(door, id, receipt_notice),
    },
];

/// A shipment with what its papers say beside it, and the language of whom they are for.
struct Goods {
    shipment: Loaded<Shipment>,
    order: Loaded<Order>,
    company: Loaded<Company>,
    lang: Lang,
}

fn sheet<F: Form>(door: &mut Door, id: &str, form: impl FnOnce(&mut Door, &Goods) -> F) -> Result<Sheet> {
    let shipment = door.load::<Shipment>(identity::<ShipmentId>(id)?)?;
    let order = door.load::<Order>(shipment.order)?;
    let company = company::actions::load(door)?;
    let (lang, customer) = customer::language(door, order.entry.customer)?;
    let goods = Goods { shipment, order, company, lang };
    let form = form(door, &goods);
    let others = [goods.order.head.version, goods.company.head.version, customer];
    Sheet::of(&form, &goods.shipment.number, &goods.shipment.head, &others)
}

/// The words that the receiver is sent, in the customer's language (H6.7).
pub fn notice_text(door: &mut Door, shipment: &Shipment) -> Result<String> {
    let company = company::actions::load(door)?;
    let order = door.load::<Order>(shipment.order)?;
    let (lang, _) = customer::language(door, order.entry.customer)?;
    let eta = eta(shipment).map_or_else(String::new, |day| lang.tf("，预计 {day} 到达", &[("day", &day)]));
    let text = "您好，订单 {order} 的货物将于 {day} 发出{eta}。请在签收前先检查外包装和件数：如有破损、污染、变形或件数不符，请先不要签收，立即联系我们 {telephone}。未经检查签收造成的损失由收货人承担。{company}";
    Ok(lang.tf(
        text,
        &[
            ("order", &shipment.order_number),
            // What has not left on its day leaves today at the soonest.
            ("day", &shipment.ship_on.max(door.ctx.today())),
            ("eta", &eta),
            ("telephone", &company.profile.telephone),
            ("company", &company.profile.name),
        ],
    ))
}

/// The data of the delivery note; prices only for readers who may see them, and only when asked for.
fn delivery_note(door: &mut Door, goods: &Goods, priced: bool) -> DeliveryNote {
    let Goods { shipment, order, company, lang } = goods;
    let prices = priced && door.ctx.sees(Secret::Price);
    if prices {
        door.look(Secret::Price);
    }
    let (mut lines, mut sum, mut count) = (Vec::new(), Money::ZERO, Quantity::ZERO);
    for part in &shipment.parts {
        let Some(line) = order.line(part.line) else { continue };
        let amount = line.unit_price.open().times(part.quantity);
        sum = sum.plus(amount);
        count = count.plus(part.quantity);
        lines.push(DeliveryLine {
            name: line.name.clone(),
            spec: format!("{} {}", line.code, line.specification),
            unit: line.unit.clone(),
            quantity: part.quantity.plain(),
            price: prices.then(|| line.unit_price.open().plain()),
            amount: prices.then(|| amount.plain()),
            remark: line.remark.clone(),
        });
    }
    // C37 What the order was let off is let off of what is on the note, in proportion.
    let net = order.total().portion(sum, order.gross());
    if prices && net < sum {
        lines.push(DeliveryLine {
            name: lang.t("优惠").to_owned(),
            amount: Some(net.minus(sum).plain()),
            ..DeliveryLine::default()
        });
        sum = net;
    }
    let entry = &order.entry;
    let confirmation = shipment.confirmation.as_ref();
    let address = door.see(confirmation.map_or(&entry.address, |c| &c.address)).cloned().unwrap_or_default();
    let consignee =
        door.see(confirmation.map_or(&entry.contact, |c| &c.contact)).cloned().unwrap_or_default();
    let left = shipment.dispatched.as_ref();
    let vehicle = left.map(|d| format!("{} {} {}", d.carrier, d.waybill, d.vehicle)).unwrap_or_default();
    DeliveryNote {
        lang: (*lang).into(),
        company: company.profile.name.clone(),
        number: shipment.number.clone(),
        // Its reader has no login, so there is no page that a code could lead to.
        qr: None,
        short_code: None,
        customer: shipment.customer_name.clone(),
        consignee,
        phone: String::new(),
        address,
        order_no: shipment.order_number.clone(),
        ship_date: left.map_or(shipment.ship_on, |d| d.on).to_string(),
        transport: confirmation.map_or_else(|| entry.transport.clone(), |c| c.transport.clone()),
        vehicle: vehicle.trim().to_owned(),
        packages: left.map(|d| d.packages.to_string()).unwrap_or_default(),
        lines,
        total_quantity: count.plain(),
        total_amount: prices.then(|| sum.plain()),
        // Capital numerals are a Chinese custom.
        amount_in_words: (prices && *lang == Lang::Zh).then(|| sum.capital()),
        notice: Vec::new(),
        made_by: door.ctx.actor.name.clone(),
        copies: ["第一联 存根（白）", "第二联 客户（红）", "第三联 回单（黄）"]
            .map(|copy| lang.t(copy).to_owned())
            .into(),
        printed: Printed::default(),
    }
}

/// The data of the printed notice (H6.7).
fn receipt_notice(door: &mut Door, goods: &Goods) -> ReceiptNotice {
    let note = delivery_note(door, goods, false);
    ReceiptNotice {
        lang: note.lang,
        company: note.company,
        number: note.number,
        qr: note.qr,
        short_code: note.short_code,
        customer: note.customer,
        consignee: note.consignee,
        address: note.address,
        order_no: note.order_no,
        ship_date: note.ship_date,
        expected_date: eta(&goods.shipment).map(|d| d.to_string()).unwrap_or_default(),
        transport: note.transport,
        vehicle: note.vehicle,
        packages: note.packages,
        contact: door.ctx.actor.name.clone(),
        contact_phone: goods.company.profile.telephone.clone(),
        printed: note.printed,
    }
}
