//! Needs weighed anew: stock and purchases go to those who need them first (H4.2, H4.3).

pub mod actions;
mod operations;

use kernel::Feature;
use operations::OPERATIONS;

/// The feature.
pub static FEATURE: Feature =
    Feature { name: "pegging", operations: OPERATIONS, english: include_str!("en.toml"), ..Feature::NOTHING };
