//! The tabs of an order's page: each a few components over its case.

mod money;
mod overview;
mod plan;
use domain::choice::{Choice as _, State as _};
use domain::deed::Deed;
use domain::filing::{FileKind, opens};
use domain::followup::Case;
use domain::history::Noun as _;
use domain::order::{Attachment, Department, Order};
use domain::quantity::Quantity;
use domain::shipment::eta;
use kernel::ui::{Align, AttachmentStrip, Badge, Cell, Column, Html, Row, Table, Tone, Ui};
use kernel::{Door, Result};

use crate::print;

/// The tab called `name`; the overview where there is none of that name.
pub fn render(door: &mut Door, ui: &Ui, case: &Case, name: &str) -> Result<Html> {
    match name {
        "plan" => plan::plan(door, ui, case),
        "parts" => parts(door, ui, case),
        "work" => {
            let printed = print::history(door, ui, &format!("{}/{}", Order::STREAM, case.order.id))?;
            Ok(Html::concat([work(ui, case), printed]))
        }
        "ship" => {
            let own = shipments(door, ui, case);
            let site = door.shared.site;
            Ok(Html::concat([own, site.parts(door, ui, "order/ship", case, case.order.id.0)?]))
        }
        "money" => money::money(door, ui, case),
        "files" => Ok(files(door, ui, case)),
        "review" => Ok(review(ui, case)),
        _ => overview::overview(door, ui, case),
    }
}

fn table(ui: &Ui, id: &str, columns: &[(&'static str, &'static str, bool)]) -> Table {
    let columns = columns.iter().map(|(key, label, number)| {
        let align = if *number { Align::End } else { Align::Start };
        Column { align, ..Column::new(key, ui.t(label)) }
    });
    Table { frameless: true, ..Table::new(id, columns.collect()) }
}

fn quantity(q: Quantity, unit: &str) -> Cell {
    Cell::Quantity { millionths: q.0, unit: unit.to_owned() }
}

fn parts(door: &mut Door, ui: &Ui, case: &Case) -> Result<Html> {
    let mut out = table(
        ui,
        "parts",
        &[
            ("line", "行", true),
            ("part", "物料", false),
            ("required", "需求", true),
            ("reserved", "占用", true),
            ("drawn", "已领", true),
            ("short", "缺", true),
            ("free", "可用库存", true),
            ("bought", "采购", false),
        ],
    );
    for row in super::store::needs(door.conn, &case.order)? {
        let bought = case
            .covers
            .iter()
            .find(|c| c.line == row.need.line && c.item == row.need.item && c.outstanding().is_some());
        let bought = bought.map_or(Cell::Empty, |c| {
            let when =
                c.promised.map_or_else(|| ui.t("未答复交期").to_owned(), |d| ui.tf("{d} 到", &[("d", &d)]));
            Cell::Link { text: format!("{} {when}", c.number), href: format!("/purchases/{}", c.purchase) }
        });
        let short = row.need.short();
        let cells = vec![
            Cell::Integer(row.need.line),
            Cell::Two { main: row.code, sub: row.name },
            quantity(row.need.required, &row.unit),
            quantity(row.need.reserved, ""),
            quantity(row.need.drawn, ""),
            if short.is_some() { quantity(short, "") } else { Cell::Empty },
            quantity(row.free, ""),
            bought,
        ];
        let line = Row::plain(cells);
        out.rows.push(if short.is_some() { line.tone(Tone::Bad) } else { line });
    }
    Ok(out.render(ui))
}

fn work(ui: &Ui, case: &Case) -> Html {
    let mut out = table(
        ui,
        "work",
        &[
            ("number", "生产单", false),
            ("name", "名称", false),
            ("quantity", "数量", true),
            ("done", "完工", true),
            ("progress", "进度", true),
            ("period", "生产期", false),
        ],
    );
    for w in &case.work {
        let period = w.period.map_or_else(
            || Cell::Badge(Badge::new(Tone::Warn, ui.t("待确认"))),
            |p| Cell::Text(ui.tf("{start} ～ {finish}", &[("start", &p.start), ("finish", &p.finish)])),
        );
        out.rows.push(Row::new(
            w.id.to_string(),
            format!("/work/{}", w.id),
            vec![
                Cell::Code(w.number.clone()),
                Cell::Text(format!("{} {}", w.code, w.name)),
                quantity(w.quantity, &w.unit),
                quantity(w.produced(), ""),
                Cell::Percent(w.progress()),
                period,
            ],
        ));
    }
    out.render(ui)
}

fn shipments(door: &mut Door, ui: &Ui, case: &Case) -> Html {
    let mut out = table(
        ui,
        "ship",
        &[
            ("number", "发货单", false),
            ("on", "发货日期", false),
            ("state", "状态", false),
            ("waybill", "承运", false),
            ("eta", "预计到货", false),
            ("arrived", "到货", false),
        ],
    );
    for s in &case.shipments {
        let state = s.state();
        let day = |d: Option<jiff::civil::Date>| d.map_or(Cell::Empty, Cell::Date);
        let left = s
            .dispatched
            .as_ref()
            .map_or(Cell::Empty, |d| Cell::Two { main: d.carrier.clone(), sub: d.waybill.clone() });
        out.rows.push(Row::new(
            s.id.to_string(),
            format!("/shipments/{}", s.id),
            vec![
                Cell::Code(s.number.clone()),
                Cell::Date(s.ship_on),
                Cell::Badge(Badge::new(state.tone().into(), ui.t(state.label()))),
                left,
                day(eta(s)),
                day(s.arrival.as_ref().map(|a| a.on)),
            ],
        ));
    }
    let (main, more) = case.deeds();
    let prepare = main.into_iter().chain(more).find(|deed| *deed == Deed::ShipmentPrepare);
    out.empty = kernel::ui::Empty {
        sentence: ui.t("还没有安排发货").into(),
        action: prepare.and_then(|deed| door.button(ui, deed, case.order.id)),
    };
    out.render(ui)
}

fn files(door: &Door, ui: &Ui, case: &Case) -> Html {
    let mut out =
        table(ui, "files", &[("name", "文件", false), ("what", "是什么", false), ("size", "大小", true)]);
    let open = |f: &&Attachment| opens(&door.ctx.actor.roles, Order::READ, &f.what);
    let files: Vec<Attachment> = case.order.attachments.iter().filter(open).cloned().collect();
    for f in &files {
        let what = FileKind::of_code(&f.what).unwrap_or(FileKind::Other).label();
        let size = kernel::ui::format::file_size(u64::try_from(f.size).unwrap_or(0));
        out.rows.push(Row::plain(vec![
            Cell::Link { text: f.name.clone(), href: format!("/files/{}", f.sha256) },
            Cell::Text(ui.t(what).into()),
            Cell::Text(size),
        ]));
    }
    out.empty = kernel::ui::Empty { sentence: ui.t("还没有文件").into(), action: None };
    Html::concat([AttachmentStrip::of(&files).render(), out.render(ui)])
}

fn review(ui: &Ui, case: &Case) -> Html {
    let order = &case.order;
    let mut out = table(
        ui,
        "review",
        &[
            ("department", "部门", false),
            ("question", "问题", false),
            ("verdict", "结论", false),
            ("note", "说明", false),
            ("earliest", "最早可交", false),
        ],
    );
    for department in Department::ALL {
        let answer = order.reviews.iter().find(|r| r.department == *department);
        let verdict = answer.map_or_else(
            || Badge::new(Tone::Warn, ui.t("待评审")),
            |r| Badge::new(r.verdict.tone().into(), ui.t(r.verdict.label())),
        );
        out.rows.push(Row::plain(vec![
            Cell::Text(ui.t(department.label()).into()),
            Cell::Text(ui.t(department.question()).into()),
            Cell::Badge(verdict),
            answer.map_or(Cell::Empty, |r| Cell::Text(r.note.clone())),
            answer.and_then(|r| r.earliest).map_or(Cell::Empty, Cell::Date),
        ]));
    }
    let mut conditions =
        table(ui, "conditions", &[("text", "条件", false), ("due", "期限", false), ("state", "落实", false)]);
    for c in &order.conditions {
        let state = c.met.as_ref().map_or_else(
            || Cell::Badge(Badge::new(Tone::Warn, ui.t("未落实"))),
            |note| Cell::Text(note.clone()),
        );
        conditions.rows.push(Row::plain(vec![Cell::Text(c.text.clone()), Cell::Date(c.due), state]));
    }
    let parts = if order.conditions.is_empty() {
        vec![out.render(ui)]
    } else {
        vec![out.render(ui), conditions.render(ui)]
    };
    Html::concat(parts)
}
