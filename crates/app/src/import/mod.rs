//! Import of workbooks (H3.1, H7.3): a look beforehand, every row's fate, wrong rows back with their reasons.

mod acts;
mod api;
mod cells;
mod columns;
mod customer_order;
mod fields;
mod figures;
mod head;
mod kinds;
mod known;
mod layouts;
mod masters;
mod named;
mod orders;
mod outcome;
mod pages;
mod plan;
mod planned;
mod recognise;
mod report;
mod returned;
mod rows;
mod run;
mod store;
mod structures;
mod table;
mod telling;
mod template;
#[cfg(test)]
mod tests;

use acts::ACTS;
use domain::access::Right;
use kernel::Feature;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;
use pages::routes;
pub use report::{BadRow, Report, SheetReport, Wrong};
pub use run::run_files;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "import",
    acts: ACTS,
    routes,
    menu: &[MenuEntry::new(Right::Import, zh("导入"), "/import", "upload").at("masters", 6)],
    holds_file: Some(store::holds_file),
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};
