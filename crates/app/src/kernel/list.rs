//! Lists: one declaration gives a page with search, filters, sorting, paging by key and totals, its sheet and
//! its JSON. Names of columns and filters come from the declaration, never from the request.

use db::{Row as DbRow, Value};
use domain::access::Act;
use domain::confidential::Kind;
use serde_json::json;

use super::ctx::Door;
use super::error::{Error, Result};
use super::ui::{
    Badge, Cell, Column, Empty, Filter, FilterKind, Opt, Pager, Row, Search, Sort, Tab, Table, Tone, Ui,
    with_query,
};

/// A list.
pub struct List {
    /// What it is called.
    pub title: &'static str,
    /// Its path; the API's is the same behind `/api/v1`.
    pub path: &'static str,
    /// Who may read it.
    pub act: Act,
    /// `FROM` and joins.
    pub from: &'static str,
    /// The unique expression that rows are identified by.
    pub key: &'static str,
    /// The page of a row, with `{key}`; empty for none.
    pub href: &'static str,
    /// Its columns; the first is what a row is called by.
    pub columns: &'static [ListColumn],
    /// The expression that a search looks into; empty for none.
    pub search: &'static str,
    /// Tabs: key, label, condition.
    pub tabs: &'static [(&'static str, &'static str, &'static str)],
    /// Filters.
    pub filters: &'static [ListFilter],
    /// The column that it is sorted by at first; `-` before it for descending.
    pub sort: &'static str,
    /// What it says when it is empty.
    pub empty: &'static str,
    /// The act of an empty list: label and address.
    pub empty_action: Option<(&'static str, &'static str)>,
}

/// A column.
pub struct ListColumn {
    /// Its name.
    pub key: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// Its SQL expression; never null where it sorts.
    pub sql: &'static str,
    /// What it shows.
    pub kind: Show,
    /// Whether it sorts.
    pub sort: bool,
    /// Whether it is left out on a phone.
    pub hide_phone: bool,
    /// Who sees it.
    pub confidential: Option<Kind>,
}

/// What a column shows.
pub enum Show {
    /// Words.
    Text,
    /// A code, in fixed-width letters.
    Code,
    /// A day, or nothing where the text is empty.
    Date,
    /// Minor units.
    Money,
    /// Millionths; the unit is the expression.
    Quantity(&'static str),
    /// A whole number.
    Integer,
    /// Hundredths of a percent.
    Percent,
    /// A stable code as a badge: tone and words by the function.
    Badge(fn(&str) -> (Tone, &'static str)),
    /// A sentence of ours with its parameters, as [`crate::kernel::i18n::pack`] keeps it.
    Sentence,
    /// Words with quieter words below: the expression.
    Two(&'static str),
}

impl ListColumn {
    /// A column.
    pub const fn new(key: &'static str, label: &'static str, sql: &'static str, kind: Show) -> Self {
        Self { key, label, sql, kind, sort: true, hide_phone: false, confidential: None }
    }

    /// Left out on a phone.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.hide_phone = true;
        self
    }

    /// Seen only by those entitled to `kind`.
    #[must_use]
    pub const fn only(mut self, kind: Kind) -> Self {
        self.confidential = Some(kind);
        self
    }

    fn extra(&self) -> Option<&'static str> {
        match self.kind {
            Show::Quantity(sql) | Show::Two(sql) => Some(sql),
            _ => None,
        }
    }

    fn is_number(&self) -> bool {
        matches!(self.kind, Show::Money | Show::Quantity(_) | Show::Integer | Show::Percent)
    }
}

/// A filter.
pub struct ListFilter {
    /// Its query parameter.
    pub name: &'static str,
    /// What it is about.
    pub label: &'static str,
    /// How it is set.
    pub kind: ListFilterKind,
}

/// How a filter is set.
pub enum ListFilterKind {
    /// One of these: value and label; the expression that equals it.
    Choice(&'static str, fn() -> Vec<(&'static str, &'static str)>),
    /// From a day to a day; the expression.
    Dates(&'static str),
    /// On or off; the condition.
    Flag(&'static str),
}

/// What somebody asked of a list.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Names and values behind the `?`.
    pub query: Vec<(String, String)>,
    /// Rows at most.
    pub limit: usize,
}

impl Asked {
    fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
}

/// Rows found, with what leads to the next.
pub struct Found {
    columns: Vec<&'static ListColumn>,
    rows: Vec<DbRow>,
    more: bool,
    backward: bool,
}

/// Rows counted at most.
const CAP: i64 = 2000;

impl List {
    /// Reads rows: act, filters and confidential columns are asked here, for pages, sheets and JSON alike.
    pub fn read(&self, door: &mut Door, asked: &Asked) -> Result<Found> {
        door.ctx.may(self.act)?;
        let columns: Vec<&'static ListColumn> =
            self.columns.iter().filter(|c| c.confidential.is_none_or(|k| door.ctx.sees(k))).collect();
        for kind in columns.iter().filter_map(|c| c.confidential) {
            door.look(kind);
        }
        let (sort, descending) = self.sorted(asked, &columns)?;
        let mut params = Vec::new();
        let mut wheres = self.conditions(asked, &mut params)?;
        let (after, before) = (asked.get("after"), asked.get("before"));
        let backward = after.is_empty() && !before.is_empty();
        let cursor = if backward { before } else { after };
        if !cursor.is_empty() {
            let (value, key) = cursor
                .split_once('~')
                .ok_or(Error::Http { status: 400, text: "页码无效。请回到第一页" })?;
            let value: Value = if sort.is_number() {
                Value::Int(
                    value.parse().map_err(|_| Error::Http {
                        status: 400, text: "页码无效。请回到第一页"
                    })?,
                )
            } else {
                value.into()
            };
            params.push(value);
            params.push(key.into());
            let sign = if backward == descending { ">" } else { "<" };
            let n = params.len();
            wheres.push(format!("({}, {}) {sign} (${}, ${n})", sort.sql, self.key, n - 1));
        }
        let direction = if backward == descending { "ASC" } else { "DESC" };
        let mut select = vec![self.key.to_owned(), sort.sql.to_owned()];
        for column in &columns {
            select.push(column.sql.to_owned());
            select.extend(column.extra().map(str::to_owned));
        }
        params.push(Value::Int(i64::try_from(asked.limit + 1).unwrap_or(51)));
        let sql = format!(
            "SELECT {} FROM {}{} ORDER BY {} {direction}, {} {direction} LIMIT ${}",
            select.join(", "),
            self.from,
            and(&wheres),
            sort.sql,
            self.key,
            params.len()
        );
        let mut rows = door.conn.query(&sql, &params)?;
        let more = rows.len() > asked.limit;
        rows.truncate(asked.limit);
        if backward {
            rows.reverse();
        }
        Ok(Found { columns, rows, more, backward })
    }

    /// How many rows there are, counted up to a cap: the same conditions, the same right.
    pub fn count(&self, door: &mut Door, asked: &Asked) -> Result<(u64, bool)> {
        let mut params = Vec::new();
        let wheres = self.conditions(asked, &mut params)?;
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM {}{} LIMIT {CAP}) AS counted",
            self.from,
            and(&wheres)
        );
        let n: i64 = door.conn.one(&sql, &params)?.get(0)?;
        Ok((u64::try_from(n).unwrap_or(0), n >= CAP))
    }

    fn sorted(&self, asked: &Asked, columns: &[&'static ListColumn]) -> Result<(&'static ListColumn, bool)> {
        let wish = match asked.get("sort") {
            "" => self.sort,
            wish => wish,
        };
        let (key, descending) = wish.strip_prefix('-').map_or((wish, false), |key| (key, true));
        // A column that the reader may not see sorts nothing either.
        let column = columns.iter().find(|c| c.key == key && c.sort);
        let column = column.ok_or(Error::Http { status: 400, text: "不能按这一列排序" })?;
        Ok((column, descending))
    }

    fn conditions(&self, asked: &Asked, params: &mut Vec<Value>) -> Result<Vec<String>> {
        let mut wheres = Vec::new();
        let mut bind = |value: Value| {
            params.push(value);
            format!("${}", params.len())
        };
        let tab = asked.get("tab");
        if let Some((_, _, condition)) = self.tabs.iter().find(|t| t.0 == tab).or(self.tabs.first())
            && !condition.is_empty()
        {
            wheres.push(format!("({condition})"));
        }
        if !self.search.is_empty() {
            for word in asked.get("q").to_lowercase().split_whitespace().take(6) {
                let escaped = word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
                wheres.push(format!(
                    "{} LIKE {} ESCAPE '!'",
                    self.search,
                    bind(format!("%{escaped}%").into())
                ));
            }
        }
        for filter in self.filters {
            let value = asked.get(filter.name);
            match &filter.kind {
                ListFilterKind::Choice(sql, options) if !value.is_empty() => {
                    if !options().iter().any(|(code, _)| *code == value) {
                        return Err(Error::Http {
                            status: 400, text: "筛选条件无效。请清除筛选"
                        });
                    }
                    wheres.push(format!("{sql} = {}", bind(value.into())));
                }
                ListFilterKind::Dates(sql) => {
                    for (end, sign) in [("from", ">="), ("to", "<=")] {
                        let day = asked.get(&format!("{}.{end}", filter.name));
                        if let Some(day) = super::said::parse_date(day) {
                            wheres.push(format!("{sql} {sign} {}", bind(day.to_string().into())));
                        }
                    }
                }
                ListFilterKind::Flag(condition) if value == "1" => wheres.push(format!("({condition})")),
                _ => {}
            }
        }
        Ok(wheres)
    }

    /// The rows as a table.
    pub fn table(
        &self,
        door: &mut Door,
        ui: &Ui,
        asked: &Asked,
        tab_counts: &[(&str, u64)],
    ) -> Result<Table> {
        let found = self.read(door, asked)?;
        let (total, capped) = self.count(door, asked)?;
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
        let current = if asked.get("tab").is_empty() {
            self.tabs.first().map_or("", |t| t.0)
        } else {
            asked.get("tab")
        };
        let tabs = self.tabs.iter().map(|(key, label, _)| {
            let query = asked
                .query
                .iter()
                .filter(|(n, v)| !matches!(n.as_str(), "after" | "before" | "tab") && !v.is_empty());
            let mut pairs: Vec<(&str, &str)> = query.map(|(n, v)| (n.as_str(), v.as_str())).collect();
            pairs.push(("tab", key));
            let count = tab_counts.iter().find(|(k, _)| k == key).map(|(_, n)| *n);
            Tab { count, ..Tab::new(ui.t(label), with_query(self.path, pairs), *key == current) }
        });
        let export = with_query(&format!("{}.xlsx", self.path), pairs_of(asked));
        let filtered = asked
            .query
            .iter()
            .any(|(n, v)| !matches!(n.as_str(), "tab" | "sort" | "after" | "before") && !v.is_empty());
        let empty_action = self.empty_action.map(|(label, href)| super::ui::Button::link(ui.t(label), href));
        Ok(Table {
            id: "list".into(),
            path: self.path.into(),
            query: asked.query.clone(),
            columns: found.columns.iter().map(|c| column(c, ui)).collect(),
            rows: found.rows.iter().map(|r| self.row(&found, r, ui)).collect::<Result<_>>()?,
            sort: Some(Sort { key: sort.key.into(), descending }),
            filters: self.filters.iter().map(|f| filter(f, asked, ui)).collect(),
            search: (!self.search.is_empty()).then(|| Search {
                name: "q".into(),
                value: asked.get("q").into(),
                placeholder: ui.t("编号、名称、拼音首字母").into(),
            }),
            tabs: tabs.collect(),
            pager: Some(Pager {
                prev,
                next,
                shown: u64::try_from(found.rows.len()).unwrap_or(0),
                total: Some(total),
                capped,
            }),
            export: Some(export),
            empty: Empty { sentence: ui.t(self.empty).into(), action: empty_action },
            caption: ui.lang.list(self.title).into(),
            clear_href: filtered.then(|| self.path.to_owned()),
            ..Table::default()
        })
    }

    fn row(&self, found: &Found, row: &DbRow, ui: &Ui) -> Result<Row> {
        let key: String = row.get(0)?;
        let cells = found.cells(row, ui)?;
        Ok(if self.href.is_empty() {
            Row { key, ..Row::plain(cells) }
        } else {
            Row::new(key.clone(), self.href.replace("{key}", &key), cells)
        })
    }

    /// The rows as a workbook.
    pub fn sheet(&self, door: &mut Door, ui: &Ui, asked: &Asked) -> Result<Vec<u8>> {
        use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
        let found = self.read(door, asked)?;
        let mut columns = Vec::new();
        for c in &found.columns {
            let kind = match c.kind {
                Show::Date => ColumnKind::Date,
                Show::Money | Show::Percent => ColumnKind::Number { decimals: 2 },
                Show::Quantity(_) => ColumnKind::Number { decimals: 3 },
                Show::Integer => ColumnKind::Number { decimals: 0 },
                _ => ColumnKind::Text,
            };
            columns.push(ColumnOut::new(ui.t(c.label), kind));
            if matches!(c.kind, Show::Quantity(_)) {
                columns.push(ColumnOut::new(ui.t("单位"), ColumnKind::Text));
            }
            if matches!(c.kind, Show::Two(_)) {
                columns.push(ColumnOut::new(format!("{} 2", ui.t(c.label)), ColumnKind::Text));
            }
        }
        let mut rows = Vec::new();
        for row in &found.rows {
            let mut out = Vec::new();
            for cell in found.cells(row, ui)? {
                let written = match cell {
                    Cell::Date(date) => CellOut::Date(date),
                    Cell::Money { minor, .. } => CellOut::Number { units: minor, scale: 2 },
                    Cell::Percent(bp) => CellOut::Number { units: bp, scale: 2 },
                    Cell::Quantity { millionths, unit } => {
                        out.push(CellOut::Number { units: millionths, scale: 6 });
                        CellOut::Text(unit)
                    }
                    Cell::Two { main, sub } => {
                        out.push(CellOut::Text(main));
                        CellOut::Text(sub)
                    }
                    Cell::Badge(badge) => CellOut::Text(badge.text),
                    Cell::Integer(n) => CellOut::Number { units: n, scale: 0 },
                    Cell::Text(text) | Cell::Code(text) => CellOut::Text(text),
                    _ => CellOut::Empty,
                };
                out.push(written);
            }
            rows.push(out);
        }
        let note = Some(format!("{} {}", ui.t("导出"), ui.now.strftime("%Y-%m-%d %H:%M")));
        let sheet = SheetOut {
            name: ui.lang.list(self.title).into(),
            title: None,
            columns,
            rows,
            totals: None,
            note,
        };
        Ok(write_workbook(&[sheet])?)
    }

    /// The rows as JSON: exact numbers as text, days as text, codes as they are stored.
    pub fn json(&self, door: &mut Door, asked: &Asked) -> Result<serde_json::Value> {
        let found = self.read(door, asked)?;
        let mut rows = Vec::new();
        for row in &found.rows {
            let mut object = serde_json::Map::new();
            object.insert("id".into(), json!(row.get::<String>(0)?));
            let mut at = 2;
            for c in &found.columns {
                let value = row.values().get(at).unwrap_or(&Value::Null);
                at += 1;
                let written = match (&c.kind, value) {
                    (Show::Money, Value::Int(i)) => json!(domain::money::Money(*i).plain()),
                    (Show::Quantity(_), Value::Int(i)) => json!(domain::quantity::Quantity(*i).plain()),
                    (_, Value::Int(i)) => json!(i),
                    (_, Value::Bool(b)) => json!(b),
                    (Show::Sentence, Value::Text(t)) => json!(door.ctx.lang.unpack(t)),
                    (_, Value::Text(t)) => json!(t),
                    _ => serde_json::Value::Null,
                };
                object.insert(c.key.into(), written);
                if c.extra().is_some() {
                    if let Some(Value::Text(t)) = row.values().get(at) {
                        let suffix = if matches!(c.kind, Show::Quantity(_)) { "unit" } else { "detail" };
                        object.insert(format!("{}_{suffix}", c.key), json!(t));
                    }
                    at += 1;
                }
            }
            rows.push(serde_json::Value::Object(object));
        }
        let next = match found.rows.last() {
            Some(row) if found.more => {
                let value = match row.values().get(1) {
                    Some(Value::Int(i)) => i.to_string(),
                    Some(Value::Text(t)) => t.clone(),
                    _ => String::new(),
                };
                json!(format!("{value}~{}", row.get::<String>(0)?))
            }
            _ => serde_json::Value::Null,
        };
        Ok(json!({ "rows": rows, "next": next }))
    }

    /// Every statement that the declaration can give, for the test that prepares them all.
    pub fn statements(&self) -> Vec<String> {
        let select: Vec<&str> =
            self.columns.iter().flat_map(|c| [Some(c.sql), c.extra()]).flatten().chain([self.key]).collect();
        let mut conditions: Vec<String> =
            self.tabs.iter().filter(|t| !t.2.is_empty()).map(|t| format!("({})", t.2)).collect();
        for filter in self.filters {
            match &filter.kind {
                ListFilterKind::Choice(sql, _) | ListFilterKind::Dates(sql) => {
                    conditions.push(format!("{sql} = ''"));
                }
                ListFilterKind::Flag(sql) => conditions.push(format!("({sql})")),
            }
        }
        if !self.search.is_empty() {
            conditions.push(format!("{} LIKE '%x%' ESCAPE '!'", self.search));
        }
        let base = format!("SELECT {} FROM {}", select.join(", "), self.from);
        conditions
            .iter()
            .map(|c| format!("{base} WHERE {c} LIMIT 1"))
            .chain([format!("{base} LIMIT 1")])
            .collect()
    }
}

impl Found {
    fn cells(&self, row: &DbRow, ui: &Ui) -> Result<Vec<Cell>> {
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
                (Show::Money, Value::Int(minor)) => Cell::Money { minor, currency: "CNY".into() },
                (Show::Quantity(sql), Value::Int(millionths)) => {
                    let unit = extra()?;
                    // A unit that the list states itself is a word of ours; those of items are data.
                    let unit = if sql.starts_with('\'') { ui.t(&unit).to_owned() } else { unit };
                    Cell::Quantity { millionths, unit }
                }
                (Show::Integer, Value::Int(n)) => Cell::Integer(n),
                (Show::Percent, Value::Int(bp)) => Cell::Percent(bp),
                (Show::Date, Value::Text(day)) => day.parse().map_or(Cell::Empty, Cell::Date),
                (Show::Badge(words), Value::Text(code)) => {
                    let (tone, text) = words(&code);
                    if text.is_empty() { Cell::Empty } else { Cell::Badge(Badge::new(tone, ui.t(text))) }
                }
                (Show::Two(_), Value::Text(main)) => Cell::Two { main, sub: ui.lang.summary(&extra()?) },
                (Show::Code, Value::Text(code)) if !code.is_empty() => Cell::Code(code),
                (Show::Sentence, Value::Text(text)) if !text.is_empty() => Cell::Text(ui.lang.unpack(&text)),
                (_, Value::Text(text)) if !text.is_empty() => Cell::Text(text),
                (kind, _) => {
                    if matches!(kind, Show::Quantity(_) | Show::Two(_)) {
                        extra()?;
                    }
                    Cell::Empty
                }
            });
        }
        Ok(cells)
    }
}

fn pairs_of(asked: &Asked) -> Vec<(&str, &str)> {
    let kept = asked.query.iter().filter(|(n, v)| !matches!(n.as_str(), "after" | "before") && !v.is_empty());
    kept.map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

fn column(c: &ListColumn, ui: &Ui) -> Column {
    let label = ui.t(c.label);
    let base = if c.is_number() { Column::number(c.key, label) } else { Column::new(c.key, label) };
    Column { sortable: c.sort, hide_phone: c.hide_phone, ..base }
}

fn filter(f: &ListFilter, asked: &Asked, ui: &Ui) -> Filter {
    let (kind, value) = match &f.kind {
        ListFilterKind::Choice(_, options) => {
            let options = options().into_iter().map(|(code, label)| Opt::new(code, ui.t(label))).collect();
            (FilterKind::Choice(options), asked.get(f.name).to_owned())
        }
        ListFilterKind::Dates(_) => {
            let end = |end: &str| asked.get(&format!("{}.{end}", f.name)).to_owned();
            (FilterKind::DateRange, format!("{}..{}", end("from"), end("to")))
        }
        ListFilterKind::Flag(_) => (FilterKind::Flag, asked.get(f.name).to_owned()),
    };
    Filter::new(f.name, ui.t(f.label), kind, value)
}

fn and(wheres: &[String]) -> String {
    if wheres.is_empty() { String::new() } else { format!(" WHERE {}", wheres.join(" AND ")) }
}
