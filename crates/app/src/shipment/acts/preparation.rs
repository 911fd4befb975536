//! What of an order is put on a shipment (H6.1).

use std::collections::BTreeSet;

use domain::followup::Case;
use domain::ids::OrderId;
use domain::order::Attachment;
use domain::quantity::Quantity;
use domain::shipment::Part;
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::form::Form;
use kernel::{Done, Door, Result, Target};

use super::super::actions;
use crate::order::case;

/// An order of which something is to leave.
#[derive(Default)]
pub(super) struct Leaving {
    case: Case,
    ship_on: Date,
    lines: Vec<Left>,
}

/// What of a line is on no shipment.
#[derive(Default)]
struct Left {
    line: i64,
    unsent: Quantity,
    promised: Option<Date>,
    /// With what the contract lets be delivered beyond it (C28).
    most: Quantity,
    ready: Quantity,
    name: String,
    unit: String,
}

impl Subject for Leaving {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let case = case::load(door, target.id::<OrderId>()?)?;
        let calendar = door.calendar()?;
        let today = door.ctx.today();
        let ship_on = case.next_ship(&calendar).unwrap_or(today).max(today);
        let next: BTreeSet<i64> = case.leaving_next().into_iter().collect();
        let line = |l: &domain::order::OrderLine| {
            let progress = case.progress(l.number);
            Left {
                line: l.number,
                // What is promised later leaves later.
                unsent: if next.contains(&l.number) {
                    case.unplanned(l.number, l.quantity)
                } else {
                    Quantity::ZERO
                },
                promised: case.promised(l.number),
                most: case.free_to_send(l.number),
                ready: progress.ready,
                name: format!("{} {}", l.code, l.name),
                unit: l.unit.clone(),
            }
        };
        let lines = case.order.entry.lines.iter().map(line).filter(|l| l.most.is_some()).collect();
        Ok(Self { case, ship_on, lines })
    }

    fn orders(&self) -> Vec<OrderId> {
        vec![self.case.order.id]
    }
}

/// What leaves and when, and who asked for it so.
type Planned = (Date, Vec<Part>, Vec<Attachment>);

/// H6.1 What leaves, and when.
pub(super) fn parts(f: &Form, at: &Leaving) -> Planned {
    let on = f.date("ship_on", "发货日期").preset(at.ship_on).not_before(f.today()).required();
    let rows = f.rows("lines", "明细", &at.lines, ("line", "行"), |l| l.line.to_string());
    let mut parts = rows.help("分批发货时改少数量，不发的行填 0").each(
        |l| {
            let promised = l.promised.map(|on| format!(" · {} {on}", f.t("交期"))).unwrap_or_default();
            format!("{} · {} {} {}{promised}", l.name, f.t("完工可发"), l.ready.plain(), l.unit)
        },
        |row, l| Part {
            line: l.line,
            quantity: row.quantity("quantity", "发货数量").preset(l.unsent).or(Quantity::ZERO),
        },
    );
    parts.retain(|p| p.quantity.is_some());
    (on, parts, f.proof())
}

pub(super) fn prepare(door: &mut Door, at: Leaving, (on, parts, proof): Planned) -> Result<Done> {
    let shipment = actions::prepare(door, at.case.order.id, on, parts, proof)?;
    Ok(Done::made(format!("/shipments/{}", shipment.id), "", shipment.id, shipment.number))
}
