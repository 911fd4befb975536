//! The forms of production (H4.4).

use domain::access::Right;
use domain::ids::{ItemId, WorkOrderId};
use domain::order::{Order, Reservation};
use domain::production::{Period, Progress, WorkOrder};
use domain::quantity::Quantity;

use super::actions;
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui, Width};
use kernel::{Done, Door, Operation, Result, Said, Target};

/// All operations of production.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        name: "work.period",
        path: "/work/{id}/period",
        label: "确认生产期",
        right: Right::ConfirmPeriod,
        handbook: "H4.4",
        versioned: true,
        hurts: false,
        settles_one: false,
        form: period_form,
        run: period,
    },
    Operation {
        name: "work.report",
        path: "/work/{id}/report",
        label: "报工",
        right: Right::ReportProgress,
        handbook: "H4.4",
        versioned: true,
        hurts: false,
        settles_one: false,
        form: report_form,
        run: report,
    },
    Operation {
        name: "work.issue",
        path: "/work/{id}/issue",
        label: "备料出库",
        right: Right::IssueMaterials,
        handbook: "H4.2",
        versioned: false,
        hurts: false,
        settles_one: false,
        form: issue_form,
        run: issue,
    },
];

fn load(door: &mut Door, target: &Target) -> Result<Loaded<WorkOrder>> {
    door.load::<WorkOrder>(target.id::<WorkOrderId>()?)
}

fn about(work: &WorkOrder, fields: Vec<Field>) -> Form {
    let intro =
        format!("{} {} {} {} {}", work.order_number, work.code, work.name, work.quantity.plain(), work.unit);
    Form { intro: Some(intro), ..Form::new("", "", fields) }
}

fn changed(work: Loaded<WorkOrder>, toast: &'static str) -> Done {
    let id = work.id;
    Done { id: id.to_string(), number: work.state.number, ..Done::changed(format!("/work/{id}"), toast) }
        .at(work.head.version)
}

fn period_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let work = load(door, target)?;
    let start = work.period.map_or(work.start_by.max(ui.today), |p| p.start);
    let finish = work.period.map_or(work.due.max(start), |p| p.finish);
    let fields = vec![
        Field::new(FieldKind::Date, "start", ui.t("开工")).value(start.to_string()).required(),
        Field::new(FieldKind::Date, "finish", ui.t("完工"))
            .value(finish.to_string())
            .required()
            .help(ui.tf("要求 {due} 完工", &[("due", &work.due)])),
        Field::text("note", ui.t("说明")).width(Width::Full),
    ];
    Ok(about(&work, fields).version(work.head.version))
}

fn period(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let work = load(door, target)?;
    work.expect(said)?;
    let period = Period { start: said.need_date("start"), finish: said.need_date("finish") };
    let note = said.text("note", 300);
    said.finish()?;
    Ok(changed(actions::confirm_period(door, work, period, note)?, "已确认生产期"))
}

fn report_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let work = load(door, target)?;
    let next = work.operations.iter().find(|o| o.good < work.quantity).or(work.operations.last());
    let wanted = if target.get("operation").is_empty() {
        next.map(|o| o.number.to_string()).unwrap_or_default()
    } else {
        target.get("operation").to_owned()
    };
    let at = work.operations.iter().position(|o| o.number.to_string() == wanted);
    let before = at.and_then(|n| n.checked_sub(1)).and_then(|n| work.operations.get(n));
    let limit = before.map_or(work.quantity, |o| o.good);
    let left = at.and_then(|n| work.operations.get(n)).map_or(Quantity::ZERO, |o| limit.minus(o.good));
    let options = work.operations.iter().map(|o| {
        Opt::new(
            o.number.to_string(),
            ui.tf(
                "{text}（{detail}）",
                &[
                    ("text", &format!("{} {}", o.number, o.name)),
                    ("detail", &format!("{}/{}", o.good.plain(), work.quantity.plain())),
                ],
            ),
        )
    });
    let good = if left.is_some() { left.plain() } else { String::new() };
    let fields = vec![
        Field::new(FieldKind::Choice(options.collect()), "operation", ui.t("工序"))
            .value(wanted)
            .required()
            .width(Width::Full),
        Field::new(FieldKind::Quantity, "good", ui.t("完成数量"))
            .value(good)
            .unit(work.unit.as_str())
            .required()
            .help(ui.t("报错了填负数并写明原因")),
        Field::new(FieldKind::Quantity, "scrap", ui.t("报废数量")).unit(work.unit.as_str()),
        Field::new(FieldKind::Date, "on", ui.t("日期")).value(ui.today.to_string()).required(),
        Field::text("note", ui.t("说明")),
    ];
    Ok(about(&work, fields).version(work.head.version))
}

fn report(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let work = load(door, target)?;
    work.expect(said)?;
    let operation = said.integer("operation", 0, 100_000).unwrap_or(-1);
    let progress = Progress {
        operation,
        on: said.need_date("on"),
        good: said.quantity("good").unwrap_or_default(),
        scrap: said.quantity("scrap").unwrap_or_default(),
        note: said.text("note", 300),
    };
    said.finish()?;
    Ok(changed(actions::report(door, work, progress)?, "已报工"))
}

fn issue_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let work = load(door, target)?;
    let order = door.load::<Order>(work.order)?;
    let mut rows = Vec::new();
    for part in actions::reserved(&order, work.line) {
        let known = crate::stock::store::part_by_id(door.conn, part.item)?.unwrap_or_default();
        let label = format!("{} {} · {} {}", known.code, known.name, part.quantity.plain(), known.unit);
        rows.push(LineRow {
            values: vec![part.item.to_string(), part.quantity.plain()],
            errors: Vec::new(),
            label,
        });
    }
    let columns = vec![
        Field::new(FieldKind::Hidden, "item", ui.t("物料")),
        Field::new(FieldKind::Quantity, "quantity", ui.t("出库数量")),
    ];
    let kind = FieldKind::Lines { columns, rows, can_add: false };
    Ok(about(&work, vec![Field::new(kind, "lines", ui.t("占用的物料")).help(ui.t("暂时不领的填 0"))]))
}

fn issue(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let work = load(door, target)?;
    let mut parts = Vec::new();
    for n in said.rows("lines") {
        let item: Option<ItemId> = said.id(&format!("lines.{n}.item"));
        let quantity = said.quantity(&format!("lines.{n}.quantity")).unwrap_or_default();
        if quantity.0 < 0 {
            said.wrong(&format!("lines.{n}.quantity"), "数量不能为负");
        }
        if let Some(item) = item.filter(|_| quantity.is_some()) {
            parts.push(Reservation { line: work.line, item, quantity });
        }
    }
    if parts.is_empty() {
        said.wrong("lines", "请至少领一项");
    }
    said.finish()?;
    actions::issue(door, &work, parts)?;
    Ok(changed(work, "已出库"))
}
