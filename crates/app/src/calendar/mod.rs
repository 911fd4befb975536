//! The working calendar as people keep it (H8.5): whole notices entered, years seen and corrected, and which dates of
//! orders moved by it.

pub mod actions;
mod acts;
mod lists;
mod notice;
mod pages;
mod store;

use acts::ACTS;
use lists::MOVES;
pub use pages::notices;
use pages::routes;
pub use store::is_waiting;

use kernel::Feature;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "calendar",
    acts: ACTS,
    lists: &[&MOVES],
    routes,
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};
