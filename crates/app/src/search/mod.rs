//! One search over everything that a reader may read: number, name, pinyin, initials, waybill.

mod pages;
mod store;

use kernel::Feature;
use pages::routes;

/// The feature.
pub static FEATURE: Feature =
    Feature { name: "search", routes, english: include_str!("en.toml"), ..Feature::NOTHING };
