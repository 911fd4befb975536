//! Review and release (H3.3).

use domain::access::Right;
use domain::order::{Condition, DEPARTMENTS, Department, Review, Verdict, missing, waiting};

use super::super::actions;
use kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui, Width};
use kernel::{Done, Door, Result, Said, Target};

use super::{area, changed, current, load, over};

pub(super) fn submit_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let lacking: Vec<&str> = missing(&order).into_iter().map(|m| ui.t(m.text)).collect();
    let mut form = over(&order, Vec::new());
    form.intro = Some(if lacking.is_empty() {
        ui.t("资料齐全，提交后各部门开始评审。").to_owned()
    } else {
        ui.tf("还缺：{missing}。可以先提交，下达前要补齐。", &[("missing", &lacking.join(ui.t("、")))])
    });
    Ok(form)
}

pub(super) fn submit(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    said.finish()?;
    Ok(changed(actions::submit(door, order)?, "已提交评审"))
}

pub(super) fn review_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let open = waiting(&order);
    let mine: Vec<_> = DEPARTMENTS.iter().filter(|d| door.ctx.can(d.4)).collect();
    let Some(first) = mine.iter().find(|d| open.contains(&d.0)).or(mine.first()) else {
        return Err(kernel::Error::Forbidden(Right::ReviewSales));
    };
    let options = mine
        .iter()
        .map(|d| Opt::new(d.1, ui.tf("{label}：{text}", &[("label", &ui.t(d.2)), ("text", &ui.t(d.3))])))
        .collect();
    let verdicts = vec![
        Opt::new("accept", ui.t("接受")),
        Opt::new("conditions", ui.t("有条件接受")),
        Opt::new("reject", ui.t("不接受")),
    ];
    let columns = vec![Field::text("text", ui.t("条件")), Field::new(FieldKind::Date, "due", ui.t("期限"))];
    let lines = FieldKind::Lines { columns, rows: vec![LineRow::default()], can_add: true };
    Ok(over(
        &order,
        vec![
            Field::new(FieldKind::Choice(options), "department", ui.t("评审内容"))
                .value(first.1)
                .required()
                .width(Width::Full),
            Field::new(FieldKind::Radio(verdicts), "verdict", ui.t("结论")).value("accept").required(),
            area("note", ui.t("说明")).help(ui.t("不接受时必填")),
            Field::new(FieldKind::Date, "earliest", ui.t("最早可交日期")),
            Field::new(lines, "conditions", ui.t("条件和期限"))
                .help(ui.t("有条件接受时填写，之后会跟进到落实")),
        ],
    ))
}

pub(super) fn review(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let codes: Vec<&str> = DEPARTMENTS.iter().map(|d| d.1).collect();
    let department = Department::parse(&said.need_choice("department", &codes)).unwrap_or(Department::Sales);
    let verdict = match said.need_choice("verdict", &["accept", "conditions", "reject"]).as_str() {
        "conditions" => Verdict::Conditions,
        "reject" => Verdict::Reject,
        _ => Verdict::Accept,
    };
    let answer =
        Review { department, verdict, note: said.text("note", 1000), earliest: said.date("earliest") };
    let mut conditions = Vec::new();
    for n in said.rows("conditions") {
        let text = said.need_text(&format!("conditions.{n}.text"), 200);
        let due = said.need_date(&format!("conditions.{n}.due"));
        conditions.push(Condition { department, text, due, met: None });
    }
    said.finish()?;
    Ok(changed(actions::review(door, order, answer, conditions)?, "已登记评审"))
}

pub(super) fn short_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let names: Vec<&str> = waiting(&order).iter().map(|d| ui.t(d.label())).collect();
    let mut form = over(&order, vec![area("note", ui.t("说明"))]);
    form.intro = Some(ui.tf(
        "老产品、常规要求可以由你一人评审，代替：{departments}",
        &[("departments", &names.join(ui.t("、")))],
    ));
    Ok(form)
}

pub(super) fn short(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let note = said.text("note", 500);
    said.finish()?;
    Ok(changed(actions::review_short(door, order, &note)?, "已完成评审"))
}

pub(super) fn condition_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let open = order.conditions.iter().enumerate().filter(|(_, c)| c.met.is_none());
    let options = open
        .map(|(n, c)| {
            Opt::new(
                n.to_string(),
                ui.tf(
                    "{text}（{department}，{due}）",
                    &[("text", &c.text), ("department", &ui.t(c.department.label())), ("due", &c.due)],
                ),
            )
        })
        .collect();
    Ok(over(
        &order,
        vec![
            Field::new(FieldKind::Choice(options), "index", ui.t("条件"))
                .value(target.get("occurrence"))
                .required()
                .width(Width::Full),
            area("note", ui.t("怎样落实的")).required(),
        ],
    ))
}

pub(super) fn condition(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let index = said.integer("index", 0, 1000).unwrap_or(-1);
    let note = said.need_text("note", 500);
    said.finish()?;
    Ok(changed(actions::meet_condition(door, order, index, note)?, "已落实条件"))
}

pub(super) fn release_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let earliest = order.reviews.iter().filter_map(|r| r.earliest).max();
    let due = order.due().max(earliest);
    let mut form = over(
        &order,
        vec![
            Field::new(FieldKind::Date, "promised", ui.t("承诺交期"))
                .value(due.map(|d| d.to_string()).unwrap_or_default())
                .help(ui.t("留空则每行按客户要求的日期承诺")),
        ],
    );
    form.intro = Some(ui.t("下达后展开物料、占用库存、登记缺料、开生产单，并排定计划。").into());
    Ok(form)
}

pub(super) fn release(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let promised = said.date("promised");
    if promised.is_some_and(|d| d < order.entry.ordered_on) {
        said.wrong("promised", "承诺交期不能早于下单日期");
    }
    said.finish()?;
    Ok(changed(actions::release(door, order, promised)?, "已下达"))
}
