//! Where an order stands, and what can be done with it then.

use serde::{Deserialize, Serialize};

use super::{Order, waiting};
use crate::choice::{self, Tone};
use crate::deed::Deed;
use crate::followup::Case;
use crate::production::WorkOrder;

/// Where an order stands by its own facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written.
    #[default]
    Draft,
    /// Under review.
    Submitted,
    /// Released to supply, production and shipping.
    Released,
    /// Everything received, settled and paid.
    Closed,
    /// Given up.
    Cancelled,
}

crate::choice!(State {
    Draft = "draft", "草稿";
    Submitted = "submitted", "待评审";
    Released = "released", "已下达";
    Closed = "closed", "已完成";
    Cancelled = "cancelled", "已取消";
});

impl choice::State for State {
    fn tone(self) -> Tone {
        match self {
            Self::Draft | Self::Cancelled => Tone::Quiet,
            Self::Submitted => Tone::Warn,
            Self::Released => Tone::Accent,
            Self::Closed => Tone::Ok,
        }
    }
}

/// Where an order is by everything that is linked to it: what people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Being written.
    Draft,
    /// Under review.
    Review,
    /// Parts are missing and production has not begun.
    Supply,
    /// Being made.
    Production,
    /// To be sent.
    Shipping,
    /// On the road.
    Transit,
    /// Arrived, to be paid or settled.
    Collect,
    /// Everything received, settled and paid.
    Closed,
    /// Given up.
    Cancelled,
}

crate::choice!(Stage {
    Draft = "draft", "草稿";
    Review = "review", "待评审";
    Supply = "supply", "备料";
    Production = "production", "生产中";
    Shipping = "shipping", "待发";
    Transit = "transit", "在途";
    Collect = "collect", "待回款";
    Closed = "closed", "已完成";
    Cancelled = "cancelled", "已取消";
});

impl choice::State for Stage {
    fn tone(self) -> Tone {
        match self {
            Self::Draft | Self::Cancelled => Tone::Quiet,
            Self::Review | Self::Supply | Self::Collect => Tone::Warn,
            Self::Production | Self::Shipping | Self::Transit => Tone::Accent,
            Self::Closed => Tone::Ok,
        }
    }
}

impl Stage {
    /// Whether work goes on: neither closed nor given up.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Cancelled)
    }
}

impl Case {
    /// Where the order is.
    pub fn stage(&self) -> Stage {
        match self.order.state {
            State::Draft => Stage::Draft,
            State::Submitted => Stage::Review,
            State::Closed => Stage::Closed,
            State::Cancelled => Stage::Cancelled,
            State::Released if self.all_arrived_on().is_some() => Stage::Collect,
            State::Released if !self.unshipped_lines() => Stage::Transit,
            State::Released if self.waits_for_parts() => Stage::Supply,
            State::Released if self.unfinished() => Stage::Production,
            State::Released => Stage::Shipping,
        }
    }

    /// The deeds that make sense now.
    pub fn deeds(&self) -> (Vec<Deed>, Vec<Deed>) {
        let sent = || self.order.entry.lines.iter().any(|l| self.progress(l.number).shipped.is_some());
        let makes_sense = |deed: &&Deed| match deed {
            Deed::ShipmentPrepare => {
                self.order.entry.lines.iter().any(|l| self.free_to_send(l.number).is_some())
            }
            Deed::OrderPromise => self.unshipped_lines(),
            Deed::OrderAccept => self.order.accepted.is_none() && self.all_arrived_on().is_some(),
            Deed::OrderSettleLines => self.unshipped_lines() && sent(),
            _ => true,
        };
        let Deeds { main, more } = self.order.deeds();
        let those = |deeds: &[Deed]| deeds.iter().filter(makes_sense).copied().collect();
        (those(main), those(more))
    }

    fn waits_for_parts(&self) -> bool {
        self.order.needs.0.iter().any(|n| n.short().is_some()) && !self.work.iter().any(WorkOrder::started)
    }
}

/// What can be done with an order now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deeds {
    /// Those in sight, the main one last.
    pub main: &'static [Deed],
    /// Those that are seldom wanted.
    pub more: &'static [Deed],
}

impl Order {
    /// The deeds that make sense now.
    pub fn deeds(&self) -> Deeds {
        let (main, more): (&[Deed], &[Deed]) = match self.state {
            State::Cancelled if self.kept.is_some() => {
                (&[Deed::OrderContact], &[Deed::OrderAttach, Deed::OrderHandOver, Deed::OrderKeep])
            }
            State::Cancelled => (&[Deed::OrderContact], &[Deed::OrderAttach, Deed::OrderKeep]),
            _ if self.hold.is_some() => (
                &[Deed::OrderContact, Deed::OrderResume],
                &[Deed::OrderCancel, Deed::OrderAttach, Deed::OrderTask, Deed::OrderHandOver],
            ),
            State::Draft if self.submitted.is_some() => (
                &[Deed::OrderContact, Deed::OrderEdit, Deed::OrderSubmit],
                &[
                    Deed::OrderAttach,
                    Deed::OrderHold,
                    Deed::OrderHandOver,
                    Deed::OrderCancel,
                    Deed::OrderTask,
                ],
            ),
            State::Draft => (
                &[Deed::OrderContact, Deed::OrderEdit, Deed::OrderSubmit],
                &[
                    Deed::OrderAttach,
                    Deed::OrderHold,
                    Deed::OrderHandOver,
                    Deed::OrderDiscard,
                    Deed::OrderTask,
                ],
            ),
            State::Submitted => (
                if waiting(self).is_empty() {
                    &[Deed::OrderContact, Deed::OrderReview, Deed::OrderRelease]
                } else {
                    &[Deed::OrderContact, Deed::OrderReviewShort, Deed::OrderReview]
                },
                &[
                    Deed::OrderCorrect,
                    Deed::OrderAttach,
                    Deed::OrderHold,
                    Deed::OrderHandOver,
                    Deed::OrderCancel,
                    Deed::OrderTask,
                ],
            ),
            State::Released => (
                &[Deed::OrderPromise, Deed::ShipmentPrepare, Deed::OrderContact],
                &[
                    Deed::OrderTask,
                    Deed::OrderAttach,
                    Deed::OrderCorrect,
                    Deed::OrderAccept,
                    Deed::PaymentBook,
                    Deed::OrderWriteOff,
                    Deed::OrderHold,
                    Deed::OrderHandOver,
                    Deed::OrderSettleLines,
                    Deed::OrderCancel,
                ],
            ),
            State::Closed => (&[Deed::OrderContact], &[Deed::OrderAttach]),
        };
        Deeds { main, more }
    }
}
