//! People, their accounts and their sessions, who stands in for whom (H1.1, H1.2).

pub mod actions;
mod acts;
mod device;
mod entry;
mod first;
mod lists;
mod own_tries;
mod pages;
mod password;
mod sign_in;
mod store;
mod told;

use acts::ACTS;
pub use acts::Around;
pub use entry::{Entered, Try};
pub use first::{First, appoint};
pub use lists::PEOPLE;
pub use pages::notices;
use pages::routes;
pub use password::{hash, is_same, veil};
pub use store::desk::{is_left_to, leads, orphaned_roles};
pub use store::session::end_all_sessions;
pub use store::{
    Brief, active, all, any_credential, by_code_or_name, by_id, by_login, credential_of, end_account,
    session, set_credential, stands_above, stood_in_for,
};

use db::Conn;
use domain::access::Right;
use domain::person::Person;
use domain::search_key::FoundBy;
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
    routes,
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
    const VERSION: i64 = 2;

    const ACTS: &'static str = "/people";

    fn called(it: &Person) -> String {
        format!("{} {}", it.profile.code, it.profile.name)
    }

    fn found_by(now: &Person) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Person, _: &Person) -> Result<()> {
        store::project(conn, now)
    }
}
