//! What several acts of stock ask: where, and at what cost (H7.2).

use domain::ids::PlaceId;
use kernel::form::{Form, Picked};

use super::actions::UnitCost;

/// Which place is meant; asked for only where there are several.
pub fn ask_place(f: &Form, name: &str, label: &str, places: &[(PlaceId, String)]) -> PlaceId {
    let main = Picked(PlaceId::MAIN);
    let asked = f.when(places.len() > 1, |f| {
        f.pick(name, label, places.to_vec()).picked(Some(PlaceId::MAIN)).or(main).0
    });
    asked.unwrap_or_default()
}

/// What a unit cost, asked only of who sees costs.
pub fn ask_cost(f: &Form, costs: bool) -> UnitCost {
    let asked = f.when(costs, |f| {
        f.price("unit_cost", "单位成本").help("入库的单价；不填按现在的平均成本").optional()
    });
    asked.flatten()
}
