//! Rows of master data (H7.3): customers, suppliers, carriers, people, items, opening stock.

use domain::choice::Choice as _;
use domain::confidential::Confidential;
use domain::item::{self, WorkCenter};
use domain::person::Role;
use domain::{carrier, customer, person, supplier};
use std::collections::{HashMap, HashSet};

use super::cells::{Line, shown};
use super::kinds::{Kind, Table};
use super::known::{Known, fold};
use super::plan::{Plan, Planned, State, Target};
use super::report::{
    BOSS_CYCLE, BadRow, KEY_TWICE, NO_CHOICE, NO_ITEM, NO_PERSON, NO_SUPPLIER, REQUIRED, TWICE, Wrong,
};
use super::structures;

/// Understands a sheet of master data.
pub fn plan(table: &Table, known: &Known) -> Plan {
    match table.kind {
        Kind::Bill | Kind::Routing => structures::plan(table, known),
        _ => single(table, known),
    }
}

/// One row, one record.
fn single(table: &Table, known: &Known) -> Plan {
    let mut plan = Plan::default();
    let mut seen: HashMap<String, (usize, Vec<String>)> = HashMap::new();
    for row in &table.rows {
        let mut line = Line::new(table, row, known.today);
        let (key, target, state) = read(&mut line, table, known);
        let content: Vec<String> =
            table.at.values().map(|at| row.cells.get(*at).map_or_else(String::new, shown)).collect();
        match seen.get(&fold(&key)) {
            Some((first, same)) if !key.is_empty() => {
                let why = if *same == content { TWICE } else { KEY_TWICE };
                plan.bad.push(BadRow {
                    row: row.number,
                    key: key.clone(),
                    duplicate: *same == content,
                    wrongs: vec![Wrong::new("", key, why, &[("row", &first.to_string())])],
                });
                continue;
            }
            _ => _ = seen.insert(fold(&key), (row.number, content)),
        }
        plan.warnings.extend(line.doubted(&key));
        match line.refused(&key) {
            Some(bad) => plan.bad.push(bad),
            None => plan.planned.push(Planned { rows: vec![row.number], key, target, state }),
        }
    }
    if table.kind == Kind::Person {
        bosses_first(&mut plan, known);
    }
    plan
}

fn state<T: PartialEq>(known: Option<&T>, new: &T) -> State {
    match known {
        None => State::New,
        Some(old) if old == new => State::Unchanged,
        Some(_) => State::Changed,
    }
}

/// What a row says; what is wrong with it stands in `line`.
fn read(line: &mut Line, table: &Table, known: &Known) -> (String, Target, State) {
    match table.kind {
        Kind::Customer => customer(line, known),
        Kind::Supplier => supplier(line, known),
        Kind::Carrier => carrier(line, known),
        Kind::Person => person(line, known),
        Kind::Center => center(line, known),
        Kind::Opening => opening(line, known),
        _ => an_item(line, table.kind, known),
    }
}

/// Sets what a column says; a sheet without the column leaves it.
fn keep(line: &mut Line, column: &str, max: usize, into: &mut String) {
    if line.has(column) {
        *into = line.text(column, max);
    }
}

fn keep_closed(line: &mut Line, column: &str, max: usize, into: &mut Confidential<String>) {
    if line.has(column) {
        *into = Confidential::new(line.text(column, max));
    }
}

fn customer(line: &mut Line, known: &Known) -> (String, Target, State) {
    let code = line.need_code("客户编码");
    let old = known.customers.get(&fold(&code)).map(|c| &c.profile);
    let mut p = old.cloned().unwrap_or_else(|| customer::Profile {
        code: code.clone(),
        language: "zh".to_owned(),
        ..customer::Profile::default()
    });
    p.name = line.need("名称", 80);
    keep(line, "等级", 10, &mut p.class);
    keep(line, "行业", 40, &mut p.industry);
    keep(line, "城市", 40, &mut p.city);
    keep_closed(line, "收货地址", 200, &mut p.address);
    keep_closed(line, "联系人", 40, &mut p.contact);
    keep_closed(line, "电话", 40, &mut p.phone);
    keep(line, "付款条件", 200, &mut p.terms);
    if line.has("公里数") {
        p.distance_km = line.integer("公里数", 0, 20_000);
    }
    let state = state(old, &p);
    (code, Target::Customer(p), state)
}

fn supplier(line: &mut Line, known: &Known) -> (String, Target, State) {
    let code = line.need_code("供应商编码");
    let old = known.suppliers.get(&fold(&code)).map(|c| &c.profile);
    let mut p = old
        .cloned()
        .unwrap_or_else(|| supplier::Profile { code: code.clone(), ..supplier::Profile::default() });
    p.name = line.need("名称", 80);
    keep(line, "类别", 40, &mut p.category);
    if line.has("交期(天)") {
        p.lead_days = line.integer("交期(天)", 0, 365).unwrap_or_default();
    }
    keep(line, "结算方式", 100, &mut p.terms);
    keep_closed(line, "电话", 40, &mut p.phone);
    let state = state(old, &p);
    (code, Target::Supplier(p), state)
}

fn carrier(line: &mut Line, known: &Known) -> (String, Target, State) {
    let code = line.need_code("编码");
    let old = known.carriers.get(&fold(&code)).map(|c| &c.profile);
    let mut p = old
        .cloned()
        .unwrap_or_else(|| carrier::Profile { code: code.clone(), ..carrier::Profile::default() });
    p.name = line.need("名称", 80);
    p.mode = line.need("运输方式", 40);
    keep(line, "类型", 40, &mut p.category);
    if line.has("日行公里") {
        p.km_per_day = line.integer("日行公里", 0, 5000).unwrap_or_default();
    }
    if line.has("装卸天数") {
        p.handling_days = line.integer("装卸天数", 0, 90).unwrap_or_default();
    }
    keep(line, "电话", 40, &mut p.phone);
    let state = state(old, &p);
    (code, Target::Carrier(p), state)
}

fn person(line: &mut Line, known: &Known) -> (String, Target, State) {
    let code = line.need_code("工号");
    let old = known.people.get(&fold(&code)).map(|c| &c.profile);
    let mut p =
        old.cloned().unwrap_or_else(|| person::Profile { code: code.clone(), ..person::Profile::default() });
    p.name = line.need("姓名", 40);
    keep(line, "部门", 40, &mut p.department);
    if line.has("角色") || old.is_none() {
        let words = line.need("角色", 100);
        p.roles.clear();
        for word in words.split(['、', ',', '，', ';', '；', '/', ' ']).filter(|w| !w.is_empty()) {
            match Role::parse(word) {
                Some(role) if !p.roles.contains(&role) => p.roles.push(role),
                Some(_) => {}
                None => {
                    let choices: Vec<&str> = Role::ALL.iter().map(|r| r.label()).collect();
                    line.wrong("角色", NO_CHOICE, &[("choices", &choices.join("、"))]);
                }
            }
        }
    }
    let boss = line.code("直接上级");
    if line.has("直接上级") {
        p.reports_to = known.people.get(&fold(&boss)).map(|b| b.id);
    }
    // A boss who is not known yet stands in the same sheet: then this person is new or changes.
    let mut state = state(old, &p);
    if state == State::Unchanged && !boss.is_empty() && p.reports_to.is_none() {
        state = State::Changed;
    }
    (code, Target::Person { profile: p, boss }, state)
}

/// Bosses before those who report to them; who reports to nobody known is refused.
fn bosses_first(plan: &mut Plan, known: &Known) {
    let mut waiting = std::mem::take(&mut plan.planned);
    let mut placed: HashSet<String> = known.people.keys().cloned().collect();
    let listed: HashSet<String> = waiting.iter().map(|p| fold(&p.key)).collect();
    placed.retain(|code| !listed.contains(code));
    loop {
        let (ready, rest): (Vec<Planned>, Vec<Planned>) =
            waiting.into_iter().partition(|p| match &p.target {
                Target::Person { boss, .. } => boss.is_empty() || placed.contains(&fold(boss)),
                _ => true,
            });
        waiting = rest;
        if ready.is_empty() {
            break;
        }
        placed.extend(ready.iter().map(|p| fold(&p.key)));
        plan.planned.extend(ready);
    }
    for p in waiting {
        let Target::Person { boss, .. } = &p.target else { continue };
        let why = if listed.contains(&fold(boss)) { BOSS_CYCLE } else { NO_PERSON };
        let wrongs = vec![Wrong::new("直接上级", boss.clone(), why, &[])];
        plan.bad.extend(p.rows.iter().map(|row| BadRow {
            row: *row,
            key: p.key.clone(),
            duplicate: false,
            wrongs: wrongs.clone(),
        }));
    }
}

/// A product is sold by the unit that its specification names; in orders 套 means the same.
fn unit_of(specification: &str) -> &'static str {
    match specification.trim() {
        "按米" => "米",
        "按平方米" | "按㎡" => "平方米",
        _ => "套",
    }
}

fn an_item(line: &mut Line, kind: Kind, known: &Known) -> (String, Target, State) {
    let (column, kind) = match kind {
        Kind::Product => ("型号", item::Kind::Product),
        Kind::Assembly => ("编码", item::Kind::Assembly),
        _ => ("物料编码", item::Kind::Part),
    };
    let code = line.need_code(column);
    let old = known.items.get(&fold(&code)).map(|i| &i.profile);
    let mut p =
        old.cloned().unwrap_or_else(|| item::Profile { code: code.clone(), ..item::Profile::default() });
    p.kind = kind;
    p.name = line.need("名称", 80);
    keep(line, "规格", 200, &mut p.specification);
    let unit = line.text("单位", 20);
    if kind == item::Kind::Product {
        let derived = unit_of(&p.specification);
        p.unit = if unit.is_empty() { derived.to_owned() } else { unit };
        let other = (p.unit != "套").then(|| "套".to_owned());
        if old.is_none() || !line.has("单位") {
            p.other_units = other.into_iter().collect();
        }
        if line.has("标准单价") {
            p.list_price = Confidential::new(line.price("标准单价").unwrap_or_default());
        }
    } else {
        if unit.is_empty() {
            line.wrong("单位", REQUIRED, &[]);
        }
        p.unit = unit;
    }
    if line.has("默认供应商") {
        let text = line.text("默认供应商", 80);
        p.supplier = known.supplier(&text).map(|s| s.id);
        if !text.is_empty() && p.supplier.is_none() {
            line.wrong("默认供应商", NO_SUPPLIER, &[]);
        }
    }
    if line.has("参考单价") {
        p.reference_cost = Confidential::new(line.price("参考单价").unwrap_or_default());
    }
    if line.has("安全库存") {
        p.safety_stock = line.quantity("安全库存").unwrap_or_default();
    }
    let state = state(old, &p);
    (code, Target::Item(p), state)
}

fn center(line: &mut Line, known: &Known) -> (String, Target, State) {
    let code = line.need_code("编码");
    let old = known.centers.get(&fold(&code));
    let mut center =
        old.cloned().unwrap_or_else(|| WorkCenter { code: code.clone(), ..WorkCenter::default() });
    center.name = line.need("名称", 40);
    keep(line, "设备/班组", 80, &mut center.crew);
    if line.has("可同时作业数") {
        center.capacity = line.integer("可同时作业数", 1, 1000).unwrap_or(1);
    }
    center.hours = line.need_quantity("每日工时");
    let state = state(old, &center);
    (code, Target::Center(center), state)
}

fn opening(line: &mut Line, known: &Known) -> (String, Target, State) {
    let code = line.need_code("物料编码");
    let item = known.item(&code).map(|i| i.id);
    if item.is_none() && !code.is_empty() {
        line.wrong("物料编码", NO_ITEM, &[]);
    }
    let quantity = line.quantity("数量");
    if quantity.is_none() {
        line.wrong("数量", REQUIRED, &[]);
    }
    let on = line.date("盘点日期");
    if on.is_none() {
        line.wrong("盘点日期", REQUIRED, &[]);
    }
    let (item, quantity) = (item.unwrap_or_default(), quantity.unwrap_or_default());
    let state =
        if known.opened.contains(&item) || !quantity.is_some() { State::Unchanged } else { State::New };
    (code, Target::Opening { item, quantity, on: on.unwrap_or_default() }, state)
}
