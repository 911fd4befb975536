//! The case of an order: everything that its rules look at, joined by the nouns that concern it.

use std::collections::{BTreeMap, BTreeSet};

use db::Conn;
use domain::followup::Case;
use domain::history::Noun as _;
use domain::ids::OrderId;
use domain::order::{Order, State};
use evidence::Fact;
use jiff::Timestamp;
use kernel::feature::Site;
use kernel::noun::From;
use kernel::{Door, Error, Result};

use super::store;
use crate::{balance, duty};

/// The case of `id` as it is now: for whoever shows it.
pub fn load(door: &mut Door, id: OrderId) -> Result<Case> {
    let order = door.load::<Order>(id)?.state;
    around(door, order)
}

/// The case of `id`, held until the transaction ends: for whoever decides by it. What was expected of it, what it would get of free
/// stock, and since when its duties are shown decide nothing, and are not read.
pub fn hold(door: &mut Door, id: OrderId) -> Result<Case> {
    door.hold([id])?;
    let linked = store::linked(door.shared.site, door.conn, &[id])?;
    let mut cases = join(door.shared.site, own(&linked)?, &linked)?;
    cases.remove(&id).ok_or(Error::NotFound)
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
    let id = order.id;
    let linked = store::linked(door.shared.site, door.conn, &[id])?;
    Ok(gather(door, [(id, order)].into(), &linked)?.remove(&id).unwrap_or_default())
}

/// The cases of several orders as they are now, without those that there are not.
pub fn all(door: &mut Door, ids: &[OrderId]) -> Result<Vec<Case>> {
    let linked = store::linked(door.shared.site, door.conn, ids)?;
    Ok(gather(door, own(&linked)?, &linked)?.into_values().collect())
}

/// A stream with a place in the case of an order, and its snapshot.
type Linked = (OrderId, String, Vec<u8>);

/// The orders themselves among what is linked to them.
fn own(linked: &[Linked]) -> Result<BTreeMap<OrderId, Order>> {
    let mut orders = BTreeMap::new();
    for (id, _, snapshot) in linked.iter().filter(|(id, stream, _)| is_own(*id, stream)) {
        orders.insert(*id, evidence::read_snapshot(snapshot)?);
    }
    Ok(orders)
}

fn is_own(id: OrderId, stream: &str) -> bool {
    stream == key(id)
}

/// What its duties are kept by.
pub fn key(id: OrderId) -> String {
    format!("{}/{id}", Order::STREAM)
}

/// Joins what is linked to each of some orders.
fn join(site: &Site, orders: BTreeMap<OrderId, Order>, linked: &[Linked]) -> Result<BTreeMap<OrderId, Case>> {
    let mut cases: BTreeMap<OrderId, Case> =
        orders.into_iter().map(|(id, order)| (id, Case { order, ..Case::default() })).collect();
    // Orders share their purchases: each is read once.
    let mut shared: BTreeMap<&str, (BTreeSet<OrderId>, &[u8])> = BTreeMap::new();
    for (id, stream, snapshot) in linked.iter().filter(|(id, stream, _)| !is_own(*id, stream)) {
        shared.entry(stream).or_insert((BTreeSet::new(), snapshot)).0.insert(*id);
    }
    for (stream, (ids, snapshot)) in shared {
        let mut concerned: Vec<&mut Case> =
            cases.iter_mut().filter(|(id, _)| ids.contains(id)).map(|(_, case)| case).collect();
        site.noun(stream)?.join_each(&mut concerned, From::Snapshot(snapshot))?;
    }
    Ok(cases)
}

/// The same, with what is kept of each beside its facts.
fn gather(
    door: &mut Door,
    orders: BTreeMap<OrderId, Order>,
    linked: &[Linked],
) -> Result<BTreeMap<OrderId, Case>> {
    let mut cases = join(door.shared.site, orders, linked)?;
    let running = cases.values().filter(|case| case.order.state == State::Released);
    let running: Vec<OrderId> = running.map(|case| case.order.id).collect();
    for (id, known) in store::forecasts::known_of(door.conn, &running)? {
        if let Some(case) = cases.get_mut(&id) {
            case.known = Some(known);
        }
    }
    let keys: Vec<String> = cases.keys().map(|id| key(*id)).collect();
    let mut shown = duty::shown(door.conn, &keys)?;
    for (id, case) in &mut cases {
        case.shown = Some(shown.remove(&key(*id)).unwrap_or_default());
    }
    share_out(door.conn, cases.values_mut())?;
    Ok(cases)
}

/// Says to each case what its order would get of what lies free (H4.2).
pub fn share_out<'a>(conn: &mut Conn, cases: impl Iterator<Item = &'a mut Case>) -> Result<()> {
    let is_short = |case: &Case| case.order.needs.0.iter().any(|need| need.short().is_some());
    let mut short: BTreeMap<OrderId, &mut Case> = cases
        .filter(|case| case.order.state == State::Released && is_short(case))
        .map(|case| (case.order.id, case))
        .collect();
    let ids: Vec<OrderId> = short.keys().copied().collect();
    let mut free = balance::lying_free(conn, &ids)?;
    for (id, case) in &mut short {
        case.free = free.remove(id).unwrap_or_default();
    }
    Ok(())
}

/// The case that `facts` lead to, the beginning of a thread, as it was known at an instant. The order comes first: others look at it.
pub fn then(door: &mut Door, facts: &[Fact], at: Timestamp, id: OrderId) -> Result<Case> {
    let site = door.shared.site;
    let own = key(id);
    let mut case = Case::default();
    site.noun(&own)?.join(&mut case, From::Facts(facts, &own))?;
    let streams: BTreeSet<&str> = facts.iter().map(|f| f.stream.as_str()).filter(|s| *s != own).collect();
    for stream in streams {
        site.noun(stream)?.join(&mut case, From::Facts(facts, stream))?;
    }
    case.known = store::forecasts::known(door.conn, id, at.as_microsecond())?;
    Ok(case)
}
