//! How a customer's own purchase orders are laid out (H3.1): told once, recognised from then on.

use serde::{Deserialize, Serialize};

/// The layout of a customer's sheet. It is recognised by its headings; texts are compared without spaces and in
/// half-width signs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetFormat {
    /// The headings of its table, from left to right; what it is recognised by.
    pub header: Vec<String>,
    /// Our column and the heading that it is filled from.
    pub columns: Vec<(String, String)>,
    /// The word before the customer's order number, `订单编号`; empty where there is none.
    pub number_at: String,
    /// The word before the day of the order.
    pub date_at: String,
    /// The word before whom to talk to.
    pub contact_at: String,
    /// The word before the payment terms.
    pub terms_at: String,
    /// Staff number of the clerk who follows these orders.
    pub clerk: String,
}

impl SheetFormat {
    /// The heading that our `column` is filled from.
    pub fn source(&self, column: &str) -> Option<&str> {
        self.columns.iter().find(|(ours, _)| ours == column).map(|(_, theirs)| theirs.as_str())
    }
}
