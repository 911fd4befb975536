//! What of a line was sent, lost, found, came beyond what was sent, and counts.

use jiff::civil::Date;

use super::{Decided, Extra, Part, Settlement, Shipment, Whereabouts};
use crate::quantity::Quantity;

impl Shipment {
    /// Missing and damaged of `line`; what was found again is not missing.
    pub fn lost(&self, line: i64) -> (Quantity, Quantity) {
        let Some(arrival) = &self.arrival else { return (Quantity::ZERO, Quantity::ZERO) };
        let there = received(&arrival.received, line).plus(self.found_in(line, None));
        (there.short_of(self.sent(line)), received(&arrival.damaged, line))
    }

    /// What the receiver has of `line` beyond what was sent (C28), and what turned up there although it was sent again.
    pub fn beyond(&self, line: i64) -> Quantity {
        self.arrived_beyond(line).plus(self.spare(line))
    }

    /// What turned up at the receiver's of `line` although its replacement has left.
    pub fn spare(&self, line: i64) -> Quantity {
        let there = self.found.iter().filter(|f| f.place == Whereabouts::Receiver);
        there.map(|f| received(&f.spare, line)).sum()
    }

    fn arrived_beyond(&self, line: i64) -> Quantity {
        let Some(arrival) = &self.arrival else { return Quantity::ZERO };
        self.sent(line).short_of(received(&arrival.received, line))
    }

    /// What came of `line` beyond what was sent and is still to come back to us (C28).
    pub fn to_return(&self, line: i64) -> Quantity {
        self.came_back(line).short_of(self.decided_as(line, Extra::Returned))
    }

    /// What came of `line` beyond what was sent, and nobody has said what becomes of it (C28).
    pub fn undecided(&self, line: i64) -> Quantity {
        self.decided(line).short_of(self.beyond(line))
    }

    /// Says what becomes of all that nobody has decided about.
    pub(super) fn decide(&mut self, extra: Extra, on: Date) {
        let mut parts: Vec<Part> = Vec::new();
        for line in self.parts.iter().map(|p| p.line) {
            let quantity = self.undecided(line);
            if quantity.is_some() && parts.iter().all(|p| p.line != line) {
                parts.push(Part { line, quantity });
            }
        }
        self.decided.push(Decided { on, extra, parts });
    }

    fn decided(&self, line: i64) -> Quantity {
        self.decided.iter().map(|d| received(&d.parts, line)).sum()
    }

    fn decided_as(&self, line: i64, extra: Extra) -> Quantity {
        self.decided.iter().filter(|d| d.extra == extra).map(|d| received(&d.parts, line)).sum()
    }

    /// Whether something that came beyond what was sent is still to come back.
    pub fn awaits_return(&self) -> bool {
        self.parts.iter().any(|p| self.to_return(p.line).is_some())
    }

    /// What was found of `line`: everywhere, or in one place; without what is [`Self::spare`].
    pub fn found_in(&self, line: i64, place: Option<Whereabouts>) -> Quantity {
        let there = self.found.iter().filter(|f| place.is_none_or(|place| f.place == place));
        let all: Quantity = there.map(|f| received(&f.parts, line)).sum();
        match place {
            Some(Whereabouts::House) => all,
            Some(Whereabouts::Receiver) => all.minus(self.spare(line)),
            None => all.minus(self.spare(line)).minus(self.said_back(line)),
        }
    }

    /// What of `line` is missing and turned up nowhere.
    pub fn never_came(&self, line: i64) -> Quantity {
        self.lost(line).0.minus(self.spare(line)).max(Quantity::ZERO)
    }

    /// What came back of `line` that had come beyond what was sent.
    fn came_back(&self, line: i64) -> Quantity {
        let house = self.found.iter().filter(|f| f.place == Whereabouts::House);
        house.map(|f| received(f.back.as_ref().unwrap_or(&f.parts), line)).sum()
    }

    /// The same, where it was said which that was: what is missing does not turn up by it.
    fn said_back(&self, line: i64) -> Quantity {
        self.found.iter().filter_map(|f| f.back.as_ref()).map(|back| received(back, line)).sum()
    }

    /// What came back to us of `line` of what had been sent; not what the house had sent without knowing.
    pub fn back_of_sent(&self, line: i64) -> Quantity {
        let unknown = self.said_back(line).min(self.arrived_beyond(line));
        self.found_in(line, Some(Whereabouts::House)).minus(unknown)
    }

    /// What of `line` the receiver has beyond what was sent: the house has let go of it.
    pub fn beyond_of_house(&self, line: i64) -> Quantity {
        self.gone(line).minus(self.sent(line)).minus(self.said_back(line)).max(Quantity::ZERO)
    }

    /// What of `line` came back and is in stock again.
    pub fn stocked(&self, line: i64) -> Quantity {
        received(&self.stocked, line)
    }

    /// What counts as received of `line`: what arrived sound, or all of it once a difference is settled
    /// otherwise than by sending again.
    pub fn received(&self, line: i64) -> Quantity {
        let Some(arrival) = &self.arrival else { return Quantity::ZERO };
        if matches!(self.settled, Some(Settlement::AsIs | Settlement::Credited)) {
            return self.stayed(line);
        }
        let there = received(&arrival.received, line).min(self.sent(line));
        let kept = self.decided_as(line, Extra::Charged).plus(self.decided_as(line, Extra::Kept));
        let found = self.found_in(line, Some(Whereabouts::Receiver));
        there.plus(found).plus(kept).minus(received(&arrival.damaged, line))
    }

    /// What has left the house of `line` for good: what was sent, and what the customer keeps beyond it.
    pub fn gone(&self, line: i64) -> Quantity {
        // What turned up later was sent.
        self.sent(line).plus(self.arrived_beyond(line).min(self.decided(line)))
    }

    /// What of `line` the customer has and pays: what was sent, without what is sent again, and what came beyond it and
    /// is charged (C28).
    pub fn charged(&self, line: i64) -> Quantity {
        let paid = self.sent(line).plus(self.decided_as(line, Extra::Charged));
        self.counted(line).minus(self.decided_as(line, Extra::Kept)).min(paid)
    }

    /// What was sent of `line` and counts: what is to be replaced must be sent again (H6.6).
    pub fn counted(&self, line: i64) -> Quantity {
        match (&self.arrival, self.settled) {
            (Some(_), Some(Settlement::Replaced)) => self.received(line),
            _ => self.stayed(line),
        }
    }

    /// What has gone of `line` and has not come back to us.
    fn stayed(&self, line: i64) -> Quantity {
        self.gone(line).minus(self.found_in(line, Some(Whereabouts::House)))
    }
}

/// How much of `line` is in `parts`.
pub(super) fn received(parts: &[Part], line: i64) -> Quantity {
    parts.iter().filter(|p| p.line == line).map(|p| p.quantity).sum()
}
