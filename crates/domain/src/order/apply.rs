//! What each fact does to the state of an order.

use jiff::civil::Date;

use super::apply_needs::change_needs;
use super::{Attachment, Fact, Handover, Kept, Order, PromiseChange, State};
use crate::filing::kind;
use crate::followup::local;
use crate::history::Stamp;
use crate::quantity::Quantity;

impl Fact {
    /// The files that it brings, and the field that holds them.
    fn files(&self) -> (&'static str, &[Attachment]) {
        match self {
            Self::FileAdded { file } => ("file", std::slice::from_ref(file)),
            Self::Contacted { contact } => ("files", &contact.open().files),
            Self::Reviewed { review, .. } => ("files", &review.files),
            Self::PromiseChanged { change } => ("files", &change.files),
            Self::Held { files, .. }
            | Self::Resumed { files, .. }
            | Self::Cancelled { files, .. }
            | Self::Corrected { files, .. }
            | Self::Accepted { files, .. } => ("files", files),
            Self::Entered { proof, .. }
            | Self::Revised { proof, .. }
            | Self::ConditionMet { proof, .. }
            | Self::Released { proof, .. }
            | Self::LinesSettled { proof, .. }
            | Self::MaterialReturned { proof, .. }
            | Self::HandedOver { proof, .. }
            | Self::TaskSet { proof, .. }
            | Self::TaskDone { proof, .. } => ("proof", proof),
            Self::WrittenOff { slip, .. } => ("slip", slip),
            Self::MoneyKept { letter, .. } => ("letter", letter),
            Self::Submitted { .. }
            | Self::Reserved { .. }
            | Self::Yielded { .. }
            | Self::NeedsRevised { .. }
            | Self::Replacing { .. }
            | Self::MaterialAdded { .. }
            | Self::Drawn { .. }
            | Self::Used { .. }
            | Self::Snoozed { .. }
            | Self::CustomerConfirmed
            | Self::Closed
            | Self::Reopened => ("", &[]),
        }
    }
}

pub(super) fn apply(order: &mut Order, fact: &Fact, stamp: Stamp<'_>) {
    order.touched = stamp.at;
    if stamp.is_somebody() {
        order.handled = Some(stamp.at);
    }
    let (field, files) = fact.files();
    let known = |f: &Attachment| Attachment { what: kind(&f.what, field).to_owned(), ..f.clone() };
    order.attachments.extend(files.iter().map(known));
    match fact {
        Fact::Entered { id, number, entry, .. } => {
            order.id = *id;
            order.number.clone_from(number);
            order.entry = entry.clone();
        }
        Fact::Revised { entry, .. } => {
            order.entry = entry.clone();
            order.reworked = order.rejected_on.is_some();
        }
        Fact::Corrected { entry, .. } => order.entry = entry.clone(),
        Fact::CustomerConfirmed => order.entry.unconfirmed = false,
        Fact::HandedOver { handover, .. } => hand_over(order, handover),
        Fact::Submitted { number } => {
            order.number.clone_from(number);
            order.state = State::Submitted;
            order.submitted = Some(stamp.at);
            order.reviews.clear();
            order.conditions.clear();
            (order.rejected_on, order.reworked) = (None, false);
        }
        Fact::Reviewed { review, conditions } => reviewed(order, review, conditions, stamp),
        Fact::ConditionMet { index, note, .. } => {
            if let Some(condition) = usize::try_from(*index).ok().and_then(|i| order.conditions.get_mut(i)) {
                condition.met = Some(note.clone());
            }
        }
        Fact::Released { promises, milestones, needs, reason, .. } => {
            order.released_in_words = !reason.is_empty();
            order.state = State::Released;
            order.released = Some(stamp.at);
            order.promises.clone_from(promises);
            order.milestones.clone_from(milestones);
            order.needs = needs.clone();
            super::apply_needs::note_supply(order, stamp);
        }
        Fact::Reserved { .. }
        | Fact::Yielded { .. }
        | Fact::NeedsRevised { .. }
        | Fact::MaterialAdded { .. }
        | Fact::Replacing { .. }
        | Fact::LinesSettled { .. }
        | Fact::MaterialReturned { .. }
        | Fact::Drawn { .. }
        | Fact::Used { .. } => change_needs(order, fact, stamp),
        Fact::Held { reason, .. } => hold(order, reason, stamp),
        Fact::Resumed { .. } => (order.hold, order.held_by, order.held_on) = (None, None, None),
        Fact::Cancelled { .. } => cancel(order, local(stamp.at)),
        Fact::PromiseChanged { change } => change_promise(order, change),
        Fact::Contacted { contact } => order.contacts.push(contact.open().clone()),
        Fact::FileAdded { .. } => {}
        Fact::Accepted { on, .. } => order.accepted = Some(*on),
        Fact::Snoozed { snooze } => {
            order.snoozes.retain(|s| !s.gives_way_to(snooze));
            order.snoozes.push(snooze.clone());
        }
        Fact::TaskSet { task, .. } => {
            order.tasks.push(super::Task { set_by: stamp.actor.to_owned(), ..task.clone() });
        }
        Fact::TaskDone { number, result, .. } => {
            if let Some(task) = order.tasks.iter_mut().find(|t| t.number == *number) {
                task.result = Some(result.clone());
            }
        }
        Fact::Closed => (order.state, order.closed) = (State::Closed, Some(stamp.at)),
        Fact::WrittenOff { write_off, .. } if order.state == State::Cancelled => {
            order.written_off_since.push(write_off.clone());
        }
        Fact::WrittenOff { write_off, .. } => order.written_off.push(write_off.clone()),
        Fact::MoneyKept { kept, .. } => keep(order, kept, stamp),
        Fact::Reopened => (order.state, order.closed) = (State::Released, None),
    }
}

/// A department's answer takes the place of its last one; a rejection sends the order back to its clerk.
fn reviewed(order: &mut Order, review: &super::Review, conditions: &[super::Condition], stamp: Stamp<'_>) {
    order.reviews.retain(|r| r.department != review.department);
    order.reviews.push(review.clone());
    order.reviewed_on = Some(local(stamp.at));
    order.conditions.extend(conditions.iter().cloned());
    if review.verdict == super::Verdict::Reject {
        order.state = State::Draft;
        (order.rejected_on, order.reworked) = (Some(local(stamp.at)), false);
    }
}

fn change_promise(order: &mut Order, change: &PromiseChange) {
    for promise in &mut order.promises {
        if change.lines.is_empty() || change.lines.contains(&promise.line) {
            promise.current = change.to;
        }
    }
    for again in &mut order.replacing {
        if change.lines.is_empty() || change.lines.contains(&again.line) {
            again.by = change.to;
        }
    }
    order.promise_changes.push(change.clone());
}

fn hold(order: &mut Order, reason: &str, stamp: Stamp<'_>) {
    order.hold = Some(reason.to_owned());
    order.held_by = stamp.actor.parse().ok();
    order.held_on = Some(local(stamp.at));
}

/// The order is another clerk's, and the tasks that go along are theirs.
fn hand_over(order: &mut Order, handover: &Handover) {
    order.clerks_before.push(order.entry.clerk);
    order.entry.clerk = handover.to;
    order.entry.clerk_name.clone_from(&handover.to_name);
    // A hold of the clerk's is the clerk's to lift, whoever that is.
    if order.held_by == Some(handover.from) {
        order.held_by = Some(handover.to);
    }
    for task in order.tasks.iter_mut().filter(|t| handover.tasks.contains(&t.number)) {
        task.owner = handover.to;
        task.owner_name.clone_from(&handover.to_name);
    }
}

/// What was set aside is free again; what was drawn has been used, or lies with production.
fn cancel(order: &mut Order, on: Date) {
    let lines: Vec<i64> = order.entry.lines.iter().map(|l| l.number).collect();
    for line in lines {
        order.end(line, on);
    }
    order.state = State::Cancelled;
    order.ended_on = Some(on);
    (order.hold, order.held_by, order.held_on) = (None, None, None);
    for need in &mut order.needs.0 {
        need.reserved = Quantity::ZERO;
        need.required = need.drawn;
    }
}

/// None of it where all goes back after all (C23).
fn keep(order: &mut Order, kept: &Kept, stamp: Stamp<'_>) {
    let before = order.kept();
    order.kept = Some(kept.clone()).filter(|kept| kept.amount.open().is_some());
    // Asking for less does not make it due later.
    let since = if order.kept() > before { Some(local(stamp.at)) } else { order.kept_on };
    order.kept_on = since.filter(|_| order.kept.is_some());
}
