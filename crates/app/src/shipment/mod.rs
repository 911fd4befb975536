//! Shipments (H6): prepared, confirmed, gated by payment, dispatched, arrived, settled; their documents.

pub mod actions;
mod acts;
mod document;
mod documents;
mod lists;
mod pages;
mod store;
mod timeline;

use acts::ACTS;
pub use lists::SHIPMENTS;
use pages::routes;

use db::Conn;
use domain::access::Right;
use domain::followup::Case;
use domain::search_key::FoundBy;
use domain::shipment::{Fact, Shipment};
use kernel::Feature;
use kernel::document::Document;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored, Told};
use kernel::ui::Ui;
use kernel::{Ctx, Result};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "shipment",
    nouns: &[NounEntry::of::<ShipmentRows>()],
    acts: ACTS,
    lists: &[&SHIPMENTS],
    documents: &[Document {
        path: "/shipments/{id}",
        label: zh("发货"),
        right: Right::ReadShipments,
        read: document::read,
    }],
    routes,
    menu: &[
        MenuEntry::new(Right::ReadShipments, zh("发货"), "/shipments", "truck-delivery").at("delivery", 1)
    ],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How shipments are stored.
pub struct ShipmentRows;

impl Stored for ShipmentRows {
    type Noun = Shipment;
    const TABLES: &'static [&'static str] = &["shipment"];
    const VERSION: i64 = 6;
    const IN_CASE: bool = true;

    const ACTS: &'static str = "/shipments";

    fn called(it: &Shipment) -> String {
        format!("{} · {} {}", it.number, it.order_number, it.customer_name)
    }

    fn found_by(now: &Shipment) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Shipment, _: &Shipment) -> Result<()> {
        store::project(conn, now)
    }

    fn join(case: &mut Case, shipment: Shipment) {
        if shipment.cancelled.is_none() {
            case.shipments.push(shipment);
            case.shipments.sort_by(|a, b| a.number.cmp(&b.number));
        }
    }

    fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact, _: &Shipment) -> Told {
        timeline::tell(ctx, ui, fact)
    }
}
