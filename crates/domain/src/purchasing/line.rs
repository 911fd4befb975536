//! A line of a purchase order (H4.3): what was ordered for whom, what came, what became of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::confidential::{Confidential, Cost};
use crate::ids::{ItemId, OrderId};
use crate::item::Pack;
use crate::money::UnitPrice;
use crate::quantity::Quantity;

/// The order line that a purchase line covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForOrder {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Its line.
    pub line: i64,
    /// How much of the purchase is for it.
    pub quantity: Quantity,
}

/// One line of a purchase order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseLine {
    /// Its number.
    pub number: i64,
    /// The part.
    pub item: ItemId,
    /// Its code.
    pub code: String,
    /// Its name and specification.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// How much.
    pub quantity: Quantity,
    /// Price per unit.
    pub unit_cost: Confidential<Cost, UnitPrice>,
    /// When it is needed.
    pub need_by: Date,
    /// The order lines that it is for; the rest goes to free stock.
    pub covers: Vec<ForOrder>,
    /// What the supplier promises.
    #[serde(default)]
    pub promised: Option<Date>,
    /// Received so far.
    #[serde(default)]
    pub received: Quantity,
    /// Inspected so far, whatever the result.
    #[serde(default)]
    pub inspected: Quantity,
    /// Taken into stock so far.
    #[serde(default)]
    pub accepted: Quantity,
    /// Rejected so far.
    #[serde(default)]
    pub rejected: Quantity,
    /// The unit in which it is bought, where that is another one (C26).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<Pack>,
    /// What an order that needs less has freed, and nobody has decided on.
    #[serde(default, skip_serializing_if = "Quantity::is_nothing")]
    pub freed: Quantity,
    /// What became of goods that failed or came beyond the order.
    #[serde(default, skip_serializing_if = "Aftermath::is_empty")]
    pub after: Aftermath,
}

/// What became of goods that failed the inspection or came beyond the order, in quantities so far (H4.3, C10).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aftermath {
    /// Came beyond the order and is not kept: it never counts as received.
    pub surplus: Quantity,
    /// Went back to the supplier, or was scrapped with their consent.
    pub returned: Quantity,
    /// Was replaced by goods that the supplier brought for it.
    pub replaced: Quantity,
    /// Was accepted on concession afterwards.
    pub conceded: Quantity,
    /// Came beyond the order and is kept; the supplier asks no money for it (C10).
    #[serde(default, skip_serializing_if = "Quantity::is_nothing")]
    pub free: Quantity,
}

impl Aftermath {
    /// Whether nothing of the sort has happened.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl PurchaseLine {
    /// What came and is not rejected.
    pub fn kept(&self) -> Quantity {
        self.received.minus(self.rejected).plus(self.after.conceded)
    }

    /// So much of it in the unit in which it is bought, `3 卷`; nothing where that is the base unit.
    pub fn packs(&self, quantity: Quantity) -> Option<String> {
        let pack = self.pack.as_ref()?;
        Some(format!("{} {}", pack.packed(quantity).plain(), pack.unit))
    }

    /// What is paid of `good`, which has just come into stock; the rest was left to us free of charge (C10). What is paid
    /// comes first: nothing is free before the order is complete, and what failed is missing from what was free.
    pub fn paid_of(&self, good: Quantity) -> Quantity {
        let beyond = self.quantity.short_of(self.kept());
        let paid = self.kept().minus(self.after.free.min(beyond));
        let before = self.accepted.minus(good);
        paid.min(before).short_of(paid.min(self.accepted))
    }

    /// What of it came into stock and is paid.
    pub fn payable(&self) -> Quantity {
        self.paid_of(self.accepted)
    }

    /// What is still to come: rejected goods must be delivered again.
    pub fn outstanding(&self) -> Quantity {
        self.kept().short_of(self.quantity)
    }

    /// What the supplier is asked for: of what is still to come, not what failed and it first takes back.
    pub fn awaited(&self) -> Quantity {
        let Aftermath { returned, replaced, conceded, .. } = self.after;
        // What came beyond the order never counted as received: it holds nothing up.
        let failed = returned.plus(replaced).plus(conceded).short_of(self.rejected);
        failed.short_of(self.outstanding())
    }

    /// What is to come and nobody waits for any more: to be cancelled with the supplier, or kept for stock (H3.8).
    pub fn spare(&self) -> Quantity {
        let covered: Quantity = self.covers.iter().map(|c| c.quantity).sum();
        self.freed.min(covered.short_of(self.quantity)).min(self.outstanding())
    }

    /// Received and not yet inspected.
    pub fn to_inspect(&self) -> Quantity {
        self.inspected.short_of(self.received)
    }

    /// Rejected or sent too much, and neither returned, replaced nor accepted: the supplier takes it back (H4.3).
    pub fn owed(&self) -> Quantity {
        let Aftermath { surplus, returned, replaced, conceded, .. } = self.after;
        returned.plus(replaced).plus(conceded).short_of(self.rejected.plus(surplus))
    }
}
