//! What the stock of every item is worth, beside its movements (H7.2): followed as they come, built again in their order.

mod store;

pub use store::{follow, rebuild, worth};
