//! What a lead sees of others: what is late and with whom, who follows how much (H1.1, H8.2).

use db::Conn;
use kernel::{Ctx, Result};

/// What a department owes and is late with.
#[derive(Debug, Clone)]
pub struct Owing {
    /// The code of the role.
    pub role: String,
    /// Duties whose instant has passed.
    pub late: i64,
    /// Those of them that are due since before a day.
    pub long: i64,
    /// The instant of the oldest.
    pub oldest: String,
}

/// What is late with each department, most first; `long` is what was due before the day `before`.
pub fn late_by_role(conn: &mut Conn, ctx: &Ctx, before: &str) -> Result<Vec<Owing>> {
    let params = [ctx.today().to_string().into(), ctx.local_now().to_string().into(), before.into()];
    let rows = conn.query(
        "SELECT role, COUNT(*) AS late, CAST(SUM(CASE WHEN due < $3 THEN 1 ELSE 0 END) AS BIGINT), MIN(due) FROM follow_up
         WHERE visible_from <= $1 AND due < $2 GROUP BY role ORDER BY late DESC, role",
        &params,
    )?;
    rows.iter()
        .map(|r| Ok(Owing { role: r.get(0)?, late: r.get(1)?, long: r.get(2)?, oldest: r.get(3)? }))
        .collect()
}

/// How much somebody follows.
#[derive(Debug, Clone)]
pub struct Load {
    /// Identity.
    pub clerk: String,
    /// What they are called.
    pub name: String,
    /// Open orders.
    pub open: i64,
    /// Those that are expected later than promised.
    pub late: i64,
    /// Their duties whose instant has passed.
    pub overdue: i64,
}

/// How much each clerk follows, most first.
pub fn load_by_clerk(conn: &mut Conn, ctx: &Ctx) -> Result<Vec<Load>> {
    let params = [ctx.today().to_string().into(), ctx.local_now().to_string().into()];
    let rows = conn.query(
        "SELECT o.clerk_id, p.name, COUNT(*) AS n, CAST(SUM(CASE WHEN o.late THEN 1 ELSE 0 END) AS BIGINT),
         (SELECT COUNT(*) FROM follow_up f WHERE f.person_id = o.clerk_id AND f.visible_from <= $1 AND f.due < $2)
         FROM sales_order o JOIN person p ON p.id = o.clerk_id WHERE o.open = TRUE GROUP BY o.clerk_id, p.name ORDER BY n DESC, p.name",
        &params,
    )?;
    rows.iter()
        .map(|r| {
            Ok(Load {
                clerk: r.get(0)?,
                name: r.get(1)?,
                open: r.get(2)?,
                late: r.get(3)?,
                overdue: r.get(4)?,
            })
        })
        .collect()
}

/// An order that is expected later than promised.
#[derive(Debug, Clone)]
pub struct Risk {
    /// Identity.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Whose goods.
    pub customer: String,
    /// Who follows it.
    pub clerk: String,
    /// For when it is promised.
    pub promised: String,
    /// When it is expected.
    pub forecast: String,
}

/// The orders that will be late, those promised first first: `most` of them.
pub fn risks(conn: &mut Conn, most: i64) -> Result<Vec<Risk>> {
    let rows = conn.query(
        "SELECT id, number, customer_name, clerk_name, promised_on, forecast_on FROM sales_order
         WHERE open = TRUE AND late = TRUE ORDER BY promised_on, number LIMIT $1",
        &[most.into()],
    )?;
    rows.iter()
        .map(|r| {
            let (id, number, customer) = (r.get(0)?, r.get(1)?, r.get(2)?);
            Ok(Risk { id, number, customer, clerk: r.get(3)?, promised: r.get(4)?, forecast: r.get(5)? })
        })
        .collect()
}
