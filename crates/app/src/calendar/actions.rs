//! What can be done with the calendar: declaring days, looking beforehand what they would move, and deriving open orders
//! anew afterwards, some at a time.

use std::sync::Arc;

use domain::calendar::Calendar;
use domain::company::{Company, Declaration, Fact};
use domain::ids::OrderId;
use domain::plan::{Moved, moved};
use kernel::record::Loaded;
use kernel::{Door, Result};

use super::store::{self, Found};
use crate::{company, order};

/// Orders that are looked at before a declaration, at most: somebody waits for it.
const LOOKED_AT: usize = 400;
/// Orders that are derived anew in one transaction: so that nobody else waits long.
const AT_ONCE: usize = 50;

/// What a declaration would move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// Orders of which a date would move.
    pub orders: usize,
    /// Dates that would move.
    pub dates: usize,
    /// Open orders that were not looked at, because there are too many.
    pub unseen: usize,
}

/// What `said` would move of the open orders as they are now.
pub fn foresee(door: &mut Door, company: &Company, said: &Declaration) -> Result<Foreseen> {
    let before = company.calendar();
    let after = company.with(&Fact::CalendarDeclared(said.clone())).calendar();
    let mut foreseen = Foreseen::default();
    if before == after {
        return Ok(foreseen);
    }
    let open = order::open_orders(door.conn)?;
    foreseen.unseen = open.len().saturating_sub(LOOKED_AT);
    for id in open.into_iter().take(LOOKED_AT) {
        let dates = moves_of(door, id, &before, &after)?.len();
        foreseen.orders += usize::from(dates > 0);
        foreseen.dates += dates;
    }
    Ok(foreseen)
}

/// Declares days; the open orders are derived anew from the next moment on.
pub fn declare(door: &mut Door, company: Loaded<Company>, said: Declaration) -> Result<()> {
    let version = company::actions::declare(door, company, said)?;
    store::begin(door.conn, version, door.ctx.now.as_microsecond())
}

/// Derives some open orders anew after the first declaration of which that is not done, and keeps which of their dates
/// moved; answers whether it found anything to do. Several servers may do it at once: each takes what comes next.
pub fn derive_some(door: &mut Door) -> Result<bool> {
    let Some(change) = store::take(door.conn)? else { return Ok(false) };
    let open = order::open_orders(door.conn)?;
    let rest: Vec<OrderId> = open.iter().copied().filter(|id| id.to_string() > change.position).collect();
    let some: Vec<OrderId> = rest.iter().copied().take(AT_ONCE).collect();
    let (before, after) = around(door, change.version)?;
    door.because("company.calendar_declared");
    // All of them before the first is read, as every act does that touches several.
    door.hold(some.iter().copied())?;
    let mut found = Vec::new();
    for id in &some {
        let moves = if before == after { Vec::new() } else { moves_of(door, *id, &before, &after)? };
        found.extend(moves.into_iter().enumerate().map(|(n, moved)| Found { order: *id, n, moved }));
        door.touch_order(*id);
    }
    if rest.len() <= AT_ONCE {
        // What is due on purchases and receipts hangs on the calendar too.
        let others = store::others_due(door.conn)?;
        // Whoever writes to one meanwhile waits, or is waited for.
        evidence::hold(door.conn, &others)?;
        for stream in others {
            door.touch(&stream);
        }
    }
    store::go_on(door.conn, &change, &some, rest.len() - some.len(), &found)?;
    Ok(true)
}

/// The calendars before and after the declaration at `version`.
fn around(door: &mut Door, version: i64) -> Result<(Arc<Calendar>, Arc<Calendar>)> {
    let facts = evidence::by_stream(door.conn, &kernel::state::company(), None)?;
    let until = |last: i64| -> Result<Arc<Calendar>> {
        let company: Company = kernel::noun::fold::<Company>(facts.iter().filter(|f| f.seq <= last))?;
        Ok(Arc::new(company.calendar()))
    };
    Ok((until(version - 1)?, until(version)?))
}

fn moves_of(door: &mut Door, id: OrderId, before: &Calendar, after: &Calendar) -> Result<Vec<Moved>> {
    let case = order::case::load(door, id)?;
    Ok(moved(&case, before, after, door.ctx.local_now()))
}
