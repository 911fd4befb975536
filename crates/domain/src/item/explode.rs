//! The multi-level bill of materials, exploded to what is bought and stocked (H4.2).

use std::collections::{BTreeMap, HashMap};

use super::{Item, ItemKind};
use crate::ids::ItemId;
use crate::quantity::Quantity;

/// Items by identity: all that a bill may name.
pub type Bills = HashMap<ItemId, Item>;

/// What a product needs of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The part.
    pub item: ItemId,
    /// How much.
    pub quantity: Quantity,
}

/// Why a bill cannot be exploded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// It names an item that is not recorded.
    Item(ItemId),
    /// It contains itself.
    Cycle(String),
}

/// Parts for `quantity` of `item`, summed per part; phantoms are passed through to what they consist of.
/// An item without a bill is itself the part: it is supplied from stock.
pub fn explode(item: ItemId, quantity: Quantity, bills: &Bills) -> Result<Vec<Requirement>, Unknown> {
    let mut sums = BTreeMap::new();
    let root = bills.get(&item).ok_or(Unknown::Item(item))?;
    walk(root, quantity, bills, &mut Vec::new(), &mut sums)?;
    Ok(sums.into_iter().map(|(item, quantity)| Requirement { item, quantity }).collect())
}

fn walk(
    item: &Item,
    quantity: Quantity,
    bills: &Bills,
    path: &mut Vec<ItemId>,
    sums: &mut BTreeMap<ItemId, Quantity>,
) -> Result<(), Unknown> {
    if path.contains(&item.id) {
        return Err(Unknown::Cycle(item.profile.code.clone()));
    }
    let stocked = item.bill.is_empty() || (item.profile.kind == ItemKind::Part && !path.is_empty());
    if stocked {
        let sum = sums.entry(item.id).or_default();
        *sum = sum.plus(quantity);
        return Ok(());
    }
    path.push(item.id);
    for component in &item.bill {
        let child = bills.get(&component.item).ok_or(Unknown::Item(component.item))?;
        walk(child, quantity.times(component.quantity), bills, path, sums)?;
    }
    path.pop();
    Ok(())
}
