//! Suppliers

pub mod actions;
pub mod store;

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
