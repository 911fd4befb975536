//! Project orders that are under way, for whoever builds on the site.

use db::Conn;
use domain::choice::Choice as _;
use domain::order::{OrderKind, Stage};
use kernel::Result;

/// A project order.
#[derive(Debug, Clone)]
pub struct Project {
    pub id: String,
    pub number: String,
    pub customer: String,
    pub stage: String,
    pub readiness: i64,
    pub ship_on: String,
    /// When the last of it is expected there; empty where nobody knows.
    pub comes: String,
    pub promised: String,
}

/// Those whose goods have to leave or arrive, the soonest first.
pub fn projects(conn: &mut Conn, limit: i64) -> Result<Vec<Project>> {
    let sql = "SELECT o.id, o.number, o.customer_name, o.stage, o.readiness, o.ship_on, o.forecast_on, o.promised_on
         FROM sales_order o WHERE o.open = TRUE AND o.kind = $1 AND o.stage NOT IN ($2, $3, $4)
         ORDER BY o.promised_on, o.number LIMIT $5";
    let params = [
        OrderKind::Project.code().into(),
        Stage::Draft.code().into(),
        Stage::Review.code().into(),
        Stage::Collect.code().into(),
        limit.into(),
    ];
    let rows = conn.query(sql, &params)?;
    rows.iter()
        .map(|r| {
            Ok(Project {
                id: r.get(0)?,
                number: r.get(1)?,
                customer: r.get(2)?,
                stage: r.get(3)?,
                readiness: r.get(4)?,
                ship_on: r.get(5)?,
                comes: r.get(6)?,
                promised: r.get(7)?,
            })
        })
        .collect()
}
