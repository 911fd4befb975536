//! People, their accounts and their sessions (H1.1).

pub mod actions;
mod device;
mod lists;
pub mod operations;
mod pages;
mod password;
pub mod store;

pub use lists::PEOPLE;
pub use operations::OPERATIONS;
pub use pages::router;
pub use password::hash;
pub use store::session;

use db::Conn;
use domain::person::{Fact, Person};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Person {
    fn fact_kind(fact: &Fact) -> &'static str {
        match fact {
            Fact::Recorded { .. } => "person.recorded",
            Fact::Retired { .. } => "person.retired",
            Fact::Restored => "person.restored",
        }
    }

    fn project(&self, conn: &mut Conn, _: &Self) -> Result<()> {
        store::project(conn, self)
    }
}
