//! Sales orders: from entry to the day when everything is received, settled and paid (H2.2, H3).

mod apply;
mod apply_needs;
mod changes;
mod close;
mod contact;
mod entry;
mod fact;
mod hand_over;
mod keep;
mod lift;
mod needs;
mod outcome;
mod prepare;
mod progress;
mod promise;
mod release;
#[cfg(test)]
mod release_tests;
mod review;
mod state;
mod task;
#[cfg(test)]
mod tests;
mod unused;

pub use changes::{Change, Values, changes};
pub(crate) use close::give_up;
pub use close::{Account, Remaining, WriteOff, remaining, write_off};
pub use contact::{Contact, Side};
pub use entry::{Discount, Entry, Fault, FaultCell, OrderKind, OrderLine, correct, enter, revise, submit};
pub use fact::{Acceptance, Attachment, Fact};
pub use hand_over::{Handover, hand_over};
pub use keep::{Kept, keep};
pub use lift::{Party, may_lift};
pub use needs::{Need, Reservation, needs_of, renewed_needs, set_needs};
pub use outcome::{
    Replacing, Rise, SettledLine, add_material, came_from_elsewhere, raise_lines, replace, replaced_less,
    settle_lines, take_material_back,
};
pub use prepare::{Missing, customer_confirmed, missing};
pub use progress::LineProgress;
pub use promise::{Causer, Promise, PromiseChange, change_promise};
pub use release::{Promised, Release, cancel, discard, hold, release, resume};
pub use review::{Condition, Department, Review, Verdict, meet, review, review_short, sent_back, waiting};
pub use state::{Deeds, Stage, State};
pub use task::{Lost, Snooze, Task, finish_task, may_put_off, set_task, tell_of_loss};
pub use unused::{Ended, Returning, Spoiled, TakenBack, came_back, return_material, take_issue_back};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::history::{Noun, Packed, Stamp};
use crate::ids::{OrderId, PersonId};
use crate::money::Money;
use crate::plan::Milestone;
use crate::refusal::{Refusal, refuse};

/// A sales order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Identity.
    pub id: OrderId,
    /// Order number; empty while it is a draft without one.
    pub number: String,
    /// What was agreed.
    pub entry: Entry,
    /// Where it stands.
    pub state: State,
    /// Why it is on hold, if it is.
    pub hold: Option<String>,
    /// Who has set the hold; nobody where it is on none, or where the system did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<PersonId>,
    /// When a department last answered; not kept by earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_on: Option<Date>,
    /// Since when everything that its lines need is set aside or drawn; not kept by earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplied_on: Option<Date>,
    /// When it was handed in for review.
    pub submitted: Option<Timestamp>,
    /// The answers of the departments; a later one replaces an earlier one of the same department.
    pub reviews: Vec<Review>,
    /// Conditions of acceptance, followed until met.
    pub conditions: Vec<Condition>,
    /// When a department last sent it back; until it is handed in again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_on: Option<Date>,
    /// Whether its release said why it promises what it promises; not kept by earlier versions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub released_in_words: bool,
    /// Whether it was written anew since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reworked: bool,
    /// Promised dates per line.
    pub promises: Vec<Promise>,
    /// Changes of promise, oldest first.
    pub promise_changes: Vec<PromiseChange>,
    /// When it was released.
    pub released: Option<Timestamp>,
    /// The plan laid down at release.
    pub milestones: Vec<Milestone>,
    /// What its lines need, have reserved and have drawn.
    pub needs: Packed<Vec<Need>>,
    /// Who spoke to whom.
    pub contacts: Vec<Contact>,
    /// When somebody last did something on it; what the system does because of other orders says nothing of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled: Option<Timestamp>,
    /// Files, each with what it is.
    pub attachments: Vec<Attachment>,
    /// When the customer accepted the work.
    pub accepted: Option<Date>,
    /// Put off follow-ups.
    pub snoozes: Vec<Snooze>,
    /// What somebody is to do: set by hand, or because of a count.
    pub tasks: Vec<Task>,
    /// When anything last happened to it.
    pub touched: Timestamp,
    /// When it closed.
    pub closed: Option<Timestamp>,
    /// What finance gave up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written_off: Vec<WriteOff>,
    /// What finance gave up of what it still asked for after it was given up itself (C23).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written_off_since: Vec<WriteOff>,
    /// What of its money is kept by agreement after it was given up (C23).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_on: Option<Date>,
    /// Since when its lines need more than at its release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_more_since: Option<Date>,
    /// Pieces that were spoiled and needed their material again: their lines are made by the bill they were begun with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spoiled: Vec<Spoiled>,
    /// Goods that are sent again, because they were lost or broken (C20).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replacing: Vec<Replacing>,
    /// Lines that ended at what was delivered (C11, C28).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled_lines: Vec<SettledLine>,
    /// Goods beyond what was ordered that the customer has and pays, as that was agreed (C28).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rises: Vec<Rise>,
    /// Since when it is on hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_on: Option<Date>,
    /// When it was given up, or lines of it ended at what was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
    /// Of lines that ended early, what they needed of the parts that were issued for them (H4.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<Ended>,
    /// Who followed it before, oldest first (H1.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clerks_before: Vec<PersonId>,
}

impl Order {
    /// The sum of all lines.
    pub fn gross(&self) -> Money {
        self.entry.lines.iter().map(OrderLine::amount).sum()
    }

    /// What the customer is asked for in all: the sum of all lines less the discount (C37).
    pub fn total(&self) -> Money {
        let discount = self.entry.discount.as_ref().map_or(Money::ZERO, |d| *d.amount.open());
        // Lines may have ended at less than was ordered: nobody owes less than nothing.
        self.gross().minus(discount).max(Money::ZERO)
    }

    /// What finance gave up of what it asks for now: before it was given up, of its price; after that, of what it still asked
    /// for.
    pub fn written_off(&self) -> Money {
        let own = if self.state == State::Cancelled { &self.written_off_since } else { &self.written_off };
        own.iter().map(|w| *w.amount.open()).sum()
    }

    /// What finance gave up of it in all.
    pub(super) fn written_off_ever(&self) -> Money {
        self.written_off.iter().chain(&self.written_off_since).map(|w| *w.amount.open()).sum()
    }

    /// What of its money is kept by agreement after it was given up (C23).
    pub fn kept(&self) -> Money {
        self.kept.as_ref().map_or(Money::ZERO, |kept| *kept.amount.open())
    }

    /// The line numbered `number`.
    pub fn line(&self, number: i64) -> Option<&OrderLine> {
        self.entry.lines.iter().find(|l| l.number == number)
    }

    /// The promise of the line numbered `number`.
    pub fn promise(&self, number: i64) -> Option<&Promise> {
        self.promises.iter().find(|p| p.line == number)
    }

    /// The date when all of it is promised; before release, wanted.
    pub fn due(&self) -> Option<Date> {
        let promised = self.promises.iter().map(|p| p.current).max();
        promised.or_else(|| self.entry.lines.iter().map(|l| l.wanted_on).max())
    }

    /// Whether work on it goes on: released and not ended.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Draft | State::Submitted | State::Released)
    }

    /// Refuses what a hold stops (H8.4): all but talk, files and what lets it go on.
    pub fn goes_on(&self) -> Result<(), Refusal> {
        match &self.hold {
            None => Ok(()),
            Some(reason) => {
                let params = [("number", self.title()), ("reason", reason.clone())];
                Err(refuse("H8.4", "订单 {number} 已暂停：{reason}。解除暂停后再继续", params))
            }
        }
    }

    /// What it is of: its first two lines, and how many there are.
    pub fn goods(&self) -> String {
        let lines = &self.entry.lines;
        let first = lines.iter().take(2).map(|l| format!("{} {} {}", l.name, l.quantity.plain(), l.unit));
        let first: Vec<String> = first.collect();
        let more = if lines.len() > 2 { format!(" 等 {} 行", lines.len()) } else { String::new() };
        format!("{}{more}", first.join("、"))
    }

    /// How the number reads on screens: a draft without one is called so.
    pub fn title(&self) -> String {
        if self.number.is_empty() { "草稿".to_owned() } else { self.number.clone() }
    }
}

impl Noun for Order {
    const STREAM: &'static str = "order";
    const READ: Option<Right> = Some(Right::ReadOrders);
    type Fact = Fact;

    crate::kinds! { Fact:
        Entered = "order.entered",
        Revised = "order.revised",
        Submitted = "order.submitted",
        Reviewed = "order.reviewed",
        ConditionMet = "order.condition_met",
        Released = "order.released",
        Reserved = "order.reserved",
        Yielded = "order.yielded",
        NeedsRevised = "order.needs_revised",
        Replacing = "order.replacing",
        MaterialAdded = "order.material_added",
        MaterialReturned = "order.material_returned",
        LinesSettled = "order.lines_settled",
        Drawn = "order.drawn",
        Used = "order.used",
        Held = "order.held",
        Resumed = "order.resumed",
        Cancelled = "order.cancelled",
        Corrected = "order.corrected",
        HandedOver = "order.handed_over",
        PromiseChanged = "order.promise_changed",
        Contacted = "order.contacted",
        FileAdded = "order.file_added",
        Accepted = "order.accepted",
        Snoozed = "order.snoozed",
        TaskSet = "order.task_set",
        TaskDone = "order.task_done",
        CustomerConfirmed = "order.customer_confirmed",
        Closed = "order.closed",
        WrittenOff = "order.written_off",
        Reopened = "order.reopened",
        MoneyKept = "order.money_kept",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        apply::apply(self, fact, stamp);
    }

    fn orders(&self) -> Vec<OrderId> {
        vec![self.id]
    }
}
