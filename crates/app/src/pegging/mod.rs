//! Needs weighed anew: stock and purchases go to those who need them first (H4.2, H4.3).

pub mod actions;
mod acts;

use acts::ACTS;
use kernel::Feature;

/// The feature.
pub static FEATURE: Feature =
    Feature { name: "pegging", acts: ACTS, english: include_str!("en.toml"), ..Feature::NOTHING };
