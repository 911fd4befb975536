//! Items with their bills of materials and routings; work centres.

pub mod actions;
mod acts;
mod centers;
mod lists;
mod pages;
mod store;
mod structure;

use acts::ACTS;
pub use centers::{ask as ask_center, ask_new as ask_new_center};
pub use lists::{CENTERS, ITEMS};
use pages::routes;
pub use store::{bills, by_code, centers};
pub use structure::{Center, ask_component, ask_step};

use db::Conn;
use domain::access::Right;
use domain::item::{Item, WorkCenter};
use domain::search_key::FoundBy;
use kernel::Feature;
use kernel::Result;
use kernel::document::Document;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "item",
    nouns: &[NounEntry::of::<ItemRows>(), NounEntry::of::<WorkCenterRows>()],
    acts: ACTS,
    lists: &[&ITEMS, &CENTERS],
    documents: &[Document {
        path: "/items/{id}",
        label: zh("物料与产品"),
        right: Right::ReadMasterData,
        read: crate::master::document::<Item>,
    }],
    routes,
    menu: &[MenuEntry::new(Right::ReadMasterData, zh("物料与产品"), "/items", "box")
        .under(&["/centers"])
        .at("masters", 2)],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How items are stored.
pub struct ItemRows;

impl Stored for ItemRows {
    type Noun = Item;
    const TABLES: &'static [&'static str] = &["item"];
    const VERSION: i64 = 2;

    const ACTS: &'static str = "/items";

    fn called(it: &Item) -> String {
        format!("{} {}", it.profile.code, it.profile.name)
    }

    fn found_by(now: &Item) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Item, _: &Item) -> Result<()> {
        store::project(conn, now)
    }
}

/// How work centres are stored.
pub struct WorkCenterRows;

impl Stored for WorkCenterRows {
    type Noun = WorkCenter;
    const TABLES: &'static [&'static str] = &["work_center"];
    const VERSION: i64 = 1;

    fn project(conn: &mut Conn, now: &WorkCenter, _: &WorkCenter) -> Result<()> {
        store::project_center(conn, now)
    }
}
