//! One connection, of either kind.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::dialect::{hold, sqlite_placeholders};
use crate::{Engine, Error, Result, Row, Value};

/// One connection. Statements are prepared once per connection and text.
pub struct Conn {
    backend: Backend,
    /// Whether the log beside the file may still hold what a job wants gone.
    leaves_traces: bool,
    /// When that was tried last, and a reader kept it.
    swept_in_vain: Option<Instant>,
}

enum Backend {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Postgres>),
}

struct Postgres {
    client: postgres::Client,
    statements: HashMap<String, postgres::Statement>,
}

/// How long SQLite waits for another connection.
pub(crate) const BUSY: Duration = Duration::from_secs(5);
/// How long after a sweep in vain the next is tried: trying costs a checkpoint.
const AGAIN: Duration = Duration::from_millis(500);
/// Rows per statement of [`Conn::insert`]: few sizes, so that few statements are prepared.
const CHUNKS: [usize; 5] = [32, 8, 4, 2, 1];

impl Conn {
    pub(crate) fn sqlite(connection: rusqlite::Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(512);
        Self { backend: Backend::Sqlite(connection), leaves_traces: false, swept_in_vain: None }
    }

    pub(crate) fn postgres(client: postgres::Client) -> Self {
        let backend = Backend::Postgres(Box::new(Postgres { client, statements: HashMap::new() }));
        Self { backend, leaves_traces: false, swept_in_vain: None }
    }

    /// Which database this is: for the few places where it matters (backup, maintenance).
    pub fn kind(&self) -> Engine {
        match self.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether the server has gone away.
    pub(crate) fn is_closed(&self) -> bool {
        match &self.backend {
            Backend::Sqlite(_) => false,
            Backend::Postgres(p) => p.client.is_closed(),
        }
    }

    /// All rows that `sql` answers.
    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        match &mut self.backend {
            Backend::Sqlite(c) => {
                let mut statement = c.prepare_cached(&sqlite_placeholders(sql))?;
                let columns = statement.column_count();
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    let values =
                        (0..columns).map(|i| Ok(value_of(row.get_ref(i)?))).collect::<Result<_>>()?;
                    out.push(Row(values));
                }
                Ok(out)
            }
            Backend::Postgres(p) => {
                let statement = p.prepared(sql)?;
                let params: Vec<&(dyn ToSql + Sync)> =
                    params.iter().map(|v| -> &(dyn ToSql + Sync) { v }).collect();
                p.client.query(&statement, &params)?.iter().map(postgres_row).collect()
            }
        }
    }

    /// The first row, if any.
    pub fn find(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The first row; an error where there is none.
    pub fn one(&mut self, sql: &str, params: &[Value]) -> Result<Row> {
        self.find(sql, params)?.ok_or_else(|| Error::Other(format!("no row: {sql}")))
    }

    /// Runs `sql`; how many rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        match &mut self.backend {
            Backend::Sqlite(c) => {
                let mut statement = c.prepare_cached(&sqlite_placeholders(sql))?;
                let touched = statement.execute(rusqlite::params_from_iter(params))?;
                Ok(u64::try_from(touched).unwrap_or(u64::MAX))
            }
            Backend::Postgres(p) => {
                let statement = p.prepared(sql)?;
                let params: Vec<&(dyn ToSql + Sync)> =
                    params.iter().map(|v| -> &(dyn ToSql + Sync) { v }).collect();
                Ok(p.client.execute(&statement, &params)?)
            }
        }
    }

    /// Inserts `rows`, several per statement: `head` is `INSERT INTO t (a, b)`, `tail` may be an
    /// `ON CONFLICT` clause or empty. Every row has as many values as the head has columns.
    pub fn insert(&mut self, head: &str, rows: &[Vec<Value>], tail: &str) -> Result<()> {
        let mut rest = rows;
        for size in CHUNKS {
            while rest.len() >= size {
                let (now, later) = rest.split_at(size);
                rest = later;
                let width = now.first().map_or(0, Vec::len);
                let sql = insert_sql(head, width, size, tail);
                self.execute(&sql, &now.concat())?;
            }
        }
        Ok(())
    }

    /// Keeps the rows of `table` where `column` is one of `keys` from other writers until the transaction ends, in their order;
    /// waits for whoever has them. What is read afterwards is what they have left.
    pub fn hold(&mut self, table: &str, column: &str, keys: &[Value]) -> Result<()> {
        match hold(self.kind(), table, column) {
            Some(sql) => self.query_in(&sql, keys).map(drop),
            None => Ok(()),
        }
    }

    /// What this transaction takes away is to be gone from the storage too: SQLite's write-ahead log keeps the pages as
    /// they were until it is emptied, which the writer does once the transaction is committed and before it is answered.
    pub fn leave_no_trace(&mut self) {
        self.leaves_traces = true;
        self.swept_in_vain = None;
    }

    /// Empties the log where [`Conn::leave_no_trace`] was asked for. A reader of long standing, like a backup, keeps it:
    /// it is waited for once, with the erasure itself; afterwards it is tried without waiting, now and then.
    pub(crate) fn sweep_traces(&mut self) -> Result<()> {
        let Backend::Sqlite(connection) = &self.backend else { return Ok(()) };
        let waits = self.swept_in_vain.is_some_and(|at| at.elapsed() < AGAIN);
        if !self.leaves_traces || waits {
            return Ok(());
        }
        if self.swept_in_vain.is_some() {
            connection.busy_timeout(Duration::ZERO)?;
        }
        let swept = self.one("PRAGMA wal_checkpoint(TRUNCATE)", &[]).and_then(|row| row.get::<i64>(0));
        if let Backend::Sqlite(connection) = &self.backend {
            connection.busy_timeout(BUSY)?;
        }
        let is_kept = swept? != 0;
        if is_kept && self.swept_in_vain.is_none() {
            tracing::warn!("what was erased stays in the log until a long reader has ended");
        }
        self.leaves_traces = is_kept;
        self.swept_in_vain = is_kept.then(Instant::now);
        Ok(())
    }

    /// Runs several statements without parameters.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.backend {
            Backend::Sqlite(c) => c.execute_batch(sql)?,
            Backend::Postgres(p) => p.client.batch_execute(sql)?,
        }
        Ok(())
    }

    /// Runs `job` as a part of the transaction: an `Err` takes back what it wrote, and nothing else.
    pub fn part<T, E: From<Error>>(
        &mut self,
        job: impl FnOnce(&mut Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.batch("SAVEPOINT part")?;
        let done = job(self);
        self.batch(if done.is_ok() { "RELEASE part" } else { "ROLLBACK TO part; RELEASE part" })?;
        done
    }

    /// Prepares `sql` without running it: a test prepares every statement on both databases.
    pub fn check(&mut self, sql: &str) -> Result<()> {
        match &mut self.backend {
            Backend::Sqlite(c) => drop(c.prepare_cached(&sqlite_placeholders(sql))?),
            Backend::Postgres(p) => drop(p.prepared(sql)?),
        }
        Ok(())
    }
}

impl Postgres {
    fn prepared(&mut self, sql: &str) -> Result<postgres::Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn insert_sql(head: &str, width: usize, rows: usize, tail: &str) -> String {
    let mut sql = format!("{head} VALUES ");
    let mut n = 1;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            // Writing to a String cannot fail.
            let _ = write!(sql, "{}${n}", if column == 0 { "" } else { ", " });
            n += 1;
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(tail);
    sql
}

fn value_of(value: rusqlite::types::ValueRef<'_>) -> Value {
    use rusqlite::types::ValueRef;
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(i) => Value::Int(i),
        ValueRef::Real(r) => Value::Text(r.to_string()),
        ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
        ValueRef::Blob(b) => Value::Blob(b.to_vec()),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(i) => ValueRef::Integer(*i),
            Self::Bool(b) => ValueRef::Integer(i64::from(*b)),
            Self::Text(t) => ValueRef::Text(t.as_bytes()),
            Self::Blob(b) => ValueRef::Blob(b),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(i) if *ty == Type::INT4 => i32::try_from(*i)?.to_sql(ty, out),
            Self::Int(i) => i.to_sql(ty, out),
            Self::Bool(b) => b.to_sql(ty, out),
            Self::Text(t) => t.to_sql(ty, out),
            Self::Blob(b) => b.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn postgres_row(row: &postgres::Row) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        let ty = column.type_();
        let value = if *ty == Type::INT8 {
            row.try_get::<_, Option<i64>>(i)?.into()
        } else if *ty == Type::INT4 {
            row.try_get::<_, Option<i32>>(i)?.into()
        } else if *ty == Type::BOOL {
            row.try_get::<_, Option<bool>>(i)?.into()
        } else if *ty == Type::BYTEA {
            row.try_get::<_, Option<Vec<u8>>>(i)?.into()
        } else if [Type::TEXT, Type::VARCHAR, Type::NAME].contains(ty) {
            row.try_get::<_, Option<String>>(i)?.into()
        } else {
            return Err(Error::Other(format!("column {} has type {ty}", column.name())));
        };
        values.push(value);
    }
    Ok(Row(values))
}
