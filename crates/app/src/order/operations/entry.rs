//! Entering an order, changing and correcting it, adding its files (H3.1, H3.7, H3.8).

use domain::confidential::{Confidential, Kind as Secret};
use domain::filing::KINDS;
use domain::order::Entry;

use super::super::{actions, entry_form, words};
use kernel::ui::{Field, FieldKind, Form, Opt, Ui, Width};
use kernel::{Done, Door, Result, Said, Target};

use super::{area, changed, current, load, over};

pub(super) fn new_form(door: &mut Door, _: &Target, ui: &Ui) -> Result<Form> {
    entry_form::form(door, ui, None)
}

pub(super) fn new(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    let entry = entry_form::read(door, said)?;
    let id = actions::enter(door, String::new(), entry)?;
    Ok(Done::made(format!("/orders/{id}"), "已保存草稿", id, ""))
}

pub(super) fn edit_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let mut form = entry_form::form(door, ui, Some(&order.entry))?.version(order.head.version);
    if !order.entry.faults.is_empty() {
        let rows: Vec<String> = order
            .entry
            .faults
            .iter()
            .map(|f| {
                ui.tf("第 {row} 行：{text}", &[("row", &f.row), ("text", &words::fault(door.ctx, ui, f))])
            })
            .collect();
        form.intro = Some(format!(
            "{}\n{}",
            ui.t("导入时这些行没有读懂，请在下面补上；保存后不再提示："),
            rows.join("\n")
        ));
    }
    Ok(form)
}

pub(super) fn edit(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let entry = entry_form::read(door, said)?;
    Ok(changed(actions::revise(door, order, entry)?, "已保存"))
}

pub(super) fn correct_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
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

pub(super) fn correct(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
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

pub(super) fn attach_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order = load(door, target)?;
    let files = FieldKind::Files {
        accept: "image/*,.pdf,.dwg,.xlsx,.docx,.zip,.mp4,.txt".into(),
        camera: false,
        multiple: true,
    };
    let kinds = KINDS.iter().map(|k| Opt::new(k.0, ui.t(k.1))).collect();
    Ok(over(
        &order,
        vec![
            Field::new(FieldKind::Choice(kinds), "what", ui.t("是什么")).value("drawing").required(),
            Field::new(files, "files", ui.t("文件")).required().help(ui.t("每个不超过 25 MB")),
        ],
    ))
}

pub(super) fn attach(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let order = current(door, target, said)?;
    let codes: Vec<&str> = KINDS.iter().map(|k| k.0).collect();
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
