//! Following up by hand: contacts, reminders put off, tasks (H5.5, H8.2).

use domain::order::{Snooze, State, Task};

use super::super::actions;
use super::super::words::{contact_fields, read_contact};
use crate::person;
use kernel::ui::{Field, FieldKind, Form, Opt, Ui, Width};
use kernel::{Done, Door, Result, Said, Target};

use super::{area, changed, current, load, over};

pub(super) fn contact_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    Ok(over(&order, contact_fields(ui)))
}

pub(super) fn contact(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let contact = read_contact(said);
    said.finish()?;
    Ok(changed(actions::log_contact(door, order, contact)?, "已登记沟通"))
}

pub(super) fn snooze_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let calendar = door.calendar()?;
    Ok(over(
        &order,
        vec![
            Field::hidden("rule", target.get("rule")),
            Field::hidden("occurrence", target.get("occurrence")),
            Field::new(FieldKind::Date, "until", ui.t("推后到"))
                .value(calendar.plus(ui.today, 1).to_string())
                .required(),
            area("reason", ui.t("原因")).help(ui.t("第二次推后时必填")),
        ],
    ))
}

pub(super) fn snooze(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let snooze = Snooze {
        rule: said.need_text("rule", 10),
        occurrence: said.text("occurrence", 100),
        until: said.need_date("until"),
        reason: said.text("reason", 300),
    };
    said.finish()?;
    Ok(Done { location: "/".into(), ..changed(actions::snooze(door, order, snooze)?, "已推后") })
}

pub(super) fn task_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let calendar = door.calendar()?;
    let people =
        person::store::active(door.conn)?.into_iter().map(|p| Opt::new(p.id.to_string(), p.name)).collect();
    Ok(over(
        &order,
        vec![
            Field::text("text", ui.t("要做什么")).required().width(Width::Full),
            Field::new(FieldKind::Choice(people), "owner", ui.t("谁来做"))
                .value(door.ctx.actor.person.to_string())
                .required(),
            Field::new(FieldKind::Date, "due", ui.t("期限"))
                .value(calendar.plus(ui.today, 1).to_string())
                .required(),
        ],
    ))
}

pub(super) fn task(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let text = said.need_text("text", 200);
    let owner = said.need_text("owner", 80);
    let due = said.need_date("due");
    let person = person::store::by_id(door.conn, &owner)?;
    if person.is_none() && !owner.is_empty() {
        said.wrong("owner", "没有这个人");
    }
    if matches!(order.state.state, State::Closed | State::Cancelled) {
        said.wrong("text", "订单已结束，不能再安排任务");
    }
    said.finish()?;
    let (owner, owner_name) = person.map(|p| (p.id, p.name)).unwrap_or_default();
    let task = Task { number: 0, text, owner, owner_name, due, result: None };
    Ok(changed(actions::set_task(door, order, task)?, "已安排"))
}

pub(super) fn done_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let open = order.tasks.iter().filter(|t| t.result.is_none());
    let options = open
        .map(|t| {
            Opt::new(
                t.number.to_string(),
                ui.tf("{text}（{detail}）", &[("text", &t.text), ("detail", &t.owner_name)]),
            )
        })
        .collect();
    let wanted = target.get("occurrence").trim_start_matches("task-").to_owned();
    Ok(over(
        &order,
        vec![
            Field::new(FieldKind::Choice(options), "number", ui.t("任务"))
                .value(wanted)
                .required()
                .width(Width::Full),
            area("result", ui.t("结果")).required(),
        ],
    ))
}

pub(super) fn task_done(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let number = said.integer("number", 1, 10_000).unwrap_or(0);
    let result = said.need_text("result", 500);
    said.finish()?;
    Ok(changed(actions::finish_task(door, order, number, result)?, "已完成"))
}
