//! What a customer has paid and no order has used: on their page, and in their JSON (C22).

use domain::access::Right;
use domain::choice::Choice;
use domain::confidential::{Confidential, Price, Secret};
use domain::customer::Customer;
use domain::deed::Deed;
use domain::ids::CustomerId;
use domain::money::Money;
use kernel::document::{One, identity};
use kernel::ui::{Card, Cell, Column, Html, Row, Table, Ui};
use kernel::{Door, Result};
use serde_json::Value;

use super::store::{self, Advance};

/// The open advances of a customer, the oldest first, for who reads receipts and sees prices; nothing for anybody else.
pub fn advances(door: &mut Door, customer: CustomerId) -> Result<Option<Vec<Advance>>> {
    if !door.ctx.can(Right::ReadMoney) || !door.ctx.sees(Secret::Price) {
        return Ok(None);
    }
    let found = store::advances(door.conn, customer)?;
    if !found.is_empty() {
        door.look(Secret::Price);
    }
    Ok(Some(found))
}

fn sum(advances: &[Advance]) -> Money {
    advances.iter().map(|advance| *advance.amount.open()).sum()
}

/// The card of a customer's open advances, each with its receipt; nothing where there are none.
pub(super) fn card(door: &mut Door, ui: &Ui, customer: CustomerId) -> Result<Html> {
    let advances = advances(door, customer)?.unwrap_or_default();
    if advances.is_empty() {
        return Ok(Html::default());
    }
    let columns = vec![
        Column::new("number", ui.t("到款单")),
        Column::new("on", ui.t("日期")),
        Column::number("amount", ui.t("未用(元)")),
        Column::new("act", ""),
    ];
    let mut table = Table { frameless: true, ..Table::new("advances", columns) };
    for advance in &advances {
        let uses = door.button(ui, Deed::PaymentAllocate, &advance.payment);
        table.rows.push(Row::plain(vec![
            Cell::Link { text: advance.number.clone(), href: format!("/payments/{}", advance.payment) },
            advance.paid_on.parse().map_or(Cell::Empty, Cell::Date),
            Cell::Money(*advance.amount.open()),
            Cell::Actions(uses.into_iter().collect()),
        ]));
    }
    let label = Cell::text(ui.t("合计"));
    table.totals = Some(vec![label, Cell::Empty, Cell::Money(sum(&advances)), Cell::Empty]);
    let count = u64::try_from(advances.len()).unwrap_or(0);
    Ok(Card::new(ui.t("预收款"), table.render(ui)).counted(count).render(ui))
}

/// What one reader sees of a customer: the record, and what is open of their advances.
pub(super) fn document(door: &mut Door, ui: &Ui, id: &str) -> Result<One> {
    let customer = door.load::<Customer>(identity::<CustomerId>(id)?)?;
    let mut one = crate::master::document::<Customer>(door, ui, id)?
        .with("standing", customer.standing().map(Choice::code));
    if let Some(proposal) = &customer.proposal {
        one = one
            .with("proposed_by", proposal.by.to_string())
            .with("proposed_on", proposal.on.to_string())
            .with("sent_back", proposal.back.as_ref().map(|(reason, _)| reason.clone()));
    }
    let Some(advances) = advances(door, identity(id)?)? else { return Ok(one) };
    let each = advances.iter().map(|advance| {
        One::default()
            .with("id", advance.payment.as_str())
            .with("number", advance.number.as_str())
            .with("on", advance.paid_on.as_str())
            .amount(door, "amount", &advance.amount)
            .into_value()
    });
    let each: Vec<Value> = each.collect();
    let sum = Confidential::<Price, _>::new(sum(&advances));
    Ok(one.with("advances", each).amount(door, "advance", &sum))
}
