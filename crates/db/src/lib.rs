//! One SQL text on SQLite and PostgreSQL; knows no business.
//!
//! A [`Db`] owns worker threads, each of which owns one connection. A job is a closure that gets the
//! connection: [`Db::read`] runs it outside a transaction, [`Db::write`] inside one. On SQLite a single
//! writer runs what waits in its queue inside one transaction (each job in its own savepoint) and
//! answers everybody after the one commit, so that durable throughput does not hang on one fsync per job.
#![warn(missing_docs)]

mod conn;
mod dialect;
mod error;
mod keyed;
mod migrate;
mod pool;
mod rows;
mod value;
mod words;

pub use conn::Conn;
pub use error::{Error, Result};
pub use migrate::{Migration, migrate, require, schema};
pub use pool::{Db, Engine, Taken};
pub use value::{FromValue, Row, Value};
pub use words::{Pieces, newest, wish};
