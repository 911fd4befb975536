//! Until an order is released: handed in, reviewed, mended where a department does not accept it, promised.

use bytes::Bytes;
use domain::choice::Choice as _;
use domain::order::{Attachment, Condition, Department, Order, Promised, Review, Verdict};
use futures::executor::block_on;
use kernel::files::Upload;
use kernel::{Result, filing};

use super::day::Day;
use super::story::{Story, Trouble};
use super::work::Duty;
use crate::order;

/// Working days from release to the promised day at least: parts come, counters are made, goods travel.
const LEAD: i32 = 20;

/// The clerk hands it in.
pub fn submit(day: &mut Day, duty: &Duty) -> Result<()> {
    day.act(&duty.clerk, |door| {
        let order = door.load::<Order>(duty.order)?;
        order::actions::submit(door, order)
    })?;
    Ok(())
}

/// The clerk mends what a department does not accept, and hands it in again.
pub fn mend(day: &mut Day, duty: &Duty) -> Result<()> {
    day.act(&duty.clerk, |door| {
        let order = door.load::<Order>(duty.order)?;
        let mut entry = order.entry.clone();
        for line in &mut entry.lines {
            line.drawing = "图纸-V2.pdf".into();
        }
        let order = order::actions::revise(door, order, entry, Vec::new())?;
        order::actions::submit(door, order)
    })?;
    Ok(())
}

/// A department answers its question.
pub fn review(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(department) = Department::of_code(&duty.task.occurrence) else { return Ok(()) };
    let who = match department {
        Department::Technical => "韩磊",
        Department::Materials => "许佳",
        Department::Capacity => "马建国",
        Department::Money => "梁敏",
        Department::Sales => "陈岚",
    };
    let late_payer = day.story(duty.order) == Some(Story::PaidLate);
    let rejected = day.has_met(duty.order, Trouble::Rejected);
    let (verdict, note) = match department {
        Department::Technical if late_payer && !rejected => (Verdict::Reject, "图纸没有开孔尺寸，做不了"),
        Department::Capacity if late_payer => (Verdict::Conditions, "周末要加班"),
        _ => (Verdict::Accept, ""),
    };
    let due = day.calendar()?.plus(day.on, 3);
    let condition = Condition { department, text: "排好周末加班".into(), due, met: None };
    let conditions = if verdict == Verdict::Conditions { vec![condition] } else { Vec::new() };
    let answer = Review { department, verdict, note: note.into(), earliest: None, files: Vec::new() };
    let done = day.act(who, |door| {
        let order = door.load::<Order>(duty.order)?;
        order::actions::review(door, order, answer, conditions)
    })?;
    if done.is_some() && verdict == Verdict::Reject {
        day.meets(duty.order, Trouble::Rejected);
    }
    Ok(())
}

/// The clerk sees to a condition of the review.
pub fn meet(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(index) = duty.task.occurrence.parse::<i64>() else { return Ok(()) };
    day.act(&duty.clerk, |door| {
        let order = door.load::<Order>(duty.order)?;
        order::actions::meet_condition(door, order, index, "已排周末加班".into(), Vec::new())
    })?;
    Ok(())
}

/// The lead releases it and promises a day that can be kept.
pub fn release(day: &mut Day, duty: &Duty) -> Result<()> {
    let feasible = day.calendar()?.plus(day.on, LEAD);
    day.act("陈岚", |door| {
        let order = door.load::<Order>(duty.order)?;
        let wanted = order.entry.lines.iter().map(|line| line.wanted_on).max();
        let all = wanted.filter(|wanted| *wanted < feasible).map(|_| feasible);
        let reason = all.map_or("", |_| "产能排到这天，已与客户说明").to_owned();
        order::actions::release(door, order, Promised { all, reason, ..Promised::default() }, Vec::new())
    })?;
    Ok(())
}

/// The drawing of every order of the demo: a front view.
const DRAWING: &[u8] = include_bytes!("../../demo/drawing.pdf");

/// The missing drawing is there.
pub fn attach(day: &mut Day, duty: &Duty) -> Result<()> {
    day.act(&duty.clerk, |door| {
        let order = door.load::<Order>(duty.order)?;
        let content = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(DRAWING))]);
        let files = door.shared.files.clone();
        let staged = block_on(files.put(Upload::Attachment, "图纸-V1.pdf", u64::MAX, content))?;
        filing::keep(door, &staged)?;
        order::actions::attach(
            door,
            order,
            vec![Attachment { what: "drawing".into(), ..staged.file.clone() }],
        )
    })?;
    Ok(())
}
