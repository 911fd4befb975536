//! H4.6: what is due is collected, what came in beyond it goes back, what a receipt does not need is used.

use super::case::again_after_talk;
use super::{Case, FollowUp, evening};
use crate::calendar::Calendar;
use crate::deed::Deed;
use crate::order::State;
use crate::payment::{Asked, Payment};
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
    let mut instalment = 0;
    for receivable in case.receivables(calendar) {
        // Instalments are told by their place in the plan, whatever is asked between them.
        let which = match (receivable.asked, receivable.on) {
            (Asked::Plan(_), _) => instalment.to_string(),
            (other, on) => format!("{}-{}", other.code(), on.map(|on| on.to_string()).unwrap_or_default()),
        };
        instalment += i32::from(matches!(receivable.asked, Asked::Plan(_)));
        let waits_for_goods =
            receivable.asked == Asked::Plan(Due::BeforeShipping) && case.left_unpaid().is_none();
        let Some(on) = receivable.on.filter(|_| receivable.open.is_some() && !waits_for_goods) else {
            continue;
        };
        let params = vec![("due", receivable.asked.label().to_owned()), ("on", on.to_string())];
        let remind = FollowUp {
            occurrence: which.clone(),
            params: params.clone(),
            reason: "{on} 到期",
            visible_from: calendar.plus(on, -3),
            ..case.follow_up("H4.6", "催收款项：{due}", evening(calendar.on_or_after(on)))
        };
        out.push(again_after_talk(case, calendar, remind));
        out.push(FollowUp {
            role: Role::Finance,
            person: None,
            occurrence: format!("book-{which}"),
            deed: Deed::PaymentBook,
            params,
            reason: "{on} 到期",
            visible_from: on,
            ..case.follow_up("H4.6", "核对款项是否到账：{due}", evening(calendar.plus(on, 1)))
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
    let since = case.given_up_since().unwrap_or(order.entry.ordered_on);
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
        text: "核对已取消订单的款是否到账",
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
    let given_up = case.order.ended_on.filter(|_| case.order.state == State::Cancelled);
    let since = credited.chain(case.paid_on).chain(given_up).max();
    let since = since.unwrap_or(case.order.entry.ordered_on);
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
    if payment.owed_back().is_some() {
        return vec![owed_back(payment, calendar)];
    }
    if !payment.advance().is_some() {
        return Vec::new();
    }
    let last = payment.repayments.iter().map(|r| r.on).fold(payment.on, jiff::civil::Date::max);
    let due = calendar.plus(last, ADVANCE_WITHIN);
    vec![FollowUp {
        rule: "H4.6",
        occurrence: "advance".to_owned(),
        text: "预收款未用",
        reason: "分配到{customer}的订单，或退给客户",
        params: vec![("customer", payment.customer_name.clone())],
        role: Role::Finance,
        person: None,
        visible_from: calendar.plus(due, -5),
        due: evening(due),
        deed: Deed::PaymentAllocate,
        target: payment.id.to_string(),
        order: None,
        loud: false,
        put_off: false,
    }]
}

/// H4.6 What went back of money that never came is asked for, where no order can ask for it (C08).
fn owed_back(payment: &Payment, calendar: &Calendar) -> FollowUp {
    let since = payment.reversed_on.unwrap_or(payment.on);
    FollowUp {
        rule: "H4.6",
        occurrence: "owed-back".to_owned(),
        text: "追回退款",
        reason: "{customer}的到款冲销了，退给客户的款要追回",
        params: vec![("customer", payment.customer_name.clone())],
        role: Role::Finance,
        person: None,
        visible_from: since,
        due: evening(calendar.plus(since, 3)),
        deed: Deed::PaymentRecover,
        target: payment.id.to_string(),
        order: None,
        loud: false,
        put_off: false,
    }
}
