//! Rows of the standard order format (H3.1, H3.7): the unit is the order; its wrong rows are listed on it.

use domain::choice::Choice as _;
use domain::item::Item;
use domain::order::{Entry, Fault, Order, OrderKind, State as Stage};
use domain::terms;
use std::collections::HashMap;

use super::cells::{RowReader, shown};
use super::fields;
use super::figures::UNITS;
use super::head::Head;
use super::kinds::ORIGIN;
use super::known::Known;
use super::named::OrderName;
use super::planned::{Effect, Intake, Planned, SheetPlan};
use super::report::{
    BadRow, LINE_TWICE, NO_ITEM, ORDER_KNOWN, OTHER_UNIT, REQUIRED, RETIRED, TERMS, TOO_EARLY, TWICE, Wrong,
};
use super::rows::{self, OrderRow};
use super::table::{Beside, Table, blank};
use crate::order;
use crate::person::Brief;

/// Words for one piece.
const PIECES: [&str; 6] = ["套", "件", "个", "台", "组", "只"];

/// Understands a sheet of orders.
pub fn plan(table: &Table, known: &Known) -> SheetPlan {
    let mut plan = SheetPlan::default();
    let mut orders: Vec<(OrderName, Vec<RowReader>)> = Vec::new();
    let mut places: HashMap<OrderName, usize> = HashMap::new();
    for row in &table.rows {
        let mut line = RowReader::new(table, row, known.today);
        let Some(named) = OrderName::of(&mut line) else {
            line.wrong(if table.beside.is_some() { "客户订单号" } else { "订单号" }, REQUIRED, &[]);
            plan.bad.extend(line.refused(""));
            continue;
        };
        let at = *places.entry(named.clone()).or_insert_with(|| {
            orders.push((named, Vec::new()));
            orders.len() - 1
        });
        if let Some((_, lines)) = orders.get_mut(at) {
            lines.push(line);
        }
    }
    for (named, lines) in orders {
        one(&named, lines, table.beside.as_ref(), known, &mut plan);
    }
    plan.warnings.extend(table.beside.iter().flat_map(|beside| beside.doubts.iter().cloned()));
    plan
}

/// Understands the rows of one order.
fn one<'k>(
    named: &OrderName,
    mut lines: Vec<RowReader<'k>>,
    beside: Option<&Beside>,
    known: &'k Known,
    plan: &mut SheetPlan,
) {
    let number = named.number().to_owned();
    let repeated = repeated(&lines);
    let mut head = Head::read(&mut lines, &number, known);
    if let Some(order) = known.order(named, head.customer) {
        head.or_as_in(order, known);
    }
    let mut good: Vec<(usize, OrderRow)> = Vec::new();
    let mut bad: Vec<BadRow> = Vec::new();
    let mut faults: Vec<Fault> = Vec::new();
    let mut origins: Vec<i64> = Vec::new();
    for mut line in lines {
        let row = line.number();
        if let Some(before) = repeated.get(&row) {
            let wrongs = vec![Wrong::new("", "", TWICE, &[("row", &before.to_string())])];
            bad.push(BadRow { row, key: number.clone(), duplicate: true, wrongs });
            continue;
        }
        let whole = |line: &mut RowReader, column: &str, there: bool| {
            if !there {
                line.wrong(column, REQUIRED, &[]);
            }
        };
        whole(&mut line, "客户编码", head.customer.is_some());
        whole(&mut line, "跟单员", head.clerk.is_some());
        whole(&mut line, "下单日期", head.ordered_on.is_some());
        line.carry(&head.cells);
        let read = order_row(&mut line, &head, known, &good);
        // Read apart: a row that is wrong again keeps its place.
        let origin = line.numeral(ORIGIN).parse().unwrap_or(i64::try_from(row).unwrap_or_default());
        origins.push(origin);
        plan.warnings.extend(line.doubted(&number));
        match line.refused(&number) {
            None => good.push((row, read)),
            Some(found) => {
                let texts: Vec<String> = found.wrongs.iter().map(Wrong::sentence).collect();
                let cells = found.wrongs.iter().map(Wrong::cell).collect();
                faults.push(Fault { row: origin, text: texts.join("；"), cells });
                bad.push(found);
            }
        }
    }
    if good.is_empty() {
        plan.bad.extend(bad);
        return;
    }
    let rows: Vec<usize> = good.iter().map(|g| g.0).collect();
    let mut entry = entry(good.into_iter().map(|g| g.1).collect(), faults);
    entry.remark = beside.map(|beside| beside.remark.clone()).unwrap_or_default();
    let (target, state) = match known.order(named, head.customer) {
        None => (Some((entry, None)), Effect::New),
        Some(order) => {
            if beside.is_some_and(|beside| !beside.dated) {
                entry.ordered_on = order.entry.ordered_on;
            }
            against(order, entry, &origins)
        }
    };
    if let Some((entry, known_id)) = target {
        warn(&number, rows.first().copied().unwrap_or_default(), &entry, plan);
        plan.bad.extend(bad);
        let target =
            Intake::Order { number: named.ours().to_owned(), entry: Box::new(entry), known: known_id };
        plan.planned.push(Planned { rows, key: number, target, state });
    } else {
        plan.bad.extend(bad);
        plan.bad.extend(rows.into_iter().map(|row| BadRow {
            row,
            key: number.clone(),
            duplicate: false,
            wrongs: vec![Wrong::new(named.column(), number.clone(), ORDER_KNOWN, &[])],
        }));
    }
}

/// Rows that say in every cell what an earlier row of the order says: to that row.
fn repeated(lines: &[RowReader]) -> HashMap<usize, usize> {
    let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
    let mut repeated = HashMap::new();
    for line in lines {
        let mut content: Vec<String> = line.cells().iter().map(shown).collect();
        while content.last().is_some_and(String::is_empty) {
            content.pop();
        }
        match seen.get(&content) {
            Some(before) => _ = repeated.insert(line.number(), *before),
            None => _ = seen.insert(content, line.number()),
        }
    }
    repeated
}

/// A row by the fields of an order's form, with what the records say where the row is silent.
fn order_row(line: &mut RowReader, head: &Head, known: &Known, good: &[(usize, OrderRow)]) -> OrderRow {
    let code = line.code("型号");
    let item = known.item(&code);
    match item {
        None if code.is_empty() => {}
        None => line.wrong("型号", NO_ITEM, &[]),
        Some(item) if item.retired => line.wrong("型号", RETIRED, &[]),
        Some(_) => {}
    }
    let named = named(head, &code, item);
    let set = set(line, head, item);
    let mut read = fields::read(line, false, &set, &[], |f| rows::order(f, named.clone()));
    read.line.number = read.number.unwrap_or_else(|| numbers(good).max().unwrap_or(0) + 1);
    if let Some((row, _)) = good.iter().find(|(_, other)| other.line.number == read.line.number) {
        line.wrong("行号", LINE_TWICE, &[("row", &row.to_string())]);
    }
    let counted = shown(line.cell("数量"));
    let written = UNITS.iter().find(|unit| counted.ends_with(**unit));
    // Pieces are pieces, whatever they are called.
    let pieces = |unit: &str| if PIECES.contains(&unit) { "件" } else { unit }.to_owned();
    let differs = |unit: &&&str| !read.line.unit.is_empty() && pieces(unit) != pieces(&read.line.unit);
    if let Some(written) = written.filter(differs) {
        line.doubt("数量", OTHER_UNIT, &[("written", written), ("unit", &read.line.unit)]);
    }
    if let (Some(wanted), Some(ordered)) = (line.date("要求交货日期"), head.ordered_on)
        && wanted < ordered
    {
        line.wrong("要求交货日期", TOO_EARLY, &[("date", &ordered.to_string())]);
    }
    read
}

fn numbers(good: &[(usize, OrderRow)]) -> impl Iterator<Item = i64> {
    good.iter().map(|(_, row)| row.line.number)
}

/// Whom and what a row names.
fn named(head: &Head, code: &str, item: Option<&Item>) -> order::Named {
    order::Named {
        alike: Vec::new(),
        customer: head.customer.map(|c| (c.id, c.profile.clone())),
        clerk: head.clerk.map(|p| Brief {
            id: p.id,
            code: p.profile.code.clone(),
            name: p.profile.name.clone(),
            roles: p.profile.roles.clone(),
            retired: p.retired,
        }),
        items: item.map(|i| (code.to_owned(), (i.id, i.profile.clone()))).into_iter().collect(),
    }
}

/// What the records say where a row is silent, and what they add to its words.
fn set(line: &mut RowReader, head: &Head, item: Option<&Item>) -> Vec<(String, String)> {
    let mut set = Vec::new();
    let mut silent = |line: &RowReader, column: &str, field: &str, value: &str| {
        if blank(line.cell(column)) && !value.is_empty() {
            set.push((field.to_owned(), value.to_owned()));
        }
    };
    silent(line, "订单类型", "kind", OrderKind::default().code());
    silent(line, "下单日期", "ordered_on", &head.ordered_on.map_or_else(String::new, |on| on.to_string()));
    silent(line, "跟单员", "clerk", head.clerk.map_or("", |clerk| clerk.profile.code.as_str()));
    if let Some(customer) = head.customer.map(|c| &c.profile) {
        silent(line, "客户编码", "customer", &customer.code);
        silent(line, "收货地址", "address", customer.address.open());
        silent(line, "现场联系人", "contact", customer.contact.open());
        silent(line, "付款条件", "terms", &customer.terms);
    }
    let said = line.text("单位", 20);
    let unit = match said.as_str() {
        "㎡" | "m2" | "M2" | "平米" => "平方米",
        "m" | "M" => "米",
        said => said,
    };
    set.push(("unit".to_owned(), unit.to_owned()));
    let asked = line.text("规格/要求", usize::MAX);
    let own = item.map_or("", |item| item.profile.specification.as_str());
    if !own.is_empty() && !asked.is_empty() {
        set.push(("specification".to_owned(), format!("{own}；{asked}")));
    }
    set
}

/// The order that good rows say together; what is said of the whole, each of them says alike.
fn entry(good: Vec<OrderRow>, faults: Vec<Fault>) -> Entry {
    let mut whole = good.first().map(|row| row.entry.clone()).unwrap_or_default();
    whole.lines = good.into_iter().map(|row| row.line).collect();
    whole.lines.sort_by_key(|l| l.number);
    whole.plan = terms::parse(&whole.terms).unwrap_or_default();
    Entry { faults, ..whole }
}

/// An order that is there already: the same, an incomplete draft that is completed, or another one.
fn against(
    order: &Order,
    new: Entry,
    origins: &[i64],
) -> (Option<(Entry, Option<domain::ids::OrderId>)>, Effect) {
    let old = &order.entry;
    let new = Entry {
        customer_name: old.customer_name.clone(),
        customer_class: old.customer_class.clone(),
        // Who follows it is not told anew by the sheet that named who followed it before.
        clerk: if order.clerks_before.contains(&new.clerk) { old.clerk } else { new.clerk },
        clerk_name: old.clerk_name.clone(),
        distance_km: old.distance_km,
        unconfirmed: old.unconfirmed,
        ..new
    };
    if *old == new {
        return (Some((new, Some(order.id))), Effect::Unchanged);
    }
    if order.state != Stage::Draft || old.faults.is_empty() || old.customer != new.customer {
        return (None, Effect::Unchanged);
    }
    let mut merged = old.clone();
    for line in new.lines {
        merged.lines.retain(|l| l.number != line.number);
        merged.lines.push(line);
    }
    merged.lines.sort_by_key(|l| l.number);
    merged.faults.retain(|f| !origins.contains(&f.row));
    merged.faults.extend(new.faults);
    merged.faults.sort_by_key(|f| f.row);
    let state = if merged == *old { Effect::Unchanged } else { Effect::Changed };
    (Some((merged, Some(order.id))), state)
}

fn warn(number: &str, row: usize, entry: &Entry, plan: &mut SheetPlan) {
    let mut add = |field: &str, value: &str, why| {
        let wrongs = vec![Wrong::new(field, value, why, &[("order", number)])];
        plan.warnings.push(BadRow { row, key: number.to_owned(), duplicate: false, wrongs });
    };
    if entry.plan.is_empty() {
        add("付款条件", &entry.terms, TERMS);
    }
}
