//! The needs of all open orders weighed against stock and purchases, and what comes of it written down (H4.2, H4.3).

use crate::balance::{self, Balance};
use crate::{item, order, production, purchasing};
use domain::access::Right;

use domain::ids::{ItemId, OrderId};
use domain::order::{Need, Order, renewed_needs};
use domain::pegging::{Demand, Incoming, Pegs, Supply, peg};
use domain::purchasing::{ForOrder, Purchase};
use domain::quantity::Quantity;
use kernel::record::Loaded;
use kernel::{Door, Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What would change.
pub struct Weighed {
    orders: Vec<Weighing>,
    purchases: Vec<Loaded<Purchase>>,
    incoming: Vec<Incoming>,
    /// Per purchase line: what it is for of orders on hold, which get and give nothing (H8.4).
    apart: Vec<Vec<ForOrder>>,
    pegs: Pegs,
    balances: BTreeMap<ItemId, Balance>,
    reserved: BTreeMap<ItemId, Quantity>,
}

/// An order with its needs as they will be.
struct Weighing {
    order: Loaded<Order>,
    needs: Vec<Need>,
    renewed: bool,
}

/// Stock that an order line gets or gives up.
pub struct Change {
    /// The order's number.
    pub number: String,
    /// Its line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// Set aside before.
    pub from: Quantity,
    /// Set aside after.
    pub to: Quantity,
    /// When it is needed.
    pub need_by: jiff::civil::Date,
}

impl Weighed {
    /// Orders whose bills have changed since their release.
    pub fn renewed(&self) -> usize {
        self.orders.iter().filter(|o| o.renewed).count()
    }

    /// Purchase lines that are for other orders than before.
    pub fn repegged(&self) -> usize {
        self.pegs.covers.iter().flatten().count()
    }

    /// Order lines and parts that are neither in the house nor bought.
    pub fn missing(&self) -> usize {
        self.pegs.missing.iter().filter(|q| q.is_some()).count()
    }

    /// Stock that moves from order to order, the earliest need first.
    pub fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for weighing in self.orders.iter().filter(|o| o.differs()) {
            let before = &weighing.order.needs.0;
            let own = |n: &Need| before.iter().find(|b| (b.line, b.item) == (n.line, n.item));
            let removed = before.iter().filter(|b| {
                b.reserved.is_some() && !weighing.needs.iter().any(|n| (b.line, b.item) == (n.line, n.item))
            });
            let rows =
                weighing.needs.iter().map(|n| (n, own(n).map_or(Quantity::ZERO, |b| b.reserved), n.reserved));
            let rows = rows.chain(removed.map(|b| (b, b.reserved, Quantity::ZERO)));
            changes.extend(rows.filter(|(_, from, to)| from != to).map(|(need, from, to)| Change {
                number: weighing.order.number.clone(),
                line: need.line,
                item: need.item,
                from,
                to,
                need_by: need.need_by,
            }));
        }
        changes.sort_by(|a, b| (a.need_by, &a.number, a.line).cmp(&(b.need_by, &b.number, b.line)));
        changes
    }

    /// Whether nothing would change.
    pub fn is_settled(&self) -> bool {
        self.repegged() == 0 && !self.orders.iter().any(Weighing::differs)
    }
}

impl Weighing {
    fn differs(&self) -> bool {
        self.needs != self.order.needs.0
    }
}

/// Weighs the needs of all released orders by the bills, the stock and the purchases as they are now; `renew` takes
/// bills that have changed since the release. An order on hold keeps what it has and gets nothing (H8.4).
pub fn weigh(door: &mut Door, renew: bool) -> Result<Weighed> {
    door.ctx.may(Right::WeighNeeds)?;
    let balances = balance::balances(door.conn)?;
    let (begun, finished) = (production::begun(door.conn)?, production::finished(door.conn)?);
    let bills = item::bills(door)?;
    let mut orders = Vec::new();
    let mut demands = Vec::new();
    let mut set_aside: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    let (mut on_hold, mut made) = (BTreeSet::new(), BTreeMap::new());
    let released = order::released_orders(door.conn)?;
    for order in door.load_all::<Order>(&released)? {
        let id = order.id;
        if order.hold.is_some() {
            on_hold.insert(id);
            continue;
        }
        let renewed = if renew { renewed_needs(&order, &bills) } else { None };
        for need in &order.needs.0 {
            let sum = set_aside.entry(need.item).or_default();
            *sum = sum.plus(need.reserved);
        }
        let is_renewed = renewed.is_some();
        let needs = renewed.unwrap_or_else(|| order.needs.0.clone());
        // What is finished keeps what it has and gets no more, but what replaces its goods from stock.
        let stocked = |need: &Need| order.stock_need(need.line).is_some_and(|own| own.item == need.item);
        let open = |need: &Need| {
            let open = need.drawn.short_of(need.required);
            let done = finished.contains(&(id, need.line)) && !stocked(need);
            if done { open.min(need.reserved) } else { open }
        };
        let used = |need: &&Need| open(need) < need.drawn.short_of(need.required);
        made.extend(needs.iter().filter(used).map(|n| ((id, n.line, n.item), n.short())));
        demands.extend(needs.iter().map(|need| Demand {
            order: id,
            number: order.number.clone(),
            line: need.line,
            item: need.item,
            open: open(need),
            held: need.reserved,
            need_by: need.need_by,
            keeps: begun.contains(&(id, need.line)),
        }));
        orders.push(Weighing { order, needs, renewed: is_renewed });
    }
    let (purchases, mut incoming) = on_its_way(door)?;
    let mut apart = Apart { on_hold, made };
    let apart = incoming.iter_mut().map(|line| apart.take(line)).collect();
    let free = balances.iter().map(|(item, balance)| {
        let own = set_aside.get(item).copied().unwrap_or_default();
        (*item, balance.free().plus(own))
    });
    let supply = Supply { stock: free.collect(), incoming };
    let pegs = peg(&demands, &supply);

    let mut held = pegs.held.iter();
    for need in orders.iter_mut().flat_map(|o| &mut o.needs) {
        need.reserved = held.next().copied().unwrap_or_default();
    }
    let mut reserved: BTreeMap<ItemId, Quantity> =
        balances.iter().map(|(item, balance)| (*item, balance.reserved)).collect();
    for (item, before) in set_aside {
        let sum = reserved.entry(item).or_default();
        *sum = sum.minus(before);
    }
    for need in orders.iter().flat_map(|o| &o.needs) {
        let sum = reserved.entry(need.item).or_default();
        *sum = sum.plus(need.reserved);
    }
    Ok(Weighed { orders, purchases, incoming: supply.incoming, apart, pegs, balances, reserved })
}

/// What of purchases is nobody else's: what they bring for orders on hold, and for goods that were made before it came, which used it
/// (ADR 0033).
struct Apart {
    on_hold: BTreeSet<OrderId>,
    /// What made goods are short of, by order, line and part.
    made: BTreeMap<(OrderId, i64, ItemId), Quantity>,
}

impl Apart {
    /// Takes it out of a purchase line.
    fn take(&mut self, line: &mut Incoming) -> Vec<ForOrder> {
        let mut apart = Vec::new();
        for cover in std::mem::take(&mut line.covers) {
            let used =
                self.made.get_mut(&(cover.order, cover.line, line.item)).filter(|short| short.is_some());
            let quantity = match used {
                Some(short) => {
                    let used = cover.quantity.min(*short).min(line.to_come);
                    *short = short.minus(used);
                    used
                }
                None if self.on_hold.contains(&cover.order) => cover.quantity,
                None => {
                    line.covers.push(cover);
                    continue;
                }
            };
            line.to_come = quantity.short_of(line.to_come);
            apart.push(ForOrder { quantity, ..cover });
        }
        apart
    }
}

/// Open purchases with their lines that are to come.
fn on_its_way(door: &mut Door) -> Result<(Vec<Loaded<Purchase>>, Vec<Incoming>)> {
    let (mut purchases, mut incoming) = (Vec::new(), Vec::new());
    let open = purchasing::open_purchases(door.conn)?;
    for purchase in door.load_all::<Purchase>(&open)? {
        let id = purchase.id;
        let to_come = |line: &domain::purchasing::PurchaseLine| line.outstanding().plus(line.to_inspect());
        incoming.extend(purchase.lines.iter().filter(|l| to_come(l).is_some()).map(|line| Incoming {
            purchase: id,
            line: line.number,
            item: line.item,
            to_come: to_come(line),
            on: line.promised.unwrap_or(line.need_by),
            covers: line.covers.clone(),
        }));
        purchases.push(purchase);
    }
    Ok((purchases, incoming))
}

/// Holds every order that may get or give something, also those that come in while the others are waited for.
fn hold_all(door: &mut Door) -> Result<()> {
    loop {
        let mut orders = order::released_orders(door.conn)?;
        orders.extend(purchasing::waiting_orders(door.conn)?);
        if orders.iter().all(|o| door.holds(*o)) {
            return Ok(());
        }
        door.hold(orders)?;
    }
}

/// Weighs all needs and writes down what changes; answers it.
pub fn apply(door: &mut Door, renew: bool) -> Result<Weighed> {
    hold_all(door)?;
    let mut weighed = weigh(door, renew)?;
    for (item, reserved) in &weighed.reserved {
        let was = weighed.balances.get(item).copied().unwrap_or_default();
        // What is read is the condition of the write: nobody may have moved it in between.
        if *reserved != was.reserved && !balance::set_reserved(door.conn, *item, was, *reserved)? {
            return Err(Error::Stale { stated: false });
        }
    }
    let was = |item| weighed.balances.get(item).copied().unwrap_or_default().reserved;
    let moved = weighed.reserved.iter().filter(|(item, reserved)| was(item) != **reserved);
    let moved: Vec<ItemId> = moved.map(|(item, _)| *item).collect();
    for weighing in weighed.orders.iter().filter(|o| o.differs()) {
        order::actions::set_needs(door, weighing.order.clone(), &weighing.needs)?;
    }
    let mut changed: BTreeMap<domain::ids::PurchaseId, Vec<(i64, Vec<ForOrder>)>> = BTreeMap::new();
    for ((line, covers), apart) in weighed.incoming.iter().zip(&weighed.pegs.covers).zip(&weighed.apart) {
        if let Some(covers) = covers {
            let covers = covers.iter().chain(apart).cloned().collect();
            changed.entry(line.purchase).or_default().push((line.line, covers));
        }
    }
    let gaining: BTreeSet<_> =
        changed.values().flatten().flat_map(|(_, c)| c.iter().map(|c| c.order)).collect();
    order::actions::tell_waiting(door, &moved)?;
    for order in gaining {
        door.touch_order(order);
    }
    for purchase in std::mem::take(&mut weighed.purchases) {
        if let Some(covers) = changed.remove(&purchase.id) {
            purchasing::actions::repeg(door, purchase, covers)?;
        }
    }
    Ok(weighed)
}
