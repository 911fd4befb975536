//! The journal of what declarations of days moved (ADR 0027), and how far deriving anew has come.

use std::collections::{BTreeMap, BTreeSet};

use db::{Conn, Row};
use domain::choice::Choice as _;
use domain::ids::OrderId;
use domain::plan::{Moved, What};
use kernel::Result;
use kernel::i18n::{pack, zh};

/// How far the orders are derived anew after a declaration.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The declaration's place in the company's stream.
    pub version: i64,
    /// The last order that was derived.
    pub position: String,
    /// Orders that were open when it began.
    pub total: i64,
    /// Orders that were derived.
    pub done: i64,
    /// Orders of which a date moved.
    pub orders: i64,
    /// Dates that moved.
    pub dates: i64,
    /// Whether all are derived.
    pub finished: bool,
}

/// A date that moved.
pub struct Found {
    /// Of which order.
    pub order: OrderId,
    /// Which of its dates.
    pub n: usize,
    /// From which day to which.
    pub moved: Moved,
}

const COLUMNS: &str = "version, position, total, done, orders, dates, finished";

fn change(row: &Row) -> Result<Change> {
    Ok(Change {
        version: row.get(0)?,
        position: row.get(1)?,
        total: row.get(2)?,
        done: row.get(3)?,
        orders: row.get(4)?,
        dates: row.get(5)?,
        finished: row.get(6)?,
    })
}

/// A declaration was made: open orders wait for being derived anew.
pub fn begin(conn: &mut Conn, version: i64, at: i64) -> Result<()> {
    conn.execute(
        "INSERT INTO calendar_change (version, declared_at, position, total, done, orders, dates, finished) VALUES ($1, $2, '', 0, 0, 0, 0, FALSE)",
        &[version.into(), at.into()],
    )?;
    Ok(())
}

/// The first declaration after which something is left to derive, kept from other servers until the transaction ends.
pub fn take(conn: &mut Conn) -> Result<Option<Change>> {
    let first = conn
        .find("SELECT version FROM calendar_change WHERE finished = FALSE ORDER BY version LIMIT 1", &[])?;
    let Some(first) = first else { return Ok(None) };
    let version: i64 = first.get(0)?;
    let sql = format!(
        "UPDATE calendar_change SET done = done WHERE version = $1 AND finished = FALSE RETURNING {COLUMNS}"
    );
    conn.find(&sql, &[version.into()])?.as_ref().map(change).transpose()
}

/// Whether something is left to derive.
pub fn is_waiting(conn: &mut Conn) -> Result<bool> {
    Ok(conn.find("SELECT version FROM calendar_change WHERE finished = FALSE LIMIT 1", &[])?.is_some())
}

/// Keeps what was found on the orders `done`; `left` orders are to come.
pub fn go_on(conn: &mut Conn, change: &Change, done: &[OrderId], left: usize, found: &[Found]) -> Result<()> {
    let rows: Vec<Vec<db::Value>> = found.iter().map(|found| row(change.version, found)).collect();
    if !rows.is_empty() {
        let columns = "id, change, order_id, kind, what, before_on, after_on, size, direction";
        conn.insert(&format!("INSERT INTO calendar_move ({columns})"), &rows, "")?;
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let orders: BTreeSet<OrderId> = found.iter().map(|f| f.order).collect();
    let position = done.last().map_or(change.position.clone(), ToString::to_string);
    conn.execute(
        "UPDATE calendar_change SET position = $2, total = $3, done = $4, orders = $5, dates = $6, finished = $7 WHERE version = $1",
        &[
            change.version.into(),
            position.into(),
            (change.done + count(done.len() + left)).into(),
            (change.done + count(done.len())).into(),
            (change.orders + count(orders.len())).into(),
            (change.dates + count(found.len())).into(),
            (left == 0).into(),
        ],
    )?;
    Ok(())
}

fn row(version: i64, found: &Found) -> Vec<db::Value> {
    let Found { order, n, moved } = found;
    vec![
        format!("{order}-{version}-{n}").into(),
        version.to_string().into(),
        order.to_string().into(),
        moved.what.sort().code().into(),
        what(&moved.what).into(),
        moved.before.to_string().into(),
        moved.after.to_string().into(),
        moved.days().abs().into(),
        moved.direction().code().into(),
    ]
}

/// What moved, as a column keeps it. No words that people wrote: they may have to be erased one day.
fn what(what: &What) -> String {
    match what {
        What::Arrives => zh("到货").to_owned(),
        What::Ships => zh("发货").to_owned(),
        What::Produced => zh("完工").to_owned(),
        What::Materials => zh("齐套").to_owned(),
        What::Planned(step) => step.label().to_owned(),
        What::Duty { rule, deed, .. } => {
            pack("{act}（{rule}）", &[("act", deed.label().to_owned()), ("rule", (*rule).to_owned())])
        }
    }
}

/// The streams beside orders on which something is due.
pub fn others_due(conn: &mut Conn) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT DISTINCT case_id FROM follow_up WHERE case_id NOT LIKE 'order/%' ORDER BY case_id",
        &[],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// How far each declaration is, by its place in the company's stream.
pub fn changes(conn: &mut Conn) -> Result<BTreeMap<i64, Change>> {
    let rows = conn.query(&format!("SELECT {COLUMNS} FROM calendar_change"), &[])?;
    rows.iter().map(|row| change(row).map(|change| (change.version, change))).collect()
}

/// The last declaration since `since` that moved dates of open orders of `clerk`: how many orders, how many dates.
pub fn moved_of(conn: &mut Conn, clerk: &str, since: i64) -> Result<Option<(String, i64, i64)>> {
    let row = conn.find(
        "SELECT m.change, COUNT(DISTINCT m.order_id), COUNT(*), c.version FROM calendar_change c
         JOIN calendar_move m ON m.change = CAST(c.version AS TEXT) JOIN sales_order o ON o.id = m.order_id
         WHERE c.declared_at >= $2 AND o.clerk_id = $1 AND o.open = TRUE GROUP BY m.change, c.version ORDER BY c.version DESC LIMIT 1",
        &[clerk.into(), since.into()],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
}
