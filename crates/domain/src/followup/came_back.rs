//! Goods of lines that are not made here which came back to us after they had left, and leave for nobody.

use super::Case;
use crate::deed::Deed;
use crate::order::State;
use crate::quantity::Quantity;
use crate::shipment::{Part, Shipment};

impl Case {
    /// What came back to the house and is not in stock again: of each shipment, the latest first.
    ///
    /// What a receiver returns of goods that came beyond what was sent was never taken out of stock, and is none of it.
    pub fn came_back(&self) -> Vec<(&Shipment, Vec<Part>)> {
        let mut lying: Vec<(i64, Quantity)> =
            self.order.entry.lines.iter().map(|line| (line.number, self.lies_here(line.number))).collect();
        let mut found = Vec::new();
        for shipment in self.shipments.iter().rev() {
            let mut parts = Vec::new();
            for (line, left) in &mut lying {
                let quantity = shipment.stocked(*line).short_of(shipment.back_of_sent(*line)).min(*left);
                *left = left.minus(quantity);
                parts.extend(quantity.is_some().then_some(Part { line: *line, quantity }));
            }
            if !parts.is_empty() {
                found.push((shipment, parts));
            }
        }
        found
    }

    /// The same of one shipment.
    pub fn came_back_of(&self, shipment: &Shipment) -> Vec<Part> {
        let own = self.came_back().into_iter().find(|(s, _)| s.id == shipment.id);
        own.map(|(_, parts)| parts).unwrap_or_default()
    }

    /// The deeds that make sense on one of its shipments now.
    pub fn shipment_deeds(&self, shipment: &Shipment) -> Vec<Deed> {
        let mut deeds = shipment.deeds();
        if !self.came_back_of(shipment).is_empty() {
            deeds.push(Deed::ShipmentStock);
        }
        deeds
    }

    /// What of a line was taken out of stock, is not with the customer, and leaves for nobody.
    fn lies_here(&self, line: i64) -> Quantity {
        let Some(ordered) = self.order.line(line) else { return Quantity::ZERO };
        let done = self.progress(line).shipped >= ordered.quantity && self.waits_on(line).is_none();
        if self.work.iter().any(|w| w.line == line) || self.order.is_open() && !done {
            return Quantity::ZERO;
        }
        let sum = |of: &dyn Fn(&Shipment) -> Quantity| -> Quantity { self.shipments.iter().map(of).sum() };
        let left = |s: &Shipment| if s.dispatched.is_some() { s.sent(line) } else { Quantity::ZERO };
        let (drawn, sent) = (self.drawn(line), sum(&left));
        // What the customer keeps beyond what was sent counts as far as stock was lowered for it.
        let beyond = sum(&|s| s.beyond_of_house(line)).min(drawn.minus(sent)).max(Quantity::ZERO);
        let back = sum(&|s| s.back_of_sent(line));
        sent.plus(beyond).plus(sum(&|s| s.stocked(line))).short_of(drawn.plus(back))
    }

    /// How many of a line were taken out of stock.
    fn drawn(&self, line: i64) -> Quantity {
        if self.order.state == State::Cancelled {
            // Nothing has left, and nothing of it was taken out: it is not made.
            return Quantity::ZERO;
        }
        let stocked = self.order.stock_need(line);
        let parts = self.order.needs.0.iter().filter(|n| n.line == line && n.required.is_some());
        let parts = parts.filter(|n| Some(n.item) != stocked.map(|own| own.item));
        let drawn = parts.map(|n| self.order.pieces_of(n)).min().unwrap_or_default();
        drawn.plus(stocked.map_or(Quantity::ZERO, |n| n.drawn))
    }
}
