//! Carriers

pub mod actions;
pub mod store;

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
