//! What can go wrong with evidence.

/// What can go wrong with evidence.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else appended to the stream first: load again and decide again.
    #[error("{stream} has moved on")]
    Stale {
        /// The stream.
        stream: String,
    },
    /// A stored body or snapshot cannot be read.
    #[error("{what} cannot be read: {why}")]
    Unreadable {
        /// What was read.
        what: String,
        /// Why it failed.
        why: String,
    },
    /// The same idempotency key came with another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The database layer failed.
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// A result of this layer.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) fn unreadable(what: &str, why: impl ToString) -> Error {
    Error::Unreadable { what: what.to_owned(), why: why.to_string() }
}
