//! Help: how the day goes, what the system watches, what the reader may do, which keys work.

mod pages;

use kernel::Feature;
use pages::routes;

/// The feature.
pub static FEATURE: Feature =
    Feature { name: "help", routes, english: include_str!("en.toml"), ..Feature::NOTHING };
