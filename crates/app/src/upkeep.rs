//! Upkeep of the store: verification against the tables and what was kept outside, sealing, rebuilding, copies and putting them back.

mod anchors;
mod attachments;
mod backup;
mod derived;
mod nightly;
mod rebuild;
mod restore;
mod seal;
mod signing;
mod store;
mod verify;
pub mod walks;

pub use backup::{Copy, backup};
pub use nightly::nightly;
pub use rebuild::{Rebuilt, prepare, rebuild};
pub use restore::{Asked, restore};
pub use seal::{seal, seal_due};
pub use signing::change as change_key;
pub use store::compared;
pub use verify::{Measure, Verified, verify, verify_against};
