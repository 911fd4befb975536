//! The page of a purchase order, and its document (H4.3).

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::confidential::Secret;
use domain::ids::PurchaseId;
use domain::item::Item;
use domain::purchasing::{Purchase, PurchaseState};
use domain::quantity::Quantity;
use domain::supplier::Supplier;
use paper::forms::{Lang, Printed, PurchaseLine, PurchaseOrder};

use crate::order::history;
use crate::person;
use kernel::endpoint::buttons;
use kernel::i18n::Lang as Screen;
use kernel::ui::{
    Button, Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Tone, Ui, format,
};
use kernel::web::{Page, Req};
use kernel::{App, Door, Error, Result};

/// The routes of this feature beside its lists and acts.
pub fn router() -> Router<App> {
    Router::new()
        .route("/purchases/{id}", get(page))
        .route("/purchases/{id}/purchase-order.pdf", get(document))
}

fn load(door: &mut Door, id: &str) -> Result<Purchase> {
    door.ctx.may(Right::ReadPurchasing)?;
    let id: PurchaseId = id.parse().map_err(|_| Error::NotFound)?;
    Ok(door.load::<Purchase>(id)?.state)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let purchase = load(door, &id)?;
        door.about(&purchase)?;
        let state = purchase.state();
        let mut header = PageHeader::new(&purchase.number)
            .badge(state.tone().into(), ui.t(state.label()))
            .subtitle(&purchase.supplier_name);
        if purchase.cancelled.is_some() && state != PurchaseState::Cancelled {
            header = header.badge(Tone::Quiet, ui.t(PurchaseState::Cancelled.label()));
        }
        let print = format!("/purchases/{}/purchase-order.pdf", purchase.id);
        header.actions.push(Button::link(ui.t("采购单 PDF"), print).icon("printer"));
        header.actions.extend(buttons(door, ui, &purchase.deeds(), purchase.id));
        let mut details = Details {
            details: vec![
                Detail::new(
                    ui.t("供应商"),
                    Cell::Link {
                        text: purchase.supplier_name.clone(),
                        href: format!("/suppliers/{}", purchase.supplier),
                    },
                ),
                Detail::new(ui.t("下单"), Cell::Date(purchase.placed_on)),
                Detail::new(ui.t("最近催货"), purchase.chased_on.map_or(Cell::Empty, Cell::Date)),
                Detail::new(ui.t("待退换起"), purchase.owed_since.map_or(Cell::Empty, Cell::Date)),
                Detail::new(ui.t("没有订单要"), spare(ui, &purchase)),
            ],
        };
        if door.ctx.sees(Secret::Cost) {
            let worth = |quantity: fn(&domain::purchasing::PurchaseLine) -> Quantity| {
                Cell::Money(purchase.lines.iter().map(|l| l.unit_cost.open().times(quantity(l))).sum())
            };
            details.details.push(Detail::new(ui.t("合计(元)"), worth(|l| l.quantity)));
            details.details.push(Detail::new(ui.t("已入库应付(元)"), worth(|l| l.payable())));
        }
        let main = Html::concat([
            header.render(ui),
            Card::new(ui.t("明细"), lines(door, ui, &purchase).render(ui)).render(ui),
            Card::bare(details.render(ui)).padded().render(ui),
            history::<Purchase>(door, ui, purchase.id)?,
        ]);
        Ok(Page::new(&purchase.number, main))
    })
    .await
}

/// What is to come and nobody waits for any more.
fn spare(ui: &Ui, purchase: &Purchase) -> Cell {
    let lines = purchase.lines.iter().filter(|l| purchase.is_open() && l.spare().is_some());
    let parts: Vec<String> = lines.map(|l| format!("{} {} {}", l.code, l.spare().plain(), l.unit)).collect();
    Cell::text(parts.join(ui.t("、")))
}

fn lines(door: &mut Door, ui: &Ui, purchase: &Purchase) -> Table {
    let costs = door.ctx.sees(Secret::Cost);
    let mut columns = vec![
        Column::new("item", ui.t("物料")),
        Column::new("quantity", ui.t("数量")),
        Column::new("received", ui.t("已到")),
        Column::new("accepted", ui.t("入库")),
        Column::new("promised", ui.t("承诺到货")),
        Column::new("orders", ui.t("用于订单")),
    ];
    if costs {
        door.look(Secret::Cost);
        columns.push(Column::number("cost", ui.t("单价(元)")));
        columns.push(Column::number("amount", ui.t("金额(元)")));
    }
    let mut table = Table { frameless: true, ..Table::new("lines", columns) };
    for l in &purchase.lines {
        let orders = for_orders(ui, l);
        let mut cells = vec![
            Cell::Two { main: l.code.clone(), sub: l.name.clone() },
            both(l, l.quantity),
            below(both(l, l.received), ui, &[("待检", l.to_inspect())]),
            below(both(l, l.accepted), ui, &[("不合格", l.rejected), ("待退换", l.owed())]),
            promised(ui, l),
            orders,
        ];
        if costs {
            let cost = *l.unit_cost.open();
            cells.extend([Cell::Price(cost), Cell::Money(cost.times(l.quantity))]);
        }
        let late = l.outstanding().is_some() && l.promised.is_some_and(|d| d < ui.today);
        let row = Row::plain(cells);
        let row = if l.owed().is_some() { row.tone(Tone::Warn) } else { row };
        table.rows.push(if late { row.tone(Tone::Bad) } else { row });
    }
    table
}

/// A quantity in the base unit, with the unit in which it is bought below where that is another one (C26).
fn both(line: &domain::purchasing::PurchaseLine, quantity: Quantity) -> Cell {
    match line.packs(quantity) {
        Some(packs) => Cell::Two { main: format!("{} {}", quantity.plain(), line.unit), sub: packs },
        None => Cell::Quantity { millionths: quantity.0, unit: line.unit.clone() },
    }
}

/// The orders that a line is bought for: the first two with how much of it, and how many there are.
fn for_orders(ui: &Ui, line: &domain::purchasing::PurchaseLine) -> Cell {
    let mut orders: Vec<(&str, Quantity)> = Vec::new();
    for cover in &line.covers {
        match orders.iter_mut().find(|(number, _)| *number == cover.number) {
            Some((_, sum)) => *sum = sum.plus(cover.quantity),
            None => orders.push((&cover.number, cover.quantity)),
        }
    }
    let told = |(number, quantity): &(&str, Quantity)| format!("{number} ×{}", quantity.plain());
    match (orders.as_slice(), line.covers.first()) {
        ([one], Some(cover)) => Cell::Link { text: told(one), href: format!("/orders/{}", cover.order) },
        ([first, second], _) => Cell::Two { main: told(first), sub: told(second) },
        ([first, rest @ ..], _) => {
            Cell::Two { main: told(first), sub: ui.tf("等 {n} 张订单", &[("n", &(rest.len() + 1))]) }
        }
        ([], _) => Cell::Empty,
    }
}

/// A quantity with others below it, as far as there are any.
fn below(cell: Cell, ui: &Ui, others: &[(&str, Quantity)]) -> Cell {
    let some = others.iter().filter(|(_, q)| q.is_some());
    let others: Vec<String> = some.map(|(label, q)| format!("{} {}", ui.t(label), q.plain())).collect();
    let (main, sub) = match cell {
        Cell::Two { main, sub } => (main, Some(sub)),
        Cell::Quantity { millionths, unit } => (format!("{} {unit}", Quantity(millionths).plain()), None),
        other => return other,
    };
    Cell::Two { main, sub: sub.into_iter().chain(others).collect::<Vec<_>>().join(" · ") }
}

/// When it is promised, and below it when it is needed.
fn promised(ui: &Ui, line: &domain::purchasing::PurchaseLine) -> Cell {
    let sub = ui.tf("要求 {day}", &[("day", &format::near_day(ui.today, line.need_by))]);
    match line.promised {
        Some(on) => Cell::Promised { on, sub },
        None => Cell::Two { main: ui.t("没有答复").to_owned(), sub },
    }
}

async fn document(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    match app.read(&req, move |door, _| form(door, &id)).await {
        Ok(form) => {
            let name = format!("采购单_{}.pdf", form.number);
            app.pdf(&req, move || paper::forms::render_purchase_order(&form), &name).await
        }
        Err(error) => app.problem(&req, &error).await,
    }
}

fn form(door: &mut Door, id: &str) -> Result<PurchaseOrder> {
    let purchase = load(door, id)?;
    let company = crate::company::actions::load(door)?;
    let costs = door.ctx.sees(Secret::Cost);
    if costs {
        door.look(Secret::Cost);
    }
    let buyer = person::by_id(door.conn, &purchase.placed_by)?.map(|p| p.name).unwrap_or_default();
    let supplier = door.find::<Supplier>(purchase.supplier)?.map(|s| s.state.profile).unwrap_or_default();
    let mut items = BTreeMap::new();
    for line in &purchase.lines {
        items.extend(door.find::<Item>(line.item)?.map(|item| (line.item, item.state.profile)));
    }
    let lines = purchase.lines.iter().map(|l| {
        let amount = l.unit_cost.open().times(l.quantity);
        // As it is called today where the item is still there: its name and what it is like, apart.
        let item = items.get(&l.item);
        PurchaseLine {
            item: l.code.clone(),
            name: item.map_or_else(|| l.name.clone(), |item| item.name.clone()),
            spec: item.map_or_else(String::new, |item| item.specification.clone()),
            unit: l.unit.clone(),
            quantity: l.quantity.plain(),
            price: costs.then(|| l.unit_cost.open().plain()),
            amount: costs.then(|| amount.plain()),
            due: l.need_by.to_string(),
            remark: l.packs(l.quantity).unwrap_or_default(),
            ..PurchaseLine::default()
        }
    });
    Ok(PurchaseOrder {
        lang: if door.ctx.lang == Screen::En { Lang::En } else { Lang::Zh },
        company: company.profile.name.clone(),
        number: purchase.number.clone(),
        qr: door.shared.config.code_of(&format!("/purchases/{}", purchase.id)),
        supplier: purchase.supplier_name.clone(),
        order_date: purchase.placed_on.to_string(),
        due_date: purchase.lines.iter().map(|l| l.need_by).min().map(|d| d.to_string()).unwrap_or_default(),
        buyer,
        payment: supplier.terms,
        // Our own address stands on every purchase order: whoever may print one reads it.
        deliver_to: company.profile.address.open().clone(),
        lines: lines.collect(),
        total_amount: costs.then(|| purchase.total().plain()),
        amount_in_words: costs.then(|| purchase.total().capital()),
        made_by: door.ctx.actor.name.clone(),
        printed: Printed {
            by: door.ctx.actor.name.clone(),
            at: door.ctx.local_now(),
            utc_offset_minutes: 480,
            times: 1,
        },
        ..PurchaseOrder::default()
    })
}
