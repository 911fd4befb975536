//! What the demo company sends back to its suppliers. It draws no chance: the orders stay those of the seed.

use domain::ids::PurchaseId;
use domain::purchasing::{Back, Part, Purchase};
use jiff::civil::Date;
use kernel::{App, Result};

use super::at_noon;
use crate::{purchasing, today};

/// Everything that failed goes back with the supplier's next truck.
pub fn send_back(app: &App, day: Date, task: &today::Task) -> Result<()> {
    let Ok(id) = task.target.parse::<PurchaseId>() else { return Ok(()) };
    at_noon(app, day, "许佳", move |door| {
        let purchase = door.load::<Purchase>(id)?;
        let owed = purchase.lines.iter().filter(|l| l.owed().is_some());
        let parts = owed.map(|l| Part { line: l.number, quantity: l.owed() }).collect();
        let waybill = format!("TH-{}", purchase.number);
        let back = Back { on: day, parts, waybill, ..Back::default() };
        purchasing::actions::send_back(door, purchase, back).map(drop)
    })
}
