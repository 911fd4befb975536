//! The standard order format as a form (H3.1): filled from an entry, read into one.

use crate::{customer, item, person};
use domain::confidential::{Confidential, Kind as Secret};
use domain::customer::Customer;
use domain::item::Item;
use domain::order::{Entry, KINDS_LABELS, Kind, Line};
use domain::person::Role;
use domain::terms::{self, DUES, Instalment};
use kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui, Width};
use kernel::{Door, Result, Said};

/// The form of an entry.
pub fn form(door: &mut Door, ui: &Ui, entry: Option<&Entry>) -> Result<Form> {
    let blank = Entry { ordered_on: ui.today, ..Entry::default() };
    let e = entry.unwrap_or(&blank);
    let kinds = KINDS_LABELS.iter().map(|k| Opt::new(k.1, ui.t(k.2))).collect();
    let clerks: Vec<Opt> = person::store::active(door.conn)?
        .into_iter()
        .filter(|p| p.roles.iter().any(|r| matches!(r, Role::Clerk | Role::Lead)))
        .map(|p| Opt::new(p.id.to_string(), p.name))
        .collect();
    let own = door.ctx.actor.person.to_string();
    let clerk =
        if entry.is_some() || !clerks.iter().any(|c| c.value == own) { e.clerk.to_string() } else { own };
    let customer = match door.find::<Customer>(e.customer)? {
        Some(c) => c.profile.code.clone(),
        None => String::new(),
    };
    let address = door.see(Secret::Contact, &e.address).cloned().unwrap_or_default();
    let contact = door.see(Secret::Contact, &e.contact).cloned().unwrap_or_default();
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let third = Width::Third;
    Ok(Form::new(
        "",
        "",
        vec![
            Field::new(FieldKind::Choice(kinds), "kind", ui.t("类型"))
                .value(e.kind.code())
                .required()
                .width(third),
            Field::new(FieldKind::Lookup { href: "/customers/lookup".into() }, "customer", ui.t("客户"))
                .value(customer)
                .required()
                .help(ui.t("编码、名称或拼音首字母"))
                .width(third),
            Field::new(FieldKind::Choice(clerks), "clerk", ui.t("跟单员"))
                .value(clerk)
                .required()
                .width(third),
            Field::new(FieldKind::Date, "ordered_on", ui.t("下单日期"))
                .value(e.ordered_on.to_string())
                .required()
                .width(third),
            Field::new(FieldKind::Date, "start_on", ui.t("开工日期"))
                .value(day(e.start_on))
                .help(ui.t("工程单填写"))
                .width(third),
            Field::new(FieldKind::Flag, "urgent", ui.t("急单"))
                .value(if e.urgent { "1" } else { "" })
                .width(third),
            Field::text("transport", ui.t("运输方式"))
                .value(e.transport.as_str())
                .placeholder("零担专线")
                .width(third),
            Field::new(FieldKind::Integer, "distance_km", ui.t("运距"))
                .unit("km")
                .value(e.distance_km.map(|k| k.to_string()).unwrap_or_default())
                .width(third),
            Field::text("contact", ui.t("现场联系人")).value(contact).width(third),
            Field::text("address", ui.t("收货地址")).value(address).width(Width::Full),
            Field::text("terms", ui.t("付款条件"))
                .value(e.terms.as_str())
                .required()
                .placeholder("30%定金,发货前付清70%")
                .help(ui.t("写法如：30%定金,发货前付清70%；月结30天；留空收款计划时按这里自动分期"))
                .width(Width::Full),
            Field::text("original", ui.t("原订单")).value(e.original.as_str()).help(ui.t("补件填写")),
            Field::text("remark", ui.t("备注")).value(e.remark.as_str()),
            Field::new(lines(door, ui, e), "lines", ui.t("明细"))
                .help(ui.t("每行有自己的交货日期"))
                .required(),
            Field::new(plan(ui, e), "plan", ui.t("收款计划"))
                .help(ui.t("比例合计 100%；质保的“之后”按月，其他按天")),
        ],
    ))
}

fn lines(door: &mut Door, ui: &Ui, e: &Entry) -> FieldKind {
    let columns = vec![
        Field::new(FieldKind::Lookup { href: "/items/lookup".into() }, "item", ui.t("型号")).required(),
        Field::text("specification", ui.t("规格/要求")),
        Field::new(FieldKind::Quantity, "quantity", ui.t("数量")).required(),
        Field::text("unit", ui.t("单位")),
        Field::new(FieldKind::Money, "unit_price", ui.t("含税单价")),
        Field::new(FieldKind::Date, "wanted_on", ui.t("交货日期")).required(),
        Field::text("customer_order_no", ui.t("客户订单号")),
        Field::text("drawing", ui.t("图纸")),
    ];
    let mut rows = Vec::new();
    for l in &e.lines {
        let price =
            door.see(Secret::Price, &l.unit_price).filter(|p| p.0 > 0).map(|p| p.plain()).unwrap_or_default();
        rows.push(LineRow {
            values: vec![
                l.code.clone(),
                l.specification.clone(),
                l.quantity.plain(),
                l.unit.clone(),
                price,
                l.wanted_on.to_string(),
                l.customer_order_no.clone(),
                l.drawing.clone(),
            ],
            ..LineRow::default()
        });
    }
    FieldKind::Lines { columns, rows, can_add: true }
}

fn plan(ui: &Ui, e: &Entry) -> FieldKind {
    let dues = DUES.iter().map(|d| Opt::new(d.1, ui.t(d.2))).collect();
    let columns = vec![
        Field::new(FieldKind::Choice(dues), "due", ui.t("款项")),
        Field::new(FieldKind::Quantity, "percent", ui.t("比例(%)")),
        Field::new(FieldKind::Integer, "after", ui.t("之后")),
    ];
    let percent = |share: i64| domain::quantity::Quantity(share.saturating_mul(10_000)).plain();
    let rows = e.plan.iter().map(|i| LineRow {
        values: vec![i.due.code().into(), percent(i.share), i.after.to_string()],
        ..LineRow::default()
    });
    FieldKind::Lines { columns, rows: rows.collect(), can_add: true }
}

/// Reads an entry; every wrong field is named.
pub fn read(door: &mut Door, said: &mut Said) -> Result<Entry> {
    let mut entry = Entry {
        kind: Kind::parse(&said.need_choice("kind", &["counter", "project", "supplement"]))
            .unwrap_or_default(),
        ordered_on: said.need_date("ordered_on"),
        start_on: said.date("start_on"),
        urgent: said.flag("urgent"),
        transport: said.text("transport", 40),
        distance_km: said.integer("distance_km", 1, 30_000),
        contact: Confidential::new(said.text("contact", 80)),
        address: Confidential::new(said.text("address", 200)),
        terms: said.need_text("terms", 200),
        original: said.text("original", 40),
        remark: said.text("remark", 1000),
        ..Entry::default()
    };
    let wanted = said.need_text("customer", 80);
    match customer::store::by_code_or_name(door.conn, &wanted)? {
        Some(id) => {
            let profile = door.load::<Customer>(id)?.state.profile;
            entry.customer = id;
            entry.customer_name = profile.name;
            entry.customer_class = profile.class;
            if entry.distance_km.is_none() && entry.address.open() == profile.address.open() {
                entry.distance_km = profile.distance_km;
            }
        }
        None if !wanted.is_empty() => said.wrong("customer", "没有这个客户。请填客户编码，或先新建客户"),
        None => {}
    }
    let clerk = said.need_text("clerk", 80);
    match person::store::by_id(door.conn, &clerk)? {
        Some(p) => {
            entry.clerk = p.id;
            entry.clerk_name = p.name;
        }
        None => match person::store::by_code_or_name(door.conn, &clerk)? {
            Some(p) => {
                entry.clerk = p.id;
                entry.clerk_name = p.name;
            }
            None if !clerk.is_empty() => said.wrong("clerk", "没有这个跟单员"),
            None => {}
        },
    }
    for (n, number) in said.rows("lines").into_iter().zip(1..) {
        let line = read_line(door, said, n, number)?;
        entry.lines.push(line);
    }
    if entry.lines.is_empty() {
        said.wrong("lines", "请至少填写一行明细");
    }
    entry.plan = read_plan(said, &entry.terms);
    said.finish()?;
    Ok(entry)
}

fn read_line(door: &mut Door, said: &mut Said, n: usize, number: i64) -> Result<Line> {
    let name = |field: &str| format!("lines.{n}.{field}");
    let code = said.need_code(&name("item"));
    let mut line = Line {
        number,
        specification: said.text(&name("specification"), 200),
        quantity: said.need_quantity(&name("quantity")),
        unit: said.text(&name("unit"), 10),
        unit_price: Confidential::new(said.money(&name("unit_price")).unwrap_or_default()),
        wanted_on: said.need_date(&name("wanted_on")),
        customer_order_no: said.text(&name("customer_order_no"), 60),
        drawing: said.text(&name("drawing"), 120),
        ..Line::default()
    };
    if line.unit_price.open().0 < 0 {
        said.wrong(&name("unit_price"), "单价不能为负");
    }
    if code.is_empty() {
        return Ok(line);
    }
    let Some(id) = item::store::by_code(door.conn, &code)? else {
        said.wrong(&name("item"), "没有这个型号。请填产品编码，或先新建产品");
        return Ok(line);
    };
    let item = door.load::<Item>(id)?.state;
    line.item = id;
    line.code.clone_from(&item.profile.code);
    line.name.clone_from(&item.profile.name);
    if line.specification.is_empty() {
        line.specification.clone_from(&item.profile.specification);
    }
    if line.unit.is_empty() {
        line.unit.clone_from(&item.profile.unit);
    } else if line.unit != item.profile.unit && !item.profile.other_units.contains(&line.unit) {
        let params = vec![("unit", line.unit.clone()), ("known", item.profile.unit.clone())];
        said.wrong_with(&name("unit"), "单位“{unit}”与型号的单位“{known}”不同，又没有换算", params);
    }
    Ok(line)
}

fn read_plan(said: &mut Said, written: &str) -> Vec<Instalment> {
    let mut plan = Vec::new();
    let codes: Vec<&str> = DUES.iter().map(|d| d.1).collect();
    for n in said.rows("plan") {
        let due = said.need_choice(&format!("plan.{n}.due"), &codes);
        let percent = said.need_quantity(&format!("plan.{n}.percent"));
        let after = said.integer(&format!("plan.{n}.after"), 0, 3650).unwrap_or(0);
        if let Some((due, _, _)) = DUES.iter().find(|d| d.1 == due) {
            plan.push(Instalment { due: *due, share: percent.0 / 10_000, after });
        }
    }
    if plan.is_empty() {
        return terms::parse(written).unwrap_or_else(|_| {
            if !written.is_empty() {
                said.wrong("terms", "没有读懂付款条件。请写成“30%定金,发货前付清70%”，或直接填写收款计划");
            }
            Vec::new()
        });
    }
    if let Err(terms::Unclear::Sum { found }) = terms::check(&plan) {
        let found = domain::quantity::Quantity(found.saturating_mul(10_000)).plain();
        said.wrong_with("plan", "比例合计是 {found}%，应为 100%", vec![("found", found)]);
    }
    plan
}
