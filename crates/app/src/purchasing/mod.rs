//! Shortages and purchase orders (H4.2, H4.3): placed, promised, chased, received, inspected.

pub mod actions;
mod lists;
mod operations;
mod pages;
pub mod store;

pub use lists::{PURCHASES, SHORTAGES};
pub use operations::OPERATIONS;
pub use pages::router;

use db::Conn;
use domain::purchasing::{Fact, Purchase};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Purchase {
    fn fact_kind(fact: &Fact) -> &'static str {
        fact.kind()
    }

    fn project(&self, conn: &mut Conn, before: &Self) -> Result<()> {
        store::project(conn, self, before)
    }
}
