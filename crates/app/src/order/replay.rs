//! Replay (H2.3): the order as it stood at any moment, folded from the facts recorded until then.

use db::Conn;
use domain::ids::OrderId;
use domain::order::Order;
use evidence::Fact;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::Result;
use kernel::noun::fold;

/// Every fact that concerns the order, of all streams, by recorded time.
pub fn thread(conn: &mut Conn, id: OrderId) -> Result<Vec<Fact>> {
    Ok(evidence::by_order(conn, &id.to_string(), None)?)
}

/// A moment of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// How many of its facts had happened.
    pub facts: usize,
    /// When it is.
    pub instant: Timestamp,
}

/// The moment of `thread` that `at` means: the end of a day, an instant, or as many facts; none before the first, and none
/// later than `now`.
pub fn moment(thread: &[Fact], at: &str, now: Timestamp) -> Option<Moment> {
    let recorded = |n: usize| Timestamp::from_microsecond(thread.get(n.checked_sub(1)?)?.at).ok();
    if let Ok(facts) = at.parse::<usize>() {
        return Some(Moment { facts, instant: recorded(facts)? });
    }
    let instant = match at.parse::<Date>() {
        Ok(day) if at.len() == DAY => kernel::ctx::end_of(day)?,
        _ => exact(at)?,
    };
    let instant = instant.min(now);
    let facts = thread.iter().take_while(|f| f.at <= instant.as_microsecond()).count();
    (facts > 0).then_some(Moment { facts, instant })
}

/// Letters of a day, `2026-11-20`: what is longer is an instant.
const DAY: usize = 10;

/// An instant as it is typed or linked to: with its zone, of which an address turns the plus into a space, or in the company's.
fn exact(at: &str) -> Option<Timestamp> {
    let zoned = || at.parse().or_else(|_| at.trim().replace(' ', "+").parse()).ok();
    let local = || kernel::ctx::instant(at.trim().parse().ok()?);
    zoned().or_else(local)
}

/// The order alone, as `case::then` sees it.
pub fn order_of(facts: &[Fact], id: OrderId) -> Result<Order> {
    let own = format!("order/{id}");
    fold(facts.iter().filter(|f| f.stream == own))
}
