//! Suppliers (H4.3).

pub mod actions;
mod lists;
pub mod operations;
mod pages;
pub mod store;

pub use lists::SUPPLIERS;
pub use operations::OPERATIONS;
pub use pages::router;

use db::Conn;
use domain::supplier::{Fact, Supplier};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Supplier {
    fn fact_kind(fact: &Fact) -> &'static str {
        match fact {
            Fact::Recorded { .. } => "supplier.recorded",
            Fact::Retired { .. } => "supplier.retired",
            Fact::Restored => "supplier.restored",
        }
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}
