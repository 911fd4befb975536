//! What happens to the goods of the one order: made, lost, found, sent again, left over.

use jiff::civil::Date;

use super::world_tests::{World, contact, told};
use crate::confidential::Confidential;
use crate::order::{self, Need, Replacing};
use crate::production::{self, Progress, Spare};
use crate::quantity::Quantity;
use crate::shipment::{
    self, ArrivalReport, Extra, Found, Packing, Part, PutAway, Replacement, Settlement, Settling, Shipment,
    Source, Whereabouts,
};

impl World {
    pub(super) fn arrive(&mut self, missing: i32, damaged: i32) -> Option<()> {
        let n = self.case.shipments.iter().position(Shipment::on_the_road)?;
        self.on(n, |s, world| {
            let received = s.sent(1).minus(Quantity::whole(missing)).max(Quantity::ZERO);
            let part = |quantity| vec![Part { line: 1, quantity }];
            let report = ArrivalReport {
                on: world.today,
                received: part(received),
                damaged: part(Quantity::whole(damaged).min(received)),
                packing: Packing::Intact,
                whom: contact("王"),
                note: "外包装破".into(),
                photos: Vec::new(),
            };
            shipment::confirm_arrival(s, report, world.today)
        })?;
        self.raise();
        Some(())
    }

    pub(super) fn explain(&mut self) -> Option<()> {
        let n = self.case.shipments.iter().position(Shipment::unexplained)?;
        self.on(n, |s, _| {
            let finding = shipment::Finding {
                cause: shipment::Cause::Packing,
                pickup: Packing::Intact,
                signature: shipment::Signature::Clean,
                explanation: "箱内无垫".into(),
                files: Vec::new(),
            };
            shipment::find_cause(s, finding)
        })
    }

    pub(super) fn settle(&mut self, settlement: Settlement, extra: Extra) -> Option<()> {
        let open = |s: &Shipment| s.unsettled() || s.awaits_return();
        let n = self.case.shipments.iter().position(open)?;
        let before = self.case.shipments.get(n)?;
        let lost = before.settled.is_none() && before.is_any_lost();
        let left = before.left(1);
        let beyond = before.is_any_undecided() || before.awaits_return();
        let by = crate::calendar::shift(self.today, 7);
        self.on(n, |s, world| {
            let worth = Confidential::new(shipment::credit_of(s, &world.case.order));
            let replaced = lost && settlement == Settlement::Replaced;
            let how = Settling {
                settlement: lost.then_some(settlement),
                credit: (lost && settlement == Settlement::Credited).then_some(worth),
                replacement: replaced.then_some(Replacement { by, source: Source::Made }),
                extra: beyond.then_some(extra),
                note: "商定".into(),
                files: Vec::new(),
            };
            let of = |line| world.case.standing(line);
            shipment::settle_difference(s, &world.case.order, how, &of, true, world.today)
        })?;
        let settled = self.case.shipments.get(n)?.clone();
        // What nobody had sent came out of what lay there for the order, or else from elsewhere.
        self.house = self.house.minus(settled.left(1).minus(left));
        if lost && settled.settled == Some(Settlement::Replaced) {
            let (missing, damaged) = settled.lost(1);
            self.replace(missing.plus(damaged), by);
        }
        if beyond && extra != Extra::Returned {
            self.stays(n, extra);
        }
        self.raise();
        Some(())
    }

    /// What the reactions to a surplus do that stays: stock is lowered, and what is paid is not sent again.
    fn stays(&mut self, n: usize, extra: Extra) {
        if self.case.work.is_empty() {
            self.leave(Quantity::ZERO);
        }
        let Some(shipment) = self.case.shipments.get(n) else { return };
        let Some(decided) = shipment.decided.last() else { return };
        let sum = |parts: &[Part]| -> Quantity { parts.iter().map(|p| p.quantity).sum() };
        let (all, own) = (sum(&decided.parts), sum(&decided.from_house));
        let elsewhere = all.min(shipment.arrived_beyond(1)).minus(own);
        if extra != Extra::Charged || !elsewhere.is_some() {
            return;
        }
        let line = self.case.order.line(1).map_or(Quantity::ZERO, |l| l.quantity);
        let wanted = elsewhere.min(self.case.planned(1).minus(all).short_of(line));
        let less = wanted.min(self.case.order.replaced(1));
        if less.is_some() {
            self.unmake(less);
        }
        let rest = wanted.minus(less);
        if rest.is_some() {
            let facts = order::came_from_elsewhere(&self.case.order, &[(1, rest)], "不必再做");
            told(&mut self.case.order, &facts, self.today);
            self.pieces = self.pieces.minus(rest);
            self.reduce(rest);
        }
    }

    /// Less is sent again.
    fn unmake(&mut self, less: Quantity) {
        let (unmade, facts) = order::replaced_less(&self.case.order, &[(1, less)]);
        told(&mut self.case.order, &facts, self.today);
        let unmade = unmade.iter().map(|(_, made)| *made).sum();
        self.pieces = self.pieces.minus(unmade);
        self.reduce(unmade);
    }

    /// What the reactions to a settlement do: what is lost is made again, of material that has to come first.
    fn replace(&mut self, lost: Quantity, by: Date) {
        let own = self.case.order.needs.0.first().cloned();
        let fresh = own.map(|need| Need {
            required: lost.times(Quantity::whole(10)),
            reserved: Quantity::ZERO,
            drawn: Quantity::ZERO,
            ..need
        });
        let again = vec![Replacing { line: 1, quantity: lost, by, source: Source::Made }];
        let facts = order::replace(&self.case.order, again, fresh.into_iter().collect());
        told(&mut self.case.order, &facts, self.today);
        self.pieces = self.pieces.plus(lost);
        if !self.case.work.is_empty() {
            self.open_work(lost);
        }
    }

    /// Lines rise to what was delivered and is paid.
    pub(super) fn raise(&mut self) {
        let facts = order::raise_lines(&self.case.order, &self.case.delivered(), "多收付款");
        told(&mut self.case.order, &facts, self.today);
    }

    pub(super) fn find(&mut self, place: Whereabouts) -> Option<()> {
        let missing = |s: &Shipment| {
            let returned = if place == Whereabouts::House { s.to_return(1) } else { Quantity::ZERO };
            s.never_came(1).plus(returned)
        };
        let n = self.case.shipments.iter().position(|s| missing(s).is_some())?;
        let found = missing(self.case.shipments.get(n)?).min(Quantity::whole(1));
        let replaced = self.case.shipments.get(n)?.settled == Some(Settlement::Replaced);
        self.on(n, |s, world| {
            let parts = vec![Part { line: 1, quantity: found }];
            let (spare, proof) = (Vec::new(), Vec::new());
            let back = None;
            let found = Found { on: world.today, parts, spare, back, place, note: "在货站".into(), proof };
            let whole = world.case.order.line(1).map_or(Quantity::ZERO, |l| l.quantity);
            let unplanned = |line| world.case.unplanned(line, whole);
            shipment::find(s, found, &unplanned, &|line| world.case.waits_on(line).is_some(), world.today)
        })?;
        if place == Whereabouts::House {
            self.house = self.house.plus(found);
        }
        if replaced {
            let last = self.case.shipments.get(n)?.found.last()?.clone();
            let more = last.spare.iter().chain(last.back.iter().flatten());
            let spare: Quantity = more.map(|p| p.quantity).sum();
            if found > spare {
                self.unmake(found.minus(spare));
            }
        }
        Some(())
    }

    fn reduce(&mut self, by: Quantity) {
        let today = self.today;
        let mut left = by;
        for work in self.case.work.iter_mut().rev() {
            let (less, facts) = production::reduce(work, left, "不再需要");
            left = left.minus(less);
            told(work, &facts, today);
        }
    }

    pub(super) fn make(&mut self, quantity: Quantity) -> Option<()> {
        let today = self.today;
        let work = self.case.work.iter_mut().find(|w| !w.is_done() || quantity == Quantity::whole(1))?;
        let progress = Progress {
            operation: 10,
            on: today,
            good: quantity,
            scrap: Quantity::ZERO,
            material: false,
            note: "超产".into(),
            proof: Vec::new(),
        };
        let facts = production::report(work, progress, today).ok()?;
        told(work, &facts, today);
        self.house = self.house.plus(quantity);
        Some(())
    }

    pub(super) fn supply(&mut self) {
        for need in &mut self.case.order.needs.0 {
            need.reserved = need.required.minus(need.drawn);
        }
    }

    /// What is not made here leaves stock with its shipment, ten parts a piece.
    pub(super) fn leave(&mut self, sent: Quantity) {
        let reservations = self.case.to_draw();
        let parts: Quantity = reservations.iter().map(|r| r.quantity).sum();
        self.house = self.house.plus(Quantity(parts.0 / 10)).minus(sent);
        told(&mut self.case.order, &[order::Fact::Drawn { reservations }], self.today);
    }

    /// Pieces that lie in the house and leave for nobody, as the rules see it.
    pub(super) fn idle(&self) -> Quantity {
        let made: Quantity = self.case.left_over().map(|(_, left)| left).sum();
        let back = self.case.came_back();
        made.plus(back.iter().flat_map(|(_, parts)| parts).map(|p| p.quantity).sum())
    }

    pub(super) fn stock(&mut self) -> Option<()> {
        let today = self.today;
        let back = self.case.came_back().into_iter().next().map(|(s, parts)| (s.id, parts));
        if let Some((id, parts)) = back {
            let n = self.case.shipments.iter().position(|s| s.id == id)?;
            self.house = self.house.minus(parts.iter().map(|p| p.quantity).sum());
            let put = PutAway { parts: parts.clone(), ..PutAway::default() };
            return self.on(n, |_, _| shipment::put_away(&parts, put.clone(), "".into()));
        }
        let (id, left) = self.case.left_over().map(|(work, left)| (work.id, left)).next()?;
        let work = self.case.work.iter_mut().find(|w| w.id == id)?;
        let spare = Spare { quantity: left, ..Spare::default() };
        let facts = production::stock_left_over(spare, left, today, "".into()).ok()?;
        self.house = self.house.minus(left);
        told(work, &facts, today);
        Some(())
    }

    pub(super) fn end_lines(&mut self) -> Option<()> {
        let case = &self.case;
        let before = case.order.line(1)?.quantity;
        let waiting = |line: i64| case.waits_on(line).map(|s| s.number.clone());
        let progress = |line: i64| case.progress(line);
        let facts =
            order::settle_lines(&case.order, &[1], &progress, &waiting, true, "客户不要了".into()).ok()?;
        told(&mut self.case.order, &facts, self.today);
        let less = before.minus(self.case.order.line(1)?.quantity);
        self.pieces = self.pieces.minus(less);
        self.reduce(less);
        Some(())
    }
}
