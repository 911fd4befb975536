//! What rows lead to (H3.1): what is to be written, and what is refused.

use domain::ids::{ItemId, OrderId};
use domain::item::{Component, Step, WorkCenter};
use domain::order::Entry;
use domain::quantity::Quantity;
use domain::{carrier, customer, item, person, supplier};
use jiff::civil::Date;

use super::report::{BadRow, SheetReport};
use super::table::Table;

/// What is written for one row, or for a group of rows.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Intake {
    Customer(customer::Profile),
    Supplier(supplier::Profile),
    Carrier(carrier::Profile),
    /// The boss by staff number: they may stand in the same sheet.
    Person {
        profile: person::Profile,
        boss: String,
    },
    Item(item::Profile),
    Center(WorkCenter),
    Bill {
        code: String,
        item: ItemId,
        bill: Vec<Component>,
    },
    Routing {
        code: String,
        item: ItemId,
        routing: Vec<Step>,
    },
    Opening {
        item: ItemId,
        quantity: Quantity,
        on: Date,
    },
    /// A new order, or an incomplete draft that is completed.
    Order {
        number: String,
        entry: Box<Entry>,
        known: Option<OrderId>,
    },
}

/// What it would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Effect {
    New,
    Changed,
    Unchanged,
}

/// Something to be written, with the rows that say it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Rows as Excel numbers them.
    pub rows: Vec<usize>,
    /// Order number or code.
    pub key: String,
    /// What is written.
    pub target: Intake,
    /// What it would do.
    pub state: Effect,
}

/// A sheet, understood.
#[derive(Debug, Clone, Default)]
pub struct SheetPlan {
    /// What is to be written, in order.
    pub planned: Vec<Planned>,
    /// Rows that are refused or repeated.
    pub bad: Vec<BadRow>,
    /// What should be looked at although it comes in.
    pub warnings: Vec<BadRow>,
}

impl SheetPlan {
    /// The report on it.
    pub fn report(&self, table: &Table) -> SheetReport {
        let rows = |state: Effect| -> usize {
            self.planned.iter().filter(|p| p.state == state).map(|p| p.rows.len()).sum()
        };
        let orders = self
            .planned
            .iter()
            .filter(|p| p.state != Effect::Unchanged && matches!(p.target, Intake::Order { .. }));
        let incomplete = orders.clone().filter(|p| match &p.target {
            Intake::Order { entry, .. } => !entry.faults.is_empty(),
            _ => false,
        });
        let mut bad = self.bad.clone();
        bad.sort_by_key(|b| b.row);
        SheetReport {
            file: table.file.clone(),
            sheet: table.sheet.clone(),
            kind: table.kind.spec().code.to_owned(),
            total: table.rows.len(),
            new: rows(Effect::New),
            changed: rows(Effect::Changed),
            unchanged: rows(Effect::Unchanged),
            duplicate: bad.iter().filter(|b| b.duplicate).count(),
            bad: bad.iter().filter(|b| !b.duplicate).count(),
            orders: orders.count(),
            incomplete: incomplete.count(),
            rows: bad,
            warnings: self.warnings.clone(),
        }
    }
}
