//! Items: parts, sub-assemblies (phantoms), products; their bills of materials and routings; work centres.

mod explode;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use explode::{Bills, Requirement, Unknown, explode};

use crate::access::Right;
use crate::choice::{State, Tone};
use crate::confidential::{Confidential, Cost, Price};
use crate::deed::Deed;
use crate::history::{Noun, Stamp};
use crate::ids::{ItemId, OrderId, SupplierId, WorkCenterId};
use crate::money::UnitPrice;
use crate::quantity::Quantity;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Bought and stocked.
    #[default]
    Part,
    /// A sub-assembly without stock of its own: a phantom in the bill.
    Assembly,
    /// Sold.
    Product,
}

crate::choice!(ItemKind {
    Product = "product", "产品";
    Assembly = "assembly", "组件";
    Part = "part", "物料";
});

impl State for ItemKind {
    fn tone(self) -> Tone {
        if self == Self::Product { Tone::Accent } else { Tone::Quiet }
    }
}

/// One line of a bill of materials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// What goes in.
    pub item: ItemId,
    /// How much per unit of the parent.
    pub quantity: Quantity,
}

/// A unit in which a part is bought: 卷 of 200 米 (C26). Stock, needs and purchases are kept in the base unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// The unit.
    pub unit: String,
    /// How many base units one of it has; above 0.
    pub factor: Quantity,
}

impl Pack {
    /// So many packs in base units.
    pub fn unpacked(&self, packs: Quantity) -> Quantity {
        packs.times(self.factor)
    }

    /// The least that is bought of at least so many base units: whole packs, in base units.
    pub fn whole(&self, quantity: Quantity) -> Quantity {
        let (factor, wanted) = (self.factor.0.max(1), quantity.0.max(0));
        let packs = wanted.div_euclid(factor) + i64::from(wanted.rem_euclid(factor) > 0);
        Quantity(crate::money::fitting(packs.checked_mul(factor)))
    }

    /// So many base units in packs, rounded half up to millionths.
    pub fn packed(&self, quantity: Quantity) -> Quantity {
        let factor = i128::from(self.factor.0.max(1));
        Quantity(crate::money::half_up(i128::from(quantity.0) * 1_000_000, factor))
    }

    /// The price of a base unit where a pack has this price, rounded half up to six decimals.
    pub fn price_of_one(&self, price: UnitPrice) -> UnitPrice {
        let one = crate::money::half_up(
            i128::from(price.millionths()) * 1_000_000,
            i128::from(self.factor.0.max(1)),
        );
        UnitPrice::of(one, price.currency())
    }
}

/// One step of a routing 工序.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its place: 10, 20 …
    pub number: i64,
    /// Where it is done.
    pub center: WorkCenterId,
    /// Its name.
    pub name: String,
    /// Hours to set up, in millionths.
    pub setup: Quantity,
    /// Hours per unit, in millionths.
    pub unit: Quantity,
}

/// What is written about an item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Item code 型号 / 物料编码, unique.
    pub code: String,
    /// Name.
    pub name: String,
    /// Specification.
    pub specification: String,
    /// What it is.
    pub kind: ItemKind,
    /// Base unit; orders may name others in `other_units`.
    pub unit: String,
    /// Units that mean the same as the base unit on an order (a product priced per metre sold as 套).
    pub other_units: Vec<String>,
    /// Default supplier.
    pub supplier: Option<SupplierId>,
    /// Last known purchase price per unit.
    pub reference_cost: Confidential<Cost, UnitPrice>,
    /// Standard selling price per unit.
    pub list_price: Confidential<Price, UnitPrice>,
    /// Stock to keep.
    pub safety_stock: Quantity,
    /// The unit in which it is bought, where that is another one (C26).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<Box<Pack>>,
}

/// An item as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Item {
    /// Identity.
    pub id: ItemId,
    /// What is written about it.
    pub profile: Profile,
    /// What goes into one unit.
    pub bill: Vec<Component>,
    /// How it is made.
    pub routing: Vec<Step>,
    /// Whether it is no longer used.
    pub retired: bool,
}

/// What can happen to an item's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Written down, or written anew.
    Recorded {
        /// Identity.
        id: ItemId,
        /// The whole record.
        profile: Profile,
    },
    /// The bill of materials was laid down.
    BillSet {
        /// The whole bill.
        bill: Vec<Component>,
    },
    /// The routing was laid down.
    RoutingSet {
        /// The whole routing.
        routing: Vec<Step>,
    },
    /// No longer used.
    Retired {
        /// Why.
        reason: String,
    },
    /// In use again.
    Restored,
}

impl Item {
    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        if self.retired {
            return vec![Deed::ItemRestore];
        }
        vec![Deed::ItemRetire, Deed::ItemRouting, Deed::ItemBill, Deed::ItemEdit]
    }
}

impl Noun for Item {
    const STREAM: &'static str = "item";
    const READ: Option<Right> = Some(Right::ReadMasterData);
    type Fact = Fact;

    crate::kinds! { Fact:
        Recorded = "item.recorded",
        BillSet = "item.bill_set",
        RoutingSet = "item.routing_set",
        Retired = "item.retired",
        Restored = "item.restored",
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        match fact {
            Fact::Recorded { id, profile } => {
                self.id = *id;
                self.profile = profile.clone();
            }
            Fact::BillSet { bill } => self.bill.clone_from(bill),
            Fact::RoutingSet { routing } => self.routing.clone_from(routing),
            Fact::Retired { .. } => self.retired = true,
            Fact::Restored => self.retired = false,
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}

/// What is written about a work centre.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WorkCenter {
    /// Identity.
    pub id: WorkCenterId,
    /// Code, unique.
    pub code: String,
    /// Name.
    pub name: String,
    /// Equipment or crew.
    pub crew: String,
    /// How many jobs at once.
    pub capacity: i64,
    /// Hours a day, in millionths.
    pub hours: Quantity,
}

/// What can happen to a work centre's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkCenterFact {
    /// Written down, or written anew.
    Recorded {
        /// The whole record.
        center: WorkCenter,
    },
}

impl Noun for WorkCenter {
    const STREAM: &'static str = "center";
    const READ: Option<Right> = None;
    type Fact = WorkCenterFact;

    crate::kinds! { WorkCenterFact:
        Recorded = "center.recorded",
    }

    fn apply(&mut self, fact: &WorkCenterFact, _: Stamp<'_>) {
        let WorkCenterFact::Recorded { center } = fact;
        self.clone_from(center);
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}
