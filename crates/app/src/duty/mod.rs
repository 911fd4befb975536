//! What is due as rows: whatever noun derives it. It stands before all that do.

mod store;

use kernel::Feature;

pub use store::{replace, rows, write_follow_ups};

/// The feature: no noun of its own, its table is built again from what the nouns derive.
pub static FEATURE: Feature = Feature { name: "duty", ..Feature::NOTHING };
