//! What leaves next, and when: as promised, or as expected where that is later.

use jiff::civil::Date;

use super::Case;
use crate::calendar::Calendar;
use crate::order::State;
use crate::plan;

impl Case {
    /// For when goods that are on no shipment yet are to be there next: as promised, or, where they are expected later, then.
    pub fn next_expected(&self) -> Option<Date> {
        let due = self.next_due()?;
        // Of what has ended nothing is expected.
        let known = self.known.filter(|_| self.order.state == State::Released);
        let late = known.filter(|known| known.late_since.is_some() && known.promised == due);
        Some(late.map_or(due, |known| known.arrives.max(due)))
    }

    /// On which day they leave for that.
    pub fn next_ship(&self, calendar: &Calendar) -> Option<Date> {
        self.next_expected().map(|on| plan::ship_on(&self.order, on, calendar))
    }

    /// The lines of which something leaves then: on no shipment yet, and promised for no later day.
    pub fn leaving_next(&self) -> Vec<i64> {
        let due = self.next_due();
        let soon = |line: i64| self.promised(line).is_none_or(|on| due.is_none_or(|due| on <= due));
        let open = self.order.entry.lines.iter().filter(|l| self.unplanned(l.number, l.quantity).is_some());
        open.map(|l| l.number).filter(|line| soon(*line)).collect()
    }
}
