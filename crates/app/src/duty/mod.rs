//! What is due as rows: whatever noun derives it. It stands before all that do.

mod store;

use kernel::Feature;

pub use store::{keep_shown, replace, rows, shown, write_follow_ups};

/// The table: as old as the last look at each noun, so that nothing compares it.
pub const TABLE: &str = "follow_up";

/// The feature: no noun of its own, its table is built again from what the nouns derive.
pub static FEATURE: Feature = Feature { name: "duty", ..Feature::NOTHING };
