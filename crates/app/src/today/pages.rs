//! The cockpit of the day, for every role.

use axum::extract::State;
use axum::response::Response;
use domain::access::Right;
use domain::order::Stage;
use domain::person::Role;
use domain::shipment::ShipmentState;

use super::duties::{due, owed, row};
use super::store::figures::{Leaving, count_leaving, figures as figures_of, leaving};
use super::store::{self, Whose};
use super::{lead, projects};
use crate::{begin, calendar, health, order, person};
use kernel::ui::{
    Agenda, Alert, Badge, Button, Card, Cell, Column, Columns, Empty, Html, PageHeader, Row, StatTile,
    StatTiles, Table, Tone, Ui, format, with_query,
};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Result};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new().get(Who::SignedIn, "/", page)
}

/// Rows that the day shows at most; the page of all duties has the rest.
const SHOWN: i64 = 100;
/// Rows of what stands beside them.
const BESIDE: i64 = 12;

async fn page(State(app): State<App>, req: Req) -> Response {
    app.page(req, |door, ui| {
        let ctx = door.ctx.clone();
        let desk = store::Desk::of(door.conn, &ctx)?;
        let (open, late) = store::counts(door.conn, &desk, Whose::Mine)?;
        let todo = store::tasks(door.conn, &desk, Whose::Mine, SHOWN, 0)?;
        let follows =
            ctx.actor.roles.iter().any(|r| matches!(r, Role::Clerk | Role::Lead | Role::GeneralManager));
        let everybody = ctx.actor.roles.iter().any(|r| matches!(r, Role::Lead | Role::GeneralManager));
        let week = ui.today.iso_week_date().week();
        let subtitle =
            ui.tf("{day} · 第 {n} 周", &[("day", &format::date_weekday(ui.lang, ui.today)), ("n", &week)]);
        let mut parts = vec![PageHeader::new(ui.t("今日")).subtitle(subtitle).render(ui)];
        for notice in person::notices(door, ui)?
            .into_iter()
            .chain(order::notices(door, ui)?)
            .chain(calendar::notices(door, ui)?)
            .chain(health::notices(door, ui)?)
            .chain(begin::notices(door, ui)?)
        {
            parts.push(notice.render(ui));
        }
        let absent = person::stood_in_for(door.conn, ctx.actor.person, &ui.today.to_string())?;
        if !absent.is_empty() {
            let names = absent.join(ui.t("、"));
            let text = ui.tf("你正在代理 {names}：他们的待办也在这里", &[("names", &names)]);
            parts.push(Alert::new(Tone::Accent, text).render(ui));
        }
        let first = todo.iter().map(|t| &t.due).min().map(|oldest| due(oldest));
        let mut tiles = vec![
            StatTile::new(ui.t("要做的"), open.to_string(), ui.t("件")).href("#todo"),
            StatTile::new(ui.t("逾期"), late.to_string(), ui.t("件"))
                .tone(if late > 0 { Tone::Bad } else { Tone::Quiet })
                .href("/duties?late=1")
                .detail(
                    first
                        .filter(|_| late > 0)
                        .map_or_else(String::new, |d| ui.tf("最久 {text}", &[("text", &d.text(ui))])),
                ),
        ];
        if ctx.can(Right::ReadOrders) && follows {
            tiles.extend(figures(door, ui, everybody)?);
        }
        parts.push(StatTiles { tiles }.render());
        let mut rows = Vec::new();
        for task in &todo {
            rows.push(row(door, ui, task));
        }
        let empty = Empty { sentence: ui.t("今天没有要做的了").into(), action: None };
        let agenda = Agenda { id: "todo".into(), rows, empty, narrow: false };
        let main = Card::new(ui.t("要做的"), agenda.render(ui)).counted(open.unsigned_abs());
        let all = ui.tf("全部 {n} 件", &[("n", &open)]);
        let main = if open > SHOWN { main.action(Button::link(all, "/duties")) } else { main };
        let led = if everybody { lead::cards(door, ui)? } else { Html::default() };
        let main = Html::concat([main.render(ui), led, projects::card(door, ui)?]);
        let side = if follows { side(door, ui, everybody)? } else { Html::default() };
        parts.push(if follows { Columns { main, side }.render() } else { main });
        Ok(Page::new(ui.t("今日"), Html::concat(parts)))
    })
    .await
}

fn figures(door: &mut Door, ui: &Ui, everybody: bool) -> Result<Vec<StatTile>> {
    let calendar = door.calendar()?;
    let until = calendar.plus(ui.today, 3).to_string();
    let since = ui.today.first_of_month().to_string();
    let clerk = door.ctx.actor.person.to_string();
    let f = figures_of(door.conn, (&until, &since, &ui.today.to_string()), &clerk, everybody)?;
    let share = |part: i64| {
        if f.arrived == 0 {
            "--".to_owned()
        } else {
            let tenths = (part * 1000 + f.arrived / 2) / f.arrived;
            format::percent(tenths * 10).trim_end_matches('%').to_owned()
        }
    };
    Ok(vec![
        StatTile::new(ui.t("三天内发货"), f.leaving.to_string(), ui.t("单")).href("#leaving"),
        StatTile::new(ui.t("交期有风险"), f.risky.to_string(), ui.t("单"))
            .tone(if f.risky > 0 { Tone::Warn } else { Tone::Quiet })
            .detail(ui.t("预测晚于承诺"))
            .href(with_query("/orders", [("late", "1"), ("clerk", if everybody { "all" } else { &clerk })])),
        StatTile::new(ui.t("本月准交率"), share(f.on_time), "%")
            .detail(ui.tf("首次承诺 {n}%", &[("n", &share(f.on_time_first))])),
    ])
}

fn side(door: &mut Door, ui: &Ui, everybody: bool) -> Result<Html> {
    let ctx = door.ctx.clone();
    let desk = store::Desk::of(door.conn, &ctx)?;
    let whose = if everybody { Whose::OthersOnAll } else { Whose::Others };
    let (waiting, _) = store::counts(door.conn, &desk, whose)?;
    let rows = store::tasks(door.conn, &desk, whose, BESIDE, 0)?;
    let agenda = Agenda {
        id: "waiting".into(),
        rows: rows.iter().map(|task| owed(door, ui, task)).collect(),
        empty: Empty { sentence: ui.t("没有在等别人的").into(), action: None },
        narrow: true,
    };
    let calendar = door.calendar()?;
    let until = calendar.plus(ui.today, 3).to_string();
    let me = ctx.actor.person.to_string();
    let leaving = leaving(door.conn, &until, &me, everybody, BESIDE)?;
    let leave = count_leaving(door.conn, &until, &me, everybody)?;
    let waits = Card::new(ui.t("等别人"), agenda.render(ui)).counted(waiting.unsigned_abs());
    let leaves = Card {
        id: Some("leaving".into()),
        ..Card::new(ui.t("三天内发货"), table(ui, &leaving).render(ui)).counted(leave.unsigned_abs())
    };
    let all = |href: &str| Button::link(ui.t("全部"), href);
    let waits = if waiting > BESIDE { waits.action(all("/duties?show=others")) } else { waits };
    let leaves = if leave > BESIDE { leaves.action(all("/orders?sort=ship_on")) } else { leaves };
    Ok(Html::concat([waits.render(ui), leaves.render(ui)]))
}

fn table(ui: &Ui, leaving: &[Leaving]) -> Table {
    let columns = vec![
        Column::new("order", ui.t("订单")),
        Column::new("ship_on", ui.t("发货")),
        Column::number("ready", ui.t("齐套")),
        Column::new("state", ui.t("状态")),
    ];
    let rows = leaving.iter().map(|l| {
        let (tone, text) = match l.state.as_str() {
            "prepared" | "confirmed" => kernel::list::badge::<ShipmentState>(&l.state),
            stage => kernel::list::badge::<Stage>(stage),
        };
        let day = l.ship_on.parse().map_or(Cell::Empty, Cell::Day);
        let cells = vec![
            Cell::Two { main: l.number.clone(), sub: l.customer.clone() },
            day,
            Cell::Percent(l.readiness),
            Cell::Badge(Badge::new(tone, ui.t(text))),
        ];
        Row::new(l.number.clone(), format!("/orders/{}", l.order), cells)
    });
    Table {
        rows: rows.collect(),
        frameless: true,
        empty: Empty { sentence: ui.t("三天内没有要发的货").into(), action: None },
        ..Table::new("leaving-list", columns)
    }
}
