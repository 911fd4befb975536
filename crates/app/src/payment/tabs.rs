//! The receipts of an order, below its instalments (H4.6).

use domain::confidential::Secret;
use domain::deed::Deed;
use domain::followup::Case;
use domain::ids::OrderId;
use domain::money::Money;
use domain::order::State;
use domain::payment::Payment;
use kernel::i18n::zh;
use kernel::ui::{Alert, Cell, Column, Empty, Html, Row, Table, Tone, Ui, format};
use kernel::{Door, Result};

use super::store;
use crate::customer;

/// What was received for the order of a case; amounts for readers who see prices.
pub fn of_order(door: &mut Door, ui: &Ui, case: &Case) -> Result<Html> {
    let order = &case.order;
    let columns = vec![
        Column::new("number", ui.t(zh("到款单"))),
        Column::new("on", ui.t(zh("日期"))),
        Column::number("amount", ui.t(zh("金额(元)"))),
        Column::new("act", ""),
    ];
    let mut booked = Table { frameless: true, ..Table::new("booked", columns) };
    let prices = door.ctx.sees(Secret::Price);
    if prices {
        door.look(Secret::Price);
    }
    let amount =
        |money: Money| if prices { Cell::Money(money) } else { Cell::Text(ui.t("＊＊＊").into()) };
    for payment in of(door, order.id)? {
        let id = payment.id;
        // The money as it came, and what went back of it as movements of their own (C23).
        let back: Vec<_> = payment.repaid(order.id).collect();
        let came = payment.pays(order.id).plus(back.iter().map(|r| *r.amount.open()).sum());
        let number = Cell::Link { text: payment.number.clone(), href: format!("/payments/{id}") };
        let act = match payment.reversed {
            None => Cell::Actions(door.button(ui, Deed::PaymentReverse, id).into_iter().collect()),
            Some(_) => Cell::text(ui.t("已冲销")),
        };
        booked.rows.push(Row::plain(vec![number, Cell::Date(payment.on), amount(came), act]));
        for part in back {
            let less = amount(Money::ZERO.minus(*part.amount.open()));
            booked.rows.push(Row::plain(vec![
                Cell::text(ui.t("退给客户")),
                Cell::Date(part.on),
                less,
                Cell::Empty,
            ]));
        }
    }
    booked.empty = Empty {
        sentence: ui.t("还没有到款").into(),
        action: door.button(ui, Deed::PaymentBook, order.id),
    };
    // What came in beyond what is owed is dealt with here (C09, C23).
    let surplus = case.account().surplus(order);
    let mut alerts = Vec::new();
    if surplus.is_some() {
        alerts.push((Tone::Warn, "已收多于应收，退给客户或转为预收款", Deed::OrderRefund));
    }
    if order.state == State::Cancelled {
        if case.account().open(order).is_some() {
            alerts.push((Tone::Bad, "约定不退的款没有收到，或退出去的款要追回", Deed::PaymentBook));
            alerts.push((Tone::Accent, "追不回的差额，写明原因后核销", Deed::OrderWriteOff));
        }
        if case.paid.is_some() || order.kept.is_some() {
            alerts.push((Tone::Accent, "与客户约定不退的款登记后，只退其余", Deed::OrderKeep));
        }
    }
    let alerts = alerts.into_iter().map(|(tone, text, deed)| {
        Alert { action: door.button(ui, deed, order.id), ..Alert::new(tone, ui.t(text)) }.render(ui)
    });
    let alerts: Vec<Html> = alerts.collect();
    let hints = advances(door, ui, case)?;
    Ok(Html::concat(alerts.into_iter().chain(hints).chain([booked.render(ui)])))
}

/// The receipts that ever paid an order, also those that were taken back or of which all has gone back, oldest first.
fn of(door: &mut Door, order: OrderId) -> Result<Vec<Payment>> {
    let mut receipts = Vec::new();
    for id in store::of_order(door.conn, order)? {
        receipts.push(door.load::<Payment>(id)?.state);
    }
    receipts.sort_by(|a, b| (a.on, &a.number).cmp(&(b.on, &b.number)));
    Ok(receipts)
}

/// What the customer has paid already and this order could use, for who reads receipts and sees prices (C22).
fn advances(door: &mut Door, ui: &Ui, case: &Case) -> Result<Vec<Html>> {
    let order = &case.order;
    if order.state == State::Draft || !case.account().open(order).is_some() {
        return Ok(Vec::new());
    }
    let advances = customer::advances(door, order.entry.customer)?.unwrap_or_default();
    let hint = |advance: customer::Advance| {
        let amount = format::money(*advance.amount.open());
        let text = ui.tf(
            "客户有预收款 {amount}（{number}），可分配到这张订单",
            &[("amount", &amount), ("number", &advance.number)],
        );
        let action = door.button(ui, Deed::PaymentAllocate, &advance.payment);
        Alert { action, ..Alert::new(Tone::Accent, text) }.render(ui)
    };
    Ok(advances.into_iter().map(hint).collect())
}
