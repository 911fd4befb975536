//! Stock: balances, what is set aside, documents that move it (H4.2, H7.2).

pub mod actions;
mod lists;
pub mod operations;
mod pages;
pub mod store;

pub use lists::{MOVEMENTS, STOCK};
pub use operations::OPERATIONS;
pub use pages::router;

use db::Conn;
use domain::stock::{Fact, Movement};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Movement {
    fn fact_kind(fact: &Fact) -> &'static str {
        fact.kind()
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}
