//! The forecast of an order and what decides it, its main thread 主线 (H8.1).

use jiff::civil::Date;

use super::{Step, ship_on, transit_days};
use crate::calendar::{Calendar, shift};
use crate::followup::Case;
use crate::quantity::Quantity;
use crate::shipment::Shipment;

/// When an order is expected to be with its customer, and why then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Expected arrival.
    pub arrives: Date,
    /// Expected shipping date.
    pub ships: Date,
    /// Expected end of production.
    pub produced: Date,
    /// When the last part is expected.
    pub materials: Option<Date>,
    /// The step with the least slack: what now decides the date.
    pub decisive: Step,
    /// Whether the expected arrival stands as long as nothing happens. One that is late moves on day by day where a confirmed period or a
    /// supplier's promise has passed and nobody has said another.
    pub stands: bool,
    /// The lines of which goods have not left, each by its own parts, work and shipments.
    pub lines: Vec<Expected>,
}

/// A line of which goods have not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Its number.
    pub line: i64,
    /// For when it is promised.
    pub promised: Date,
    /// When it is expected at the customer's.
    pub arrives: Date,
    /// When it could be there if it left as soon as it is made: no plan and no promise holds it back.
    pub soonest: Date,
    /// What decides that now.
    pub decisive: Step,
    /// Whether its arrival stands, as [`Forecast::stands`].
    pub stands: bool,
}

/// What matters most of a forecast: the line that is late by the earliest promise, else the order as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The line, where it is one's.
    pub line: Option<i64>,
    /// For when that is promised.
    pub promised: Date,
    /// When it is expected.
    pub arrives: Date,
    /// What decides that now.
    pub decisive: Step,
    /// Whether it stands, as [`Forecast::stands`].
    pub stands: bool,
}

impl Forecast {
    /// The lines that are expected later than promised.
    pub fn late(&self) -> impl Iterator<Item = &Expected> {
        self.lines.iter().filter(|line| line.arrives > line.promised)
    }

    /// What is told of an order that is promised for `due`.
    pub fn told(&self, due: Date) -> Told {
        let line = self.late().min_by_key(|line| (line.promised, line.line));
        let (arrives, decisive, stands) = (self.arrives, self.decisive, self.stands);
        let whole = Told { line: None, promised: due, arrives, decisive, stands };
        // Where all lines are promised for one day, the order as a whole says it.
        let own = line.filter(|line| line.promised != due || self.arrives <= due);
        own.map_or(whole, |l| Told {
            line: Some(l.line),
            promised: l.promised,
            arrives: l.arrives,
            decisive: l.decisive,
            stands: l.stands,
        })
    }

    /// When the last of these lines could be there at the soonest; all that have not left where none is named.
    pub fn soonest_of(&self, lines: &[i64]) -> Option<Date> {
        let asked = |own: &&Expected| lines.is_empty() || lines.contains(&own.line);
        self.lines.iter().filter(asked).map(|own| own.soonest).max()
    }
}

/// The forecast of a released order. It follows from promises of suppliers, confirmed periods and progress;
/// it never changes a promise (H6.3).
pub fn forecast(case: &Case, calendar: &Calendar, today: Date) -> Option<Forecast> {
    let order = &case.order;
    let due = case.due()?;
    // What is on shipments leaves on their days; what is on none, by the plan.
    let waiting = case.shipments.iter().filter(|s| s.dispatched.is_none()).map(|s| s.ship_on).max();
    let plan = ship_on(order, due, calendar);
    let all = order.entry.lines.iter().all(|l| !case.unplanned(l.number, l.quantity).is_some());
    let planned_ship = agreed(waiting, plan, all);
    let making = Making::of(case, calendar, today, &|_| true);
    let (materials, produced) = (making.materials, making.produced);
    let unshipped = case.unshipped_lines();
    let left = case.shipments.iter().filter_map(|s| s.dispatched.as_ref()).map(|d| d.on).max();
    let ships = match (unshipped, left) {
        (false, Some(on)) => on,
        _ => planned_ship.max(calendar.on_or_after(produced)).max(calendar.on_or_after(today)),
    };
    let transit = transit_days(&order.entry.transport, order.entry.distance_km);
    let arrives = case.all_arrived_on().unwrap_or_else(|| {
        let expected = shift(ships, transit);
        // The days on the road of what has left are its own: whoever sent it may have known better.
        if unshipped { expected } else { case.eta(calendar).unwrap_or(expected).max(today) }
    });
    let decisive = match (unshipped, case.all_arrived_on()) {
        (true, _) => making.decisive,
        (false, Some(_)) => Step::Collected,
        (false, None) => Step::Arrived,
    };
    let lines = if unshipped { lines(case, calendar, today) } else { Vec::new() };
    let late = arrives > due || lines.iter().any(|line| line.arrives > line.promised);
    let stands = !late || making.stands;
    Some(Forecast { arrives, ships, produced, materials, decisive, stands, lines })
}

/// When goods of some lines are made, and what decides that.
struct Making {
    /// When their last part is expected.
    materials: Option<Date>,
    produced: Date,
    /// Whether they wait for parts, are made, or lie there.
    decisive: Step,
    /// Whether the day does not move when nothing happens.
    stands: bool,
}

impl Making {
    fn of(case: &Case, calendar: &Calendar, today: Date, of: &dyn Fn(i64) -> bool) -> Self {
        let made = |today, materials| produced_by(case, calendar, today, materials, Start::Planned, of);
        let materials = materials_in(case, calendar, today, of);
        let produced = made(today, materials);
        let unfinished = case.work.iter().any(|w| of(w.line) && !w.is_done());
        let decisive = if produced > calendar.on_or_after(today) || unfinished {
            // Where the goods would be made no sooner if all parts were there, the parts do not decide.
            let held_up = materials.is_some_and(|m| m >= today) && made(today, None) < produced;
            if held_up { Step::MaterialsIn } else { Step::Produced }
        } else {
            Step::Dispatched
        };
        let tomorrow = calendar.plus(today, 1);
        let stands = made(tomorrow, materials_in(case, calendar, tomorrow, of)) == produced;
        Self { materials, produced, decisive, stands }
    }
}

/// When goods leave of which some are on shipments: as was agreed for those, by the plan while others are on none.
fn agreed(on: Option<Date>, plan: Date, all: bool) -> Date {
    match on {
        Some(on) if all => on,
        Some(on) => plan.max(on),
        None => plan,
    }
}

/// When the goods of a shipment are made that are not yet; nothing where all of them lie ready.
pub fn ready_on(case: &Case, shipment: &Shipment, calendar: &Calendar, today: Date) -> Option<Date> {
    let short = |line: i64| shipment.sent(line) > case.progress(line).ready;
    if !shipment.parts.iter().any(|part| short(part.line)) {
        return None;
    }
    let materials = materials_in(case, calendar, today, &short);
    let made = produced_by(case, calendar, today, materials, Start::Planned, &short);
    Some(calendar.on_or_after(made.max(today)))
}

/// Each line by itself: one that is promised sooner than the order is late sooner (H6.3).
fn lines(case: &Case, calendar: &Calendar, today: Date) -> Vec<Expected> {
    let order = &case.order;
    let transit = transit_days(&order.entry.transport, order.entry.distance_km);
    let open = order.entry.lines.iter().filter(|l| case.progress(l.number).shipped < l.quantity);
    open.filter_map(|l| {
        let promised = case.promised(l.number)?;
        let own = |line: i64| line == l.number;
        let making = Making::of(case, calendar, today, &own);
        let at_once = produced_by(case, calendar, today, making.materials, Start::AtOnce, &own);
        let at_once = calendar.on_or_after(at_once.max(today));
        let carries = |s: &&Shipment| s.dispatched.is_none() && s.sent(l.number).is_some();
        let waiting = case.shipments.iter().filter(carries).map(|s| s.ship_on).max();
        let all = !case.unplanned(l.number, l.quantity).is_some();
        let planned = agreed(waiting, ship_on(order, promised, calendar), all);
        let ships = planned.max(calendar.on_or_after(making.produced)).max(calendar.on_or_after(today));
        let (arrives, soonest) = (shift(ships, transit), shift(at_once, transit));
        let stands = arrives <= promised || making.stands;
        Some(Expected { line: l.number, promised, arrives, soonest, decisive: making.decisive, stands })
    })
    .collect()
}

/// When the last short part of the lines `of` is expected: a supplier's promise that has passed counts as tomorrow, a part that
/// nobody has ordered takes ten working days from today.
fn materials_in(case: &Case, calendar: &Calendar, today: Date, of: &dyn Fn(i64) -> bool) -> Option<Date> {
    case.order
        .needs
        .0
        .iter()
        .filter(|n| of(n.line) && n.short().is_some() && case.is_wanted(n))
        .map(|need| {
            let promised = case
                .covers
                .iter()
                .filter(|c| c.line == need.line && c.item == need.item && c.outstanding().is_some())
                .map(|c| {
                    c.promised.map_or_else(
                        || c.asked_for.max(calendar.plus(today, 5)),
                        |p| p.max(calendar.plus(today, 1)),
                    )
                })
                .max();
            promised.unwrap_or_else(|| calendar.plus(today, 10))
        })
        .max()
}

/// When work begins for which production has confirmed no period.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// As its plan says.
    Planned,
    /// As soon as its parts are there.
    AtOnce,
}

/// When the goods of the lines `of` are made: those that are have their day, what nobody makes is there when it comes.
fn produced_by(
    case: &Case,
    calendar: &Calendar,
    today: Date,
    materials: Option<Date>,
    start: Start,
    of: &dyn Fn(i64) -> bool,
) -> Date {
    let finish = case
        .work
        .iter()
        .filter(|w| of(w.line) && !w.is_done())
        .map(|work| {
            let left = work.days_left();
            let begins = materials.map_or(today, |m| m.max(today));
            let free = calendar.plus(begins, left);
            match work.period {
                // What has not begun when it was to needs its days from now.
                Some(period) => period
                    .finish
                    .max(calendar.on_or_after(today))
                    .max(if work.started() || begins > period.start { free } else { period.finish }),
                None if start == Start::AtOnce => free,
                None => free.max(calendar.plus(work.start_by, left)),
            }
        })
        .max();
    let finished = || case.work.iter().filter(|w| of(w.line)).filter_map(|w| w.finished_on).max();
    finish.unwrap_or_else(|| finished().max(materials).unwrap_or(today))
}

/// Hours of work as working days of eight hours, at least one.
pub(crate) fn working_days(hours: Quantity) -> i32 {
    let days = (hours.0.max(0) + 7_999_999) / 8_000_000;
    i32::try_from(days).unwrap_or(i32::MAX).max(1)
}
