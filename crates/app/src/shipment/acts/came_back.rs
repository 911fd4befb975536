//! Goods that came back to us and leave for nobody are put away (H7.2).

use domain::followup::Case;
use domain::ids::{OrderId, PlaceId};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::shipment::{Part, PutAway, Shipment};
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

type Back = (PutAway, PlaceId, Why);

/// H7.2 How much of what came back goes into stock, and where: what cannot be sold goes to a place that does not count.
pub(super) fn back(f: &Form, at: &Returned) -> Back {
    f.intro(&format!("{} {}", at.shipment.number, at.shipment.customer_name));
    let rows = f.rows("lines", "退回的货", &at.lying, ("line", "行"), |p| p.line.to_string());
    let part = |p: &Part, quantity| Part { line: p.line, quantity };
    // What nobody had sent was never taken out of stock; of what is made here, only production knows.
    let stray = |line: i64| {
        let open = at.shipment.explained(line).short_of(at.shipment.stray(line));
        if at.case.standing(line).made { Quantity::ZERO } else { open }
    };
    let some = |quantity: Quantity| Some(quantity).filter(|q| q.is_some());
    let lines = rows.help("坏了的、账上本来就有的（多发出去的）填在不入库，并写明原因").each(
        |p| at.case.order.line(p.line).map_or_else(String::new, |l| format!("{} {}", l.code, l.name)),
        |row, p| {
            let out = stray(p.line).min(p.quantity);
            let stocked = row.quantity("quantity", "入库数量").preset(some(p.quantity.minus(out)));
            let left_out = row.quantity("left_out", "不入库").preset(some(out));
            (part(p, stocked.or(Quantity::ZERO)), part(p, left_out.or(Quantity::ZERO)))
        },
    );
    if at.lying.is_empty() {
        f.wrong("lines", "没有退回来要入库的货");
    }
    let (mut parts, mut left_out): (Vec<Part>, Vec<Part>) = lines.into_iter().unzip();
    parts.retain(|p| p.quantity.is_some());
    left_out.retain(|p| p.quantity.is_some());
    let place = ask_place(f, "place", "放到", &at.places);
    let known = at.lying.iter().any(|p| stray(p.line).is_some());
    let why = known.then(|| f.t("多发出去的，账上没有减过").to_owned());
    let reason = f.text("reason", "为什么不入库", 300).preset(why).help("有不入库的必填").or(String::new());
    (PutAway { parts, left_out }, place, Why { reason, proof: f.proof() })
}

pub(super) fn put_away(door: &mut Door, at: Returned, (put, place, why): Back) -> Result<Done> {
    actions::put_away(door, at.shipment, put, place, why).map(changed)
}
