//! The few differences between the two databases, each with its reason.

use std::borrow::Cow;

use crate::{Engine, keyed};

/// SQLite numbers `$1` by first appearance (it is a name there); `?1` is a number.
pub(crate) fn sqlite_placeholders(sql: &str) -> Cow<'_, str> {
    if sql.contains('$') { Cow::Owned(sql.replace('$', "?")) } else { Cow::Borrowed(sql) }
}

/// What keeps the rows of `table` where `column` is one of `{keys}` from other writers until the transaction ends, one after
/// the other in their order: PostgreSQL has several writers at once and must be told, SQLite has one, and knows no such clause.
pub(crate) fn hold(kind: Engine, table: &str, column: &str) -> Option<String> {
    match kind {
        Engine::Sqlite => None,
        Engine::Postgres => Some(format!(
            "SELECT {column} FROM {table} WHERE {column} IN ({{keys}}) ORDER BY {column} FOR UPDATE"
        )),
    }
}

/// A statement that reads one row, and keeps it as [`hold`] does.
pub(crate) fn held(kind: Engine, sql: &str) -> Cow<'_, str> {
    match kind {
        Engine::Sqlite => Cow::Borrowed(sql),
        Engine::Postgres => Cow::Owned(format!("{sql} FOR UPDATE")),
    }
}

/// How a job that only reads begins, so that all it reads is of one moment. On SQLite every transaction that reads is
/// a snapshot; on PostgreSQL each statement of the default level sees what others have committed meanwhile.
pub(crate) fn begin_read(kind: Engine) -> &'static str {
    match kind {
        Engine::Sqlite => "BEGIN DEFERRED",
        Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
}

/// How a migration asks for the index of [`crate::words`]: `FULL TEXT search_entry;`.
const FULL_TEXT: &str = "FULL TEXT ";

/// Pieces are cut by us: nothing else is a letter, and an accent is another one.
const SQLITE_WORDS: &str = "CREATE TABLE search_entry (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (kind, id)) STRICT;
CREATE VIRTUAL TABLE search_words USING fts5(words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0');";

const POSTGRES_WORDS: &str = "CREATE TABLE search_entry (n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL,
 words TSVECTOR NOT NULL, UNIQUE (kind, id));
CREATE INDEX search_entry_words ON search_entry USING GIN (words);";

/// A migration as SQLite takes it: strict tables know only its own five type names.
pub(crate) fn sqlite_schema(sql: &str) -> String {
    let sql = guarded(sql, "ERASABLE ", sqlite_erasable);
    let sql = guarded(&sql, keyed::WORDS, |_| String::new());
    let sql = guarded(&sql, FULL_TEXT, |_| SQLITE_WORDS.to_owned());
    guarded(&sql.replace(" BIGINT", " INTEGER").replace(" BOOLEAN", " INTEGER"), "APPEND ONLY ", |table| {
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

/// What an erasure leaves alone: every column but the body.
const KEPT: [&str; 9] = ["stream", "seq", "kind", "at", "actor", "command", "epoch", "prev_hash", "hash"];

/// SQLite's guard that lets an erasure through: the body alone, while the transaction says that it erases.
fn sqlite_erasable(table: &str) -> String {
    let same: Vec<String> = KEPT.iter().map(|c| format!("NEW.{c} IS OLD.{c}")).collect();
    format!(
        "DROP TRIGGER {table}_no_update;
         CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
         WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND {})
         BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;",
        same.join(" AND ")
    )
}

/// As [`sqlite_erasable`]; rows must be seen one by one, so the statement's guard keeps the other acts alone.
fn postgres_erasable(table: &str) -> String {
    let columns = |row: &str| KEPT.map(|c| format!("{row}.{c}")).join(", ");
    format!(
        "CREATE OR REPLACE FUNCTION erasable() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN
           IF EXISTS (SELECT 1 FROM erasing) AND ({}) IS NOT DISTINCT FROM ({}) THEN RETURN NEW; END IF;
           RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
         END $$;
         DROP TRIGGER {table}_append_only ON {table};
         CREATE TRIGGER {table}_append_only BEFORE DELETE OR TRUNCATE ON {table}
         FOR EACH STATEMENT EXECUTE FUNCTION append_only();
         CREATE TRIGGER {table}_erasable BEFORE UPDATE ON {table}
         FOR EACH ROW EXECUTE FUNCTION erasable();",
        columns("NEW"),
        columns("OLD")
    )
}

/// A migration as PostgreSQL takes it: bytes are called `BYTEA`, every table is strict.
pub(crate) fn postgres_schema(sql: &str) -> String {
    let sql = guarded(sql, "ERASABLE ", postgres_erasable);
    let sql = guarded(&sql, keyed::WORDS, |_| String::new());
    let sql = guarded(&sql, FULL_TEXT, |_| POSTGRES_WORDS.to_owned());
    guarded(&sql.replace(" BLOB", " BYTEA").replace(") STRICT;", ");"), "APPEND ONLY ", |table| {
        format!(
            "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
             CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
             FOR EACH STATEMENT EXECUTE FUNCTION append_only();"
        )
    })
}

/// A line `APPEND ONLY table;` of a migration guards a table against changes by mistake, `ERASABLE table;` lets
/// erasures through that guard; triggers are written differently.
fn guarded(sql: &str, words: &str, guard: impl Fn(&str) -> String) -> String {
    let line = |line: &str| table_of(line, words).map_or_else(|| line.to_owned(), &guard);
    sql.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The tables that lines of `sql` name behind `words`.
pub(crate) fn named<'a>(sql: &'a str, words: &str) -> impl Iterator<Item = &'a str> {
    sql.lines().filter_map(move |line| table_of(line, words))
}

fn table_of<'a>(line: &'a str, words: &str) -> Option<&'a str> {
    line.strip_prefix(words)?.strip_suffix(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_keep_their_numbers_on_sqlite() {
        assert_eq!(sqlite_placeholders("a = $2 AND b = $1"), "a = ?2 AND b = ?1");
    }
}
