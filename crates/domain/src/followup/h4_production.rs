//! H4: parts, suppliers, production.

use crate::deed::Deed;
use jiff::civil::Date;

use super::h3_orders::local;
use super::{Case, FollowUp, evening, noon};
use crate::calendar::Calendar;
use crate::order::State;
use crate::person::Role;
use crate::purchasing::Purchase;

/// H4.2 What is short and not bought is bought.
pub fn buy_what_is_short(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    if case.order.state != State::Released {
        return;
    }
    let short = case.to_buy();
    let Some(need_by) = short.iter().map(|(n, _)| n.need_by).min() else { return };
    let since = wanted_since(case);
    out.push(FollowUp {
        role: Role::Purchasing,
        person: None,
        deed: Deed::PurchasePlace,
        params: vec![("count", short.len().to_string()), ("need_by", need_by.to_string())],
        reason: "最早 {need_by} 要用",
        visible_from: since,
        ..case.follow_up("H4.2", "采购缺料 {count} 项", evening(calendar.plus(since, 1)))
    });
}

/// Since when parts are wanted: what came to be short later is due from then.
pub(super) fn wanted_since(case: &Case) -> Date {
    let released = case.order.released.map_or(case.order.entry.ordered_on, local);
    case.order.needs_more_since.map_or(released, |since| since.max(released))
}

/// H4.4 The production period is confirmed.
pub fn confirm_period(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let released = case.order.released.map_or(case.order.entry.ordered_on, local);
    for work in case.work.iter().filter(|w| !w.is_done() && w.period.is_none()) {
        let opened = work.opened_on.unwrap_or(released);
        out.push(FollowUp {
            role: Role::Production,
            person: None,
            occurrence: work.id.to_string(),
            deed: Deed::WorkPeriod,
            target: work.id.to_string(),
            params: vec![
                ("number", work.number.clone()),
                ("name", work.name.clone()),
                ("due", work.due.to_string()),
            ],
            reason: "{due} 要完工",
            visible_from: opened,
            ..case.follow_up("H4.4", "确认生产期：{name}", evening(calendar.plus(opened, 2)))
        });
    }
}

/// H4.2 Reserved parts are issued when production is to begin.
pub fn issue_materials(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    if case.order.state != State::Released {
        return;
    }
    // What was made without its parts having been issued was made of them all the same.
    for work in case.work.iter().filter(|w| case.takes_parts(w)) {
        let waiting = case.order.to_issue(work.line).len();
        if waiting == 0 {
            continue;
        }
        let start = work.period.map_or(work.start_by, |p| p.start);
        out.push(FollowUp {
            role: Role::Warehouse,
            person: None,
            occurrence: work.id.to_string(),
            deed: Deed::WorkIssue,
            target: work.id.to_string(),
            params: vec![
                ("name", work.name.clone()),
                ("count", waiting.to_string()),
                ("number", work.number.clone()),
            ],
            reason: if work.is_done() {
                "{number} 已完工，料还没有登记出库"
            } else {
                "{number} 开工要用"
            },
            visible_from: calendar.plus(start, -2),
            ..case.follow_up("H4.2", "备料出库：{name} {count} 项", noon(calendar.on_or_before(start)))
        });
    }
}

/// H4.4 Progress is reported per operation: every second working day, and by the end of the period.
pub fn report_progress(case: &Case, calendar: &Calendar, today: Date, out: &mut Vec<FollowUp>) {
    for work in case.work.iter().filter(|w| !w.is_done()) {
        let Some(period) = work.period else { continue };
        // What lies ready for it is the warehouse's to issue first; once it was to be done, production says how far it is.
        let waits = !work.started() && case.takes_parts(work) && !case.order.to_issue(work.line).is_empty();
        if waits && today <= period.finish {
            continue;
        }
        let next = match work.reported_on {
            Some(on) => {
                calendar.plus(on, 2).min(calendar.on_or_after(period.finish.max(calendar.plus(on, 1))))
            }
            None => calendar.on_or_after(if waits { period.finish } else { period.start }),
        };
        // What waits for parts has nothing to report before they come: who buys or gives them has the duty.
        let parts = case.parts_expected(work.line, calendar.plus(today, 1)).filter(|_| !work.started());
        let next = parts.map_or(next, |on| next.max(calendar.on_or_after(on)));
        let late = period.finish < today;
        out.push(FollowUp {
            role: Role::Production,
            person: None,
            occurrence: work.id.to_string(),
            deed: Deed::WorkReport,
            target: work.id.to_string(),
            params: vec![
                ("name", work.name.clone()),
                ("number", work.number.clone()),
                ("finish", period.finish.to_string()),
                ("percent", (work.progress() / 100).to_string()),
            ],
            reason: if late {
                "应在 {finish} 完工，现在 {percent}%"
            } else {
                "计划 {finish} 完工，现在 {percent}%"
            },
            visible_from: calendar.on_or_before(next),
            ..case.follow_up("H4.4", "报生产进度：{name}", evening(next))
        });
    }
}

/// H4.2 Parts that were issued for what is not made any more go back into stock, or somebody says what became of them.
pub fn return_material(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for (work, parts) in case.unused() {
        let on = case.order.ended.iter().filter(|e| e.line == work.line).map(|e| e.on).max();
        let on = on.unwrap_or(work.due);
        out.push(FollowUp {
            role: Role::Warehouse,
            person: None,
            occurrence: format!("unused-{}", work.line),
            deed: Deed::WorkReturn,
            target: work.id.to_string(),
            params: vec![
                ("name", work.name.clone()),
                ("count", parts.len().to_string()),
                ("number", work.number.clone()),
            ],
            reason: "{number} 不再做那么多，领走的料还在车间",
            visible_from: on,
            ..case.follow_up("H4.2", "退料：{name} {count} 项", evening(calendar.plus(on, 1)))
        });
    }
}

/// H7.2 Finished goods that no order takes go into stock: made beyond what leaves, or of an order that was given up.
pub fn stock_left_over(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for (work, quantity) in case.left_over() {
        let left = case.shipments.iter().filter_map(|s| s.dispatched.as_ref()).map(|d| d.on).max();
        let order = &case.order;
        // Given up, or ended at what was delivered: on the day when that was said.
        let on = work.reported_on.max(left).max(order.ended_on).unwrap_or(work.due);
        out.push(FollowUp {
            role: Role::Warehouse,
            person: None,
            occurrence: format!("left-{}", work.id),
            deed: Deed::WorkStock,
            target: work.id.to_string(),
            params: vec![
                ("name", work.name.clone()),
                ("quantity", quantity.plain()),
                ("unit", work.unit.clone()),
                ("number", work.number.clone()),
            ],
            reason: "{number} 完工的货不再发出",
            visible_from: on,
            ..case.follow_up("H7.2", "余货入库：{name} {quantity}{unit}", evening(calendar.plus(on, 1)))
        });
    }
}

/// H4.3 The supplier promises a date for every line.
pub fn supplier_promise(purchase: &Purchase, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let waiting: Vec<_> =
        purchase.lines.iter().filter(|l| l.awaited().is_some() && l.promised.is_none()).collect();
    if purchase.cancelled.is_some() || waiting.is_empty() {
        return;
    }
    let need_by = waiting.iter().map(|l| l.need_by).min().unwrap_or(purchase.placed_on);
    out.push(FollowUp {
        deed: Deed::PurchasePromise,
        params: vec![
            ("supplier", purchase.supplier_name.clone()),
            ("count", waiting.len().to_string()),
            ("need_by", need_by.to_string()),
        ],
        reason: "{count} 项没有承诺日期，最早 {need_by} 要用",
        ..of(
            purchase,
            "H4.3",
            "promise",
            "请{supplier}答复到货日期",
            evening(calendar.plus(purchase.placed_on, 1)),
        )
    });
}

/// H4.3 What is promised is expected on its day, and asked for when it does not come.
pub fn supplier_late(purchase: &Purchase, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    if purchase.cancelled.is_some() {
        return;
    }
    let next = purchase.lines.iter().filter(|l| l.awaited().is_some()).filter_map(|l| l.promised).min();
    let Some(date) = next else { return };
    let count = purchase.lines.iter().filter(|l| l.awaited().is_some() && l.promised == Some(date)).count();
    let asked_again = purchase.chased_on.filter(|on| *on >= date).map(|on| calendar.plus(on, 1));
    out.push(FollowUp {
        deed: Deed::PurchaseReceive,
        params: vec![
            ("supplier", purchase.supplier_name.clone()),
            ("count", count.to_string()),
            ("date", date.to_string()),
        ],
        reason: "承诺 {date} 到货 {count} 项",
        visible_from: calendar.plus(date, -1),
        ..of(
            purchase,
            "H4.3",
            "due",
            "{supplier}应到货",
            evening(asked_again.unwrap_or_else(|| calendar.on_or_after(date))),
        )
    });
}

/// H4.3 What came is inspected on the day of its arrival.
pub fn inspect(purchase: &Purchase, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let count = purchase.lines.iter().filter(|l| l.to_inspect().is_some()).count();
    if count == 0 {
        return;
    }
    let on = purchase.received_on.unwrap_or(purchase.placed_on);
    out.push(FollowUp {
        role: Role::Warehouse,
        deed: Deed::PurchaseInspect,
        params: vec![("supplier", purchase.supplier_name.clone()), ("count", count.to_string())],
        reason: "到货当天做初检，合格才入库",
        visible_from: on,
        ..of(purchase, "H4.3", "inspect", "初检：{supplier} {count} 项", evening(calendar.on_or_after(on)))
    });
}

pub(super) fn of(
    purchase: &Purchase,
    rule: &'static str,
    occurrence: &str,
    text: &'static str,
    due: jiff::civil::DateTime,
) -> FollowUp {
    let order = purchase.lines.iter().find_map(|l| l.covers.first()).map(|c| c.order);
    FollowUp {
        rule,
        occurrence: occurrence.to_owned(),
        text,
        reason: "",
        params: Vec::new(),
        role: Role::Purchasing,
        person: None,
        visible_from: purchase.placed_on,
        due,
        deed: Deed::PurchaseChase,
        target: purchase.id.to_string(),
        order,
        loud: false,
        put_off: false,
    }
}
