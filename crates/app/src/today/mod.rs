//! Today 今日 (ux.md §7.2, 7.3): what each role must do, waits for, and is about to ship; derived, never ticked off.

mod duties;
mod lead;
mod pages;
mod projects;
mod store;
pub use store::{Task, all_due};

use domain::access::Right;
use kernel::Feature;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "today",
    routes: || pages::routes().and(duties::routes()),
    menu: &[MenuEntry {
        right: None,
        count: Some(store::badge),
        ..MenuEntry::new(Right::OwnAccount, zh("今日"), "/", "sun-high").at("", 1)
    }],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};
