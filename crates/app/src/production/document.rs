//! A work order as JSON.

use domain::choice::Choice as _;
use domain::ids::WorkOrderId;
use domain::production::WorkOrder;
use kernel::document::{One, identity};
use kernel::ui::Ui;
use kernel::{Door, Result};
use serde_json::{Value, json};

use crate::order::case;

/// What one reader sees of a work order.
pub fn read(door: &mut Door, _: &Ui, id: &str) -> Result<One> {
    let id: WorkOrderId = identity(id)?;
    let work = door.load::<WorkOrder>(id)?;
    door.about(&work.state)?;
    let steps: Vec<Value> = work
        .operations
        .iter()
        .map(|step| {
            json!({"number": step.number, "name": step.name, "hours": step.hours.plain(),
                "good": step.good.plain(), "scrap": step.scrap.plain()})
        })
        .collect();
    let period = work.period.map(|p| json!({"start": p.start.to_string(), "finish": p.finish.to_string()}));
    let deeds = case::load(door, work.order)?.work_deeds(&work);
    Ok(One::of(door, id, &work, &deeds)
        .with("number", work.number.as_str())
        .with("state", work.state().code())
        .with("order", work.order.to_string())
        .with("order_number", work.order_number.as_str())
        .with("line", work.line)
        .with("code", work.code.as_str())
        .with("name", work.name.as_str())
        .with("unit", work.unit.as_str())
        .quantity("quantity", work.quantity)
        .quantity("produced", work.produced())
        .quantity("stocked", work.stocked)
        .quantity("left_out", work.left_out)
        .with("start_by", work.start_by.to_string())
        .with("due", work.due.to_string())
        .with("period", period)
        .with("steps", steps))
}
