//! The forms of items and work centres (H4.1, H4.2): record, bill of materials, routing, out of use and back.

use domain::confidential::{Confidential, Kind as Secret};
use domain::deed::Deed;
use domain::ids::{ItemId, SupplierId, WorkCenterId};
use domain::item::{Component, Item, Kind, Operation as Step, Profile, WorkCenter};
use domain::money::Money;
use domain::quantity::Quantity;

use super::{actions, store, words};
use crate::supplier;
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui};
use kernel::{Done, Door, Error, Result, Said, Target};

/// All operations of items and work centres.
pub static OPERATIONS: &[Declared] = &[
    Declared::new(Deed::ItemNew, "/items/new", new_form, new).unversioned(),
    Declared::new(Deed::ItemEdit, "/items/{id}/edit", edit_form, edit),
    Declared::new(Deed::ItemBill, "/items/{id}/bill", bill_form, set_bill),
    Declared::new(Deed::ItemRouting, "/items/{id}/routing", routing_form, set_routing),
    Declared::new(Deed::ItemRetire, "/items/{id}/retire", retire_form, retire).unversioned(),
    Declared::new(
        Deed::ItemRestore,
        "/items/{id}/restore",
        |_, _, _| Ok(Form::new("", "", Vec::new())),
        restore,
    )
    .unversioned(),
    Declared::new(
        Deed::CenterNew,
        "/centers/new",
        |_, _, ui| Ok(center_fields(ui, &WorkCenter::default())),
        new_center,
    )
    .unversioned(),
    Declared::new(Deed::CenterEdit, "/centers/{id}/edit", center_form, edit_center),
];

fn load(door: &mut Door, target: &Target) -> Result<Loaded<Item>> {
    door.load::<Item>(target.id::<ItemId>()?)
}

fn current(door: &mut Door, target: &Target, said: &Said) -> Result<Loaded<Item>> {
    let item = load(door, target)?;
    item.expect(said)?;
    Ok(item)
}

fn changed(id: ItemId, toast: &'static str) -> Done {
    Done::changed(format!("/items/{id}"), toast)
}

fn new_form(door: &mut Door, _: &Target, ui: &Ui) -> Result<Form> {
    fields(door, ui, &Profile::default())
}

fn new(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    let profile = read(door, said, Profile::default())?;
    let code = profile.code.clone();
    let id = actions::add(door, profile)?;
    Ok(Done::made(format!("/items/{id}"), zh("已保存"), id, code))
}

fn edit_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let item = load(door, target)?;
    Ok(fields(door, ui, &item.profile)?.version(item.head.version))
}

fn edit(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let item = current(door, target, said)?;
    let profile = read(door, said, item.profile.clone())?;
    if profile.code != item.profile.code {
        return Err(Error::field("code", "编码不能改。请停用后新建"));
    }
    actions::put(door, profile)?;
    Ok(changed(item.id, zh("已保存")))
}

fn fields(door: &mut Door, ui: &Ui, p: &Profile) -> Result<Form> {
    let kinds = words::KINDS.iter().map(|k| Opt::new(k.0.code(), ui.t(k.1))).collect();
    let mut suppliers = vec![Opt::new("", ui.t("无"))];
    suppliers.extend(
        supplier::store::in_use(door.conn)?
            .into_iter()
            .map(|s| Opt::new(s.id, format!("{} {}", s.code, s.name))),
    );
    let chosen = p.supplier.map(|id| id.to_string()).unwrap_or_default();
    let mut fields = vec![
        Field::text("code", ui.t("编码")).value(&p.code).required(),
        Field::text("name", ui.t("名称")).value(&p.name).required(),
        Field::text("specification", ui.t("规格")).value(&p.specification),
        Field::new(FieldKind::Choice(kinds), "kind", ui.t("类别")).value(p.kind.code()).required(),
        Field::text("unit", ui.t("单位")).value(&p.unit).required(),
        Field::text("other_units", ui.t("等同的单位"))
            .value(p.other_units.join(ui.t("、")))
            .help(ui.t("订单上可以这样写，数量不换算；几个用顿号分开")),
        Field::new(FieldKind::Choice(suppliers), "supplier", ui.t("默认供应商")).value(chosen),
        Field::new(FieldKind::Quantity, "safety_stock", ui.t("安全库存")).value(p.safety_stock.plain()),
    ];
    for (secret, name, label, value) in [
        (Secret::Price, "list_price", ui.t("标准售价"), &p.list_price),
        (Secret::Cost, "reference_cost", ui.t("参考进价"), &p.reference_cost),
    ] {
        if let Some(value) = door.see(secret, value) {
            fields.push(Field::new(FieldKind::Money, name, label).value(value.plain()));
        }
    }
    Ok(Form::new("", "", fields))
}

/// What was said about an item; what its writer may not see stays as it was in `old`.
fn read(door: &mut Door, said: &mut Said, old: Profile) -> Result<Profile> {
    let codes: Vec<&str> = words::KINDS.iter().map(|k| k.0.code()).collect();
    let kind = said.need_choice("kind", &codes);
    let mut profile = Profile {
        code: said.need_code("code"),
        name: said.need_text("name", 80),
        specification: said.text("specification", 120),
        kind: words::KINDS.iter().find(|k| k.0.code() == kind).map_or(Kind::Part, |k| k.0),
        unit: said.need_text("unit", 10),
        other_units: said
            .text("other_units", 60)
            .split(['、', ',', '，'])
            .map(|unit| unit.trim().to_owned())
            .filter(|unit| !unit.is_empty())
            .collect(),
        safety_stock: said.quantity("safety_stock").unwrap_or_default(),
        ..old
    };
    if profile.safety_stock.0 < 0 {
        said.wrong("safety_stock", "数量不能为负");
    }
    profile.supplier = said.id::<SupplierId>("supplier");
    if let Some(id) = profile.supplier
        && door.find::<domain::supplier::Supplier>(id)?.is_none()
    {
        said.wrong("supplier", "没有这个记录。请从列表中选择");
    }
    for (secret, name, value) in [
        (Secret::Price, "list_price", &mut profile.list_price),
        (Secret::Cost, "reference_cost", &mut profile.reference_cost),
    ] {
        if door.ctx.sees(secret) {
            *value = Confidential::new(said.money(name).unwrap_or(Money::ZERO));
            if value.open().0 < 0 {
                said.wrong(name, "金额不能为负");
            }
        }
    }
    said.finish()?;
    Ok(profile)
}

fn bill_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let item = load(door, target)?;
    let bills = store::bills(door)?;
    let rows = item.bill.iter().map(|c| {
        let part = bills.get(&c.item).map(|i| &i.profile);
        let (code, label) = part.map_or((String::new(), String::new()), |p| {
            (p.code.clone(), format!("{} {} {}", p.name, p.specification, p.unit))
        });
        LineRow { values: vec![code, c.quantity.plain()], label, ..LineRow::default() }
    });
    let columns = vec![
        Field::new(FieldKind::Lookup { href: "/items/lookup".into() }, "item", ui.t("子件")).required(),
        Field::new(FieldKind::Quantity, "quantity", ui.t("每套用量")).required(),
    ];
    let kind = FieldKind::Lines { columns, rows: rows.collect(), can_add: true };
    let lines =
        Field::new(kind, "lines", ui.t("一套用多少")).help(ui.t("已下达的订单不受影响，之后下达的按新清单"));
    Ok(Form::new("", "", vec![lines]).version(item.head.version))
}

fn set_bill(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let item = current(door, target, said)?;
    let mut bill: Vec<Component> = Vec::new();
    for n in said.rows("lines") {
        let name = format!("lines.{n}.item");
        let code = said.need_code(&name);
        let quantity = said.need_quantity(&format!("lines.{n}.quantity"));
        match store::by_code(door.conn, &code)? {
            Some(part) if part == item.id => said.wrong(&name, "物料清单不能包含自己"),
            Some(part) if bill.iter().any(|c| c.item == part) => said.wrong(&name, "这个子件已经在上面"),
            Some(part) => bill.push(Component { item: part, quantity }),
            None if !code.is_empty() => said.wrong(&name, "没有这个物料"),
            None => {}
        }
    }
    said.finish()?;
    actions::set_bill(door, item.id, bill)?;
    Ok(changed(item.id, zh("已保存")))
}

fn routing_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let item = load(door, target)?;
    let centers = store::centers(door.conn)?;
    let code_of =
        |id: &WorkCenterId| centers.iter().find(|c| c.0 == *id).map_or(String::new(), |c| c.1.clone());
    let rows = item.routing.iter().map(|o| LineRow {
        values: vec![
            o.number.to_string(),
            code_of(&o.center),
            o.name.clone(),
            o.setup.plain(),
            o.unit.plain(),
        ],
        ..LineRow::default()
    });
    let options = centers.iter().map(|c| Opt::new(&c.1, format!("{} {}", c.1, c.2))).collect();
    let columns = vec![
        Field::new(FieldKind::Integer, "number", ui.t("工序号")).required(),
        Field::new(FieldKind::Choice(options), "center", ui.t("工作中心")).required(),
        Field::text("name", ui.t("工序")).required(),
        Field::new(FieldKind::Quantity, "setup", ui.t("准备工时")),
        Field::new(FieldKind::Quantity, "unit", ui.t("每套工时")),
    ];
    let kind = FieldKind::Lines { columns, rows: rows.collect(), can_add: true };
    let lines =
        Field::new(kind, "lines", ui.t("按先后")).help(ui.t("已下达的订单不受影响，之后下达的按新路线"));
    Ok(Form::new("", "", vec![lines]).version(item.head.version))
}

fn set_routing(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let item = current(door, target, said)?;
    let mut routing: Vec<Step> = Vec::new();
    for n in said.rows("lines") {
        let name = |field: &str| format!("lines.{n}.{field}");
        let number = said.integer(&name("number"), 1, 9999).unwrap_or_default();
        let center = said.need_code(&name("center"));
        let step = Step {
            number,
            center: store::center_by_code(door.conn, &center)?.unwrap_or_default(),
            name: said.need_text(&name("name"), 40),
            setup: hours(said, &name("setup")),
            unit: hours(said, &name("unit")),
        };
        if step.center == WorkCenterId::default() && !center.is_empty() {
            said.wrong(&name("center"), "没有这个工作中心");
        }
        if routing.last().is_some_and(|before| before.number >= number) {
            said.wrong(&name("number"), "工序号要从小到大，不能重复");
        }
        routing.push(step);
    }
    said.finish()?;
    actions::set_routing(door, item.id, routing)?;
    Ok(changed(item.id, zh("已保存")))
}

fn hours(said: &mut Said, name: &str) -> Quantity {
    let hours = said.quantity(name).unwrap_or_default();
    if hours.0 < 0 {
        said.wrong(name, "数量不能为负");
    }
    hours
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that every operation's form has")]
fn retire_form(_: &mut Door, _: &Target, ui: &Ui) -> Result<Form> {
    let reason = Field::new(FieldKind::Area, "reason", ui.t("原因")).required();
    let intro = Some(ui.t("停用后不能用于新业务，历史记录保留。").into());
    Ok(Form { danger: true, intro, ..Form::new("", "", vec![reason]) })
}

fn retire(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let reason = said.need_text("reason", 500);
    said.finish()?;
    let id = target.id::<ItemId>()?;
    actions::set_retired(door, id, Some(reason))?;
    Ok(changed(id, zh("已停用")))
}

fn restore(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    said.finish()?;
    let id = target.id::<ItemId>()?;
    actions::set_retired(door, id, None)?;
    Ok(changed(id, zh("已恢复使用")))
}

fn center_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let center = door.load::<WorkCenter>(target.id::<WorkCenterId>()?)?;
    Ok(center_fields(ui, &center).version(center.head.version))
}

fn center_fields(ui: &Ui, c: &WorkCenter) -> Form {
    let capacity = if c.capacity == 0 { 1 } else { c.capacity };
    let hours = if c.hours.is_some() { c.hours } else { Quantity::whole(8) };
    let fields = vec![
        Field::text("code", ui.t("编码")).value(&c.code).required(),
        Field::text("name", ui.t("名称")).value(&c.name).required(),
        Field::text("crew", ui.t("设备或班组")).value(&c.crew),
        Field::new(FieldKind::Integer, "capacity", ui.t("同时可做")).value(capacity.to_string()).required(),
        Field::new(FieldKind::Quantity, "hours", ui.t("每天工时")).value(hours.plain()).required(),
    ];
    Form::new("", "", fields)
}

fn read_center(said: &mut Said) -> Result<WorkCenter> {
    let center = WorkCenter {
        code: said.need_code("code"),
        name: said.need_text("name", 40),
        crew: said.text("crew", 60),
        capacity: said.integer("capacity", 1, 1000).unwrap_or(1),
        hours: said.need_quantity("hours"),
        ..WorkCenter::default()
    };
    if center.hours > Quantity::whole(24) {
        said.wrong("hours", "一天最多 24 小时");
    }
    said.finish()?;
    Ok(center)
}

fn new_center(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    let center = read_center(said)?;
    let code = center.code.clone();
    let id = actions::add_center(door, center)?;
    Ok(Done::made("/centers", zh("已保存"), id, code))
}

fn edit_center(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let old = door.load::<WorkCenter>(target.id::<WorkCenterId>()?)?;
    old.expect(said)?;
    let center = read_center(said)?;
    if center.code != old.code {
        return Err(Error::field("code", "编码不能改。请停用后新建"));
    }
    actions::put_center(door, center)?;
    Ok(Done::changed("/centers", zh("已保存")))
}
