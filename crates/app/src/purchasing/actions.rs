//! What purchasing does (H4.2, H4.3).

mod placing;

use domain::access::Right;
use domain::confidential::Confidential;
use domain::history::Noun as _;
use domain::ids::{ItemId, OrderId, PlaceId};
use domain::order::{Order, Reservation};
use domain::proof::Why;
use domain::purchasing::{
    self, Answer, Back, Concession, ForOrder, Inspection, Promise, Purchase, PurchaseLine, Receipt,
    Replacement, Terms,
};
use domain::quantity::Quantity;
use domain::stock::{Move, Movement, MovementKind};
use domain::supplier::Supplier;

pub use placing::{Wanted, place, place_with_each};

use super::store;
use crate::stock::actions::Given;
use crate::{company, order, stock, supplier};
use kernel::record::Loaded;
use kernel::{Door, Result};

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
    let terms = terms(door, &purchase, &receipt.waybill)?;
    let facts = purchasing::receive(&purchase, receipt, &terms, door.ctx.today())?;
    door.record(purchase, &facts)
}

/// By what goods of this purchase are received. Its supplier is held, so that one delivery note is not booked on two of
/// its purchases at once.
fn terms(door: &mut Door, purchase: &Purchase, waybill: &str) -> Result<Terms> {
    supplier::hold(door.conn, purchase.supplier)?;
    let noted = store::noted(door.conn, purchase, waybill)?;
    Ok(Terms { tolerance: tolerance(door, purchase)?, noted })
}

/// How much more than ordered this supplier may send without a word, in percent (C10).
pub fn tolerance(door: &mut Door, purchase: &Purchase) -> Result<i64> {
    let own = door.find::<Supplier>(purchase.supplier)?.and_then(|s| s.profile.over_delivery);
    Ok(match own {
        Some(percent) => percent,
        None => company::actions::load(door)?.profile.over_delivery(),
    })
}

/// Records what went back to the supplier.
pub fn send_back(door: &mut Door, purchase: Loaded<Purchase>, back: Back) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::ReceiveGoods)?;
    door.hold(purchase.orders())?;
    let facts = purchasing::send_back(&purchase, back, door.ctx.today())?;
    door.record(purchase, &facts)
}

/// Records what the supplier brought for goods that failed.
pub fn replace(
    door: &mut Door,
    purchase: Loaded<Purchase>,
    replacement: Replacement,
) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::ReceiveGoods)?;
    door.hold(purchase.orders())?;
    let terms = terms(door, &purchase, &replacement.waybill)?;
    let facts = purchasing::replace(&purchase, replacement, &terms, door.ctx.today())?;
    door.record(purchase, &facts)
}

/// Accepts on concession what had failed: it goes into stock after all, for those who wait for it.
pub fn concede(
    door: &mut Door,
    purchase: Loaded<Purchase>,
    concession: Concession,
    place: PlaceId,
) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::ConcedeGoods)?;
    let good: Vec<_> = concession.parts.iter().map(|p| (p.line, p.quantity)).collect();
    hold_waiting(door, &purchase, &good)?;
    let facts = purchasing::concede(&purchase, concession)?;
    let purchase = door.record(purchase, &facts)?;
    take_in(door, &purchase, &good, place)?;
    Ok(purchase)
}

/// Records a first inspection: what is good goes into stock and is set aside for the orders that wait for it.
pub fn inspect(
    door: &mut Door,
    purchase: Loaded<Purchase>,
    results: Vec<Inspection>,
    place: PlaceId,
) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::InspectGoods)?;
    let good: Vec<_> = results.iter().map(|r| (r.line, r.accepted.plus(r.conceded))).collect();
    hold_waiting(door, &purchase, &good)?;
    let facts = purchasing::inspect(&purchase, results)?;
    let purchase = door.record(purchase, &facts)?;
    take_in(door, &purchase, &good, place)?;
    Ok(purchase)
}

/// Holds the orders that a purchase is for, and those that wait for the parts of these lines.
fn hold_waiting(door: &mut Door, purchase: &Purchase, good: &[(i64, Quantity)]) -> Result<()> {
    let parts: Vec<ItemId> = good.iter().filter_map(|(line, _)| Some(purchase.line(*line)?.item)).collect();
    stock::actions::hold_waiting(door, &parts, purchase.orders())
}

/// Takes what is good of these lines into stock at a usable place, for the orders that it was bought for and then for who waits.
fn take_in(door: &mut Door, purchase: &Purchase, good: &[(i64, Quantity)], place: PlaceId) -> Result<()> {
    let mut moves = Vec::new();
    for (number, quantity) in good {
        if let Some(line) = purchase.line(*number).filter(|_| quantity.is_some()) {
            let unit_cost = Some(line.unit_cost).filter(|cost| cost.open().is_some());
            // What the supplier leaves us free of charge costs nothing (C10).
            let paid = line.paid_of(*quantity);
            let parts = [(paid, unit_cost), (paid.short_of(*quantity), Some(Confidential::default()))];
            for (part, unit_cost) in parts.into_iter().filter(|(part, _)| part.is_some()) {
                moves.push(Move { place, unit_cost, ..Move::of(line.item, part) });
            }
        }
    }
    if moves.is_empty() {
        return Ok(());
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
    for (number, quantity) in good {
        let Some(line) = purchase.line(*number) else { continue };
        cover_orders(door, line, *quantity, &mut given)?;
        given.give_free(door, line.item)?;
    }
    given.record(door)
}

/// The orders that a purchase line was placed for come first, also for goods that were made before it came (ADR 0033).
fn cover_orders(door: &mut Door, line: &PurchaseLine, good: Quantity, given: &mut Given) -> Result<()> {
    let orders: Vec<OrderId> = line.covers.iter().map(|cover| cover.order).collect();
    let short = order::short_of(door.conn, line.item, &orders)?;
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

/// Takes out of the purchases for an order what it does not want any more: it was given up, or needs less (H3.8).
pub fn free(door: &mut Door, id: OrderId) -> Result<()> {
    let order = door.load::<Order>(id)?.state;
    let mut wanted = purchasing::wanted(&order);
    let on = door.ctx.today();
    for purchase in store::covering(door.conn, id)? {
        let purchase = door.load::<Purchase>(purchase)?;
        door.hold(purchase.orders())?;
        let facts = purchasing::free(&purchase, &order, &mut wanted, on);
        door.record(purchase, &facts)?;
    }
    Ok(())
}

/// Keeps for stock what nobody waits for any more.
pub fn keep(door: &mut Door, purchase: Loaded<Purchase>, why: Why) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::Purchase)?;
    door.hold(purchase.orders())?;
    let facts = purchasing::keep(&purchase, why)?;
    door.record(purchase, &facts)
}

/// Gives up what has not come.
pub fn cancel(door: &mut Door, purchase: Loaded<Purchase>, why: Why) -> Result<Loaded<Purchase>> {
    door.ctx.may(Right::Purchase)?;
    door.hold(purchase.orders())?;
    let facts = purchasing::cancel(&purchase, why)?;
    door.record(purchase, &facts)
}
