//! What is in the house of every item, and what of it is set aside (H4.2). It stands before orders, which set stock
//! aside when they are released; the documents that move stock are the feature `stock`.

mod store;

use kernel::Feature;

pub use store::waiting::{lying_free, waiting_between};
pub use store::{
    Balance, balance, balances, change, drifted, hold, issue_reserved, rebuild, release, reserve_free,
    set_counted, set_reserved,
};

/// The feature: no noun of its own, its table is built again from movements and needs.
pub static FEATURE: Feature = Feature { name: "balance", ..Feature::NOTHING };
