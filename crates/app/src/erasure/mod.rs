//! Erasing the data of a customer's contact or of somebody of the staff, as the law asks (ADR 0014).

mod actions;
mod operations;
mod store;

pub use operations::OPERATIONS;

use db::Conn;
use domain::erasure::{Erasure, Fact};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Erasure {
    fn fact_kind(fact: &Fact) -> &'static str {
        match fact {
            Fact::Erased { .. } => "erasure.erased",
        }
    }

    fn project(&self, _: &mut Conn, _: &Self) -> Result<()> {
        Ok(())
    }
}
