//! Money received (H4.6): booked, allocated, reversed; what is due.

pub mod actions;
mod lists;
mod operations;
pub mod store;

pub use lists::{CLAIMS, PAYMENTS};
pub use operations::OPERATIONS;

use db::Conn;
use domain::payment::{Fact, Payment};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Payment {
    fn fact_kind(fact: &Fact) -> &'static str {
        fact.kind()
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}
