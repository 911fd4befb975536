//! The operations of orders: which there are, and what their forms share.

mod course;
mod entry;
mod follow;
mod review;
use domain::deed::Deed;
use domain::ids::OrderId;
use domain::order::Order;
use kernel::declared::Declared;
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Form};
use kernel::{Done, Door, Result, Said, Target};

/// All operations of orders.
pub static OPERATIONS: &[Declared] = &[
    Declared::new(Deed::OrderNew, "/orders/new", entry::new_form, entry::new).unversioned(),
    Declared::new(Deed::OrderEdit, "/orders/{id}/edit", entry::edit_form, entry::edit),
    Declared::new(Deed::OrderSubmit, "/orders/{id}/submit", review::submit_form, review::submit),
    Declared::new(Deed::OrderReview, "/orders/{id}/review", review::review_form, review::review),
    Declared::new(Deed::OrderReviewShort, "/orders/{id}/review-short", review::short_form, review::short),
    Declared::new(Deed::OrderCondition, "/orders/{id}/condition", review::condition_form, review::condition),
    Declared::new(Deed::OrderRelease, "/orders/{id}/release", review::release_form, review::release),
    Declared::new(Deed::OrderHold, "/orders/{id}/hold", course::hold_form, course::hold),
    Declared::new(Deed::OrderResume, "/orders/{id}/resume", course::resume_form, course::resume),
    Declared::new(Deed::OrderCancel, "/orders/{id}/cancel", course::cancel_form, course::cancel),
    Declared::new(Deed::OrderCorrect, "/orders/{id}/correct", entry::correct_form, entry::correct),
    Declared::new(Deed::OrderPromise, "/orders/{id}/promise", course::promise_form, course::promise),
    Declared::new(Deed::OrderContact, "/orders/{id}/contact", follow::contact_form, follow::contact),
    Declared::new(Deed::OrderAttach, "/orders/{id}/files/new", entry::attach_form, entry::attach),
    Declared::new(Deed::OrderAccept, "/orders/{id}/acceptance", course::accept_form, course::accept),
    Declared::new(Deed::OrderSnooze, "/orders/{id}/snooze", follow::snooze_form, follow::snooze),
    Declared::new(Deed::OrderTask, "/orders/{id}/tasks/new", follow::task_form, follow::task),
    Declared::new(Deed::OrderTaskDone, "/orders/{id}/tasks/done", follow::done_form, follow::task_done),
];

fn load(door: &mut Door, target: &Target) -> Result<Loaded<Order>> {
    door.load::<Order>(target.id::<OrderId>()?)
}

fn current(door: &mut Door, target: &Target, said: &Said) -> Result<Loaded<Order>> {
    door.hold([target.id::<OrderId>()?])?;
    let order = load(door, target)?;
    order.expect(said)?;
    Ok(order)
}

fn changed(order: Loaded<Order>, toast: &'static str) -> Done {
    let id = order.id;
    Done { id: id.to_string(), number: order.state.number, ..Done::changed(format!("/orders/{id}"), toast) }
        .at(order.head.version)
}

/// A form over an order: its version goes with it, what it is about stands above.
fn over(order: &Loaded<Order>, fields: Vec<Field>) -> Form {
    let intro = format!("{} {}", order.title(), order.entry.customer_name);
    Form { intro: Some(intro), ..Form::new("", "", fields) }.version(order.head.version)
}

fn area(name: &str, label: &str) -> Field {
    Field::new(FieldKind::Area, name, label)
}
