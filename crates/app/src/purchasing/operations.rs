//! The forms of purchasing (H4.2, H4.3).

use domain::confidential::Kind;
use domain::deed::Deed;
use domain::ids::{ItemId, OrderId, PurchaseId, SupplierId};
use domain::item::Item;
use domain::purchasing::{Inspection, Line, Part, Purchase};
use domain::quantity::Quantity;
use jiff::civil::Date;
use std::collections::BTreeMap;

use super::actions::{self, Wanted};
use super::store;
use crate::order::words::{channel_field, channels};
use crate::{item, supplier};
use kernel::declared::Declared;
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui, Width};
use kernel::{Done, Door, Result, Said, Target};

/// All operations of purchasing.
pub static OPERATIONS: &[Declared] = &[
    Declared::new(Deed::PurchasePlace, "/purchases/new", place_form, place).unversioned(),
    Declared::new(Deed::PurchasePromise, "/purchases/{id}/promise", promise_form, promise),
    Declared::new(Deed::PurchaseChase, "/purchases/{id}/chase", chase_form, chase),
    Declared::new(Deed::PurchaseReceive, "/purchases/{id}/receive", receive_form, receive),
    Declared::new(Deed::PurchaseInspect, "/purchases/{id}/inspect", inspect_form, inspect),
    Declared::new(Deed::PurchaseCancel, "/purchases/{id}/cancel", cancel_form, cancel),
];

fn load(door: &mut Door, target: &Target) -> Result<Loaded<Purchase>> {
    door.load::<Purchase>(target.id::<PurchaseId>()?)
}

fn current(door: &mut Door, target: &Target, said: &Said) -> Result<Loaded<Purchase>> {
    let purchase = load(door, target)?;
    purchase.expect(said)?;
    Ok(purchase)
}

fn over(purchase: &Loaded<Purchase>, fields: Vec<Field>) -> Form {
    let intro = format!("{} {}", purchase.number, purchase.supplier_name);
    Form { intro: Some(intro), ..Form::new("", "", fields) }.version(purchase.head.version)
}

fn changed(purchase: Loaded<Purchase>, toast: &'static str) -> Done {
    let id = purchase.id;
    Done {
        id: id.to_string(),
        number: purchase.state.number,
        ..Done::changed(format!("/purchases/{id}"), toast)
    }
    .at(purchase.head.version)
}

fn place_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let order: Option<OrderId> = target.get("order").parse().ok();
    let picked: Vec<&str> =
        target.query.iter().filter(|(n, _)| n == "key").map(|(_, k)| k.as_str()).collect();
    let is_picked = |s: &store::Shortage| picked.is_empty() || picked.contains(&s.key().as_str());
    let mut short = store::shortages(door.conn, order)?;
    short.retain(is_picked);
    let suppliers = supplier::store::in_use(door.conn)?;
    let wanted = target.get("supplier");
    let first = short.iter().map(|s| s.supplier.as_str()).find(|s| !s.is_empty()).unwrap_or_default();
    let supplier = if wanted.is_empty() { first } else { wanted };
    let mut sums: BTreeMap<ItemId, (Quantity, Date)> = BTreeMap::new();
    // What was picked and has no supplier of its own is bought from whoever is chosen.
    let from_here =
        |s: &store::Shortage| s.supplier == supplier || (!picked.is_empty() && s.supplier.is_empty());
    for s in store::shortages(door.conn, None)?.iter().filter(|s| is_picked(s) && from_here(s)) {
        let sum = sums.entry(s.item).or_insert((Quantity::ZERO, s.need_by));
        *sum = (sum.0.plus(s.missing), sum.1.min(s.need_by));
    }
    let costs = door.ctx.sees(Kind::Cost);
    let mut rows = Vec::new();
    for (id, (quantity, need_by)) in sums {
        let item = door.load::<Item>(id)?.state;
        let cost = door.see(Kind::Cost, &item.profile.reference_cost).map(|c| c.plain()).unwrap_or_default();
        rows.push(LineRow {
            values: vec![item.profile.code.clone(), quantity.plain(), cost, need_by.to_string()],
            errors: Vec::new(),
            label: format!("{} {} {}", item.profile.name, item.profile.specification, item.profile.unit),
        });
    }
    let mut columns = vec![
        Field::new(FieldKind::Lookup { href: "/items/lookup".into() }, "item", ui.t("物料")).required(),
        Field::new(FieldKind::Quantity, "quantity", ui.t("数量")).required(),
        Field::new(FieldKind::Money, "unit_cost", ui.t("单价")),
        Field::new(FieldKind::Date, "need_by", ui.t("要求到货")).required(),
    ];
    if !costs {
        columns.retain(|c| c.name != "unit_cost");
        for row in &mut rows {
            row.values.remove(2);
        }
    }
    let options = suppliers
        .iter()
        .map(|s| {
            Opt::new(
                &s.id,
                ui.tf(
                    "{code} {name}（{n} 天）",
                    &[("code", &s.code), ("name", &s.name), ("n", &s.lead_days)],
                ),
            )
        })
        .collect();
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for s in short.iter().filter(|s| s.supplier != supplier && !s.supplier.is_empty()) {
        *others.entry(&s.supplier).or_default() += 1;
    }
    let mut form = Form::new(
        "",
        "",
        vec![
            Field::new(FieldKind::Choice(options), "supplier", ui.t("供应商")).value(supplier).required(),
            Field::new(FieldKind::Lines { columns, rows, can_add: true }, "lines", ui.t("明细"))
                .help(ui.t("已按缺料汇总；数量填 0 表示这次不买，多买的进库存")),
        ],
    );
    if !others.is_empty() {
        form.intro = Some(ui.tf("另有 {n} 家供应商的缺料，请分别下单", &[("n", &others.len())]));
    }
    Ok(form)
}

fn place(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    let supplier: Option<SupplierId> = said.id("supplier");
    if supplier.is_none() {
        said.wrong("supplier", "请选择供应商");
    }
    let mut wanted = Vec::new();
    for n in said.rows("lines") {
        let name = |field: &str| format!("lines.{n}.{field}");
        let code = said.need_code(&name("item"));
        let quantity = said.quantity(&name("quantity")).unwrap_or_default();
        let unit_cost = said.money(&name("unit_cost")).unwrap_or_default();
        let need_by = said.need_date(&name("need_by"));
        if quantity.0 < 0 || unit_cost.0 < 0 {
            said.wrong(&name("quantity"), "数量和单价不能为负");
        }
        match item::store::by_code(door.conn, &code)? {
            Some(item) if quantity.is_some() => wanted.push(Wanted { item, quantity, unit_cost, need_by }),
            None if !code.is_empty() => said.wrong(&name("item"), "没有这个物料"),
            _ => {}
        }
    }
    if wanted.is_empty() {
        said.wrong("lines", "请至少买一项");
    }
    said.finish()?;
    let purchase = actions::place(door, supplier.unwrap_or_default(), wanted)?;
    Ok(Done::made(format!("/purchases/{}", purchase.id), "已下采购单", purchase.id, purchase.number))
}

/// A grid over lines: their number hidden, then `fields` with the values that `fill` gives.
fn grid<'a>(
    ui: &Ui,
    lines: impl Iterator<Item = &'a Line>,
    fields: Vec<Field>,
    fill: impl Fn(&Line) -> (Vec<String>, String),
) -> FieldKind {
    let rows = lines.map(|l| {
        let (mut values, note) = fill(l);
        values.insert(0, l.number.to_string());
        LineRow { values, errors: Vec::new(), label: format!("{} {} · {note}", l.code, l.name) }
    });
    let rows = rows.collect();
    let mut columns = vec![Field::new(FieldKind::Hidden, "line", ui.t("行"))];
    columns.extend(fields);
    FieldKind::Lines { columns, rows, can_add: false }
}

fn promise_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let purchase = load(door, target)?;
    let open = purchase.lines.iter().filter(|l| l.open().is_some());
    let fields = vec![Field::new(FieldKind::Date, "date", ui.t("承诺到货"))];
    let lines = grid(ui, open, fields, |l| {
        (
            vec![l.promised.map(|d| d.to_string()).unwrap_or_default()],
            ui.tf("要求 {date} 到", &[("date", &l.need_by)]),
        )
    });
    Ok(over(
        &purchase,
        vec![
            Field::new(lines, "lines", ui.t("明细")).help(ui.t("供应商没有答复的行留空")),
            channel_field(ui),
            Field::text("note", ui.t("供应商怎么说")),
        ],
    ))
}

fn promise(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let purchase = current(door, target, said)?;
    let mut dates = Vec::new();
    for n in said.rows("lines") {
        let line = said.integer(&format!("lines.{n}.line"), 1, 10_000);
        let date = said.date(&format!("lines.{n}.date"));
        dates.extend(line.zip(date));
    }
    let channel = said.need_choice("channel", &channels());
    let note = said.text("note", 500);
    said.finish()?;
    Ok(changed(actions::promise(door, purchase, dates, channel, note)?, "已登记交期"))
}

fn chase_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let purchase = load(door, target)?;
    Ok(over(
        &purchase,
        vec![channel_field(ui), Field::new(FieldKind::Area, "said", ui.t("供应商怎么说")).required()],
    ))
}

fn chase(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let purchase = current(door, target, said)?;
    let channel = said.need_choice("channel", &channels());
    let words = said.need_text("said", 500);
    said.finish()?;
    Ok(changed(actions::chase(door, purchase, channel, words)?, "已登记催货"))
}

fn receive_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let purchase = load(door, target)?;
    let open = purchase.lines.iter().filter(|l| l.open().is_some());
    let fields = vec![Field::new(FieldKind::Quantity, "quantity", ui.t("到货数量"))];
    let lines = grid(ui, open, fields, |l| {
        (vec![l.open().plain()], ui.tf("未到 {n} {unit}", &[("n", &l.open().plain()), ("unit", &l.unit)]))
    });
    Ok(over(
        &purchase,
        vec![
            Field::new(FieldKind::Date, "on", ui.t("到货日期")).value(ui.today.to_string()).required(),
            Field::text("waybill", ui.t("送货单号")),
            Field::new(lines, "lines", ui.t("明细")).help(ui.t("没到的行填 0")),
        ],
    ))
}

fn receive(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let purchase = current(door, target, said)?;
    let on = said.need_date("on");
    let waybill = said.text("waybill", 60);
    let mut parts = Vec::new();
    for n in said.rows("lines") {
        let line = said.integer(&format!("lines.{n}.line"), 1, 10_000).unwrap_or_default();
        let quantity = said.quantity(&format!("lines.{n}.quantity")).unwrap_or_default();
        if quantity != Quantity::ZERO {
            parts.push(Part { line, quantity });
        }
    }
    said.finish()?;
    Ok(changed(actions::receive(door, purchase, on, parts, waybill)?, "已登记到货，请初检"))
}

fn inspect_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let purchase = load(door, target)?;
    let waiting = purchase.lines.iter().filter(|l| l.to_inspect().is_some());
    let fields = vec![
        Field::new(FieldKind::Quantity, "accepted", ui.t("合格")),
        Field::new(FieldKind::Quantity, "conceded", ui.t("让步接收")),
        Field::new(FieldKind::Quantity, "rejected", ui.t("不合格")),
        Field::text("reason", ui.t("原因")),
    ];
    let lines = grid(ui, waiting, fields, |l| {
        let note = ui.tf("待检 {n} {unit}", &[("n", &l.to_inspect().plain()), ("unit", &l.unit)]);
        (vec![l.to_inspect().plain(), String::new(), String::new(), String::new()], note)
    });
    let measures = vec![
        Opt::new("return", ui.t("退货")),
        Opt::new("rework", ui.t("返工")),
        Opt::new("scrap", ui.t("报废")),
    ];
    let photos = FieldKind::Files { accept: "image/*".into(), camera: true, multiple: true };
    Ok(over(
        &purchase,
        vec![
            Field::new(lines, "lines", ui.t("检验结果")).help(ui.t("可以只检一部分；让步和不合格要写原因")),
            Field::new(FieldKind::Choice(measures), "measure", ui.t("不合格的怎么办"))
                .value("return")
                .width(Width::Half),
            Field::new(photos, "photos", ui.t("照片")),
        ],
    ))
}

fn inspect(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let purchase = current(door, target, said)?;
    let measure = said.text("measure", 20);
    let photos = said.files("photos");
    let mut results = Vec::new();
    for n in said.rows("lines") {
        let name = |field: &str| format!("lines.{n}.{field}");
        let result = Inspection {
            line: said.integer(&name("line"), 1, 10_000).unwrap_or_default(),
            accepted: said.quantity(&name("accepted")).unwrap_or_default(),
            conceded: said.quantity(&name("conceded")).unwrap_or_default(),
            rejected: said.quantity(&name("rejected")).unwrap_or_default(),
            reason: said.text(&name("reason"), 300),
            measure: measure.clone(),
            photos: photos.clone(),
        };
        if [result.accepted, result.conceded, result.rejected].iter().any(|q| *q != Quantity::ZERO) {
            results.push(result);
        }
    }
    said.finish()?;
    Ok(changed(actions::inspect(door, purchase, results)?, "已登记初检"))
}

fn cancel_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let purchase = load(door, target)?;
    let reason = Field::new(FieldKind::Area, "reason", ui.t("原因")).required();
    Ok(Form { danger: true, ..over(&purchase, vec![reason]) })
}

fn cancel(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let purchase = current(door, target, said)?;
    let reason = said.need_text("reason", 500);
    said.finish()?;
    Ok(changed(actions::cancel(door, purchase, reason)?, "已取消采购单"))
}
