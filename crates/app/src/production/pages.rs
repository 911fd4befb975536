//! The page of a work order, as a phone shows it behind the QR of the production list (H4.4), and that list.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::ids::{OrderId, WorkOrderId};
use domain::order::Order;
use domain::production::WorkOrder;
use paper::forms::{Lang, Printed, ProductionLine, ProductionList, ProductionStep};

use super::store;
use crate::order::{case, history};
use kernel::i18n::Lang as Screen;
use kernel::ui::{Button, Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Tone};
use kernel::web::{Page, Req};
use kernel::{App, Door, Error, Result};

/// The routes of this feature beside its list and acts.
pub fn router() -> Router<App> {
    Router::new().route("/work/{id}", get(page)).route("/orders/{id}/production-list.pdf", get(list))
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        door.ctx.may(Right::ReadProduction)?;
        let id: WorkOrderId = id.parse().map_err(|_| Error::NotFound)?;
        let work = door.load::<WorkOrder>(id)?.state;
        door.about(&work)?;
        let calendar = door.calendar()?;
        let state = work.state();
        let mut header = PageHeader::new(&work.number)
            .badge(state.tone().into(), ui.t(state.label()))
            .subtitle(format!("{} {} · {} {}", work.code, work.name, work.quantity.plain(), work.unit));
        let deeds = case::load(door, work.order)?.work_deeds(&work);
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
        let can = door.offers(Right::ReportProgress) && !work.cancelled;
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

async fn list(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    match app.read(&req, move |door, _| production_list(door, &id)).await {
        Ok(form) => {
            let name = format!("生产清单_{}.pdf", form.order_no);
            app.pdf(&req, move || paper::forms::render_production_list(&form), &name).await
        }
        Err(error) => app.problem(&req, &error).await,
    }
}

fn production_list(door: &mut Door, id: &str) -> Result<ProductionList> {
    door.ctx.may(Right::ReadProduction)?;
    let order = door.load::<Order>(id.parse::<OrderId>().map_err(|_| Error::NotFound)?)?;
    let company = crate::company::actions::load(door)?;
    let config = door.shared.config.clone();
    let work = store::of_order(door.conn, order.id)?;
    let lines = order.entry.lines.iter().map(|line| {
        let own = work.iter().find(|w| w.line == line.number);
        let due = own.map_or(line.wanted_on, |w| w.due);
        let operations = own.map(|w| w.operations.as_slice()).unwrap_or_default().iter().map(|o| {
            ProductionStep { name: format!("{} {}", o.number, o.name), ..ProductionStep::default() }
        });
        ProductionLine {
            item: line.code.clone(),
            name: line.name.clone(),
            spec: line.specification.clone(),
            quantity: format!("{} {}", line.quantity.plain(), line.unit),
            drawing: line.drawing.clone(),
            remark: line.remark.clone(),
            due: due.to_string(),
            operations: operations.collect(),
            qr: own.and_then(|w| config.code_of(&format!("/work/{}", w.id))),
            short_code: own.map(|w| w.number.clone()),
        }
    });
    Ok(ProductionList {
        lang: if door.ctx.lang == Screen::En { Lang::En } else { Lang::Zh },
        company: company.state.profile.name,
        number: order.number.clone(),
        order_no: order.number.clone(),
        customer: order.entry.customer_name.clone(),
        order_date: order.entry.ordered_on.to_string(),
        due_date: order.due().map(|d| d.to_string()).unwrap_or_default(),
        owner: order.entry.clerk_name.clone(),
        priority: if order.entry.urgent { "急单".into() } else { String::new() },
        remark: order.entry.remark.clone(),
        made_by: door.ctx.actor.name.clone(),
        lines: lines.collect(),
        printed: Printed {
            by: door.ctx.actor.name.clone(),
            at: door.ctx.local_now(),
            utc_offset_minutes: 480,
            times: 1,
        },
        ..ProductionList::default()
    })
}
