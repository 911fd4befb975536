//! The page of a purchase order, and its document (H4.3).

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::confidential::Secret;
use domain::ids::PurchaseId;
use domain::purchasing::{Purchase, PurchaseState};
use domain::quantity::Quantity;

use super::documents;
use crate::order::history;
use crate::print;
use kernel::endpoint::buttons;
use kernel::record::Loaded;
use kernel::ui::{Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Tone, Ui, format};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Error, Result};

/// The routes of this feature beside its lists and acts.
pub fn routes() -> Routes {
    print::routes(
        Routes::new().get(Who::Holds(Right::ReadPurchasing), "/purchases/{id}", page),
        &documents::ORDER,
    )
}

pub(super) fn load(door: &mut Door, id: &str) -> Result<Loaded<Purchase>> {
    let id: PurchaseId = id.parse().map_err(|_| Error::NotFound)?;
    door.load::<Purchase>(id)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let purchase = load(door, &id)?;
        door.about(&purchase.state)?;
        let state = purchase.state();
        let mut header = PageHeader::new(&purchase.number)
            .badge(state.tone().into(), ui.t(state.label()))
            .subtitle(&purchase.supplier_name);
        if purchase.cancelled.is_some() && state != PurchaseState::Cancelled {
            header = header.badge(Tone::Quiet, ui.t(PurchaseState::Cancelled.label()));
        }
        header.menus = print::menu(ui, &id, &[&documents::ORDER]);
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
            details
                .details
                .push(Detail::new(ui.t("已入库应付(元)"), worth(domain::purchasing::PurchaseLine::payable)));
        }
        let main = Html::concat([
            header.render(ui),
            Card::new(ui.t("明细"), lines(door, ui, &purchase).render(ui)).render(ui),
            Card::bare(details.render(ui)).padded().render(ui),
            print::history(door, ui, &purchase.head.stream)?,
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
