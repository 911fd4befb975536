//! What of a line was sent, lost, found, came beyond what was sent, and counts.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Decided, Extra, Part, Settlement, Shipment, Whereabouts};
use crate::quantity::Quantity;

impl Shipment {
    /// Missing and damaged of `line`; what was found again is not missing.
    pub fn lost(&self, line: i64) -> (Quantity, Quantity) {
        let Some(arrival) = &self.arrival else { return (Quantity::ZERO, Quantity::ZERO) };
        let there = of_line(&arrival.received, line).plus(self.found_in(line, None));
        (there.short_of(self.sent(line)), of_line(&arrival.damaged, line))
    }

    /// What the receiver has of `line` beyond what was sent (C28), and what turned up there although it was sent again.
    pub fn beyond(&self, line: i64) -> Quantity {
        self.arrived_beyond(line).plus(self.spare(line))
    }

    /// What turned up at the receiver's of `line` although its replacement has left.
    pub fn spare(&self, line: i64) -> Quantity {
        let there = self.found.iter().filter(|f| f.place == Whereabouts::Receiver);
        there.map(|f| of_line(&f.spare, line)).sum()
    }

    /// What arrived of `line` beyond what was sent.
    pub fn arrived_beyond(&self, line: i64) -> Quantity {
        let Some(arrival) = &self.arrival else { return Quantity::ZERO };
        self.sent(line).short_of(of_line(&arrival.received, line))
    }

    /// What came of `line` beyond what was sent and is still to come back to us (C28).
    pub fn to_return(&self, line: i64) -> Quantity {
        self.came_back(line).short_of(self.decided_as(line, Extra::Returned))
    }

    /// What came of `line` beyond what was sent, and nobody has said what becomes of it (C28).
    pub fn undecided(&self, line: i64) -> Quantity {
        self.decided(line).short_of(self.beyond(line))
    }

    /// Says what becomes of all that nobody has decided about; where that is nothing, of what was to come back and has not.
    /// `from_house` is what of it was of what lay there for the order, all of it where nobody said.
    pub(super) fn decide(&mut self, extra: Extra, from_house: Option<&[Part]>, on: Date) {
        let anew = !self.is_any_undecided();
        let lines: BTreeSet<i64> = self.parts.iter().map(|p| p.line).collect();
        let each = |of: &dyn Fn(i64) -> Quantity| -> Vec<Part> {
            let part = |line: &i64| Part { line: *line, quantity: of(*line) };
            lines.iter().map(part).filter(|p| p.quantity != Quantity::ZERO).collect()
        };
        let less = |all: &[Part]| -> Vec<Part> {
            all.iter().map(|p| Part { line: p.line, quantity: Quantity(-p.quantity.0) }).collect()
        };
        if anew {
            let parts = each(&|line| self.to_return(line));
            let own = each(&|line| self.returned_from_house(line).minus(self.back_from_house(line)));
            let back = Decided { on, extra: Extra::Returned, parts: less(&parts), from_house: less(&own) };
            let more = from_house.unwrap_or_default().iter().cloned();
            let own = own.into_iter().chain(more).collect();
            self.decided.extend([back, Decided { on, extra, parts, from_house: own }]);
        } else {
            let parts = each(&|line| self.undecided(line));
            let all = || each(&|line| self.undecided(line).min(self.arrived_beyond(line)));
            let from_house = from_house.map_or_else(all, <[Part]>::to_vec);
            self.decided.push(Decided { on, extra, parts, from_house });
        }
    }

    fn decided(&self, line: i64) -> Quantity {
        self.decided.iter().map(|d| of_line(&d.parts, line)).sum()
    }

    fn decided_as(&self, line: i64, extra: Extra) -> Quantity {
        self.decided.iter().filter(|d| d.extra == extra).map(|d| of_line(&d.parts, line)).sum()
    }

    /// Whether something that came beyond what was sent is still to come back.
    pub fn awaits_return(&self) -> bool {
        self.parts.iter().any(|p| self.to_return(p.line).is_some())
    }

    /// What was found of `line`: everywhere, or in one place; without what is [`Self::spare`].
    pub fn found_in(&self, line: i64, place: Option<Whereabouts>) -> Quantity {
        let there = self.found.iter().filter(|f| place.is_none_or(|place| f.place == place));
        let all: Quantity = there.map(|f| of_line(&f.parts, line)).sum();
        match place {
            Some(Whereabouts::House) => all,
            Some(Whereabouts::Receiver) => all.minus(self.spare(line)),
            None => all.minus(self.spare(line)).minus(self.said_back(line)),
        }
    }

    /// What of `line` turned up or came back in all.
    pub fn turned_up(&self, line: i64) -> Quantity {
        self.found.iter().map(|f| of_line(&f.parts, line)).sum()
    }

    /// What of `line` is missing and turned up nowhere.
    pub fn never_came(&self, line: i64) -> Quantity {
        self.lost(line).0.minus(self.spare(line)).max(Quantity::ZERO)
    }

    /// What came back of `line` that had come beyond what was sent.
    fn came_back(&self, line: i64) -> Quantity {
        let house = self.found.iter().filter(|f| f.place == Whereabouts::House);
        house.map(|f| of_line(f.back.as_ref().unwrap_or(&f.parts), line)).sum()
    }

    /// The same, where it was said which that was: what is missing does not turn up by it.
    fn said_back(&self, line: i64) -> Quantity {
        self.found.iter().filter_map(|f| f.back.as_ref()).map(|back| of_line(back, line)).sum()
    }

    /// What came back to us of `line` of what had been sent; not what the house had sent without knowing.
    pub fn back_of_sent(&self, line: i64) -> Quantity {
        self.found_in(line, Some(Whereabouts::House)).minus(self.unknown_back(line))
    }

    /// What came back to us of `line` of what had left for the order.
    pub fn back(&self, line: i64) -> Quantity {
        self.found_in(line, Some(Whereabouts::House)).minus(self.stray(line))
    }

    /// What came back of what the house had sent without knowing.
    fn unknown_back(&self, line: i64) -> Quantity {
        self.came_back(line).min(self.arrived_beyond(line))
    }

    /// What of `line` came back and is in stock again, or was said not to go there.
    pub fn put_away(&self, line: i64) -> Quantity {
        of_line(&self.stocked, line).plus(of_line(&self.left_out, line))
    }

    /// What of that never was the order's.
    pub fn explained(&self, line: i64) -> Quantity {
        self.put_away(line).min(self.stray(line))
    }

    /// What came back that the house had sent without knowing, and was none of what lay there for the order: whose it is, has
    /// to be said. Nothing is missing of a line where more arrived.
    pub fn stray(&self, line: i64) -> Quantity {
        self.back_from_house(line).short_of(self.unknown_back(line))
    }

    /// What of `line` left for the order, known then or not.
    pub fn left(&self, line: i64) -> Quantity {
        self.sent(line).plus(self.out_of_house(line))
    }

    /// What came beyond what was sent, and was of what lay there for the order, as far as that was known when it was decided.
    fn out_of_house(&self, line: i64) -> Quantity {
        self.decided.iter().map(|d| of_line(&d.from_house, line)).sum()
    }

    /// The same of what was to come back.
    fn returned_from_house(&self, line: i64) -> Quantity {
        let returned = self.decided.iter().filter(|d| d.extra == Extra::Returned);
        returned.map(|d| of_line(&d.from_house, line)).sum()
    }

    /// The same of what has come back.
    fn back_from_house(&self, line: i64) -> Quantity {
        self.unknown_back(line).min(self.returned_from_house(line))
    }

    /// What counts as received of `line`: what arrived sound, or all of it once a difference is settled otherwise than by
    /// sending again. What the customer keeps for nothing is none of what they ordered.
    pub fn received(&self, line: i64) -> Quantity {
        let Some(arrival) = &self.arrival else { return Quantity::ZERO };
        if matches!(self.settled, Some(Settlement::AsIs | Settlement::Credited)) {
            return self.stayed(line);
        }
        let there = of_line(&arrival.received, line).min(self.sent(line));
        let found = self.found_in(line, Some(Whereabouts::Receiver));
        let paid = self.decided_as(line, Extra::Charged);
        there.plus(found).plus(paid).minus(of_line(&arrival.damaged, line))
    }

    /// What was sent of `line` and counts, and what came beyond it and is charged (C28): what is to be replaced must be sent
    /// again (H6.6).
    pub fn counted(&self, line: i64) -> Quantity {
        match (&self.arrival, self.settled) {
            (Some(_), Some(Settlement::Replaced)) => self.received(line),
            _ => self.stayed(line),
        }
    }

    /// What has left the house of `line` for good: what was sent, and what came beyond it, once somebody said what becomes
    /// of that.
    pub fn gone(&self, line: i64) -> Quantity {
        // What turned up later was sent.
        self.sent(line).plus(self.arrived_beyond(line).min(self.decided(line)))
    }

    fn stayed(&self, line: i64) -> Quantity {
        let paid = self.decided_as(line, Extra::Charged);
        self.sent(line).plus(paid).minus(self.back_of_sent(line))
    }
}

/// How much of `line` is in `parts`.
pub(super) fn of_line(parts: &[Part], line: i64) -> Quantity {
    parts.iter().filter(|p| p.line == line).map(|p| p.quantity).sum()
}
