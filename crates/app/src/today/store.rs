//! What is due, read for a person: one condition for counts and rows alike (UX-04).

pub mod figures;
pub mod lead;
pub mod projects;

use db::{Conn, Row, Value};
use domain::access::may;
use domain::choice::Choice as _;
use domain::deed::Deed;
use domain::person::Role;
use kernel::{Ctx, Result};

use crate::person;

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

/// Whose duties are somebody's, asked once for all that a page says of them.
pub struct Desk {
    ctx: Ctx,
    /// My own, of those of whom I stand in for today (H1.2), and, for a lead, of those who have left. They are asked first, so that the
    /// database looks duties up instead of reading all.
    people: Vec<String>,
    /// Whether what is nobody else's is mine.
    leads: bool,
    /// Roles that nobody has any more, where that is so: their duties are nobody else's either.
    orphaned: Vec<String>,
    /// What stands on the desk of somebody who may not do it any more, because their roles are others now, by person and deed: it is
    /// the lead's, so that nothing is nobody's.
    beyond: Vec<(String, String)>,
}

impl Desk {
    /// That of whoever asks.
    pub fn of(conn: &mut Conn, ctx: &Ctx) -> Result<Self> {
        let (me, today) = (ctx.actor.person.to_string(), ctx.today().to_string());
        let stood_in = "SELECT id FROM person WHERE substitute_id = $1 AND substitute_from <= $2 AND substitute_to >= $2";
        let leads = person::leads(conn, ctx)?;
        let sql = format!("{stood_in}{}", if leads { " OR retired = TRUE" } else { "" });
        let mut people = vec![me.clone()];
        for row in conn.query(&sql, &[me.into(), today.into()])? {
            people.push(row.get(0)?);
        }
        let mut sql = "SELECT DISTINCT f.person_id, f.action, p.roles FROM follow_up f JOIN person p ON p.id = f.person_id
             WHERE p.retired = FALSE"
            .to_owned();
        let rows = if leads {
            conn.query(&sql, &[])?
        } else {
            sql.push_str(" AND f.person_id IN ({keys})");
            let keys: Vec<Value> = people.iter().map(|person| person.as_str().into()).collect();
            conn.query_in(&sql, &keys)?
        };
        let mut beyond = Vec::new();
        for row in rows {
            let (person, action, roles): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let roles: Vec<Role> = roles.split(' ').filter_map(Role::parse).collect();
            let deed = Deed::ALL.iter().find(|deed| deed.name() == action);
            if deed.is_some_and(|deed| !may(&roles, deed.right())) {
                beyond.push((person, action));
            }
        }
        let orphaned = if leads { person::orphaned_roles(conn)? } else { Vec::new() };
        Ok(Self { ctx: ctx.clone(), people, leads, orphaned, beyond })
    }

    /// Mine, seen or not yet: of somebody whose duties are mine, or of one of my roles and nobody in particular.
    fn mine(&self, params: &mut Vec<Value>) -> String {
        let mut bind = |value: Value| {
            params.push(value);
            format!("${}", params.len())
        };
        let people: Vec<String> = self.people.iter().map(|person| bind(person.as_str().into())).collect();
        let mut mine = format!("person_id IN ({})", people.join(", "));
        for (person, action) in &self.beyond {
            let (person, action) = (bind(person.as_str().into()), bind(action.as_str().into()));
            let one = format!("(person_id = {person} AND action = {action})");
            mine = if self.leads { format!("{mine} OR {one}") } else { format!("{mine} AND NOT {one}") };
        }
        let own = self.ctx.actor.roles.iter().map(|role| role.code());
        let roles: Vec<String> =
            own.chain(self.orphaned.iter().map(String::as_str)).map(|role| bind(role.into())).collect();
        if !roles.is_empty() {
            mine = format!("{mine} OR (person_id IS NULL AND role IN ({}))", roles.join(", "));
        }
        format!("({mine})")
    }
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
    /// Everybody's: where I lead.
    All,
    /// Mine that were put off, until their day.
    PutOff,
    /// Anybody's that were put off: where I lead.
    PutOffOfAll,
}

/// Which duties: whose, and of those the ones that are late, or a department's, or somebody's.
#[derive(Debug, Clone)]
pub struct Which {
    /// Whose.
    pub whose: Whose,
    /// Those alone whose instant has passed.
    pub late: bool,
    /// The code of a role whose they are; of all where empty.
    pub role: String,
    /// The identity of whom they are; of all where empty.
    pub person: String,
}

impl From<Whose> for Which {
    fn from(whose: Whose) -> Self {
        Self { whose, late: false, role: String::new(), person: String::new() }
    }
}

/// The condition of a question about duties that are shown today, or were put off.
fn shown(desk: &Desk, which: &Which, params: &mut Vec<Value>) -> String {
    let mut condition = of(desk, which.whose, params);
    let mut narrow = |sql: &str, value: String| {
        params.push(value.into());
        condition = format!("{condition} AND {sql} ${}", params.len());
    };
    if which.late {
        narrow("due <", desk.ctx.local_now().to_string());
    }
    if !which.role.is_empty() {
        narrow("role =", which.role.clone());
    }
    if !which.person.is_empty() {
        narrow("person_id =", which.person.clone());
    }
    condition
}

fn of(desk: &Desk, whose: Whose, params: &mut Vec<Value>) -> String {
    let (mine, ctx) = (desk.mine(params), &desk.ctx);
    params.push(ctx.today().to_string().into());
    let today = format!("visible_from <= ${}", params.len());
    let put_off = format!("put_off = TRUE AND visible_from > ${}", params.len());
    // What is nobody's in particular has no person to compare.
    let not_mine = format!("NOT COALESCE({mine}, FALSE)");
    match whose {
        Whose::Mine => format!("{today} AND {mine}"),
        Whose::PutOff => format!("{put_off} AND {mine}"),
        // PostgreSQL must learn the type of every parameter, asked for or not.
        Whose::All => format!("{today} AND ({mine} OR TRUE)"),
        Whose::PutOffOfAll => format!("{put_off} AND ({mine} OR TRUE)"),
        Whose::OthersOnAll => format!("{today} AND {not_mine}"),
        Whose::Others => {
            params.push(ctx.actor.person.to_string().into());
            let own = format!("o.id = follow_up.order_id AND o.clerk_id = ${}", params.len());
            format!("{today} AND {not_mine} AND EXISTS (SELECT 1 FROM sales_order o WHERE {own})")
        }
    }
}

/// Duties that are shown today, the most pressing first: `limit` of them after the first `skip`.
pub fn tasks(
    conn: &mut Conn,
    desk: &Desk,
    which: impl Into<Which>,
    limit: i64,
    skip: i64,
) -> Result<Vec<Task>> {
    let mut params = Vec::new();
    let shown = shown(desk, &which.into(), &mut params);
    params.extend([limit.into(), skip.into()]);
    let n = params.len();
    let sql = format!(
        "{COLUMNS} WHERE {shown} ORDER BY loud DESC, due, order_number, rule, occurrence LIMIT ${} OFFSET ${n}",
        n - 1
    );
    conn.query(&sql, &params)?.iter().map(task).collect()
}

/// How many those are, and how many are past their instant.
pub fn counts(conn: &mut Conn, desk: &Desk, which: impl Into<Which>) -> Result<(i64, i64)> {
    let mut params = Vec::new();
    let shown = shown(desk, &which.into(), &mut params);
    params.push(desk.ctx.local_now().to_string().into());
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN due < ${} THEN 1 ELSE 0 END), 0) AS BIGINT) FROM follow_up WHERE {shown}",
        params.len()
    );
    let row = conn.one(&sql, &params)?;
    Ok((row.get(0)?, row.get(1)?))
}

/// The number behind 今日 in the menu.
pub fn badge(conn: &mut Conn, ctx: &Ctx) -> Result<u64> {
    let desk = Desk::of(conn, ctx)?;
    Ok(u64::try_from(counts(conn, &desk, Whose::Mine)?.0).unwrap_or(0))
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

/// Everything due up to `day`, of everybody, in a fixed order: what the demo's people work off.
pub fn all_due(conn: &mut Conn, day: &str) -> Result<Vec<Task>> {
    let sql = format!("{COLUMNS} WHERE visible_from <= $1 ORDER BY due, case_id, rule, occurrence, action");
    conn.query(&sql, &[day.into()])?.iter().map(task).collect()
}
