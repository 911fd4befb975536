//! What leaves next, and when: as promised, or as expected where that is later.

use jiff::civil::Date;

use super::Case;
use crate::calendar::Calendar;
use crate::order::State;
use crate::plan;

impl Case {
    /// For when goods that are on no shipment yet are to be there next: as promised, or, where they are expected later, then. Goods that
    /// are made and lie there are not expected later for that. Nothing where they are late and nobody knows until when: whoever makes or
    /// buys them has to say so first.
    pub fn next_expected(&self) -> Option<Date> {
        let due = self.next_due()?;
        // Of what has ended nothing is expected.
        let known = self.known.filter(|_| self.order.state == State::Released);
        let late = known.filter(|known| known.late_since.is_some() && known.promised == due);
        late.map_or(Some(due), |known| known.stands.map(|on| on.max(due)))
    }

    /// On which day they leave for that.
    pub fn next_ship(&self, calendar: &Calendar) -> Option<Date> {
        self.next_expected().map(|on| plan::ship_on(&self.order, on, calendar))
    }

    /// The day on which goods leave next: of the shipment that waits and leaves first; by the plan while something is on none.
    pub fn ships_on(&self, calendar: &Calendar) -> Option<Date> {
        let waiting = self.shipments.iter().filter(|s| s.dispatched.is_none()).map(|s| s.ship_on).min();
        let by_plan = || self.next_due().map(|due| plan::ship_on(&self.order, due, calendar));
        let planned = self.next_ship(calendar).or_else(by_plan);
        let all = self.order.entry.lines.iter().all(|l| !self.unplanned(l.number, l.quantity).is_some());
        match waiting {
            Some(on) if all => Some(on),
            Some(on) => planned.map(|planned| planned.min(on)).or(Some(on)),
            None => planned,
        }
    }

    /// The lines of which something leaves then: on no shipment yet, and promised for no later day.
    pub fn leaving_next(&self) -> Vec<i64> {
        let due = self.next_due();
        let soon = |line: i64| self.promised(line).is_none_or(|on| due.is_none_or(|due| on <= due));
        let open = self.order.entry.lines.iter().filter(|l| self.unplanned(l.number, l.quantity).is_some());
        open.map(|l| l.number).filter(|line| soon(*line)).collect()
    }
}
