//! A list as a table of the page.

use db::{Row as DbRow, Value};
use domain::access::bound_to_own;
use domain::money::UnitPrice;
use jiff::civil::Date;

use super::query::CAP;
use super::{Asked, Found, List, ListColumn, ListFilter, ListFilterKind, Show};
use crate::ctx::Door;
use crate::error::{Error, Result};
use crate::ui::{
    Badge, BulkAction, Button, Cell, Column, Due, DueState, Empty, Filter, FilterKind, Opt, Pager, Row,
    Search, Sort, Tab, Table, Ui, with_query,
};

impl List {
    /// The rows as a table.
    pub fn table(
        &self,
        door: &mut Door,
        ui: &Ui,
        asked: &Asked,
        tab_counts: &[(&str, u64)],
    ) -> Result<Table> {
        let found = self.read(door, ui, asked)?;
        let (sort, descending) = self.sorted(asked, &found.columns)?;
        let cursor = |row: Option<&DbRow>| -> Result<String> {
            let Some(row) = row else { return Ok(String::new()) };
            let value = match row.values().get(1) {
                Some(Value::Int(i)) => i.to_string(),
                Some(Value::Text(t)) => t.clone(),
                _ => String::new(),
            };
            Ok(format!("{value}~{}", row.get::<String>(0)?))
        };
        let turned = !asked.get("after").is_empty() || !asked.get("before").is_empty();
        // Whose they are is known to the counts.
        let person = |n: &str| {
            self.filters.iter().any(|f| f.name == n && matches!(f.kind, ListFilterKind::Person(..)))
        };
        let turns = |n: &str| matches!(n, "tab" | "sort" | "after" | "before");
        let filtered = asked.query.iter().any(|(n, v)| !turns(n) && !person(n) && !v.is_empty());
        let current = match asked.get("tab") {
            "" => self.tabs.first().map_or("", |t| t.0),
            tab => tab,
        };
        let shown = u64::try_from(found.rows.len()).unwrap_or(0);
        let of_tab = tab_counts.iter().find(|(key, _)| *key == current).filter(|_| !filtered);
        // What is known already is not counted again.
        let (total, capped) = match of_tab {
            _ if !turned && !found.more => (shown, false),
            Some((_, n)) => (*n, false),
            None => self.count(door, asked)?,
        };
        let (has_next, has_prev) = if found.backward { (true, found.more) } else { (found.more, turned) };
        let link = |name: &str, at: String| {
            let kept = asked
                .query
                .iter()
                .filter(|(n, v)| !matches!(n.as_str(), "after" | "before") && !v.is_empty());
            let mut pairs: Vec<(&str, &str)> = kept.map(|(n, v)| (n.as_str(), v.as_str())).collect();
            pairs.push((name, &at));
            with_query(self.path, pairs)
        };
        let next = if has_next { Some(link("after", cursor(found.rows.last())?)) } else { None };
        let prev = if has_prev { Some(link("before", cursor(found.rows.first())?)) } else { None };
        let tabs = self.tabs.iter().map(|(key, label, _)| {
            let query = asked
                .query
                .iter()
                .filter(|(n, v)| !matches!(n.as_str(), "after" | "before" | "tab") && !v.is_empty());
            let mut pairs: Vec<(&str, &str)> = query.map(|(n, v)| (n.as_str(), v.as_str())).collect();
            pairs.push(("tab", key));
            // Beside what is narrowed further, the counts of all would be wrong.
            let count = tab_counts.iter().find(|(k, _)| k == key && !filtered).map(|(_, n)| *n);
            Tab { count, ..Tab::new(ui.t(label), with_query(self.path, pairs), *key == current) }
        });
        let totals = self.totals(door, ui, asked, &found, if capped { CAP.unsigned_abs() } else { total })?;
        // Rows of a list are anybody's: whoever acts on their own alone does so where one is shown (H1.2).
        let whole = |right| door.ctx.can(right) && !bound_to_own(&door.ctx.actor.roles, right);
        let bulk = self.bulk.iter().filter(|one| whole(one.right)).map(|one| BulkAction {
            label: ui.t(one.label).into(),
            action: one.path.into(),
            at_once: false,
        });
        let export = with_query(&format!("{}.xlsx", self.path), pairs_of(asked));
        let empty_action = self.empty_action.map(|(label, href)| Button::link(ui.t(label), href));
        Ok(Table {
            id: "list".into(),
            path: self.path.into(),
            query: asked.query.clone(),
            columns: found.columns.iter().map(|c| column(c, ui)).collect(),
            rows: found.rows.iter().map(|r| self.row(&found, r, ui)).collect::<Result<_>>()?,
            sort: Some(Sort { key: sort.key.into(), descending }),
            filters: self.filters.iter().map(|f| filter(door, f, asked, ui)).collect::<Result<_>>()?,
            search: self.search.is_somewhere().then(|| Search {
                name: "q".into(),
                value: asked.get("q").into(),
                placeholder: ui.t("编号、名称、拼音首字母").into(),
            }),
            tabs: tabs.collect(),
            pager: Some(Pager { prev, next, shown, total: Some(total), capped }),
            export: Some(export),
            totals,
            bulk: bulk.collect(),
            empty: Empty { sentence: ui.t(self.empty).into(), action: empty_action },
            caption: ui.lang.list(self.title).into(),
            clear_href: self.cleared(asked, filtered || found.rows.is_empty()),
            ..Table::default()
        })
    }

    /// The sums below the rows, where they could be counted: what is too much to count is too much to sum, and a page costs the same
    /// however old the company is.
    fn totals(
        &self,
        door: &mut Door,
        ui: &Ui,
        asked: &Asked,
        found: &Found,
        counted: u64,
    ) -> Result<Option<Vec<Cell>>> {
        if found.rows.is_empty() || counted >= CAP.unsigned_abs() {
            return Ok(None);
        }
        let sums = self.sums(door, asked, &found.columns)?;
        Ok((!sums.is_empty()).then(|| totals(&found.columns, &sums, ui)))
    }

    /// The list without filters, of everybody where nobody was asked for and it opens with one's own.
    fn cleared(&self, asked: &Asked, narrow: bool) -> Option<String> {
        let own = asked.own.as_ref().filter(|(name, _)| asked.get(name).is_empty());
        let filtered = narrow && (own.is_some() || asked.query.iter().any(|(_, value)| !value.is_empty()));
        filtered.then(|| with_query(self.path, own.map(|(name, _)| (*name, super::EVERYBODY))))
    }

    fn row(&self, found: &Found, row: &DbRow, ui: &Ui) -> Result<Row> {
        let key: String = row.get(0)?;
        let cells = found.cells(row, ui)?;
        Ok(if self.href.is_empty() {
            Row { key, ..Row::plain(cells) }
        } else {
            let id = key.split('-').next().unwrap_or_default();
            let href = self.href.replace("{key}", &key).replace("{id}", id);
            Row::new(key, href, cells)
        })
    }
}

impl Found {
    pub(super) fn cells(&self, row: &DbRow, ui: &Ui) -> Result<Vec<Cell>> {
        let mut at = 2;
        let mut cells = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let mut next = || {
                at += 1;
                row.values().get(at - 1).cloned().unwrap_or(Value::Null)
            };
            let value = next();
            let mut extra = || match next() {
                Value::Text(text) => Ok(text),
                Value::Null => Ok(String::new()),
                other => Err(Error::Fault(format!("no text beside a cell: {other:?}"))),
            };
            cells.push(match (&column.kind, value) {
                (Show::Money, Value::Int(minor)) => Cell::cny(minor),
                (Show::Price, Value::Int(millionths)) => Cell::Price(UnitPrice::cny(millionths)),
                (Show::Quantity(sql), Value::Int(millionths)) => {
                    let unit = extra()?;
                    // A unit that the list states itself is a word of ours; those of items are data.
                    let unit = if sql.starts_with('\'') { ui.t(&unit).to_owned() } else { unit };
                    Cell::Quantity { millionths, unit }
                }
                (Show::Integer, Value::Int(n)) => Cell::Integer(n),
                (Show::Percent, Value::Int(bp)) => Cell::Percent(bp),
                (Show::Moment, Value::Int(micros)) => {
                    let at = jiff::Timestamp::from_microsecond(micros);
                    at.map_or(Cell::Empty, |at| Cell::DateTime(crate::ctx::local(at)))
                }
                (Show::Date, Value::Text(day)) => day.parse().map_or(Cell::Empty, Cell::Date),
                (Show::Against(_), Value::Text(day)) => against(&day, &extra()?, ui),
                (Show::Late, Value::Text(day)) => late(&day, ui).map_or(Cell::Empty, Cell::Due),
                (Show::Badge(words), Value::Text(code)) => {
                    let (tone, text) = words(&code);
                    if text.is_empty() { Cell::Empty } else { Cell::Badge(Badge::new(tone, ui.t(text))) }
                }
                (Show::Marked(words, _, mark), Value::Text(code)) => {
                    let (tone, text) = words(&code);
                    let mark = if is_true(&next()) { ui.t(mark) } else { "" };
                    Cell::Marked { badge: Badge::new(tone, ui.t(text)), mark: mark.to_owned() }
                }
                (Show::Two(_), Value::Text(main)) => Cell::Two { main, sub: ui.lang.summary(&extra()?) },
                (Show::Code, Value::Text(code)) if !code.is_empty() => Cell::Code(code),
                (Show::Sentence, Value::Text(text)) if !text.is_empty() => Cell::Text(ui.lang.unpack(&text)),
                (_, Value::Text(text)) if !text.is_empty() => Cell::Text(text),
                (kind, _) => {
                    if kind.extra().is_some() {
                        extra()?;
                    }
                    Cell::Empty
                }
            });
        }
        Ok(cells)
    }
}

/// A truth of either database.
pub(super) fn is_true(value: &Value) -> bool {
    matches!(value, Value::Bool(true) | Value::Int(1))
}

/// A day, and by how many working days it is later than `promised`.
pub fn against(day: &str, promised: &str, ui: &Ui) -> Cell {
    let Ok(on) = day.parse::<Date>() else { return Cell::Empty };
    let (Some(calendar), Ok(promised)) = (&ui.calendar, promised.parse::<Date>()) else {
        return Cell::Against { on, late: String::new() };
    };
    if on <= promised {
        return Cell::Against { on, late: String::new() };
    }
    let days = calendar.between(promised, on).max(1);
    Cell::Against { on, late: ui.tf("晚 {n} 个工作日", &[("n", &days)]) }
}

/// A day that has passed.
pub(super) fn late(day: &str, ui: &Ui) -> Option<Due> {
    day.parse().ok().map(Due::on).filter(|due| due.state(ui) == DueState::Late)
}

fn pairs_of(asked: &Asked) -> Vec<(&str, &str)> {
    let kept = asked.query.iter().filter(|(n, v)| !matches!(n.as_str(), "after" | "before") && !v.is_empty());
    kept.map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

fn column(c: &ListColumn, ui: &Ui) -> Column {
    let label = c.heading(ui);
    let base = if c.is_number() { Column::number(c.key, label) } else { Column::new(c.key, label) };
    Column { sortable: c.sort, hide_phone: c.hide_phone, ..base }
}

fn filter(door: &mut Door, f: &ListFilter, asked: &Asked, ui: &Ui) -> Result<Filter> {
    let (kind, value) = match &f.kind {
        ListFilterKind::Choice(_, options) => {
            let options = options().into_iter().map(|(code, label)| Opt::new(code, ui.t(label))).collect();
            (FilterKind::Choice(options), asked.get(f.name).to_owned())
        }
        ListFilterKind::Known(_, known) => {
            let options = known(door)?.into_iter().map(|(id, name)| Opt::new(id, name)).collect();
            (FilterKind::Choice(options), asked.get(f.name).to_owned())
        }
        ListFilterKind::Person(_, people) => {
            let known = (people.known)(door)?.into_iter().map(|(id, name)| Opt::new(id, name));
            let options = known.chain([Opt::new(super::EVERYBODY, ui.t("所有人"))]).collect();
            let unsaid = if (people.mine)(door.ctx) { "我的" } else { "全部" };
            let filter = Filter::new(f.name, ui.t(f.label), FilterKind::Choice(options), asked.get(f.name));
            return Ok(Filter { unsaid: ui.t(unsaid).to_owned(), ..filter });
        }
        ListFilterKind::Dates(_) | ListFilterKind::Moments(_) => {
            let end = |end: &str| asked.get(&format!("{}.{end}", f.name)).to_owned();
            (FilterKind::DateRange, format!("{}..{}", end("from"), end("to")))
        }
        ListFilterKind::Words(_) => (FilterKind::Text, asked.get(f.name).to_owned()),
        ListFilterKind::Flag(_) => (FilterKind::Flag, asked.get(f.name).to_owned()),
    };
    Ok(Filter::new(f.name, ui.t(f.label), kind, value))
}

/// The row of sums: what it is under the first column, each sum under its own.
fn totals(columns: &[&'static ListColumn], sums: &[(&str, i64)], ui: &Ui) -> Vec<Cell> {
    let cell = |(n, column): (usize, &&'static ListColumn)| match sums.iter().find(|s| s.0 == column.key) {
        Some((_, sum)) => match column.kind {
            Show::Integer => Cell::Integer(*sum),
            Show::Quantity(_) => Cell::quantity(*sum, ""),
            _ => Cell::cny(*sum),
        },
        None if n == 0 => Cell::text(ui.t("合计")),
        None => Cell::Empty,
    };
    columns.iter().enumerate().map(cell).collect()
}
