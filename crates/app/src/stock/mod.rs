//! Stock: balances, what is set aside, documents that move it (H4.2, H7.2).

pub mod actions;
mod acts;
mod asks;
mod lists;
mod pages;
mod store;
mod timeline;
mod worth;

use acts::ACTS;
pub use asks::ask_place;
pub use lists::{AT_PLACES, MOVEMENTS, STOCK};
use pages::routes;
pub use store::{moved, opened, part_by_id};

use crate::{balance, place};
use db::Conn;
use domain::access::Right;
use domain::deed::Deed;
use domain::stock::{Fact, Movement};
use kernel::Feature;
use kernel::feature::{Create, MenuEntry};
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored, Told};
use kernel::ui::Ui;
use kernel::{Ctx, Result};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "stock",
    nouns: &[NounEntry::of::<MovementRows>()],
    acts: ACTS,
    lists: &[&STOCK, &AT_PLACES, &MOVEMENTS],
    routes,
    menu: &[MenuEntry::new(Right::ReadStock, zh("库存"), "/stock", "packages")
        .under(&["/movements", "/place-stock", "/places"])
        .at("supply", 3)],
    create: &[Create { deed: Deed::StockBook, icon: "packages", page: false, place: 4 }],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How movements are stored.
pub struct MovementRows;

impl Stored for MovementRows {
    type Noun = Movement;
    const TABLES: &'static [&'static str] = &["balance", "stock_move", "place_stock", "stock_value"];
    const VERSION: i64 = 2;

    fn project(conn: &mut Conn, now: &Movement, before: &Movement) -> Result<()> {
        // A document that was taken back has moved nothing anew.
        if before.moves.is_empty() {
            worth::follow(conn, now)?;
        } else {
            store::clear(conn, now.id)?;
        }
        store::project(conn, now)
    }

    fn rebuilt(conn: &mut Conn) -> Result<()> {
        // Document by document a balance may dip below zero on the way; the sums may not.
        place::rebuild_stock(conn)?;
        worth::rebuild(conn)?;
        balance::rebuild(conn)
    }

    fn tell(_: &Ctx, ui: &Ui, fact: &Fact, _: &Movement) -> Told {
        timeline::tell(ui, fact)
    }
}
