//! The page of an item (H4.2): its record, what it is made of, how it is made, what it goes into.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::deed::Deed;
use domain::ids::ItemId;
use domain::item::Item;

use super::store;
use crate::master::Record;
use kernel::ui::{Button, Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Tone, Ui};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Error, Result};

/// The routes of this feature beside its lists and acts.
pub fn routes() -> Routes {
    let who = Who::Holds(Right::ReadMasterData);
    Routes::new().get(who, "/items/lookup", lookup).get(who, "/items/{id}", page)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: ItemId = id.parse().map_err(|_| Error::NotFound)?;
        let item = door.load::<Item>(id)?;
        let at = Record::of(door, item)?;
        let item = &at.thing.state;
        let mut parts = vec![
            header(door, ui, item).render(ui),
            Card::bare(profile(door, ui, &at)?.render(ui)).padded().render(ui),
        ];
        parts.extend(bill(door, ui, item)?);
        parts.extend(routing(door, ui, item)?);
        parts.extend(used_in(door, ui, item)?);
        Ok(Page::new(&item.profile.code, Html::concat(parts)))
    })
    .await
}

fn header(door: &Door, ui: &Ui, item: &Item) -> PageHeader {
    let p = &item.profile;
    let mut header = PageHeader::new(&p.code)
        .badge(p.kind.tone().into(), ui.t(p.kind.label()))
        .subtitle(format!("{} {}", p.name, p.specification).trim());
    if item.retired {
        header = header.badge(Tone::Quiet, ui.t("停用"));
    }
    // Bills and routings are long: they have a page of their own.
    let long = [Deed::ItemBill, Deed::ItemRouting];
    let button = |deed: &Deed| {
        let button = door.button(ui, *deed, item.id)?;
        let href = door.endpoint(*deed)?.href(item.id);
        Some(if long.contains(deed) { Button::link(ui.t(deed.label()), href) } else { button })
    };
    header.actions.extend(item.deeds().iter().filter_map(button));
    if let Some(last) = header.actions.last_mut() {
        *last = last.clone().primary();
    }
    header
}

fn profile(door: &mut Door, ui: &Ui, at: &Record<Item>) -> Result<Details> {
    let item = &at.thing;
    let p = &item.profile;
    let supplier = match p.supplier {
        Some(id) => door.find::<domain::supplier::Supplier>(id)?.map_or(Cell::Empty, |s| Cell::Link {
            text: s.profile.name.clone(),
            href: format!("/suppliers/{id}"),
        }),
        None => Cell::Empty,
    };
    let mut units = vec![p.unit.clone()];
    units.extend(p.other_units.iter().cloned());
    let mut details = vec![
        Detail::new(ui.t("单位"), Cell::text(units.join(ui.t("、")))),
        Detail::new(ui.t("默认供应商"), supplier),
    ];
    let elsewhere = ["code", "name", "specification", "kind", "unit", "other_units", "supplier"];
    details.extend(crate::master::details(door, ui, at, &elsewhere));
    if door.ctx.can(Right::ReadStock) {
        let balance = crate::balance::balance(door.conn, item.id)?;
        let shown = Cell::quantity(balance.on_hand.0, &p.unit);
        let more = Cell::Link { text: ui.t("收发记录").into(), href: format!("/stock/{}", item.id) };
        details.push(Detail::new(ui.t("库存"), shown).and(more));
    }
    Ok(Details { details })
}

fn bill(door: &mut Door, ui: &Ui, item: &Item) -> Result<Option<Html>> {
    if item.bill.is_empty() {
        return Ok(None);
    }
    let bills = store::bills(door)?;
    let columns = vec![
        Column::new("code", ui.t("编码")),
        Column::new("name", ui.t("名称")),
        Column::number("quantity", ui.t("每套用量")),
    ];
    let mut table = Table { frameless: true, ..Table::new("bill", columns) };
    for component in &item.bill {
        let Some(part) = bills.get(&component.item).map(|i| &i.profile) else { continue };
        let name = Cell::Two { main: part.name.clone(), sub: part.specification.clone() };
        let cells = vec![Cell::code(&part.code), name, Cell::quantity(component.quantity.0, &part.unit)];
        table.rows.push(Row::new(part.code.clone(), format!("/items/{}", component.item), cells));
    }
    let count = u64::try_from(item.bill.len()).unwrap_or(0);
    Ok(Some(Card::new(ui.t("物料清单"), table.render(ui)).counted(count).render(ui)))
}

fn routing(door: &mut Door, ui: &Ui, item: &Item) -> Result<Option<Html>> {
    if item.routing.is_empty() {
        return Ok(None);
    }
    let centers = store::centers(door.conn)?;
    let columns = vec![
        Column::new("number", ui.t("工序号")),
        Column::new("name", ui.t("工序")),
        Column::new("center", ui.t("工作中心")),
        Column::number("setup", ui.t("准备工时")),
        Column::number("unit", ui.t("每套工时")),
    ];
    let mut table = Table { frameless: true, ..Table::new("routing", columns) };
    for o in &item.routing {
        let center = centers.iter().find(|c| c.0 == o.center).map_or(String::new(), |c| c.2.clone());
        table.rows.push(Row::plain(vec![
            Cell::code(o.number.to_string()),
            Cell::text(&o.name),
            Cell::text(center),
            Cell::quantity(o.setup.0, ""),
            Cell::quantity(o.unit.0, ""),
        ]));
    }
    let count = u64::try_from(item.routing.len()).unwrap_or(0);
    Ok(Some(Card::new(ui.t("工艺路线"), table.render(ui)).counted(count).render(ui)))
}

fn used_in(door: &mut Door, ui: &Ui, item: &Item) -> Result<Option<Html>> {
    let bills = store::bills(door)?;
    let mut parents: Vec<&Item> =
        bills.values().filter(|i| i.bill.iter().any(|c| c.item == item.id)).collect();
    if parents.is_empty() {
        return Ok(None);
    }
    parents.sort_by(|a, b| a.profile.code.cmp(&b.profile.code));
    let columns = vec![
        Column::new("code", ui.t("编码")),
        Column::new("name", ui.t("名称")),
        Column::number("quantity", ui.t("每套用量")),
    ];
    let mut table = Table { frameless: true, ..Table::new("used", columns) };
    for parent in &parents {
        let quantity = parent.bill.iter().filter(|c| c.item == item.id).map(|c| c.quantity).sum();
        let quantity: domain::quantity::Quantity = quantity;
        let cells = vec![
            Cell::code(&parent.profile.code),
            Cell::text(&parent.profile.name),
            Cell::quantity(quantity.0, &item.profile.unit),
        ];
        table.rows.push(Row::new(parent.profile.code.clone(), format!("/items/{}", parent.id), cells));
    }
    let count = u64::try_from(parents.len()).unwrap_or(0);
    Ok(Some(Card::new(ui.t("用在哪里"), table.render(ui)).counted(count).render(ui)))
}

async fn lookup(State(app): State<App>, req: Req) -> Response {
    let (q, first, pick) = (req.get("q").to_owned(), req.get("first").to_owned(), req.get("pick").to_owned());
    app.json(req, move |door, _| {
        if !pick.is_empty() {
            return filled(door, &pick);
        }
        let found = store::lookup(door.conn, &q, &first)?;
        let shown = found
            .into_iter()
            .map(|(code, name, hint)| serde_json::json!({"value": code, "label": name, "hint": hint}));
        Ok(serde_json::Value::Array(shown.collect()))
    })
    .await
}

/// What a row that names a product or a part takes from it, by the names of its fields: prices for who sees them.
fn filled(door: &mut Door, code: &str) -> Result<serde_json::Value> {
    let id = store::by_code(door.conn, code)?.ok_or(Error::NotFound)?;
    let profile = door.load::<Item>(id)?.state.profile;
    let price = door.see(&profile.list_price).filter(|price| price.is_some()).map(|price| price.plain());
    let cost = door.see(&profile.reference_cost).filter(|cost| cost.is_some()).map(|cost| cost.plain());
    Ok(serde_json::json!({
        "specification": profile.specification, "unit": profile.unit, "unit_price": price, "unit_cost": cost,
    }))
}
