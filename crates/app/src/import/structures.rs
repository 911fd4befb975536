//! Rows that belong together (H4.1, H4.2): bills of materials and routings, a list for each product.

use domain::ids::ItemId;
use domain::item::{Component, Step};
use std::collections::{HashMap, HashSet};

use super::cells::RowReader;
use super::kinds::SheetKind;
use super::known::{Known, fold};
use super::planned::{Planned, SheetPlan, State, Target};
use super::report::{BadRow, CYCLE, GROUP, KEY_TWICE, NO_CENTER, NO_ITEM, REQUIRED, Wrong};
use super::table::Table;

/// Rows with the same parent are one list: a list with a wrong row is not taken in, lest it lack something.
pub fn plan(table: &Table, known: &Known) -> SheetPlan {
    let mut plan = SheetPlan::default();
    let column = if table.kind == SheetKind::Bill { "上级编码" } else { "型号" };
    let mut groups: Vec<(String, Group)> = Vec::new();
    for row in &table.rows {
        let mut line = RowReader::new(table, row, known.today);
        let code = line.need_code(column);
        let parent = known.item(&code).map(|i| i.id);
        if parent.is_none() && !code.is_empty() {
            line.wrong(column, NO_ITEM, &[]);
        }
        let at = if let Some(at) = groups.iter().position(|g| g.0 == fold(&code)) {
            at
        } else {
            let fresh = Group { code: code.clone(), item: parent.unwrap_or_default(), ..Group::default() };
            groups.push((fold(&code), fresh));
            groups.len() - 1
        };
        let Some((_, group)) = groups.get_mut(at) else { continue };
        group.read(&mut line, table.kind, known);
        group.rows.push(row.number);
        if let Some(bad) = line.refused(&code) {
            group.bad.push(bad);
        }
    }
    let mut bills: HashMap<ItemId, Vec<ItemId>> =
        known.items.values().map(|i| (i.id, i.bill.iter().map(|c| c.item).collect())).collect();
    if table.kind == SheetKind::Bill {
        bills.extend(groups.iter().map(|(_, g)| (g.item, g.bill.iter().map(|c| c.item).collect())));
    }
    for (_, group) in groups {
        group.finish(table.kind, known, &bills, &mut plan);
    }
    plan
}

#[derive(Default)]
struct Group {
    code: String,
    item: ItemId,
    rows: Vec<usize>,
    bill: Vec<Component>,
    routing: Vec<Step>,
    seen: HashMap<String, usize>,
    bad: Vec<BadRow>,
}

impl Group {
    fn read(&mut self, line: &mut RowReader, kind: SheetKind, known: &Known) {
        if kind == SheetKind::Bill {
            let code = line.need_code("下级编码");
            let quantity = line.need_quantity("用量");
            self.once(line, "下级编码", &code);
            match known.item(&code) {
                Some(item) => self.bill.push(Component { item: item.id, quantity }),
                None if code.is_empty() => {}
                None => line.wrong("下级编码", NO_ITEM, &[]),
            }
            return;
        }
        let number = line.integer("工序", 1, 9999);
        if number.is_none() {
            line.wrong("工序", REQUIRED, &[]);
        }
        let number = number.unwrap_or_default();
        self.once(line, "工序", &number.to_string());
        let text = line.need("工作中心", 40);
        let setup = line.quantity("准备工时").unwrap_or_default();
        let unit = line.quantity("单件工时").unwrap_or_default();
        match known.center(&text) {
            Some(c) => {
                self.routing.push(Step { number, center: c.id, name: c.name.clone(), setup, unit });
            }
            None if text.is_empty() => {}
            None => line.wrong("工作中心", NO_CENTER, &[]),
        }
    }

    fn once(&mut self, line: &mut RowReader, column: &str, key: &str) {
        if let Some(first) = self.seen.insert(fold(key), line.number()) {
            line.wrong(column, KEY_TWICE, &[("row", &first.to_string())]);
        }
    }

    fn finish(
        mut self,
        kind: SheetKind,
        known: &Known,
        bills: &HashMap<ItemId, Vec<ItemId>>,
        plan: &mut SheetPlan,
    ) {
        if self.bad.is_empty() && kind == SheetKind::Bill && is_cycle(self.item, bills) {
            let wrong = Wrong::new("上级编码", self.code.clone(), CYCLE, &[("code", &self.code)]);
            let first = self.rows.first().copied().unwrap_or_default();
            self.bad.push(BadRow {
                row: first,
                key: self.code.clone(),
                duplicate: false,
                wrongs: vec![wrong],
            });
        }
        if !self.bad.is_empty() {
            for row in &self.rows {
                if !self.bad.iter().any(|b| b.row == *row) {
                    let wrongs = vec![Wrong::new("", "", GROUP, &[("code", &self.code)])];
                    plan.bad.push(BadRow { row: *row, key: self.code.clone(), duplicate: false, wrongs });
                }
            }
            plan.bad.append(&mut self.bad);
            return;
        }
        let old = known.item(&self.code);
        let (target, state) = if kind == SheetKind::Bill {
            let state = match old.map(|i| &i.bill) {
                Some(bill) if *bill == self.bill => State::Unchanged,
                Some(bill) if !bill.is_empty() => State::Changed,
                _ => State::New,
            };
            (Target::Bill { code: self.code.clone(), item: self.item, bill: self.bill }, state)
        } else {
            self.routing.sort_by_key(|o| o.number);
            let state = match old.map(|i| &i.routing) {
                Some(routing) if *routing == self.routing => State::Unchanged,
                Some(routing) if !routing.is_empty() => State::Changed,
                _ => State::New,
            };
            (Target::Routing { code: self.code.clone(), item: self.item, routing: self.routing }, state)
        };
        plan.planned.push(Planned { rows: self.rows, key: self.code, target, state });
    }
}

/// Whether `item` can be reached from itself.
fn is_cycle(item: ItemId, bills: &HashMap<ItemId, Vec<ItemId>>) -> bool {
    let mut seen = HashSet::new();
    let mut open: Vec<ItemId> = bills.get(&item).cloned().unwrap_or_default();
    while let Some(next) = open.pop() {
        if next == item {
            return true;
        }
        if seen.insert(next) {
            open.extend(bills.get(&next).into_iter().flatten());
        }
    }
    false
}
