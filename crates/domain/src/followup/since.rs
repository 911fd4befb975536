//! Nothing is late from the first (H8.1): what comes about on its day or later is due after that.

use jiff::civil::{Date, DateTime};

use super::{Case, FollowUp, evening, local, noon};
use crate::calendar::Calendar;
use crate::shipment::Shipment;
use crate::terms::Due;

/// The evening of `on`; where what calls for it came about after that day, of the working day after.
pub(super) fn evening_since(on: Date, since: Option<Date>, calendar: &Calendar) -> DateTime {
    evening(since.filter(|since| *since > on).map_or(on, |since| calendar.plus(since, 1)))
}

/// Noon of `on`; where what calls for it came about on that day or later, of the working day after.
pub(super) fn noon_since(on: Date, since: Option<Date>, calendar: &Calendar) -> DateTime {
    noon(since.filter(|since| *since >= on).map_or(on, |since| calendar.plus(since, 1)))
}

/// Noon of `on`, a day before a shipment leaves; where the shipment was arranged or changed since, of the working day after, and
/// where it leaves by then, the evening of the day on which that was said.
pub(super) fn before_leaving(shipment: &Shipment, on: Date, calendar: &Calendar) -> DateTime {
    match shipment.prepared_on.max(shipment.changed_on) {
        Some(since) if since >= shipment.ship_on.max(on) => evening(calendar.on_or_after(since)),
        Some(since) if since >= on => noon(calendar.plus(since, 1).min(shipment.ship_on).max(on)),
        _ => noon(on),
    }
}

/// What a hold stopped was nobody's to do meanwhile: it is due the working day after it was let go on (H8.4).
pub(super) fn let_go_on(case: &Case, calendar: &Calendar, stopped: &mut [FollowUp]) {
    let Some(on) = case.order.resumed_on else { return };
    let again = evening(calendar.plus(on, 1));
    for follow_up in stopped.iter_mut().filter(|f| f.due.date() <= on) {
        follow_up.due = again;
    }
}

impl Case {
    /// Since when a shipment that can leave now can: the last of what it waited for.
    pub(super) fn may_leave_since(&self, shipment: &Shipment) -> Option<Date> {
        let aboard = |line: i64| shipment.sent(line).is_some();
        let made = self.work.iter().filter(|w| aboard(w.line)).filter_map(|w| w.reported_on).max();
        let set_aside = shipment.parts.iter().filter_map(|p| self.order.set_aside_on.get(&p.line)).max();
        let found = self.shipments.iter().flat_map(|s| &s.found);
        let found = found.filter(|f| f.parts.iter().any(|p| aboard(p.line))).map(|f| f.on).max();
        let gated = self.order.entry.plan.iter().any(|i| i.due == Due::BeforeShipping);
        [
            shipment.notice.map(local),
            shipment.confirmed_on,
            shipment.changed_on,
            shipment.let_go_on,
            self.paid_on.filter(|_| gated),
            made,
            set_aside.copied(),
            found,
        ]
        .into_iter()
        .flatten()
        .max()
    }
}
