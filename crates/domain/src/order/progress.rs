//! How far a line of an order is.

use crate::quantity::Quantity;

/// Sums of what has happened to a line, from the nouns around the order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineProgress {
    /// Finished.
    pub produced: Quantity,
    /// Left the house and counts: what is sent again has not left yet.
    pub shipped: Quantity,
    /// Finished and in the house: what can leave.
    pub ready: Quantity,
    /// Confirmed by the receiver.
    pub received: Quantity,
}
