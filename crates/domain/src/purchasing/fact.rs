//! What can happen to a purchase order (H4.2, H4.3).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Back, Concession, ForOrder, Inspection, Part, PurchaseLine, Replacement, Surplus};
use crate::ids::{PurchaseId, SupplierId};
use crate::order::Attachment;
use crate::quantity::Quantity;

/// What can happen to a purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Placed with a supplier.
    Placed {
        /// Identity.
        id: PurchaseId,
        /// Number.
        number: String,
        /// Supplier.
        supplier: SupplierId,
        /// Their name.
        supplier_name: String,
        /// Date.
        on: Date,
        /// Lines.
        lines: Vec<PurchaseLine>,
        /// The supplier's offer or the contract (H2.1): it says what the goods cost.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        quote: Vec<Attachment>,
    },
    /// The supplier promised dates.
    Promised {
        /// Per line.
        dates: Vec<(i64, Date)>,
        /// How it was said.
        channel: String,
        /// What was said.
        note: String,
        /// What proves it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// The supplier was asked.
    Chased {
        /// Day.
        on: Date,
        /// How.
        channel: String,
        /// What was answered.
        said: String,
        /// What proves it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// It is for other order lines than before: needs were weighed anew.
    Repegged {
        /// Per line that changes: whom it is for now.
        covers: Vec<(i64, Vec<ForOrder>)>,
    },
    /// An order that it was for needs less: given up, or ended at what was delivered (H3.8).
    Freed {
        /// Which order.
        order: String,
        /// Per line that changes: whom it is for now.
        covers: Vec<(i64, Vec<ForOrder>)>,
        /// Per line: how much nobody waits for.
        freed: Vec<(i64, Quantity)>,
        /// Day.
        on: Date,
    },
    /// What nobody waits for is kept for stock.
    Kept {
        /// Why.
        reason: String,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Goods came.
    Received {
        /// Day.
        on: Date,
        /// What came.
        parts: Vec<Part>,
        /// Delivery note or waybill.
        waybill: String,
        /// Why the same delivery note was booked once more (C19).
        #[serde(default, skip_serializing_if = "String::is_empty")]
        again: String,
        /// What came beyond the order, and what happens to it (C10).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        surplus: Vec<Surplus>,
        /// The delivery note, photographed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Goods were inspected.
    Inspected {
        /// The results.
        results: Vec<Inspection>,
    },
    /// What failed or came too much went back to the supplier, or was scrapped with their consent.
    Returned {
        /// What, when and how.
        back: Back,
    },
    /// The supplier brought goods for what failed, and took that along.
    Replaced {
        /// What came.
        replacement: Replacement,
    },
    /// What had failed was accepted on concession afterwards.
    Conceded {
        /// What and why.
        concession: Concession,
    },
    /// Given up: what is open will not come.
    Cancelled {
        /// Why.
        reason: String,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
}
