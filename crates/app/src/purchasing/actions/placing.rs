//! Purchase orders are placed for what orders wait for (H4.2).

use std::collections::BTreeMap;

use domain::access::Right;
use domain::confidential::{Confidential, Cost};
use domain::ids::{ItemId, PurchaseId, SupplierId};
use domain::item::Item;
use domain::money::UnitPrice;
use domain::order::Attachment;
use domain::purchasing::{self, ForOrder, Purchase, PurchaseLine};
use domain::quantity::Quantity;
use domain::supplier::Supplier;
use jiff::civil::Date;

use super::super::store;
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
            pack: item.profile.pack.map(|pack| *pack),
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

/// Places a purchase order with each supplier, all or none; what they offered stands with each.
pub fn place_with_each(
    door: &mut Door,
    wanted: BTreeMap<SupplierId, Vec<Wanted>>,
    quote: &[Attachment],
) -> Result<Vec<Purchase>> {
    door.ctx.may(Right::Purchase)?;
    // All orders that wait for any of it at once: supplier by supplier they might be taken in another sequence than elsewhere.
    hold_short(door, &wanted.values().flatten().cloned().collect::<Vec<_>>())?;
    wanted.into_iter().map(|(supplier, wanted)| place(door, supplier, wanted, quote.to_vec())).collect()
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
