//! What can go wrong in the database layer.

/// What can go wrong in the database layer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Two writers met: the caller may load again and retry.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Something with this key stands already. Who came second may load again: perhaps they find what stands.
    #[error("{table} has this {column} already")]
    Taken {
        /// The table.
        table: String,
        /// The column whose values are unique; several in a row where they are so together.
        column: String,
    },
    /// A `CHECK` constraint refused the row: the last net under a rule of the business.
    #[error("check refused: {0}")]
    Check(String),
    /// The disk or the quota is full; reads go on.
    #[error("storage is full: {0}")]
    Full(String),
    /// The storage failed or is corrupt: the process must not go on writing.
    #[error("storage failed: {0}")]
    Storage(String),
    /// Too many writes wait already.
    #[error("too many writes are waiting")]
    Busy,
    /// The database's server does not answer: it is away, starts or ends. It may be asked again in a while.
    #[error("the database is away: {0}")]
    Away(String),
    /// A statement is wrong, a value has another type than asked for …
    #[error("{0}")]
    Other(String),
    /// The bundled SQLite is older than the first version without the WAL-reset defect.
    #[error("SQLite {0} is too old: at least 3.51.3 is needed")]
    OldSqlite(String),
    /// The schema is of a newer program.
    #[error("the database has schema {at}, this program knows {known}: use the newer program")]
    Newer {
        /// The schema of the database.
        at: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Another process has the data folder open.
    #[error("the data folder {0} is in use by another process")]
    InUse(String),
}

/// A result of this layer.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        match error.sqlite_error() {
            Some(e) => match e.code {
                Code::ConstraintViolation if e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_CHECK => {
                    Self::Check(text)
                }
                // A guard against a defect of ours: trying again would not help.
                Code::ConstraintViolation if e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER => {
                    Self::Other(text)
                }
                Code::ConstraintViolation if is_unique(e.extended_code) => taken_on_sqlite(&text),
                Code::DatabaseBusy | Code::DatabaseLocked => Self::Conflict(text),
                Code::DiskFull => Self::Full(text),
                Code::SystemIoFailure | Code::DatabaseCorrupt | Code::NotADatabase => Self::Storage(text),
                _ => Self::Other(text),
            },
            None => Self::Other(text),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let text = error
            .as_db_error()
            .map_or_else(|| error.to_string(), |e| format!("{} {}", e.code().code(), e.message()));
        match error.code().map(postgres::error::SqlState::code) {
            Some("23505") => taken_on_postgres(&error),
            Some("40001" | "40P01" | "55P03") => Self::Conflict(text),
            Some("23514") => Self::Check(text),
            Some("53100") => Self::Full(text),
            Some("58030" | "XX001" | "XX002") => Self::Storage(text),
            Some(code) if is_away(code) => Self::Away(text),
            // What breaks between us and the server has no code of the server's.
            None if error.is_closed() || is_broken(&error) => Self::Away(text),
            Some(_) | None => Self::Other(text),
        }
    }
}

/// Connections that are refused or cut, a server that ends or starts, no place left on it.
fn is_away(code: &str) -> bool {
    code.starts_with("08") || ["57P01", "57P02", "57P03", "57P05", "53300", "25P03"].contains(&code)
}

/// Whether something below the protocol is at fault.
fn is_broken(error: &postgres::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(at) = cause {
        if at.is::<std::io::Error>() {
            return true;
        }
        cause = at.source();
    }
    false
}

fn is_unique(code: i32) -> bool {
    [rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE, rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY].contains(&code)
}

/// SQLite names table and columns: `UNIQUE constraint failed: answer.actor, answer.idempotency_key`.
fn taken_on_sqlite(text: &str) -> Error {
    let named = text.rsplit(": ").next().unwrap_or_default();
    let columns: Vec<&str> = named.split(", ").map(|c| c.rsplit('.').next().unwrap_or(c)).collect();
    let table = named.split('.').next().unwrap_or_default().to_owned();
    Error::Taken { table, column: columns.join("_") }
}

/// PostgreSQL names the table and the index, which is called after both: `customer_code_key`, `sales_order_number`.
fn taken_on_postgres(error: &postgres::Error) -> Error {
    let told = error.as_db_error();
    let table = told.and_then(|e| e.table()).unwrap_or_default().to_owned();
    let index = told.and_then(|e| e.constraint()).unwrap_or_default();
    let column = index.strip_prefix(&format!("{table}_")).unwrap_or(index);
    Error::Taken { column: column.strip_suffix("_key").unwrap_or(column).to_owned(), table }
}
