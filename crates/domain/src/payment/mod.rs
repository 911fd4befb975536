//! Money received (H4.6): booked by finance, allocated to orders, never changed, only reversed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choice::{State, Tone};
use crate::confidential::{Confidential, Price, Secret};
use crate::history::{Noun, Stamp};
use crate::ids::{CustomerId, OrderId, PaymentId};
use crate::money::Money;
use crate::order::{Attachment, Order};
use crate::proof::Why;
use crate::refusal::{Refusal, refuse};
use crate::terms::{self, Anchors, Due};

/// How money comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// From account to account.
    Transfer,
    /// In notes.
    Cash,
    /// By a bank's or a company's acceptance.
    Draft,
    /// Otherwise.
    Other,
}

crate::choice!(Method {
    Transfer = "transfer", "银行转账";
    Cash = "cash", "现金";
    Draft = "draft", "承兑汇票";
    Other = "other", "其他";
});

impl State for Method {
    fn tone(self) -> Tone {
        Tone::Quiet
    }
}

/// A part of a receipt, for one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// How much.
    pub amount: Confidential<Price, Money>,
}

/// A receipt of money.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Identity.
    pub id: PaymentId,
    /// Number.
    pub number: String,
    /// From whom.
    pub customer: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// Day on which the bank booked it.
    pub on: Date,
    /// How much.
    pub amount: Confidential<Price, Money>,
    /// How it came.
    #[serde(with = "crate::choice::coded")]
    pub method: Option<Method>,
    /// The bank's reference.
    pub reference: String,
    /// For which orders.
    pub allocations: Vec<Allocation>,
    /// The bank's slip.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slip: Vec<Attachment>,
    /// Why it was taken back, if it was.
    pub reversed: Option<String>,
}

/// What can happen to a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Booked.
    Booked {
        /// The whole receipt.
        payment: Payment,
    },
    /// Taken back.
    Reversed {
        /// Why.
        reason: String,
        /// What it rests on (H2.1): the bank's word.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slip: Vec<Attachment>,
    },
}

impl Noun for Payment {
    const STREAM: &'static str = "payment";
    const READ: Option<Right> = Some(Right::ReadMoney);
    type Fact = Fact;

    crate::kinds! { Fact:
        Booked = "payment.booked",
        Reversed = "payment.reversed",
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        match fact {
            Fact::Booked { payment } => self.clone_from(payment),
            Fact::Reversed { reason, .. } => self.reversed = Some(reason.clone()),
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        self.allocations.iter().map(|a| a.order).collect()
    }
}

/// Books a receipt; `open` says how much each order still owes.
pub fn book(payment: Payment, open: &dyn Fn(OrderId) -> Money, today: Date) -> Result<Vec<Fact>, Refusal> {
    if !payment.amount.open().is_some() {
        return Err(refuse("H4.6", "到款金额必须大于 0", []));
    }
    if payment.on > today {
        return Err(refuse("H4.6", "到款日期不能在今天之后", []));
    }
    let allocated: Money = payment.allocations.iter().map(|a| *a.amount.open()).sum();
    if allocated != *payment.amount.open() {
        return Err(refuse("H4.6", "分配到订单的金额合计必须等于到款金额", []).told(
            Secret::Price,
            "分配到订单的金额合计 ¥{allocated}，必须等于到款金额",
            [("allocated", allocated.plain())],
        ));
    }
    for allocation in &payment.allocations {
        let left = open(allocation.order);
        if !allocation.amount.open().is_some() || *allocation.amount.open() > left {
            let number = allocation.number.clone();
            let plain = "订单 {number} 没有欠这么多，不能多记。多收的请记到其他订单";
            return Err(refuse("H4.6", plain, [("number", number.clone())]).told(
                Secret::Price,
                "订单 {number} 只欠 ¥{left}，不能多记。多收的请记到其他订单",
                [("number", number), ("left", left.plain())],
            ));
        }
    }
    Ok(vec![Fact::Booked { payment }])
}

/// Takes a receipt back, with its reason (H2.1).
pub fn reverse(payment: &Payment, why: Why) -> Result<Vec<Fact>, Refusal> {
    if payment.reversed.is_some() {
        return Err(refuse("H4.6", "这笔到款已经冲销", []));
    }
    if why.reason.trim().is_empty() {
        return Err(refuse("H2.1", "冲销必须写明原因", []));
    }
    Ok(vec![Fact::Reversed { reason: why.reason, slip: why.proof }])
}

/// An instalment with its amount, its date as far as known, and what is still open of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receivable {
    /// What makes it due.
    pub due: Due,
    /// Its amount.
    pub amount: Money,
    /// What is not paid of it.
    pub open: Money,
    /// When it is due, as far as known.
    pub on: Option<Date>,
}

/// The payment plan of `order` against what is paid; money settles the instalments in their order.
pub fn receivables(order: &Order, paid: Money, anchors: &Anchors) -> Vec<Receivable> {
    let mut left = paid;
    order
        .entry
        .plan
        .iter()
        .zip(terms::amounts(&order.entry.plan, order.total()))
        .map(|(instalment, amount)| {
            let settled = left.max(Money::ZERO).min(amount.max(Money::ZERO));
            left = left.minus(settled);
            Receivable {
                due: instalment.due,
                amount,
                open: amount.minus(settled),
                on: terms::due_on(instalment, anchors),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(amount: i64, allocated: i64) -> Payment {
        let allocation = Allocation {
            order: OrderId::default(),
            number: "GD1".into(),
            amount: Confidential::new(Money::cny(allocated)),
        };
        Payment {
            amount: Confidential::new(Money::cny(amount)),
            allocations: vec![allocation],
            ..Payment::default()
        }
    }

    #[test]
    fn h4_6_a_receipt_is_allocated_to_the_last_fen_and_never_beyond_what_is_owed() {
        let owes = |_| Money::cny(100_000);
        let today = "2026-11-20".parse().unwrap();
        assert!(book(payment(100_000, 100_000), &owes, today).is_ok());
        assert!(book(payment(100_000, 90_000), &owes, today).is_err());
        assert!(book(payment(100_001, 100_001), &owes, today).is_err());
        assert!(book(payment(-1, -1), &owes, today).is_err());
    }
}
