//! The card of an item in stock, the page of a document (H4.2, H7.2).

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::confidential::Secret;
use domain::ids::{ItemId, MovementId};
use domain::money::UnitPrice;
use domain::quantity::Quantity;
use domain::stock::{Movement, MovementKind};

use super::{store, worth};
use crate::order::history;
use crate::{balance, place};
use kernel::list::badge;
use kernel::ui::{
    Button, Card, Cell, Column, Detail, Details, Html, PageHeader, Row, StatTile, StatTiles, Table, Tone, Ui,
};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Error, Result};

/// The routes of this feature beside its lists and acts.
pub fn routes() -> Routes {
    let who = Who::Holds(Right::ReadStock);
    Routes::new().get(who, "/stock/{id}", item_page).get(who, "/movements/{id}", movement_page)
}

async fn item_page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let item: ItemId = id.parse().map_err(|_| Error::NotFound)?;
        let part = store::part_by_id(door.conn, item)?.ok_or(Error::NotFound)?;
        let balance = balance::balance(door.conn, item)?;
        let held = store::held(door.conn, item)?;
        let short: Quantity = held.iter().map(|h| h.short).sum();
        let below = balance.free() < part.safety_stock;
        let mut header = PageHeader::new(&part.code).subtitle(&part.name);
        if below {
            header = header.badge(Tone::Warn, ui.t("低于安全库存"));
        }
        if door.ctx.can(Right::BookStock) {
            if short.is_some() && balance.free().is_some() {
                let href = format!("/stock/{item}/allocate");
                header = header.action(Button::dialog(ui.t("分配给缺料订单"), href));
            }
            let new = kernel::ui::with_query("/movements/new", [("item", part.code.as_str())]);
            header = header
                .action(Button::dialog(ui.t("登记出入库"), new))
                .action(Button::dialog(ui.t("盘点调整"), format!("/stock/{item}/adjust")).primary());
        }
        let tile = |label: &str, q: Quantity| StatTile::new(ui.t(label), q.plain(), &part.unit);
        let warn = |on: bool| if on { Tone::Bad } else { Tone::Quiet };
        let mut tiles = StatTiles {
            tiles: vec![
                tile("库存", balance.on_hand),
                tile("占用", balance.reserved),
                tile("可用", balance.free()).tone(warn(below)),
                tile("缺", short).tone(warn(short.is_some())),
                tile("安全库存", part.safety_stock),
            ],
        };
        if door.ctx.sees(Secret::Cost) {
            door.look(Secret::Cost);
            let worth = worth::worth(door.conn, item)?;
            let value = UnitPrice::cny(worth.value).times(Quantity::whole(1));
            let average = UnitPrice::cny(worth.average).plain();
            let below = ui.tf("均价 {average} 元", &[("average", &average)]);
            tiles.tiles.push(StatTile {
                detail: below,
                ..StatTile::new(ui.t("库存金额"), kernel::ui::format::amount(value), ui.t("元"))
            });
        }
        let places = places(door, item, &part.unit, ui)?;
        let count = u64::try_from(held.len()).unwrap_or(0);
        let holders = holders(&held, &part.unit, ui);
        let moves = moves(door, item, &part.unit, ui)?;
        let main = Html::concat([
            header.render(ui),
            tiles.render(),
            places,
            Card::new(ui.t("占用与缺料"), holders.render(ui)).counted(count).render(ui),
            Card::new(ui.t("出入库"), moves.render(ui)).render(ui),
        ]);
        Ok(Page::new(part.code, main))
    })
    .await
}

/// Where an item lies; nothing while all of it lies at the main place.
fn places(door: &mut Door, item: ItemId, unit: &str, ui: &Ui) -> Result<Html> {
    let places = place::places_of(door.conn, item)?;
    if places.iter().all(|p| p.place.is_main()) {
        return Ok(Html::default());
    }
    let books = door.ctx.can(Right::BookStock);
    let columns = vec![
        Column::new("place", ui.t("库位")),
        Column::new("kind", ui.t("库位类别")),
        Column::number("quantity", ui.t("库存")),
        Column::new("count", ""),
    ];
    let mut table = Table { frameless: true, ..Table::new("places", columns) };
    for p in places {
        let href = kernel::ui::with_query(
            &format!("/stock/{item}/adjust"),
            [("place", p.place.to_string().as_str())],
        );
        let count = if books { Cell::Link { text: ui.t("盘点").into(), href } } else { Cell::Empty };
        table.rows.push(Row::plain(vec![
            Cell::text(p.name),
            Cell::badge(p.kind.tone().into(), ui.t(p.kind.label())),
            Cell::quantity(p.quantity.0, unit),
            count,
        ]));
    }
    Ok(Card::new(ui.t("各库位库存"), table.render(ui)).render(ui))
}

fn holders(held: &[store::Held], unit: &str, ui: &Ui) -> Table {
    let columns = vec![
        Column::new("order", ui.t("订单")),
        Column::new("customer", ui.t("客户")),
        Column::number("required", ui.t("需求")),
        Column::number("reserved", ui.t("占用")),
        Column::number("short", ui.t("缺")),
        Column::new("need_by", ui.t("需求日期")),
    ];
    let mut table = Table { frameless: true, ..Table::new("held", columns) };
    for h in held {
        let cells = vec![
            Cell::Code(format!("{}-{}", h.number, h.line)),
            Cell::text(&h.customer),
            Cell::quantity(h.required.0, unit),
            Cell::quantity(h.reserved.0, unit),
            Cell::quantity(h.short.0, unit),
            Cell::maybe_date(h.need_by),
        ];
        let mut row = Row::new(h.order.to_string(), format!("/orders/{}", h.order), cells);
        if h.short.is_some() {
            row = row.tone(Tone::Bad);
        }
        table.rows.push(row);
    }
    ui.t("没有订单占用").clone_into(&mut table.empty.sentence);
    table
}

fn moves(door: &mut Door, item: ItemId, unit: &str, ui: &Ui) -> Result<Table> {
    let columns = vec![
        Column::new("on", ui.t("日期")),
        Column::new("number", ui.t("单号")),
        Column::new("kind", ui.t("类型")),
        Column::number("quantity", ui.t("数量")),
        Column::number("after", ui.t("结存")),
        Column::new("source", ui.t("来源")).hide_phone(),
        Column::new("reason", ui.t("原因")).hide_phone(),
    ];
    let mut table = Table { frameless: true, ..Table::new("moves", columns) };
    for m in store::moves(door.conn, item, 100)? {
        let (tone, words) = badge::<MovementKind>(&m.kind);
        let words = if m.reversed { taken_back(ui, words) } else { ui.t(words).to_owned() };
        let cells = vec![
            Cell::maybe_date(m.on),
            Cell::Code(m.number),
            Cell::badge(tone, words),
            Cell::quantity(m.quantity.0, unit),
            Cell::quantity(m.after.0, unit),
            Cell::text(m.source),
            Cell::text(m.reason),
        ];
        table.rows.push(Row::new(m.id.clone(), format!("/movements/{}", m.id), cells));
    }
    ui.t("还没有出入库").clone_into(&mut table.empty.sentence);
    Ok(table)
}

fn taken_back(ui: &Ui, words: &str) -> String {
    format!("{} · {}", ui.t(words), ui.t("已冲销"))
}

async fn movement_page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: MovementId = id.parse().map_err(|_| Error::NotFound)?;
        let movement = door.load::<Movement>(id)?;
        let kind = movement.kind;
        let mut header = PageHeader::new(&movement.number).badge(kind.tone().into(), ui.t(kind.label()));
        if movement.reversed_by.is_some() {
            header = header.badge(Tone::Quiet, ui.t("已冲销"));
        } else if movement.kind != MovementKind::Reversal && door.ctx.can(Right::BookStock) {
            header = header.action(Button::dialog(ui.t("冲销"), format!("/movements/{id}/reverse")).danger());
        }
        let mut details = vec![
            Detail::new(ui.t("日期"), Cell::Date(movement.on)),
            Detail::new(ui.t("来源"), Cell::text(&movement.source)),
            Detail::new(ui.t("原因"), Cell::text(&movement.reason)),
        ];
        if let Some(order) = movement.order {
            let link = Cell::Link { text: ui.t("打开订单").into(), href: format!("/orders/{order}") };
            details.push(Detail::new(ui.t("订单"), link));
        }
        if let Some(by) = movement.reversed_by {
            let other = door.load::<Movement>(by)?;
            let link = Cell::Link { text: other.number.clone(), href: format!("/movements/{by}") };
            details.push(Detail::new(ui.t("冲销单"), link));
        }
        let columns = vec![
            Column::new("code", ui.t("物料编码")),
            Column::new("name", ui.t("名称")),
            Column::new("place", ui.t("库位")),
            Column::number("quantity", ui.t("数量")),
        ];
        let mut table = Table { frameless: true, ..Table::new("lines", columns) };
        for m in &movement.moves {
            let part = store::part_by_id(door.conn, m.item)?.unwrap_or_default();
            let cells = vec![
                Cell::Code(part.code),
                Cell::text(part.name),
                Cell::text(place::name(door.conn, m.place)?),
                Cell::quantity(m.quantity.0, part.unit),
            ];
            table.rows.push(Row::new(m.item.to_string(), format!("/stock/{}", m.item), cells));
        }
        let main = Html::concat([
            header.render(ui),
            Card::bare(Details { details }.render(ui)).padded().render(ui),
            Card::new(ui.t("明细"), table.render(ui)).render(ui),
            history::<Movement>(door, ui, id)?,
        ]);
        Ok(Page::new(&movement.number, main))
    })
    .await
}
