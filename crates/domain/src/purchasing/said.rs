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
    /// What happens to what came beyond the order, where somebody said so (C10).
    pub fate: Option<Fate>,
    /// Why more came than was ordered.
    pub more: String,
    /// The delivery note, photographed.
    pub proof: Vec<Attachment>,
}

/// What happens to goods that came beyond the order (C10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Kept; the supplier asks no money for it.
    Keep,
    /// Kept and paid.
    Pay,
    /// Sent back.
    Return,
}

crate::choice!(Fate {
    Keep = "keep", "免费留用";
    Pay = "pay", "付款留用";
    Return = "return", "退回供应商";
});

/// What of a line came beyond the order (C10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surplus {
    /// The line.
    pub line: i64,
    /// How much.
    pub quantity: Quantity,
    /// What happens to it.
    pub fate: Fate,
    /// Why it came.
    pub reason: String,
}

/// How goods that failed leave us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// They go back to the supplier.
    #[default]
    Carried,
    /// They are scrapped here, with the supplier's consent.
    Scrapped,
}

crate::choice!(Way {
    Carried = "carried", "退回供应商";
    Scrapped = "scrapped", "供应商同意就地报废";
});

/// What went back to the supplier (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    /// Day.
    pub on: Date,
    /// What.
    pub parts: Vec<Part>,
    /// How it left us.
    pub way: Way,
    /// The waybill, or the number of the note that the supplier's driver signed.
    pub waybill: String,
    /// What was agreed about it.
    pub note: String,
    /// What proves it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<Attachment>,
}

/// What the supplier brought for goods that failed, which they took along (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// Day.
    pub on: Date,
    /// What came.
    pub parts: Vec<Part>,
    /// Delivery note.
    pub waybill: String,
    /// Why the same delivery note is booked once more (C19).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub again: String,
    /// What proves it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<Attachment>,
}

/// What had failed and is accepted on concession afterwards (H4.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concession {
    /// What.
    pub parts: Vec<Part>,
    /// Why.
    pub reason: String,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
