//! The company's own profile and calendar.

pub mod actions;
mod acts;
mod pages;

use acts::ACTS;
use pages::routes;

use db::Conn;
use domain::company::Company;
use kernel::Result;
use kernel::noun::{NounEntry, Stored};
use kernel::state::move_counter;

use domain::access::Right;
use kernel::Feature;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "company",
    nouns: &[NounEntry::of::<CompanyRows>()],
    acts: ACTS,
    routes,
    menu: &[MenuEntry::new(Right::Configure, zh("设置"), "/settings", "settings").at("masters", 7)],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How the company is stored.
pub struct CompanyRows;

impl Stored for CompanyRows {
    type Noun = Company;
    const TABLES: &'static [&'static str] = &[];
    const VERSION: i64 = 1;

    fn project(conn: &mut Conn, _: &Company, _: &Company) -> Result<()> {
        move_counter(conn, "company")
    }
}
