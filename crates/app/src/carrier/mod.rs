//! Carriers (H6.4).

mod acts;
mod lists;
mod pages;
mod store;

use acts::ACTS;
pub use lists::CARRIERS;
use pages::routes;
pub use store::by_code_or_name;

use db::Conn;
use domain::access::Right;
use domain::carrier::Carrier;
use domain::language::Language;
use domain::search_key::FoundBy;
use kernel::document::Document;
use kernel::feature::MenuEntry;
use kernel::i18n::{Lang, zh};
use kernel::noun::{NounEntry, Stored};
use kernel::{Door, Feature, Result};

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
    search: &[store::SEARCH],
    routes,
    menu: &[MenuEntry::new(Right::ReadMasterData, zh("承运商"), "/carriers", "truck").at("masters", 4)],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// The language of what a carrier gets from us, and the version of its record; Chinese where no record is called so.
pub fn language(door: &mut Door, name: &str) -> Result<(Lang, i64)> {
    let Some(id) = by_code_or_name(door.conn, name)? else { return Ok((Lang::Zh, 0)) };
    let carrier = door.load::<Carrier>(id)?;
    Ok((Language::kept(&carrier.profile.language).into(), carrier.head.version))
}

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

    fn found_by(now: &Carrier) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Carrier, _: &Carrier) -> Result<()> {
        store::project(conn, now)
    }
}
