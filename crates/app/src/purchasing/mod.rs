//! Shortages and purchase orders (H4.2, H4.3): placed, promised, chased, received, inspected.

pub mod actions;
mod acts;
mod arriving;
mod document;
mod documents;
mod lists;
mod order_form;
mod pages;
mod several;
mod store;
mod timeline;

use acts::ACTS;
pub use lists::{PURCHASES, SHORTAGES};
use pages::routes;
pub use store::{open_purchases, shortages, waiting_orders};

use db::Conn;
use domain::access::Right;
use domain::deed::Deed;
use domain::followup::{Case, Cover};
use domain::ids::{OrderId, PurchaseId};
use domain::purchasing::{Fact, Purchase};
use domain::quantity::Quantity;
use domain::search_key::FoundBy;
use kernel::Feature;
use kernel::document::Document;
use kernel::feature::{Create, MenuEntry};
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored, Told};
use kernel::ui::Ui;
use kernel::{Ctx, Door, Result};
use uuid::Uuid;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "purchasing",
    nouns: &[NounEntry::of::<PurchaseRows>()],
    acts: ACTS,
    lists: &[&SHORTAGES, &PURCHASES],
    documents: &[Document {
        path: "/purchases/{id}",
        label: zh("采购"),
        right: Right::ReadPurchasing,
        read: document::read,
    }],
    routes,
    menu: &[
        MenuEntry::new(Right::ReadPurchasing, zh("缺料"), "/shortages", "alert-triangle").at("supply", 1),
        MenuEntry::new(Right::ReadPurchasing, zh("采购"), "/purchases", "shopping-cart").at("supply", 2),
    ],
    create: &[Create { deed: Deed::PurchasePlace, icon: "shopping-cart", page: false, place: 3 }],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How purchases are stored.
pub struct PurchaseRows;

impl Stored for PurchaseRows {
    type Noun = Purchase;
    const TABLES: &'static [&'static str] = &["purchase", "purchase_line", "cover", "delivery_note"];
    const VERSION: i64 = 6;
    const IN_CASE: bool = true;
    const PAGE: &'static str = "/purchases/{id}";

    const ACTS: &'static str = "/purchases";

    fn called(it: &Purchase) -> String {
        format!("{} · {}", it.number, it.supplier_name)
    }

    fn found_by(now: &Purchase) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Purchase, before: &Purchase) -> Result<()> {
        store::project(conn, now, before)
    }

    fn join(case: &mut Case, purchase: Purchase) {
        case.covers.extend(covers(&purchase, case.order.id));
    }

    fn refresh(door: &mut Door, ids: &[Uuid]) -> Result<()> {
        ids.iter().try_for_each(|id| crate::order::refresh_purchase(door, PurchaseId(*id)))
    }

    fn tell(_: &Ctx, ui: &Ui, fact: &Fact, of: &Purchase) -> Told {
        timeline::tell(ui, fact, of)
    }
}

/// What a purchase order brings for an order: the same as its projection says.
pub fn covers(purchase: &Purchase, order: OrderId) -> Vec<Cover> {
    let open = purchase.cancelled.is_none();
    let lines =
        purchase.lines.iter().flat_map(|l| l.covers.iter().filter(|c| c.order == order).map(move |c| (l, c)));
    lines
        .map(|(line, cover)| Cover {
            purchase: purchase.id,
            number: purchase.number.clone(),
            line: cover.line,
            item: line.item,
            quantity: cover.quantity,
            to_come: if open { line.outstanding().plus(line.to_inspect()) } else { Quantity::ZERO },
            promised: line.promised,
            asked_for: line.need_by,
        })
        .collect()
}
