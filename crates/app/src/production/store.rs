//! Work orders in the database (H4.4).

use std::collections::HashSet;

use db::{Conn, Value};
use domain::access::Right;
use domain::choice::Choice as _;
use domain::ids::{OrderId, WorkOrderId};
use domain::production::{WorkOrder, WorkState};
use domain::search_key::FoundBy;
use jiff::civil::Date;
use kernel::Result;
use kernel::feature::Place;
use kernel::i18n::zh;
use kernel::list::one_of;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadProduction,
    noun: "work",
    label: zh("生产"),
    sql: "SELECT id, number, name FROM work_order WHERE id IN ({found}) ORDER BY due DESC LIMIT 6",
    href: "/work/",
};

/// What a work order is found by.
pub fn found_by(work: &WorkOrder) -> FoundBy {
    FoundBy::new(&[&work.number, &work.order_number], &[&work.name, &work.code])
}

/// Writes the row of a work order.
pub fn project(conn: &mut Conn, work: &WorkOrder) -> Result<()> {
    let day = |date: Option<Date>| Value::Text(date.map(|d| d.to_string()).unwrap_or_default());
    let next = work.next_step().filter(|_| !work.cancelled);
    conn.insert(
        "INSERT INTO work_order (id, number, order_id, order_number, line, item_id, code, name, unit, quantity, produced, progress,
         start_by, due, period_start, period_finish, state, step, center_id, awaited_on)",
        &[vec![
            work.id.to_string().into(),
            work.number.as_str().into(),
            work.order.to_string().into(),
            work.order_number.as_str().into(),
            work.line.into(),
            work.item.to_string().into(),
            work.code.as_str().into(),
            work.name.as_str().into(),
            work.unit.as_str().into(),
            work.quantity.0.into(),
            work.produced().0.into(),
            work.progress().into(),
            work.start_by.to_string().into(),
            work.due.to_string().into(),
            day(work.period.map(|p| p.start)),
            day(work.period.map(|p| p.finish)),
            work.state().code().into(),
            next.map(|o| format!("{} {}", o.number, o.name)).unwrap_or_default().into(),
            next.map(|o| o.center.to_string()).unwrap_or_default().into(),
            day(work.awaited_on()),
        ]],
        "ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, produced = excluded.produced, progress = excluded.progress, period_start = excluded.period_start,
         period_finish = excluded.period_finish, state = excluded.state, step = excluded.step, center_id = excluded.center_id,
         awaited_on = excluded.awaited_on",
    )?;
    Ok(())
}

/// The order lines whose production has begun.
pub fn begun(conn: &mut Conn) -> Result<HashSet<(OrderId, i64)>> {
    let mut params = Vec::new();
    let begun = one_of("state", &[WorkState::Running, WorkState::Done], &mut params);
    let rows = conn.query(&format!("SELECT order_id, line FROM work_order WHERE {begun}"), &params)?;
    rows.iter().map(|r| Ok((r.get::<String>(0)?.parse().unwrap_or_default(), r.get(1)?))).collect()
}

/// The order lines of which all is made.
pub fn finished(conn: &mut Conn) -> Result<HashSet<(OrderId, i64)>> {
    let rows = conn.query(
        "SELECT order_id, line FROM work_order GROUP BY order_id, line
         HAVING SUM(CASE WHEN produced < quantity THEN 1 ELSE 0 END) = 0",
        &[],
    )?;
    rows.iter().map(|r| Ok((r.get::<String>(0)?.parse().unwrap_or_default(), r.get(1)?))).collect()
}

/// Work orders that are not done yet, by when they are due: so many at most.
pub fn open(conn: &mut Conn, most: i64) -> Result<Vec<WorkOrderId>> {
    let mut params = Vec::new();
    let states = [WorkState::ToConfirm, WorkState::Confirmed, WorkState::Running];
    let open = one_of("state", &states, &mut params);
    let rows = conn.query(
        &format!("SELECT id FROM work_order WHERE {open} ORDER BY due, number LIMIT {most}"),
        &params,
    )?;
    rows.iter().map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).collect()
}

/// The work orders of an order, in order of their numbers.
pub fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<WorkOrder>> {
    let rows = conn.query(
        "SELECT h.snapshot FROM work_order w JOIN head h ON h.stream = 'work/' || w.id WHERE w.order_id = $1 ORDER BY w.number",
        &[order.to_string().into()],
    )?;
    rows.iter().map(|r| Ok(evidence::read_snapshot(&r.get::<Vec<u8>>(0)?)?)).collect()
}
