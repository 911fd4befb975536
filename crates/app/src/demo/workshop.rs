//! Production: a period is confirmed, parts are handed out, progress is reported; a piece is spoiled.

use domain::ids::WorkOrderId;
use domain::order::Order;
use domain::production::{Period, Progress, WorkOrder, most};
use domain::quantity::Quantity;
use kernel::Result;

use super::day::Day;
use super::story::{Story, Trouble};
use super::work::Duty;
use crate::production;

/// Working days by which production begins earlier than it must.
const EARLY: i32 = 2;

fn work_of(day: &mut Day, duty: &Duty) -> Result<Option<WorkOrder>> {
    let Ok(id) = duty.task.target.parse::<WorkOrderId>() else { return Ok(None) };
    kernel::record::state_of(day.conn, &format!("work/{id}"))
}

/// Production says when it makes it.
pub fn plan(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(work) = work_of(day, duty)? else { return Ok(()) };
    let (on, calendar) = (day.on, day.calendar()?);
    day.act("马建国", |door| {
        let start = calendar.on_or_after(calendar.plus(work.start_by, -EARLY).max(on));
        let finish = calendar.plus(start, work.days_left().clamp(1, 5));
        let note = if finish > work.due { "前面的单子顺延".into() } else { String::new() };
        let known = door.load::<WorkOrder>(work.id)?;
        production::actions::confirm_period(door, known, Period { start, finish }, note, Vec::new())
    })?;
    Ok(())
}

/// The warehouse hands out the parts.
pub fn issue(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(work) = work_of(day, duty)? else { return Ok(()) };
    day.act("何军", |door| {
        let order = door.load::<Order>(work.order)?.state;
        let parts = order.to_issue(work.line);
        if parts.is_empty() { Ok(()) } else { production::actions::issue(door, &work, parts, Vec::new()) }
    })?;
    Ok(())
}

/// Production reports some steps; what waits for parts is not begun.
pub fn report(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(work) = work_of(day, duty)? else { return Ok(()) };
    let order: Option<Order> = kernel::record::state_of(day.conn, &format!("order/{}", work.order))?;
    let waits = |order: &Order| order.needs.0.iter().any(|n| n.line == work.line && n.drawn < n.required);
    if order.is_none_or(|order| waits(&order)) {
        return Ok(());
    }
    let steps = 4 + day.among(3);
    let spoils = next(&work).filter(|(operation, left)| {
        let first = work.operations.first().map(|o| o.number);
        first != Some(*operation) && *left >= Quantity::whole(2)
    });
    let spoils = spoils
        .filter(|_| day.story(work.order) == Some(Story::Spoiled) && day.meets(work.order, Trouble::Spoiled));
    let on = day.on;
    day.act("马建国", |door| {
        let mut work = door.load::<WorkOrder>(work.id)?;
        if let Some((operation, left)) = spoils {
            let one = Quantity::whole(1);
            let (good, note) = (left.minus(one), "崩边，重做一件".into());
            let progress =
                Progress { operation, on, good, scrap: one, material: true, note, proof: Vec::new() };
            production::actions::report(door, work, progress)?;
            return Ok(());
        }
        for _ in 0..steps {
            let Some((operation, good)) = next(&work) else { break };
            let (scrap, note, proof) = (Quantity::ZERO, String::new(), Vec::new());
            let progress = Progress { operation, on, good, scrap, material: false, note, proof };
            work = production::actions::report(door, work, progress)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The next operation with something to do, and how much.
fn next(work: &WorkOrder) -> Option<(i64, Quantity)> {
    work.operations.iter().enumerate().find_map(|(at, o)| {
        // What was spoiled here was taken from the operation before.
        let spoiled = if at == 0 { Quantity::ZERO } else { o.scrap };
        let left = most(work, o.number).minus(o.good).minus(spoiled);
        left.is_some().then_some((o.number, left))
    })
}
