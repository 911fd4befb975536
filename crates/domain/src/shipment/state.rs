//! Where a shipment stands, and what can be done with it then.

use jiff::civil::Date;

use super::{Cause, Settlement, Shipment, eta};
use crate::choice::{State, Tone};
use crate::deed::Deed;

/// Where a shipment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShipmentState {
    /// Put together, not confirmed with the receiver.
    Prepared,
    /// Confirmed with the receiver.
    Confirmed,
    /// On the road.
    Transit,
    /// Arrived short or damaged, not settled.
    Difference,
    /// Arrived.
    Arrived,
    /// Given up before it left.
    Cancelled,
}

crate::choice!(ShipmentState {
    Prepared = "prepared", "待确认";
    Confirmed = "confirmed", "已确认";
    Transit = "transit", "在途";
    Difference = "difference", "有差异";
    Arrived = "arrived", "已到货";
    Cancelled = "cancelled", "已取消";
});

impl State for ShipmentState {
    fn tone(self) -> Tone {
        match self {
            Self::Prepared => Tone::Warn,
            Self::Confirmed | Self::Transit => Tone::Accent,
            Self::Difference => Tone::Bad,
            Self::Arrived => Tone::Ok,
            Self::Cancelled => Tone::Quiet,
        }
    }
}

impl Shipment {
    /// Whether a difference is not, or not yet, the carrier's: its cause may be found, or found out better.
    fn may_be_carriers(&self) -> bool {
        self.is_any_lost() && self.finding.as_ref().is_none_or(|f| f.cause != Cause::Transport)
    }

    /// Whether something is missing that may turn up: not once the customer was credited for it.
    fn may_be_found(&self) -> bool {
        self.awaits_return()
            || matches!(self.settled, None | Some(Settlement::Replaced))
                && self.parts.iter().any(|p| self.never_came(p.line).is_some())
    }

    /// Where it stands.
    pub fn state(&self) -> ShipmentState {
        if self.cancelled.is_some() {
            ShipmentState::Cancelled
        } else if self.unsettled() {
            ShipmentState::Difference
        } else if self.arrival.is_some() {
            ShipmentState::Arrived
        } else if self.dispatched.is_some() {
            ShipmentState::Transit
        } else if self.confirmation.is_some() {
            ShipmentState::Confirmed
        } else {
            ShipmentState::Prepared
        }
    }

    /// By when it should leave, or, on the road, should be there; nothing where neither is awaited.
    pub fn awaited_on(&self) -> Option<Date> {
        match self.state() {
            ShipmentState::Prepared | ShipmentState::Confirmed => Some(self.ship_on),
            ShipmentState::Transit => eta(self),
            ShipmentState::Difference | ShipmentState::Arrived | ShipmentState::Cancelled => None,
        }
    }

    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        match self.state() {
            ShipmentState::Prepared => {
                vec![
                    Deed::ShipmentCancel,
                    Deed::ShipmentGate,
                    Deed::ShipmentState,
                    Deed::ShipmentChange,
                    Deed::ShipmentConfirm,
                ]
            }
            ShipmentState::Confirmed => {
                let next = if self.notice.is_some() { Deed::ShipmentDispatch } else { Deed::ShipmentNotice };
                vec![Deed::ShipmentCancel, Deed::ShipmentGate, Deed::ShipmentChange, next]
            }
            ShipmentState::Transit => vec![Deed::ShipmentCarrier, Deed::ShipmentArrival],
            ShipmentState::Difference => {
                let found = self.may_be_found().then_some(Deed::ShipmentFound);
                let cause = self.may_be_carriers().then_some(Deed::ShipmentCause);
                found.into_iter().chain(cause).chain([Deed::ShipmentSettle]).collect()
            }
            ShipmentState::Arrived => {
                let found = self.may_be_found().then_some(Deed::ShipmentFound);
                let cause = self.may_be_carriers().then_some(Deed::ShipmentCause);
                // What was to come back may be decided otherwise.
                let settle = self.awaits_return().then_some(Deed::ShipmentSettle);
                settle.into_iter().chain(cause).chain(found).collect()
            }
            ShipmentState::Cancelled => Vec::new(),
        }
    }
}
