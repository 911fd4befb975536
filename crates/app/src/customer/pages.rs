//! The page of a customer (H7.3).

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::channel::Channel;
use domain::choice::{Choice as _, State as _};
use domain::confidential::{self, Confidential, Secret};
use domain::customer::{Customer, Standing};
use domain::ids::CustomerId;
use domain::order::{Attachment, Contact, Order, Stage};

use super::{advance, store};
use crate::master::{Record, details, header};
use crate::person;
use kernel::list::badge;
use kernel::ui::{
    Alert, Badge, Button, Card, Cell, Column, Detail, Details, Empty, Html, Row, Table, Tone, Ui, with_query,
};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Error, Result};

/// The routes of this feature beside its list and acts.
pub fn routes() -> Routes {
    let who = Who::Holds(Right::ReadMasterData);
    Routes::new().get(who, "/customers/lookup", lookup).get(who, "/customers/{id}", page)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: CustomerId = id.parse().map_err(|_| Error::NotFound)?;
        let customer = door.load::<Customer>(id)?;
        let at = Record::of(door, customer)?;
        let customer = &at.thing.state;
        let details = details(door, ui, &at, &["name"]);
        let mut header = header(door, ui, customer)?;
        if let Some(standing) = customer.standing().filter(|_| !customer.retired) {
            header = header.badge(standing.tone().into(), ui.t(standing.label()));
        }
        let mut parts = vec![
            header.render(ui),
            proposal(door, ui, customer)?,
            Card::bare(Details { details }.render(ui)).padded().render(ui),
        ];
        parts.extend(formats(door, ui, customer));
        parts.push(advance::card(door, ui, id)?);
        parts.push(orders(door, ui, id)?);
        parts.push(talks(door, ui, customer)?);
        Ok(Page::new(&at.known().name, Html::concat(parts)))
    })
    .await
}

async fn lookup(State(app): State<App>, req: Req) -> Response {
    let (q, pick) = (req.get("q").to_owned(), req.get("pick").to_owned());
    app.json(req, move |door, ui| {
        if !pick.is_empty() {
            return filled(door, &pick);
        }
        let found = store::lookup(door.conn, &q)?;
        let shown = found.into_iter().map(|(code, name, city, standing)| {
            let standing = Standing::of_code(&standing).map_or("", |s| ui.t(s.label()));
            let hint = [city.as_str(), standing].join(" ").trim().to_owned();
            serde_json::json!({"value": code, "label": name, "hint": hint})
        });
        Ok(serde_json::Value::Array(shown.collect()))
    })
    .await
}

/// What an order's form takes from its customer, by the names of its fields.
fn filled(door: &mut Door, code: &str) -> Result<serde_json::Value> {
    let id = store::by_code_or_name(door.conn, code)?.ok_or(Error::NotFound)?;
    let profile = door.load::<Customer>(id)?.state.profile;
    let mut see =
        |value: &Confidential<confidential::Contact, String>| door.see(value).cloned().unwrap_or_default();
    let contact = [see(&profile.contact), see(&profile.phone)].join(" ").trim().to_owned();
    Ok(serde_json::json!({
        "terms": profile.terms, "address": see(&profile.address), "contact": contact,
        "distance_km": profile.distance_km.map(|km| km.to_string()),
    }))
}

/// Who proposed the customer, and why it was sent back; nothing once it is confirmed.
fn proposal(door: &mut Door, ui: &Ui, customer: &Customer) -> Result<Html> {
    let Some(proposal) = customer.proposal.as_ref().filter(|_| !customer.retired) else {
        return Ok(Html::default());
    };
    let by = person::by_id(door.conn, &proposal.by.to_string())?.map(|p| p.name).unwrap_or_default();
    let alert = match &proposal.back {
        None => {
            let said = ui.tf("{by} {on} 提出，等部门领导确认", &[("by", &by), ("on", &proposal.on)]);
            Alert::new(Tone::Warn, said).text(ui.t("可以用在草稿订单里；确认之前，订单不能下达"))
        }
        Some((reason, on)) => {
            let said = ui.tf("{on} 退回，等{by}更正", &[("by", &by), ("on", on)]);
            Alert::new(Tone::Bad, said).text(reason.clone())
        }
    };
    Ok(alert.render(ui))
}

/// How the customer's own purchase orders are laid out, where that was told (H3.1).
fn formats(door: &Door, ui: &Ui, customer: &Customer) -> Option<Html> {
    if customer.formats.is_empty() {
        return None;
    }
    let mut details = Vec::new();
    for format in &customer.formats {
        let pairs: Vec<String> =
            format.columns.iter().map(|(ours, theirs)| format!("{} ← {theirs}", ui.t(ours))).collect();
        let headings: Vec<&str> =
            format.header.iter().map(String::as_str).filter(|heading| !heading.is_empty()).collect();
        details.push(Detail::new(ui.t("表头"), Cell::text(headings.join(ui.t("、")))));
        let mut mapped = Detail::new(ui.t("对应的列"), Cell::text(pairs.join(ui.t("；"))));
        if door.ctx.can(Right::Import) {
            let path = format!("/import/layouts/{}/forget", customer.id);
            let href = with_query(&path, [("header", format.header.join("|").as_str())]);
            mapped = mapped.and(Cell::Actions(vec![Button::dialog(ui.t("忘掉"), href)]));
        }
        details.push(mapped);
    }
    Some(Card::new(ui.t("客户订单的格式"), Details { details }.render(ui)).padded().render(ui))
}

/// The customer's orders with their totals.
fn orders(door: &mut Door, ui: &Ui, id: CustomerId) -> Result<Html> {
    if !door.ctx.can(Right::ReadOrders) {
        return Ok(Html::default());
    }
    let prices = door.ctx.sees(Secret::Price);
    let mut columns = vec![
        Column::new("number", ui.t("订单号")),
        Column::new("stage", ui.t("阶段")),
        Column::new("ordered_on", ui.t("下单日期")),
        Column::new("promised_on", ui.t("交期")),
    ];
    if prices {
        door.look(Secret::Price);
        columns.push(Column::number("total", ui.t("金额")));
        columns.push(Column::number("paid", ui.t("已收")));
    }
    let mut table = Table { frameless: true, ..Table::new("orders", columns) };
    table.empty = Empty::new(ui.t("还没有订单"));
    let (count, total, paid) = store::order_totals(door.conn, id)?;
    for order in store::orders(door.conn, id)? {
        let stage = badge::<Stage>(&order.stage);
        let mut cells = vec![
            Cell::code(order.number.clone()),
            Cell::Marked {
                badge: Badge::new(stage.0, ui.t(stage.1)),
                mark: ui.t(if order.held { "已暂停" } else { "" }).to_owned(),
            },
            order.ordered_on.parse().map_or(Cell::Empty, Cell::Date),
            order.promised_on.parse().map_or(Cell::Empty, Cell::Date),
        ];
        if prices {
            // Nothing says what it costs yet.
            cells.push(if order.total == 0 { Cell::Empty } else { Cell::cny(order.total) });
            cells.push(Cell::cny(order.paid));
        }
        table.rows.push(Row::new(order.id.clone(), format!("/orders/{}", order.id), cells));
    }
    if prices && count > 0 {
        let label = Cell::text(ui.t("合计"));
        table.totals =
            Some(vec![label, Cell::Empty, Cell::Empty, Cell::Empty, Cell::cny(total), Cell::cny(paid)]);
    }
    let count = u64::try_from(count).unwrap_or(0);
    Ok(Card::new(ui.t("订单"), table.render(ui)).counted(count).render(ui))
}

/// Who spoke to whom, the latest first: on the customer and on its orders (H5.5).
fn talks(door: &mut Door, ui: &Ui, customer: &Customer) -> Result<Html> {
    let mut talks: Vec<(Option<(String, String)>, Contact)> =
        customer.contacts.iter().map(|contact| (None, contact.clone())).collect();
    if door.ctx.can(Right::ReadOrders) {
        for row in store::orders(door.conn, customer.id)? {
            let Some(order) = door.find::<Order>(&row.id)? else { continue };
            let place = (order.number.clone(), format!("/orders/{}", order.id));
            talks.extend(order.state.contacts.into_iter().map(|contact| (Some(place.clone()), contact)));
        }
    }
    talks.sort_by_key(|talk| std::cmp::Reverse(talk.1.on));
    let columns = vec![
        Column::new("on", ui.t("日期")),
        Column::new("whom", ui.t("与谁沟通")),
        Column::new("channel", ui.t("方式")),
        Column::new("said", ui.t("说了什么")),
        Column::new("order", ui.t("订单")),
        Column::new("files", ui.t("附件")),
    ];
    let mut table = Table { frameless: true, ..Table::new("talks", columns) };
    table.empty = Empty::new(ui.t("还没有沟通记录"));
    let count = u64::try_from(talks.len()).unwrap_or(0);
    let contacts = door.ctx.sees(Secret::Contact);
    if contacts && count > 0 {
        door.look(Secret::Contact);
    }
    for (order, talk) in talks.into_iter().take(100) {
        let said = if talk.agreed.is_empty() {
            Cell::text(talk.said)
        } else {
            let sub = ui.tf("约定：{agreed}", &[("agreed", &talk.agreed)]);
            Cell::Two { main: talk.said, sub }
        };
        table.rows.push(Row::plain(vec![
            Cell::Date(talk.on),
            if contacts { Cell::text(talk.whom.open().clone()) } else { Cell::text(ui.t("对方")) },
            Cell::text(ui.t(Channel::kept(&talk.channel).label())),
            said,
            order.map_or(Cell::Empty, |(text, href)| Cell::Link { text, href }),
            if contacts { files(&talk.files) } else { Cell::Empty },
        ]));
    }
    Ok(Card::new(ui.t("沟通记录"), table.render(ui)).counted(count).render(ui))
}

/// The files of a talk, each to be opened.
fn files(files: &[Attachment]) -> Cell {
    let open = |f: &Attachment| Button::link(&f.name, format!("/files/{}", f.sha256)).icon("paperclip");
    if files.is_empty() { Cell::Empty } else { Cell::Actions(files.iter().map(open).collect()) }
}
