//! H3: entry, preparation, review, release.

use super::{Case, FollowUp, evening};
use crate::calendar::Calendar;
use crate::choice::Choice as _;
use crate::deed::Deed;
use crate::order::{Review, State, missing, sent_back, waiting};
use crate::person::Role;

/// H3.1 A draft is written to its end and handed in.
pub fn finish_draft(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let order = &case.order;
    if order.state != State::Draft {
        return;
    }
    let since = order.entry.ordered_on.max(order.rejected_on.unwrap_or_default());
    let due = evening(calendar.plus(since, 1));
    // Whoever sent it back has said what must change.
    let back = |r: &Review| [r.department.label(), &r.note].join("：");
    let back: Vec<String> = sent_back(order).map(back).collect();
    let (text, deed) = match (back.is_empty(), order.entry.faults.is_empty()) {
        (false, _) => ("处理评审意见，修改后重新提交", Deed::OrderEdit),
        (true, false) => ("补齐导入时没有读懂的 {count} 行", Deed::OrderEdit),
        (true, true) => ("提交评审", Deed::OrderSubmit),
    };
    let params = vec![("count", order.entry.faults.len().to_string()), ("back", back.join("；"))];
    let reason = if back.is_empty() { "" } else { "不接受：{back}" };
    out.push(FollowUp { reason, params, deed, ..case.follow_up("H3.1", text, due) });
}

/// H3.7 What is missing is asked for until it is there.
pub fn prepare(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    if case.order.state == State::Draft || case.order.entry.lines.is_empty() || !case.unshipped_lines() {
        return;
    }
    let missing = missing(&case.order);
    if missing.is_empty() {
        return;
    }
    let since = case.order.submitted.map_or(case.order.entry.ordered_on, local);
    let due = evening(calendar.plus(since.max(case.order.entry.ordered_on), 2));
    // Each by the act that mends it: a drawing is uploaded, data are corrected.
    for (occurrence, deed) in [("drawings", Deed::OrderAttach), ("", Deed::OrderCorrect)] {
        let list: Vec<&str> = missing.iter().filter(|m| m.mended_by == deed).map(|m| m.text).collect();
        if list.is_empty() {
            continue;
        }
        out.push(FollowUp {
            deed,
            occurrence: occurrence.to_owned(),
            params: vec![("missing", list.join("、"))],
            reason: "资料齐全、一致、详尽才能顺利生产",
            ..case.follow_up("H3.7", "补齐资料：{missing}", due)
        });
    }
}

/// H3.3 Every department answers its own question.
pub fn review(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let start = case
        .order
        .submitted
        .map_or(case.order.entry.ordered_on, |at| local(at).max(case.order.entry.ordered_on));
    for department in waiting(&case.order) {
        let role = match department {
            crate::order::Department::Technical => Role::Engineering,
            crate::order::Department::Materials => Role::Purchasing,
            crate::order::Department::Capacity => Role::Production,
            crate::order::Department::Money => Role::Finance,
            crate::order::Department::Sales => Role::Lead,
        };
        let question = department.question();
        out.push(FollowUp {
            occurrence: department.code().to_owned(),
            role,
            person: None,
            deed: Deed::OrderReview,
            visible_from: start,
            params: vec![("department", department.label().to_owned()), ("question", question.to_owned())],
            reason: "{question}",
            ..case.follow_up("H3.3", "评审：{department}", evening(calendar.plus(start, 1)))
        });
    }
}

/// H3.3 Conditions of acceptance are followed until they are met.
pub fn meet_conditions(case: &Case, out: &mut Vec<FollowUp>) {
    for (index, condition) in case.order.conditions.iter().enumerate().filter(|(_, c)| c.met.is_none()) {
        out.push(FollowUp {
            occurrence: index.to_string(),
            deed: Deed::OrderCondition,
            params: vec![
                ("condition", condition.text.clone()),
                ("department", condition.department.label().to_owned()),
            ],
            reason: "{department}评审时提出的条件",
            ..case.follow_up("H3.3", "落实条件：{condition}", evening(condition.due))
        });
    }
}

/// H3.3 What is reviewed is released.
pub fn release(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let order = &case.order;
    // Who decides on the customer has a duty of her own (H7.3).
    // What stands in its way is asked for by itself (H3.7).
    let whole = !missing(order).iter().any(|m| m.blocks);
    if order.state == State::Submitted && waiting(order).is_empty() && whole && !order.entry.unconfirmed {
        let last = order.submitted.map_or(order.entry.ordered_on, local);
        out.push(FollowUp {
            deed: Deed::OrderRelease,
            occurrence: "release".to_owned(),
            reason: "评审已齐",
            ..case.follow_up("H3.3", "下达订单", evening(calendar.plus(last.max(order.entry.ordered_on), 2)))
        });
    }
}

/// The day of an instant in the company's default zone (UTC+8, no summer time).
pub(crate) fn local(at: jiff::Timestamp) -> jiff::civil::Date {
    jiff::tz::offset(8).to_datetime(at).date()
}
