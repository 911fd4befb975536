//! The page of a claim and its letter.

use axum::extract::{Path, State as AppState};
use axum::response::Response;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::claim::Claim;
use domain::confidential::Secret;
use domain::history::Noun as _;
use domain::ids::ClaimId;
use domain::money::Money;
use kernel::record::Loaded;
use kernel::ui::{AttachmentStrip, Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Ui};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Error, Result};

use super::documents;
use crate::order::history;
use crate::print;

/// The routes of this feature beside its lists and acts.
pub fn routes() -> Routes {
    print::routes(Routes::new().get(Who::Holds(Right::ReadClaims), "/claims/{id}", page), &documents::LETTER)
}

pub(super) fn find(door: &mut Door, id: &str) -> Result<Loaded<Claim>> {
    let id: ClaimId = id.parse().map_err(|_| Error::NotFound)?;
    door.load::<Claim>(id)
}

async fn page(AppState(app): AppState<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let claim = find(door, &id)?.state;
        door.about(&claim)?;
        let state = claim.state();
        let mut header = PageHeader::new(&claim.number)
            .badge(state.tone().into(), ui.t(state.label()))
            .subtitle(format!("{} · {}", claim.carrier_name, claim.waybill));
        header.actions.extend(claim.deeds().iter().filter_map(|deed| door.button(ui, *deed, claim.id)));
        if let Some(last) = header.actions.last_mut() {
            *last = last.clone().primary();
        }
        header.menus = print::menu(ui, &id, &[&documents::LETTER]);
        let main = Html::concat([
            header.render(ui),
            Card::new(ui.t("短少和破损"), losses(door, ui, &claim).render(ui)).render(ui),
            Card::new(ui.t("依据"), grounds(ui, &claim)).padded().render(ui),
            Card::new(ui.t("经过"), course(door, ui, &claim).render(ui)).padded().render(ui),
            print::history(door, ui, &format!("{}/{id}", Claim::STREAM))?,
            history::<Claim>(door, ui, id)?,
        ]);
        Ok(Page::new(&claim.number, main))
    })
    .await
}

fn losses(door: &mut Door, ui: &Ui, claim: &Claim) -> Table {
    let sees = door.ctx.sees(Secret::Price);
    let mut columns = vec![
        Column::new("code", ui.t("型号")),
        Column::new("name", ui.t("名称")),
        Column::number("sent", ui.t("发出")),
        Column::number("missing", ui.t("短少")),
        Column::number("damaged", ui.t("破损")),
    ];
    if sees {
        door.look(Secret::Price);
        columns.push(Column::number("amount", ui.t("金额(元)")));
    }
    let mut table = Table { frameless: true, ..Table::new("losses", columns) };
    for loss in &claim.losses {
        let quantity =
            |q: domain::quantity::Quantity| Cell::Quantity { millionths: q.0, unit: loss.unit.clone() };
        let mut cells = vec![
            Cell::Code(loss.code.clone()),
            Cell::Text(loss.name.clone()),
            quantity(loss.sent),
            quantity(loss.missing),
            quantity(loss.damaged),
        ];
        if sees {
            cells.push(Cell::Money(*loss.amount.open()));
        }
        table.rows.push(Row::plain(cells));
    }
    table
}

fn grounds(ui: &Ui, claim: &Claim) -> Html {
    let g = &claim.grounds;
    let mut details = vec![
        Detail::new(ui.t("提货包装"), Cell::Text(ui.t(g.pickup.label()).into())),
        Detail::new(ui.t("到货包装"), Cell::Text(ui.t(g.packing.label()).into())),
        Detail::new(ui.t("签收"), Cell::Text(ui.t(g.signature.label()).into())),
    ];
    if !g.note.is_empty() {
        details.push(Detail::new(ui.t("情况"), Cell::Text(g.note.clone())));
    }
    Html::concat([Details { details }.render(ui), AttachmentStrip::of(&g.proof).render()])
}

fn course(door: &mut Door, ui: &Ui, claim: &Claim) -> Details {
    let sees = door.ctx.sees(Secret::Price);
    let amount =
        |amount: Money| if sees { Cell::Money(amount) } else { Cell::Text(ui.t("＊＊＊").into()) };
    let order = format!("/orders/{}?tab=ship", claim.order);
    let shipment = format!("/shipments/{}", claim.shipment);
    let mut details = vec![
        Detail::new(ui.t("订单"), Cell::Link { text: claim.order_number.clone(), href: order })
            .and(Cell::Text(claim.customer_name.clone())),
        Detail::new(ui.t("发货单"), Cell::Link { text: claim.shipment_number.clone(), href: shipment }),
        Detail::new(ui.t("到货"), Cell::Date(claim.arrived_on)),
    ];
    if let Some(l) = &claim.lodged {
        details.push(
            Detail::new(ui.t("索赔"), Cell::Date(l.on))
                .and(amount(*l.amount.open()))
                .and(Cell::Text(l.documents.clone())),
        );
    }
    if let Some(by) = claim.expected_by() {
        details.push(Detail::new(ui.t("应答复/赔付"), Cell::Date(by)));
    }
    if !claim.answers.is_empty() && door.ctx.sees(Secret::Contact) {
        door.look(Secret::Contact);
    }
    for answer in &claim.answers {
        let mut said = Detail::new(ui.t("答复"), Cell::Date(answer.on))
            .and(Cell::Text(door.ctx.whom(&answer.whom)))
            .and(Cell::Text(answer.said.clone()));
        if let Some(offer) = &answer.offer {
            said = said.and(Cell::Text(ui.t("提出赔付").into())).and(amount(*offer.open()));
        }
        details.push(said);
    }
    if let Some(d) = &claim.decision {
        details.push(
            Detail::new(ui.t("结果"), Cell::Date(d.on))
                .and(Cell::Text(ui.t(d.outcome.label()).into()))
                .and(amount(*d.amount.open()))
                .and(Cell::Text(d.note.clone())),
        );
    }
    for r in &claim.recoveries {
        details.push(
            Detail::new(ui.t("赔款"), Cell::Date(r.on))
                .and(amount(*r.amount.open()))
                .and(Cell::Text(r.reference.clone())),
        );
    }
    details.push(Detail::new(ui.t("未赔"), amount(claim.open_amount())));
    if let Some(reason) = &claim.written_off {
        details.push(Detail::new(ui.t("核销原因"), Cell::Text(reason.clone())));
    }
    Details { details }
}
