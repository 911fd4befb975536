//! The money of a case: what is asked for, when, and what was let go without it (H4.6, H6.2).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Case;
use crate::calendar::Calendar;
use crate::money::Money;
use crate::order::Account;
use crate::payment::{Delivered, Receivable, receivables};
use crate::plan;
use crate::quantity::Quantity;
use crate::shipment::{Gate, Shipment, gate};
use crate::terms::Anchors;

impl Case {
    /// What is asked for the order and what came in.
    pub fn account(&self) -> Account {
        let credits = self.shipments.iter().filter_map(|s| s.credit.as_ref());
        Account { paid: self.paid, credited: credits.map(|credit| *credit.open()).sum() }
    }

    /// Whether exactly what is owed came in.
    pub fn is_paid_exactly(&self) -> bool {
        self.account().open(&self.order) == Money::ZERO
    }

    /// The payment plan against what came in.
    pub fn receivables(&self, calendar: &Calendar) -> Vec<Receivable> {
        let account = self.account();
        let (forgiven, anchors) = (account.forgiven(&self.order), self.anchors(calendar));
        receivables(&self.order, forgiven, self.paid, &anchors, &self.delivered_on())
    }

    /// What the customer has received of what was ordered and pays in full, by the day of its arrival. What is kept beyond that is asked
    /// for when it was agreed.
    fn delivered_on(&self) -> Delivered {
        let mut left: BTreeMap<i64, Quantity> =
            self.order.entry.lines.iter().map(|l| (l.number, self.order.agreed(l))).collect();
        let mut arrived: Vec<_> =
            self.shipments.iter().filter_map(|s| s.arrival.as_ref().map(|a| (a.on, s))).collect();
        arrived.sort_by_key(|(on, s)| (*on, s.id));
        let mut delivered = Delivered::new();
        for (on, shipment) in arrived {
            let mut worth = Money::ZERO;
            for line in &self.order.entry.lines {
                let left = left.entry(line.number).or_default();
                let came = shipment.received(line.number).min(*left);
                *left = left.minus(came);
                worth = worth.plus(line.unit_price.open().times(came));
            }
            let credit = shipment.credit.as_ref().map_or(Money::ZERO, |credit| *credit.open());
            let sum = delivered.entry(on).or_insert(Money::ZERO);
            *sum = sum.plus(worth.minus(credit).max(Money::ZERO));
        }
        delivered
    }

    /// The payment gate for `shipment`: with what has left, and what is to leave before it (H6.2, C24).
    pub fn gate_of(&self, shipment: &Shipment) -> Gate {
        let first = |s: &&Shipment| {
            s.dispatched.is_none() && (s.ship_on, &s.number) < (shipment.ship_on, &shipment.number)
        };
        let leaving = |line: i64| {
            let before: Quantity = self.shipments.iter().filter(first).map(|s| s.sent(line)).sum();
            self.gone(line).plus(before).plus(shipment.sent(line))
        };
        gate(&self.order, &leaving, self.account())
    }

    /// When the first goods left for which the money before shipping has not come yet: they were let go without it.
    pub fn left_unpaid(&self) -> Option<Date> {
        let dispatches = self.shipments.iter().filter_map(|s| s.dispatched.as_ref());
        let mut days: Vec<Date> = dispatches.map(|d| d.on).collect();
        days.sort_unstable();
        days.into_iter().find(|day| {
            let gone = |s: &&Shipment| s.dispatched.as_ref().is_some_and(|d| d.on <= *day);
            // What came beyond what was sent has left too.
            let there = |s: &Shipment, line: i64| s.sent(line).max(s.received(line));
            let left = |line: i64| self.shipments.iter().filter(gone).map(|s| there(s, line)).sum();
            gate(&self.order, &left, self.account()) != Gate::Open
        })
    }

    /// The dates that instalments hang on. What is due before shipping follows the shipments: it was due when goods left
    /// without it, else it is due with the next shipment, else by the plan for the day that is promised now, or expected where
    /// that is later.
    pub fn anchors(&self, calendar: &Calendar) -> Anchors {
        let counted =
            self.next_expected().map(|due| plan::counted(&self.order, due, calendar)).unwrap_or_default();
        let planned = counted.iter().find(|c| c.step == plan::Step::PaidBeforeShipping).map(|c| c.on);
        let next = self.shipments.iter().filter(|s| s.dispatched.is_none()).map(|s| s.ship_on).min();
        Anchors {
            ordered: Some(self.order.entry.ordered_on),
            ship: self.left_unpaid().or(next).or(planned),
            arrived: self.all_arrived_on(),
            accepted: self.order.accepted,
            given_up: self.given_up_since(),
            bounced: self.bounced_on,
        }
    }

    /// Since when a given-up order asks for money (C23): since it was agreed that some is kept, or its receipt was taken
    /// back.
    pub fn given_up_since(&self) -> Option<Date> {
        self.order.kept_on.max(self.bounced_on).or(self.order.ended_on)
    }
}
