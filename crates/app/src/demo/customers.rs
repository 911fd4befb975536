//! What customers do of themselves: they order, stop an order for some days, want less of it, give it up.

use domain::confidential::Confidential;
use domain::ids::{CustomerId, ItemId, OrderId};
use domain::item::Item;
use domain::money::Money;
use domain::order::{Entry, Order, OrderKind, OrderLine, State};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::terms;
use kernel::{Error, Result};

use super::day::Day;
use super::story::{self, Story, Trouble};
use super::work::Duty;
use crate::{customer, item, order};

const CLERKS: [&str; 3] = ["U01", "U02", "U14"];
/// What is ordered, and what a piece costs in fen.
const PRODUCTS: [(&str, i64); 10] = [
    ("ZG-1101", 368_000),
    ("ZG-1102", 526_000),
    ("HZ-2101", 785_000),
    ("HZ-2102", 692_000),
    ("SJ-3101", 548_000),
    ("SJ-3102", 398_000),
    ("YJ-4101", 435_000),
    ("YC-5101", 512_000),
    ("FZ-6101", 216_000),
    ("SY-7101", 468_000),
];
/// The first customers by code, and one that pays before the goods leave.
const CUSTOMERS: u32 = 16;
const PAYS_BEFORE_SHIPPING: u32 = 6;

/// What a customer wants.
struct Wish {
    customer: String,
    /// A product and how many of it, per line.
    lines: Vec<(u32, i32)>,
    /// In how many days.
    days: i32,
    urgent: bool,
    project: bool,
    drawing: bool,
    transport: &'static str,
}

/// A customer orders; the clerk writes it down.
pub fn order(day: &mut Day) -> Result<()> {
    let story = story::of(day.course.entered);
    let wish = wish(day, story);
    let at = usize::try_from(day.among(3)).unwrap_or(0);
    let clerk = CLERKS.get(at).copied().unwrap_or("U01");
    let on = day.on;
    let entered = day.act(clerk, |door| {
        let id = customer::by_code_or_name(door.conn, &wish.customer)?.unwrap_or(CustomerId::default());
        let profile = door.load::<domain::customer::Customer>(id)?.state.profile;
        let due = domain::calendar::shift(on, wish.days);
        let mut entry = Entry {
            kind: if wish.project { OrderKind::Project } else { OrderKind::Counter },
            customer: id,
            customer_name: profile.name,
            customer_class: profile.class,
            ordered_on: on,
            start_on: wish.project.then(|| domain::calendar::shift(due, -5)),
            clerk: door.ctx.actor.person,
            clerk_name: door.ctx.actor.name.clone(),
            urgent: wish.urgent,
            transport: wish.transport.into(),
            address: profile.address,
            contact: profile.contact,
            plan: terms::parse(&profile.terms).unwrap_or_default(),
            terms: profile.terms,
            ..Entry::default()
        };
        for ((at, count), number) in wish.lines.iter().zip(1..) {
            let Some((code, price)) = PRODUCTS.get(usize::try_from(*at).unwrap_or(0)) else { continue };
            let item = item::by_code(door.conn, code)?.unwrap_or(ItemId::default());
            let known = door.load::<Item>(item)?.state.profile;
            entry.lines.push(OrderLine {
                number,
                item,
                code: known.code,
                name: known.name,
                specification: known.specification,
                quantity: Quantity::whole(*count),
                unit: known.unit,
                unit_price: Confidential::new(Money::cny(*price).into()),
                wanted_on: due,
                drawing: if wish.drawing { "图纸-V1.pdf".into() } else { String::new() },
                ..OrderLine::default()
            });
        }
        order::actions::enter(door, String::new(), entry, Vec::new())
    })?;
    let id = entered.ok_or_else(|| Error::Fault("an order of the demo was refused".to_owned()))?;
    day.course.entered += 1;
    if let Some(story) = story {
        day.course.stories.insert(id, story);
    }
    Ok(())
}

fn wish(day: &mut Day, story: Option<Story>) -> Wish {
    let customer = match story {
        Some(Story::PaidLate) => PAYS_BEFORE_SHIPPING,
        _ => day.among(CUSTOMERS) + 1,
    };
    // Where a part of it goes another way there are several of it.
    let least = if story.is_some_and(Story::is_trouble) { 2 } else { 1 };
    let count = least + day.among(5 - least);
    let lines = (0..count).map(|_| {
        let pieces = i32::try_from(day.among(8)).unwrap_or(0) + 1;
        (day.among(10), pieces.max(i32::try_from(least).unwrap_or(1)))
    });
    let lines = lines.collect();
    let urgent = story == Some(Story::SuppliedLate) || day.chance(10);
    // What goes wrong is felt where there is little time.
    let short = urgent || story.is_some_and(Story::is_trouble);
    let days = if short { 20 + day.among(5) } else { 30 + day.among(19) };
    Wish {
        customer: format!("C1{customer:02}"),
        lines,
        days: i32::try_from(days).unwrap_or(30),
        urgent,
        project: day.chance(20),
        drawing: day.chance(85),
        transport: ["零担专线", "整车专车", "快递"]
            .get(usize::try_from(day.among(3)).unwrap_or(0))
            .copied()
            .unwrap_or("零担专线"),
    }
}

/// Customers call about orders that are under way.
pub fn call(day: &mut Day) -> Result<()> {
    let stories: Vec<(OrderId, Story)> = day.course.stories.iter().map(|(id, story)| (*id, *story)).collect();
    for (id, story) in stories {
        match story {
            Story::CutDown if !day.has_met(id, Trouble::GivenUp) => cut_down(day, id)?,
            Story::Cancelled if !day.has_met(id, Trouble::GivenUp) => give_up(day, id)?,
            _ => {}
        }
    }
    Ok(())
}

/// The order, where it was released so many working days ago or earlier.
fn released(day: &mut Day, id: OrderId, days: i32) -> Result<Option<Order>> {
    let known: Option<Order> = kernel::record::state_of(day.conn, &format!("order/{id}"))?;
    let Some(order) = known.filter(|order| order.state == State::Released) else { return Ok(None) };
    let since = order.released.map(|at| kernel::ctx::local(at).date());
    let calendar = day.calendar()?;
    Ok(since.is_some_and(|since| calendar.plus(since, days) <= day.on).then_some(order))
}

/// The customer stops it; when it goes on, they want a line less.
fn cut_down(day: &mut Day, id: OrderId) -> Result<()> {
    let Some(order) = released(day, id, 3)? else { return Ok(()) };
    if order.hold.is_some() {
        return Ok(());
    }
    let why = |reason: &str| Why { reason: reason.into(), proof: Vec::new() };
    if day.meets(id, Trouble::Stopped) {
        day.act("陈岚", |door| {
            let order = door.load::<Order>(id)?;
            order::actions::hold_or_resume(door, order, domain::order::hold, why("客户店面延期开业，等通知"))
        })?;
        return Ok(());
    }
    let Some(last) = order.entry.lines.last().map(|line| line.number) else { return Ok(()) };
    let done = day.act("陈岚", |door| {
        let order = door.load::<Order>(id)?;
        order::actions::settle_lines(door, order, &[last], why("客户门店缩小，这一行不要了"))
    })?;
    if done.is_some() {
        day.meets(id, Trouble::GivenUp);
    }
    Ok(())
}

fn give_up(day: &mut Day, id: OrderId) -> Result<()> {
    if released(day, id, 2)?.is_none() {
        return Ok(());
    }
    let done = day.act("陈岚", |door| {
        let order = door.load::<Order>(id)?;
        let why = Why { reason: "客户租约没有谈成，取消开店".into(), proof: Vec::new() };
        order::actions::cancel(door, order, why)
    })?;
    if done.is_some() {
        day.meets(id, Trouble::GivenUp);
    }
    Ok(())
}

/// Whoever stopped it lets it go on after some days.
pub fn resume(day: &mut Day, duty: &Duty) -> Result<()> {
    let known: Option<Order> = kernel::record::state_of(day.conn, &format!("order/{}", duty.order))?;
    let Some(since) = known.and_then(|order| order.held_on) else { return Ok(()) };
    if day.calendar()?.plus(since, 3) > day.on {
        return Ok(());
    }
    day.act("陈岚", |door| {
        let order = door.load::<Order>(duty.order)?;
        let why = Why { reason: "客户定了新的开业日期".into(), proof: Vec::new() };
        order::actions::hold_or_resume(door, order, domain::order::resume, why)
    })?;
    Ok(())
}
