//! The page of a receipt: what came in, what it pays, what of it is the customer's advance, what went back (H4.6).

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::confidential::Secret;
use domain::ids::PaymentId;
use domain::money::Money;
use domain::payment::{Method, Payment};
use kernel::endpoint::buttons;
use kernel::i18n::zh;
use kernel::ui::{Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Tone, Ui};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Error};

use crate::order::history;

/// The routes of this feature beside its lists and acts.
pub fn routes() -> Routes {
    Routes::new().get(Who::Holds(Right::ReadMoney), "/payments/{id}", page)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: PaymentId = id.parse().map_err(|_| Error::NotFound)?;
        let payment = door.load::<Payment>(id)?.state;
        let prices = door.ctx.sees(Secret::Price);
        if prices {
            door.look(Secret::Price);
        }
        let amount =
            |money: Money| if prices { Cell::Money(money) } else { Cell::Text(ui.t("＊＊＊").into()) };
        let mut header = PageHeader::new(&payment.number).subtitle(&payment.customer_name);
        if let Some(reason) = &payment.reversed {
            header = header.badge(Tone::Bad, ui.tf("已冲销：{reason}", &[("reason", reason)]));
        }
        header.actions.extend(buttons(door, ui, &payment.deeds(), id));
        let customer = Cell::Link {
            text: payment.customer_name.clone(),
            href: format!("/customers/{}", payment.customer),
        };
        let details = Details {
            details: vec![
                Detail::new(ui.t("客户"), customer),
                Detail::new(ui.t("到款日期"), Cell::Date(payment.on)),
                Detail::new(ui.t("金额"), amount(*payment.amount.open())),
                Detail::new(ui.t("方式"), Cell::text(ui.t(payment.method.map_or("", Method::label)))),
                Detail::new(ui.t("银行流水号"), Cell::text(&payment.reference)),
                Detail::new(ui.t("预收款"), amount(payment.advance())),
            ],
        };
        let main = Html::concat([
            header.render(ui),
            Card::bare(details.render(ui)).padded().render(ui),
            Card::new(ui.t("款的去向"), paid(ui, &payment, amount).render(ui)).render(ui),
            history::<Payment>(door, ui, id)?,
        ]);
        Ok(Page::new(&payment.number, main))
    })
    .await
}

/// What it pays and what went back.
fn paid(ui: &Ui, payment: &Payment, amount: impl Fn(Money) -> Cell) -> Table {
    let columns = vec![
        Column::new("what", ui.t("去向")),
        Column::new("on", ui.t("日期")),
        Column::number("amount", ui.t("金额(元)")),
        Column::new("reason", ui.t("原因")),
    ];
    let mut table = Table { frameless: true, ..Table::new("paid", columns) };
    let stands = payment.reversed.is_none();
    for part in payment.allocations.iter().filter(|part| stands && part.amount.open().is_some()) {
        let order =
            Cell::Link { text: part.number.clone(), href: format!("/orders/{}?tab=money", part.order) };
        table.rows.push(Row::plain(vec![order, Cell::Empty, amount(*part.amount.open()), Cell::Empty]));
    }
    let moved = payment.repayments.iter().map(|back| (zh("退给客户"), back));
    let moved = moved.chain(payment.recovered.iter().map(|back| (zh("客户退回来"), back)));
    for (label, back) in moved {
        table.rows.push(Row::plain(vec![
            Cell::text(ui.t(label)),
            Cell::Date(back.on),
            amount(*back.amount.open()),
            Cell::text(&back.reason),
        ]));
    }
    for given_up in &payment.written_off {
        table.rows.push(Row::plain(vec![
            Cell::text(ui.t(zh("核销，不再追"))),
            Cell::Empty,
            amount(*given_up.amount.open()),
            Cell::text(&given_up.reason),
        ]));
    }
    if payment.owed_back().is_some() {
        let row =
            vec![Cell::text(ui.t(zh("还要追回"))), Cell::Empty, amount(payment.owed_back()), Cell::Empty];
        table.rows.push(Row::plain(row).tone(Tone::Bad));
    }
    if payment.advance().is_some() {
        let row = vec![Cell::text(ui.t("预收款")), Cell::Empty, amount(payment.advance()), Cell::Empty];
        table.rows.push(Row::plain(row).tone(Tone::Warn));
    }
    table
}
