//! The case of an order: everything that its rules look at, joined by the nouns that concern it.

use std::collections::BTreeSet;

use domain::followup::Case;
use domain::ids::OrderId;
use domain::order::{Order, State};
use evidence::Fact;
use kernel::feature::Site;
use kernel::noun::From;
use kernel::{Door, Result};

use super::store;
use crate::balance;

/// The case of `id` as it is now: for whoever shows it.
pub fn load(door: &mut Door, id: OrderId) -> Result<Case> {
    let order = door.load::<Order>(id)?.state;
    around(door, order)
}

/// The case of `id`, held until the transaction ends: for whoever decides by it.
pub fn hold(door: &mut Door, id: OrderId) -> Result<Case> {
    door.hold([id])?;
    load(door, id)
}

/// An order and those that share a purchase with it.
pub fn neighbourhood(door: &mut Door, id: OrderId) -> Result<Vec<OrderId>> {
    let mut orders = store::neighbours(door.conn, id)?;
    orders.push(id);
    Ok(orders)
}

/// Holds an order and those that share a purchase with it: for whoever decides that it needs less. All at once, so that
/// nobody waits in a circle; again where one came in while the others were waited for.
pub fn hold_around(door: &mut Door, id: OrderId) -> Result<()> {
    loop {
        let orders = neighbourhood(door, id)?;
        if orders.iter().all(|order| door.holds(*order)) {
            return Ok(());
        }
        door.hold(orders)?;
    }
}

/// The case of an order that is loaded already.
pub fn around(door: &mut Door, order: Order) -> Result<Case> {
    let site = door.shared.site;
    let own = format!("order/{}", order.id);
    let others = store::linked(site, door.conn, order.id)?;
    let mut case = Case { order, ..Case::default() };
    for (stream, snapshot) in others.iter().filter(|(stream, _)| *stream != own) {
        site.noun(stream)?.join(&mut case, From::Snapshot(snapshot))?;
    }
    if case.order.state == State::Released && case.order.needs.0.iter().any(|n| n.short().is_some()) {
        case.free = balance::lying_free(door.conn, case.order.id)?;
    }
    Ok(case)
}

/// The case that `facts` lead to: the beginning of a thread. The order comes first: others look at it.
pub fn then(site: &Site, facts: &[Fact], id: OrderId) -> Result<Case> {
    let own = format!("order/{id}");
    let mut case = Case::default();
    site.noun(&own)?.join(&mut case, From::Facts(facts, &own))?;
    let streams: BTreeSet<&str> = facts.iter().map(|f| f.stream.as_str()).filter(|s| *s != own).collect();
    for stream in streams {
        site.noun(stream)?.join(&mut case, From::Facts(facts, stream))?;
    }
    Ok(case)
}
