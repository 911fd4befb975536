//! What goes with the goods: delivery note 送货单, check-before-signing notice 收货须知 (H6.7).

use domain::company::Company;
use domain::confidential::Secret;
use domain::money::Money;
use domain::order::Order;
use domain::quantity::Quantity;
use domain::shipment::{Shipment, eta};
use kernel::i18n::Lang as Screen;
use kernel::{Door, Result};
use paper::forms::{DeliveryLine, DeliveryNote, Lang, Printed, ReceiptNotice};

/// The words that the receiver is sent (H6.7).
pub fn notice_text(door: &mut Door, shipment: &Shipment) -> Result<String> {
    let company = crate::company::actions::load(door)?;
    let eta = eta(shipment).map_or_else(String::new, |d| format!("，预计 {d} 到达"));
    Ok(format!(
        "您好，订单 {} 的货物将于 {} 发出{eta}。请在签收前先检查外包装和件数：如有破损、污染、变形或件数不符，请先不要签收，立即联系我们 {}。未经检查签收造成的损失由收货人承担。{}",
        shipment.order_number, shipment.ship_on, company.profile.telephone, company.profile.name
    ))
}

fn printed(door: &Door) -> Printed {
    Printed { by: door.ctx.actor.name.clone(), at: door.ctx.local_now(), utc_offset_minutes: 480, times: 1 }
}

fn language(door: &Door) -> Lang {
    if door.ctx.lang == Screen::En { Lang::En } else { Lang::Zh }
}

/// The data of the delivery note; prices only for readers who may see them, and only when asked for.
pub fn delivery_note(door: &mut Door, shipment: &Shipment, with_prices: bool) -> Result<DeliveryNote> {
    let order = door.load::<Order>(shipment.order)?;
    let company: Company = crate::company::actions::load(door)?.state;
    let prices = with_prices && door.ctx.sees(Secret::Price);
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
            name: door.ctx.lang.t("优惠").to_owned(),
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
    Ok(DeliveryNote {
        lang: language(door),
        company: company.profile.name,
        number: shipment.number.clone(),
        qr: door.shared.config.code_of(&format!("/shipments/{}", shipment.id)),
        short_code: Some(shipment.number.clone()),
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
        amount_in_words: prices.then(|| sum.capital()),
        notice: Vec::new(),
        made_by: door.ctx.actor.name.clone(),
        copies: vec!["第一联 存根（白）".into(), "第二联 客户（红）".into(), "第三联 回单（黄）".into()],
        printed: printed(door),
    })
}

/// The data of the printed notice (H6.7).
pub fn receipt_notice(door: &mut Door, shipment: &Shipment) -> Result<ReceiptNotice> {
    let note = delivery_note(door, shipment, false)?;
    let company: Company = crate::company::actions::load(door)?.state;
    Ok(ReceiptNotice {
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
        expected_date: eta(shipment).map(|d| d.to_string()).unwrap_or_default(),
        transport: note.transport,
        vehicle: note.vehicle,
        packages: note.packages,
        contact: door.ctx.actor.name.clone(),
        contact_phone: company.profile.telephone,
        printed: note.printed,
    })
}
