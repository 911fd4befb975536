//! What comes next in a company that has just been set up: people, master data, the calendar, copies; each step says by itself
//! whether it was gone.

mod pages;
mod store;

use kernel::Feature;

pub use pages::notices;

/// The feature.
pub static FEATURE: Feature =
    Feature { name: "begin", routes: pages::routes, english: include_str!("en.toml"), ..Feature::NOTHING };
