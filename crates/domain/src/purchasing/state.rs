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
    /// Nothing is to come, and what failed or came too much has to go back.
    ToReturn,
    /// Everything came, and nothing has to go back.
    Done,
    /// Given up.
    Cancelled,
}

crate::choice!(PurchaseState {
    ToPromise = "to_promise", "待答复交期";
    Waiting = "waiting", "待到货";
    ToInspect = "to_inspect", "待初检";
    ToReturn = "to_return", "待退供应商";
    Done = "done", "已完成";
    Cancelled = "cancelled", "已取消";
});

impl State for PurchaseState {
    fn tone(self) -> Tone {
        match self {
            Self::ToPromise | Self::ToInspect | Self::ToReturn => Tone::Warn,
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
        if !self.is_open() && self.owes() {
            PurchaseState::ToReturn
        } else if self.cancelled.is_some() {
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
        use Deed::{
            PurchaseCancel, PurchaseChase, PurchaseConcede, PurchaseInspect, PurchasePromise,
            PurchaseReceive, PurchaseReplace, PurchaseReturn,
        };
        let mut deeds = Vec::new();
        if self.owes() {
            deeds.push(PurchaseConcede);
            let to_come = self.lines.iter().any(|l| l.owed().is_some() && l.outstanding().is_some());
            deeds.extend(Some(PurchaseReplace).filter(|_| to_come && self.cancelled.is_none()));
            deeds.push(PurchaseReturn);
        }
        deeds.extend(Some(Deed::PurchaseKeep).filter(|_| self.has_spare()));
        deeds.extend_from_slice(match self.state() {
            PurchaseState::ToPromise => &[PurchaseCancel, PurchaseChase, PurchaseReceive, PurchasePromise],
            PurchaseState::Waiting => &[PurchaseCancel, PurchaseChase, PurchasePromise, PurchaseReceive],
            PurchaseState::ToInspect => {
                &[PurchaseCancel, PurchaseChase, PurchasePromise, PurchaseReceive, PurchaseInspect]
            }
            PurchaseState::ToReturn | PurchaseState::Done | PurchaseState::Cancelled => &[],
        });
        deeds
    }
}
