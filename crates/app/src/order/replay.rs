//! Replay (H2.3): the order as it stood at any moment, folded from the facts recorded until then.

use std::collections::BTreeSet;

use db::Conn;
use domain::followup::{Case, Cover};
use domain::history::{Noun, Stamp};
use domain::ids::OrderId;
use domain::order::Order;
use domain::payment::Payment;
use domain::production::WorkOrder;
use domain::purchasing::Purchase;
use domain::shipment::Shipment;
use evidence::Fact;
use jiff::Timestamp;

use crate::kernel::Result;

/// Every fact that concerns the order, of all streams, by recorded time.
pub fn thread(conn: &mut Conn, id: OrderId) -> Result<Vec<Fact>> {
    Ok(evidence::by_order(conn, &id.to_string(), None)?)
}

/// How many facts of `thread` stand at `at`: a number of facts, or an instant.
pub fn position(thread: &[Fact], at: &str) -> Option<usize> {
    if let Ok(n) = at.parse::<usize>() {
        return (1..=thread.len()).contains(&n).then_some(n);
    }
    let instant: Timestamp = at.parse().ok()?;
    let n = thread.iter().take_while(|f| f.at <= instant.as_microsecond()).count();
    (n > 0).then_some(n)
}

/// The case that `facts` lead to: the beginning of a thread.
pub fn case_of(facts: &[Fact], id: OrderId) -> Result<Case> {
    let mut case = Case { order: state(facts, &format!("order/{id}"))?, ..Case::default() };
    let streams: BTreeSet<&str> = facts.iter().map(|f| f.stream.as_str()).collect();
    for stream in streams {
        match stream.split('/').next() {
            Some("work") => case.work.push(state::<WorkOrder>(facts, stream)?),
            Some("shipment") => {
                let shipment: Shipment = state(facts, stream)?;
                if shipment.cancelled.is_none() {
                    case.shipments.push(shipment);
                }
            }
            Some("purchase") => case.covers.extend(covers(&state(facts, stream)?, id)),
            Some("payment") => {
                let payment: Payment = state(facts, stream)?;
                let own = payment.allocations.iter().filter(|a| a.order == id && payment.reversed.is_none());
                case.paid = own.map(|a| *a.amount.open()).fold(case.paid, domain::money::Money::plus);
            }
            _ => {}
        }
    }
    case.work.sort_by(|a, b| a.number.cmp(&b.number));
    case.shipments.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(case)
}

/// The order alone, as [`case_of`] sees it.
pub fn order_of(facts: &[Fact], id: OrderId) -> Result<Order> {
    state(facts, &format!("order/{id}"))
}

/// What a purchase order brings for an order: the same as its projection says.
pub fn covers(purchase: &Purchase, order: OrderId) -> Vec<Cover> {
    let open = purchase.cancelled.is_none();
    let lines =
        purchase.lines.iter().flat_map(|l| l.covers.iter().filter(|c| c.order == order).map(move |c| (l, c)));
    lines
        .map(|(line, cover)| Cover {
            purchase: purchase.id,
            number: purchase.number.clone(),
            line: cover.line,
            item: line.item,
            quantity: cover.quantity,
            to_come: if open {
                line.open().plus(line.to_inspect())
            } else {
                domain::quantity::Quantity::ZERO
            },
            promised: line.promised,
            asked_for: line.need_by,
        })
        .collect()
}

fn state<N: Noun>(facts: &[Fact], stream: &str) -> Result<N> {
    let mut state = N::default();
    for fact in facts.iter().filter(|f| f.stream == stream) {
        let at = Timestamp::from_microsecond(fact.at).unwrap_or(Timestamp::UNIX_EPOCH);
        state.apply(&evidence::from_value(&fact.body)?, Stamp { at, actor: &fact.actor });
    }
    Ok(state)
}
