//! H4.6: what is due is collected, what came in beyond it goes back, what a receipt does not need is used.

use super::case::again_after_talk;
use super::{Case, FollowUp, evening};
use crate::calendar::Calendar;
use crate::choice::Choice as _;
use crate::deed::Deed;
use crate::order::State;
use crate::payment::Payment;
use crate::person::Role;
use crate::terms::Due;

/// Working days within which money that belongs to nobody's order is used or given back.
const ADVANCE_WITHIN: i32 = 20;

/// H4.6 What is due is collected: the clerk reminds the customer, finance looks for the money and books it. What was due
/// before shipping stays due where the goods were let go without it (H6.2).
pub fn collect(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    if case.order.state != State::Released {
        return;
    }
    for (index, receivable) in case.receivables().into_iter().enumerate() {
        let waits_for_goods = receivable.due == Due::BeforeShipping && case.left_unpaid().is_none();
        let Some(on) = receivable.on.filter(|_| receivable.open.is_some() && !waits_for_goods) else {
            continue;
        };
        let params = vec![("due", receivable.due.label().to_owned()), ("on", on.to_string())];
        let remind = FollowUp {
            occurrence: index.to_string(),
            params: params.clone(),
            reason: "{on} 到期",
            visible_from: calendar.plus(on, -3),
            ..case.follow_up("H4.6", "催收{due}", evening(calendar.on_or_after(on)))
        };
        out.push(again_after_talk(case, calendar, remind));
        out.push(FollowUp {
            role: Role::Finance,
            person: None,
            occurrence: format!("book-{index}"),
            deed: Deed::PaymentBook,
            params,
            reason: "{on} 到期",
            visible_from: on,
            ..case.follow_up("H4.6", "核对{due}是否到账", evening(calendar.plus(on, 1)))
        });
    }
}

/// H4.6 Money that a given-up order still asks for (C23): what is kept by agreement and did not stay, because its receipt
/// was taken back, and what went back of money that never came (C08). The clerk asks the customer, finance books it.
pub fn collect_of_given_up(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let order = &case.order;
    if order.state != State::Cancelled || !case.account().open(order).is_some() {
        return;
    }
    let since = order.kept_on.or(case.paid_on).unwrap_or_else(|| super::local(order.touched));
    let ask = FollowUp {
        occurrence: "given-up".to_owned(),
        reason: "约定不退的款没有收到，或退出去的款要追回",
        visible_from: since,
        ..case.follow_up("H4.6", "催收已取消订单的款", evening(calendar.plus(since, 3)))
    };
    out.push(FollowUp {
        role: Role::Finance,
        person: None,
        occurrence: "book-given-up".to_owned(),
        deed: Deed::PaymentBook,
        ..ask.clone()
    });
    out.push(again_after_talk(case, calendar, ask));
}

/// H4.6 What came in beyond what an order owes goes back to the customer or is their advance (C09, C23): finance decides.
pub fn surplus(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    if !case.account().surplus(&case.order).is_some() {
        return;
    }
    let credited = case.shipments.iter().filter(|s| s.credit.is_some()).map(|s| super::local(s.touched));
    let since = credited.chain(case.paid_on).max().unwrap_or_else(|| super::local(case.order.touched));
    out.push(FollowUp {
        role: Role::Finance,
        person: None,
        occurrence: "surplus".to_owned(),
        deed: Deed::OrderRefund,
        reason: "已收多于应收，退给客户或转为预收款",
        visible_from: since,
        ..case.follow_up("H4.6", "处理多收的货款", evening(calendar.plus(since, 3)))
    });
}

/// H4.6 The customer's advance pays the next order or goes back (C22).
pub fn advance(payment: &Payment, calendar: &Calendar) -> Vec<FollowUp> {
    if !payment.advance().is_some() {
        return Vec::new();
    }
    let last = payment.repayments.iter().map(|r| r.on).fold(payment.on, jiff::civil::Date::max);
    let due = calendar.plus(last, ADVANCE_WITHIN);
    vec![FollowUp {
        rule: "H4.6",
        occurrence: "advance".to_owned(),
        text: "预收款未用：{number}",
        reason: "分配到{customer}的订单，或退给客户",
        params: vec![("number", payment.number.clone()), ("customer", payment.customer_name.clone())],
        role: Role::Finance,
        person: None,
        visible_from: calendar.plus(due, -5),
        due: evening(due),
        deed: Deed::PaymentAllocate,
        target: payment.id.to_string(),
        order: None,
    }]
}
