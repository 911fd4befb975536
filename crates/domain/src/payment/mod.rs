//! Money received (H4.6): booked by finance, allocated to orders; what no order needs is the customer's advance, and may
//! go back. Nothing is changed: every movement is a fact of the receipt.

mod receivable;
mod rules;

use jiff::civil::Date;
pub use receivable::{Asked, Delivered, Receivable, receivables};
pub use rules::{allocate, book, free, recover, repay, reverse, write_off};
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choice::{self, Tone};
use crate::confidential::{Confidential, Price};
use crate::deed::Deed;
use crate::history::{Noun, Stamp};
use crate::ids::{CustomerId, OrderId, PaymentId};
use crate::money::Money;
use crate::order::{Attachment, WriteOff};

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

impl choice::State for Method {
    fn tone(self) -> Tone {
        Tone::Quiet
    }
}

/// A part of a receipt, for one order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Remark; the reason where it is booked long afterwards.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// The bank's slip.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slip: Vec<Attachment>,
    /// Why it was taken back, if it was.
    pub reversed: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed_on: Option<Date>,
    /// What was paid back of it, oldest first (C23).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repayments: Vec<Repayment>,
    /// What of that the customer gave back, because the money had never come (C08).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovered: Vec<Repayment>,
    /// What of that is not asked for any more (C22).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written_off: Vec<WriteOff>,
}

/// Money paid back to the customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repayment {
    /// Day on which the bank booked it.
    pub on: Date,
    /// How much.
    pub amount: Confidential<Price, Money>,
    /// The order that it had paid; none where it was the customer's advance.
    pub order: Option<OrderId>,
    /// How it went.
    #[serde(with = "crate::choice::coded")]
    pub method: Option<Method>,
    /// The bank's reference.
    pub reference: String,
    /// Why.
    pub reason: String,
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
    /// The customer gave back what had been paid back of money that never came (C08).
    Recovered {
        /// How much, and how it came.
        recovery: Repayment,
        /// The bank's slip.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slip: Vec<Attachment>,
    },
    /// What the customer has of money that never came is not asked for any more (C22).
    WrittenOff {
        /// How much, and why.
        write_off: WriteOff,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slip: Vec<Attachment>,
    },
    /// Some of the customer's advance pays orders (C22).
    Allocated {
        /// Which, with how much.
        allocations: Vec<Allocation>,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slip: Vec<Attachment>,
    },
    /// What an order does not need any more is the customer's advance again.
    Freed {
        /// Which order, with how much.
        allocation: Allocation,
        /// Why.
        reason: String,
        /// What it rests on (H2.1).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slip: Vec<Attachment>,
    },
    /// Some of it went back to the customer (C23).
    Repaid {
        /// How much, from where, why.
        repayment: Repayment,
        /// The bank's slip.
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
        Allocated = "payment.allocated",
        Freed = "payment.freed",
        Repaid = "payment.repaid",
        Recovered = "payment.recovered",
        WrittenOff = "payment.written_off",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        match fact {
            Fact::Booked { payment } => self.clone_from(payment),
            Fact::Reversed { reason, .. } => {
                self.reversed = Some(reason.clone());
                self.reversed_on = Some(crate::followup::local(stamp.at));
            }
            Fact::Allocated { allocations, .. } => {
                for allocation in allocations {
                    self.add(allocation, *allocation.amount.open());
                }
            }
            Fact::Freed { allocation, .. } => {
                self.add(allocation, Money::ZERO.minus(*allocation.amount.open()));
            }
            Fact::Repaid { repayment, .. } => {
                if let Some(order) = repayment.order {
                    let allocation = Allocation { order, ..Allocation::default() };
                    self.add(&allocation, Money::ZERO.minus(*repayment.amount.open()));
                }
                self.repayments.push(repayment.clone());
            }
            Fact::Recovered { recovery, .. } => self.recovered.push(recovery.clone()),
            Fact::WrittenOff { write_off, .. } => self.written_off.push(write_off.clone()),
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        self.allocations.iter().map(|a| a.order).collect()
    }
}

impl Payment {
    /// The deeds that make sense now.
    pub fn deeds(&self) -> Vec<Deed> {
        if self.reversed.is_some() {
            let owed = self.owed_back().is_some();
            return if owed { vec![Deed::PaymentWriteOff, Deed::PaymentRecover] } else { Vec::new() };
        }
        let mut deeds = Vec::new();
        if self.advance().is_some() {
            deeds.extend([Deed::PaymentAllocate, Deed::PaymentRepay]);
        }
        deeds.push(Deed::PaymentReverse);
        deeds
    }

    /// What of it pays the order; where it was taken back after some of it had gone back, less than nothing: the customer
    /// has that and owes it (C08, C23).
    pub fn pays(&self, order: OrderId) -> Money {
        if self.reversed.is_some() {
            return Money::ZERO.minus(self.repaid(order).map(|r| *r.amount.open()).sum());
        }
        let own = self.allocations.iter().filter(|a| a.order == order);
        own.map(|a| *a.amount.open()).sum()
    }

    /// What went back of what had paid the order, movement by movement.
    pub fn repaid(&self, order: OrderId) -> impl Iterator<Item = &Repayment> {
        self.repayments.iter().filter(move |r| r.order == Some(order))
    }

    /// What went back to the customer of the advance of a receipt that was taken back (C08): the customer owes it, and no order
    /// asks for it.
    pub fn owed_back(&self) -> Money {
        if self.reversed.is_none() {
            return Money::ZERO;
        }
        let advance = self.repayments.iter().filter(|r| r.order.is_none()).map(|r| *r.amount.open());
        let recovered: Money = self.recovered.iter().map(|r| *r.amount.open()).sum();
        advance.sum::<Money>().minus(recovered).minus(self.let_go()).max(Money::ZERO)
    }

    /// What of that is not asked for any more.
    pub fn let_go(&self) -> Money {
        self.written_off.iter().map(|w| *w.amount.open()).sum()
    }

    /// What of it pays no order and has not gone back: the customer's advance 预收款 (C22).
    pub fn advance(&self) -> Money {
        if self.reversed.is_some() {
            return Money::ZERO;
        }
        let allocated: Money = self.allocations.iter().map(|a| *a.amount.open()).sum();
        let repaid: Money = self.repayments.iter().map(|r| *r.amount.open()).sum();
        self.amount.open().minus(allocated).minus(repaid)
    }

    fn add(&mut self, to: &Allocation, amount: Money) {
        match self.allocations.iter_mut().find(|a| a.order == to.order) {
            Some(known) => known.amount = Confidential::new(known.amount.open().plus(amount)),
            None => self.allocations.push(Allocation { amount: Confidential::new(amount), ..to.clone() }),
        }
    }
}

#[cfg(test)]
mod tests;
