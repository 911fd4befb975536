//! Shipments (H6): prepared, confirmed, gated by payment, dispatched, arrived, settled; their documents.

pub mod actions;
mod documents;
mod lists;
mod operations;
mod pages;
pub mod store;

pub use lists::{SHIPMENTS, state as state_badge};
pub use operations::OPERATIONS;
pub use pages::{pdf, router, strip};

use db::Conn;
use domain::shipment::{Fact, Shipment};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Shipment {
    fn fact_kind(fact: &Fact) -> &'static str {
        fact.kind()
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}
