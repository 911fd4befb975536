//! The page of a work order, as a phone shows it behind the QR of the production list (H4.4), and that list.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::ids::WorkOrderId;
use domain::production::WorkOrder;

use super::documents;
use crate::order::{case, history};
use crate::print;
use kernel::ui::{Button, Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Tone};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Error};

/// The routes of this feature beside its list and acts.
pub fn routes() -> Routes {
    print::routes(Routes::new().get(Who::Holds(Right::ReadProduction), "/work/{id}", page), &documents::LIST)
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: WorkOrderId = id.parse().map_err(|_| Error::NotFound)?;
        let work = door.load::<WorkOrder>(id)?.state;
        door.about(&work)?;
        let calendar = door.calendar()?;
        let state = work.state();
        let mut header = PageHeader::new(&work.number)
            .badge(state.tone().into(), ui.t(state.label()))
            .subtitle(format!("{} {} · {} {}", work.code, work.name, work.quantity.plain(), work.unit));
        let case = case::load(door, work.order)?;
        let held = case.order.hold.is_some();
        if held {
            header = header.badge(Tone::Bad, ui.t("订单已暂停"));
        }
        let deeds = case.work_deeds(&work);
        header.actions.extend(kernel::endpoint::buttons(door, ui, &deeds, id));
        let columns = vec![
            Column::number("number", ui.t("工序")),
            Column::new("name", ui.t("名称")),
            Column::number("good", ui.t("完成")),
            Column::number("scrap", ui.t("报废")),
            Column::number("hours", ui.t("计划工时")),
            Column::new("act", ""),
        ];
        let mut table = Table { frameless: true, ..Table::new("operations", columns) };
        let can = door.offers(Right::ReportProgress) && !work.cancelled && !held;
        for o in &work.operations {
            let report =
                Button::dialog(ui.t("报工"), format!("/work/{id}/report?operation={}", o.number)).accent();
            let open = o.good < work.quantity;
            let row = Row::plain(vec![
                Cell::Integer(o.number),
                Cell::Text(o.name.clone()),
                Cell::Text(format!("{} / {}", o.good.plain(), work.quantity.plain())),
                Cell::Quantity { millionths: o.scrap.0, unit: String::new() },
                Cell::Quantity { millionths: o.hours.0, unit: String::new() },
                Cell::Actions(if can && open { vec![report] } else { Vec::new() }),
            ]);
            table.rows.push(if open { row } else { row.tone(Tone::Ok) });
        }
        let day = |d: Option<jiff::civil::Date>| d.map_or(Cell::Empty, Cell::Date);
        let details = Details {
            details: vec![
                Detail::new(
                    ui.t("订单"),
                    Cell::Link { text: work.order_number.clone(), href: format!("/orders/{}", work.order) },
                ),
                Detail::new(ui.t("要求完工"), Cell::Date(work.due)),
                Detail::new(ui.t("生产期"), day(work.period.map(|p| p.start)))
                    .and(day(work.period.map(|p| p.finish))),
                Detail::new(ui.t("预计完工"), day(work.projected_finish(&calendar, ui.today))),
                Detail::new(ui.t("进度"), Cell::Percent(work.progress())),
            ],
        };
        let main = Html::concat([
            header.render(ui),
            Card::new(ui.t("工序"), table.render(ui)).render(ui),
            Card::bare(details.render(ui)).padded().render(ui),
            history::<WorkOrder>(door, ui, work.id)?,
        ]);
        Ok(Page::new(&work.number, main))
    })
    .await
}
