//! Carriers (H6.4).

pub mod actions;
mod lists;
pub mod operations;
mod pages;
pub mod store;

pub use lists::CARRIERS;
pub use operations::OPERATIONS;
pub use pages::router;

use db::Conn;
use domain::carrier::{Carrier, Fact};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Carrier {
    fn fact_kind(fact: &Fact) -> &'static str {
        match fact {
            Fact::Recorded { .. } => "carrier.recorded",
            Fact::Retired { .. } => "carrier.retired",
            Fact::Restored => "carrier.restored",
        }
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}
