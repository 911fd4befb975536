//! Work orders (H4.4): opened by a release, confirmed, reported per operation, finished.

pub mod actions;
mod lists;
mod operations;
mod pages;
pub mod store;

pub use lists::WORK;
pub use operations::OPERATIONS;
pub use pages::router;

use db::Conn;
use domain::production::{Fact, WorkOrder};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for WorkOrder {
    fn fact_kind(fact: &Fact) -> &'static str {
        fact.kind()
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}
