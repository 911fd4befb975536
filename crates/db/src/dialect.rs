//! The few differences between the two databases, each with its reason.

use std::borrow::Cow;

use crate::Kind;

/// SQLite numbers `$1` by first appearance (it is a name there); `?1` is a number.
pub(crate) fn sqlite_placeholders(sql: &str) -> Cow<'_, str> {
    if sql.contains('$') { Cow::Owned(sql.replace('$', "?")) } else { Cow::Borrowed(sql) }
}

/// What keeps the rows of `table` where `column` is `$1` from other writers until the transaction ends: PostgreSQL has
/// several writers at once and must be told, SQLite has one, and knows no such clause.
pub(crate) fn hold(kind: Kind, table: &str, column: &str) -> Option<String> {
    match kind {
        Kind::Sqlite => None,
        Kind::Postgres => Some(format!("SELECT {column} FROM {table} WHERE {column} = $1 FOR UPDATE")),
    }
}

/// How a job that only reads begins, so that all it reads is of one moment. On SQLite every transaction that reads is
/// a snapshot; on PostgreSQL each statement of the default level sees what others have committed meanwhile.
pub(crate) fn begin_read(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "BEGIN DEFERRED",
        Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
}

/// A migration as SQLite takes it: strict tables know only its own five type names.
pub(crate) fn sqlite_schema(sql: &str) -> String {
    append_only(&sql.replace(" BIGINT", " INTEGER").replace(" BOOLEAN", " INTEGER"), |table| {
        ["UPDATE", "DELETE"]
            .map(|act| {
                let name = act.to_lowercase();
                format!(
                    "CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;"
                )
            })
            .join("\n")
    })
}

/// A migration as PostgreSQL takes it: bytes are called `BYTEA`, every table is strict.
pub(crate) fn postgres_schema(sql: &str) -> String {
    append_only(&sql.replace(" BLOB", " BYTEA").replace(") STRICT;", ");"), |table| {
        format!(
            "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
             CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
             FOR EACH STATEMENT EXECUTE FUNCTION append_only();"
        )
    })
}

/// A line `APPEND ONLY table;` of a migration guards a table against changes by mistake; triggers are written differently.
fn append_only(sql: &str, guard: impl Fn(&str) -> String) -> String {
    let line = |line: &str| match line.strip_prefix("APPEND ONLY ").and_then(|rest| rest.strip_suffix(';')) {
        Some(table) => guard(table),
        None => line.to_owned(),
    };
    sql.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_keep_their_numbers_on_sqlite() {
        assert_eq!(sqlite_placeholders("a = $2 AND b = $1"), "a = ?2 AND b = ?1");
    }
}
