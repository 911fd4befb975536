//! What is said of a purchase order (H4.3): by the supplier, at the gate, by the first inspection.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::order::Attachment;
use crate::quantity::Quantity;

/// A quantity of a purchase line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The line.
    pub line: i64,
    /// How much.
    pub quantity: Quantity,
}

/// What the supplier promises (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promise {
    /// Per line.
    pub dates: Vec<(i64, Date)>,
    /// How it was said.
    pub channel: String,
    /// What was said.
    pub note: String,
    /// What proves it.
    pub proof: Vec<Attachment>,
}

/// What the supplier answered when they were asked (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// How.
    pub channel: String,
    /// What was answered.
    pub said: String,
    /// What proves it.
    pub proof: Vec<Attachment>,
}

/// Goods that came (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Day.
    pub on: Date,
    /// What came.
    pub parts: Vec<Part>,
    /// Delivery note or waybill.
    pub waybill: String,
    /// Why the same delivery note is booked once more (C19).
    pub again: String,
    /// The delivery note, photographed.
    pub proof: Vec<Attachment>,
}

/// What happens to goods that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Sent back.
    Return,
    /// Made good.
    Rework,
    /// Thrown away.
    Scrap,
}

crate::choice!(Measure {
    Return = "return", "退货";
    Rework = "rework", "返工";
    Scrap = "scrap", "报废";
});

/// The result of a first inspection 初检, of a part quantity (H4.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// The line.
    pub line: i64,
    /// Good.
    pub accepted: Quantity,
    /// Taken on concession 让步接收.
    pub conceded: Quantity,
    /// Not taken.
    pub rejected: Quantity,
    /// Why not, or why on concession.
    pub reason: String,
    /// What happens to what failed.
    #[serde(with = "crate::choice::coded")]
    pub measure: Option<Measure>,
    /// Photos.
    pub photos: Vec<Attachment>,
}
