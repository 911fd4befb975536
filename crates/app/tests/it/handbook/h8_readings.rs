//! Every role's Today on three days of a company at work (H8): each duty that is shown stands there once, its holder can open its
//! form, and a plausible answer settles it.

use std::collections::BTreeSet;

use app::demo::{PASSWORD, Play, Scale};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::kit::{TestApp, User};

/// Whoever has an account in the company, and what they are.
const PEOPLE: [(&str, &str); 10] = [
    ("U01", "跟单员"),
    ("U02", "跟单员"),
    ("U14", "跟单员"),
    ("U03", "部门领导"),
    ("U04", "仓库"),
    ("U05", "采购"),
    ("U06", "生产"),
    ("U07", "财务"),
    ("U08", "工程部"),
    ("U10", "总经理"),
];

/// The first day of the readings: the company has worked for two months by then.
const FIRST: Date = date(2026, 11, 4);

#[tokio::test(flavor = "multi_thread")]
async fn h8_what_today_shows_can_be_done_by_its_holder() {
    let scale = Scale { orders: 36, first: date(2026, 9, 7), until: date(2026, 11, 20), seed: 5 };
    let folder = TempDir::new().unwrap();
    let app = TestApp::over(folder, "", "2026-09-07T00:00:00Z").await;
    let inner = app.app.clone();
    let begun = tokio::task::spawn_blocking(move || Play::begin(&inner, &scale)).await.unwrap();
    let mut play = begun.unwrap();
    let mut told = Vec::new();
    for after in [1, 5, 15] {
        let last = FIRST.checked_add(after.days()).unwrap();
        let inner = app.app.clone();
        let done = move || play.until(&inner, last, &mut |_| ()).map(|()| play);
        play = tokio::task::spawn_blocking(done).await.unwrap().unwrap();
        // The morning after.
        let morning = last.tomorrow().unwrap();
        app.wake(&format!("{morning}T01:00:00Z")).await;
        for (login, role) in PEOPLE {
            told.push(reading(&app, login, role, morning).await);
        }
    }
    let (shown, wrong): (Vec<usize>, Vec<Vec<String>>) = told.into_iter().unzip();
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "of {} duties:\n{}", shown.iter().sum::<usize>(), wrong.join("\n"));
    assert!(shown.iter().sum::<usize>() > 60, "{shown:?}");
}

/// What is on somebody's desk, worked off from the top; how much it was, and what was wrong with it.
async fn reading(app: &TestApp, login: &str, role: &str, today: Date) -> (usize, Vec<String>) {
    let user = signed_in(app, login).await;
    let rows = desk(&user).await;
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for row in &rows {
        let who = format!("{today} {login} {role}: {} {} {}", row["number"], row["text"], row["operation"]);
        if !seen.insert((row["text"].to_string(), row["target"].to_string(), row["operation"].to_string())) {
            wrong.push(format!("{who} stands there twice"));
        }
    }
    let mut done = BTreeSet::new();
    while let Some(row) = desk(&user).await.into_iter().find(|row| done.insert(key(row))) {
        let who = format!("{today} {login} {role}: {} {} {}", row["number"], row["text"], row["operation"]);
        if let Err(said) = settle(&user, &row, today).await {
            wrong.push(format!("{who}: {said}"));
        } else if desk(&user).await.iter().any(|other| key(other) == key(&row) && other["due"] == row["due"])
        {
            wrong.push(format!("{who} stands there as before: due {}", row["due"]));
        }
    }
    println!("{today} {login} {role}: {} rows, of them wrong {}", rows.len(), wrong.len());
    (rows.len(), wrong)
}

fn key(row: &Value) -> String {
    ["rule", "occurrence", "operation", "target"].map(|name| row[name].to_string()).join(" ")
}

async fn desk(user: &User) -> Vec<Value> {
    user.get("/api/v1/today").await.ok().json()["rows"].as_array().unwrap().clone()
}

async fn signed_in(app: &TestApp, login: &str) -> User {
    let said = json!({"name": login, "password": PASSWORD});
    let answer = app.nobody().post("/api/v1/sessions", said).await.ok().json();
    app.nobody().with_token(answer["token"].as_str().unwrap())
}

/// Does what a row asks for as somebody plausible would: leaves what is filled in, and says something where nothing is.
async fn settle(user: &User, row: &Value, today: Date) -> Result<(), String> {
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    let (operation, target) = (text("operation"), text("target"));
    let query = format!("id={target}&order={target}&rule={}&occurrence={}", text("rule"), text("occurrence"));
    let answer = user.get(&format!("/api/v1/operations/{operation}/form?{query}")).await;
    if answer.status != 200 {
        return Err(format!("its form answers {}: {}", answer.status, answer.text()));
    }
    let form = answer.json();
    let path = form["path"].as_str().unwrap();
    if operation == "order.attach" {
        let page = path.trim_start_matches("/api/v1");
        let sent =
            user.upload_with(page, &[("what", "drawing")], "files", "图纸.pdf", b"%PDF-1.4\n%%EOF").await;
        return if sent.status < 400 { Ok(()) } else { Err(format!("{}: {}", sent.status, sent.text())) };
    }
    let body = answered(&form, &operation, today);
    let version = form["version"].as_i64().map(|v| v.to_string()).unwrap_or_default();
    let headers = [("if-match", version.as_str())];
    let sent = user
        .post_with(path, Value::Object(body.clone()), if version.is_empty() { &[] } else { &headers })
        .await;
    if sent.status < 300 {
        return Ok(());
    }
    Err(format!("{} {} to {}", sent.status, sent.text(), Value::Object(body)))
}

/// A form as it is filled in, and something plausible where it must be filled in and is not.
fn answered(form: &Value, operation: &str, today: Date) -> Map<String, Value> {
    let mut body = Map::new();
    for field in form["fields"].as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        if field["kind"] == "files" {
            continue;
        }
        let Some(columns) = field["columns"].as_array() else {
            body.insert(name.to_owned(), value(field, &field["value"], today));
            continue;
        };
        let rows = field["rows"].as_array().unwrap().iter();
        // The empty row at the end of a list stays empty.
        let filled = |row: &&Value| row.as_array().unwrap().iter().any(|cell| cell != "");
        for (n, row) in rows.filter(filled).enumerate() {
            for (column, said) in columns.iter().zip(row.as_array().unwrap()) {
                let name = format!("{name}.{n}.{}", column["name"].as_str().unwrap());
                body.insert(name, value(column, said, today));
            }
        }
    }
    let more = match operation {
        "order.promise" => json!({"confirmed": "1", "cause": "材料到货推迟"}),
        "shipment.dispatch" => json!({"note": "车晚到，已告诉客户"}),
        "purchase.promise" => {
            let lines = form["fields"].as_array().unwrap().iter().find(|f| f["name"] == "lines").unwrap();
            let days = (0..lines["rows"].as_array().unwrap().len())
                .map(|n| (format!("lines.{n}.date"), later(today, 5).into()));
            Value::Object(days.collect())
        }
        "shipment.settle" => json!({"settlement": "replaced", "replacement_by": later(today, 15)}),
        "claim.answer" => json!({"next_by": later(today, 7)}),
        "purchase.return" => json!({"waybill": "TH0001"}),
        "shipment.carrier" => json!({"eta": later(today, 1)}),
        "order.contact" | "customer.contact" => json!({"side": "customer", "agreed": "按计划"}),
        _ => json!({}),
    };
    body.extend(more.as_object().cloned().unwrap_or_default());
    body
}

fn later(today: Date, days: i64) -> String {
    today.checked_add(days.days()).unwrap().to_string()
}

fn value(field: &Value, said: &Value, today: Date) -> Value {
    if field["required"] != true || said.as_str().is_none_or(|said| !said.is_empty()) {
        return said.clone();
    }
    match field["kind"].as_str().unwrap() {
        "date" => today.to_string().into(),
        "time" => "14:00".into(),
        "money" | "price" | "quantity" | "integer" | "flag" => "1".into(),
        "choice" | "radio" => field["options"][0]["value"].clone(),
        _ => "已经核实".into(),
    }
}
