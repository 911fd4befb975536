//! The lead's and the manager's part of the day: what is late and with whom, who follows how much (H1.1, H8.2).

use domain::choice::Choice as _;
use domain::person::Role;

use super::duties::due;
use super::store::lead::{self, Load, Owing, Risk};
use kernel::list::against;
use kernel::ui::{Button, Card, Cell, Column, Empty, Html, Row, Table, Tone, Ui, with_query};
use kernel::{Door, Result};

/// Working days after which a late duty is long overdue.
const LONG: i32 = 2;
/// Orders at risk that the day shows.
const RISKS: i64 = 8;

/// The cards, one below the other.
pub(super) fn cards(door: &mut Door, ui: &Ui) -> Result<Html> {
    let ctx = door.ctx.clone();
    let before = door.calendar()?.plus(ui.today, -LONG).to_string();
    let late = lead::late_by_role(door.conn, &ctx, &before)?;
    let load = lead::load_by_clerk(door.conn, &ctx)?;
    let risks = lead::risks(door.conn, RISKS)?;
    let all: i64 = late.iter().map(|l| l.late).sum();
    let everything = Button::link(ui.t("全部"), "/duties?show=all&late=1");
    let by_role =
        Card::new(ui.t("各部门逾期"), departments(ui, &late).render(ui)).counted(all.unsigned_abs());
    let all_risks = Button::link(ui.t("全部"), "/orders?late=1&clerk=all");
    Ok(Html::concat([
        by_role.action(everything).render(ui),
        Card::new(ui.t("每人负荷"), people(ui, &load).render(ui)).render(ui),
        Card::new(ui.t("会晚的订单"), orders(ui, &risks).render(ui)).action(all_risks).render(ui),
    ]))
}

fn departments(ui: &Ui, late: &[Owing]) -> Table {
    let columns = vec![
        Column::new("role", ui.t("部门")),
        Column::number("late", ui.t("逾期")),
        Column::number("long", ui.tf("超过 {n} 天", &[("n", &LONG)])),
        Column::new("oldest", ui.t("最久")),
    ];
    let rows = late.iter().map(|l| {
        let label = Role::of_code(&l.role).map_or("", Role::label);
        let cells = vec![
            Cell::Text(ui.t(label).to_owned()),
            Cell::Integer(l.late),
            if l.long > 0 { Cell::Integer(l.long) } else { Cell::Empty },
            Cell::Due(due(&l.oldest)),
        ];
        let href = with_query("/duties", [("show", "all"), ("late", "1"), ("role", &l.role)]);
        let row = Row::new(l.role.clone(), href, cells);
        if l.long > 0 { row.tone(Tone::Bad) } else { row }
    });
    table(ui, "late-roles", columns, rows.collect(), "没有逾期的")
}

fn people(ui: &Ui, load: &[Load]) -> Table {
    let columns = vec![
        Column::new("clerk", ui.t("跟单员")),
        Column::number("open", ui.t("在手")),
        Column::number("risky", ui.t("会晚")),
        Column::number("overdue", ui.t("逾期")),
    ];
    let some = |n: i64| if n > 0 { Cell::Integer(n) } else { Cell::Empty };
    let link = |n: i64, href: String| {
        if n > 0 { Cell::Link { text: n.to_string(), href } } else { Cell::Empty }
    };
    let rows = load.iter().map(|l| {
        let risky = with_query("/orders", [("late", "1"), ("clerk", &l.clerk)]);
        let overdue = with_query("/duties", [("show", "all"), ("late", "1"), ("person", &l.clerk)]);
        let cells =
            vec![Cell::Text(l.name.clone()), some(l.open), link(l.late, risky), link(l.overdue, overdue)];
        Row::new(l.clerk.clone(), with_query("/orders", [("clerk", l.clerk.as_str())]), cells)
    });
    table(ui, "loads", columns, rows.collect(), "没有未完的订单")
}

fn orders(ui: &Ui, risks: &[Risk]) -> Table {
    let columns = vec![
        Column::new("order", ui.t("订单")),
        Column::new("clerk", ui.t("跟单员")),
        Column::new("promised", ui.t("交期")),
        Column::new("forecast", ui.t("预测")),
    ];
    let rows = risks.iter().map(|r| {
        let cells = vec![
            Cell::Two { main: r.number.clone(), sub: r.customer.clone() },
            Cell::Text(r.clerk.clone()),
            r.promised.parse().map_or(Cell::Empty, Cell::Date),
            against(&r.forecast, &r.promised, ui),
        ];
        Row::new(r.id.clone(), format!("/orders/{}", r.id), cells)
    });
    table(ui, "risks", columns, rows.collect(), "没有会晚的订单")
}

fn table(ui: &Ui, id: &str, columns: Vec<Column>, rows: Vec<Row>, none: &str) -> Table {
    let empty = Empty { sentence: ui.t(none).into(), action: None };
    Table { frameless: true, rows, empty, ..Table::new(id, columns) }
}
