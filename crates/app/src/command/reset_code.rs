//! `gendan reset-code`: a one-time code for somebody whose password nobody else may reset alone (ADR 0036). Whoever works on the
//! server stands outside of that rule, and the security log tells of it.

use domain::person::Person;

use super::{Answer, open_app, say};
use crate::person;
use kernel::{Ctx, Door, Result as Done};

/// Makes a code for whoever signs in by `login` and prints it once.
pub fn run(login: &str, json: bool) -> Answer {
    let app = open_app()?;
    let (shared, ctx) = (app.shared.clone(), Ctx::system(app.shared.clock.now()));
    let name = login.to_owned();
    let made = app.db.write_blocking(move |conn| -> Done<Option<String>> {
        let Some(id) = person::by_login(conn, &name)? else { return Ok(None) };
        let mut door = Door::new(&ctx, conn, &shared);
        let person = door.load::<Person>(id)?;
        let (_, code) = person::actions::give_code(&mut door, person, &name)?;
        Ok(Some(code))
    });
    let Some(code) = made.map_err(|e| e.to_string())? else {
        return Err(format!("nobody signs in as {login}; login names stand on the pages of 人员").into());
    };
    let text = format!("The code of {login} is {code}: used on the sign-in page within 24 hours, once.");
    say(json, &text, &serde_json::json!({"login": login, "code": code}));
    Ok(0)
}
