//! A purchase order as JSON.

use domain::choice::Choice as _;
use domain::ids::PurchaseId;
use domain::purchasing::Purchase;
use kernel::document::{One, identity};
use kernel::ui::Ui;
use kernel::{Door, Result};
use serde_json::Value;

use crate::print;

/// What one reader sees of a purchase order.
pub fn read(door: &mut Door, _: &Ui, id: &str) -> Result<One> {
    let id: PurchaseId = identity(id)?;
    let purchase = door.load::<Purchase>(id)?;
    door.about(&purchase.state)?;
    let lines: Vec<Value> = purchase
        .lines
        .iter()
        .map(|line| {
            One::default()
                .with("line", line.number)
                .with("item", line.item.to_string())
                .with("code", line.code.as_str())
                .with("name", line.name.as_str())
                .with("unit", line.unit.as_str())
                .quantity("quantity", line.quantity)
                .with("pack_unit", line.pack.as_ref().map(|pack| pack.unit.clone()))
                .with("packs", line.pack.as_ref().map(|pack| pack.packed(line.quantity).plain()))
                .quantity("received", line.received)
                .quantity("accepted", line.accepted)
                .quantity("rejected", line.rejected)
                .quantity("owed", line.owed())
                .quantity("spare", line.spare())
                .with("need_by", line.need_by.to_string())
                .with("promised", line.promised.map(|day| day.to_string()))
                .amount(door, "unit_cost", &line.unit_cost)
                .into_value()
        })
        .collect();
    let prints = print::told(door, &purchase.head.stream)?;
    Ok(One::of(door, id, &purchase, &purchase.deeds())
        .with("prints", prints)
        .with("number", purchase.number.as_str())
        .with("state", purchase.state().code())
        .with("supplier", purchase.supplier.to_string())
        .with("supplier_name", purchase.supplier_name.as_str())
        .with("placed_on", purchase.placed_on.to_string())
        .with("owed_since", purchase.owed_since.map(|day| day.to_string()))
        .with("lines", lines))
}
