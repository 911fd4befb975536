//! Everything that one noun does because of another's fact, in one place.
//!
//! Most of it needs no code here: what follows from facts is derived when a case is refreshed. What is left are acts
//! of other nouns, done by the system in the same transaction, and refreshing every case that was touched, which
//! also closes what is complete (H2.2).

use std::collections::{BTreeMap, BTreeSet};

use domain::history::Noun;
use domain::ids::{CustomerId, OrderId, ShipmentId, WorkOrderId};
use domain::order::{Fact, Order, OrderLine};
use domain::plan;
use domain::production::{Fact as WorkFact, WorkOrder};
use domain::quantity::Quantity;
use domain::shipment::{Extra, Fact as ShipmentFact, Part, Shipment, Source};
use kernel::ctx::Happened;
use kernel::{Door, Result};
use uuid::Uuid;

use crate::{claim, item, order, production, purchasing, shipment, stock};

/// Does what follows from what was recorded, and refreshes what was touched, before the transaction ends.
pub fn conclude(door: &mut Door) -> Result<()> {
    loop {
        let happened = door.take_happened();
        for fact in &happened {
            follow(door, fact)?;
        }
        if !happened.is_empty() {
            continue;
        }
        let (orders, streams) = (door.take_orders(), door.take_touched());
        if orders.is_empty() && streams.is_empty() {
            return Ok(());
        }
        refresh(door, orders, streams)?;
    }
}

/// Computes what was touched anew; an order that closes by itself uses up what is in its goods, which is followed in turn.
fn refresh(door: &mut Door, orders: BTreeSet<OrderId>, streams: BTreeSet<String>) -> Result<()> {
    // All of them before the first is read: one by one they might be taken in another sequence than elsewhere.
    door.hold(orders.iter().copied())?;
    order::refresh(door, &orders.into_iter().collect::<Vec<_>>())?;
    for stream in streams {
        let id = stream.rsplit('/').next().and_then(|id| id.parse::<Uuid>().ok());
        // An order is refreshed with its case, above.
        if let Some(id) = id.filter(|_| !stream.starts_with(Order::STREAM)) {
            (door.shared.site.noun(&stream)?.refresh)(door, &[id])?;
        }
    }
    Ok(())
}

fn follow(door: &mut Door, fact: &Happened) -> Result<()> {
    match fact.kind {
        // H4.4 Part of the release itself, so done by whoever releases.
        "order.released" => open_work(door, OrderId(fact.id)),
        // H2.2 What was bought for it and has not come is cancelled with the supplier, or kept for stock.
        "order.closed" => door.react(|door| purchasing::actions::free(door, OrderId(fact.id))),
        "order.cancelled" => {
            let order = OrderId(fact.id);
            let reason = match last::<Order>(door, fact)? {
                Some(Fact::Cancelled { reason, .. }) => reason,
                _ => String::new(),
            };
            production::actions::cancel_for(door, order, reason.clone())?;
            door.react(|door| purchasing::actions::free(door, order))?;
            door.react(|door| shipment::actions::cancel_for(door, order, &reason))
        }
        // C11 What is not delivered any more is not made any more.
        "order.lines_settled" => {
            let Some(Fact::LinesSettled { lines, reason, .. }) = last::<Order>(door, fact)? else {
                return Ok(());
            };
            door.react(|door| purchasing::actions::free(door, OrderId(fact.id)))?;
            let less: Vec<_> = lines.iter().map(|l| (l.line, l.to.short_of(l.from))).collect();
            door.react(|door| production::actions::lessen(door, OrderId(fact.id), &less, &reason))
        }
        // H4.4 What was spoiled needs its material again.
        "work.reported" => {
            let Some(WorkFact::Reported { material, good, .. }) = last::<WorkOrder>(door, fact)? else {
                return Ok(());
            };
            let work = door.load::<WorkOrder>(WorkOrderId(fact.id))?.state;
            if material != Quantity::ZERO {
                door.react(|door| order::actions::add_material(door, work.order, work.line, material))?;
            }
            if good < Quantity::ZERO {
                door.react(|door| not_more_than_wanted(door, &work))?;
            }
            Ok(())
        }
        // H4.2 What nobody issued and is in goods that are there leaves the books.
        "order.used" => match last::<Order>(door, fact)? {
            Some(Fact::Used { reservations }) => {
                door.react(|door| stock::actions::used(door, OrderId(fact.id), &reservations))
            }
            _ => Ok(()),
        },
        // H7.3 Part of the confirmation itself, so done by whoever confirms.
        "customer.confirmed" => order::actions::customer_confirmed(door, CustomerId(fact.id)),
        "shipment.dispatched" => door.react(|door| draw(door, ShipmentId(fact.id))),
        // C28 What the contract lets be delivered beyond what was ordered is paid.
        "shipment.arrived" => door.react(|door| {
            let order = door.load::<Shipment>(ShipmentId(fact.id))?.order;
            order::actions::raise_lines(door, order, "到货多于订单，按溢短装结算")
        }),
        "shipment.settled" => {
            let Some(ShipmentFact::Settled { replacement, extra, .. }) = last::<Shipment>(door, fact)? else {
                return Ok(());
            };
            door.react(|door| replace(door, ShipmentId(fact.id), replacement.is_some()))?;
            match extra {
                None | Some(Extra::Returned) => {}
                Some(Extra::Charged | Extra::Kept) => {
                    door.react(|door| surplus_stays(door, ShipmentId(fact.id)))?;
                }
            }
            door.react(|door| {
                let order = door.load::<Shipment>(ShipmentId(fact.id))?.order;
                order::actions::raise_lines(door, order, "客户留下多到的货并付款")
            })
        }
        "shipment.found" => {
            door.react(|door| found(door, ShipmentId(fact.id)))?;
            door.react(|door| claim::actions::lessen_for(door, ShipmentId(fact.id)))
        }
        // H6.6 If transport caused it, the carrier owes compensation.
        "shipment.cause_found" => door.react(|door| claim::actions::open_for(door, ShipmentId(fact.id))),
        _ => Ok(()),
    }
}

/// C11 A report that is taken back does not ask again for what is not wanted any more.
fn not_more_than_wanted(door: &mut Door, work: &WorkOrder) -> Result<()> {
    let case = order::case::load(door, work.order)?;
    let own = case.work.iter().filter(|w| w.line == work.line && !w.cancelled);
    let (all, made) = own.fold((Quantity::ZERO, Quantity::ZERO), |(all, made), w| {
        (all.plus(w.quantity), made.plus(w.produced()))
    });
    let beyond = case.order.made_in_all(work.line).max(made).short_of(all);
    production::actions::lessen(door, work.order, &[(work.line, beyond)], "冲减后不再需要")
}

/// Opens the work orders of a released order, each by the day for which its line is promised.
fn open_work(door: &mut Door, id: OrderId) -> Result<()> {
    let order = door.load::<Order>(id)?.state;
    let (calendar, today) = (door.calendar()?, door.ctx.today());
    for line in &order.entry.lines {
        let due = order.promise(line.number).map_or(today, |promise| promise.current);
        let days = plan::of_line(&order, due, &calendar);
        production::actions::open_work_order(door, &order, line, days.materials, days.produced)?;
    }
    Ok(())
}

/// Goods that come from stock leave it with the shipment: those that are not made here, and those that replace lost ones.
fn draw(door: &mut Door, id: ShipmentId) -> Result<()> {
    let shipment = door.load::<Shipment>(id)?.state;
    let parts = order::case::hold(door, shipment.order)?.to_draw();
    if !parts.is_empty() {
        stock::actions::leave(door, shipment.order, parts, shipment.number)?;
    }
    Ok(())
}

/// C20 What was lost and is sent again is made again or set aside in stock.
fn replace(door: &mut Door, id: ShipmentId, again: bool) -> Result<()> {
    let shipment = door.load::<Shipment>(id)?.state;
    if let Some(replacement) = shipment.replacement.filter(|_| again) {
        let lost = |part: &Part| {
            let (missing, damaged) = shipment.lost(part.line);
            (part.line, missing.plus(damaged))
        };
        let mut lost: Vec<_> = shipment.parts.iter().map(lost).filter(|(_, q)| q.is_some()).collect();
        // A line that stands on it twice is looked at once.
        lost.sort_unstable();
        lost.dedup();
        let (start_by, due) = order::actions::replace(door, shipment.order, &lost, replacement)?;
        if replacement.source == Source::Made {
            let order = door.load::<Order>(shipment.order)?.state;
            for (number, quantity) in lost {
                let Some(line) = order.line(number).cloned() else { continue };
                let again = OrderLine { quantity, ..line };
                production::actions::open_work_order(door, &order, &again, start_by, due)?;
            }
        }
    }
    Ok(())
}

/// C28 What the customer keeps and nobody had sent has left: of goods that are not made here it leaves stock, what lay there
/// for the order with the rest of it. What they pay need not be sent again.
fn surplus_stays(door: &mut Door, id: ShipmentId) -> Result<()> {
    draw(door, id)?;
    let shipment = door.load::<Shipment>(id)?.state;
    let Some(decided) = shipment.decided.last().cloned() else { return Ok(()) };
    let case = order::case::load(door, shipment.order)?;
    let (mut goods, mut less, mut unmade) = (BTreeMap::new(), Vec::new(), Vec::new());
    for Part { line: number, quantity } in &decided.parts {
        let Some(line) = case.order.line(*number) else { continue };
        let own = decided.from_house.iter().filter(|p| p.line == *number).map(|p| p.quantity).sum();
        let elsewhere = (*quantity).min(shipment.arrived_beyond(*number)).minus(own);
        if !elsewhere.is_some() {
            continue;
        }
        if decided.extra == Extra::Charged {
            let wanted = elsewhere.min(case.planned(*number).minus(*quantity).short_of(line.quantity));
            let again = wanted.min(case.order.replaced(*number));
            less.push((*number, again));
            unmade.push((*number, wanted.minus(again)));
        }
        if !case.standing(*number).made {
            let bills = item::bills(door)?;
            for need in order::actions::needs_of(line, elsewhere, door.ctx.today(), &bills)? {
                let sum = goods.entry(need.item).or_insert(Quantity::ZERO);
                *sum = sum.plus(need.required);
            }
        }
    }
    stock::actions::leave_beyond(door, shipment.order, &goods, &shipment.number)?;
    sent_less(door, shipment.order, less, "客户留下多到的货，不必再补")?;
    unmade.retain(|(_, rest)| rest.is_some());
    if unmade.is_empty() {
        return Ok(());
    }
    order::actions::came_from_elsewhere(door, shipment.order, &unmade, "客户留下多到的货，不必再做")
}

/// C20 So much less of lines is sent again: it is not made or bought any more.
fn sent_less(door: &mut Door, order: OrderId, mut less: Vec<(i64, Quantity)>, reason: &str) -> Result<()> {
    less.retain(|(_, less)| less.is_some());
    if less.is_empty() {
        return Ok(());
    }
    let unmade = order::actions::replaced_less(door, order, &less)?;
    purchasing::actions::free(door, order)?;
    production::actions::lessen(door, order, &unmade, reason)
}

/// C20 What turned up is not made again.
fn found(door: &mut Door, id: ShipmentId) -> Result<()> {
    let shipment = door.load::<Shipment>(id)?.state;
    let Some(found) = shipment.found.last().filter(|_| shipment.replacement.is_some()) else { return Ok(()) };
    // What turned up although its replacement has left lessens nothing.
    let sum = |parts: &[Part], line: i64| -> Quantity {
        parts.iter().filter(|p| p.line == line).map(|p| p.quantity).sum()
    };
    let lines: BTreeSet<i64> = found.parts.iter().map(|p| p.line).collect();
    let back = found.back.as_deref().unwrap_or_default();
    let less = |line: i64| sum(&found.parts, line).minus(sum(&found.spare, line)).minus(sum(back, line));
    let parts = lines.into_iter().map(|line| (line, less(line))).collect();
    sent_less(door, shipment.order, parts, &found.note)
}

/// The fact that was just recorded, where its state does not keep what it says.
fn last<N: Noun>(door: &mut Door, fact: &Happened) -> Result<Option<N::Fact>> {
    let facts = evidence::by_stream(door.conn, &format!("{}/{}", N::STREAM, fact.id.simple()), None)?;
    let last = facts.iter().rev().find(|f| f.kind == fact.kind);
    debug_assert!(last.is_some(), "it was recorded in this transaction");
    last.map(kernel::noun::read::<N>).transpose()
}
