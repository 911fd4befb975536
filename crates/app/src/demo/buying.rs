//! Purchasing: what released orders are short of is bought, promised, chased, received, inspected; what failed goes back.

use std::collections::BTreeMap;

use domain::history::Noun as _;
use domain::ids::{PlaceId, PurchaseId, SupplierId};
use domain::item::Item;
use domain::proof::Why;
use domain::purchasing::{Answer, Back, Inspection, Measure, Part, Promise, Purchase, Receipt};
use domain::quantity::Quantity;
use domain::supplier::Supplier;
use jiff::civil::Weekday;
use kernel::Result;

use super::day::Day;
use super::story::{Story, Trouble};
use super::work::Duty;
use crate::purchasing;
use crate::purchasing::actions::Wanted;

/// Working days by which a supplier is late who is chased.
const LATE: i32 = 9;
/// Days that a supplier takes at least who is late: what is in the house soon is not missed.
const SLOW: i32 = 7;

/// Buys all that is short, from every supplier at once: together with what comes in until a day or two later.
pub fn place(day: &mut Day, duty: &Duty) -> Result<()> {
    let gathers = !matches!(day.on.weekday(), Weekday::Monday | Weekday::Wednesday | Weekday::Friday);
    if gathers || !duty.presses {
        return Ok(());
    }
    day.act("许佳", |door| {
        let mut wanted: BTreeMap<SupplierId, Vec<Wanted>> = BTreeMap::new();
        for short in purchasing::shortages(door.conn, None)? {
            let Ok(supplier) = short.supplier.parse::<SupplierId>() else { continue };
            let lines = wanted.entry(supplier).or_default();
            if let Some(line) = lines.iter_mut().find(|line| line.item == short.item) {
                line.quantity = line.quantity.plus(short.missing);
                line.need_by = line.need_by.min(short.need_by);
            } else {
                let unit_cost = door.load::<Item>(short.item)?.state.profile.reference_cost;
                lines.push(Wanted {
                    item: short.item,
                    quantity: short.missing,
                    unit_cost,
                    need_by: short.need_by,
                });
            }
        }
        // Suppliers sell whole units.
        for line in wanted.values_mut().flatten() {
            line.quantity = Quantity((line.quantity.0 + 999_999) / 1_000_000 * 1_000_000);
        }
        if wanted.is_empty() {
            return Ok(());
        }
        purchasing::actions::place_with_each(door, wanted, &[]).map(drop)
    })?;
    Ok(())
}

fn purchase_of(day: &mut Day, duty: &Duty) -> Result<Option<Purchase>> {
    let Ok(id) = duty.task.target.parse::<PurchaseId>() else { return Ok(None) };
    kernel::record::state_of(day.conn, &format!("purchase/{id}"))
}

/// The supplier names a day, by what they take.
pub fn promise(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(purchase) = purchase_of(day, duty)? else { return Ok(()) };
    let (on, calendar) = (day.on, day.calendar()?);
    day.act("许佳", |door| {
        let takes = door.load::<Supplier>(purchase.supplier)?.state.profile.lead_days;
        let takes = i32::try_from(takes).unwrap_or(7);
        let by = calendar.on_or_before(domain::calendar::shift(purchase.placed_on, takes)).max(on);
        let open = purchase.lines.iter().filter(|l| l.outstanding().is_some() && l.promised.is_none());
        let dates = open.map(|l| (l.number, by)).collect();
        let purchase = door.load::<Purchase>(purchase.id)?;
        let promise = Promise { dates, channel: "wechat".into(), ..Promise::default() };
        purchasing::actions::promise(door, purchase, promise)
    })?;
    Ok(())
}

/// What was promised for today comes; one supplier is late, is chased and names another day.
pub fn receive(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(purchase) = purchase_of(day, duty)? else { return Ok(()) };
    let (on, calendar) = (day.on, day.calendar()?);
    let due = |l: &&domain::purchasing::PurchaseLine| {
        l.outstanding().is_some() && l.promised.is_some_and(|promised| promised <= on)
    };
    let parts: Vec<Part> = purchase
        .lines
        .iter()
        .filter(due)
        .map(|l| Part { line: l.number, quantity: l.outstanding() })
        .collect();
    if parts.is_empty() {
        return Ok(());
    }
    let slow = domain::calendar::shift(purchase.placed_on, SLOW) <= on;
    if slow && supplied_late(day, &purchase, Trouble::Chased) {
        day.act("许佳", |door| {
            let known = door.load::<Purchase>(purchase.id)?;
            let said = "模具在修，下周才能发".into();
            let answer = Answer { channel: "phone".into(), said, proof: Vec::new() };
            let known = purchasing::actions::chase(door, known, answer)?;
            let dates = parts.iter().map(|part| (part.line, calendar.plus(on, LATE))).collect();
            let promise = Promise { dates, channel: "phone".into(), ..Promise::default() };
            purchasing::actions::promise(door, known, promise)
        })?;
        return Ok(());
    }
    day.act("许佳", |door| {
        let waybill = format!("SD-{}-{}", purchase.number, purchase.waybills.len() + 1);
        let known = door.load::<Purchase>(purchase.id)?;
        purchasing::actions::receive(door, known, Receipt { on, parts, waybill, ..Receipt::default() })
    })?;
    Ok(())
}

/// Whether `trouble` comes over a purchase that is for an order whose supplier is late: over one purchase alone.
fn supplied_late(day: &mut Day, purchase: &Purchase, trouble: Trouble) -> bool {
    let orders = purchase.orders();
    let own = orders.into_iter().find(|order| day.story(*order) == Some(Story::SuppliedLate));
    own.is_some_and(|order| day.meets(order, trouble))
}

/// The warehouse looks at what came: one part of one purchase fails.
pub fn inspect(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(purchase) = purchase_of(day, duty)? else { return Ok(()) };
    let fails = purchase.lines.iter().any(|l| l.to_inspect() >= Quantity::whole(2))
        && supplied_late(day, &purchase, Trouble::Failed);
    day.act("何军", |door| {
        let mut left = if fails { Quantity::whole(1) } else { Quantity::ZERO };
        let mut results: Vec<Inspection> = Vec::new();
        for line in purchase.lines.iter().filter(|l| l.to_inspect().is_some()) {
            let waiting = line.to_inspect();
            let rejected = if waiting >= Quantity::whole(2) { left } else { Quantity::ZERO };
            left = left.minus(rejected);
            results.push(Inspection {
                line: line.number,
                accepted: waiting.minus(rejected),
                conceded: Quantity::ZERO,
                rejected,
                reason: if rejected.is_some() { "表面划伤".into() } else { String::new() },
                measure: Some(Measure::Return),
                photos: Vec::new(),
            });
        }
        let known = door.load::<Purchase>(purchase.id)?;
        purchasing::actions::inspect(door, known, results, PlaceId::MAIN)
    })?;
    Ok(())
}

/// Everything that failed goes back with the supplier's next truck.
pub fn send_back(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(purchase) = purchase_of(day, duty)? else { return Ok(()) };
    let on = day.on;
    day.act("许佳", |door| {
        let owed = purchase.lines.iter().filter(|l| l.owed().is_some());
        let parts = owed.map(|l| Part { line: l.number, quantity: l.owed() }).collect();
        let waybill = format!("TH-{}", purchase.number);
        let known = door.load::<Purchase>(purchase.id)?;
        purchasing::actions::send_back(door, known, Back { on, parts, waybill, ..Back::default() })
    })?;
    Ok(())
}

/// What no order wants any more is kept: these are parts that others use, too.
pub fn keep(day: &mut Day, duty: &Duty) -> Result<()> {
    let Some(purchase) = purchase_of(day, duty)? else { return Ok(()) };
    day.act("许佳", |door| {
        let known = door.load::<Purchase>(purchase.id)?;
        let why = Why { reason: "通用料，留给后面的订单".into(), proof: Vec::new() };
        purchasing::actions::keep(door, known, why)
    })?;
    Ok(())
}
