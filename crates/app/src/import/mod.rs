//! Import of workbooks (H3.1, H7.3): a look beforehand, every row's fate, wrong rows back with their reasons.

mod books;
mod cells;
mod customer_order;
mod kinds;
mod known;
mod layouts;
mod masters;
mod named;
mod operations;
mod orders;
mod pages;
mod plan;
mod report;
mod run;
pub mod store;
mod structures;
#[cfg(test)]
mod tests;

pub use operations::OPERATIONS;
pub use pages::router;
pub use report::{BadRow, Report, SheetReport, Wrong};
pub use run::run_files;
