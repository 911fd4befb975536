//! One search over everything that a reader may read: number, name, pinyin, initials, waybill.

mod pages;
mod store;

pub use pages::router;
