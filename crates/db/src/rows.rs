//! What is derived, written as far as it changed: reading is cheaper than writing the same again, and what is derived is
//! mostly derived unchanged.

use std::collections::BTreeMap;

use crate::conn::Conn;
use crate::dialect::held;
use crate::error::Result;
use crate::value::{Row, Value};

/// Sizes of lists in statements, so that there are few statements: a list is filled up with its last value.
const SIZES: [usize; 5] = [1, 4, 16, 64, 256];

/// Rows that are taken away by one statement.
const GONE_AT_ONCE: usize = 20;

impl Conn {
    /// As [`Conn::find`], and keeps the row from other writers until the transaction ends: what it says is what they have left.
    pub fn find_held(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>> {
        self.find(&held(self.kind(), sql), params)
    }

    /// All rows that `sql` answers, in which `{keys}` stands for the list of `keys`; more are asked for in several statements,
    /// one after the other.
    pub fn query_in(&mut self, sql: &str, keys: &[Value]) -> Result<Vec<Row>> {
        let most = SIZES.iter().copied().max().unwrap_or(1);
        let mut out = Vec::new();
        for some in keys.chunks(most) {
            let size = SIZES.into_iter().find(|size| *size >= some.len()).unwrap_or(most);
            let fill = some.last().into_iter().cycle();
            let params: Vec<Value> = some.iter().chain(fill).take(size).cloned().collect();
            let list: Vec<String> = (1..=size).map(|n| format!("${n}")).collect();
            out.extend(self.query(&sql.replace("{keys}", &list.join(", ")), &params)?);
        }
        Ok(out)
    }

    /// Makes `table` hold exactly `rows` of `owners`, who stand in the first of `columns`: as [`Conn::change`] from what is there.
    pub fn replace(
        &mut self,
        table: &str,
        columns: &str,
        key: usize,
        owners: &[Value],
        rows: &[Vec<Value>],
    ) -> Result<()> {
        let owner = columns.split(',').next().unwrap_or_default();
        let found =
            self.query_in(&format!("SELECT {columns} FROM {table} WHERE {owner} IN ({{keys}})"), owners)?;
        let found: Vec<Vec<Value>> = found.iter().map(|row| row.values().to_vec()).collect();
        self.change(table, columns, key, &found, rows)
    }

    /// Makes `rows` of `table` of what is known to be `there`: what is not among them goes, what differs is written, the rest stays
    /// untouched. The first `key` columns tell a row from all others; of rows with the same ones the first counts.
    pub fn change(
        &mut self,
        table: &str,
        columns: &str,
        key: usize,
        there: &[Vec<Value>],
        rows: &[Vec<Value>],
    ) -> Result<()> {
        let names: Vec<&str> = columns.split(',').map(str::trim).collect();
        let ident = |row: &[Value]| -> Vec<String> {
            row.get(..key).unwrap_or_default().iter().map(|value| format!("{value:?}")).collect()
        };
        let mut before: BTreeMap<Vec<String>, &Vec<Value>> =
            there.iter().map(|row| (ident(row), row)).collect();
        let (mut written, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
        for row in rows {
            let ident = ident(row);
            let there = before.remove(&ident);
            let same = |a: &[Value]| a.len() == row.len() && a.iter().zip(row).all(|(a, b)| a.is_same(b));
            if seen.insert(ident) && !there.is_some_and(|there| same(there)) {
                written.push(row.clone());
            }
        }
        let gone: Vec<Vec<Value>> =
            before.values().map(|row| row.get(..key).unwrap_or_default().to_vec()).collect();
        for some in gone.chunks(GONE_AT_ONCE) {
            let one = |n: usize| {
                let own = names.iter().take(key).enumerate();
                let own: Vec<String> =
                    own.map(|(at, name)| format!("{name} = ${}", n * key + at + 1)).collect();
                format!("({})", own.join(" AND "))
            };
            let any: Vec<String> = (0..some.len()).map(one).collect();
            self.execute(&format!("DELETE FROM {table} WHERE {}", any.join(" OR ")), &some.concat())?;
        }
        let set: Vec<String> =
            names.iter().skip(key).map(|name| format!("{name} = excluded.{name}")).collect();
        let own: Vec<&str> = names.iter().take(key).copied().collect();
        let tail = format!("ON CONFLICT ({}) DO UPDATE SET {}", own.join(", "), set.join(", "));
        self.insert(&format!("INSERT INTO {table} ({columns})"), &written, &tail)
    }
}
