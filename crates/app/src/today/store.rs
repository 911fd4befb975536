//! What is due, read for a person: one condition for counts and rows alike (UX-04).

use db::{Conn, Row, Value};
use domain::choice::Choice as _;
use domain::order::Stage;
use domain::person::Role;
use domain::shipment::ShipmentState;
use kernel::list::one_of;
use kernel::{Ctx, Result};

/// A thing to do.
#[derive(Debug, Clone)]
pub struct Task {
    /// The stream of what it is about.
    pub case: String,
    pub rule: String,
    pub occurrence: String,
    pub order: Option<String>,
    pub number: String,
    pub customer: String,
    pub target: String,
    pub action: String,
    pub text: String,
    pub reason: String,
    pub params: Vec<(String, String)>,
    pub role: String,
    pub due: String,
    /// Whose it is, where it is somebody's in particular.
    pub person: Option<String>,
    /// What they are called.
    pub person_name: String,
    /// Whether it comes before all others: a promise is broken.
    pub loud: bool,
    /// From which day on it is shown.
    pub visible_from: String,
}

const COLUMNS: &str = "SELECT rule, occurrence, order_id, order_number, customer_name, target, action, body, reason, params, role, due, case_id, person_id,
 COALESCE((SELECT p.name FROM person p WHERE p.id = follow_up.person_id), ''), loud, visible_from FROM follow_up";

/// Whose duties are mine: my own, those of whom I stand in for today (H1.2), and, for a lead, those of who has left: nothing is
/// nobody's. Asked first, so that the database looks them up instead of reading all duties.
fn for_whom(conn: &mut Conn, ctx: &Ctx) -> Result<Vec<Value>> {
    let (me, today) = (ctx.actor.person.to_string(), ctx.today().to_string());
    let stood_in =
        "SELECT id FROM person WHERE substitute_id = $1 AND substitute_from <= $2 AND substitute_to >= $2";
    let leads = ctx.actor.roles.contains(&Role::Lead);
    let sql = format!("{stood_in}{}", if leads { " OR retired = TRUE" } else { "" });
    let mut people: Vec<Value> = vec![me.as_str().into()];
    for row in conn.query(&sql, &[me.into(), today.into()])? {
        people.push(row.get::<String>(0)?.into());
    }
    Ok(people)
}

/// Mine, seen or not yet: of somebody whose duties are mine, or of one of my roles and nobody in particular.
fn mine(conn: &mut Conn, ctx: &Ctx, params: &mut Vec<Value>) -> Result<String> {
    let people = for_whom(conn, ctx)?;
    let mut bind = |value: Value| {
        params.push(value);
        format!("${}", params.len())
    };
    let people: Vec<String> = people.into_iter().map(&mut bind).collect();
    let roles: Vec<String> = ctx.actor.roles.iter().map(|r| bind(r.code().into())).collect();
    let by_role = if roles.is_empty() {
        String::new()
    } else {
        format!(" OR (person_id IS NULL AND role IN ({}))", roles.join(", "))
    };
    Ok(format!("(person_id IN ({}){by_role})", people.join(", ")))
}

/// Whose duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Mine.
    Mine,
    /// What others owe on my orders.
    Others,
    /// What others owe on any order: where I lead.
    OthersOnAll,
    /// Mine that were put off, until their day.
    PutOff,
    /// Anybody's that were put off: where I lead.
    PutOffOfAll,
}

/// The condition of a question about duties that are shown today, or were put off.
fn shown(conn: &mut Conn, ctx: &Ctx, whose: Whose, params: &mut Vec<Value>) -> Result<String> {
    let mine = mine(conn, ctx, params)?;
    params.push(ctx.today().to_string().into());
    let today = format!("visible_from <= ${}", params.len());
    let put_off = format!("put_off = TRUE AND visible_from > ${}", params.len());
    // What is nobody's in particular has no person to compare.
    let not_mine = format!("NOT COALESCE({mine}, FALSE)");
    Ok(match whose {
        Whose::Mine => format!("{today} AND {mine}"),
        Whose::PutOff => format!("{put_off} AND {mine}"),
        // PostgreSQL must learn the type of every parameter, asked for or not.
        Whose::PutOffOfAll => format!("{put_off} AND ({mine} OR TRUE)"),
        Whose::OthersOnAll => format!("{today} AND {not_mine}"),
        Whose::Others => {
            params.push(ctx.actor.person.to_string().into());
            let own = format!("o.id = follow_up.order_id AND o.clerk_id = ${}", params.len());
            format!("{today} AND {not_mine} AND EXISTS (SELECT 1 FROM sales_order o WHERE {own})")
        }
    })
}

/// Duties that are shown today, the most pressing first: `limit` of them after the first `skip`.
pub fn tasks(conn: &mut Conn, ctx: &Ctx, whose: Whose, limit: i64, skip: i64) -> Result<Vec<Task>> {
    let mut params = Vec::new();
    let shown = shown(conn, ctx, whose, &mut params)?;
    params.extend([limit.into(), skip.into()]);
    let n = params.len();
    let sql = format!(
        "{COLUMNS} WHERE {shown} ORDER BY loud DESC, due, order_number, rule, occurrence LIMIT ${} OFFSET ${n}",
        n - 1
    );
    conn.query(&sql, &params)?.iter().map(task).collect()
}

/// How many those are, and how many are past their instant.
pub fn counts(conn: &mut Conn, ctx: &Ctx, whose: Whose) -> Result<(i64, i64)> {
    let mut params = Vec::new();
    let shown = shown(conn, ctx, whose, &mut params)?;
    params.push(ctx.local_now().to_string().into());
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN due < ${} THEN 1 ELSE 0 END), 0) AS BIGINT) FROM follow_up WHERE {shown}",
        params.len()
    );
    let row = conn.one(&sql, &params)?;
    Ok((row.get(0)?, row.get(1)?))
}

/// The number behind 今日 in the menu.
pub fn badge(conn: &mut Conn, ctx: &Ctx) -> Result<u64> {
    Ok(u64::try_from(counts(conn, ctx, Whose::Mine)?.0).unwrap_or(0))
}

fn task(row: &Row) -> Result<Task> {
    let params: String = row.get(9)?;
    let params: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&params).unwrap_or_default();
    Ok(Task {
        rule: row.get(0)?,
        occurrence: row.get(1)?,
        order: row.get(2)?,
        number: row.get(3)?,
        customer: row.get(4)?,
        target: row.get(5)?,
        action: row.get(6)?,
        text: row.get(7)?,
        reason: row.get(8)?,
        params: params.into_iter().map(|(n, v)| (n, v.as_str().unwrap_or_default().to_owned())).collect(),
        role: row.get(10)?,
        due: row.get(11)?,
        case: row.get(12)?,
        person: row.get(13)?,
        person_name: row.get(14)?,
        loud: row.get(15)?,
        visible_from: row.get(16)?,
    })
}

/// A shipment about to leave, or an order that must leave and is not on one.
#[derive(Debug, Clone)]
pub struct Leaving {
    pub order: String,
    pub number: String,
    pub customer: String,
    pub ship_on: String,
    pub readiness: i64,
    pub state: String,
}

/// Released, and not on the road.
const INSIDE: [Stage; 3] = [Stage::Supply, Stage::Production, Stage::Shipping];

/// Orders of a clerk, or of all, of which goods leave up to `until`, with the state of the shipment that leaves first.
fn leaving_from(until: &str, clerk: &str, everybody: bool, params: &mut Vec<Value>) -> String {
    params.extend([until.into(), clerk.into(), everybody.into()]);
    let n = params.len();
    let waiting = one_of("s.state", &[ShipmentState::Prepared, ShipmentState::Confirmed], params);
    let inside = one_of("o.stage", &INSIDE, params);
    format!(
        "(SELECT o.id, o.number, o.customer_name, o.readiness, o.ship_on,
          COALESCE((SELECT s.state FROM shipment s WHERE s.order_id = o.id AND {waiting} ORDER BY s.ship_on, s.number LIMIT 1), o.stage) AS state
          FROM sales_order o WHERE o.open = TRUE AND {inside} AND o.ship_on <= ${until} AND (o.clerk_id = ${clerk} OR ${all})) l",
        until = n - 2,
        clerk = n - 1,
        all = n
    )
}

/// The first of them, the soonest first.
pub fn leaving(
    conn: &mut Conn,
    until: &str,
    clerk: &str,
    everybody: bool,
    limit: i64,
) -> Result<Vec<Leaving>> {
    let mut params = Vec::new();
    let from = leaving_from(until, clerk, everybody, &mut params);
    params.push(limit.into());
    let sql = format!(
        "SELECT l.id, l.number, l.customer_name, l.ship_on, l.readiness, l.state FROM {from} ORDER BY l.ship_on, l.number LIMIT ${}",
        params.len()
    );
    let rows = conn.query(&sql, &params)?;
    rows.iter()
        .map(|r| {
            Ok(Leaving {
                order: r.get(0)?,
                number: r.get(1)?,
                customer: r.get(2)?,
                ship_on: r.get(3)?,
                readiness: r.get(4)?,
                state: r.get(5)?,
            })
        })
        .collect()
}

/// How many they are.
pub fn count_leaving(conn: &mut Conn, until: &str, clerk: &str, everybody: bool) -> Result<i64> {
    let mut params = Vec::new();
    let from = leaving_from(until, clerk, everybody, &mut params);
    Ok(conn.one(&format!("SELECT COUNT(*) FROM {from}"), &params)?.get(0)?)
}

/// Figures of the tiles: to leave soon, at risk, arrived on time and all arrived since `since` (against first and current promise).
pub struct Figures {
    pub leaving: i64,
    pub risky: i64,
    pub arrived: i64,
    pub on_time: i64,
    pub on_time_first: i64,
}

/// The figures for the orders of `clerk`, or for all.
pub fn figures(conn: &mut Conn, until: &str, since: &str, clerk: &str, everybody: bool) -> Result<Figures> {
    let leaving = count_leaving(conn, until, clerk, everybody)?;
    let params = [since.into(), clerk.into(), everybody.into()];
    let sql =
        "SELECT CAST(COALESCE(SUM(CASE WHEN open AND late THEN 1 ELSE 0 END), 0) AS BIGINT),
         CAST(COALESCE(SUM(CASE WHEN arrived_on >= $1 THEN 1 ELSE 0 END), 0) AS BIGINT),
         CAST(COALESCE(SUM(CASE WHEN arrived_on >= $1 AND arrived_on <= promised_on THEN 1 ELSE 0 END), 0) AS BIGINT),
         CAST(COALESCE(SUM(CASE WHEN arrived_on >= $1 AND arrived_on <= first_promise THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM sales_order WHERE (open = TRUE OR arrived_on >= $1) AND (clerk_id = $2 OR $3)";
    let row = conn.one(sql, &params)?;
    Ok(Figures {
        leaving,
        risky: row.get(0)?,
        arrived: row.get(1)?,
        on_time: row.get(2)?,
        on_time_first: row.get(3)?,
    })
}

/// Everything due up to `day`, of everybody, in a fixed order: what the demo's people work off.
pub fn all_due(conn: &mut Conn, day: &str) -> Result<Vec<Task>> {
    let sql = format!("{COLUMNS} WHERE visible_from <= $1 ORDER BY due, case_id, rule, occurrence, action");
    conn.query(&sql, &[day.into()])?.iter().map(task).collect()
}
