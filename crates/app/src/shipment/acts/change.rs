//! A shipment that waits leaves on another day, or with less or more on it (H6.1).

use domain::followup::Case;
use domain::ids::OrderId;
use domain::plan;
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::shipment::{Change, Part, Shipment};
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Result, Target};

use super::super::actions;
use super::changed;
use crate::order::case;

/// A shipment that waits, and what could be on it.
#[derive(Default)]
pub(super) struct Waiting {
    shipment: Loaded<Shipment>,
    lines: Vec<Aboard>,
    /// When what is on it is expected to be ready.
    ready: Option<Date>,
}

/// A line of which something is on it, or on no shipment.
#[derive(Default)]
struct Aboard {
    line: i64,
    sent: Quantity,
    most: Quantity,
    ready: Quantity,
    name: String,
    unit: String,
}

impl Subject for Waiting {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let shipment = Loaded::<Shipment>::load(door, target)?;
        let case = case::load(door, shipment.order)?;
        let (calendar, today) = (door.calendar()?, door.ctx.today());
        let lines = aboard(&case, &shipment);
        // What lies ready leaves on its day; what is not ready on its day, on the next at the soonest.
        let over = |on: Date| if shipment.ship_on <= today { on.max(calendar.plus(today, 1)) } else { on };
        let ready = plan::ready_on(&case, &shipment, &calendar, today).map(over);
        Ok(Self { lines, ready: ready.or(Some(calendar.on_or_after(today))), shipment })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.shipment.orders()
    }

    fn version(&self) -> Option<i64> {
        self.shipment.version()
    }
}

fn aboard(case: &Case, shipment: &Shipment) -> Vec<Aboard> {
    let line = |l: &domain::order::OrderLine| {
        let sent = shipment.sent(l.number);
        Aboard {
            line: l.number,
            sent,
            most: sent.plus(case.free_to_send(l.number)),
            ready: case.progress(l.number).ready,
            name: format!("{} {}", l.code, l.name),
            unit: l.unit.clone(),
        }
    };
    case.order.entry.lines.iter().map(line).filter(|l| l.most.is_some()).collect()
}

/// H6.1 When it leaves now, and with what; and why.
pub(super) fn what(f: &Form, at: &Waiting) -> (Change, Why) {
    f.intro("改了日期或数量，要重新与客户确认发货、发收货须知。");
    let proposed = at.ready.max(Some(at.shipment.ship_on));
    let ship_on = f.date("ship_on", "发货日期").preset(proposed).required();
    let rows = f.rows("lines", "明细", &at.lines, ("line", "行"), |l| l.line.to_string());
    let parts = rows.help("来不及的改少，其余以后另发；不发的行填 0").each(
        |l| {
            let (ready, most) = (l.ready.plain(), l.most.plain());
            let stands = f.tf("完工可发 {ready}，最多 {most}", &[("ready", &ready), ("most", &most)]);
            format!("{} · {stands} {}", l.name, l.unit)
        },
        |row, l| Part {
            line: l.line,
            quantity: row.quantity("quantity", "发货数量").preset(l.sent).or(Quantity::ZERO),
        },
    );
    (Change { ship_on, parts }, f.why())
}

pub(super) fn change(door: &mut Door, at: Waiting, (said, why): (Change, Why)) -> Result<Done> {
    actions::change(door, at.shipment, said, why).map(changed)
}
