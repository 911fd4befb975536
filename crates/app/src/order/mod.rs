//! Sales orders (H3): entry, review, release, promise, contacts; the case of an order; its page.

pub mod actions;
pub mod case;
mod entry_form;
mod lists;
mod operations;
mod pages;
mod refresh;
pub mod replay;
pub mod store;
mod summary;
mod tabs;
mod timeline;
pub mod words;

pub use lists::ORDERS;
pub use operations::OPERATIONS;
pub use pages::router;
pub use refresh::{refresh, refresh_purchase};

use db::Conn;
use domain::order::{Fact, Order};

use crate::kernel::Result;
use crate::kernel::record::Stored;

impl Stored for Order {
    fn fact_kind(fact: &Fact) -> &'static str {
        fact.kind()
    }

    fn project(&self, conn: &mut Conn, before: &Self) -> Result<()> {
        store::project_needs(conn, self, before)
    }
}
