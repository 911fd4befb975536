//! Shipments (H6): prepared, confirmed two working days ahead, gated by payment, dispatched, arrived, settled.

mod arrival;
mod change;
mod counted;
mod difference;
mod dispatch;
mod fact;
mod found;
mod obstacle;
mod settlement;
mod state;
mod state_said;
#[cfg(test)]
mod surplus_tests;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use arrival::{
    ArrivalReport, CarrierWord, ask_carrier, confirm_arrival, eta, eta_by_leaving, take_arrival_back,
};
pub use change::{Change, change};
pub use difference::{Cause, Finding, Signature, find_cause};
pub use dispatch::{Gate, cancel, confirm, dispatch, gate, in_whole_units, open_gate, prepare, send_notice};
pub use fact::Fact;
pub use found::{Found, PutAway, Whereabouts, find, put_away};
pub use obstacle::{Obstacle, obstacles};
pub use settlement::{
    Decided, Extra, Replacement, Settlement, Settling, Source, Standing, credit_of, settle_difference,
};
pub use state::ShipmentState;
pub use state_said::{Party, StateSaid, say_state};

use crate::confidential::{Confidential, Contact, Cost, Price};
use crate::ids::{OrderId, ShipmentId};
use crate::money::Money;
use crate::order::Attachment;
use crate::quantity::Quantity;

/// A quantity of an order line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    /// The order line.
    pub line: i64,
    /// How much.
    pub quantity: Quantity,
}

/// What was confirmed with the receiver (H6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Exact time of shipping.
    pub at: DateTime,
    /// Transport mode.
    pub transport: String,
    /// Address.
    pub address: Confidential<Contact, String>,
    /// Receiver and telephone.
    pub contact: Confidential<Contact, String>,
    /// With whom it was confirmed.
    pub whom: Confidential<Contact, String>,
    /// How.
    pub channel: String,
    /// Why it leaves on that day although production or purchasing said that it is ready later.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Days on the road by that transport and the kilometres (H6.4); not kept by earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transit_days: Option<i64>,
    /// What proves it (H2.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
}

/// How the goods left.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dispatch {
    /// Day.
    pub on: Date,
    /// Carrier.
    pub carrier: String,
    /// Waybill number.
    pub waybill: String,
    /// Driver, vehicle.
    pub vehicle: String,
    /// Number of packages.
    pub packages: i64,
    /// What the transport costs.
    pub freight: Confidential<Cost, Money>,
    /// Remark; the reason where it is recorded long afterwards.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Days on the road as this carrier says (H6.4), where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transit_days: Option<i64>,
    /// Photos of packing and loading.
    pub photos: Vec<Attachment>,
}

/// State of the packing at arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// Intact.
    Intact,
    /// Broken, soiled, deformed.
    Damaged,
}

crate::choice!(Packing {
    Intact = "intact", "完好";
    Damaged = "damaged", "破损、污染或变形";
});

/// What the receiver said (H6.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Day.
    pub on: Date,
    /// Received per line.
    pub received: Vec<Part>,
    /// Damaged among them, per line.
    pub damaged: Vec<Part>,
    /// State of the packing.
    pub packing: Packing,
    /// Who said so.
    pub whom: Confidential<Contact, String>,
    /// What they said.
    pub note: String,
    /// Photos.
    pub photos: Vec<Attachment>,
}

/// A shipment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Identity.
    pub id: ShipmentId,
    /// Number.
    pub number: String,
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub order_number: String,
    /// Customer's name.
    pub customer_name: String,
    /// What is shipped.
    pub parts: Vec<Part>,
    /// Planned day.
    pub ship_on: Date,
    /// Days on the road.
    pub transit_days: i64,
    /// When it was arranged; not kept by earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_on: Option<Date>,
    /// When its day or what is on it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_on: Option<Date>,
    /// What production and purchasing said of its goods (H6.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<StateSaid>,
    /// The confirmation, once given.
    pub confirmation: Option<Confirmation>,
    /// When the receiver was told to check before signing (H6.7).
    pub notice: Option<Timestamp>,
    /// Why it may leave without payment, where somebody with the authority said so.
    pub gate_opened: Option<String>,
    /// How it left.
    pub dispatched: Option<Dispatch>,
    /// A new expected arrival, from the carrier (H6.5).
    pub new_eta: Option<Date>,
    /// When the carrier was last asked.
    pub asked_on: Option<Date>,
    /// What the receiver said.
    pub arrival: Option<Arrival>,
    /// How a difference was settled.
    pub settled: Option<Settlement>,
    /// What the customer was credited by it (C09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Confidential<Price, Money>>,
    /// When what was lost is there again, and where it comes from, where it is replaced (C20).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<Replacement>,
    /// What became of goods that came beyond what was sent (C28), decision by decision: more may turn up later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<Decided>,
    /// Goods that were missing at arrival and were found later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<Found>,
    /// What came back to us and is in stock again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stocked: Vec<Part>,
    /// What came back to us and does not go into stock: it is broken, or was never taken out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<Part>,
    /// What caused it, once found out.
    #[serde(default)]
    pub finding: Option<Finding>,
    /// Why it was given up before it left.
    pub cancelled: Option<String>,
    /// When anything last happened.
    pub touched: Timestamp,
    /// When somebody last did something on it; what follows by itself does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled: Option<Timestamp>,
}

impl Shipment {
    /// How much of `line` is on it.
    pub fn sent(&self, line: i64) -> Quantity {
        self.parts.iter().filter(|p| p.line == line).map(|p| p.quantity).sum()
    }

    /// Whether something arrived short, damaged or beyond what was sent and is not settled.
    pub fn unsettled(&self) -> bool {
        self.settled.is_none() && self.is_any_lost() || self.is_any_undecided()
    }

    /// Whether something arrived short, damaged or beyond what was sent.
    pub fn has_difference(&self) -> bool {
        self.is_any_lost() || self.is_any_beyond()
    }

    /// Whether something arrived short or damaged and nobody has said why.
    pub fn unexplained(&self) -> bool {
        self.is_any_lost() && self.finding.is_none()
    }

    /// Whether something arrived short or damaged, and was not found since.
    pub fn is_any_lost(&self) -> bool {
        self.parts.iter().any(|p| {
            let (_, damaged) = self.lost(p.line);
            self.never_came(p.line).plus(damaged).is_some()
        })
    }

    /// Whether more arrived than was sent.
    pub fn is_any_beyond(&self) -> bool {
        self.parts.iter().any(|p| self.beyond(p.line).is_some())
    }

    /// Whether it is to be said what becomes of something that came beyond what was sent.
    pub fn is_any_undecided(&self) -> bool {
        self.parts.iter().any(|p| self.undecided(p.line).is_some())
    }

    /// Whether it is on the road.
    pub fn on_the_road(&self) -> bool {
        self.dispatched.is_some() && self.arrival.is_none()
    }
}
