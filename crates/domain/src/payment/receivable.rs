//! What a customer is asked for, instalment by instalment (H4.6).

use std::collections::BTreeMap;

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
    /// What came before the rest, where goods are paid by the month of their arrival (月结).
    Delivered,
    /// Goods beyond what was ordered, which the customer has and pays (C28).
    Charged,
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
            Self::Delivered => "delivered",
            Self::Charged => "charged",
            Self::GivenUp => "given_up",
            Self::WentBack => "went_back",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Plan(due) => due.label(),
            Self::Delivered => "先到的货（月结）",
            Self::Charged => "多收货物的款",
            Self::GivenUp => "已取消订单的款",
            Self::WentBack => "要追回的退款",
        }
    }

    /// What a row says.
    pub fn of_code(code: &str) -> Option<Self> {
        let others = [Self::Delivered, Self::Charged, Self::GivenUp, Self::WentBack];
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

/// What the customer has received, by the day of its arrival, at the prices of the order.
pub type Delivered = BTreeMap<Date, Money>;

/// The payment plan of `order` against what is `paid`: money settles what is asked for in its order, what is `forgiven`
/// (credits, small differences written off) lessens the last first. Goods beyond what was ordered are asked for when that
/// was agreed, where their part of the plan was due before (C28). `delivered` is what came, by the day of its arrival.
pub fn receivables(
    order: &Order,
    forgiven: Money,
    paid: Money,
    anchors: &Anchors,
    delivered: &Delivered,
) -> Vec<Receivable> {
    if order.state == State::Cancelled {
        return of_given_up(order, forgiven, paid, anchors.given_up).into_iter().collect();
    }
    let mut asked = planned(order, anchors, delivered);
    let mut less = forgiven;
    for row in asked.iter_mut().rev() {
        let cut = less.min(row.amount).max(Money::ZERO);
        row.amount = row.amount.minus(cut);
        less = less.minus(cut);
    }
    let mut left = paid;
    for row in &mut asked {
        let settled = left.max(Money::ZERO).min(row.amount.max(Money::ZERO));
        left = left.minus(settled);
        row.open = row.amount.minus(settled);
    }
    // What the customer got back of money that never came is due now, whatever the plan says.
    let went_back = Money::ZERO.minus(paid);
    let owed = Receivable { asked: Asked::WentBack, amount: went_back, open: went_back, on: anchors.bounced };
    asked.into_iter().chain(went_back.is_some().then_some(owed)).collect()
}

/// The instalments; what of them is paid by the month of an earlier arrival, and what is for goods beyond what was ordered and
/// would have been due before that was agreed: a row for each such day, before what is due later.
fn planned(order: &Order, anchors: &Anchors, delivered: &Delivered) -> Vec<Receivable> {
    let plan = &order.entry.plan;
    let all = terms::amounts(plan, order.total());
    let agreed = terms::amounts(plan, order.agreed_total());
    let rises = worth_of_rises(order);
    let risen: Money = rises.values().copied().sum();
    let mut charged: BTreeMap<Date, Money> = BTreeMap::new();
    let (mut rows, mut early) = (Vec::new(), Vec::new());
    for (instalment, (all, agreed)) in plan.iter().zip(all.into_iter().zip(agreed)) {
        let on = terms::due_on(instalment, anchors);
        let asked = Asked::Plan(instalment.due);
        let mut amount = all;
        for (day, worth) in rises.iter().filter(|(day, _)| ahead(asked) || on.is_some_and(|on| on < **day)) {
            let part = all.minus(agreed).portion(*worth, risen);
            amount = amount.minus(part);
            let sum = charged.entry(*day).or_insert(Money::ZERO);
            *sum = sum.plus(part);
        }
        for (month, worth) in before_the_rest(instalment.due, delivered, anchors) {
            let part = all.portion(worth, order.gross()).min(amount);
            amount = amount.minus(part);
            early.push((Asked::Delivered, instalment.after(month), part));
        }
        rows.push(Receivable { asked, amount, open: amount, on });
    }
    early.extend(charged.into_iter().map(|(day, amount)| (Asked::Charged, day, amount)));
    early.sort_by_key(|(_, day, _)| *day);
    for (asked, day, amount) in early.into_iter().filter(|(_, _, amount)| *amount != Money::ZERO) {
        // Money settles what is due first; goods left by what was due before them.
        let later = |row: &Receivable| !ahead(row.asked) && row.on.is_none_or(|on| on > day);
        let at = rows.iter().position(later).unwrap_or(rows.len());
        rows.insert(at, Receivable { asked, amount, open: amount, on: Some(day) });
    }
    rows
}

/// What is paid by the month of its arrival and came in another month than the last of the goods, by the end of that month: it does not
/// wait for them.
fn before_the_rest(due: Due, delivered: &Delivered, anchors: &Anchors) -> Delivered {
    let last = anchors.arrived.map(Date::last_of_month);
    let mut months = Delivered::new();
    for (day, worth) in delivered.iter().filter(|_| due == Due::Monthly) {
        let month = day.last_of_month();
        if Some(month) != last {
            let sum = months.entry(month).or_insert(Money::ZERO);
            *sum = sum.plus(*worth);
        }
    }
    months
}

/// Whether it is due before goods leave.
fn ahead(asked: Asked) -> bool {
    matches!(asked, Asked::Plan(Due::Deposit | Due::BeforeShipping))
}

/// What is worth how much of what the customer keeps beyond the order, by the day on which that was agreed.
fn worth_of_rises(order: &Order) -> BTreeMap<Date, Money> {
    let mut worth: BTreeMap<Date, Money> = BTreeMap::new();
    for rise in &order.rises {
        let Some(line) = order.line(rise.line) else { continue };
        let sum = worth.entry(rise.on).or_insert(Money::ZERO);
        *sum = sum.plus(line.unit_price.open().times(rise.quantity));
    }
    worth
}

/// What a given-up order asks for in one sum: what is kept by agreement, and what went back of money that never came (C23).
fn of_given_up(order: &Order, forgiven: Money, paid: Money, on: Option<Date>) -> Option<Receivable> {
    let amount = order.kept().minus(paid.min(Money::ZERO)).minus(forgiven);
    let open = order.kept().minus(paid).minus(forgiven).max(Money::ZERO);
    amount.is_some().then_some(Receivable { asked: Asked::GivenUp, amount, open, on })
}
