//! What purchasing does (H4.2, H4.3).

use domain::access::Right;
use domain::confidential::{Confidential, Cost};
use domain::history::Noun as _;
use domain::ids::{ItemId, PurchaseId, SupplierId};
use domain::item::Item;
use domain::money::UnitPrice;
use domain::order::{Attachment, Reservation};
use domain::proof::Why;
use domain::purchasing::{self, Answer, ForOrder, Inspection, Promise, Purchase, PurchaseLine, Receipt};
use domain::quantity::Quantity;
use domain::stock::{Move, Movement, MovementKind};
use domain::supplier::Supplier;
use jiff::civil::Date;

use super::store;
use crate::stock::actions::Given;
use crate::{order, stock};
use kernel::record::Loaded;
use kernel::{Door, Result};

/// What is to be bought of a part.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The part.
    pub item: ItemId,
    /// How much.
    pub quantity: Quantity,
    /// Price per unit.
    pub unit_cost: Confidential<Cost, UnitPrice>,
    /// When it is needed.
    pub need_by: Date,
}

/// Places a purchase order; what is short is covered in order of need, the rest goes to free stock (H4.2).
pub fn place(
    door: &mut Door,
    supplier: SupplierId,
    wanted: Vec<Wanted>,
    quote: Vec<Attachment>,
) -> Result<Purchase> {
    door.ctx.may(Right::Purchase)?;
    let name = door.load::<Supplier>(supplier)?.state.profile.name;
    let mut short = hold_short(door, &wanted)?;
    let mut lines = Vec::new();
    for (want, number) in wanted.into_iter().zip(1..) {
        let item = door.load::<Item>(want.item)?.state;
        let (mut left, mut covers) = (want.quantity, Vec::new());
        for need in short.iter_mut().filter(|s| s.item == want.item && s.missing.is_some()) {
            let quantity = need.missing.min(left);
            if quantity.is_some() {
                left = left.minus(quantity);
                need.missing = need.missing.minus(quantity);
                covers.push(ForOrder {
                    order: need.order,
                    number: need.number.clone(),
                    line: need.line,
                    quantity,
                });
            }
        }
        lines.push(PurchaseLine {
            number,
            item: want.item,
            code: item.profile.code,
            name: format!("{} {}", item.profile.name, item.profile.specification),
            unit: item.profile.unit,
            quantity: want.quantity,
            unit_cost: want.unit_cost,
            need_by: want.need_by,
            covers,
            ..PurchaseLine::default()
        });
    }
    let (id, on) = (PurchaseId(door.id()), door.ctx.today());
    purchasing::place(id, String::new(), (supplier, name.clone()), on, lines.clone(), Vec::new())?;
    let facts = purchasing::place(id, door.number("PO")?, (supplier, name), on, lines, quote)?;
    let fresh = door.fresh::<Purchase>(id);
    Ok(door.record(fresh, &facts)?.state)
}

/// What the orders are short of that wait for what is wanted; they are held, so that nobody else buys for them.
fn hold_short(door: &mut Door, wanted: &[Wanted]) -> Result<Vec<store::Shortage>> {
    let waiting = store::shortages(door.conn, None)?.into_iter();
    let waiting = waiting.filter(|s| wanted.iter().any(|w| w.item == s.item)).map(|s| s.order);
    door.hold(waiting)?;
    // Read again: what was short may have been bought before the orders were held. Whoever came in since waits.
    let mut short = store::shortages(door.conn, None)?;
    short.retain(|s| door.holds(s.order));
    Ok(short)
}

/// Records what the supplier promises.
pub fn promise(door: &mut Door, purchase: Loaded<Purchase>, promise: Promise) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::ChaseSupplier)?;
    door.hold(purchase.orders())?;
    let facts = purchasing::promise(&purchase, promise, door.ctx.today())?;
    door.record(purchase, &facts)
}

/// Records that the supplier was asked.
pub fn chase(door: &mut Door, purchase: Loaded<Purchase>, answer: Answer) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::ChaseSupplier)?;
    door.hold(purchase.orders())?;
    let facts = purchasing::chase(&purchase, door.ctx.today(), answer)?;
    door.record(purchase, &facts)
}

/// Names the order lines that a purchase is for from now on, as [`crate::pegging`] has weighed them.
pub fn repeg(
    door: &mut Door,
    purchase: Loaded<Purchase>,
    covers: Vec<(i64, Vec<ForOrder>)>,
) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::WeighNeeds)?;
    door.hold(purchase.orders())?;
    let facts = purchasing::repeg(&purchase, covers)?;
    // Those that it is no longer for change, too.
    for order in purchase.orders() {
        door.touch_order(order);
    }
    door.record(purchase, &facts)
}

/// Books goods that came.
pub fn receive(door: &mut Door, purchase: Loaded<Purchase>, receipt: Receipt) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::ReceiveGoods)?;
    door.hold(purchase.orders())?;
    let facts = purchasing::receive(&purchase, receipt, door.ctx.today())?;
    door.record(purchase, &facts)
}

/// Records a first inspection: what is good goes into stock and is set aside for the orders that wait for it.
pub fn inspect(
    door: &mut Door,
    purchase: Loaded<Purchase>,
    results: Vec<Inspection>,
) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::InspectGoods)?;
    let parts: Vec<ItemId> = results.iter().filter_map(|r| Some(purchase.line(r.line)?.item)).collect();
    stock::actions::hold_waiting(door, &parts, purchase.orders())?;
    let facts = purchasing::inspect(&purchase, results.clone())?;
    let purchase = door.record(purchase, &facts)?;
    let mut moves = Vec::new();
    for result in &results {
        let good = result.accepted.plus(result.conceded);
        if let Some(line) = purchase.line(result.line).filter(|_| good.is_some()) {
            moves.push(Move { item: line.item, quantity: good, line: None });
        }
    }
    if moves.is_empty() {
        return Ok(purchase);
    }
    let on = door.ctx.today();
    stock::actions::post(
        door,
        Movement {
            kind: MovementKind::Receipt,
            on,
            moves,
            source: purchase.number.clone(),
            ..Movement::default()
        },
    )?;
    let mut given = Given::default();
    for result in &results {
        let Some(line) = purchase.line(result.line) else { continue };
        cover_orders(door, line, result.accepted.plus(result.conceded), &mut given)?;
        given.give_free(door, line.item)?;
    }
    given.record(door)?;
    Ok(purchase)
}

/// The orders that a purchase line was placed for come first.
fn cover_orders(door: &mut Door, line: &PurchaseLine, good: Quantity, given: &mut Given) -> Result<()> {
    let short = order::short_needs(door.conn, Some(line.item))?;
    let mut left = good;
    for cover in &line.covers {
        let need = short.iter().find(|s| s.order == cover.order && s.line == cover.line);
        let quantity = need
            .map(|n| given.of(n.order, n.line, line.item).short_of(n.short).min(cover.quantity).min(left))
            .unwrap_or_default();
        if quantity.is_some() {
            let wanted = Reservation { line: cover.line, item: line.item, quantity };
            left = left.minus(given.give(door, cover.order, wanted)?);
        }
    }
    Ok(())
}

/// Gives up what has not come.
pub fn cancel(door: &mut Door, purchase: Loaded<Purchase>, why: Why) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::Purchase)?;
    door.hold(purchase.orders())?;
    let facts = purchasing::cancel(&purchase, why)?;
    door.record(purchase, &facts)
}
