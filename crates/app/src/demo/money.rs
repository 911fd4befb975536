//! Finance: what customers pay, and what goes back to them.

use domain::confidential::Confidential;
use domain::order::State;
use domain::payment::{Method, Repayment};
use kernel::Result;

use super::day::Day;
use super::story::Story;
use super::work::Duty;
use crate::{order, payment};

/// Working days after which money of somebody who pays late is in.
const LATE: i32 = 12;

/// What is due is looked for; most of it is in.
pub fn book(day: &mut Day, duty: &Duty) -> Result<()> {
    let on = day.on;
    let calendar = day.calendar()?;
    let late = day.story(duty.order) == Some(Story::PaidLate);
    if day.chance(30) {
        return Ok(());
    }
    day.act("梁敏", |door| {
        let case = order::case::load(door, duty.order)?;
        let receivables = case.receivables(&calendar);
        let Some(next) = receivables.iter().find(|c| c.open.is_some()) else { return Ok(()) };
        let late = late && next.on.is_some_and(|due| on < calendar.plus(due, LATE));
        if late || case.order.state == State::Cancelled {
            return Ok(());
        }
        let booking = payment::actions::Booking {
            on,
            method: Method::Transfer,
            reference: String::new(),
            amount: Confidential::new(next.open),
            parts: vec![(duty.order, Confidential::new(next.open))],
            customer: None,
            remark: String::new(),
            slip: Vec::new(),
        };
        payment::actions::book(door, booking).map(drop)
    })?;
    Ok(())
}

/// What was paid beyond what is owed goes back.
pub fn refund(day: &mut Day, duty: &Duty) -> Result<()> {
    let on = day.on;
    day.act("梁敏", |door| {
        let case = order::case::load(door, duty.order)?;
        let given_up = case.order.state == State::Cancelled;
        let wanted = Repayment {
            on,
            amount: Confidential::new(case.account().surplus(&case.order)),
            method: Some(Method::Transfer),
            reason: if given_up { "订单取消，退回已收款" } else { "退回多收部分" }.into(),
            ..Repayment::default()
        };
        payment::actions::refund(door, duty.order, payment::actions::Way::Repay, wanted, Vec::new())
    })?;
    Ok(())
}
