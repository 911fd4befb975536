//! Today 今日 (ux.md §7.2, 7.3): what each role must do, waits for, and is about to ship; derived, never ticked off.

mod pages;
pub mod store;

pub use pages::router;
