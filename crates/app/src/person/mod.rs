//! People, their accounts and their sessions (H1.1).

pub mod actions;
mod acts;
mod device;
mod lists;
mod pages;
mod password;
mod store;

use acts::ACTS;
pub use lists::PEOPLE;
use pages::router;
pub use password::hash;
pub use store::{
    Brief, active, any_credential, by_code_or_name, by_id, credential_of, end_account, session,
    set_credential,
};

use db::Conn;
use domain::access::Right;
use domain::person::Person;
use kernel::Feature;
use kernel::Result;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "person",
    nouns: &[NounEntry::of::<PersonRows>()],
    acts: ACTS,
    lists: &[&PEOPLE],
    routes: router,
    menu: &[MenuEntry::new(Right::ReadPeople, zh("人员"), "/people", "user").at("masters", 5)],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How people are stored.
pub struct PersonRows;

impl Stored for PersonRows {
    type Noun = Person;
    const TABLES: &'static [&'static str] = &["person"];
    const VERSION: i64 = 1;

    fn project(conn: &mut Conn, now: &Person, _: &Person) -> Result<()> {
        store::project(conn, now)
    }
}
