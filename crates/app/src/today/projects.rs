//! What engineering, project managers and team leaders see of their day beside their duties (H5.3, UX §7.3): which projects are under
//! way, what of their goods is there, and when the rest comes.

use domain::access::Right;
use domain::order::Stage;
use domain::person::Role;

use super::store::projects::{Project, projects};
use kernel::list::{against, badge};
use kernel::ui::{Badge, Button, Card, Cell, Column, Empty, Html, Row, Table, Ui};
use kernel::{Door, Result};

/// Projects that the day shows.
const SHOWN: i64 = 12;

/// The card; nothing for who does not build.
pub(super) fn card(door: &mut Door, ui: &Ui) -> Result<Html> {
    let builds = |role: &Role| matches!(role, Role::Engineering | Role::ProjectManager | Role::TeamLeader);
    if !door.ctx.actor.roles.iter().any(builds) || !door.ctx.can(Right::ReadOrders) {
        return Ok(Html::default());
    }
    let all = Button::link(ui.t("全部"), "/orders?kind=project&clerk=all");
    let found = projects(door.conn, SHOWN)?;
    Ok(Card::new(ui.t("在做的工程单"), table(ui, &found).render(ui)).action(all).render(ui))
}

fn table(ui: &Ui, found: &[Project]) -> Table {
    let columns = vec![
        Column::new("order", ui.t("订单")),
        Column::new("stage", ui.t("阶段")),
        Column::number("ready", ui.t("齐套")),
        Column::new("ship_on", ui.t("发货")),
        Column::new("comes", ui.t("预计到货")),
        Column::new("promised", ui.t("交期")),
    ];
    let day = |day: &str| day.parse().map_or(Cell::Empty, Cell::Date);
    let rows = found.iter().map(|p| {
        let (tone, text) = badge::<Stage>(&p.stage);
        let cells = vec![
            Cell::Two { main: p.number.clone(), sub: p.customer.clone() },
            Cell::Badge(Badge::new(tone, ui.t(text))),
            Cell::Percent(p.readiness),
            day(&p.ship_on),
            against(&p.comes, &p.promised, ui),
            day(&p.promised),
        ];
        Row::new(p.id.clone(), format!("/orders/{}", p.id), cells)
    });
    Table {
        rows: rows.collect(),
        frameless: true,
        empty: Empty { sentence: ui.t("没有在做的工程单").into(), action: None },
        ..Table::new("projects", columns)
    }
}
