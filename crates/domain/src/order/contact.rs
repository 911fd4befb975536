//! Talks about an order (H5.5): with whom, on whose side, and what was agreed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attachment, Order};
use crate::confidential::{self, Confidential};

/// A talk with somebody about the order (H5.5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// On whose side they are; not kept by earlier versions, for which it was the customer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Who was spoken to.
    pub whom: Confidential<confidential::Contact, String>,
    /// How: phone, WeChat, visit …
    pub channel: String,
    /// What was said.
    pub said: String,
    /// What was agreed.
    pub agreed: String,
    /// When it took place.
    pub on: Date,
    /// Files that prove it.
    pub files: Vec<Attachment>,
}

/// On whose side somebody is who was spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer, or who receives for them.
    Customer,
    /// A supplier.
    Supplier,
    /// A carrier.
    Carrier,
    /// One of us.
    Us,
    /// Somebody else: a designer, a mall.
    Other,
}

crate::choice!(Side {
    Customer = "customer", "客户、收货人";
    Supplier = "supplier", "供应商";
    Carrier = "carrier", "承运商";
    Us = "us", "本公司";
    Other = "other", "其他";
});

impl Order {
    /// The days on which the customer, or who receives for them, was spoken to.
    pub fn customer_talks(&self) -> impl Iterator<Item = Date> + '_ {
        let customers = |c: &&Contact| c.side.is_none_or(|side| side == Side::Customer);
        self.contacts.iter().filter(customers).map(|c| c.on)
    }
}
