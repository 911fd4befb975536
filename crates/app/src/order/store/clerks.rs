//! Whose orders are open: what somebody follows, and what nobody follows any more (H1.2).

use db::Conn;
use domain::choice::Choice as _;
use domain::ids::{OrderId, PersonId};
use domain::order::Stage;
use domain::person::Role;
use kernel::Result;

/// As many orders are handed over at once: others write meanwhile.
const MOST: i64 = 200;

/// What somebody still follows: open orders, and those that were given up and ask something of their clerk.
const FOLLOWED: &str = "sales_order.id IN (SELECT o.id FROM sales_order o WHERE o.open = TRUE
     UNION SELECT o.id FROM follow_up f JOIN sales_order o ON o.id = f.order_id WHERE f.person_id = o.clerk_id)";

/// An open order of somebody.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Identity.
    pub order: OrderId,
    /// Its number; empty while it is a draft without one.
    pub number: String,
    /// Whose it is.
    pub customer: String,
    /// Where it is.
    pub stage: Option<Stage>,
    /// When it is promised.
    pub due: String,
}

/// Open orders that `person` follows, the earliest first, as many as are handed over at once.
pub fn held(conn: &mut Conn, person: PersonId) -> Result<Vec<Held>> {
    let rows = conn.query(
        &format!(
            "SELECT id, number, customer_name, stage, promised_on FROM sales_order
             WHERE {FOLLOWED} AND clerk_id = $1 ORDER BY promised_on, number, id LIMIT $2"
        ),
        &[person.to_string().into(), MOST.into()],
    )?;
    rows.iter()
        .map(|r| {
            Ok(Held {
                order: r.get::<String>(0)?.parse().unwrap_or_default(),
                number: r.get(1)?,
                customer: r.get(2)?,
                stage: Stage::of_code(&r.get::<String>(3)?),
                due: r.get::<Option<String>>(4)?.unwrap_or_default(),
            })
        })
        .collect()
}

/// How many open orders `person` follows.
pub fn count(conn: &mut Conn, person: PersonId) -> Result<u64> {
    let row = conn.one(
        &format!("SELECT COUNT(*) FROM sales_order WHERE {FOLLOWED} AND clerk_id = $1"),
        &[person.to_string().into()],
    )?;
    Ok(u64::try_from(row.get::<i64>(0)?).unwrap_or(0))
}

/// Somebody with open orders.
#[derive(Debug, Clone)]
pub struct Follower {
    /// Who.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their roles; none where they have left.
    pub roles: Vec<Role>,
    /// How many.
    pub orders: u64,
}

/// Everybody who has open orders.
pub fn followers(conn: &mut Conn) -> Result<Vec<Follower>> {
    let rows = conn.query(
        &format!(
            "SELECT p.id, p.name, p.roles, p.retired, n.orders FROM person p
             JOIN (SELECT clerk_id, COUNT(*) AS orders FROM sales_order WHERE {FOLLOWED} GROUP BY clerk_id) n
             ON n.clerk_id = p.id ORDER BY p.code"
        ),
        &[],
    )?;
    rows.iter()
        .map(|r| {
            let (roles, left): (String, bool) = (r.get(2)?, r.get(3)?);
            let roles = if left { Vec::new() } else { roles.split(' ').filter_map(Role::parse).collect() };
            let orders = u64::try_from(r.get::<i64>(4)?).unwrap_or(0);
            Ok(Follower { id: r.get(0)?, name: r.get(1)?, roles, orders })
        })
        .collect()
}
