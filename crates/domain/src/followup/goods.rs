//! The goods of a case: what is made, what is in the house, what has left, what is left over.

use jiff::civil::Date;

use super::Case;
use crate::deed::Deed;
use crate::ids::WorkOrderId;
use crate::order::{LineProgress, Need, OrderLine, Reservation, State};
use crate::production::WorkOrder;
use crate::quantity::Quantity;
use crate::shipment::{Settlement, Shipment, Standing};

impl Case {
    /// What has happened to a line; a line that is not produced counts as ready once its parts are drawn or reserved.
    pub fn progress(&self, line: i64) -> LineProgress {
        let produced = self.produced(line);
        let back: Quantity = self.shipments.iter().map(|s| back(s, line)).sum();
        LineProgress {
            produced,
            shipped: self.dispatched().map(|s| s.counted(line)).sum(),
            ready: self.left(line).plus(self.put_away(line)).short_of(produced.plus(back)),
            received: self.shipments.iter().map(|s| s.received(line)).sum(),
        }
    }

    /// What has left of a line, lost or not.
    pub fn gone(&self, line: i64) -> Quantity {
        self.dispatched().map(|s| s.gone(line)).sum()
    }

    /// What has left of what was made or set aside for a line, known then or not.
    pub(super) fn left(&self, line: i64) -> Quantity {
        self.dispatched().map(|s| s.left(line)).sum()
    }

    /// How a line stands while a difference is settled.
    pub fn standing(&self, line: i64) -> Standing {
        let LineProgress { shipped, ready, .. } = self.progress(line);
        let ordered = self.order.line(line).map_or(Quantity::ZERO, |l| l.quantity);
        Standing { wanted: shipped.short_of(ordered), ready, made: self.is_made(line) }
    }

    /// What of a line was put away because nobody took it.
    fn put_away(&self, line: i64) -> Quantity {
        let made: Quantity = self.work_of(line).map(WorkOrder::put_away).sum();
        made.plus(self.shipments.iter().map(|s| s.put_away(line).minus(s.explained(line))).sum())
    }

    /// What of a line is neither shipped nor on a prepared shipment.
    pub fn unplanned(&self, line: i64, quantity: Quantity) -> Quantity {
        self.planned(line).short_of(quantity)
    }

    /// What of a line may still be put on a shipment, with what the contract lets be delivered beyond it (C28).
    pub fn free_to_send(&self, line: i64) -> Quantity {
        let ordered = self.order.line(line).map_or(Quantity::ZERO, |l| l.quantity);
        self.unplanned(line, ordered.plus(self.order.tolerance(line)))
    }

    /// What of a line is shipped or on a prepared shipment.
    pub fn planned(&self, line: i64) -> Quantity {
        let waiting = self.shipments.iter().filter(|s| s.dispatched.is_none());
        self.progress(line).shipped.plus(waiting.map(|s| s.sent(line)).sum())
    }

    /// The prepared shipment that `line` waits on.
    pub fn waits_on(&self, line: i64) -> Option<&Shipment> {
        self.shipments.iter().find(|s| s.dispatched.is_none() && s.sent(line).is_some())
    }

    /// The day when the goods that are still to come are promised: a replacement has its own (H6.6).
    pub fn due(&self) -> Option<Date> {
        let order = &self.order;
        let lines = || order.entry.lines.iter().map(|l| l.number);
        if lines().all(|line| self.sent_again_by(line).is_none()) {
            return order.due();
        }
        let open = |line: &i64| order.line(*line).is_some_and(|l| self.progress(*line).received < l.quantity);
        lines().filter(open).filter_map(|line| self.promised(line)).max()
    }

    /// The day for which a line is promised now; what is sent again of it has a day of its own (H6.6).
    pub fn promised(&self, line: i64) -> Option<Date> {
        self.sent_again_by(line).or_else(|| self.order.promise(line).map(|p| p.current))
    }

    /// The first day that is promised for goods that are on no shipment yet: what is promised first leaves first.
    pub fn next_due(&self) -> Option<Date> {
        let open = |l: &&OrderLine| self.unplanned(l.number, l.quantity).is_some();
        let first = self.order.entry.lines.iter().filter(open).filter_map(|l| self.promised(l.number)).min();
        let due = self.due()?;
        Some(first.map_or(due, |first| first.min(due)))
    }

    /// By when what was lost of a line is there again, where all else of it has left.
    fn sent_again_by(&self, line: i64) -> Option<Date> {
        let l = self.order.line(line)?;
        let by = self.order.replacing.iter().filter(|r| r.line == line).map(|r| r.by).max();
        by.filter(|_| self.gone(line) >= l.quantity && self.progress(line).received < l.quantity)
    }

    /// What has been delivered of each line and is paid for: what was sent, and what the customer keeps and pays beyond it.
    pub fn delivered(&self) -> Vec<(i64, Quantity)> {
        let arrived =
            |line: i64| self.shipments.iter().filter(|s| s.arrival.is_some()).map(|s| s.counted(line)).sum();
        self.order.entry.lines.iter().map(|l| (l.number, arrived(l.number))).collect()
    }

    /// Finished goods that stay in the house: made or come back beyond what leaves, and not taken into stock yet. Each
    /// with its work order.
    pub fn left_over(&self) -> impl Iterator<Item = (&WorkOrder, Quantity)> {
        let ended = !self.order.is_open();
        // While it is open what becomes of a surplus, nobody knows what of it lies here.
        let known = |l: &&OrderLine| self.shipments.iter().all(|s| !s.undecided(l.number).is_some());
        let lines = self.order.entry.lines.iter().filter(known).filter(move |l| {
            ended || self.progress(l.number).shipped >= l.quantity && self.waits_on(l.number).is_none()
        });
        lines.flat_map(|line| {
            let mut left = self.progress(line.number).ready;
            self.work_of(line.number).filter_map(move |work| {
                let own = left.min(work.put_away().short_of(work.produced()));
                left = left.minus(own);
                own.is_some().then_some((work, own))
            })
        })
    }

    /// How much of a work order is left over.
    pub fn left_over_of(&self, id: WorkOrderId) -> Quantity {
        self.left_over().filter(|(work, _)| work.id == id).map(|(_, left)| left).sum()
    }

    /// Parts that lie with production for what is not made any more, each line's with its latest work order (H4.2).
    pub fn unused(&self) -> impl Iterator<Item = (&WorkOrder, Vec<Reservation>)> {
        self.order.entry.lines.iter().filter_map(|line| {
            let work = self.work_of(line.number).last()?;
            let parts = self.order.unused(line.number, self.done(line.number));
            (!parts.is_empty()).then_some((work, parts))
        })
    }

    /// When the parts that a line is short of are expected, where it is short: never before tomorrow. Nobody has bought what has
    /// no day.
    pub fn parts_expected(&self, line: i64, tomorrow: Date) -> Option<Date> {
        let short = self.order.needs.0.iter().filter(|n| n.line == line && n.short().is_some());
        let bought = |need: &Need| {
            let covers = self.covers.iter().filter(|c| (c.line, c.item) == (need.line, need.item));
            covers.filter(|c| c.outstanding().is_some()).map(|c| c.promised.unwrap_or(c.asked_for)).max()
        };
        short.map(|need| bought(need).map_or(tomorrow, |on| on.max(tomorrow))).max()
    }

    /// What is set aside and went into what was made already, of all lines or some: nobody said that production took it.
    pub fn used_unissued(&self, of: impl Fn(i64) -> bool) -> Vec<Reservation> {
        let lines = self.order.entry.lines.iter().map(|l| l.number).filter(|line| of(*line));
        lines.flat_map(|line| self.order.used_unissued(line, self.begun(line))).collect()
    }

    /// The parts that lie there for a work order.
    pub fn unused_of(&self, id: WorkOrderId) -> Vec<Reservation> {
        self.unused().find(|(work, _)| work.id == id).map(|(_, parts)| parts).unwrap_or_default()
    }

    /// Of them, what nobody can have cut yet: the rest is of pieces that were begun and are not finished.
    pub fn uncut_of(&self, id: WorkOrderId) -> Vec<Reservation> {
        let work = self.work.iter().find(|work| work.id == id);
        work.map(|work| self.order.unused(work.line, self.begun(work.line))).unwrap_or_default()
    }

    /// Whether what is set aside for its line goes to this work order: the first that is not done, else the last.
    pub fn takes_parts(&self, work: &WorkOrder) -> bool {
        // One that came to nothing takes nothing.
        let own = || self.work_of(work.line).filter(|w| !w.cancelled && w.quantity.is_some());
        own().find(|w| !w.is_done()).or(own().last()).is_some_and(|w| w.id == work.id)
    }

    /// Whether a line is made and all of it is: nothing more is bought for it.
    pub fn is_finished(&self, line: i64) -> bool {
        self.is_made(line) && self.work_of(line).all(WorkOrder::is_done)
    }

    /// The deeds that make sense on one of its work orders now.
    pub fn work_deeds(&self, work: &WorkOrder) -> Vec<Deed> {
        if self.order.hold.is_some() {
            return Vec::new();
        }
        let mut deeds = work.deeds();
        if self.left_over_of(work.id).is_some() {
            deeds.push(Deed::WorkStock);
        }
        if !self.unused_of(work.id).is_empty() {
            deeds.push(Deed::WorkReturn);
        }
        // Only what is set aside can be issued; for what was made before, too.
        deeds.retain(|deed| *deed != Deed::WorkIssue);
        let running = self.order.state == State::Released && self.takes_parts(work);
        if running && !self.order.to_issue(work.line).is_empty() {
            deeds.insert(0, Deed::WorkIssue);
        }
        deeds
    }

    /// What of a line was made or spoiled: it has used its parts.
    fn done(&self, line: i64) -> Quantity {
        let scrap = |w: &WorkOrder| -> Quantity { w.operations.iter().map(|o| o.scrap).sum() };
        self.work_of(line).map(|w| w.produced().plus(scrap(w))).sum()
    }

    /// What of a line was begun: its parts are cut, whether it is finished or not.
    fn begun(&self, line: i64) -> Quantity {
        let first = |w: &WorkOrder| w.operations.first().map(|o| o.good.plus(o.scrap)).unwrap_or_default();
        self.work_of(line).map(first).sum::<Quantity>().max(self.done(line))
    }

    /// What a dispatch takes out of stock that was set aside: goods that are not made here, and those that replace lost
    /// ones from stock. To be asked when it has left.
    pub fn to_draw(&self) -> Vec<Reservation> {
        let needs = self.order.needs.0.iter().filter(|n| n.reserved.is_some());
        let due = |need: &Need| {
            let gone = self.left(need.line);
            let whole = self.order.pieces(need.line);
            let stocked = self.order.stock_need(need.line).is_some_and(|n| n.item == need.item);
            let wanted = if stocked {
                let made: Quantity = self.work_of(need.line).map(WorkOrder::produced).sum();
                if self.is_made(need.line) { made.short_of(gone) } else { whole.short_of(gone) }
            } else if self.is_made(need.line) {
                Quantity::ZERO
            } else {
                need.required.share(gone.min(whole).0, whole.0)
            };
            let quantity = need.drawn.short_of(wanted).min(need.reserved);
            quantity.is_some().then_some(Reservation { line: need.line, item: need.item, quantity })
        };
        needs.filter_map(due).collect()
    }

    fn dispatched(&self) -> impl Iterator<Item = &Shipment> {
        self.shipments.iter().filter(|s| s.dispatched.is_some())
    }

    /// Its work orders; those given up too: what they finished is there.
    pub(super) fn work_of(&self, line: i64) -> impl Iterator<Item = &WorkOrder> {
        self.work.iter().filter(move |w| w.line == line)
    }

    pub(super) fn is_made(&self, line: i64) -> bool {
        self.work_of(line).next().is_some()
    }

    pub(super) fn produced(&self, line: i64) -> Quantity {
        if !self.is_made(line) {
            return self.covered_by_stock(line);
        }
        let made: Quantity = self.work_of(line).map(WorkOrder::produced).sum();
        made.plus(self.set_aside_again(line))
    }

    /// How many of a line its parts suffice for, with what replaces lost goods from stock.
    fn covered_by_stock(&self, line: i64) -> Quantity {
        let all = self.order.pieces(line);
        let stocked = self.order.stock_need(line).map(|n| n.item);
        let needs = self.order.needs.0.iter().filter(|n| n.line == line && n.required.is_some());
        let parts = needs.filter(|n| Some(n.item) != stocked);
        let made = parts.map(|n| all.share(n.reserved.plus(n.drawn).0, n.required.0)).min();
        made.unwrap_or_default().plus(self.set_aside_again(line))
    }

    /// What replaces lost goods of a line from stock, as far as it is set aside.
    fn set_aside_again(&self, line: i64) -> Quantity {
        let there = self.order.stock_need(line).map_or(Quantity::ZERO, |n| n.reserved.plus(n.drawn));
        self.order.replaced_from_stock(line).min(there)
    }
}

/// What of a shipment can leave again: what was found in the house. Of goods that are sent again since before a version
/// that asked where they come from, nobody has said: they count as there.
fn back(shipment: &Shipment, line: i64) -> Quantity {
    let found = shipment.back(line);
    match (shipment.settled, shipment.replacement) {
        (Some(Settlement::Replaced), None) => {
            let (missing, damaged) = shipment.lost(line);
            found.plus(missing).plus(damaged)
        }
        _ => found,
    }
}
