//! Before the call two working days ahead, production and purchasing confirm where the goods stand (H6.1).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Shipment};
use crate::calendar::shift;
use crate::order::Attachment;
use crate::refusal::{Refusal, refuse};

/// Days from today within which goods are ready: more is a slip of the year.
const FURTHEST: i32 = 366;

/// Who is asked where the goods stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// What is not finished.
    Production,
    /// What is not in the house.
    Purchasing,
}

crate::choice!(Party {
    Production = "production", "生产部";
    Purchasing = "purchasing", "采购部";
});

/// What a department said of the goods of a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateSaid {
    /// Who said so.
    pub party: Party,
    /// On which day.
    pub on: Date,
    /// When its part is done.
    pub ready_by: Date,
    /// In words.
    pub note: String,
}

/// Records what production or purchasing says. Later than the goods are to leave needs a word.
pub fn say_state(
    shipment: &Shipment,
    said: StateSaid,
    proof: Vec<Attachment>,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    if shipment.dispatched.is_some() || shipment.cancelled.is_some() {
        return Err(refuse("H6.1", "货已发出或发货单已取消，不必再确认", []));
    }
    if said.ready_by < today || said.ready_by > shift(today, FURTHEST) {
        return Err(refuse(
            "H6.1",
            "备好日期 {by} 应在今天起 {days} 天以内",
            [("by", said.ready_by.to_string()), ("days", FURTHEST.to_string())],
        ));
    }
    if said.ready_by > shipment.ship_on && said.note.trim().is_empty() {
        return Err(refuse(
            "H6.1",
            "备好日期 {by} 晚于发货日期 {ship}，请写明原因",
            [("by", said.ready_by.to_string()), ("ship", shipment.ship_on.to_string())],
        ));
    }
    Ok(vec![Fact::StateSaid { said, proof }])
}
