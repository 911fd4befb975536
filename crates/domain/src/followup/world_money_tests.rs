//! What happens to the money of the one order: paid, bounced, given up, paid back, kept.

use super::world_tests::{World, told};
use crate::confidential::Confidential;
use crate::ids::OrderId;
use crate::money::Money;
use crate::order;
use crate::payment::{self, Allocation, Payment, Repayment};

impl World {
    fn open(&self) -> Money {
        self.case.account().open(&self.case.order)
    }

    pub(super) fn pay(&mut self, amount: i64) -> Option<()> {
        let (open, today) = (self.open(), self.today);
        let amount = Confidential::new(Money::cny(amount).min(open));
        let allocations = vec![Allocation { amount, ..Allocation::default() }];
        let draft = Payment { amount, on: today, allocations, ..Payment::default() };
        let facts = payment::book(draft, &|_| open, today).ok()?;
        self.payments.push(Payment::default());
        told(self.payments.last_mut()?, &facts, today);
        Some(())
    }

    pub(super) fn bounce(&mut self) -> Option<()> {
        let today = self.today;
        let paid = self.payments.iter_mut().rev().find(|p| p.reversed.is_none())?;
        let facts = payment::reverse(paid, true, "退票".into()).ok()?;
        told(paid, &facts, today);
        Some(())
    }

    pub(super) fn write_off(&mut self) -> Option<()> {
        let (account, limit) = (self.case.account(), Money::cny(1000));
        let facts =
            order::write_off(&self.case.order, account, self.open(), "尾差".into(), limit, false).ok()?;
        told(&mut self.case.order, &facts, self.today);
        Some(())
    }

    /// With everything that ends with it.
    pub(super) fn cancel(&mut self) -> Option<()> {
        let shipped = self.case.shipments.iter().any(|s| s.dispatched.is_some());
        let facts = order::cancel(&self.case.order, shipped, "客户停工".into()).ok()?;
        told(&mut self.case.order, &facts, self.today);
        self.case.shipments.clear();
        for work in self.case.work.iter_mut().filter(|work| !work.is_done()) {
            work.cancelled = true;
        }
        Some(())
    }

    pub(super) fn keep(&mut self, amount: i64) -> Option<()> {
        let (account, limit) = (self.case.account(), Money::cny(1000));
        let why = "定金不退".into();
        let facts = order::keep(&self.case.order, account, Money::cny(amount), why, limit, true).ok()?;
        told(&mut self.case.order, &facts, self.today);
        Some(())
    }

    pub(super) fn refund(&mut self) -> Option<()> {
        let surplus = self.case.account().surplus(&self.case.order);
        let order = OrderId::default();
        let paying = self.payments.iter_mut().rev().find(|p| p.pays(order).is_some())?;
        let repayment = Repayment {
            on: self.today,
            amount: Confidential::new(surplus.min(paying.pays(order))),
            order: Some(order),
            reason: "多收".into(),
            ..Repayment::default()
        };
        let facts = payment::repay(paying, repayment, surplus, Vec::new(), self.today).ok()?;
        told(paying, &facts, self.today);
        Some(())
    }
}
