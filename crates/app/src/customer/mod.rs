//! Customers (H7.3, H9.1).

pub mod actions;
mod lists;
pub mod operations;
mod pages;
pub mod store;

pub use lists::CUSTOMERS;
pub use operations::OPERATIONS;
pub use pages::router;

use db::Conn;
use domain::customer::{Customer, Fact};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Customer {
    fn fact_kind(fact: &Fact) -> &'static str {
        match fact {
            Fact::Recorded { .. } => "customer.recorded",
            Fact::Retired { .. } => "customer.retired",
            Fact::Restored => "customer.restored",
            Fact::Contacted { .. } => "customer.contacted",
            Fact::FormatKept { .. } => "customer.format_kept",
            Fact::FormatDropped { .. } => "customer.format_dropped",
        }
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}
