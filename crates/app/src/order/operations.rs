//! The forms of orders.

use domain::access::Act;
use domain::confidential::{Confidential, Kind as Secret};
use domain::ids::OrderId;
use domain::order::{
    Condition, DEPARTMENTS, Department, Entry, Order, PromiseChange, Review, Snooze, State, Task, Verdict,
    missing, waiting,
};

use super::words::{CHANNELS, channel_field, contact_fields, read_contact};
use super::{actions, entry_form};
use crate::kernel::record::Loaded;
use crate::kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui, Width};
use crate::kernel::{Done, Door, Operation, Result, Said, Target};
use crate::person;

/// All operations of orders.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        versioned: false,
        ..Operation::new("order.new", "/orders/new", "新建订单", Act::WriteOrder, "H3.1", new_form, new)
    },
    Operation::new("order.edit", "/orders/{id}/edit", "编辑订单", Act::WriteOrder, "H3.1", edit_form, edit),
    Operation::new(
        "order.submit",
        "/orders/{id}/submit",
        "提交评审",
        Act::WriteOrder,
        "H3.3",
        submit_form,
        submit,
    ),
    Operation::new(
        "order.review",
        "/orders/{id}/review",
        "评审",
        Act::ReadOrders,
        "H3.3",
        review_form,
        review,
    ),
    Operation::new(
        "order.review_short",
        "/orders/{id}/review-short",
        "简易评审",
        Act::ReviewAll,
        "H3.3",
        short_form,
        short,
    ),
    Operation::new(
        "order.condition",
        "/orders/{id}/condition",
        "落实条件",
        Act::WriteOrder,
        "H3.3",
        condition_form,
        condition,
    ),
    Operation::new(
        "order.release",
        "/orders/{id}/release",
        "下达订单",
        Act::ReleaseOrder,
        "H3.3",
        release_form,
        release,
    ),
    Operation::new("order.hold", "/orders/{id}/hold", "暂停", Act::HoldOrder, "H8.4", hold_form, hold),
    Operation::new(
        "order.resume",
        "/orders/{id}/resume",
        "解除暂停",
        Act::HoldOrder,
        "H8.4",
        resume_form,
        resume,
    ),
    Operation::new(
        "order.cancel",
        "/orders/{id}/cancel",
        "取消订单",
        Act::CancelOrder,
        "H3.8",
        cancel_form,
        cancel,
    ),
    Operation::new(
        "order.correct",
        "/orders/{id}/correct",
        "更正",
        Act::CorrectOrder,
        "H3.8",
        correct_form,
        correct,
    ),
    Operation::new(
        "order.promise",
        "/orders/{id}/promise",
        "变更交期",
        Act::ChangePromise,
        "H6.3",
        promise_form,
        promise,
    ),
    Operation::new(
        "order.contact",
        "/orders/{id}/contact",
        "登记沟通",
        Act::LogContact,
        "H5.5",
        contact_form,
        contact,
    ),
    Operation::new(
        "order.attach",
        "/orders/{id}/files/new",
        "上传文件",
        Act::LogContact,
        "H3.7",
        attach_form,
        attach,
    ),
    Operation::new(
        "order.accept",
        "/orders/{id}/acceptance",
        "登记验收",
        Act::RecordAcceptance,
        "H4.6",
        accept_form,
        accept,
    ),
    Operation::new(
        "order.snooze",
        "/orders/{id}/snooze",
        "稍后",
        Act::LogContact,
        "H8.2",
        snooze_form,
        snooze,
    ),
    Operation::new(
        "order.task",
        "/orders/{id}/tasks/new",
        "安排下一步",
        Act::LogContact,
        "H8.2",
        task_form,
        task,
    ),
    Operation::new(
        "order.task_done",
        "/orders/{id}/tasks/done",
        "完成任务",
        Act::LogContact,
        "H8.2",
        done_form,
        task_done,
    ),
];

fn load(door: &mut Door, target: &Target) -> Result<Loaded<Order>> {
    door.load::<Order>(target.id::<OrderId>()?)
}

fn current(door: &mut Door, target: &Target, said: &Said) -> Result<Loaded<Order>> {
    let order = load(door, target)?;
    order.expect(said)?;
    Ok(order)
}

fn changed(order: Loaded<Order>, toast: &'static str) -> Done {
    let id = order.id;
    Done { id: id.to_string(), number: order.state.number, ..Done::changed(format!("/orders/{id}"), toast) }
        .at(order.head.version)
}

/// A form over an order: its version goes with it, what it is about stands above.
fn over(order: &Loaded<Order>, fields: Vec<Field>) -> Form {
    let intro = format!("{} {}", order.title(), order.entry.customer_name);
    Form { intro: Some(intro), ..Form::new("", "", fields) }.version(order.head.version)
}

fn area(name: &str, label: &str) -> Field {
    Field::new(FieldKind::Area, name, label)
}

fn new_form(door: &mut Door, _: &Target, ui: &Ui) -> Result<Form> {
    entry_form::form(door, ui, None)
}

fn new(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    let entry = entry_form::read(door, said)?;
    let id = actions::enter(door, String::new(), entry)?;
    Ok(Done::made(format!("/orders/{id}"), "已保存草稿", id, ""))
}

fn edit_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let mut form = entry_form::form(door, ui, Some(&order.entry))?.version(order.head.version);
    if !order.entry.faults.is_empty() {
        let rows: Vec<String> = order
            .entry
            .faults
            .iter()
            .map(|f| ui.tf("第 {row} 行：{text}", &[("row", &f.row), ("text", &f.text)]))
            .collect();
        form.intro = Some(format!(
            "{}\n{}",
            ui.t("导入时这些行没有读懂，请在下面补上；保存后不再提示："),
            rows.join("\n")
        ));
    }
    Ok(form)
}

fn edit(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let entry = entry_form::read(door, said)?;
    Ok(changed(actions::revise(door, order, entry)?, "已保存"))
}

fn submit_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
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

fn submit(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    said.finish()?;
    Ok(changed(actions::submit(door, order)?, "已提交评审"))
}

fn review_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let open = waiting(&order);
    let mine: Vec<_> = DEPARTMENTS.iter().filter(|d| door.ctx.can(d.4)).collect();
    let Some(first) = mine.iter().find(|d| open.contains(&d.0)).or(mine.first()) else {
        return Err(crate::kernel::Error::Forbidden(Act::ReviewSales));
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

fn review(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
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

fn short_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let names: Vec<&str> = waiting(&order).iter().map(|d| ui.t(d.label())).collect();
    let mut form = over(&order, vec![area("note", ui.t("说明"))]);
    form.intro = Some(ui.tf(
        "老产品、常规要求可以由你一人评审，代替：{departments}",
        &[("departments", &names.join(ui.t("、")))],
    ));
    Ok(form)
}

fn short(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let note = said.text("note", 500);
    said.finish()?;
    Ok(changed(actions::review_short(door, order, &note)?, "已完成评审"))
}

fn condition_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
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

fn condition(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let index = said.integer("index", 0, 1000).unwrap_or(-1);
    let note = said.need_text("note", 500);
    said.finish()?;
    Ok(changed(actions::meet_condition(door, order, index, note)?, "已落实条件"))
}

fn release_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
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

fn release(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let promised = said.date("promised");
    if promised.is_some_and(|d| d < order.entry.ordered_on) {
        said.wrong("promised", "承诺交期不能早于下单日期");
    }
    said.finish()?;
    Ok(changed(actions::release(door, order, promised)?, "已下达"))
}

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

fn hold_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    reason_form(door, target, ui, "暂停后不能发货，直到有权限的人解除。", true)
}

fn hold(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let (order, reason) = reason(door, target, said)?;
    Ok(changed(actions::hold(door, order, reason)?, "已暂停"))
}

fn resume_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    reason_form(door, target, ui, "写明为什么可以继续。", false)
}

fn resume(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let (order, reason) = reason(door, target, said)?;
    Ok(changed(actions::resume(door, order, reason)?, "已解除暂停"))
}

fn cancel_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    reason_form(door, target, ui, "取消后占用的库存释放，生产单停止，记录保留。", true)
}

fn cancel(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let (order, reason) = reason(door, target, said)?;
    Ok(changed(actions::cancel(door, order, reason)?, "已取消订单"))
}

fn correct_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let e = &order.entry;
    let address = door.see(Secret::Contact, &e.address).cloned().unwrap_or_default();
    let contact = door.see(Secret::Contact, &e.contact).cloned().unwrap_or_default();
    Ok(over(
        &order,
        vec![
            Field::text("transport", ui.t("运输方式")).value(e.transport.as_str()),
            Field::new(FieldKind::Integer, "distance_km", ui.t("运距"))
                .unit("km")
                .value(e.distance_km.map(|k| k.to_string()).unwrap_or_default()),
            Field::text("contact", ui.t("现场联系人")).value(contact),
            Field::new(FieldKind::Date, "start_on", ui.t("开工日期"))
                .value(e.start_on.map(|d| d.to_string()).unwrap_or_default()),
            Field::text("address", ui.t("收货地址")).value(address).width(Width::Full),
            Field::text("original", ui.t("原订单")).value(e.original.as_str()),
            Field::text("remark", ui.t("备注")).value(e.remark.as_str()),
            area("reason", ui.t("更正原因")).required(),
        ],
    ))
}

fn correct(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let entry = Entry {
        transport: said.text("transport", 40),
        distance_km: said.integer("distance_km", 1, 30_000),
        contact: Confidential::new(said.text("contact", 80)),
        start_on: said.date("start_on"),
        address: Confidential::new(said.text("address", 200)),
        original: said.text("original", 40),
        remark: said.text("remark", 1000),
        ..order.entry.clone()
    };
    let reason = said.need_text("reason", 500);
    said.finish()?;
    Ok(changed(actions::correct(door, order, entry, reason)?, "已更正"))
}

fn promise_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let case = super::case::around(door.conn, order.state.clone())?;
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

fn promise(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let to = said.need_date("to");
    let department = said.need_text("department", 40);
    let cause = said.need_text("cause", 500);
    let whom = said.need_text("whom", 40);
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

fn contact_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    Ok(over(&order, contact_fields(ui)))
}

fn contact(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let contact = read_contact(said);
    said.finish()?;
    Ok(changed(actions::log_contact(door, order, contact)?, "已登记沟通"))
}

const FILE_KINDS: [(&str, &str); 5] =
    [("drawing", "图纸"), ("contract", "合同"), ("photo", "照片"), ("waybill", "运单"), ("other", "其他")];

fn attach_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let files = FieldKind::Files {
        accept: "image/*,.pdf,.dwg,.xlsx,.docx,.zip,.mp4,.txt".into(),
        camera: false,
        multiple: true,
    };
    let kinds = FILE_KINDS.iter().map(|k| Opt::new(k.0, ui.t(k.1))).collect();
    Ok(over(
        &order,
        vec![
            Field::new(FieldKind::Choice(kinds), "what", ui.t("是什么")).value("drawing").required(),
            Field::new(files, "files", ui.t("文件")).required().help(ui.t("每个不超过 25 MB")),
        ],
    ))
}

fn attach(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let codes: Vec<&str> = FILE_KINDS.iter().map(|k| k.0).collect();
    let what = said.need_choice("what", &codes);
    let mut files = said.files("files");
    if files.is_empty() {
        said.wrong("files", "请选择文件");
    }
    said.finish()?;
    for file in &mut files {
        file.what.clone_from(&what);
    }
    Ok(changed(actions::attach(door, order, files)?, "已上传"))
}

fn accept_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
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

fn accept(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let (on, whom, note) = (said.need_date("on"), said.need_text("whom", 40), said.text("note", 1000));
    said.finish()?;
    Ok(changed(actions::accept(door, order, on, whom, note)?, "已登记验收"))
}

fn snooze_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
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

fn snooze(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
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

fn task_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
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

fn task(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
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

fn done_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
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

fn task_done(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let number = said.integer("number", 1, 10_000).unwrap_or(0);
    let result = said.need_text("result", 500);
    said.finish()?;
    Ok(changed(actions::finish_task(door, order, number, result)?, "已完成"))
}
