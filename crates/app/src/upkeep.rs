//! Upkeep of the store: verification against the tables and what was kept outside, sealing, rebuilding, copies and putting them back.

mod anchors;
mod attachments;
mod backup;
mod derived;
mod nightly;
mod place;
mod rebuild;
mod restore;
mod seal;
mod signing;
mod store;
mod verify;
pub mod walks;

pub use backup::{Copy, Found, backup, found};
pub use nightly::nightly;
pub use place::settle;
pub use rebuild::{Rebuilt, is_empty, prepare, rebuild};
pub use restore::{Asked, Unfit, lay, restore, restored_text};
pub use seal::{seal, seal_due};
pub use signing::change as change_key;
pub use store::compared;
pub use verify::{Measure, Verified, verify, verify_against};
