//! People at work: every day each does what is due on the follow-up lists, most of it at once.

use domain::ids::OrderId;
use domain::order::Order;
use kernel::Result;

use super::day::Day;
use super::{buying, claims, customers, goods, money, preparing, promises, road, shipping, workshop};
use crate::today;

/// A thing to do, and whose it is.
pub struct Duty {
    /// As the list has it.
    pub task: today::Task,
    /// The order that it is about.
    pub order: OrderId,
    /// The order's clerk.
    pub clerk: String,
    /// Whether it is due today or earlier.
    pub presses: bool,
}

/// Somebody who follows no order and writes what concerns none.
const ANY_CLERK: &str = "林晓";

/// Works off what is due, spread over so many minutes; some of it waits, as in life.
pub fn off(day: &mut Day, minutes: i64) -> Result<()> {
    let tasks = today::all_due(day.conn, &day.on.to_string())?;
    day.share(minutes, tasks.len() + 2);
    customers::call(day)?;
    for task in tasks {
        // What is due later may wait, and some of what is due today.
        let presses = task.due.get(..10).is_some_and(|due| due <= day.on.to_string().as_str());
        if day.chance(if presses { 10 } else { 40 }) {
            continue;
        }
        let order: OrderId = task.order.as_deref().unwrap_or_default().parse().unwrap_or_default();
        let known: Option<Order> = kernel::record::state_of(day.conn, &format!("order/{order}"))?;
        let clerk = known.map_or_else(|| ANY_CLERK.to_owned(), |order| order.entry.clerk_name);
        step(day, &Duty { task, order, clerk, presses })?;
    }
    Ok(())
}

fn step(day: &mut Day, duty: &Duty) -> Result<()> {
    match duty.task.action.as_str() {
        "order.submit" => preparing::submit(day, duty),
        "order.edit" => preparing::mend(day, duty),
        "order.review" => preparing::review(day, duty),
        "order.condition" => preparing::meet(day, duty),
        "order.release" => preparing::release(day, duty),
        "order.attach" => preparing::attach(day, duty),
        "order.promise" => promises::change(day, duty),
        "order.contact" => promises::talk(day, duty),
        "order.resume" => customers::resume(day, duty),
        "order.accept" => road::accept(day, duty),
        "order.refund" => money::refund(day, duty),
        "payment.book" => {
            money::book(day, duty)?;
            shipping::let_go(day, duty)
        }
        "purchase.place" => buying::place(day, duty),
        "purchase.promise" => buying::promise(day, duty),
        "purchase.receive" => buying::receive(day, duty),
        "purchase.inspect" => buying::inspect(day, duty),
        "purchase.return" => buying::send_back(day, duty),
        "purchase.keep" => buying::keep(day, duty),
        "work.period" => workshop::plan(day, duty),
        "work.issue" => workshop::issue(day, duty),
        "work.report" => workshop::report(day, duty),
        "work.return" => goods::return_material(day, duty),
        "work.stock" => goods::stock_left_over(day, duty),
        "shipment.prepare" => shipping::prepare(day, duty),
        "shipment.state" => goods::say_state(day, duty),
        "shipment.confirm" => shipping::confirm(day, duty),
        "shipment.notice" => shipping::announce(day, duty),
        "shipment.change" => shipping::postpone(day, duty),
        "shipment.dispatch" => shipping::dispatch(day, duty),
        "shipment.carrier" => road::ask_carrier(day, duty),
        "shipment.arrival" => road::arrive(day, duty),
        "shipment.settle" => road::settle(day, duty),
        "claim.lodge" | "claim.answer" | "claim.recover" => claims::step(day, duty),
        // Nobody weighs by hand here: what lies free goes to who comes next.
        _ => Ok(()),
    }
}
