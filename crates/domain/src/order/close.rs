//! When an order is complete (H2.2): everything received, every difference settled, all the money booked.

use super::{LineProgress, Order, State};
use crate::quantity::Quantity;

/// What finance knows of an order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Money {
    /// Booked so far.
    pub paid: crate::money::Money,
}

/// What is still missing before an order closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remaining {
    /// Goods not yet confirmed by the receiver.
    Goods {
        /// The line.
        line: i64,
        /// How much.
        quantity: Quantity,
    },
    /// A difference at arrival that is not settled.
    Difference,
    /// A claim against a carrier that has not ended.
    Claim,
    /// The customer's acceptance, where the order asks for one.
    Acceptance,
    /// Money.
    Money {
        /// How much.
        amount: crate::money::Money,
    },
}

/// What `order` still lacks; empty for a released order means that it closes by itself.
pub fn remaining(
    order: &Order,
    progress: &dyn Fn(i64) -> LineProgress,
    unsettled: bool,
    money: Money,
) -> Vec<Remaining> {
    if order.state != State::Released {
        return Vec::new();
    }
    let mut out: Vec<Remaining> = order
        .entry
        .lines
        .iter()
        .map(|line| (line.number, progress(line.number).received.short_of(line.quantity)))
        .filter(|(_, quantity)| quantity.is_some())
        .map(|(line, quantity)| Remaining::Goods { line, quantity })
        .collect();
    if unsettled {
        out.push(Remaining::Difference);
    }
    if order.needs_acceptance() && order.accepted.is_none() {
        out.push(Remaining::Acceptance);
    }
    let open = order.total().minus(money.paid);
    if open.is_some() {
        out.push(Remaining::Money { amount: open });
    }
    out
}

impl Order {
    /// Projects, and orders whose payment hangs on it, need the customer's acceptance.
    pub fn needs_acceptance(&self) -> bool {
        self.entry.kind == super::OrderKind::Project
            || self.entry.plan.iter().any(|i| i.due == crate::terms::Due::OnAcceptance)
    }
}
