//! What a customer is asked for, instalment by instalment (H4.6).

use jiff::civil::Date;

use crate::choice::Choice as _;
use crate::money::Money;
use crate::order::{Order, State};
use crate::terms::{self, Anchors, Due};

/// What a customer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// An instalment of the plan.
    Plan(Due),
    /// What an order that was given up still asks for (C23).
    GivenUp,
    /// What went back of money that never came (C08): due at once.
    WentBack,
}

impl Asked {
    /// As rows keep it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Plan(due) => due.code(),
            Self::GivenUp => "given_up",
            Self::WentBack => "went_back",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Plan(due) => due.label(),
            Self::GivenUp => "已取消订单的款",
            Self::WentBack => "要追回的退款",
        }
    }

    /// What a row says.
    pub fn of_code(code: &str) -> Option<Self> {
        let others = [Self::GivenUp, Self::WentBack];
        Due::of_code(code).map(Self::Plan).or_else(|| others.into_iter().find(|asked| asked.code() == code))
    }
}

/// What is asked for with its amount, its date as far as known, and what is still open of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receivable {
    /// What it is.
    pub asked: Asked,
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
    let mut left = paid;
    let plan = order.entry.plan.iter().zip(amounts).map(|(instalment, amount)| {
        let settled = left.max(Money::ZERO).min(amount.max(Money::ZERO));
        left = left.minus(settled);
        Receivable {
            asked: Asked::Plan(instalment.due),
            amount,
            open: amount.minus(settled),
            on: terms::due_on(instalment, anchors),
        }
    });
    // What the customer got back of money that never came is due now, whatever the plan says.
    let went_back = Money::ZERO.minus(paid);
    let owed = Receivable { asked: Asked::WentBack, amount: went_back, open: went_back, on: anchors.bounced };
    plan.chain(went_back.is_some().then_some(owed)).collect()
}

/// What a given-up order asks for in one sum: what is kept by agreement, and what went back of money that never came (C23).
fn of_given_up(order: &Order, forgiven: Money, paid: Money, on: Option<Date>) -> Option<Receivable> {
    let amount = order.kept().minus(paid.min(Money::ZERO)).minus(forgiven);
    let open = order.kept().minus(paid).minus(forgiven).max(Money::ZERO);
    amount.is_some().then_some(Receivable { asked: Asked::GivenUp, amount, open, on })
}
