//! H6.6, H7.2: what arrived otherwise than it was sent, and what came back.

use super::h6_shipping::of;
use super::{Case, FollowUp, evening};
use crate::calendar::Calendar;
use crate::deed::Deed;
use crate::person::Role;
use crate::quantity::Quantity;

/// H6.6 A difference at arrival is settled; while the order is on hold it waits (H8.4).
pub fn difference(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for shipment in case.shipments.iter().filter(|s| s.unsettled()) {
        let arrived = shipment.arrival.as_ref().map_or(shipment.ship_on, |a| a.on);
        // What turned up later is settled from then.
        let later = shipment.found.iter().filter(|f| !f.spare.is_empty()).map(|f| f.on).max();
        let on = later.map_or(arrived, |later| later.max(arrived));
        out.push(FollowUp {
            deed: Deed::ShipmentSettle,
            reason: if shipment.settled.is_none() && shipment.is_any_lost() {
                "到货短少或破损，向客户说明原因并补发或赔付"
            } else if later.is_some() {
                "补发已经走了，原来少的又找到了，与客户商定收款或退回"
            } else {
                "到货多于发出，与客户商定收款或退回"
            },
            visible_from: on,
            ..of(case, shipment, "H6.6", "处理到货差异：{number}", evening(calendar.plus(on, 1)))
        });
    }
}

/// H6.6 Goods that came beyond what was sent and are to come back are waited for.
pub fn returning(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for shipment in case.shipments.iter().filter(|s| s.awaits_return()) {
        let on = shipment.decided.iter().map(|d| d.on).max().unwrap_or(shipment.ship_on);
        out.push(FollowUp {
            occurrence: format!("return-{}", shipment.id),
            deed: Deed::ShipmentFound,
            reason: "多收的货退回以后才能再发",
            visible_from: on,
            ..of(case, shipment, "H6.6", "收回客户多收的货：{number}", evening(calendar.plus(on, 5)))
        });
    }
}

/// H7.2 Goods that came back to us and leave for nobody go into stock again.
pub fn stock_what_came_back(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for (shipment, parts) in case.came_back() {
        let left = case.shipments.iter().filter_map(|s| s.dispatched.as_ref()).map(|d| d.on).max();
        let on = shipment.found.iter().map(|f| f.on).max().max(left).unwrap_or(shipment.ship_on);
        let quantity: Quantity = parts.iter().map(|p| p.quantity).sum();
        let mut follow_up = FollowUp {
            role: Role::Warehouse,
            person: None,
            occurrence: format!("back-{}", shipment.id),
            deed: Deed::ShipmentStock,
            reason: "客户那里退回的货不再发出",
            visible_from: on,
            ..of(case, shipment, "H7.2", "退货入库：{number} {quantity}", evening(calendar.plus(on, 1)))
        };
        follow_up.params.push(("quantity", quantity.plain()));
        out.push(follow_up);
    }
}

/// H6.6 A difference that was settled without a word about its cause is explained: the carrier may owe for it.
pub fn cause(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for shipment in case.shipments.iter().filter(|s| s.unexplained() && !s.unsettled()) {
        let on = shipment.arrival.as_ref().map_or(shipment.ship_on, |a| a.on);
        out.push(FollowUp {
            occurrence: format!("cause-{}", shipment.id),
            deed: Deed::ShipmentCause,
            reason: "问清提货时的包装；运输造成的由承运商赔偿",
            visible_from: on,
            ..of(case, shipment, "H6.6", "查明到货差异的原因：{number}", evening(calendar.plus(on, 2)))
        });
    }
}
