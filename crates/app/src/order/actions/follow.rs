//! Following up by hand: duties put off, tasks set and finished (H8.2).

use domain::access::Right;
use domain::deed::Deed;
use domain::followup::{FollowUp, follow_ups};
use domain::order::{self, Attachment, Fact, Order, Snooze, Task};
use domain::person::Role;
use domain::refusal::refuse;
use kernel::record::Loaded;
use kernel::{Door, Endpoint, Error, Result};

use super::super::case;
use crate::person;

/// Puts a follow-up off (UX-07); the second time a reason is asked for.
pub fn snooze(door: &mut Door, order: Loaded<Order>, snooze: Snooze) -> Result<Loaded<Order>> {
    door.ctx.may(Right::LogContact)?;
    let deed = own_follow_up(door, &order, &snooze)?;
    let again = order.snoozes.iter().any(|s| s.is_of(&snooze.rule, &snooze.occurrence, deed));
    if again && snooze.reason.is_empty() {
        return Err(Error::field("reason", "第二次推后要写明原因"));
    }
    let today = door.ctx.today();
    order::may_put_off(&snooze.rule, snooze.until, today).map_err(|(text, days)| {
        let params = vec![("days", days.to_string())];
        Error::Invalid(vec![kernel::error::FieldError { field: "until".into(), text, params }])
    })?;
    let snooze = Snooze { deed: deed.name().to_owned(), ..snooze };
    door.record(order, &[Fact::Snoozed { snooze }])
}

/// What is to be put off: not what nobody has to do any more, nor what somebody else has to.
fn own_follow_up(door: &mut Door, order: &Order, snooze: &Snooze) -> Result<Deed> {
    let case = case::around(door, order.clone())?;
    let due = follow_ups(&case, &*door.calendar()?, door.ctx.local_now());
    let found = due.into_iter().find(|f| f.rule == snooze.rule && f.occurrence == snooze.occurrence);
    let Some(found) = found else {
        return Err(refuse("H8.2", "这件事已经不用做了，刷新后再看", []).into());
    };
    let mine = match found.person {
        Some(person) => door.acts_for(person)? || person::leads(door.conn, door.ctx)?,
        None => {
            door.ctx.actor.roles.contains(&found.role) || person::is_left_to(door.conn, door.ctx, found.role)?
        }
    };
    if mine {
        Ok(found.deed)
    } else {
        Err(refuse("H8.2", "这是别人要做的，不能替他们推后", []).into())
    }
}

/// Sets a task by hand.
pub fn set_task(
    door: &mut Door,
    order: Loaded<Order>,
    task: Task,
    proof: Vec<Attachment>,
) -> Result<Loaded<Order>> {
    door.ctx.may(Right::LogContact)?;
    let facts = order::set_task(&order, task, proof);
    door.record(order, &facts)
}

/// Whether the actor may say what came of a task: who it was set for, who stands in for them, who set it, who leads.
pub fn may_finish(door: &mut Door, task: &Task) -> Result<bool> {
    let actor = &door.ctx.actor;
    let leads = actor.roles.iter().any(|role| matches!(role, Role::Lead | Role::GeneralManager));
    Ok(leads || task.set_by == actor.code() || door.acts_for(task.owner)?)
}

/// What settles a follow-up, where the actor may do it: a task may be theirs on anybody's order.
pub fn settles(door: &mut Door, order: &Order, due: &FollowUp) -> Result<Option<&'static dyn Endpoint>> {
    if due.deed != Deed::OrderTaskDone {
        return Ok(door.endpoint(due.deed));
    }
    let number: Option<i64> = due.occurrence.strip_prefix("task-").and_then(|n| n.parse().ok());
    let task = order.tasks.iter().find(|task| Some(task.number) == number);
    let may = task.map(|task| may_finish(door, task)).transpose()?.unwrap_or_default();
    Ok(door.asked(due.deed).filter(|_| may))
}

/// Records what came of a task.
pub fn finish_task(
    door: &mut Door,
    order: Loaded<Order>,
    number: i64,
    result: String,
    proof: Vec<Attachment>,
) -> Result<Loaded<Order>> {
    door.ctx.may(Deed::OrderTaskDone.right())?;
    let task = order.tasks.iter().find(|task| task.number == number).cloned();
    let may = task.map(|task| may_finish(door, &task)).transpose()?.unwrap_or_default();
    let facts = order::finish_task(&order, number, may, result, proof)?;
    door.record(order, &facts)
}
