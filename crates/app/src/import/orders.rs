//! Rows of the standard order format (H3.1, H3.7): the unit is the order; its wrong rows are listed on it.

use domain::choice::Choice as _;
use domain::confidential::Confidential;
use domain::customer::Customer;
use domain::order::{Entry, Fault, Order, OrderKind, OrderLine, State as Stage};
use domain::person::Person;
use domain::terms;
use jiff::civil::Date;
use std::collections::HashMap;

use super::cells::{RowReader, shown};
use super::kinds::ORIGIN;
use super::known::Known;
use super::named::Named;
use super::planned::{Planned, SheetPlan, State, Target};
use super::report::{
    ADDRESSES, BadRow, LINE_TWICE, MODES, NO_CHOICE, NO_CUSTOMER, NO_ITEM, NO_PERSON, NO_UNIT, ORDER_KNOWN,
    OTHER_CUSTOMER, REQUIRED, RETIRED, TERMS, TOO_EARLY, TWICE, Wrong,
};
use super::table::{Beside, Table};

/// Understands a sheet of orders.
pub fn plan(table: &Table, known: &Known) -> SheetPlan {
    let mut plan = SheetPlan::default();
    let mut orders: Vec<(Named, Vec<RowReader>)> = Vec::new();
    let mut places: HashMap<Named, usize> = HashMap::new();
    for row in &table.rows {
        let mut line = RowReader::new(table, row, known.today);
        let Some(named) = Named::of(&mut line) else {
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

/// What the rows of an order say about the whole: the first that says something counts.
#[derive(Default)]
struct Head<'k> {
    customer: Option<&'k Customer>,
    clerk: Option<&'k Person>,
    kind: Option<OrderKind>,
    ordered_on: Option<Date>,
    start_on: Option<Date>,
    urgent: bool,
    transport: String,
    address: String,
    contact: String,
    terms: String,
    addresses: bool,
    modes: bool,
}

/// Keeps the first word; whether another one was said.
fn first(kept: &mut String, said: String) -> bool {
    if kept.is_empty() {
        *kept = said;
        return false;
    }
    !said.is_empty() && *kept != said
}

fn head<'k>(lines: &mut [RowReader], known: &'k Known) -> Head<'k> {
    let mut head = Head::default();
    for line in lines {
        let customer = line.text("客户编码", 80);
        match known.customer(&customer) {
            _ if customer.is_empty() => {}
            None => line.wrong("客户编码", NO_CUSTOMER, &[]),
            Some(found) if found.retired => line.wrong("客户编码", RETIRED, &[]),
            Some(found) => match head.customer {
                None => head.customer = Some(found),
                Some(kept) if kept.id != found.id => {
                    line.wrong("客户编码", OTHER_CUSTOMER, &[("customer", &kept.profile.code)]);
                }
                Some(_) => {}
            },
        }
        let clerk = line.text("跟单员", 40);
        match known.person(&clerk) {
            _ if clerk.is_empty() => {}
            None => line.wrong("跟单员", NO_PERSON, &[]),
            Some(found) if found.retired => line.wrong("跟单员", RETIRED, &[]),
            found => head.clerk = head.clerk.or(found),
        }
        let kind = line.text("订单类型", 20);
        match OrderKind::written(&kind) {
            _ if kind.is_empty() => {}
            None => {
                let choices: Vec<&str> = OrderKind::ALL.iter().map(|k| k.label()).collect();
                line.wrong("订单类型", NO_CHOICE, &[("choices", &choices.join("、"))]);
            }
            found => head.kind = head.kind.or(found),
        }
        head.ordered_on = head.ordered_on.or(line.date("下单日期"));
        head.start_on = head.start_on.or(line.date("开工日期"));
        head.urgent |= line.flag("紧急");
        head.modes |= first(&mut head.transport, line.text("运输方式", 40));
        head.addresses |= first(&mut head.address, line.text("收货地址", 200));
        first(&mut head.contact, line.text("现场联系人", 40));
        first(&mut head.terms, line.text("付款条件", 200));
    }
    head
}

/// Understands the rows of one order.
fn one(
    named: &Named,
    mut lines: Vec<RowReader>,
    beside: Option<&Beside>,
    known: &Known,
    plan: &mut SheetPlan,
) {
    let number = named.number().to_owned();
    let repeated = repeated(&lines);
    let head = head(&mut lines, known);
    let mut good: Vec<(usize, OrderLine)> = Vec::new();
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
        let read = order_line(&mut line, &head, known, &good);
        let origin = line.integer(ORIGIN, 1, 2_000_000).unwrap_or(i64::try_from(row).unwrap_or_default());
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
    let mut entry = entry(&head, good.into_iter().map(|g| g.1).collect(), faults);
    entry.remark = beside.map(|beside| beside.remark.clone()).unwrap_or_default();
    let (target, state) = match known.order(named, head.customer) {
        None => (Some((entry, None)), State::New),
        Some(order) => {
            if beside.is_some_and(|beside| !beside.dated) {
                entry.ordered_on = order.entry.ordered_on;
            }
            against(order, entry, &origins)
        }
    };
    if let Some((entry, known_id)) = target {
        warn(&number, rows.first().copied().unwrap_or_default(), &head, &entry, plan);
        plan.bad.extend(bad);
        let target =
            Target::Order { number: named.ours().to_owned(), entry: Box::new(entry), known: known_id };
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

fn order_line(line: &mut RowReader, head: &Head, known: &Known, good: &[(usize, OrderLine)]) -> OrderLine {
    let next = || good.iter().map(|g| g.1.number).max().unwrap_or(0) + 1;
    let number = line.integer("行号", 1, 9999).unwrap_or_else(next);
    if let Some((row, _)) = good.iter().find(|g| g.1.number == number) {
        line.wrong("行号", LINE_TWICE, &[("row", &row.to_string())]);
    }
    let code = line.need_code("型号");
    let item = known.item(&code);
    match item {
        None if code.is_empty() => {}
        None => line.wrong("型号", NO_ITEM, &[]),
        Some(item) if item.retired => line.wrong("型号", RETIRED, &[]),
        Some(_) => {}
    }
    let quantity = line.need_quantity("数量");
    let said = line.text("单位", 20);
    let said = match said.as_str() {
        "㎡" | "m2" | "M2" | "平米" => "平方米".to_owned(),
        "m" | "M" => "米".to_owned(),
        _ => said,
    };
    let profile = item.map(|i| i.profile.clone()).unwrap_or_default();
    if item.is_some() && !said.is_empty() && said != profile.unit && !profile.other_units.contains(&said) {
        line.wrong("单位", NO_UNIT, &[("unit", &profile.unit)]);
    }
    let unit = if said.is_empty() { profile.unit.clone() } else { said };
    let price = line.price("含税单价");
    if price.is_none() {
        line.wrong("含税单价", REQUIRED, &[]);
    }
    let wanted_on = line.date("要求交货日期");
    match (wanted_on, head.ordered_on) {
        (None, _) => line.wrong("要求交货日期", REQUIRED, &[]),
        (Some(wanted), Some(ordered)) if wanted < ordered => {
            line.wrong("要求交货日期", TOO_EARLY, &[("date", &ordered.to_string())]);
        }
        _ => {}
    }
    let asked = line.text("规格/要求", 500);
    let both = [profile.specification.as_str(), asked.as_str()];
    OrderLine {
        number,
        item: item.map(|i| i.id).unwrap_or_default(),
        code: profile.code,
        name: profile.name,
        specification: both.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("；"),
        quantity,
        unit,
        unit_price: Confidential::new(price.unwrap_or_default()),
        wanted_on: wanted_on.unwrap_or_default(),
        customer_order_no: line.text("客户订单号", 80),
        drawing: line.text("图纸文件", 200),
        remark: line.text("备注", 500),
    }
}

fn entry(head: &Head, mut lines: Vec<OrderLine>, faults: Vec<Fault>) -> Entry {
    lines.sort_by_key(|l| l.number);
    let customer = head.customer.map(|c| c.profile.clone()).unwrap_or_default();
    let address =
        if head.address.is_empty() { customer.address.open().clone() } else { head.address.clone() };
    let contact =
        if head.contact.is_empty() { customer.contact.open().clone() } else { head.contact.clone() };
    let terms = if head.terms.is_empty() { customer.terms.clone() } else { head.terms.clone() };
    Entry {
        kind: head.kind.unwrap_or_default(),
        customer: head.customer.map(|c| c.id).unwrap_or_default(),
        customer_name: customer.name,
        customer_class: customer.class,
        ordered_on: head.ordered_on.unwrap_or_default(),
        start_on: head.start_on,
        clerk: head.clerk.map(|p| p.id).unwrap_or_default(),
        clerk_name: head.clerk.map(|p| p.profile.name.clone()).unwrap_or_default(),
        urgent: head.urgent,
        transport: head.transport.clone(),
        distance_km: customer.distance_km.filter(|_| address == *customer.address.open()),
        address: Confidential::new(address),
        contact: Confidential::new(contact),
        plan: terms::parse(&terms).unwrap_or_default(),
        terms,
        remark: String::new(),
        original: String::new(),
        lines,
        faults,
    }
}

/// An order that is there already: the same, an incomplete draft that is completed, or another one.
fn against(
    order: &Order,
    new: Entry,
    origins: &[i64],
) -> (Option<(Entry, Option<domain::ids::OrderId>)>, State) {
    let old = &order.entry;
    let new = Entry {
        customer_name: old.customer_name.clone(),
        customer_class: old.customer_class.clone(),
        clerk_name: old.clerk_name.clone(),
        distance_km: old.distance_km,
        ..new
    };
    if *old == new {
        return (Some((new, Some(order.id))), State::Unchanged);
    }
    if order.state != Stage::Draft || old.faults.is_empty() || old.customer != new.customer {
        return (None, State::Unchanged);
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
    let state = if merged == *old { State::Unchanged } else { State::Changed };
    (Some((merged, Some(order.id))), state)
}

fn warn(number: &str, row: usize, head: &Head, entry: &Entry, plan: &mut SheetPlan) {
    let mut add = |field: &str, value: &str, why| {
        let wrongs = vec![Wrong::new(field, value, why, &[("order", number)])];
        plan.warnings.push(BadRow { row, key: number.to_owned(), duplicate: false, wrongs });
    };
    if head.addresses {
        add("收货地址", "", ADDRESSES);
    }
    if head.modes {
        add("运输方式", "", MODES);
    }
    if entry.plan.is_empty() {
        add("付款条件", &entry.terms, TERMS);
    }
}
