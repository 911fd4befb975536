//! What a customer is asked for, instalment by instalment (H4.6).

use jiff::civil::Date;

use crate::money::Money;
use crate::order::{Order, State};
use crate::terms::{self, Anchors, Due};

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

/// The payment plan of `order` against what is `paid`: money settles the instalments in their order, what is `forgiven`
/// (credits, small differences written off) lessens the last ones first.
pub fn receivables(order: &Order, forgiven: Money, paid: Money, anchors: &Anchors) -> Vec<Receivable> {
    if order.state == State::Cancelled {
        return of_given_up(order, forgiven, paid, anchors.given_up).into_iter().collect();
    }
    let mut amounts = terms::amounts(&order.entry.plan, order.total());
    let mut less = forgiven;
    for amount in amounts.iter_mut().rev() {
        let cut = less.min(*amount).max(Money::ZERO);
        *amount = amount.minus(cut);
        less = less.minus(cut);
    }
    // What the customer got back of money that never came is asked for with the last instalment.
    if let Some(last) = amounts.last_mut() {
        *last = last.plus(Money::ZERO.minus(paid).max(Money::ZERO));
    }
    let mut left = paid;
    order
        .entry
        .plan
        .iter()
        .zip(amounts)
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

/// What a given-up order asks for in one sum: what is kept by agreement, and what went back of money that never came (C23).
fn of_given_up(order: &Order, forgiven: Money, paid: Money, on: Option<Date>) -> Option<Receivable> {
    let amount = order.kept().minus(paid.min(Money::ZERO)).minus(forgiven);
    let due = order.entry.plan.first().map_or(Due::Deposit, |instalment| instalment.due);
    let open = order.kept().minus(paid).minus(forgiven).max(Money::ZERO);
    amount.is_some().then_some(Receivable { due, amount, open, on })
}
