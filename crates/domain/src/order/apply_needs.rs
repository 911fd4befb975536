//! What each fact does to what the lines of an order need, have set aside and have drawn (H4.2).

use jiff::civil::Date;

use super::{Fact, Need, Order, Replacing, Reservation, Rise, Spoiled};
use crate::followup::local;
use crate::history::Stamp;
use crate::quantity::Quantity;

/// Whether something may be short from now on that was not before.
fn adds_needs(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Yielded { .. }
            | Fact::NeedsRevised { .. }
            | Fact::MaterialAdded { .. }
            | Fact::Replacing { .. }
    )
}

/// Since when nothing is short.
pub(super) fn note_supply(order: &mut Order, stamp: Stamp<'_>) {
    let complete = !order.needs.0.iter().any(|need| need.short().is_some());
    order.supplied_on = complete.then(|| order.supplied_on.unwrap_or_else(|| local(stamp.at)));
}

/// What its lines need, have set aside and have drawn.
pub(super) fn change_needs(order: &mut Order, fact: &Fact, stamp: Stamp<'_>) {
    if adds_needs(fact) {
        order.needs_more_since = Some(local(stamp.at));
    }
    match fact {
        Fact::Reserved { reservations } => {
            move_needs(order, reservations, |need, q| need.reserved = need.reserved.plus(q));
        }
        Fact::Yielded { reservations } => {
            move_needs(order, reservations, |need, q| need.reserved = need.reserved.minus(q));
        }
        Fact::NeedsRevised { needs } => order.needs = needs.clone(),
        Fact::MaterialAdded { line, spoiled, needs } => {
            if spoiled.0 < 0 {
                order.end(*line, local(stamp.at));
            }
            order.spoiled.push(Spoiled { line: *line, quantity: *spoiled });
            order.needs = needs.clone();
        }
        Fact::Replacing { replacing, needs } => {
            end_replacements(order, replacing, local(stamp.at));
            order.replacing.clone_from(replacing);
            order.needs = needs.clone();
        }
        Fact::LinesSettled { lines, needs, .. } => {
            for less in lines.iter().filter(|l| l.to < l.from) {
                order.end(less.line, local(stamp.at));
                order.ended_on = Some(local(stamp.at));
            }
            let before: Vec<Quantity> = lines.iter().map(|l| order.beyond(l.line)).collect();
            for settled in lines {
                if let Some(line) = order.entry.lines.iter_mut().find(|l| l.number == settled.line) {
                    line.quantity = settled.to;
                }
            }
            order.settled_lines.extend(lines.iter().cloned());
            for (settled, before) in lines.iter().zip(before) {
                // A line that ends at less and rises again has not risen.
                let quantity = before.short_of(order.beyond(settled.line));
                let told = order.rises.iter().filter(|r| r.line == settled.line).map(|r| r.quantity).sum();
                let quantity = quantity.min(order.beyond(settled.line).minus(told));
                if quantity.is_some() {
                    order.rises.push(Rise { line: settled.line, quantity, on: local(stamp.at) });
                }
            }
            order.needs = needs.clone();
        }
        Fact::Drawn { reservations } | Fact::Used { reservations } => {
            move_needs(order, reservations, |need, q| {
                need.reserved = need.reserved.minus(q);
                need.drawn = need.drawn.plus(q);
            });
        }
        Fact::MaterialReturned { returned, lost, .. } => {
            order.take_material(returned);
            order.take_material(lost);
        }
        _ => {}
    }
    note_supply(order, stamp);
}

/// Of what is sent again, less is made than before.
fn end_replacements(order: &mut Order, replacing: &[Replacing], on: Date) {
    let lines: Vec<i64> = order.entry.lines.iter().map(|l| l.number).collect();
    for line in lines {
        let after: Quantity = replacing.iter().filter(|r| r.line == line).map(|r| r.quantity).sum();
        if after < order.replaced(line) {
            order.end(line, on);
        }
    }
}

fn move_needs(order: &mut Order, reservations: &[Reservation], act: impl Fn(&mut Need, Quantity)) {
    for r in reservations {
        if let Some(need) = order.needs.0.iter_mut().find(|n| n.line == r.line && n.item == r.item) {
            act(need, r.quantity);
        }
    }
}
