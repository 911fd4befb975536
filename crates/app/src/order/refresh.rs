//! After every act: the touched case is computed anew: row, instalments, follow-ups; what is complete closes by itself (H2.2).

use domain::followup::{Case, FollowUp, follow_ups, purchase_follow_ups};
use domain::ids::{OrderId, PurchaseId};
use domain::order::{Order, State};
use domain::plan;
use domain::purchasing::Purchase;

use super::{actions, case, store};
use kernel::{Door, Result};

/// Computes the case of `id` anew.
pub fn refresh(door: &mut Door, id: OrderId) -> Result<()> {
    // What it shows must be what is true when this transaction ends, whoever else writes.
    door.hold([id])?;
    let Some(loaded) = door.find::<Order>(id)? else { return Ok(()) };
    let mut case = case::around(door, loaded.state.clone())?;
    if case.order.state == State::Released && case.remaining().is_empty() {
        case.order = actions::close(door, loaded, &case)?.state;
    }
    if case.order.state == State::Closed && !case.is_paid_exactly() {
        let loaded = door.load::<Order>(id)?;
        case.order = actions::reopen(door, loaded)?.state;
    }
    let calendar = door.calendar()?;
    let now = door.ctx.local_now();
    let found = follow_ups(&case, &calendar, now);
    let released = case.order.state == State::Released;
    let forecast = if released { plan::forecast(&case, &calendar, now.date()) } else { None };
    let row = store::OrderRow {
        stage: case.stage(),
        due: case.due(),
        forecast: forecast.as_ref().map(|f| f.arrives),
        ship_on: case.ships_on(&calendar),
        arrived: case.all_arrived_on(),
        paid: case.paid.to_row(),
        readiness: case.readiness(),
        progress: progress(&case),
        next: next(&found).cloned(),
    };
    let plan = if matches!(case.order.state, State::Released | State::Closed | State::Cancelled) {
        case.receivables()
    } else {
        Vec::new()
    };
    store::write_row(door.conn, &case.order, &row)?;
    store::write_receivables(door.conn, id, &plan)?;
    let key = format!("order/{id}");
    store::write_follow_ups(door.conn, &key, &case.order.number, &case.order.entry.customer_name, &found)
}

/// Computes what is due on a purchase order anew.
pub fn refresh_purchase(door: &mut Door, id: PurchaseId) -> Result<()> {
    let Some(purchase) = door.find::<Purchase>(id)? else { return Ok(()) };
    let calendar = door.calendar()?;
    let found = purchase_follow_ups(&purchase, &calendar);
    let key = format!("purchase/{id}");
    store::write_follow_ups(door.conn, &key, &purchase.number, &purchase.supplier_name, &found)
}

/// The follow-up that comes first: what is shown already, by its due instant; then what comes soonest.
pub fn next(found: &[FollowUp]) -> Option<&FollowUp> {
    let acts = |f: &&FollowUp| !f.occurrence.starts_with("silence");
    found.iter().filter(acts).min_by_key(|f| f.due).or_else(|| found.iter().min_by_key(|f| f.due))
}

/// Hundredths of a percent of the production that is done, weighed by work order.
pub fn progress(case: &Case) -> i64 {
    let work: Vec<_> = case.work.iter().filter(|w| !w.cancelled).collect();
    let n = i64::try_from(work.len()).unwrap_or(1).max(1);
    work.iter().map(|w| w.progress()).sum::<i64>() / n
}
