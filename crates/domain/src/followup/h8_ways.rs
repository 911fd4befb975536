//! H8: no blind spots, locked exceptions, tasks set by hand, follow-ups put off.

use super::h3_orders::local;
use super::{Case, FollowUp, evening};
use crate::calendar::Calendar;
use crate::deed::Deed;
use crate::order::State;

/// Tasks, set by hand or because of a count (C18).
pub fn tasks(case: &Case, out: &mut Vec<FollowUp>) {
    for task in case.order.tasks.iter().filter(|t| t.result.is_none()) {
        let (text, mut params) = match &task.lost {
            Some(lost) => (lost.text(), lost.params()),
            None => ("{text}", vec![("text", task.text.clone())]),
        };
        params.push(("owner", task.owner_name.clone()));
        out.push(FollowUp {
            occurrence: format!("task-{}", task.number),
            person: Some(task.owner),
            deed: Deed::OrderTaskDone,
            params,
            ..case.follow_up("H8.2", text, evening(task.due))
        });
    }
}

/// H8.4 A held order has somebody who lets it go on.
pub fn held(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let since = case.order.held_on.unwrap_or_else(|| local(case.order.touched));
    out.push(FollowUp {
        occurrence: "held".to_owned(),
        deed: Deed::OrderResume,
        // Whoever stopped it lets it go on.
        person: case.order.held_by.or(Some(case.order.entry.clerk)),
        params: vec![("reason", case.order.hold.clone().unwrap_or_default())],
        reason: "暂停原因：{reason}",
        visible_from: since,
        ..case.follow_up("H8.4", "弄清能否解除暂停", evening(calendar.plus(since, 2)))
    });
}

/// H8.2 Nobody may forget an order: what nobody has touched for some working days is found.
pub fn silence(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let days = match case.order.state {
        State::Draft | State::Submitted => 3,
        _ if case.all_arrived_on().is_some() => 10,
        _ => 5,
    };
    let since = local(case.last_touched());
    let due = calendar.plus(since, days);
    out.push(FollowUp {
        occurrence: format!("silence-{since}"),
        params: vec![("since", since.to_string()), ("days", days.to_string())],
        reason: "从 {since} 起没有任何记录",
        visible_from: due,
        ..case.follow_up("H8.2", "沉默 {days} 个工作日：问清情况并记录", evening(due))
    });
}

/// UX-07 What was put off is shown again on its day.
pub fn put_off(case: &Case, out: &mut [FollowUp]) {
    for follow_up in out {
        let snooze = case
            .order
            .snoozes
            .iter()
            .find(|s| s.rule == follow_up.rule && s.occurrence == follow_up.occurrence);
        if let Some(snooze) = snooze {
            follow_up.visible_from = follow_up.visible_from.max(snooze.until);
        }
    }
}

impl Case {
    /// When anything last happened to the order or to what is linked to it.
    pub fn last_touched(&self) -> jiff::Timestamp {
        let linked = self.work.iter().map(|w| w.touched).chain(self.shipments.iter().map(|s| s.touched));
        linked.fold(self.order.touched, jiff::Timestamp::max)
    }
}
