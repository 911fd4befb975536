//! Who may come in, what is told of it, and what the edge bears (trust P10, P18, P19, P26; controls 17, 19, 39, 40, 42, 44, 46).

mod away;
mod door;
mod edge;
mod log;
mod own;
mod reset;

use serde_json::json;

use crate::kit::{TestApp, User};

/// An administrator, made by the general manager at first run.
pub async fn administrator(app: &TestApp, code: &str, name: &str) -> User {
    let manager = app.user("顾总").await;
    let made = json!({"code": code, "name": name, "role_administrator": "1"});
    manager.fill("person.new", "", made).await.is(201);
    app.user(name).await
}

/// The identity of somebody by name.
pub async fn id(by: &User, name: &str) -> String {
    let people = by.list("/people").await;
    people.iter().find(|p| p["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}
