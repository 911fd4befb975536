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
    /// It asks for more of this item than anybody could enter, or is so ramified that it has no end.
    TooMuch(String),
}

/// Steps through a bill: the longest that people make has a few hundred rows over all its levels.
const STEPS: usize = 20_000;
/// The most of one part that comes of one line: a thousand times what one line holds.
const MOST: Quantity = Quantity(Quantity::MOST.0 * 1000);

/// Parts for `quantity` of `item`, summed per part; phantoms are passed through to what they consist of.
/// An item without a bill is itself the part: it is supplied from stock.
pub fn explode(item: ItemId, quantity: Quantity, bills: &Bills) -> Result<Vec<Requirement>, Unknown> {
    let mut found = Found::default();
    let root = bills.get(&item).ok_or(Unknown::Item(item))?;
    walk(root, quantity, bills, &mut found)?;
    Ok(found.sums.into_iter().map(|(item, quantity)| Requirement { item, quantity }).collect())
}

/// Where the walk is, and what it has found.
#[derive(Default)]
struct Found {
    path: Vec<ItemId>,
    sums: BTreeMap<ItemId, Quantity>,
    steps: usize,
}

fn walk(item: &Item, quantity: Quantity, bills: &Bills, found: &mut Found) -> Result<(), Unknown> {
    let too_much = || Unknown::TooMuch(item.profile.code.clone());
    let Found { path, sums, steps } = found;
    *steps += 1;
    if *steps > STEPS || quantity > MOST {
        return Err(too_much());
    }
    if path.contains(&item.id) {
        return Err(Unknown::Cycle(item.profile.code.clone()));
    }
    let stocked = item.bill.is_empty() || (item.profile.kind == ItemKind::Part && !path.is_empty());
    if stocked {
        let sum = sums.entry(item.id).or_default();
        *sum = sum.plus(quantity);
        return if *sum > MOST { Err(too_much()) } else { Ok(()) };
    }
    path.push(item.id);
    for component in &item.bill {
        let child = bills.get(&component.item).ok_or(Unknown::Item(component.item))?;
        let needed = quantity.times_within(component.quantity);
        walk(child, needed.ok_or_else(|| Unknown::TooMuch(child.profile.code.clone()))?, bills, found)?;
    }
    found.path.pop();
    Ok(())
}
