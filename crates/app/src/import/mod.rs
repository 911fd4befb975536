//! Import of workbooks (H3.1, H7.3): a look beforehand, every row's fate, wrong rows back with their reasons.

mod books;
mod cells;
mod kinds;
mod known;
mod masters;
mod orders;
mod pages;
mod plan;
mod report;
mod run;
pub mod store;
#[cfg(test)]
mod tests;

pub use pages::{OPERATIONS, router};
pub use report::{BadRow, Report, SheetReport, Wrong};
pub use run::run_files;
