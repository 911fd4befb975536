//! Rows of master data (H7.3): customers, suppliers, carriers, people, items, opening stock.

use std::collections::{HashMap, HashSet};

use domain::choice::Choice as _;
use domain::item;
use domain::person::Role;
use kernel::form::Form;
use kernel::record::Loaded;

use super::cells::{RowReader, shown};
use super::kinds::{ROLES, SheetKind};
use super::known::{Known, fold};
use super::planned::{Effect, Intake, Planned, SheetPlan};
use super::report::{
    BOSS_CYCLE, BadRow, KEY_TWICE, MOVED, NO_CHOICE, NO_ITEM, NO_PERSON, NO_SUPPLIER, NOT_WHOLE, REQUIRED,
    TWICE, Wrong,
};
use super::table::Table;
use super::{fields, rows};
use crate::master::{Master, Record};
use crate::person::Around as PersonAround;

/// Understands a sheet of master data: one row, one record.
pub fn plan(table: &Table, known: &Known) -> SheetPlan {
    let mut plan = SheetPlan::default();
    let mut seen: HashMap<String, (usize, Vec<String>)> = HashMap::new();
    for row in &table.rows {
        let mut line = RowReader::new(table, row, known.today);
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
    if table.kind == SheetKind::Person {
        bosses_first(&mut plan, known);
    }
    plan
}

fn state<T: PartialEq>(known: Option<&T>, new: &T) -> Effect {
    match known {
        None => Effect::New,
        Some(old) if old == new => Effect::Unchanged,
        Some(_) => Effect::Changed,
    }
}

/// What a row says; what is wrong with it stands in `line`.
fn read(line: &mut RowReader, table: &Table, known: &Known) -> (String, Intake, Effect) {
    match table.kind {
        SheetKind::Customer => plain(line, known, &known.customers, Intake::Customer),
        SheetKind::Supplier => plain(line, known, &known.suppliers, Intake::Supplier),
        SheetKind::Carrier => plain(line, known, &known.carriers, Intake::Carrier),
        SheetKind::Person => person(line, known),
        SheetKind::Center => center(line, known),
        SheetKind::Opening => opening(line, known),
        _ => an_item(line, table.kind, known),
    }
}

/// The code that a row of master data is found again by, and what is known under it.
fn found<'k, N>(line: &mut RowReader, all: &'k HashMap<String, N>) -> (String, Option<&'k N>) {
    let code = line.column_of("code").map_or_else(String::new, |column| line.code(column));
    let old = all.get(&fold(&code));
    (code, old)
}

/// A row that says nothing but what its form asks for.
fn plain<N>(
    line: &mut RowReader,
    known: &Known,
    all: &HashMap<String, N>,
    target: fn(N::Profile) -> Intake,
) -> (String, Intake, Effect)
where
    N: Master + Clone + Default,
    N::Profile: Default,
{
    let (code, old) = found(line, all);
    let (profile, state) = by_form(line, known, old, N::Around::default(), Vec::new());
    (code, target(profile), state)
}

/// Reads the record of a master by its form; one that is known keeps its code as it is written.
fn by_form<N>(
    line: &mut RowReader,
    known: &Known,
    old: Option<&N>,
    around: N::Around,
    mut set: Vec<(String, String)>,
) -> (N::Profile, Effect)
where
    N: Master + Clone + Default,
    N::Profile: Default,
{
    set.extend(old.map(|old| ("code".to_owned(), N::code(old.profile()).to_owned())));
    let thing = Loaded { state: old.cloned().unwrap_or_default(), ..Loaded::default() };
    let at = Record { thing, around, blind: Vec::new() };
    // Of something new there is nothing yet that its writer might not see.
    let blind = if old.is_some() { known.blind.as_slice() } else { &[] };
    let profile = fields::read(line, old.is_some(), &set, blind, |f| N::ask(f, &at));
    let state = state(old.map(N::profile), &profile);
    (profile, state)
}

fn person(line: &mut RowReader, known: &Known) -> (String, Intake, Effect) {
    let (code, old) = found(line, &known.people);
    let boss = line.column_of("reports_to").map_or_else(String::new, |column| line.code(column));
    let above = known.people.get(&fold(&boss));
    let mut set = Vec::new();
    if !boss.is_empty() {
        set.push(("reports_to".to_owned(), above.map_or_else(String::new, |boss| boss.id.to_string())));
    }
    let said = line.text(ROLES, 100);
    if said.is_empty() && old.is_none() {
        line.wrong(ROLES, REQUIRED, &[]);
    }
    if !said.is_empty() {
        let roles = roles(line, &said);
        let flag = |role: &Role| if roles.contains(role) { "1" } else { "" }.to_owned();
        set.extend(Role::ALL.iter().map(|role| (format!("role_{}", role.code()), flag(role))));
    }
    let bosses = above.map(|boss| boss.id).into_iter().chain(old.and_then(|old| old.profile.reports_to));
    let bosses = bosses.map(|id| (id, String::new())).collect();
    let around = PersonAround { bosses, ..PersonAround::default() };
    let (profile, mut state) = by_form(line, known, old, around, set);
    // A boss who is not known yet stands in the same sheet: then this person is new or changes.
    if state == Effect::Unchanged && !boss.is_empty() && profile.reports_to.is_none() {
        state = Effect::Changed;
    }
    (code, Intake::Person { profile, boss }, state)
}

fn roles(line: &mut RowReader, said: &str) -> Vec<Role> {
    let words = said.split(['、', ',', '，', ';', '；', '/', ' ']).filter(|word| !word.is_empty());
    let roles: Vec<Option<Role>> = words.map(Role::parse).collect();
    if roles.contains(&None) {
        let choices: Vec<&str> = Role::ALL.iter().map(|r| r.label()).collect();
        line.wrong(ROLES, NO_CHOICE, &[("choices", &choices.join("、"))]);
    }
    roles.into_iter().flatten().collect()
}

/// Bosses before those who report to them; who reports to nobody known is refused.
fn bosses_first(plan: &mut SheetPlan, known: &Known) {
    let mut waiting = std::mem::take(&mut plan.planned);
    let mut placed: HashSet<String> = known.people.keys().cloned().collect();
    let listed: HashSet<String> = waiting.iter().map(|p| fold(&p.key)).collect();
    placed.retain(|code| !listed.contains(code));
    loop {
        let (ready, rest): (Vec<Planned>, Vec<Planned>) =
            waiting.into_iter().partition(|p| match &p.target {
                Intake::Person { boss, .. } => boss.is_empty() || placed.contains(&fold(boss)),
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
        let Intake::Person { boss, .. } = &p.target else { continue };
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
        _ => SET,
    }
}

/// The unit of most products.
const SET: &str = "套";
/// The column of units that mean the same.
const OTHER_UNITS: &str = "等同的单位";

fn an_item(line: &mut RowReader, kind: SheetKind, known: &Known) -> (String, Intake, Effect) {
    let kind = match kind {
        SheetKind::Product => item::ItemKind::Product,
        SheetKind::Assembly => item::ItemKind::Assembly,
        _ => item::ItemKind::Part,
    };
    let (code, old) = found(line, &known.items);
    let mut set = vec![("kind".to_owned(), kind.code().to_owned())];
    if kind == item::ItemKind::Product && old.is_none() {
        let written = line.text("单位", 20);
        let unit = if written.is_empty() { unit_of(&line.text("规格", 200)).to_owned() } else { written };
        if unit != SET && line.text(OTHER_UNITS, 60).is_empty() {
            set.push(("other_units".to_owned(), SET.to_owned()));
        }
        set.push(("unit".to_owned(), unit));
    }
    let mut suppliers: Vec<_> = old.and_then(|old| old.profile.supplier).into_iter().collect();
    let named = line.text("默认供应商", 80);
    if !named.is_empty() {
        let supplier = known.supplier(&named).map(|s| s.id);
        if supplier.is_none() {
            line.wrong("默认供应商", NO_SUPPLIER, &[]);
        }
        set.push(("supplier".to_owned(), supplier.map_or_else(String::new, |id| id.to_string())));
        suppliers.extend(supplier);
    }
    let around = suppliers.into_iter().map(|id| (id, String::new())).collect();
    let (profile, state) = by_form(line, known, old, around, set);
    (code, Intake::Item(profile), state)
}

fn center(line: &mut RowReader, known: &Known) -> (String, Intake, Effect) {
    let (code, old) = found(line, &known.centers);
    let written = old.map(|old| ("code".to_owned(), old.code.clone()));
    let ask = |f: &Form| match old {
        Some(old) => crate::item::ask_center(f, old.clone()),
        None => crate::item::ask_new_center(f),
    };
    let center = fields::read(line, old.is_some(), written.as_slice(), &[], ask);
    let state = state(old, &center);
    (code, Intake::Center(center), state)
}

fn opening(line: &mut RowReader, known: &Known) -> (String, Intake, Effect) {
    let code = line.code("物料编码");
    let unit = known.item(&code).map(|i| i.profile.unit.clone()).unwrap_or_default();
    let item = known.item(&code).map(|i| i.id);
    if item.is_none() && !code.is_empty() {
        line.wrong("物料编码", NO_ITEM, &[]);
    }
    if item.is_some_and(|item| known.moved.contains(&item) && !known.opened.contains(&item)) {
        line.wrong("物料编码", MOVED, &[]);
    }
    let said = fields::read(line, false, &[], &[], rows::opening);
    if !domain::unit::is_possible(&unit, said.quantity) {
        line.wrong("数量", NOT_WHOLE, &[("unit", &unit)]);
    }
    let (item, quantity) = (item.unwrap_or_default(), said.quantity);
    let state =
        if known.opened.contains(&item) || !quantity.is_some() { Effect::Unchanged } else { Effect::New };
    (code, Intake::Opening { item, quantity, on: said.on }, state)
}
