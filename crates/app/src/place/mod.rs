//! Places where stock lies (H7.2): warehouses, quarantine, used material.

mod acts;
mod lists;
mod pages;
mod store;

use acts::ACTS;
pub use lists::PLACES;
use pages::routes;
pub use store::{AtPlace, at, hold, in_use, kind, lay_down_main, move_at, name, places_of, rebuild_stock};

use db::Conn;
use domain::place::Place;
use kernel::Feature;
use kernel::Result;
use kernel::noun::{NounEntry, Stored};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "place",
    nouns: &[NounEntry::of::<PlaceRows>()],
    acts: ACTS,
    lists: &[&PLACES],
    routes,
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How places are stored.
pub struct PlaceRows;

impl Stored for PlaceRows {
    type Noun = Place;
    const TABLES: &'static [&'static str] = &["place"];
    const VERSION: i64 = 1;

    fn project(conn: &mut Conn, now: &Place, _: &Place) -> Result<()> {
        store::project(conn, now)
    }

    fn rebuilt(conn: &mut Conn) -> Result<()> {
        lay_down_main(conn)
    }
}
