//! Whose desk it is where nobody's is named: what waits for a role that nobody has waits for who leads (H2.2).

use std::collections::BTreeSet;

use db::Conn;
use domain::choice::Choice as _;
use domain::person::Role;
use kernel::{Ctx, Result};

/// Whether somebody is the lead, or the general manager of a house that has none.
pub fn leads(conn: &mut Conn, ctx: &Ctx) -> Result<bool> {
    let roles = &ctx.actor.roles;
    if roles.contains(&Role::Lead) || !roles.contains(&Role::GeneralManager) {
        return Ok(roles.contains(&Role::Lead));
    }
    Ok(!held_roles(conn)?.contains(Role::Lead.code()))
}

/// The roles that nobody has.
pub fn orphaned_roles(conn: &mut Conn) -> Result<Vec<String>> {
    let held = held_roles(conn)?;
    Ok(Role::ALL.iter().map(|role| role.code().to_owned()).filter(|role| !held.contains(role)).collect())
}

/// Whether what a role has to do is left to whoever asks: they lead, and nobody has it.
pub fn is_left_to(conn: &mut Conn, ctx: &Ctx, role: Role) -> Result<bool> {
    Ok(leads(conn, ctx)? && !held_roles(conn)?.contains(role.code()))
}

fn held_roles(conn: &mut Conn) -> Result<BTreeSet<String>> {
    let rows = conn.query("SELECT DISTINCT roles FROM person WHERE retired = FALSE", &[])?;
    let held: Vec<String> = rows.iter().map(|row| row.get(0)).collect::<db::Result<_>>()?;
    Ok(held.iter().flat_map(|roles| roles.split(' ')).map(str::to_owned).collect())
}
