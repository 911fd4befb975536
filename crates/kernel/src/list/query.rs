//! Reading a list: act, filters, search, sorting and paging by key as one statement.

use db::{Conn, Row as DbRow, Value};
use jiff::civil::Time;

use super::{Asked, List, ListColumn, ListFilter, ListFilterKind, Sought, When};
use crate::ctx::{Door, end_of, instant};
use crate::error::{Error, Result};
use crate::ui::Ui;

/// Rows found, with what leads to the next.
pub struct Found {
    pub(super) columns: Vec<&'static ListColumn>,
    pub(super) rows: Vec<DbRow>,
    pub(super) more: bool,
    pub(super) backward: bool,
}

/// Rows counted at most.
pub(super) const CAP: i64 = 2000;

impl List {
    /// Reads rows: act, filters and confidential columns are asked here, for pages, sheets and JSON alike.
    pub fn read(&self, door: &mut Door, ui: &Ui, asked: &Asked) -> Result<Found> {
        door.ctx.may(self.right)?;
        let mut columns: Vec<&'static ListColumn> = Vec::new();
        for column in self.columns {
            if let Some(kind) = column.secret(ui)? {
                if !door.ctx.sees(kind) {
                    continue;
                }
                door.look(kind);
            }
            columns.push(column);
        }
        let (sort, descending) = self.sorted(asked, &columns)?;
        let mut params = Vec::new();
        let mut wheres = self.conditions(door.conn, asked, &mut params)?;
        let (after, before) = (asked.get("after"), asked.get("before"));
        let backward = after.is_empty() && !before.is_empty();
        let cursor = if backward { before } else { after };
        if !cursor.is_empty() {
            let (value, key) = cursor
                .split_once('~')
                .ok_or(Error::Http { status: 400, text: "页码无效。请回到第一页" })?;
            let value: Value = if sort.is_whole() {
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
        // The limit is ours and one of few: written out, it is known when the statement is planned.
        let sql = format!(
            "SELECT {} FROM {}{} ORDER BY {} {direction}, {} {direction} LIMIT {}",
            select.join(", "),
            self.from,
            and(&wheres),
            sort.sql,
            self.key,
            asked.limit + 1
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
        let wheres = self.conditions(door.conn, asked, &mut params)?;
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM {}{} LIMIT {CAP}) AS counted",
            self.from,
            and(&wheres)
        );
        let n: i64 = door.conn.one(&sql, &params)?.get(0)?;
        Ok((u64::try_from(n).unwrap_or(0), n >= CAP))
    }

    /// The sums of the summed columns among `columns` over all rows that were asked for.
    pub(super) fn sums(
        &self,
        door: &mut Door,
        asked: &Asked,
        columns: &[&'static ListColumn],
    ) -> Result<Vec<(&'static str, i64)>> {
        let summed: Vec<&ListColumn> = columns.iter().filter(|c| c.summed).copied().collect();
        if summed.is_empty() {
            return Ok(Vec::new());
        }
        let mut params = Vec::new();
        let wheres = self.conditions(door.conn, asked, &mut params)?;
        let terms: Vec<String> =
            summed.iter().map(|c| format!("CAST(COALESCE(SUM({}), 0) AS BIGINT)", c.sql)).collect();
        let sql = format!("SELECT {} FROM {}{}", terms.join(", "), self.from, and(&wheres));
        let row = door.conn.one(&sql, &params)?;
        summed.iter().enumerate().map(|(n, column)| Ok((column.key, row.get(n)?))).collect()
    }

    pub(super) fn sorted(
        &self,
        asked: &Asked,
        columns: &[&'static ListColumn],
    ) -> Result<(&'static ListColumn, bool)> {
        let wish = match asked.get("sort") {
            "" => self.sort,
            wish => wish,
        };
        let (key, descending) = wish.strip_prefix('-').map_or((wish, false), |key| (key, true));
        // A column that the reader may not see sorts nothing either.
        let column = columns.iter().find(|c| c.key == key && c.sort);
        let column = column.ok_or_else(|| Error::field("sort", "不能按这一列排序"))?;
        Ok((column, descending))
    }

    fn conditions(&self, conn: &mut Conn, asked: &Asked, params: &mut Vec<Value>) -> Result<Vec<String>> {
        self.check(&asked.query)?;
        let mut wheres = Vec::new();
        let tab = asked.get("tab");
        let tab = self.tabs.iter().find(|t| t.0 == tab).or(self.tabs.first());
        wheres.extend(tab.and_then(|(_, _, when)| when.bound(params)));
        let on = |filter: &&ListFilter| asked.get(filter.name) == "1";
        for filter in self.filters.iter().filter(on) {
            if let ListFilterKind::Flag(when) = filter.kind {
                wheres.extend(when.bound(params));
            }
        }
        wheres.extend(self.search.conditions(conn, asked.get("q"), params)?);
        let mut bind = |value: Value| {
            params.push(value);
            format!("${}", params.len())
        };
        for filter in self.filters {
            let value = asked.get(filter.name);
            match &filter.kind {
                ListFilterKind::Choice(sql, _) if !value.is_empty() => {
                    wheres.push(format!("{sql} = {}", bind(value.into())));
                }
                ListFilterKind::Words(sql) if !value.is_empty() => {
                    wheres.push(format!("{sql} = {}", bind(value.trim().into())));
                }
                ListFilterKind::Known(sql, _) if !value.is_empty() => {
                    wheres.push(format!("{sql} = {}", bind(value.into())));
                }
                ListFilterKind::Person(sql, _) if !asked.person(filter.name).is_empty() => {
                    wheres.push(format!("{sql} = {}", bind(asked.person(filter.name).into())));
                }
                ListFilterKind::Dates(sql) => {
                    for (end, sign) in [("from", ">="), ("to", "<=")] {
                        if let Some(day) = asked.day(filter.name, end)? {
                            wheres.push(format!("{sql} {sign} {}", bind(day.to_string().into())));
                        }
                    }
                }
                ListFilterKind::Moments(sql) => {
                    let first = asked.day(filter.name, "from")?;
                    let first = first.and_then(|day| instant(day.to_datetime(Time::midnight())));
                    let last = asked.day(filter.name, "to")?.and_then(end_of);
                    for (at, sign) in [(first, ">="), (last, "<=")] {
                        let at = at.map(|at| bind(at.as_microsecond().into()));
                        wheres.extend(at.map(|at| format!("{sql} {sign} {at}")));
                    }
                }
                _ => {}
            }
        }
        Ok(wheres)
    }

    /// Every statement that the declaration can give, for the test that prepares them all.
    pub fn statements(&self) -> Vec<String> {
        let select: Vec<&str> =
            self.columns.iter().flat_map(|c| [Some(c.sql), c.extra()]).flatten().chain([self.key]).collect();
        let whole = |when: &When| when.bound(&mut Vec::new());
        let mut conditions: Vec<String> = self.tabs.iter().filter_map(|t| whole(&t.2)).collect();
        for filter in self.filters {
            match &filter.kind {
                ListFilterKind::Choice(sql, _)
                | ListFilterKind::Known(sql, _)
                | ListFilterKind::Person(sql, _)
                | ListFilterKind::Dates(sql)
                | ListFilterKind::Words(sql) => {
                    conditions.push(format!("{sql} = ''"));
                }
                ListFilterKind::Moments(sql) => conditions.push(format!("{sql} = 0")),
                ListFilterKind::Flag(when) => conditions.extend(whole(when)),
            }
        }
        if let Sought::In(sql) = self.search
            && !sql.is_empty()
        {
            conditions.push(format!("{sql} LIKE '%x%' ESCAPE '!'"));
        }
        let base = format!("SELECT {} FROM {}", select.join(", "), self.from);
        let summed = self.columns.iter().filter(|c| c.summed);
        let sums = summed.map(|c| format!("SELECT CAST(SUM({}) AS BIGINT) FROM {}", c.sql, self.from));
        conditions
            .iter()
            .map(|c| format!("{base} WHERE {c} LIMIT 1"))
            .chain([format!("{base} LIMIT 1")])
            .chain(sums)
            .collect()
    }
}

fn and(wheres: &[String]) -> String {
    if wheres.is_empty() { String::new() } else { format!(" WHERE {}", wheres.join(" AND ")) }
}
