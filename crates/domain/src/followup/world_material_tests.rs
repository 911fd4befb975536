//! What happens to the parts of the one order: issued, returned, taken back, asked for again.

use super::world_tests::{World, told};
use crate::order::{self, Fact, Need, Reservation, Returning, State};
use crate::production::{self, Progress, WorkOrder};
use crate::quantity::Quantity;

impl World {
    /// All parts that are set aside go to production.
    pub(super) fn issue(&mut self) -> Option<()> {
        self.case.work.iter().find(|w| !w.cancelled)?;
        let needs = self.case.order.needs.0.iter().filter(|n| n.reserved.is_some());
        let reservations: Vec<Reservation> =
            needs.map(|n| Reservation { line: 1, item: n.item, quantity: n.reserved }).collect();
        self.out = self.out.plus(reservations.iter().map(|r| r.quantity).sum());
        told(&mut self.case.order, &[Fact::Drawn { reservations }], self.today);
        Some(())
    }

    /// What lies there comes back, all of it or nothing.
    pub(super) fn return_material(&mut self, lost: bool) -> Option<()> {
        let unused = self.case.unused().map(|(_, parts)| parts).next()?;
        let back = |part: &Reservation| {
            let (all, none) = (part.quantity, Quantity::ZERO);
            let (returned, lost) = if lost { (none, all) } else { (all, none) };
            Returning { item: part.item, returned, lost }
        };
        let named: Vec<Returning> = unused.iter().map(back).collect();
        let facts = order::return_material(1, &unused, &named, "已裁".into()).ok()?;
        self.out = self.out.minus(unused.iter().map(|part| part.quantity).sum());
        told(&mut self.case.order, &facts, self.today);
        Some(())
    }

    /// What left with a shipment is not taken back by itself.
    pub(super) fn reverse_issue(&mut self, quantity: Quantity) -> Option<()> {
        self.case.work.first()?;
        let item = self.case.order.needs.0.first()?.item;
        let unused: Vec<Reservation> = self.case.unused().flat_map(|(_, parts)| parts).collect();
        let parts = [Reservation { line: 1, item, quantity }];
        let back = order::take_issue_back(&self.case.order, &parts, &unused).ok()?;
        let less = |part: Reservation| Reservation { quantity: Quantity(-part.quantity.0), ..part };
        let again = Fact::Drawn { reservations: back.again.into_iter().map(less).collect() };
        told(&mut self.case.order, &[again], self.today);
        told(&mut self.case.order, &order::came_back(back.free), self.today);
        self.out = self.out.minus(quantity);
        Some(())
    }

    /// A piece is spoiled and made again of new material.
    pub(super) fn spoil(&mut self) -> Option<()> {
        if self.case.order.state != State::Released {
            return None;
        }
        let (today, one) = (self.today, Quantity::whole(1));
        let work = self.case.work.iter_mut().find(|w| !w.is_done())?;
        let progress = Progress {
            operation: 10,
            on: today,
            good: Quantity::ZERO,
            scrap: one,
            material: true,
            note: "崩边".into(),
            proof: Vec::new(),
        };
        let facts = production::report(work, progress, today).ok()?;
        told(work, &facts, today);
        let own = self.case.order.needs.0.first()?.clone();
        let (reserved, drawn) = (Quantity::ZERO, Quantity::ZERO);
        let fresh = Need { required: Quantity::whole(10), reserved, drawn, ..own };
        let facts = order::add_material(&self.case.order, 1, one, vec![fresh]);
        told(&mut self.case.order, &facts, today);
        self.pieces = self.pieces.plus(one);
        Some(())
    }

    /// Parts that lie with production: what is there less what made, spoiled and still wanted pieces use.
    pub(super) fn lying(&self) -> Quantity {
        let scrap = |w: &WorkOrder| -> Quantity { w.operations.iter().map(|o| o.scrap).sum() };
        let done: Quantity = self.case.work.iter().map(|w| w.produced().plus(scrap(w))).sum();
        let wanted = if self.case.order.state == State::Released { self.pieces.max(done) } else { done };
        wanted.times(Quantity::whole(10)).short_of(self.out)
    }
}
