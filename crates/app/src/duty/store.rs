//! What is due on a case, as rows.

use std::collections::BTreeMap;

use db::{Conn, Value};
use domain::choice::Choice as _;
use domain::followup::{Duty, FollowUp, Shown, Since};
use kernel::{Door, Result};

const FOLLOW_UP: &str = "case_id, rule, occurrence, action, order_id, order_number, customer_name, target, body, reason, params, role,
    person_id, visible_from, due, loud, put_off";

/// What is due on a case.
pub fn rows(case: &str, number: &str, customer: &str, found: &[FollowUp]) -> Vec<Vec<Value>> {
    let row = |f: &FollowUp| {
        let params: serde_json::Map<String, serde_json::Value> =
            f.params.iter().map(|(n, v)| ((*n).to_owned(), v.as_str().into())).collect();
        vec![
            case.into(),
            f.rule.into(),
            f.occurrence.as_str().into(),
            f.deed.name().into(),
            f.order.map(|o| o.to_string()).into(),
            number.into(),
            customer.into(),
            f.target.as_str().into(),
            f.text.into(),
            f.reason.into(),
            serde_json::Value::Object(params).to_string().into(),
            f.role.code().into(),
            f.person.map(|p| p.to_string()).into(),
            f.visible_from.to_string().into(),
            f.due.to_string().into(),
            f.loud.into(),
            f.put_off.into(),
        ]
    };
    found.iter().map(row).collect()
}

/// Makes `rows` all that is due on `cases`.
pub fn replace(conn: &mut Conn, cases: &[Value], rows: &[Vec<Value>]) -> Result<()> {
    Ok(conn.replace("follow_up", FOLLOW_UP, 4, cases, rows)?)
}

/// Replaces what is due on one case.
pub fn write_follow_ups(
    door: &mut Door,
    case: &str,
    number: &str,
    customer: &str,
    mut found: Vec<FollowUp>,
) -> Result<()> {
    let (calendar, now) = (door.calendar()?, door.ctx.local_now());
    let case = case.to_owned();
    let shown = shown(door.conn, std::slice::from_ref(&case))?.remove(&case).unwrap_or_default();
    shown.nothing_late_from_the_first(&mut found, &calendar, now);
    let after = shown.after(&found, &calendar, now).with_what_comes(&found, now);
    if after != shown {
        keep_shown(door.conn, &[(case.clone(), shown, after)])?;
    }
    let rows = rows(&case, number, customer, &found);
    replace(door.conn, &[case.into()], &rows)
}

const SHOWN: &str = "case_id, rule, occurrence, deed, since, gone_at";

/// Since when the duties of some cases are shown.
pub fn shown(conn: &mut Conn, cases: &[String]) -> Result<BTreeMap<String, Shown>> {
    let keys: Vec<Value> = cases.iter().map(|case| case.as_str().into()).collect();
    let mut all: BTreeMap<String, Shown> = BTreeMap::new();
    for row in conn.query_in(&format!("SELECT {SHOWN} FROM duty_shown WHERE case_id IN ({{keys}})"), &keys)? {
        let Ok(at) = row.get::<String>(4)?.parse() else { continue };
        let since = Since { at, gone_at: row.get::<String>(5)?.parse().ok() };
        all.entry(row.get(0)?).or_default().0.insert((row.get(1)?, row.get(2)?, row.get(3)?), since);
    }
    Ok(all)
}

/// Keeps since when the duties of some cases are shown: of each what was known, and what is known now.
pub fn keep_shown(conn: &mut Conn, shown: &[(String, Shown, Shown)]) -> Result<()> {
    let row = |case: &str, (key, since): (&Duty, &Since)| -> Vec<Value> {
        let gone_at = since.gone_at.map(|at| at.to_string()).unwrap_or_default();
        let (rule, occurrence, deed) = key;
        [case, rule, occurrence, deed, &since.at.to_string(), &gone_at].map(Value::from).into()
    };
    let rows = |of: &dyn Fn(&(String, Shown, Shown)) -> &Shown| -> Vec<Vec<Value>> {
        shown
            .iter()
            .flat_map(|one| of(one).0.iter().map(|duty| row(&one.0, duty)).collect::<Vec<_>>())
            .collect()
    };
    let (before, after) = (rows(&|one| &one.1), rows(&|one| &one.2));
    Ok(conn.change("duty_shown", SHOWN, 4, &before, &after)?)
}
