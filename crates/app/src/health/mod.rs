//! The health page: whether what was recorded is sealed, kept outside, copied, and can be put back (trust.md P12, P23).

mod pages;
mod store;

use kernel::Feature;

pub use pages::notices;
pub use store::{Run, note, of};

/// Sealing the log.
pub const SEAL: &str = "seal";
/// Taking checkpoints to what lies outside.
pub const CARRY: &str = "carry";
/// The journal of facts in a second folder.
pub const JOURNAL: &str = "journal";
/// The nightly copy.
pub const BACKUP: &str = "backup";
/// Putting the copy back somewhere else, and verifying it there.
pub const DRILL: &str = "drill";

/// The feature.
pub static FEATURE: Feature =
    Feature { name: "health", routes: pages::routes, english: include_str!("en.toml"), ..Feature::NOTHING };
