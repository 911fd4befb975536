//! What is done where a line is not delivered as it was ordered: made again (C20), of new material (H4.4), ended at what was
//! delivered (C11, C28).

use domain::access::Right;
use domain::history::Noun as _;
use domain::ids::OrderId;
use domain::order::{self, Fact, Need, Order, Replacing, State};
use domain::plan::{Step, lay_down};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::refusal::refuse;
use domain::shipment::{Replacement, Source};
use jiff::civil::Date;
use kernel::record::Loaded;
use kernel::{Door, Result};

use super::super::case;
use super::{free_less, needs_of, set_aside, use_up};
use crate::item;

/// Sends goods of lines again that were lost or broken: free stock is set aside for them, the rest is short. Answers when
/// they must be begun and finished to be there in time.
pub fn replace(
    door: &mut Door,
    id: OrderId,
    lost: &[(i64, Quantity)],
    replacement: Replacement,
) -> Result<(Date, Date)> {
    door.hold([id])?;
    let order = door.load::<Order>(id)?;
    let plan = lay_down(&order, replacement.by, &*door.calendar()?);
    let today = door.ctx.today();
    let by =
        |step: Step| plan.iter().find(|m| m.step == step).map_or(replacement.by, |m| m.baseline).max(today);
    let (start_by, finished_by) = (by(Step::MaterialsIn), by(Step::Produced));
    let (mut again, mut needs) = (Vec::new(), Vec::new());
    for (number, quantity) in lost {
        let Some(line) = order.line(*number) else { continue };
        let Replacement { by, source } = replacement;
        again.push(Replacing { line: *number, quantity: *quantity, by, source });
        match source {
            Source::Made => needs.extend(needs_of(line, *quantity, start_by, &*item::bills(door)?)?),
            Source::Stock => needs.push(Need {
                line: *number,
                item: line.item,
                required: *quantity,
                reserved: Quantity::ZERO,
                drawn: Quantity::ZERO,
                need_by: finished_by,
            }),
        }
    }
    // A held order binds no further stock (H8.4).
    if order.hold.is_none() {
        set_aside(door, &mut needs)?;
    }
    if replacement.source == Source::Stock
        && let Some(short) = needs.iter().find(|n| n.short().is_some())
    {
        let code = order.line(short.line).map(|l| l.code.clone()).unwrap_or_default();
        return Err(refuse(
            "H6.6",
            "{code} 的成品库存只有 {there} 可用，不够补发 {wanted}。请选重新生产或采购",
            [("code", code), ("there", short.reserved.plain()), ("wanted", short.required.plain())],
        )
        .into());
    }
    let facts = order::replace(&order, again, needs);
    door.record(order, &facts)?;
    Ok((start_by, finished_by))
}

/// Less is sent again: what was missing turned up.
/// Answers how much less of each line is made.
pub fn replaced_less(
    door: &mut Door,
    id: OrderId,
    found: &[(i64, Quantity)],
) -> Result<Vec<(i64, Quantity)>> {
    door.hold([id])?;
    let case = case::load(door, id)?;
    let order = door.load::<Order>(id)?;
    let order = use_up(door, order, &case, |line| found.iter().any(|(of, _)| *of == line))?;
    let before = order.state.clone();
    let (unmade, facts) = order::replaced_less(&order, found);
    let after = door.record(order, &facts)?;
    free_less(door, &before, &after)?;
    Ok(unmade)
}

/// Material is needed again for pieces of a line that were spoiled (H4.4), or not any more where that was taken back.
pub fn add_material(door: &mut Door, id: OrderId, line: i64, spoiled: Quantity) -> Result<()> {
    door.hold([id])?;
    let order = door.load::<Order>(id)?;
    let Some(of) = order.line(line).filter(|_| order.state.state == State::Released) else { return Ok(()) };
    let amount = spoiled.max(Quantity::ZERO.minus(spoiled));
    let mut needs = needs_of(of, amount, door.ctx.today(), &*item::bills(door)?)?;
    if spoiled.0 < 0 {
        let before = order.state.clone();
        let facts = order::take_material_back(&order, line, spoiled, &needs);
        let after = door.record(order, &facts)?;
        return free_less(door, &before, &after);
    }
    // A held order binds no further stock (H8.4).
    if order.hold.is_none() {
        set_aside(door, &mut needs)?;
    }
    let facts = order::add_material(&order, line, spoiled, needs);
    door.record(order, &facts)?;
    Ok(())
}

/// Ends lines at what was delivered (C11): what is not needed any more is free again; work on it ends in reaction.
pub fn settle_lines(door: &mut Door, order: Loaded<Order>, lines: &[i64], why: Why) -> Result<Loaded<Order>> {
    door.may_on(Right::WriteOrder, &order.orders())?;
    case::hold_around(door, order.id)?;
    let case = case::around(door, order.state.clone())?;
    let progress = |line| case.progress(line);
    let waiting = |line| case.waits_on(line).map(|s| s.number.clone());
    let beyond = door.ctx.can(Right::CancelOrder);
    let order = use_up(door, order, &case, |line| lines.contains(&line))?;
    let before = order.state.clone();
    let facts = order::settle_lines(&order, lines, &progress, &waiting, beyond, why)?;
    let order = door.record(order, &facts)?;
    free_less(door, &before, &order)?;
    Ok(order)
}

/// The customer has so much of lines that the house never made or took out for them (C28): it is not made or bought any more.
pub fn came_from_elsewhere(
    door: &mut Door,
    id: OrderId,
    there: &[(i64, Quantity)],
    reason: &str,
) -> Result<()> {
    let case = case::hold(door, id)?;
    let order = door.load::<Order>(id)?;
    let order = use_up(door, order, &case, |line| there.iter().any(|(of, _)| *of == line))?;
    let before = order.state.clone();
    let facts = order::came_from_elsewhere(&order, there, reason);
    let after = door.record(order, &facts)?;
    free_less(door, &before, &after)
}

/// Lines rise to what the customer has and pays (C28): within what the contract lets differ, or as was agreed.
pub fn raise_lines(door: &mut Door, id: OrderId, reason: &str) -> Result<()> {
    let case = case::hold(door, id)?;
    let facts: Vec<Fact> = order::raise_lines(&case.order, &case.delivered(), reason);
    if !facts.is_empty() {
        let order = door.load::<Order>(id)?;
        door.record(order, &facts)?;
    }
    Ok(())
}
