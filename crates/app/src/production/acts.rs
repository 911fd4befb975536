//! What production does over HTTP (H4.4): a period, progress, materials.

use domain::deed::Deed;
use domain::ids::{PlaceId, WorkOrderId};
use domain::order::{Attachment, Order, Reservation, Returning};
use domain::production::{Progress, Spare, WorkOrder, WorkStep};
use domain::proof::Why;
use domain::quantity::Quantity;
use kernel::act::{Subject, act};
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Endpoint, Result, Target};

use super::{actions, period, several};
use crate::order::case;
use crate::place;
use crate::stock::ask_place;

/// The acts of production.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::WorkPeriod, "/work/{id}/period", period::asked, period::confirm).done("已确认生产期"),
    &act(Deed::WorkReport, "/work/{id}/report", progress, report).done("已报工"),
    &act(Deed::WorkReportSeveral, "/work/report", several::progress, several::report)
        .unversioned()
        .done("已报工"),
    &act(Deed::WorkStock, "/work/{id}/stock", left_over, stock_left_over).done("已入库"),
    &act(Deed::WorkReturn, "/work/{id}/return", unused, give_back).unversioned().done("已退料"),
    &act(Deed::WorkIssue, "/work/{id}/issue", parts, issue).unversioned().done("已出库"),
];

pub(super) fn changed(work: Loaded<WorkOrder>) -> Done {
    let id = work.id;
    Done { id: id.to_string(), number: work.state.number, ..Done::changed(format!("/work/{id}"), "") }
        .at(work.head.version)
}

/// A work order, and the step that somebody reports.
#[derive(Default)]
struct Bench {
    work: Loaded<WorkOrder>,
    step: Option<i64>,
    /// How many of its parts have not come.
    short: usize,
}

impl Subject for Bench {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let work: Loaded<WorkOrder> = door.load(target.id::<WorkOrderId>()?)?;
        let next = work.next_step().or(work.operations.last());
        let step = target.get("operation").parse().ok().or(next.map(|o| o.number));
        let case = case::load(door, work.order)?;
        let short = case.wanted().filter(|need| need.line == work.line && need.short().is_some()).count();
        Ok(Self { work, step, short })
    }

    fn version(&self) -> Option<i64> {
        self.work.version()
    }
}

impl Bench {
    /// What the step before has made and this one has not.
    fn left(&self) -> Option<Quantity> {
        Some(self.work.reportable(self.step?)).filter(|left| left.is_some())
    }
}

/// H4.4 What a step has made.
fn progress(f: &Form, at: &Bench) -> Progress {
    let work = &at.work;
    if at.short > 0 {
        f.note("来料", f.tf("还缺 {n} 项没有到齐，确实已经做了再报", &[("n", &at.short)]));
    }
    let option = |o: &WorkStep| {
        let text = format!("{} {}", o.number, o.name);
        let detail = format!("{}/{}", o.good.plain(), work.quantity.plain());
        (o.number, f.tf("{text}（{detail}）", &[("text", &text), ("detail", &detail)]))
    };
    Progress {
        operation: f
            .pick("operation", "工序", work.operations.iter().map(option).collect())
            .picked(at.step)
            .width(Width::Full)
            .required()
            .0,
        good: f
            .signed("good", "完成数量")
            .preset(at.left())
            .unit(&work.unit)
            .help("报错了填负数并写明原因")
            .or(Quantity::ZERO),
        scrap: f.signed("scrap", "报废数量").unit(&work.unit).or(Quantity::ZERO),
        material: f.flag("material", "报废的要重新领料", true),
        on: f.date("on", "日期").preset(f.today()).required(),
        note: f.text("note", "说明", 300).help("冲减、超产时必填").or(String::new()),
        proof: f.proof(),
    }
}

fn report(door: &mut Door, at: Bench, progress: Progress) -> Result<Done> {
    actions::report(door, at.work, progress).map(changed)
}

/// A work order, and what of it no order takes.
#[derive(Default)]
struct LeftOver {
    work: Loaded<WorkOrder>,
    left: Quantity,
    places: Vec<(PlaceId, String)>,
}

impl Subject for LeftOver {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let work: Loaded<WorkOrder> = door.load(target.id::<WorkOrderId>()?)?;
        let left = case::load(door, work.order)?.left_over_of(work.id);
        Ok(Self { work, left, places: place::in_use(door.conn, false)? })
    }

    fn version(&self) -> Option<i64> {
        self.work.version()
    }
}

/// H7.2 How much of what was finished goes into stock, and where; and what does not.
fn left_over(f: &Form, at: &LeftOver) -> (Spare, PlaceId, Why) {
    let unit = &at.work.unit;
    let preset = Some(at.left).filter(|left| left.is_some());
    let quantity = f.quantity("quantity", "入库数量").preset(preset).unit(unit).or(Quantity::ZERO);
    let left_out = f.quantity("left_out", "不入库").unit(unit).help("坏了、送人的填在这里，并写明原因");
    let left_out = left_out.or(Quantity::ZERO);
    let place = ask_place(f, "place", "放到", &at.places);
    let reason = f.text("reason", "为什么不入库", 300).help("有不入库的必填").or(String::new());
    (Spare { quantity, left_out }, place, Why { reason, proof: f.proof() })
}

fn stock_left_over(door: &mut Door, at: LeftOver, said: (Spare, PlaceId, Why)) -> Result<Done> {
    actions::stock_left_over(door, at.work, said.0, said.1, said.2).map(changed)
}

/// A work order, and what is reserved for it with its name.
#[derive(Default)]
struct Waiting {
    work: Loaded<WorkOrder>,
    parts: Vec<Held>,
}

#[derive(Default)]
struct Held {
    part: Reservation,
    label: String,
}

fn held(door: &mut Door, part: Reservation) -> Result<Held> {
    let known = crate::stock::part_by_id(door.conn, part.item)?.unwrap_or_default();
    let label = format!("{} {} · {} {}", known.code, known.name, part.quantity.plain(), known.unit);
    Ok(Held { part, label })
}

impl Subject for Waiting {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let work: Loaded<WorkOrder> = door.load(target.id::<WorkOrderId>()?)?;
        let order = door.load::<Order>(work.order)?;
        let mut parts = Vec::new();
        for part in order.to_issue(work.line) {
            parts.push(held(door, part)?);
        }
        Ok(Self { work, parts })
    }
}

/// H4.2 What production takes of what is reserved, and the slip that it signed.
fn parts(f: &Form, at: &Waiting) -> (Vec<Reservation>, Vec<Attachment>) {
    let rows =
        f.rows("lines", "占用的物料", &at.parts, ("item", "物料"), |held| held.part.item.to_string());
    let mut parts = rows.help("暂时不领的填 0").each(
        |held| held.label.clone(),
        |row, held| Reservation {
            quantity: row.quantity("quantity", "出库数量").preset(held.part.quantity).or(Quantity::ZERO),
            ..held.part
        },
    );
    parts.retain(|part| part.quantity.is_some());
    if parts.is_empty() {
        f.wrong("lines", "请至少领一项");
    }
    (parts, f.proof())
}

/// A work order, what was issued for it and is not used, and what of that nobody can have cut.
#[derive(Default)]
struct Unused {
    work: Loaded<WorkOrder>,
    parts: Vec<Held>,
    uncut: Vec<Reservation>,
    places: Vec<(PlaceId, String)>,
}

impl Subject for Unused {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let work: Loaded<WorkOrder> = door.load(target.id::<WorkOrderId>()?)?;
        let case = case::load(door, work.order)?;
        let parts =
            case.unused_of(work.id).into_iter().map(|part| held(door, part)).collect::<Result<_>>()?;
        Ok(Self { parts, uncut: case.uncut_of(work.id), places: place::in_use(door.conn, false)?, work })
    }
}

impl Unused {
    /// What of a part surely lies there as it was issued.
    fn uncut(&self, part: &Reservation) -> Option<Quantity> {
        self.uncut.iter().find(|uncut| uncut.item == part.item).map(|uncut| uncut.quantity.min(part.quantity))
    }
}

/// H4.2 What goes back of what was issued for what is not made any more, and what became of the rest.
fn unused(f: &Form, at: &Unused) -> (Vec<Returning>, PlaceId, Why) {
    let rows = f.rows("lines", "领走没用的料", &at.parts, ("item", "物料"), |held| {
        held.part.item.to_string()
    });
    let help = "没有退回来的改小；坏了、丢了的填在损耗。都不填的还在车间，以后再退。开工没做完的可能已经裁了，不预填";
    let parts = rows.help(help).each(
        |held| held.label.clone(),
        |row, held| Returning {
            item: held.part.item,
            returned: row.quantity("quantity", "退回数量").preset(at.uncut(&held.part)).or(Quantity::ZERO),
            lost: row.quantity("lost", "损耗数量").or(Quantity::ZERO),
        },
    );
    if at.parts.is_empty() {
        f.wrong("lines", "没有要退的料");
    }
    let place = ask_place(f, "place", "放到", &at.places);
    let reason = f.text("reason", "损耗的料怎么了", 300).help("有损耗时必填").or(String::new());
    (parts, place, Why { reason, proof: f.proof() })
}

fn give_back(door: &mut Door, at: Unused, said: (Vec<Returning>, PlaceId, Why)) -> Result<Done> {
    actions::return_material(door, &at.work, &said.0, said.1, said.2)?;
    Ok(changed(at.work))
}

fn issue(door: &mut Door, at: Waiting, (parts, proof): (Vec<Reservation>, Vec<Attachment>)) -> Result<Done> {
    actions::issue(door, &at.work, parts, proof)?;
    Ok(changed(at.work))
}
