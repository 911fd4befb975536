//! The company's own profile and calendar.

pub mod actions;
mod operations;
mod pages;

pub use operations::OPERATIONS;
pub use pages::{router, uncovered};

use db::Conn;
use domain::company::{Company, Fact};

use crate::kernel::Result;
use crate::kernel::record::Stored;
use crate::kernel::state::move_counter;

/// The one stream of the company's settings.
pub const ONLY: &str = "1";

impl Stored for Company {
    fn fact_kind(fact: &Fact) -> &'static str {
        match fact {
            Fact::Described { .. } => "company.described",
            Fact::DaysDeclared { .. } => "company.days_declared",
        }
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        move_counter(conn, "company")
    }
}
