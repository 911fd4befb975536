//! Sales orders (H3): entry, review, release, promise, contacts; the case of an order; its page.

pub mod actions;
mod acts;
pub mod case;
mod followers;
mod forecasts;
mod history;
mod lists;
mod pages;
mod refresh;
pub mod replay;
mod rewritten;
mod stages;
mod store;
mod summary;
mod tabs;
mod timeline;
pub mod words;

use acts::ACTS;
pub use acts::{Named, ask_row};
pub use followers::notices;
pub use history::history;
pub use lists::ORDERS;
use pages::routes;
pub use refresh::{refresh, refresh_purchase};
pub use store::needs::{short as short_needs, short_of};
pub use store::{by_customer_number, by_number, open_orders, released_orders};

use db::Conn;
use domain::access::Right;
use domain::deed::Deed;
use domain::followup::Case;
use domain::ids::{OrderId, PersonId};
use domain::order::{Fact, Order};
use domain::search_key::FoundBy;
use kernel::Feature;
use kernel::feature::{Create, MenuEntry, Part};
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored, Told};
use kernel::ui::Ui;
use kernel::{Ctx, Door, Result};
use uuid::Uuid;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "order",
    nouns: &[NounEntry::of::<OrderRows>()],
    acts: ACTS,
    lists: &[&ORDERS],
    routes,
    menu: &[MenuEntry::new(Right::ReadOrders, zh("订单"), "/orders", "clipboard-list").at("", 2)],
    create: &[Create { deed: Deed::OrderNew, icon: "file-plus", page: true, place: 1 }],
    parts: &[Part {
        page: "person",
        right: Right::ReadOrders,
        draw: |door, ui, _, id| followers::of_person(door, ui, PersonId(id)),
    }],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How orders are stored.
pub struct OrderRows;

impl Stored for OrderRows {
    type Noun = Order;
    const TABLES: &'static [&'static str] = &["sales_order", "need", "receivable"];
    const VERSION: i64 = 11;
    const IN_CASE: bool = true;
    const PAGE: &'static str = "/orders/{id}";

    const ACTS: &'static str = "/orders";

    fn called(it: &Order) -> String {
        format!("{} {} · {}", it.title(), it.entry.customer_name, it.goods())
    }

    fn found_by(now: &Order) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Order, before: &Order) -> Result<()> {
        store::needs::project(conn, now, before)
    }

    fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact, _: &Order) -> Told {
        timeline::tell(ctx, ui, fact)
    }

    fn join(case: &mut Case, order: Order) {
        case.order = order;
    }

    fn refresh(door: &mut Door, ids: &[Uuid]) -> Result<()> {
        refresh(door, &ids.iter().copied().map(OrderId).collect::<Vec<_>>())
    }
}
