//! What finance does.

use std::collections::HashMap;

use domain::access::Right;
use domain::confidential::{Confidential, Price};
use domain::history::Noun as _;
use domain::ids::{CustomerId, OrderId, PaymentId};
use domain::money::Money;
use domain::order::{Attachment, Order, State};
use domain::payment::{self, Allocation, Method, Payment, Repayment};
use domain::proof::Why;
use domain::refusal::refuse;
use jiff::civil::Date;

use super::store;
use crate::company;
use crate::order::case;
use kernel::record::Loaded;
use kernel::{Door, Error, Result};

/// What finance books: when, how, and how much for which order.
#[derive(Debug, Clone)]
pub struct Booking {
    /// Day on which the bank booked it.
    pub on: Date,
    /// How.
    pub method: Method,
    /// The bank's reference.
    pub reference: String,
    /// How much came in; what the orders do not get is the customer's advance (C22).
    pub amount: Confidential<Price, Money>,
    /// From whom, where no order says it.
    pub customer: Option<(CustomerId, String)>,
    /// Per order.
    pub parts: Vec<Share>,
    /// Remark; the reason where it is booked long afterwards.
    pub remark: String,
    /// The bank's slip.
    pub slip: Vec<Attachment>,
}

/// How much an order gets.
pub type Share = (OrderId, Confidential<Price, Money>);

/// Orders of one customer that are held, and what each still owes.
struct Owing {
    orders: Vec<Order>,
    open: HashMap<OrderId, Money>,
}

impl Owing {
    /// Two receipts at once must not both fill the same gap: the orders are held first.
    fn hold(door: &mut Door, ids: impl IntoIterator<Item = OrderId> + Clone) -> Result<Self> {
        door.hold(ids.clone())?;
        let (mut orders, mut open) = (Vec::new(), HashMap::new());
        for id in ids {
            let case = case::load(door, id)?;
            let left = case.account().open(&case.order).max(Money::ZERO);
            // A given-up order takes what it still asks for: what is kept by agreement, and what went back of money that
            // never came (C23).
            let asks_nothing = case.order.state == State::Cancelled && !left.is_some();
            if case.order.state == State::Draft || asks_nothing {
                return Err(refuse(
                    "H4.6",
                    "订单 {number} 还是草稿或已取消，不能记款",
                    [("number", case.order.title())],
                )
                .into());
            }
            open.insert(id, left);
            orders.push(case.order);
        }
        let customer = orders.first().map(|order| order.entry.customer);
        if orders.iter().any(|order| Some(order.entry.customer) != customer) {
            return Err(refuse("H4.6", "一笔到款只能分给同一个客户的订单", []).into());
        }
        Ok(Self { orders, open })
    }

    fn owed(&self, order: OrderId) -> Money {
        self.open.get(&order).copied().unwrap_or_default()
    }

    fn allocations(&self, shares: &[Share]) -> Vec<Allocation> {
        let number = |id: OrderId| self.orders.iter().find(|o| o.id == id).map(|o| o.number.clone());
        let allocation = |(order, amount): &Share| Allocation {
            order: *order,
            number: number(*order).unwrap_or_default(),
            amount: *amount,
        };
        shares.iter().map(allocation).collect()
    }
}

/// Books a receipt against one or several orders of the same customer (H4.6).
pub fn book(door: &mut Door, booking: Booking) -> Result<Payment> {
    door.ctx.may(Right::BookPayment)?;
    let owing = Owing::hold(door, booking.parts.iter().map(|p| p.0))?;
    let of_orders = owing.orders.first().map(|o| (o.entry.customer, o.entry.customer_name.clone()));
    if booking.customer.as_ref().is_some_and(|(id, _)| of_orders.as_ref().is_some_and(|(of, _)| id != of)) {
        return Err(refuse("H4.6", "所填的订单不是这个客户的", []).into());
    }
    let (customer, customer_name) = of_orders.or(booking.customer).ok_or(Error::NotFound)?;
    company::actions::may_backdate(door, booking.on, None, &booking.remark)?;
    if !booking.reference.is_empty()
        && let Some(number) = store::by_reference(door.conn, &booking.reference)?
    {
        let params = [("reference", booking.reference), ("number", number)];
        return Err(refuse("H4.6", "流水号 {reference} 已登记为 {number}。同一笔款不能记两次", params).into());
    }
    let id = PaymentId(door.id());
    let draft = Payment {
        id,
        customer,
        customer_name,
        on: booking.on,
        amount: booking.amount,
        method: Some(booking.method),
        reference: booking.reference,
        allocations: owing.allocations(&booking.parts),
        remark: booking.remark,
        slip: booking.slip,
        ..Payment::default()
    };
    let owed = |order| owing.owed(order);
    payment::book(draft.clone(), &owed, door.ctx.today())?;
    let number = door.number("RC")?;
    let facts = payment::book(Payment { number, ..draft }, &owed, door.ctx.today())?;
    let fresh = door.fresh::<Payment>(id);
    Ok(door.record(fresh, &facts)?.state)
}

/// Books a receipt for one order: what it does not owe is the customer's advance (C22).
pub fn book_for(door: &mut Door, order: OrderId, booking: Booking) -> Result<Payment> {
    let owing = Owing::hold(door, [order])?;
    let part = owing.owed(order).min(*booking.amount.open());
    let parts = if part.is_some() { vec![(order, Confidential::new(part))] } else { Vec::new() };
    let of = owing.orders.first().map(|o| (o.entry.customer, o.entry.customer_name.clone()));
    // An order that owes nothing any more still says who paid: all of it is the customer's advance.
    book(door, Booking { parts, customer: of, ..booking })
}

/// Pays orders from the advance of a receipt (C22).
pub fn allocate(
    door: &mut Door,
    loaded: Loaded<Payment>,
    shares: Vec<Share>,
    slip: Vec<Attachment>,
) -> Result<Loaded<Payment>> {
    door.ctx.may(Right::BookPayment)?;
    // At once: what is held one after the other may be held in another sequence elsewhere.
    door.hold(loaded.orders().into_iter().chain(shares.iter().map(|s| s.0)))?;
    let owing = Owing::hold(door, shares.iter().map(|s| s.0))?;
    if owing.orders.iter().any(|order| order.entry.customer != loaded.customer) {
        return Err(refuse("H4.6", "一笔到款只能分给同一个客户的订单", []).into());
    }
    let allocations = owing.allocations(&shares);
    let facts = payment::allocate(&loaded, allocations, &|order| owing.owed(order), slip)?;
    door.record(loaded, &facts)
}

/// Pays back of the advance of a receipt (C23).
pub fn repay(
    door: &mut Door,
    loaded: Loaded<Payment>,
    repayment: Repayment,
    slip: Vec<Attachment>,
) -> Result<Loaded<Payment>> {
    door.ctx.may(Right::BookPayment)?;
    door.hold(loaded.orders())?;
    let repayment = Repayment { order: None, ..repayment };
    let facts = payment::repay(&loaded, repayment, Money::ZERO, slip, door.ctx.today())?;
    door.record(loaded, &facts)
}

/// The customer gives back what was paid back of a receipt that was taken back (C08).
pub fn recover(
    door: &mut Door,
    loaded: Loaded<Payment>,
    recovery: Repayment,
    slip: Vec<Attachment>,
) -> Result<Loaded<Payment>> {
    door.ctx.may(Right::BookPayment)?;
    door.hold(loaded.orders())?;
    let facts = payment::recover(&loaded, recovery, slip, door.ctx.today())?;
    door.record(loaded, &facts)
}

/// What of that is not asked for any more (C22).
pub fn write_off(
    door: &mut Door,
    loaded: Loaded<Payment>,
    amount: Confidential<Price, Money>,
    why: Why,
) -> Result<Loaded<Payment>> {
    door.ctx.may(Right::BookPayment)?;
    door.hold(loaded.orders())?;
    let (limit, beyond) = company::actions::write_off_limit(door)?;
    let facts = payment::write_off(&loaded, *amount.open(), why, limit, beyond)?;
    door.record(loaded, &facts)
}

/// What becomes of what an order was paid too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It goes back to the customer.
    Repay,
    /// It is the customer's advance.
    Keep,
}

domain::choice!(Way {
    Repay = "repay", "退给客户";
    Keep = "keep", "转为预收款";
});

/// What an order was paid beyond what it owes goes back or becomes the customer's advance, from its latest receipts
/// (C09, C23).
pub fn refund(
    door: &mut Door,
    order: OrderId,
    way: Way,
    wanted: Repayment,
    slip: Vec<Attachment>,
) -> Result<()> {
    door.ctx.may(Right::BookPayment)?;
    hold_receipts(door, order)?;
    let case = case::load(door, order)?;
    let mut surplus = case.account().surplus(&case.order);
    let mut left = *wanted.amount.open();
    let beyond = !left.is_some() || left > surplus;
    if beyond {
        return Err(
            refuse("H4.6", "订单没有多收这么多。订单还要的钱不能退，先处理扣款、减量或取消", []).into()
        );
    }
    for id in store::paying(door.conn, order)? {
        let payment: Loaded<Payment> = door.load(id)?;
        let part = payment.pays(order).min(left);
        if !part.is_some() {
            continue;
        }
        let amount = Confidential::new(part);
        let facts = match way {
            Way::Repay => {
                let repayment = Repayment { amount, order: Some(order), ..wanted.clone() };
                payment::repay(&payment, repayment, surplus, slip.clone(), door.ctx.today())?
            }
            Way::Keep => {
                let allocation = Allocation { order, number: case.order.number.clone(), amount };
                let why = Why { reason: wanted.reason.clone(), proof: slip.clone() };
                payment::free(&payment, allocation, surplus, why)?
            }
        };
        door.record(payment, &facts)?;
        left = left.minus(part);
        surplus = surplus.minus(part);
    }
    Ok(())
}

/// Holds an order with all orders that its receipts pay too, all at once.
fn hold_receipts(door: &mut Door, order: OrderId) -> Result<()> {
    loop {
        let mut orders = vec![order];
        for id in store::paying(door.conn, order)? {
            orders.extend(door.load::<Payment>(id)?.orders());
        }
        if orders.iter().all(|o| door.holds(*o)) {
            return Ok(());
        }
        door.hold(orders)?;
    }
}

/// Takes a receipt back, with its reason (H2.1).
pub fn reverse(door: &mut Door, loaded: Loaded<Payment>, why: Why) -> Result<Loaded<Payment>> {
    door.ctx.may(Right::BookPayment)?;
    door.hold(loaded.orders())?;
    let mut asked_for = true;
    for order in loaded.orders() {
        asked_for &= door.load::<Order>(order)?.state.state != State::Draft;
    }
    let facts = payment::reverse(&loaded, asked_for, why)?;
    door.record(loaded, &facts)
}
