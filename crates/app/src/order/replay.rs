//! Replay (H2.3): the order as it stood at any moment, folded from the facts recorded until then.

use db::Conn;
use domain::ids::OrderId;
use domain::order::Order;
use evidence::Fact;
use jiff::Timestamp;
use kernel::Result;
use kernel::noun::fold;

/// Every fact that concerns the order, of all streams, by recorded time.
pub fn thread(conn: &mut Conn, id: OrderId) -> Result<Vec<Fact>> {
    Ok(evidence::by_order(conn, &id.to_string(), None)?)
}

/// How many facts of `thread` stand at `at`: a number of facts, or an instant.
pub fn position(thread: &[Fact], at: &str) -> Option<usize> {
    if let Ok(n) = at.parse::<usize>() {
        return (1..=thread.len()).contains(&n).then_some(n);
    }
    let instant: Timestamp = at.parse().ok()?;
    let n = thread.iter().take_while(|f| f.at <= instant.as_microsecond()).count();
    (n > 0).then_some(n)
}

/// The order alone, as `case::then` sees it.
pub fn order_of(facts: &[Fact], id: OrderId) -> Result<Order> {
    let own = format!("order/{id}");
    fold(facts.iter().filter(|f| f.stream == own))
}
