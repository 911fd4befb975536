//! Customers (H7.3, H9.1).

pub mod actions;
mod acts;
mod advance;
mod lists;
mod pages;
mod store;
mod talk;

use acts::ACTS;
pub use advance::advances;
pub use lists::CUSTOMERS;
use pages::routes;
pub use store::{Advance, by_code_or_name, called, hold};
pub use talk::talk;

use db::Conn;
use domain::access::Right;
use domain::customer::{Customer, Profile};
use domain::deed::Deed;
use domain::followup::customer_follow_ups;
use domain::history::Noun as _;
use domain::ids::CustomerId;
use domain::language::Language;
use domain::search_key::FoundBy;
use kernel::document::Document;
use kernel::feature::{Create, MenuEntry};
use kernel::i18n::{Lang, zh};
use kernel::noun::{NounEntry, Stored};
use kernel::{Door, Feature, Result};
use uuid::Uuid;

use crate::duty;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "customer",
    nouns: &[NounEntry::of::<CustomerRows>()],
    acts: ACTS,
    lists: &[&CUSTOMERS],
    documents: &[Document {
        path: "/customers/{id}",
        label: zh("客户"),
        right: Right::ReadMasterData,
        read: advance::document,
    }],
    routes,
    menu: &[MenuEntry::new(Right::ReadMasterData, zh("客户"), "/customers", "users").at("masters", 1)],
    create: &[
        Create { deed: Deed::CustomerNew, icon: "user-plus", page: false, place: 5 },
        Create { deed: Deed::CustomerPropose, icon: "user-plus", page: false, place: 6 },
    ],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// The language of what a customer gets from us, whatever the screen of who prints it, and the version of their record.
pub fn language(door: &mut Door, customer: CustomerId) -> Result<(Lang, i64)> {
    let customer = door.find::<Customer>(customer)?;
    Ok(customer.map_or((Lang::Zh, 0), |c| (Language::kept(&c.profile.language).into(), c.head.version)))
}

/// How customers are stored.
pub struct CustomerRows;

impl Stored for CustomerRows {
    type Noun = Customer;
    const TABLES: &'static [&'static str] = &["customer"];
    const VERSION: i64 = 2;
    const PAGE: &'static str = "/customers/{id}";

    const ACTS: &'static str = "/customers";

    fn called(it: &Customer) -> String {
        format!("{} {}", it.profile.code, it.profile.name)
    }

    fn found_by(now: &Customer) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Customer, _: &Customer) -> Result<()> {
        store::project(conn, now)
    }

    fn refresh(door: &mut Door, ids: &[Uuid]) -> Result<()> {
        for id in ids {
            let Some(customer) = door.find::<Customer>(CustomerId(*id))? else { continue };
            let found = customer_follow_ups(&customer, &*door.calendar()?);
            let Profile { code, name, .. } = &customer.profile;
            let key = format!("{}/{}", Customer::STREAM, customer.id);
            duty::write_follow_ups(door, &key, code, name, found)?;
        }
        Ok(())
    }
}
