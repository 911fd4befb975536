//! What changes the course of an order: hold, cancellation, a new promise, acceptance (H3.8, H4.6, H6.3, H8.4).

use domain::confidential::Confidential;
use domain::order::{Order, PromiseChange};

use super::super::actions;
use super::super::words::{CHANNELS, channel_field};
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Form, Opt, Ui};
use kernel::{Done, Door, Result, Said, Target};

use super::{area, changed, current, load, over};

fn reason_form(door: &mut Door, target: &Target, ui: &Ui, intro: &str, danger: bool) -> Result<Form> {
    let order = load(door, target)?;
    let mut form = over(&order, vec![area("reason", ui.t("原因")).required()]);
    form.intro = Some(ui.t(intro).into());
    form.danger = danger;
    Ok(form)
}

fn reason(door: &mut Door, target: &Target, said: &mut Said) -> Result<(Loaded<Order>, String)> {
    let order = current(door, target, said)?;
    let reason = said.need_text("reason", 500);
    said.finish()?;
    Ok((order, reason))
}

pub(super) fn hold_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    reason_form(door, target, ui, "暂停后不能发货，直到有权限的人解除。", true)
}

pub(super) fn hold(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let (order, reason) = reason(door, target, said)?;
    Ok(changed(actions::hold(door, order, reason)?, "已暂停"))
}

pub(super) fn resume_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    reason_form(door, target, ui, "写明为什么可以继续。", false)
}

pub(super) fn resume(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let (order, reason) = reason(door, target, said)?;
    Ok(changed(actions::resume(door, order, reason)?, "已解除暂停"))
}

pub(super) fn cancel_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    reason_form(door, target, ui, "取消后占用的库存释放，生产单停止，记录保留。", true)
}

pub(super) fn cancel(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let (order, reason) = reason(door, target, said)?;
    Ok(changed(actions::cancel(door, order, reason)?, "已取消订单"))
}

pub(super) fn promise_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let case = crate::order::case::around(door, order.state.clone())?;
    let calendar = door.calendar()?;
    let forecast = domain::plan::forecast(&case, &calendar, ui.today).map(|f| f.arrives);
    let departments = ["采购部", "生产部", "仓库", "工程部", "客户", "承运商", "其他"];
    let options = departments.iter().map(|d| Opt::new(*d, ui.t(d))).collect();
    Ok(over(
        &order,
        vec![
            Field::new(FieldKind::Date, "to", ui.t("新交期"))
                .value(forecast.max(order.due()).map(|d| d.to_string()).unwrap_or_default())
                .required(),
            Field::new(FieldKind::Choice(options), "department", ui.t("责任部门")).required(),
            area("cause", ui.t("原因")).required(),
            Field::text("whom", ui.t("与客户的谁确认")).required(),
            channel_field(ui),
            Field::new(FieldKind::Date, "on", ui.t("沟通日期")).value(ui.today.to_string()).required(),
            Field::new(FieldKind::Flag, "confirmed", ui.t("客户已同意新交期")),
            Field::text("lines", ui.t("只改这些行")).help(ui.t("行号用逗号分开，留空表示全部")),
        ],
    ))
}

pub(super) fn promise(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let to = said.need_date("to");
    let department = said.need_text("department", 40);
    let cause = said.need_text("cause", 500);
    let whom = Confidential::new(said.need_text("whom", 40));
    let channel = said.need_choice("channel", &CHANNELS);
    let on = said.need_date("on");
    let confirmed = said.flag("confirmed");
    let written = said.text("lines", 100);
    let mut lines = Vec::new();
    for part in written.split([',', '，', '、', ' ']).filter(|p| !p.is_empty()) {
        match part.parse() {
            Ok(line) => lines.push(line),
            Err(_) => said.wrong("lines", "行号应为数字，用逗号分开"),
        }
    }
    said.finish()?;
    let change = PromiseChange { lines, to, cause, department, whom, channel, confirmed, on };
    Ok(changed(actions::change_promise(door, order, change)?, "已变更交期"))
}

pub(super) fn accept_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    Ok(over(
        &order,
        vec![
            Field::new(FieldKind::Date, "on", ui.t("验收日期")).value(ui.today.to_string()).required(),
            Field::text("whom", ui.t("客户验收人")).required(),
            area("note", ui.t("意见")),
        ],
    ))
}

pub(super) fn accept(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let (on, whom, note) = (said.need_date("on"), said.need_text("whom", 40), said.text("note", 1000));
    said.finish()?;
    Ok(changed(actions::accept(door, order, on, Confidential::new(whom), note)?, "已登记验收"))
}
