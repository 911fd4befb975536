//! H6.3, H6.5: what comes later than the customer wants, was promised or expects.

use jiff::civil::{Date, DateTime};

use super::h6_shipping::of;
use super::{Case, FollowUp, evening, local};
use crate::calendar::Calendar;
use crate::deed::Deed;
use crate::order::State;
use crate::plan;
use crate::shipment::eta_by_leaving;

/// H6.3 A forecast later than the promise is explained to the customer at once, the day it is known. A promise that has
/// passed is the loudest thing of the day.
pub fn late_promise(case: &Case, calendar: &Calendar, now: DateTime, out: &mut Vec<FollowUp>) {
    if case.order.state != State::Released || case.all_arrived_on().is_some() {
        return;
    }
    let today = now.date();
    let (Some(forecast), Some(promised)) = (plan::forecast(case, calendar, today), case.due()) else {
        return;
    };
    let known = plan::Known::after(case.known.as_ref(), &forecast, promised, today);
    let Some(since) = known.late_since else { return };
    let plan::Known { promised, arrives, decisive, .. } = known;
    if !case.unshipped_lines() {
        left_late(case, calendar, &known, since, out);
        return;
    }
    let broken = promised < today;
    out.push(FollowUp {
        occurrence: promised.to_string(),
        deed: Deed::OrderPromise,
        params: vec![
            ("promised", promised.to_string()),
            ("forecast", arrives.to_string()),
            ("days", calendar.between(promised, arrives).max(1).to_string()),
            ("step", decisive.label().to_owned()),
        ],
        reason: "承诺 {promised}，预测 {forecast}，主线：{step}",
        visible_from: since,
        loud: broken,
        ..case.follow_up(
            "H6.3",
            if broken {
                "承诺的交期已过：向客户说明并确认新交期"
            } else {
                "向客户说明延期并确认新交期"
            },
            evening(calendar.on_or_after(since)),
        )
    });
}

/// H6.3 Goods that left late are no excuse: the customer is told when they come, unless somebody has spoken to them since it was known.
/// Of goods that left in time and are not there, the arrival asks (H6.4), and the carrier's word is told (H6.5).
fn left_late(case: &Case, calendar: &Calendar, known: &plan::Known, since: Date, out: &mut Vec<FollowUp>) {
    let by_leaving = case.shipments.iter().filter(|s| s.on_the_road()).filter_map(eta_by_leaving).max();
    if by_leaving.is_none_or(|day| day <= known.promised) {
        return;
    }
    if case.order.customer_talks().any(|on| on >= since) {
        return;
    }
    let plan::Known { promised, arrives, .. } = known;
    out.push(FollowUp {
        occurrence: promised.to_string(),
        params: vec![("promised", promised.to_string()), ("forecast", arrives.to_string())],
        reason: "承诺 {promised}，预计 {forecast} 到：说明原因，记下客户怎么答复",
        visible_from: since,
        ..case.follow_up("H6.3", "货发晚了：告诉客户几时到", evening(calendar.on_or_after(since)))
    });
}

/// H6.3 Whoever is promised a later day than they asked for is told so, and what they say is recorded.
pub fn tell_of_later_promise(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let order = &case.order;
    let Some(released) = order.released.map(local) else { return };
    let later = |l: &&crate::order::OrderLine| {
        let promise = order.promise(l.number);
        // A later change of the promise is agreed with the customer anyway.
        let open = case.progress(l.number).shipped < l.quantity;
        open && promise.is_some_and(|p| p.first == p.current && p.current > l.wanted_on)
    };
    let lines = order.entry.lines.iter().filter(later).count();
    if lines == 0 || !order.released_in_words || order.customer_talks().any(|on| on >= released) {
        return;
    }
    out.push(FollowUp {
        occurrence: "later-than-wanted".to_owned(),
        params: vec![("count", lines.to_string())],
        reason: "{count} 行的承诺晚于客户要求：说明原因，记下客户怎么答复",
        visible_from: released,
        ..case.follow_up("H6.3", "告诉客户承诺的交期", evening(calendar.plus(released, 1)))
    });
}

/// H6.5 What the carrier said of goods that have not come, the customer is told.
pub fn tell_of_delay(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for shipment in case.shipments.iter().filter(|s| s.on_the_road()) {
        let (Some(asked), Some(eta)) = (shipment.asked_on, shipment.new_eta) else { continue };
        if case.order.customer_talks().any(|on| on >= asked) {
            continue;
        }
        let mut follow_up = FollowUp {
            occurrence: format!("tell-{}-{asked}", shipment.id),
            deed: Deed::OrderContact,
            target: case.order.id.to_string(),
            reason: "承运商说 {eta} 到：告诉客户为什么晚、几时到",
            visible_from: asked,
            ..of(case, shipment, "H6.5", "告诉客户到货晚了：{number}", evening(calendar.on_or_after(asked)))
        };
        follow_up.params.push(("eta", eta.to_string()));
        out.push(follow_up);
    }
}
