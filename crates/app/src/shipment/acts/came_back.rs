//! Goods that came back to us and leave for nobody go into stock again (H7.2).

use domain::followup::Case;
use domain::ids::{OrderId, PlaceId};
use domain::order::Attachment;
use domain::quantity::Quantity;
use domain::shipment::{Part, Shipment};
use kernel::act::Subject;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Result, Target};

use super::super::actions;
use super::changed;
use crate::order::case;
use crate::place;
use crate::stock::ask_place;

/// A shipment, and what of it lies here.
#[derive(Default)]
pub(super) struct Returned {
    shipment: Loaded<Shipment>,
    case: Case,
    lying: Vec<Part>,
    places: Vec<(PlaceId, String)>,
}

impl Subject for Returned {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let shipment = Loaded::<Shipment>::load(door, target)?;
        let case = case::load(door, shipment.order)?;
        let lying = case.came_back_of(&shipment);
        Ok(Self { shipment, case, lying, places: place::in_use(door.conn, false)? })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.shipment.orders()
    }

    fn version(&self) -> Option<i64> {
        self.shipment.version()
    }
}

type Back = (Vec<Part>, PlaceId, Vec<Attachment>);

/// H7.2 How much of what came back goes into stock, and where: what cannot be sold goes to a place that does not count.
pub(super) fn back(f: &Form, at: &Returned) -> Back {
    f.intro(&format!("{} {}", at.shipment.number, at.shipment.customer_name));
    let rows = f.rows("lines", "退回的货", &at.lying, ("line", "行"), |p| p.line.to_string());
    let parts = rows.each(
        |p| at.case.order.line(p.line).map_or_else(String::new, |l| format!("{} {}", l.code, l.name)),
        |row, p| Part {
            line: p.line,
            quantity: row.quantity("quantity", "入库数量").preset(p.quantity).or(Quantity::ZERO),
        },
    );
    if at.lying.is_empty() {
        f.wrong("lines", "没有退回来要入库的货");
    }
    let parts = parts.into_iter().filter(|p| p.quantity.is_some()).collect();
    (parts, ask_place(f, "place", "放到", &at.places), f.proof())
}

pub(super) fn stock(door: &mut Door, at: Returned, (parts, place, proof): Back) -> Result<Done> {
    actions::stock_what_came_back(door, at.shipment, parts, place, proof).map(changed)
}
