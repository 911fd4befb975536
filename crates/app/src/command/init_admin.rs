//! `gendan init-admin`: the first account, with a password that is printed once and never stored in clear.

use super::{Answer, open_app, say};
use crate::person::{First, appoint};
use crate::start;
use evidence::hex;
use kernel::{Ctx, Door, Result as Done};

/// Makes the first administrator; refuses where somebody can sign in already.
pub fn run(login: &str, json: bool) -> Answer {
    let app = open_app()?;
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(|e| e.to_string())?;
    let password = hex(&bytes);
    let (shared, ctx) = (app.shared.clone(), Ctx::system(app.shared.clock.now()));
    let first = First { name: "管理员".into(), login: login.to_owned(), password: password.clone() };
    let made = app
        .db
        .write_blocking(move |conn| -> Done<_> { appoint(&mut Door::new(&ctx, conn, &shared), &first) });
    if made.map_err(|e| e.to_string())?.is_none() {
        return Err("somebody can sign in already; an administrator makes further accounts under 人员"
            .to_owned()
            .into());
    }
    start::end_demo(&app.shared.config.data_dir).map_err(|e| e.to_string())?;
    let text = format!("Sign in as {login} with {password} and change the password.");
    say(json, &text, &serde_json::json!({"login": login, "password": password}));
    Ok(0)
}
