//! The T&A calendar of an order (H4, H5.8, H8.1): milestones hung on its dates, worked back in working days.

mod actual;
mod dates;
mod forecast;
mod known;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use actual::{Reached, reached};
pub use dates::{Direction, Moved, Sort, What, last_day, moved};
pub(crate) use forecast::working_days;
pub use forecast::{Expected, Forecast, Told, forecast, ready_on};
pub use known::Known;

use crate::calendar::Calendar;
use crate::order::{Order, OrderKind, OrderLine, Promised};
use crate::person::Role;
use crate::refusal::{Refusal, refuse};
use crate::terms::{Anchors, due_on};

/// A step that every order of a kind goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 资料核对 (H3.7).
    DataChecked,
    /// 评审 (H3.3).
    Reviewed,
    /// 采购交期回复 (H4.3).
    SupplyPromised,
    /// 生产期确认 (H4.4).
    PeriodConfirmed,
    /// 齐套: every part in the house (H4.2, H4.3).
    MaterialsIn,
    /// 完工 (H4.4).
    Produced,
    /// 发货确认 (H6.1).
    ShipConfirmed,
    /// 货款确认 (H6.2).
    PaidBeforeShipping,
    /// 发货.
    Dispatched,
    /// 到货 (H6.4).
    Arrived,
    /// 验收.
    Accepted,
    /// 回款 (H4.6).
    Collected,
}

/// What a step's date hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Anchor {
    /// Order date.
    Order,
    /// Shipping date: delivery less transport.
    Ship,
    /// Delivery date.
    Delivery,
}

/// Code, Chinese name, who answers for it, anchor, offset in working days: the plan for counters.
const STEPS: [(Step, &str, &str, Role, Anchor, i32); 12] = [
    (Step::DataChecked, "data_checked", "资料", Role::Clerk, Anchor::Order, 1),
    (Step::Reviewed, "reviewed", "评审", Role::Lead, Anchor::Order, 2),
    (Step::SupplyPromised, "supply_promised", "采购交期", Role::Purchasing, Anchor::Order, 4),
    (Step::PeriodConfirmed, "period_confirmed", "生产期", Role::Production, Anchor::Order, 4),
    (Step::MaterialsIn, "materials_in", "齐套", Role::Purchasing, Anchor::Ship, -7),
    (Step::Produced, "produced", "生产", Role::Production, Anchor::Ship, -2),
    (Step::ShipConfirmed, "ship_confirmed", "发货确认", Role::Clerk, Anchor::Ship, -2),
    (Step::PaidBeforeShipping, "paid_before_shipping", "发货款", Role::Finance, Anchor::Ship, -1),
    (Step::Dispatched, "dispatched", "发货", Role::Warehouse, Anchor::Ship, 0),
    (Step::Arrived, "arrived", "到货", Role::Clerk, Anchor::Delivery, 0),
    (Step::Accepted, "accepted", "验收", Role::Clerk, Anchor::Delivery, 3),
    (Step::Collected, "collected", "回款", Role::Finance, Anchor::Delivery, 7),
];

impl Step {
    /// The stable code.
    pub fn code(self) -> &'static str {
        STEPS.iter().find(|s| s.0 == self).map_or("", |s| s.1)
    }

    /// What a stored code says.
    pub fn of_code(code: &str) -> Option<Self> {
        STEPS.iter().find(|s| s.1 == code).map(|s| s.0)
    }

    /// The Chinese name.
    pub fn label(self) -> &'static str {
        STEPS.iter().find(|s| s.0 == self).map_or("", |s| s.2)
    }

    /// Who answers for it.
    pub fn owner(self) -> Role {
        STEPS.iter().find(|s| s.0 == self).map_or(Role::Clerk, |s| s.3)
    }
}

/// A step with its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// The step.
    pub step: Step,
    /// The date laid down at release.
    pub baseline: Date,
}

/// Days that the goods travel, from mode and distance (H6.4): kilometres a day and handling days per mode.
pub fn transit_days(transport: &str, distance_km: Option<i64>) -> i32 {
    let has = |word: &str| transport.contains(word);
    let (km_per_day, handling, unknown) = if has("海") {
        (600, 7, 30)
    } else if has("空") {
        (5000, 2, 5)
    } else if has("快递") {
        (700, 1, 3)
    } else if has("整车") || has("专车") {
        (800, 0, 2)
    } else {
        (450, 1, 4)
    };
    let days =
        distance_km.filter(|km| *km > 0).map_or(unknown, |km| (km + km_per_day - 1) / km_per_day + handling);
    i32::try_from(days.clamp(1, 90)).unwrap_or(90)
}

/// Days that goods travel with a carrier that says how far it goes in a day and how long it handles (H6.4).
pub fn carrier_days(km_per_day: i64, handling_days: i64, distance_km: Option<i64>) -> Option<i64> {
    let km = distance_km.filter(|km| *km > 0 && km_per_day > 0)?;
    Some(((km + km_per_day - 1) / km_per_day + handling_days).clamp(1, 90))
}

/// Refuses to promise a line for a day on which it cannot be there by its transport if it left today, unless somebody says how.
pub fn leaves_in_time(
    order: &Order,
    promised: &Promised,
    calendar: &Calendar,
    today: Date,
) -> Result<(), Refusal> {
    if !promised.reason.trim().is_empty() {
        return Ok(());
    }
    let ship =
        |line: &OrderLine| (line.number, promised.of(line), ship_on(order, promised.of(line), calendar));
    match order.entry.lines.iter().map(ship).find(|(_, _, ship)| *ship < today) {
        Some((line, day, ship)) => Err(refuse(
            "H6.3",
            "第 {line} 行承诺 {date} 到货，按运输方式要在 {ship} 以前发货，已经过去。请改期，或写明怎么做到",
            [("line", line.to_string()), ("date", day.to_string()), ("ship", ship.to_string())],
        )),
        None => Ok(()),
    }
}

/// By when the parts of a line are in the house and its goods are made, for it to be there on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineDays {
    /// Its parts are there.
    pub materials: Date,
    /// It is made.
    pub produced: Date,
}

/// The days of a line that is promised for `due`.
pub fn of_line(order: &Order, due: Date, calendar: &Calendar) -> LineDays {
    let days = lay_down(order, due, calendar);
    let by = |step: Step| days.iter().find(|m| m.step == step).map_or(due, |m| m.baseline);
    LineDays { materials: by(Step::MaterialsIn), produced: by(Step::Produced) }
}

/// The day on which goods must leave to be there on `due`.
pub fn ship_on(order: &Order, due: Date, calendar: &Calendar) -> Date {
    let transit = transit_days(&order.entry.transport, order.entry.distance_km);
    calendar.on_or_before(crate::calendar::shift(due, -transit))
}

/// The plan of `order` for delivery on `due`, back-scheduled in working days; a step never lies before the order.
pub fn lay_down(order: &Order, due: Date, calendar: &Calendar) -> Vec<Milestone> {
    let counted = counted(order, due, calendar);
    counted.into_iter().map(|c| Milestone { step: c.step, baseline: c.on }).collect()
}

/// A step with the day it falls on, and the day from which that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The step.
    pub step: Step,
    /// Its day.
    pub on: Date,
    /// The day it hangs on: what lies between is what the calendar decides.
    pub from: Date,
}

/// The plan of `order` for delivery on `due`, with what each step was counted from.
pub fn counted(order: &Order, due: Date, calendar: &Calendar) -> Vec<Counted> {
    let transit = transit_days(&order.entry.transport, order.entry.distance_km);
    let ship = ship_on(order, due, calendar);
    let ordered = order.entry.ordered_on;
    STEPS
        .iter()
        .filter(|s| applies(order, s.0))
        .map(|&(step, _, _, _, anchor, offset)| {
            let (on, from) = match anchor {
                Anchor::Order => (calendar.plus(ordered, offset), ordered),
                Anchor::Ship => {
                    let on = if offset == 0 { ship } else { calendar.plus(ship, offset) };
                    (on, crate::calendar::shift(due, -transit))
                }
                Anchor::Delivery if offset == 0 => (due, due),
                Anchor::Delivery => (calendar.plus(due, offset), due),
            };
            Counted { step, on: on.max(ordered), from }
        })
        .collect()
}

/// When the last of the money is due by its terms, of goods that come on `due` (H4.6); nothing where no terms are agreed. No holiday moves
/// it.
pub fn paid_by(order: &Order, due: Date, calendar: &Calendar) -> Option<Date> {
    let anchors = Anchors {
        ordered: Some(order.entry.ordered_on),
        ship: Some(ship_on(order, due, calendar)),
        arrived: Some(due),
        accepted: Some(order.accepted.unwrap_or(due)),
        ..Anchors::default()
    };
    order.entry.plan.iter().filter_map(|instalment| due_on(instalment, &anchors)).max()
}

fn applies(order: &Order, step: Step) -> bool {
    match step {
        Step::Accepted => order.needs_acceptance(),
        Step::PaidBeforeShipping => {
            order.entry.plan.iter().any(|i| i.due == crate::terms::Due::BeforeShipping)
        }
        Step::Reviewed | Step::DataChecked => order.entry.kind != OrderKind::Supplement,
        _ => true,
    }
}
