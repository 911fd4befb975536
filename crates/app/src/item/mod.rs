//! Items with their bills of materials and routings; work centres.

pub mod actions;
mod lists;
mod operations;
mod pages;
pub mod store;
mod words;

pub use lists::{CENTERS, ITEMS};
pub use operations::OPERATIONS;
pub use pages::router;

use db::Conn;
use domain::item::{Fact, Item, WorkCenter, WorkCenterFact};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Item {
    fn fact_kind(fact: &Fact) -> &'static str {
        match fact {
            Fact::Recorded { .. } => "item.recorded",
            Fact::BillSet { .. } => "item.bill_set",
            Fact::RoutingSet { .. } => "item.routing_set",
            Fact::Retired { .. } => "item.retired",
            Fact::Restored => "item.restored",
        }
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}

impl Stored for WorkCenter {
    fn fact_kind(_: &WorkCenterFact) -> &'static str {
        "center.recorded"
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project_center(conn, self)
    }
}
