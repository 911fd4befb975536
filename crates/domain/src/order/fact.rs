//! What can happen to an order, and what each fact does to its state.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Condition, Entry, Line, Order, Promise, Review};
use crate::confidential::Confidential;
use crate::history::{Packed, Stamp};
use crate::ids::{ItemId, OrderId, PersonId};
use crate::plan::Milestone;
use crate::quantity::Quantity;

/// Where an order stands; finer stages are derived per line.
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

impl State {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Released => "released",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What a line needs of a part (H4.2): what is not reserved and not drawn is short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The order line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much the line needs in all.
    pub required: Quantity,
    /// Free stock set aside for it.
    pub reserved: Quantity,
    /// Already issued to production.
    pub drawn: Quantity,
    /// When it is needed.
    pub need_by: Date,
}

impl Need {
    /// What is neither reserved nor drawn.
    pub fn short(&self) -> Quantity {
        self.reserved.plus(self.drawn).short_of(self.required)
    }
}

/// Stock set aside for, or drawn by, a line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reservation {
    /// The order line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much.
    pub quantity: Quantity,
}

/// A talk with somebody about the order (H5.5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Who was spoken to.
    pub whom: Confidential<String>,
    /// How: phone, WeChat, visit …
    pub channel: String,
    /// What was said.
    pub said: String,
    /// What was agreed.
    pub agreed: String,
    /// When it took place.
    pub on: Date,
    /// Files that prove it.
    pub files: Vec<Attachment>,
}

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// The name that it came with.
    pub name: String,
    /// Its type as found in its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// What it is: drawing, contract, photo, waybill, other.
    pub what: String,
}

/// A change of promise with everything that makes it valid (H6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseChange {
    /// The lines; all where empty.
    pub lines: Vec<i64>,
    /// The new date.
    pub to: Date,
    /// Why.
    pub cause: String,
    /// Which department caused it.
    pub department: String,
    /// Who of the customer was told.
    pub whom: Confidential<String>,
    /// How.
    pub channel: String,
    /// Whether the customer agreed.
    pub confirmed: bool,
    /// When the customer was told.
    pub on: Date,
}

/// A follow-up put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snooze {
    /// The rule.
    pub rule: String,
    /// Which of its follow-ups.
    pub occurrence: String,
    /// Until when.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// A hand-made task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number within the order.
    pub number: i64,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub owner: PersonId,
    /// Their name.
    pub owner_name: String,
    /// By when.
    pub due: Date,
    /// What came of it, once done.
    pub result: Option<String>,
}

/// What can happen to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Written down.
    Entered {
        /// Identity.
        id: OrderId,
        /// Its number, where it brings one.
        number: String,
        /// What was agreed.
        entry: Entry,
    },
    /// A draft written anew.
    Revised {
        /// What was agreed.
        entry: Entry,
    },
    /// Handed in for review.
    Submitted {
        /// The number given now, where it had none.
        number: String,
    },
    /// A department answered.
    Reviewed {
        /// Its answer.
        review: Review,
        /// What it asks for.
        conditions: Vec<Condition>,
    },
    /// A condition was met.
    ConditionMet {
        /// Which, counted from 0.
        index: i64,
        /// How.
        note: String,
    },
    /// Released: promises given, plan laid down, stock reserved, shortages known.
    Released {
        /// First promise per line.
        promises: Vec<Promise>,
        /// The plan.
        milestones: Vec<Milestone>,
        /// Needs with what could be reserved.
        needs: Packed<Vec<Need>>,
    },
    /// Stock was set aside later, from a receipt.
    Reserved {
        /// What.
        reservations: Vec<Reservation>,
    },
    /// Stock set aside was given up for an earlier need, or because it is no longer needed.
    Yielded {
        /// What.
        reservations: Vec<Reservation>,
    },
    /// What its lines need was computed anew from changed bills.
    NeedsRevised {
        /// All needs as they are now.
        needs: Packed<Vec<Need>>,
    },
    /// Stock set aside was drawn for production.
    Drawn {
        /// What.
        reservations: Vec<Reservation>,
    },
    /// Stopped.
    Held {
        /// Why.
        reason: String,
    },
    /// Goes on.
    Resumed {
        /// Why.
        reason: String,
    },
    /// Given up.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// Delivery data set right after release.
    Corrected {
        /// The whole entry as it is now.
        entry: Entry,
        /// Why.
        reason: String,
    },
    /// A promise changed.
    PromiseChanged {
        /// Everything about it.
        change: PromiseChange,
    },
    /// Somebody was spoken to.
    Contacted {
        /// The talk.
        contact: Contact,
    },
    /// A file was added.
    FileAdded {
        /// The file.
        file: Attachment,
    },
    /// The customer accepted the work.
    Accepted {
        /// When.
        on: Date,
        /// Who accepted.
        whom: Confidential<String>,
        /// What they said.
        note: String,
    },
    /// A follow-up was put off.
    Snoozed {
        /// Which, and until when.
        snooze: Snooze,
    },
    /// A task was set by hand.
    TaskSet {
        /// The task.
        task: Task,
    },
    /// A task was done.
    TaskDone {
        /// Which.
        number: i64,
        /// What came of it.
        result: String,
    },
    /// Everything received, settled and paid.
    Closed,
}

impl Fact {
    /// The stable name of this kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Entered { .. } => "order.entered",
            Self::Revised { .. } => "order.revised",
            Self::Submitted { .. } => "order.submitted",
            Self::Reviewed { .. } => "order.reviewed",
            Self::ConditionMet { .. } => "order.condition_met",
            Self::Released { .. } => "order.released",
            Self::Reserved { .. } => "order.reserved",
            Self::Yielded { .. } => "order.yielded",
            Self::NeedsRevised { .. } => "order.needs_revised",
            Self::Drawn { .. } => "order.drawn",
            Self::Held { .. } => "order.held",
            Self::Resumed { .. } => "order.resumed",
            Self::Cancelled { .. } => "order.cancelled",
            Self::Corrected { .. } => "order.corrected",
            Self::PromiseChanged { .. } => "order.promise_changed",
            Self::Contacted { .. } => "order.contacted",
            Self::FileAdded { .. } => "order.file_added",
            Self::Accepted { .. } => "order.accepted",
            Self::Snoozed { .. } => "order.snoozed",
            Self::TaskSet { .. } => "order.task_set",
            Self::TaskDone { .. } => "order.task_done",
            Self::Closed => "order.closed",
        }
    }
}

pub(super) fn apply(order: &mut Order, fact: &Fact, stamp: Stamp<'_>) {
    order.touched = stamp.at;
    match fact {
        Fact::Entered { id, number, entry } => {
            order.id = *id;
            order.number.clone_from(number);
            order.entry = entry.clone();
        }
        Fact::Revised { entry } | Fact::Corrected { entry, .. } => order.entry = entry.clone(),
        Fact::Submitted { number } => {
            order.number.clone_from(number);
            order.state = State::Submitted;
            order.submitted = Some(stamp.at);
            order.reviews.clear();
            order.conditions.clear();
        }
        Fact::Reviewed { review, conditions } => {
            order.reviews.retain(|r| r.department != review.department);
            order.reviews.push(review.clone());
            order.conditions.extend(conditions.iter().cloned());
            if review.verdict == super::Verdict::Reject {
                order.state = State::Draft;
            }
        }
        Fact::ConditionMet { index, note } => {
            if let Some(condition) = usize::try_from(*index).ok().and_then(|i| order.conditions.get_mut(i)) {
                condition.met = Some(note.clone());
            }
        }
        Fact::Released { promises, milestones, needs } => {
            order.state = State::Released;
            order.released = Some(stamp.at);
            order.promises.clone_from(promises);
            order.milestones.clone_from(milestones);
            order.needs = needs.clone();
        }
        Fact::Reserved { reservations } => {
            move_needs(order, reservations, |need, q| need.reserved = need.reserved.plus(q));
        }
        Fact::Yielded { reservations } => {
            move_needs(order, reservations, |need, q| need.reserved = need.reserved.minus(q));
        }
        Fact::NeedsRevised { needs } => order.needs = needs.clone(),
        Fact::Drawn { reservations } => move_needs(order, reservations, |need, q| {
            need.reserved = need.reserved.minus(q);
            need.drawn = need.drawn.plus(q);
        }),
        Fact::Held { reason } => order.hold = Some(reason.clone()),
        Fact::Resumed { .. } => order.hold = None,
        Fact::Cancelled { .. } => {
            order.state = State::Cancelled;
            // What was set aside is free again; what was drawn has been used.
            for need in &mut order.needs.0 {
                need.reserved = Quantity::ZERO;
                need.required = need.drawn;
            }
        }
        Fact::PromiseChanged { change } => {
            for promise in &mut order.promises {
                if change.lines.is_empty() || change.lines.contains(&promise.line) {
                    promise.current = change.to;
                }
            }
            order.promise_changes.push(change.clone());
        }
        Fact::Contacted { contact } => {
            order.contacts.push(contact.clone());
            order.attachments.extend(contact.files.iter().cloned());
        }
        Fact::FileAdded { file } => order.attachments.push(file.clone()),
        Fact::Accepted { on, .. } => order.accepted = Some(*on),
        Fact::Snoozed { snooze } => {
            order.snoozes.retain(|s| s.rule != snooze.rule || s.occurrence != snooze.occurrence);
            order.snoozes.push(snooze.clone());
        }
        Fact::TaskSet { task } => order.tasks.push(task.clone()),
        Fact::TaskDone { number, result } => {
            if let Some(task) = order.tasks.iter_mut().find(|t| t.number == *number) {
                task.result = Some(result.clone());
            }
        }
        Fact::Closed => {
            order.state = State::Closed;
            order.closed = Some(stamp.at);
        }
    }
}

fn move_needs(order: &mut Order, reservations: &[Reservation], act: impl Fn(&mut Need, Quantity)) {
    for r in reservations {
        if let Some(need) = order.needs.0.iter_mut().find(|n| n.line == r.line && n.item == r.item) {
            act(need, r.quantity);
        }
    }
}

impl Line {
    /// Quantity times unit price.
    pub fn amount(&self) -> crate::money::Money {
        self.unit_price.open().times(self.quantity)
    }
}
