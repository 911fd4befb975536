//! What has been reached of a plan, and when (H5.8): derived from the facts, never ticked off.

use jiff::civil::Date;

use super::Step;
use crate::followup::{Case, local};
use crate::order::{State, missing};
use crate::quantity::Quantity;

/// Whether a step has been reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Not yet.
    No,
    /// Yes; the day follows from no single fact.
    Yes,
    /// Yes, on this day.
    On(Date),
}

/// Whether `step` of an order has been reached.
pub fn reached(case: &Case, step: Step) -> Reached {
    let order = &case.order;
    let released = order.released.map(local);
    let yes = |done: bool| if done { Reached::Yes } else { Reached::No };
    let on = |day: Option<Date>| day.map_or(Reached::No, Reached::On);
    match step {
        Step::DataChecked => yes(order.state != State::Draft && missing(order).is_empty()),
        Step::Reviewed => on(released),
        Step::SupplyPromised => {
            let promised =
                case.covers.iter().filter(|c| c.outstanding().is_some()).all(|c| c.promised.is_some());
            yes(released.is_some() && promised && case.uncovered().next().is_none())
        }
        Step::PeriodConfirmed => {
            yes(released.is_some() && case.work.iter().all(|w| w.period.is_some() || w.is_done()))
        }
        Step::MaterialsIn if released.is_none() || case.readiness() < 10_000 => Reached::No,
        Step::MaterialsIn => order.supplied_on.map_or(Reached::Yes, Reached::On),
        Step::Produced if released.is_none() || case.unfinished() => Reached::No,
        Step::Produced => {
            case.work.iter().filter_map(|w| w.finished_on).max().map_or(Reached::Yes, Reached::On)
        }
        Step::ShipConfirmed => {
            let all = case.shipments.iter().all(|s| s.confirmation.is_some() || s.dispatched.is_some());
            let planned =
                order.entry.lines.iter().all(|l| case.unplanned(l.number, l.quantity) == Quantity::ZERO);
            yes(!case.shipments.is_empty() && all && planned)
        }
        Step::PaidBeforeShipping => {
            let all = |line: i64| order.line(line).map_or(Quantity::ZERO, |line| line.quantity);
            let open = crate::shipment::gate(order, &all, case.account()) == crate::shipment::Gate::Open;
            yes(released.is_some() && open)
        }
        Step::Dispatched if released.is_none() || case.unshipped_lines() => Reached::No,
        Step::Dispatched => {
            on(case.shipments.iter().filter_map(|s| s.dispatched.as_ref()).map(|d| d.on).max())
        }
        Step::Arrived => on(case.all_arrived_on()),
        Step::Accepted => on(order.accepted),
        Step::Collected if released.is_none() || case.account().open(order).is_some() => Reached::No,
        Step::Collected => case.paid_on.map_or(Reached::Yes, Reached::On),
    }
}
