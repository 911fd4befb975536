//! Where a work order stands, and what can be done with it then.

use super::WorkOrder;
use crate::choice::{State, Tone};
use crate::deed::Deed;

/// Where a work order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkState {
    /// Production has not said when.
    ToConfirm,
    /// Its period is confirmed.
    Confirmed,
    /// A step has begun.
    Running,
    /// Everything is made.
    Done,
    /// Given up with its order.
    Cancelled,
}

crate::choice!(WorkState {
    ToConfirm = "to_confirm", "待确认生产期";
    Confirmed = "confirmed", "已排产";
    Running = "running", "生产中";
    Done = "done", "已完工";
    Cancelled = "cancelled", "已取消";
});

impl State for WorkState {
    fn tone(self) -> Tone {
        match self {
            Self::ToConfirm => Tone::Warn,
            Self::Confirmed | Self::Running => Tone::Accent,
            Self::Done => Tone::Ok,
            Self::Cancelled => Tone::Quiet,
        }
    }
}

impl WorkOrder {
    /// Where it stands.
    pub fn state(&self) -> WorkState {
        if self.cancelled {
            WorkState::Cancelled
        } else if self.is_done() {
            WorkState::Done
        } else if self.period.is_none() {
            WorkState::ToConfirm
        } else if self.started() {
            WorkState::Running
        } else {
            WorkState::Confirmed
        }
    }

    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        match self.state() {
            WorkState::ToConfirm | WorkState::Confirmed | WorkState::Running => {
                vec![Deed::WorkIssue, Deed::WorkPeriod, Deed::WorkReport]
            }
            WorkState::Done | WorkState::Cancelled => Vec::new(),
        }
    }
}
