//! Upkeep of the store: verification against the tables, rebuilding, backup.

mod backup;
mod derived;
mod rebuild;
mod store;
mod verify;
pub mod walks;

pub use backup::{Copy, backup};
pub use rebuild::{Rebuilt, prepare, rebuild};
pub use verify::{Verified, verify};
