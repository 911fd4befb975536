//! When an order is complete (H2.2): everything received, every difference settled, all the money booked.

use serde::{Deserialize, Serialize};

use super::{Fact, LineProgress, Order, State};
use crate::confidential::{Confidential, Price, Secret};
use crate::money::Money;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// What is asked for an order and what came in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Account {
    /// Booked so far, less what went back.
    pub paid: Money,
    /// Credited for goods that were lost or damaged (C09).
    pub credited: Money,
}

impl Account {
    /// What is not asked for any more: credits, and differences that finance gave up. Of a given-up order never more than it
    /// asks for: money that comes in after all is no surplus.
    pub fn forgiven(self, order: &Order) -> Money {
        match order.state {
            State::Cancelled => order.written_off().min(order.kept().minus(self.paid)).max(Money::ZERO),
            _ => self.credited.plus(order.written_off()),
        }
    }

    /// What the customer owes for `order` in all; for one that was given up, what is kept of its money by agreement (C23).
    /// One that was sent back to its draft is still wanted.
    pub fn owed(self, order: &Order) -> Money {
        let wanted = if order.state == State::Cancelled { order.kept() } else { order.total() };
        wanted.minus(self.forgiven(order))
    }

    /// What is still to come; negative where more came in than is owed.
    pub fn open(self, order: &Order) -> Money {
        self.owed(order).minus(self.paid)
    }

    /// What came in beyond what is owed.
    pub fn surplus(self, order: &Order) -> Money {
        Money::ZERO.minus(self.open(order)).max(Money::ZERO)
    }
}

/// Money that is not asked for any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteOff {
    /// How much.
    pub amount: Confidential<Price, Money>,
    /// Why.
    pub reason: String,
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
    /// A condition of the review that is not met.
    Condition,
    /// Finished goods that stay in the house and are not in stock yet.
    LeftOver,
    /// Parts that lie with production for what is not made any more.
    Material,
    /// Production has something of it in work.
    Work,
    /// Money.
    Money {
        /// How much.
        amount: Money,
    },
    /// Money that came in beyond what is owed: it goes back, or is the customer's advance.
    Surplus {
        /// How much.
        amount: Money,
    },
}

/// What `order` still lacks; empty for a released order means that it closes by itself.
pub fn remaining(
    order: &Order,
    progress: &dyn Fn(i64) -> LineProgress,
    unsettled: bool,
    account: Account,
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
    if order.conditions.iter().any(|condition| condition.met.is_none()) {
        out.push(Remaining::Condition);
    }
    let open = account.open(order);
    if open.is_some() {
        out.push(Remaining::Money { amount: open });
    }
    let surplus = account.surplus(order);
    if surplus.is_some() {
        out.push(Remaining::Surplus { amount: surplus });
    }
    out
}

/// Gives up a difference that is not worth asking for (C22), also of an order that was given up (C23): up to `limit` of an
/// order in all by finance, above it by who may (H1.2).
pub fn write_off(
    order: &Order,
    account: Account,
    amount: Money,
    why: Why,
    limit: Money,
    may_beyond: bool,
) -> Result<Vec<Fact>, Refusal> {
    if !matches!(order.state, State::Released | State::Cancelled) {
        return Err(refuse("H4.6", "订单没有下达或已结束，没有可核销的货款", []));
    }
    order.goes_on()?;
    let before = order.written_off_ever();
    let write_off = give_up(amount, account.open(order), before, limit, may_beyond, &why.reason)?;
    Ok(vec![Fact::WrittenOff { write_off, slip: why.proof }])
}

/// `amount` of `open` is not asked for any more, beside what was given up `before`: above `limit` in all only by who may.
pub(crate) fn give_up(
    amount: Money,
    open: Money,
    before: Money,
    limit: Money,
    may_beyond: bool,
    reason: &str,
) -> Result<WriteOff, Refusal> {
    if reason.trim().is_empty() {
        return Err(refuse("H2.1", "核销必须写明原因", []));
    }
    if !amount.is_some() || amount > open {
        return Err(refuse("H4.6", "核销金额应大于 0，不能多于还欠的", []).told(
            Secret::Price,
            "核销金额应大于 0，不能多于还欠的 ¥{open}",
            [("open", open.plain())],
        ));
    }
    if before.plus(amount) > limit && !may_beyond {
        return Err(refuse("H1.2", "超过小额差额的上限，要由总经理核销", []).told(
            Secret::Price,
            "小额差额一共最多核销 ¥{limit}，超过的要由总经理核销",
            [("limit", limit.plain())],
        ));
    }
    Ok(WriteOff { amount: Confidential::new(amount), reason: reason.to_owned() })
}

impl Order {
    /// Projects, and orders whose payment hangs on it, need the customer's acceptance.
    pub fn needs_acceptance(&self) -> bool {
        self.entry.kind == super::OrderKind::Project
            || self.entry.plan.iter().any(|i| i.due == crate::terms::Due::OnAcceptance)
    }
}
