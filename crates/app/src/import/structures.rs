//! Rows that belong together (H4.1, H4.2): bills of materials and routings, a list for each product.

use domain::ids::ItemId;
use domain::item::{Component, Step};
use std::collections::{HashMap, HashSet};

use super::cells::RowReader;
use super::kinds::SheetKind;
use super::known::{Known, fold};
use super::planned::{Effect, Intake, Planned, SheetPlan};
use super::report::{BadRow, CYCLE, GROUP, KEY_TWICE, NO_CENTER, NO_ITEM, Wrong};
use super::table::Table;
use super::{fields, rows};

/// Rows with the same parent are one list: a list with a wrong row is not taken in, lest it lack something.
pub fn plan(table: &Table, known: &Known) -> SheetPlan {
    let mut plan = SheetPlan::default();
    let column = if table.kind == SheetKind::Bill { "上级编码" } else { "型号" };
    let mut groups: Vec<(String, Group)> = Vec::new();
    for row in &table.rows {
        let mut line = RowReader::new(table, row, known.today);
        let code = line.code(column);
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
            let code = line.code("下级编码");
            self.once(line, "下级编码", &code);
            let item = known.item(&code).map(|item| item.id);
            if item.is_none() && !code.is_empty() {
                line.wrong("下级编码", NO_ITEM, &[]);
            }
            let (_, _, quantity) = fields::read(line, false, &[], &[], rows::component);
            self.bill.extend(item.map(|item| Component { item, quantity }));
            return;
        }
        let text = line.text("工作中心", 40);
        let center = known.center(&text);
        if center.is_none() && !text.is_empty() {
            line.wrong("工作中心", NO_CENTER, &[]);
        }
        // A step is called as its work centre is, which may be named instead of its code.
        let centers: Vec<_> = center.map(|c| (c.id, c.code.clone(), c.name.clone())).into_iter().collect();
        let named = |(_, code, name): &(_, String, String)| {
            [("center", code), ("name", name)].map(|(field, said)| (field.to_owned(), said.clone())).to_vec()
        };
        let set = centers.first().map_or_else(|| vec![("name".to_owned(), text)], named);
        let (_, step) = fields::read(line, false, &set, &[], |f| rows::step(f, &centers));
        if step.number > 0 {
            self.once(line, "工序", &step.number.to_string());
        }
        self.routing.extend(center.map(|_| step));
    }

    fn once(&mut self, line: &mut RowReader, column: &str, key: &str) {
        if key.is_empty() {
            return;
        }
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
                Some(bill) if *bill == self.bill => Effect::Unchanged,
                Some(bill) if !bill.is_empty() => Effect::Changed,
                _ => Effect::New,
            };
            (Intake::Bill { code: self.code.clone(), item: self.item, bill: self.bill }, state)
        } else {
            self.routing.sort_by_key(|o| o.number);
            let state = match old.map(|i| &i.routing) {
                Some(routing) if *routing == self.routing => Effect::Unchanged,
                Some(routing) if !routing.is_empty() => Effect::Changed,
                _ => Effect::New,
            };
            (Intake::Routing { code: self.code.clone(), item: self.item, routing: self.routing }, state)
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
