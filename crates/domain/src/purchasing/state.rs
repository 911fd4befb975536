//! Where a purchase order stands, and what can be done with it then.

use super::Purchase;
use crate::choice::{State, Tone};
use crate::deed::Deed;

/// Where a purchase order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PurchaseState {
    /// The supplier has not said when.
    ToPromise,
    /// Promised, not there yet.
    Waiting,
    /// Goods came and were not inspected.
    ToInspect,
    /// Everything came.
    Done,
    /// Given up.
    Cancelled,
}

crate::choice!(PurchaseState {
    ToPromise = "to_promise", "待答复交期";
    Waiting = "waiting", "待到货";
    ToInspect = "to_inspect", "待初检";
    Done = "done", "已完成";
    Cancelled = "cancelled", "已取消";
});

impl State for PurchaseState {
    fn tone(self) -> Tone {
        match self {
            Self::ToPromise | Self::ToInspect => Tone::Warn,
            Self::Waiting => Tone::Accent,
            Self::Done => Tone::Ok,
            Self::Cancelled => Tone::Quiet,
        }
    }
}

impl PurchaseState {
    /// Where something is to come or to be inspected.
    pub const OPEN: [Self; 3] = [Self::ToPromise, Self::Waiting, Self::ToInspect];
}

impl Purchase {
    /// Where it stands.
    pub fn state(&self) -> PurchaseState {
        if self.cancelled.is_some() {
            PurchaseState::Cancelled
        } else if !self.is_open() {
            PurchaseState::Done
        } else if self.lines.iter().any(|l| l.to_inspect().is_some()) {
            PurchaseState::ToInspect
        } else if self.lines.iter().any(|l| l.outstanding().is_some() && l.promised.is_none()) {
            PurchaseState::ToPromise
        } else {
            PurchaseState::Waiting
        }
    }

    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        use Deed::{PurchaseCancel, PurchaseChase, PurchaseInspect, PurchasePromise, PurchaseReceive};
        match self.state() {
            PurchaseState::ToPromise => {
                vec![PurchaseCancel, PurchaseChase, PurchaseReceive, PurchasePromise]
            }
            PurchaseState::Waiting => {
                vec![PurchaseCancel, PurchaseChase, PurchasePromise, PurchaseReceive]
            }
            PurchaseState::ToInspect => {
                vec![PurchaseCancel, PurchaseChase, PurchasePromise, PurchaseReceive, PurchaseInspect]
            }
            PurchaseState::Done | PurchaseState::Cancelled => Vec::new(),
        }
    }
}
