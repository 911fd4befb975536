//! What finance does.

use domain::access::Right;
use domain::confidential::{Confidential, Price};
use domain::history::Noun as _;
use domain::ids::{OrderId, PaymentId};
use domain::money::Money;
use domain::order::{Attachment, Order, State};
use domain::payment::{self, Allocation, Method, Payment};
use domain::proof::Why;
use domain::refusal::refuse;
use jiff::civil::Date;

use super::store;
use kernel::record::Loaded;
use kernel::{Door, Result};

/// What finance books: when, how, and how much for which order.
#[derive(Debug, Clone)]
pub struct Booking {
    /// Day on which the bank booked it.
    pub on: Date,
    /// How.
    pub method: Method,
    /// The bank's reference.
    pub reference: String,
    /// Per order.
    pub parts: Vec<(OrderId, Confidential<Price, Money>)>,
    /// The bank's slip.
    pub slip: Vec<Attachment>,
}

/// Books a receipt against one or several orders of the same customer (H4.6).
pub fn book(door: &mut Door, booking: Booking) -> Result<Payment> {
    door.ctx.may(Right::BookPayment)?;
    // Two receipts at once must not both fill the same gap.
    door.hold(booking.parts.iter().map(|p| p.0))?;
    let mut orders = Vec::new();
    for (id, _) in &booking.parts {
        let order = door.load::<Order>(*id)?;
        if matches!(order.state.state, State::Draft | State::Cancelled) {
            return Err(refuse(
                "H4.6",
                "订单 {number} 还是草稿或已取消，不能记款",
                [("number", order.title())],
            )
            .into());
        }
        orders.push(order);
    }
    let customer =
        orders.first().map(|o| (o.entry.customer, o.entry.customer_name.clone())).unwrap_or_default();
    if orders.iter().any(|o| o.entry.customer != customer.0) {
        return Err(refuse("H4.6", "一笔到款只能分给同一个客户的订单", []).into());
    }
    let mut open = std::collections::HashMap::new();
    for order in &orders {
        open.insert(order.id, order.total().minus(store::paid_for(door.conn, order.id)?));
    }
    let allocations = orders.iter().zip(&booking.parts).map(|(o, (_, amount))| Allocation {
        order: o.id,
        number: o.number.clone(),
        amount: *amount,
    });
    let id = PaymentId(door.id());
    let draft = Payment {
        id,
        customer: customer.0,
        customer_name: customer.1,
        on: booking.on,
        amount: Confidential::new(booking.parts.iter().map(|p| *p.1.open()).sum()),
        method: Some(booking.method),
        reference: booking.reference,
        allocations: allocations.collect(),
        slip: booking.slip,
        ..Payment::default()
    };
    let owed = |order| open.get(&order).copied().unwrap_or_default();
    payment::book(draft.clone(), &owed, door.ctx.today())?;
    let number = door.number("RC")?;
    let facts = payment::book(Payment { number, ..draft }, &owed, door.ctx.today())?;
    let fresh = door.fresh::<Payment>(id);
    Ok(door.record(fresh, &facts)?.state)
}

/// Takes a receipt back, with its reason (H2.1).
pub fn reverse(door: &mut Door, loaded: Loaded<Payment>, why: Why) -> Result<Loaded<Payment>> {
    door.ctx.may(Right::BookPayment)?;
    door.hold(loaded.orders())?;
    let facts = payment::reverse(&loaded, why)?;
    door.record(loaded, &facts)
}
