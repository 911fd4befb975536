//! What can happen to an order, and what each fact does to its state.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Condition, Contact, Entry, Handover, Kept, Need, Promise, PromiseChange, Replacing, Reservation, Review,
    SettledLine, Snooze, Task, WriteOff,
};
use crate::confidential::{self, Confidential};
use crate::history::Packed;
use crate::ids::OrderId;
use crate::plan::Milestone;
use crate::quantity::Quantity;

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

/// The customer's acceptance of the work (H4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// When.
    pub on: Date,
    /// Who accepted.
    pub whom: Confidential<confidential::Contact, String>,
    /// What they said.
    pub note: String,
    /// What proves it.
    pub files: Vec<Attachment>,
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
        /// What the customer wrote (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// A draft written anew.
    Revised {
        /// What was agreed.
        entry: Entry,
        /// What the customer wrote (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
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
        /// What proves it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Released: promises given, plan laid down, stock reserved, shortages known.
    Released {
        /// First promise per line.
        promises: Vec<Promise>,
        /// The plan.
        milestones: Vec<Milestone>,
        /// Needs with what could be reserved.
        needs: Packed<Vec<Need>>,
        /// How a promise earlier than the review's day is to be kept.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
        /// What the release rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
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
    /// Goods that were lost are sent again, or not any more: what is made and set aside for that (C20).
    Replacing {
        /// All that is sent again, as it is now.
        replacing: Vec<Replacing>,
        /// All needs as they are now.
        needs: Packed<Vec<Need>>,
    },
    /// Pieces of a line were spoiled and need their material again (H4.4).
    MaterialAdded {
        /// The line.
        line: i64,
        /// How many pieces.
        spoiled: Quantity,
        /// All needs as they are now.
        needs: Packed<Vec<Need>>,
    },
    /// Parts that were issued for a line that ended early went back into stock (H4.2).
    MaterialReturned {
        /// The line.
        line: i64,
        /// What went back; negative where that was taken back.
        returned: Vec<Reservation>,
        /// What of the same parts does not come back.
        lost: Vec<Reservation>,
        /// What became of that.
        note: String,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Lines ended at what was delivered: less than ordered (C11), or more (C28).
    LinesSettled {
        /// Which, and at how much.
        lines: Vec<SettledLine>,
        /// All needs as they are now.
        needs: Packed<Vec<Need>>,
        /// Why.
        reason: String,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Stock set aside was drawn for production.
    Drawn {
        /// What.
        reservations: Vec<Reservation>,
    },
    /// What was set aside went into what was made of it, without anybody having said so (H4.2): it leaves the books before it
    /// would be free again.
    Used {
        /// What.
        reservations: Vec<Reservation>,
    },
    /// Stopped.
    Held {
        /// Why.
        reason: String,
        /// What it rests on (H2.1); not kept by earlier versions.
        #[serde(default)]
        files: Vec<Attachment>,
    },
    /// Goes on.
    Resumed {
        /// Why.
        reason: String,
        /// What it rests on (H2.1); not kept by earlier versions.
        #[serde(default)]
        files: Vec<Attachment>,
    },
    /// Given up.
    Cancelled {
        /// Why.
        reason: String,
        /// What it rests on (H2.1); not kept by earlier versions.
        #[serde(default)]
        files: Vec<Attachment>,
    },
    /// Delivery data set right after release.
    Corrected {
        /// The whole entry as it is now.
        entry: Entry,
        /// Why.
        reason: String,
        /// Who asked for it, in their own words (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
    },
    /// Given to another clerk (H1.2).
    HandedOver {
        /// From whom to whom, and why.
        handover: Handover,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// A promise changed.
    PromiseChanged {
        /// Everything about it.
        change: PromiseChange,
    },
    /// Somebody was spoken to.
    Contacted {
        /// The talk.
        contact: Confidential<confidential::Contact, Contact>,
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
        whom: Confidential<confidential::Contact, String>,
        /// What they said.
        note: String,
        /// What proves it (H2.1); not kept by earlier versions.
        #[serde(default)]
        files: Vec<Attachment>,
    },
    /// A follow-up was put off.
    Snoozed {
        /// Which, and until when.
        snooze: Snooze,
    },
    /// A task was set, by hand or because of what a count has not found.
    TaskSet {
        /// The task.
        task: Task,
        /// What it is about (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// A task was done.
    TaskDone {
        /// Which.
        number: i64,
        /// What came of it.
        result: String,
        /// What proves it (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        proof: Vec<Attachment>,
    },
    /// Its customer, who was only proposed, is confirmed (H7.3).
    CustomerConfirmed,
    /// Everything received, settled and paid.
    Closed,
    /// Finance gives up a difference that is not worth asking for (C22).
    WrittenOff {
        /// How much, and why.
        write_off: WriteOff,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slip: Vec<Attachment>,
    },
    /// Money is open again after it had closed (C08).
    Reopened,
    /// So much of its money is kept by agreement after it was given up (C23); none where it goes back after all.
    MoneyKept {
        /// How much, and why.
        kept: Kept,
        /// What the customer agreed to (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        letter: Vec<Attachment>,
    },
}
