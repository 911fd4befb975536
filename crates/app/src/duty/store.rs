//! What is due on a case, as rows.

use db::{Conn, Value};
use domain::choice::Choice as _;
use domain::followup::FollowUp;
use kernel::Result;

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
    conn: &mut Conn,
    case: &str,
    number: &str,
    customer: &str,
    found: &[FollowUp],
) -> Result<()> {
    replace(conn, &[case.into()], &rows(case, number, customer, found))
}
