//! After every act: the touched case is computed anew: row, instalments, follow-ups; what is complete closes by itself (H2.2).

use domain::followup::{Case, FollowUp, follow_ups, purchase_follow_ups};
use domain::ids::{OrderId, PurchaseId};
use domain::order::{Order, State};
use domain::plan;
use domain::purchasing::Purchase;
use domain::quantity::Quantity;

use super::{actions, case, store};
use crate::{balance, duty};
use kernel::{Door, Result};

/// Computes the cases of these orders anew: read, derived and written together.
pub fn refresh(door: &mut Door, ids: &[OrderId]) -> Result<()> {
    // What it shows must be what is true when this transaction ends, whoever else writes.
    door.hold(ids.iter().copied())?;
    let (calendar, now) = (door.calendar()?, door.ctx.local_now());
    let (mut derived, mut learnt, mut shown) = (store::Derived::default(), Vec::new(), Vec::new());
    let mut cases = case::all(door, ids)?;
    share_anew(door, &mut cases)?;
    for mut case in cases {
        conclude(door, &mut case)?;
        let running = case.order.state == State::Released;
        let forecast = if running { plan::forecast(&case, &calendar, now.date()) } else { None };
        if let (Some(forecast), Some(promised)) = (&forecast, case.due()) {
            // Kept where it differs from what was known (H2.3).
            let known = plan::Known::after(case.known.as_ref(), forecast, promised, now.date());
            if case.known.replace(known) != Some(known) {
                learnt.push((case.order.id, known));
            }
        }
        let found = follow_ups(&case, &calendar, now);
        let before = case.shown.take().unwrap_or_default();
        let mut after = before.after(&found, &calendar, now);
        if !case.order.is_open() {
            // What has ended is not looked at every day.
            after = after.with_what_comes(&found, now);
        }
        if after != before {
            shown.push((case::key(case.order.id), before, after));
        }
        let asks = matches!(case.order.state, State::Released | State::Closed | State::Cancelled);
        let receivables = if asks { case.receivables(&calendar) } else { Vec::new() };
        // Lists tell what matters most: the line that is late before its order is, else the order.
        let told = case.known.filter(|_| running);
        let row = store::OrderRow {
            stage: case.stage(),
            due: told.map(|known| known.promised).or(case.due()),
            forecast: told.map(|known| known.arrives),
            late: told.is_some_and(|known| known.late_since.is_some()),
            ship_on: case.ships_on(&calendar),
            arrived: case.all_arrived_on(),
            paid: case.paid.to_row(),
            // Nobody knows what a draft will need.
            readiness: if case.order.released.is_some() { case.readiness() } else { 0 },
            progress: progress(&case),
            next: next(&found).cloned(),
        };
        derived.add(&case.order, &row, &receivables, &found);
    }
    derived.write(door.conn)?;
    duty::keep_shown(door.conn, &shown)?;
    let (at, cause) = (door.ctx.now.as_microsecond(), door.cause().unwrap_or_default());
    store::forecasts::keep(door.conn, at, &learnt, cause)
}

/// Where a part is not wanted any more, or again, all that wait for it get other shares of what lies free (H4.2).
fn share_anew(door: &mut Door, cases: &mut [Case]) -> Result<()> {
    let parts = store::needs::keep_wanted(door.conn, cases)?;
    if parts.is_empty() {
        return Ok(());
    }
    for (part, moved) in parts {
        let free = balance::balance(door.conn, part)?.free();
        if !free.is_some() {
            continue;
        }
        // Who got some before, or gets some now.
        for order in balance::waiting_between(door.conn, part, Quantity::ZERO, free.plus(moved))? {
            if cases.iter().all(|case| case.order.id != order) {
                door.touch_order(order);
            }
        }
    }
    case::share_out(door.conn, cases.iter_mut())
}

/// What is complete closes by itself (H2.2); what is owed again after that opens it again (C08).
fn conclude(door: &mut Door, case: &mut Case) -> Result<()> {
    let id = case.order.id;
    if case.order.state == State::Released && case.remaining().is_empty() {
        let order = door.load::<Order>(id)?;
        case.order = actions::close(door, order, case)?.state;
    }
    if case.order.state == State::Closed && !case.is_paid_exactly() {
        let order = door.load::<Order>(id)?;
        case.order = actions::reopen(door, order)?.state;
    }
    Ok(())
}

/// Computes what is due on a purchase order anew.
pub fn refresh_purchase(door: &mut Door, id: PurchaseId) -> Result<()> {
    let Some(purchase) = door.find::<Purchase>(id)? else { return Ok(()) };
    let calendar = door.calendar()?;
    let found = purchase_follow_ups(&purchase, &calendar);
    let key = format!("purchase/{id}");
    duty::write_follow_ups(door, &key, &purchase.number, &purchase.supplier_name, found)
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
