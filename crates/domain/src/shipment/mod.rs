//! Shipments (H6): prepared, confirmed two working days ahead, gated by payment, dispatched, arrived, settled.

mod arrival;
mod difference;
mod dispatch;
mod settlement;
mod state;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use arrival::{ArrivalReport, CarrierWord, ask_carrier, confirm_arrival, eta};
pub use difference::{Cause, Finding, Signature, find_cause};
pub use dispatch::{Gate, cancel, confirm, dispatch, gate, open_gate, prepare, send_notice};
pub use settlement::{Settling, credit_of, settle_difference};
pub use state::ShipmentState;

use crate::access::Right;
use crate::confidential::{Confidential, Contact, Cost, Price};
use crate::history::{Noun, Stamp};
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

/// How a difference was settled, in its minimal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The customer takes it as it is.
    AsIs,
    /// Missing and damaged goods are delivered again.
    Replaced,
    /// The customer is credited.
    Credited,
}

crate::choice!(Settlement {
    Replaced = "replaced", "补发短少和破损的货";
    Credited = "credited", "扣减货款";
    AsIs = "as_is", "客户接受现状";
});

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
    /// What caused it, once found out.
    #[serde(default)]
    pub finding: Option<Finding>,
    /// Why it was given up before it left.
    pub cancelled: Option<String>,
    /// When anything last happened.
    pub touched: Timestamp,
}

impl Shipment {
    /// How much of `line` is on it.
    pub fn sent(&self, line: i64) -> Quantity {
        self.parts.iter().filter(|p| p.line == line).map(|p| p.quantity).sum()
    }

    /// Whether something arrived short or damaged and is not settled.
    pub fn unsettled(&self) -> bool {
        self.has_difference() && self.settled.is_none()
    }

    /// Whether something arrived short or damaged.
    pub fn has_difference(&self) -> bool {
        self.arrival.as_ref().is_some_and(|a| {
            a.damaged.iter().any(|d| d.quantity.is_some())
                || self.parts.iter().any(|p| received(&a.received, p.line) < p.quantity)
        })
    }

    /// Whether something arrived short or damaged and nobody has said why.
    pub fn unexplained(&self) -> bool {
        self.has_difference() && self.finding.is_none()
    }

    /// Missing and damaged of `line`.
    pub fn lost(&self, line: i64) -> (Quantity, Quantity) {
        let Some(arrival) = &self.arrival else { return (Quantity::ZERO, Quantity::ZERO) };
        (received(&arrival.received, line).short_of(self.sent(line)), received(&arrival.damaged, line))
    }

    /// What counts as received of `line`: what arrived sound, or all of it once a difference is settled
    /// otherwise than by sending again.
    pub fn received(&self, line: i64) -> Quantity {
        let Some(arrival) = &self.arrival else { return Quantity::ZERO };
        match self.settled {
            Some(Settlement::AsIs | Settlement::Credited) => self.sent(line),
            _ => received(&arrival.received, line).minus(received(&arrival.damaged, line)),
        }
    }

    /// Whether it is on the road.
    pub fn on_the_road(&self) -> bool {
        self.dispatched.is_some() && self.arrival.is_none()
    }
}

fn received(parts: &[Part], line: i64) -> Quantity {
    parts.iter().filter(|p| p.line == line).map(|p| p.quantity).sum()
}

/// What can happen to a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::large_enum_variant,
    reason = "facts are few at a time and short-lived; a box would cost more than it saves"
)]
pub enum Fact {
    /// Prepared.
    Prepared {
        /// The whole shipment.
        shipment: Shipment,
        /// Who asked for it so (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Confirmed with the receiver.
    Confirmed {
        /// What was confirmed.
        confirmation: Confirmation,
    },
    /// The receiver was told to check before signing.
    NoticeSent {
        /// To whom.
        whom: Confidential<Contact, String>,
        /// How.
        channel: String,
        /// The text.
        text: String,
        /// What proves that they got it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
    },
    /// Somebody with the authority lets it leave without payment.
    GateOpened {
        /// Why.
        reason: String,
        /// What it rests on (H2.1): papers about money.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slip: Vec<Attachment>,
    },
    /// Left.
    Dispatched {
        /// How.
        dispatch: Dispatch,
    },
    /// The carrier was asked where it is.
    CarrierAsked {
        /// Day.
        on: Date,
        /// What they said.
        said: String,
        /// The new expected arrival.
        eta: Date,
        /// What proves it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Arrived.
    Arrived {
        /// What the receiver said.
        arrival: Arrival,
    },
    /// It was found out what caused a difference.
    CauseFound {
        /// What.
        finding: Finding,
    },
    /// A difference was settled.
    Settled {
        /// How.
        settlement: Settlement,
        /// What the customer is credited (C09); not kept by earlier versions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credit: Option<Confidential<Price, Money>>,
        /// What was agreed.
        note: String,
        /// What proves that the customer agreed (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
    },
    /// Given up before it left.
    Cancelled {
        /// Why.
        reason: String,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
}

impl Noun for Shipment {
    const STREAM: &'static str = "shipment";
    const READ: Option<Right> = Some(Right::ReadShipments);
    type Fact = Fact;

    crate::kinds! { Fact:
        Prepared = "shipment.prepared",
        Confirmed = "shipment.confirmed",
        NoticeSent = "shipment.notice_sent",
        GateOpened = "shipment.gate_opened",
        Dispatched = "shipment.dispatched",
        CarrierAsked = "shipment.carrier_asked",
        Arrived = "shipment.arrived",
        CauseFound = "shipment.cause_found",
        Settled = "shipment.settled",
        Cancelled = "shipment.cancelled",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        match fact {
            Fact::Prepared { shipment, .. } => self.clone_from(shipment),
            Fact::Confirmed { confirmation } => self.confirmation = Some(confirmation.clone()),
            Fact::NoticeSent { .. } => self.notice = Some(stamp.at),
            Fact::GateOpened { reason, .. } => self.gate_opened = Some(reason.clone()),
            Fact::Dispatched { dispatch } => self.dispatched = Some(dispatch.clone()),
            Fact::CarrierAsked { on, eta, .. } => {
                self.asked_on = Some(*on);
                self.new_eta = Some(*eta);
            }
            Fact::Arrived { arrival } => self.arrival = Some(arrival.clone()),
            Fact::CauseFound { finding } => self.finding = Some(finding.clone()),
            Fact::Settled { settlement, credit, .. } => {
                self.settled = Some(*settlement);
                self.credit = *credit;
            }
            Fact::Cancelled { reason, .. } => self.cancelled = Some(reason.clone()),
        }
        self.touched = stamp.at;
    }

    fn orders(&self) -> Vec<OrderId> {
        vec![self.order]
    }
}
