//! What can happen to a shipment, and what each fact does to it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Arrival, Confirmation, Dispatch, Extra, Finding, Found, Part, Replacement, Settlement, Shipment,
    StateSaid,
};
use crate::access::Right;
use crate::confidential::{Confidential, Contact, Price};
use crate::followup::local;
use crate::history::{Noun, Stamp};
use crate::ids::OrderId;
use crate::money::Money;
use crate::order::Attachment;

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
    /// Production or purchasing said where the goods stand (H6.1).
    StateSaid {
        /// What.
        said: StateSaid,
        /// What proves it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Confirmed with the receiver.
    Confirmed {
        /// What was confirmed.
        confirmation: Confirmation,
    },
    /// It leaves on another day, or with less or more on it: the receiver is asked again (H6.1).
    Changed {
        /// The planned day.
        ship_on: Date,
        /// All that is on it.
        parts: Vec<Part>,
        /// Why; empty where the receiver agreed to another day.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
        /// Who asked for it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
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
    /// What was said of the arrival was wrong: it is on the road, or said anew (H2.1).
    ArrivalTakenBack {
        /// Why.
        reason: String,
        /// What proves it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
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
        /// When and from where what was lost comes again (C20); not kept by earlier versions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replacement: Option<Replacement>,
        /// What becomes of goods beyond what was sent (C28).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extra: Option<Extra>,
        /// What of them was of what lay there for the order; not kept by earlier versions, for which all of it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from_house: Option<Vec<Part>>,
        /// What was agreed.
        note: String,
        /// What proves that the customer agreed (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
    },
    /// Goods that were missing at arrival were found.
    Found {
        /// Which, and where.
        found: Found,
    },
    /// What came back to us is in stock again, or is not to be (H7.2).
    Stocked {
        /// How much per line is in stock again.
        parts: Vec<Part>,
        /// How much per line does not go into stock.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<Part>,
        /// Why it does not.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// What proves it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
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
        StateSaid = "shipment.state_said",
        Confirmed = "shipment.confirmed",
        Changed = "shipment.changed",
        NoticeSent = "shipment.notice_sent",
        GateOpened = "shipment.gate_opened",
        Dispatched = "shipment.dispatched",
        CarrierAsked = "shipment.carrier_asked",
        Arrived = "shipment.arrived",
        ArrivalTakenBack = "shipment.arrival_taken_back",
        CauseFound = "shipment.cause_found",
        Settled = "shipment.settled",
        Found = "shipment.found",
        Stocked = "shipment.stocked",
        Cancelled = "shipment.cancelled",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        match fact {
            Fact::Prepared { shipment, .. } => {
                self.clone_from(shipment);
                self.prepared_on = Some(local(stamp.at));
            }
            Fact::StateSaid { said, .. } => {
                self.states.retain(|s| s.party != said.party);
                self.states.push(said.clone());
            }
            Fact::Confirmed { confirmation } => {
                self.transit_days = confirmation.transit_days.unwrap_or(self.transit_days);
                self.confirmation = Some(confirmation.clone());
            }
            Fact::Changed { ship_on, parts, .. } => {
                let before = self.clone();
                self.parts.clone_from(parts);
                (self.ship_on, self.changed_on) = (*ship_on, Some(local(stamp.at)));
                (self.confirmation, self.notice) = (None, None);
                if before.parts != *parts {
                    self.states.clear();
                }
                // What is done later than the goods leave now is asked about again (H6.1).
                self.states.retain(|said| said.ready_by <= *ship_on);
                // Who let goods go without their money let those go that stood on it.
                if parts.iter().any(|part| self.sent(part.line) > before.sent(part.line)) {
                    self.gate_opened = None;
                }
            }
            Fact::NoticeSent { .. } => self.notice = Some(stamp.at),
            Fact::GateOpened { reason, .. } => self.gate_opened = Some(reason.clone()),
            Fact::Dispatched { dispatch } => {
                self.transit_days = dispatch.transit_days.unwrap_or(self.transit_days);
                self.dispatched = Some(dispatch.clone());
            }
            Fact::CarrierAsked { on, eta, .. } => {
                self.asked_on = Some(*on);
                self.new_eta = Some(*eta);
            }
            Fact::Arrived { arrival } => self.arrival = Some(arrival.clone()),
            Fact::ArrivalTakenBack { .. } => (self.arrival, self.finding) = (None, None),
            Fact::CauseFound { finding } => self.finding = Some(finding.clone()),
            Fact::Settled { settlement, credit, replacement, extra, from_house, .. } => {
                // What turned up later is settled beside what was settled before.
                if self.settled.is_none() || credit.is_some() || replacement.is_some() {
                    self.settled = Some(*settlement);
                    self.credit = *credit;
                    self.replacement = *replacement;
                }
                if let Some(extra) = extra {
                    self.decide(*extra, from_house.as_deref(), local(stamp.at));
                }
            }
            Fact::Found { found } => self.found.push(found.clone()),
            Fact::Stocked { parts, left_out, .. } => {
                self.stocked.extend(parts.iter().cloned());
                self.left_out.extend(left_out.iter().cloned());
            }
            Fact::Cancelled { reason, .. } => self.cancelled = Some(reason.clone()),
        }
        self.touched = stamp.at;
        if stamp.is_somebody() {
            self.handled = Some(stamp.at);
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        vec![self.order]
    }
}
