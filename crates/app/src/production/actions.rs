//! What production does (H4.4).

use domain::access::Right;
use domain::ids::{ItemId, OrderId, PlaceId, WorkOrderId};
use domain::order::{self, Attachment, Order, OrderLine, Reservation, Returning, State};
use domain::production::{self, Fact, Period, Progress, Spare, WorkOrder, WorkStep};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::refusal::refuse;
use domain::stock::{Move, Movement, MovementKind};
use jiff::civil::Date;

use super::store;
use crate::order::actions::tell_waiting;
use crate::order::case;
use crate::{company, item, stock};
use kernel::record::Loaded;
use kernel::{Door, Result};

/// Opens the work order of an order line; an item without a routing is not made and gets none.
pub fn open_work_order(
    door: &mut Door,
    order: &Order,
    line: &OrderLine,
    start_by: Date,
    due: Date,
) -> Result<()> {
    let bills = item::bills(door)?;
    let routing = bills.get(&line.item).map(|i| i.routing.clone()).unwrap_or_default();
    if routing.is_empty() {
        return Ok(());
    }
    let operations = routing.into_iter().map(|o| WorkStep {
        number: o.number,
        center: o.center,
        name: o.name,
        hours: o.setup.plus(line.quantity.times(o.unit)),
        good: Quantity::ZERO,
        scrap: Quantity::ZERO,
    });
    let id = WorkOrderId(door.id());
    let work = WorkOrder {
        id,
        number: door.number("WO")?,
        order: order.id,
        order_number: order.number.clone(),
        line: line.number,
        item: line.item,
        code: line.code.clone(),
        name: line.name.clone(),
        unit: line.unit.clone(),
        quantity: line.quantity,
        operations: operations.collect(),
        start_by,
        due,
        ..WorkOrder::default()
    };
    let fresh = door.fresh::<WorkOrder>(id);
    door.record(fresh, &[Fact::Opened { work: Box::new(work) }])?;
    Ok(())
}

/// Ends the work orders of an order that was given up.
pub fn cancel_for(door: &mut Door, order: OrderId, reason: String) -> Result<()> {
    door.hold([order])?;
    for work in store::of_order(door.conn, order)? {
        if !work.is_done() {
            let loaded = door.load::<WorkOrder>(work.id)?;
            door.record(loaded, &[Fact::Cancelled { reason: reason.clone() }])?;
        }
    }
    Ok(())
}

/// Less is wanted of lines of an order: their latest work orders end earlier (C11, C20).
pub fn lessen(door: &mut Door, order: OrderId, less: &[(i64, Quantity)], reason: &str) -> Result<()> {
    door.hold([order])?;
    let mut works = store::of_order(door.conn, order)?;
    works.reverse();
    for (line, by) in less {
        let mut left = *by;
        for work in works.iter().filter(|w| w.line == *line) {
            let loaded = door.load::<WorkOrder>(work.id)?;
            let (less, facts) = production::reduce(&loaded, left, reason);

            left = left.minus(less);
            if !facts.is_empty() {
                door.record(loaded, &facts)?;
            }
        }
    }
    Ok(())
}

/// Finished goods that no order takes go into stock, or somebody says why not (C28).
pub fn stock_left_over(
    door: &mut Door,
    work: Loaded<WorkOrder>,
    spare: Spare,
    place: PlaceId,
    why: Why,
) -> Result<Loaded<WorkOrder>> {
    door.ctx.may(Right::BookStock)?;
    stock::actions::hold_waiting(door, &[work.item], vec![work.order])?;
    let case = case::load(door, work.order)?;
    let left: Quantity = case.left_over_of(work.id);
    let on = door.ctx.today();
    let facts = production::stock_left_over(spare, left, on, why)?;
    let Spare { quantity, left_out } = spare;
    stock::actions::whole_of(door, [(work.item, quantity, left), (work.item, left_out, left)])?;
    if quantity.is_some() {
        let moves = vec![Move { place, ..Move::of(work.item, quantity) }];
        let (kind, source) = (MovementKind::Receipt, work.number.clone());
        let document = Movement { kind, on, moves, source, bound: true, ..Movement::default() };
        stock::actions::post(door, document)?;
    }
    tell_waiting(door, &[work.item])?;
    door.record(work, &facts)
}

/// Production confirms when.
pub fn confirm_period(
    door: &mut Door,
    work: Loaded<WorkOrder>,
    period: Period,
    note: String,
    proof: Vec<Attachment>,
) -> Result<Loaded<WorkOrder>> {
    door.ctx.may(Right::ConfirmPeriod)?;
    door.hold([work.order])?;
    door.load::<Order>(work.order)?.goes_on()?;
    let facts = production::confirm_period(&work, period, note, proof, door.ctx.today())?;
    door.record(work, &facts)
}

/// Progress of an operation.
pub fn report(door: &mut Door, work: Loaded<WorkOrder>, progress: Progress) -> Result<Loaded<WorkOrder>> {
    door.ctx.may(Right::ReportProgress)?;
    door.hold([work.order])?;
    let order = door.load::<Order>(work.order)?;
    order.goes_on()?;
    let more = progress.good.0 > 0 || progress.scrap.0 > 0;
    if more && order.state.state != State::Released {
        return Err(refuse("H4.4", "订单 {number} 已结束，不能再报工", [("number", order.title())]).into());
    }
    company::actions::may_backdate(door, progress.on, Some(order.entry.ordered_on), &progress.note)?;
    // What has left, or lies in stock, was made.
    let last = work.operations.last().is_some_and(|o| o.number == progress.operation);
    if last && progress.good.0 < 0 {
        let ready = case::around(door, order.state.clone())?.standing(work.line).ready;
        if ready.plus(progress.good).0 < 0 {
            let params = [("code", work.code.clone()), ("ready", ready.plain())];
            let text = "{code} 只有 {ready} 还没有发出或入库，不能冲减更多";
            return Err(refuse("H4.4", text, params).into());
        }
    }
    let facts = production::report(&work, progress, door.ctx.today())?;
    door.record(work, &facts)
}

/// Issues what is reserved for the line of a work order; all of it, or these quantities.
pub fn issue(
    door: &mut Door,
    work: &WorkOrder,
    parts: Vec<Reservation>,
    proof: Vec<Attachment>,
) -> Result<()> {
    door.ctx.may(Right::IssueMaterials)?;
    door.hold([work.order])?;
    let order = door.load::<Order>(work.order)?;
    order.goes_on()?;
    let held = order.to_issue(work.line);
    for part in &parts {
        let held = held.iter().find(|h| h.item == part.item).map(|h| h.quantity).unwrap_or_default();
        if part.line != work.line || part.quantity > held || !part.quantity.is_some() {
            return Err(refuse("H4.2", "领料不能多于占用的数量 {held}", [("held", held.plain())]).into());
        }
    }
    let of = |part: &Reservation| held.iter().find(|h| h.item == part.item).map(|h| h.quantity);
    let each = parts.iter().map(|p| (p.item, p.quantity, of(p).unwrap_or_default()));
    stock::actions::whole_of(door, each.collect::<Vec<_>>())?;
    stock::actions::issue(door, work.order, parts, work.number.clone(), proof)?;
    Ok(())
}

/// Parts that were issued for what is not made any more go back into stock (H4.2).
pub fn return_material(
    door: &mut Door,
    work: &WorkOrder,
    named: &[Returning],
    place: PlaceId,
    why: Why,
) -> Result<()> {
    door.ctx.may(Right::IssueMaterials)?;
    let items: Vec<ItemId> = named.iter().map(|part| part.item).collect();
    stock::actions::hold_waiting(door, &items, vec![work.order])?;
    let unused = case::load(door, work.order)?.unused_of(work.id);
    let order = door.load::<Order>(work.order)?;
    let facts = order::return_material(work.line, &unused, named, why)?;
    let lies = |item| unused.iter().find(|u| u.item == item).map_or(Quantity::ZERO, |u| u.quantity);
    let each =
        named.iter().flat_map(|n| [(n.item, n.returned, lies(n.item)), (n.item, n.lost, lies(n.item))]);
    stock::actions::whole_of(door, each.collect::<Vec<_>>())?;
    door.record(order, &facts)?;
    let part = |n: &Returning| Reservation { line: work.line, item: n.item, quantity: n.returned };
    let returned = named.iter().map(part).filter(|part| part.quantity.is_some()).collect();
    stock::actions::take_back(door, work.order, returned, place, work.number.clone())
}
