//! Claims against carriers 索赔 (H6.6): lodged, answered, settled, paid or written off; their letter.

pub mod actions;
mod acts;
mod document;
mod documents;
mod lists;
mod pages;
mod store;
mod tabs;
mod timeline;

use domain::access::Right;
use domain::claim::{Claim, Fact};
use domain::followup::Case;
use domain::search_key::FoundBy;
use kernel::document::Document;
use kernel::feature::{MenuEntry, Part};
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored, Told};
use kernel::ui::Ui;
use kernel::{Ctx, Feature, Result};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "claim",
    nouns: &[NounEntry::of::<ClaimRows>()],
    acts: acts::ACTS,
    lists: &[&lists::CLAIMS, &lists::CARRIERS],
    documents: &[Document {
        path: "/claims/{id}",
        label: zh("索赔"),
        right: Right::ReadClaims,
        read: document::read,
    }],
    routes: pages::routes,
    menu: &[MenuEntry::new(Right::ReadClaims, zh("索赔"), "/claims", "report-money").at("delivery", 2)],
    parts: &[
        Part {
            page: "order/ship",
            right: Right::ReadClaims,
            draw: |door, ui, case, _| Ok(tabs::of_order(door, ui, case)),
        },
        Part {
            page: "shipment",
            right: Right::ReadClaims,
            draw: |door, ui, case, id| Ok(tabs::of_shipment(door, ui, case, id)),
        },
    ],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How claims are stored.
struct ClaimRows;

impl Stored for ClaimRows {
    type Noun = Claim;
    const TABLES: &'static [&'static str] = &["claim"];
    const VERSION: i64 = 2;
    const IN_CASE: bool = true;

    const ACTS: &'static str = "/claims";

    fn called(it: &Claim) -> String {
        format!("{} · {} · {} {}", it.number, it.carrier_name, it.order_number, it.customer_name)
    }

    fn found_by(now: &Claim) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut db::Conn, now: &Claim, _: &Claim) -> Result<()> {
        store::project(conn, now)
    }

    fn join(case: &mut Case, claim: Claim) {
        case.claims.push(claim);
        case.claims.sort_by(|a, b| a.number.cmp(&b.number));
    }

    fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact, _: &Claim) -> Told {
        timeline::tell(ctx, ui, fact)
    }
}
