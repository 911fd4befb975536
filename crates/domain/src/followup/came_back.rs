//! Goods that came back to us after they had left, and leave for nobody. What is made here and was sent is left over with its
//! work order.

use super::Case;
use crate::deed::Deed;
use crate::order::State;
use crate::quantity::Quantity;
use crate::shipment::{Part, Settlement, Shipment};

impl Case {
    /// What came back to the house, leaves for nobody and is not put away: of each shipment, the latest first.
    pub fn came_back(&self) -> Vec<(&Shipment, Vec<Part>)> {
        let lines = self.order.entry.lines.iter().map(|line| line.number);
        let mut lying: Vec<(i64, Quantity, Quantity)> =
            lines.map(|line| (line, self.lies_here(line), self.of_nobody(line))).collect();
        let mut found = Vec::new();
        for shipment in self.shipments.iter().rev() {
            let mut parts = Vec::new();
            for (line, sent, unknown) in &mut lying {
                let own = shipment.explained(*line).short_of(shipment.stray(*line)).min(*unknown);
                let rest = shipment.put_away(*line).minus(shipment.explained(*line));
                let back = rest.short_of(shipment.back_of_sent(*line)).min(*sent);
                (*sent, *unknown) = (sent.minus(back), unknown.minus(own));
                let quantity = back.plus(own);
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
        if shipment.arrival.is_some() && self.arrival_stands(shipment).is_none() {
            deeds.insert(0, Deed::ShipmentNotArrived);
        }
        if !self.came_back_of(shipment).is_empty() {
            deeds.push(Deed::ShipmentStock);
        }
        // What keeps the goods from leaving stands above.
        deeds.retain(|deed| *deed != Deed::ShipmentDispatch || self.obstacles(shipment).is_empty());
        deeds
    }

    /// What of a line never came and is not sent again: the customer is credited, or takes it as it is.
    pub fn missed(&self, line: i64) -> Quantity {
        let settled = |s: &&Shipment| matches!(s.settled, Some(Settlement::AsIs | Settlement::Credited));
        self.shipments.iter().filter(settled).map(|s| s.never_came(line)).sum()
    }

    /// Why an arrival that was said wrongly is not taken back any more, where something rests on it already (H2.1).
    pub fn arrival_stands(&self, shipment: &Shipment) -> Option<&'static str> {
        let decided = shipment.settled.is_some() || !shipment.decided.is_empty();
        if decided || !shipment.found.is_empty() {
            return Some("差异已经处理，到货登记不能撤回");
        }
        if self.claims.iter().any(|claim| claim.shipment == shipment.id) {
            return Some("已经按它向承运商索赔，到货登记不能撤回");
        }
        if self.order.accepted.is_some() {
            return Some("客户已经验收，到货登记不能撤回");
        }
        (self.order.state == State::Closed).then_some("订单已结案，到货登记不能撤回")
    }

    /// What of a line came back that never was the order's, and nobody has said whose it is.
    fn of_nobody(&self, line: i64) -> Quantity {
        self.shipments.iter().map(|s| s.explained(line).short_of(s.stray(line))).sum()
    }

    /// What of a line that is not made here was taken out of stock, is not with the customer, and leaves for nobody.
    fn lies_here(&self, line: i64) -> Quantity {
        let Some(ordered) = self.order.line(line) else { return Quantity::ZERO };
        let done = self.progress(line).shipped >= ordered.quantity && self.waits_on(line).is_none();
        if self.is_made(line) || self.order.is_open() && !done {
            return Quantity::ZERO;
        }
        let sum = |of: &dyn Fn(&Shipment) -> Quantity| -> Quantity { self.shipments.iter().map(of).sum() };
        let put_away = sum(&|s| s.put_away(line).minus(s.explained(line)));
        let there = self.drawn(line).plus(sum(&|s| s.back(line)));
        self.left(line).plus(put_away).short_of(there)
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
