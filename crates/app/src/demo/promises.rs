//! What customers are told while their order is under way: how it goes, and another day where the promised one cannot be
//! kept (H6.3).

use domain::confidential::Confidential;
use domain::order::{Contact, Order, PromiseChange, Side};
use kernel::Result;

use super::day::Day;
use super::story::Story;
use super::work::Duty;
use crate::order;

/// Working days before the promised day on which it is said at the latest that it cannot be kept.
const SAID_BEFORE: i32 = 4;

/// The clerk agrees on another day. A forecast that purchasing still mends is nobody's business yet.
pub fn change(day: &mut Day, duty: &Duty) -> Result<()> {
    let on = day.on;
    let calendar = day.calendar()?;
    let cause = match day.story(duty.order) {
        Some(Story::Spoiled) => ("一件报废重做，生产顺延", "生产部", "马主任"),
        Some(Story::CutDown) => ("客户暂停后重新排产", "客户", "店面负责人"),
        _ => ("材料到货推迟，生产顺延", "采购部", "采购王工"),
    };
    day.act(&duty.clerk, |door| {
        let case = order::case::load(door, duty.order)?;
        let Some(forecast) = domain::plan::forecast(&case, &calendar, on) else { return Ok(()) };
        if case.due().is_some_and(|due| calendar.plus(on, SAID_BEFORE) < due) {
            return Ok(());
        }
        let change = PromiseChange {
            lines: Vec::new(),
            to: calendar.plus(forecast.arrives, 2),
            cause: cause.0.into(),
            department: cause.1.into(),
            whom: Confidential::new(cause.2.into()),
            channel: "phone".into(),
            how: String::new(),
            confirmed: true,
            on,
            files: Vec::new(),
        };
        let order = door.load::<Order>(duty.order)?;
        order::actions::change_promise(door, order, change).map(drop)
    })?;
    Ok(())
}

/// The clerk calls the customer.
pub fn talk(day: &mut Day, duty: &Duty) -> Result<()> {
    let on = day.on;
    let (said, agreed) = match duty.task.rule.as_str() {
        "H4.6" | "H6.2" => ("提醒付款", "这几天安排付款"),
        "H6.3" => ("排产要到这天，交期比要求的晚", "可以，按这天安排开业"),
        "H6.5" => ("承运商中转站积压，晚到", "到了再联系"),
        _ => ("通报进度", "按计划进行"),
    };
    day.act(&duty.clerk, |door| {
        let order = door.load::<Order>(duty.order)?;
        let contact = Contact {
            side: Some(Side::Customer),
            whom: Confidential::new("客户".into()),
            channel: "phone".into(),
            said: said.into(),
            agreed: agreed.into(),
            on,
            files: Vec::new(),
        };
        order::actions::log_contact(door, order, contact).map(drop)
    })?;
    Ok(())
}
