//! Work orders (H4.4): opened by a release, confirmed, reported per operation, finished.

pub mod actions;
mod acts;
mod document;
mod documents;
mod lists;
mod pages;
mod period;
mod several;
mod store;
mod timeline;

use acts::ACTS;
pub use lists::WORK;
use pages::routes;
pub use store::{begun, finished};

use db::Conn;
use domain::access::Right;
use domain::followup::Case;
use domain::production::{Fact, WorkOrder};
use domain::search_key::FoundBy;
use kernel::Feature;
use kernel::document::Document;
use kernel::feature::MenuEntry;
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored, Told};
use kernel::ui::Ui;
use kernel::{Ctx, Result};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "production",
    nouns: &[NounEntry::of::<WorkOrderRows>()],
    acts: ACTS,
    lists: &[&WORK],
    documents: &[Document {
        path: "/work/{id}",
        label: zh("生产"),
        right: Right::ReadProduction,
        read: document::read,
    }],
    routes,
    menu: &[MenuEntry::new(Right::ReadProduction, zh("生产"), "/work", "tools").at("supply", 4)],
    search: &[store::SEARCH],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How work orders are stored.
pub struct WorkOrderRows;

impl Stored for WorkOrderRows {
    type Noun = WorkOrder;
    const TABLES: &'static [&'static str] = &["work_order"];
    const VERSION: i64 = 5;
    const IN_CASE: bool = true;

    const ACTS: &'static str = "/work";

    fn called(it: &WorkOrder) -> String {
        let WorkOrder { number, order_number, code, name, quantity, unit, .. } = it;
        format!("{number} · {order_number} · {code} {name} {} {unit}", quantity.plain())
    }

    fn found_by(now: &WorkOrder) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &WorkOrder, _: &WorkOrder) -> Result<()> {
        store::project(conn, now)
    }

    fn join(case: &mut Case, work: WorkOrder) {
        case.work.push(work);
        case.work.sort_by(|a, b| a.number.cmp(&b.number));
    }

    fn tell(_: &Ctx, ui: &Ui, fact: &Fact, of: &WorkOrder) -> Told {
        timeline::tell(ui, fact, of)
    }
}
