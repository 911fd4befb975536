//! The few differences between the two databases, each with its reason.

use std::borrow::Cow;

/// SQLite numbers `$1` by first appearance (it is a name there); `?1` is a number.
pub(crate) fn sqlite_placeholders(sql: &str) -> Cow<'_, str> {
    if sql.contains('$') { Cow::Owned(sql.replace('$', "?")) } else { Cow::Borrowed(sql) }
}

/// A migration as SQLite takes it: strict tables know only its own five type names.
pub(crate) fn sqlite_schema(sql: &str) -> String {
    sql.replace(" BIGINT", " INTEGER").replace(" BOOLEAN", " INTEGER")
}

/// A migration as PostgreSQL takes it: bytes are called `BYTEA`, every table is strict.
pub(crate) fn postgres_schema(sql: &str) -> String {
    sql.replace(" BLOB", " BYTEA").replace(") STRICT;", ");")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_keep_their_numbers_on_sqlite() {
        assert_eq!(sqlite_placeholders("a = $2 AND b = $1"), "a = ?2 AND b = ?1");
    }
}
