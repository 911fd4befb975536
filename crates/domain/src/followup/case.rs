//! A case: one order with everything that is linked to it, as the rules read it.

use std::collections::BTreeMap;

use crate::deed::Deed;
use jiff::civil::Date;

use super::{FollowUp, Shown, evening};
use crate::calendar::Calendar;
use crate::claim::Claim;
use crate::ids::{ItemId, PurchaseId};
use crate::money::Money;
use crate::order::{Order, Remaining, remaining};
use crate::person::Role;
use crate::plan;
use crate::production::WorkOrder;
use crate::quantity::Quantity;
use crate::shipment::{Obstacle, Shipment, eta, obstacles};

/// The part of a purchase line that covers a need of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The purchase order.
    pub purchase: PurchaseId,
    /// Its number.
    pub number: String,
    /// The order line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// Bought for this need.
    pub quantity: Quantity,
    /// Of the purchase line, still to come or to be inspected.
    pub to_come: Quantity,
    /// What the supplier promises.
    pub promised: Option<Date>,
    /// When it is needed.
    pub asked_for: Date,
}

impl Cover {
    /// What is still to come for this need.
    pub fn outstanding(&self) -> Quantity {
        self.quantity.min(self.to_come)
    }
}

/// One order with what is linked to it.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// The order.
    pub order: Order,
    /// Its work orders.
    pub work: Vec<WorkOrder>,
    /// What is bought for it.
    pub covers: Vec<Cover>,
    /// Its shipments, without those given up.
    pub shipments: Vec<Shipment>,
    /// What carriers owe for damage on it.
    pub claims: Vec<Claim>,
    /// Money booked for it, less what went back.
    pub paid: Money,
    /// When money for it last moved.
    pub paid_on: Option<Date>,
    /// When a receipt for it was last taken back.
    pub bounced_on: Option<Date>,
    /// What lies in stock, set aside for nobody, of the parts that it is short of: how much this order would get of it, by the day of need,
    /// as others may wait for the same.
    pub free: BTreeMap<ItemId, Quantity>,
    /// What was last known of its arrival.
    pub known: Option<plan::Known>,
    /// Since when each of its duties is shown; nothing where a moment of the past is looked at.
    pub shown: Option<Shown>,
}

impl Case {
    /// Whether any line has not left completely.
    pub fn unshipped_lines(&self) -> bool {
        self.order.entry.lines.iter().any(|l| self.progress(l.number).shipped < l.quantity)
    }

    /// Whether production has work left.
    pub fn unfinished(&self) -> bool {
        self.work.iter().any(|w| !w.is_done())
    }

    /// The day when everything had arrived.
    pub fn all_arrived_on(&self) -> Option<Date> {
        let complete = !self.order.entry.lines.is_empty()
            && self.order.entry.lines.iter().all(|l| self.progress(l.number).received >= l.quantity);
        if !complete {
            return None;
        }
        self.shipments.iter().filter_map(|s| s.arrival.as_ref()).map(|a| a.on).max()
    }

    /// The latest expected arrival of what is on the road.
    pub fn eta(&self, _: &Calendar) -> Option<Date> {
        self.shipments.iter().filter(|s| s.on_the_road()).filter_map(eta).max()
    }

    /// Short of what is neither reserved, drawn, nor bought: per need, in order.
    pub fn uncovered(&self) -> impl Iterator<Item = (&crate::order::Need, Quantity)> {
        self.wanted().filter_map(|need| {
            let bought: Quantity = self
                .covers
                .iter()
                .filter(|c| c.line == need.line && c.item == need.item)
                .map(Cover::outstanding)
                .sum();
            let short = bought.short_of(need.short());
            short.is_some().then_some((need, short))
        })
    }

    /// The needs that something may still be wanted for.
    pub fn wanted(&self) -> impl Iterator<Item = &crate::order::Need> {
        self.order.needs.0.iter().filter(|need| self.is_wanted(need))
    }

    /// Whether an order waits in line for a need: while it is stopped it gets nothing (H8.4). What was bought for goods that were made
    /// before it came is theirs when it comes (ADR 0033); of what lies there they want none.
    pub fn is_waiting(&self, need: &crate::order::Need) -> bool {
        self.order.hold.is_none() && self.is_wanted(need)
    }

    /// Whether something may still be wanted for a need: nothing more is for what is made, but what replaces lost goods from stock.
    pub fn is_wanted(&self, need: &crate::order::Need) -> bool {
        let stocked = || self.order.stock_need(need.line).is_some_and(|own| own.item == need.item);
        !self.is_finished(need.line) || stocked()
    }

    /// What has to be bought: what is uncovered beyond its share of what lies free (H4.2).
    pub fn to_buy(&self) -> Vec<(&crate::order::Need, Quantity)> {
        let mut free = self.free.clone();
        let mut uncovered: Vec<_> = self.uncovered().collect();
        uncovered.sort_by_key(|(need, _)| need.need_by);
        uncovered.retain_mut(|(need, short)| {
            let Some(lying) = free.get_mut(&need.item) else { return true };
            let given = (*lying).min(*short);
            (*lying, *short) = (lying.minus(given), short.minus(given));
            short.is_some()
        });
        uncovered
    }

    /// Hundredths of a percent of the needs that are in the house: 齐套率.
    pub fn readiness(&self) -> i64 {
        let needs = &self.order.needs.0;
        if needs.is_empty() {
            return 10_000;
        }
        let ready = needs.iter().filter(|n| !n.short().is_some()).count();
        let (ready, all) = (i64::try_from(ready).unwrap_or(0), i64::try_from(needs.len()).unwrap_or(1));
        ready * 10_000 / all
    }

    /// What keeps a shipment that waits from leaving; nothing: it can leave now.
    pub fn obstacles(&self, shipment: &Shipment) -> Vec<Obstacle> {
        obstacles(shipment, &self.order, self.account(), &|line| self.progress(line))
    }

    /// What is still missing before the order closes by itself (H2.2).
    pub fn remaining(&self) -> Vec<Remaining> {
        let unsettled = self.shipments.iter().any(|s| s.unsettled() || s.unexplained() || s.awaits_return());
        let mut out = remaining(&self.order, &|line| self.progress(line), unsettled, self.account());
        let released = self.order.state == crate::order::State::Released;
        if released && self.claims.iter().any(|c| !c.has_ended()) {
            out.push(Remaining::Claim);
        }
        if released && (self.left_over().next().is_some() || !self.came_back().is_empty()) {
            out.push(Remaining::LeftOver);
        }
        if released && self.unused().next().is_some() {
            out.push(Remaining::Material);
        }
        // While goods are still to come, that is said.
        let goods = out.iter().any(|r| matches!(r, Remaining::Goods { .. }));
        if released && !goods && self.unfinished() {
            out.push(Remaining::Work);
        }
        out
    }

    /// A follow-up of this order for its clerk; the rule fills in what differs.
    pub(super) fn follow_up(
        &self,
        rule: &'static str,
        text: &'static str,
        due: jiff::civil::DateTime,
    ) -> FollowUp {
        FollowUp {
            rule,
            occurrence: String::new(),
            text,
            reason: "",
            params: Vec::new(),
            role: Role::Clerk,
            person: Some(self.order.entry.clerk),
            visible_from: self.order.entry.ordered_on,
            due,
            deed: Deed::OrderContact,
            target: self.order.id.to_string(),
            order: Some(self.order.id),
            loud: false,
            put_off: false,
        }
    }
}

/// A reminder that talking does not settle: who has just reminded the customer reminds them again two working days
/// later, not at once.
pub(super) fn again_after_talk(case: &Case, calendar: &Calendar, follow_up: FollowUp) -> FollowUp {
    let talked = case.order.customer_talks().max().filter(|on| *on >= follow_up.visible_from);
    let Some(again) = talked.map(|on| calendar.plus(on, 2)) else { return follow_up };
    FollowUp { visible_from: again, due: follow_up.due.max(evening(again)), ..follow_up }
}
