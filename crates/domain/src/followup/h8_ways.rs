//! H8: no blind spots, locked exceptions, tasks set by hand, follow-ups put off.

use super::h3_orders::local;
use super::{Case, FollowUp, evening};
use crate::calendar::Calendar;
use crate::deed::Deed;
use crate::order::State;
use jiff::civil::DateTime;

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

/// H8.2 Nobody may forget an order: it is asked about when nobody has anything to do on it, now or later, or when what others
/// owe is late and nobody has touched it for some working days. Whoever has a duty on it does not need a second one.
pub fn silence(case: &Case, calendar: &Calendar, now: DateTime, out: &mut Vec<FollowUp>) {
    let shown: Vec<&FollowUp> = out.iter().filter(|f| f.visible_from <= now.date()).collect();
    let own = shown.iter().any(|f| f.person == Some(case.order.entry.clerk));
    let stands = if shown.is_empty() { out.is_empty() } else { shown.iter().any(|f| f.due < now) };
    if own || !stands {
        return;
    }
    let days = match case.order.state {
        State::Draft | State::Submitted => 3,
        _ if case.all_arrived_on().is_some() => 10,
        _ => 5,
    };
    let since = local(case.last_handled());
    let due = calendar.plus(since, days);
    out.push(FollowUp {
        occurrence: format!("silence-{since}"),
        params: vec![("since", since.to_string()), ("days", days.to_string())],
        reason: "从 {since} 起没有人处理过",
        visible_from: due,
        ..case.follow_up("H8.2", "沉默 {days} 个工作日：问清情况并记录", evening(due))
    });
}

/// UX-07 What was put off is shown again on its day, and is due then at the earliest.
pub fn put_off(case: &Case, out: &mut [FollowUp]) {
    for follow_up in out {
        let snooze = case
            .order
            .snoozes
            .iter()
            .find(|s| s.is_of(follow_up.rule, &follow_up.occurrence, follow_up.deed));
        if let Some(snooze) = snooze.filter(|s| s.until > follow_up.visible_from) {
            follow_up.put_off = true;
            follow_up.visible_from = snooze.until;
            follow_up.due = follow_up.due.max(evening(snooze.until));
        }
    }
}

impl Case {
    /// When somebody last did something on the order or on what is linked to it.
    pub fn last_handled(&self) -> jiff::Timestamp {
        let work = self.work.iter().filter_map(|w| w.handled);
        let linked = work.chain(self.shipments.iter().filter_map(|s| s.handled));
        linked.fold(self.order.handled.unwrap_or(self.order.touched), jiff::Timestamp::max)
    }
}
