//! Suppliers (H4.3).

mod acts;
mod lists;
mod pages;
mod store;

use acts::ACTS;
pub use lists::SUPPLIERS;
use pages::routes;
pub use store::{Choice, hold, in_use};

use db::Conn;
use domain::access::Right;
use domain::search_key::FoundBy;
use domain::supplier::Supplier;
use kernel::Feature;
use kernel::Result;
use kernel::document::Document;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "supplier",
    nouns: &[NounEntry::of::<SupplierRows>()],
    acts: ACTS,
    lists: &[&SUPPLIERS],
    documents: &[Document {
        path: "/suppliers/{id}",
        label: zh("供应商"),
        right: Right::ReadMasterData,
        read: crate::master::document::<Supplier>,
    }],
    routes,
    menu: &[MenuEntry::new(Right::ReadPurchasing, zh("供应商"), "/suppliers", "building-factory-2")
        .at("masters", 3)],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How suppliers are stored.
pub struct SupplierRows;

impl Stored for SupplierRows {
    type Noun = Supplier;
    const TABLES: &'static [&'static str] = &["supplier"];
    const VERSION: i64 = 1;

    const ACTS: &'static str = "/suppliers";

    fn called(it: &Supplier) -> String {
        format!("{} {}", it.profile.code, it.profile.name)
    }

    fn found_by(now: &Supplier) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Supplier, _: &Supplier) -> Result<()> {
        store::project(conn, now)
    }
}
