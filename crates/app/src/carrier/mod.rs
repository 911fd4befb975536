//! Carriers (H6.4).

mod acts;
mod lists;
mod pages;
mod store;

use acts::ACTS;
pub use lists::CARRIERS;
use pages::router;
pub use store::by_code_or_name;

use db::Conn;
use domain::access::Right;
use domain::carrier::Carrier;
use kernel::Feature;
use kernel::Result;
use kernel::document::Document;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "carrier",
    nouns: &[NounEntry::of::<CarrierRows>()],
    acts: ACTS,
    lists: &[&CARRIERS],
    documents: &[Document {
        path: "/carriers/{id}",
        label: zh("承运商"),
        right: Right::ReadMasterData,
        read: crate::master::document::<Carrier>,
    }],
    routes: router,
    menu: &[MenuEntry::new(Right::ReadMasterData, zh("承运商"), "/carriers", "truck").at("masters", 4)],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How carriers are stored.
pub struct CarrierRows;

impl Stored for CarrierRows {
    type Noun = Carrier;
    const TABLES: &'static [&'static str] = &["carrier"];
    const VERSION: i64 = 1;

    const ACTS: &'static str = "/carriers";

    fn called(it: &Carrier) -> String {
        format!("{} {}", it.profile.code, it.profile.name)
    }

    fn project(conn: &mut Conn, now: &Carrier, _: &Carrier) -> Result<()> {
        store::project(conn, now)
    }
}
