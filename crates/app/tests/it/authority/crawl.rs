//! What is offered can be opened (H1.2): everybody of a company at work follows every link and every button that they are
//! shown, and none of it answers 403.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use app::demo::{self, Scale};
use app::start;
use jiff::civil::date;
use kernel::clock::Clock;
use kernel::state::Ids;
use serde_json::Value;
use tempfile::TempDir;

use crate::kit::{TestApp, User, config};

/// Somebody of each role, and two clerks: each sees the other's orders.
const PEOPLE: [&str; 13] = [
    "林晓",
    "吴静",
    "陈岚",
    "何军",
    "许佳",
    "马建国",
    "梁敏",
    "韩磊",
    "孙毅",
    "丁强",
    "方洁",
    "顾总",
    "管理员",
];

/// How many pages of one shape are opened, and of orders, which stand at every stage.
const OF_A_SHAPE: usize = 2;
const ORDERS: usize = 4;

/// The addresses that a page leads to: links, buttons, rows, forms.
fn leads_to(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for mark in [" href=\"", " data-href=\"", " action=\"", " formaction=\""] {
        for rest in page.split(mark).skip(1) {
            let address =
                rest.split('"').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&");
            if address.starts_with('/') && !address.starts_with("/assets") {
                found.insert(address);
            }
        }
    }
    found
}

/// An address without what tells one thing from another: identities, and values behind the `?` but for tabs.
fn shape(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let id = |part: &&str| part.len() >= 32 && part.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let parts: Vec<&str> = path.split('/').map(|part| if id(&part) { "{id}" } else { part }).collect();
    let query: Vec<&str> = query
        .split('&')
        .map(|pair| if pair.starts_with("tab=") { pair } else { pair.split('=').next().unwrap_or_default() })
        .collect();
    format!("{}?{}", parts.join("/"), query.join("&"))
}

fn often(shape: &str) -> usize {
    match shape {
        "/orders/{id}?" => ORDERS,
        s if [".pdf", ".xlsx", "tab=", "sort", "thread", "?at"].iter().any(|part| s.contains(part)) => 1,
        _ => OF_A_SHAPE,
    }
}

/// Follows everything from the first page on; answers what was refused and how many pages were opened.
async fn crawl(user: &User, who: &str) -> (Vec<String>, usize) {
    let mut waiting = VecDeque::from([("/".to_owned(), String::new())]);
    let (mut seen, mut shapes) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    let (mut refused, mut opened) = (Vec::new(), 0);
    while let Some((address, from)) = waiting.pop_front() {
        let shape = shape(&address);
        let count = shapes.entry(shape.clone()).or_default();
        if *count >= often(&shape) || !seen.insert(address.clone()) {
            continue;
        }
        *count += 1;
        opened += 1;
        let answer = user.page(&address).await;
        if answer.status == 403 {
            refused.push(format!("{who}: {address} on {from}"));
        }
        assert!(answer.status < 500, "{who}: {address} {}", answer.text());
        if answer.header("content-type").starts_with("text/html") && answer.status == 200 {
            waiting.extend(leads_to(&answer.text()).into_iter().map(|to| (to, address.clone())));
        }
    }
    (refused, opened)
}

/// What the API says that somebody may do on a thing now, they may.
async fn operations(user: &User, who: &str) -> Vec<String> {
    let mut refused = Vec::new();
    for path in ["/orders", "/shipments", "/purchases", "/work", "/claims"] {
        let list = user.get(&format!("/api/v1{path}")).await;
        if list.status != 200 {
            continue;
        }
        for row in list.json()["rows"].as_array().unwrap().iter().take(ORDERS) {
            let id = row["id"].as_str().unwrap();
            let thing = user.get(&format!("/api/v1{path}/{id}")).await.ok().json();
            for name in thing["operations"].as_array().unwrap().iter().filter_map(Value::as_str) {
                let form = user.get(&format!("/api/v1/operations/{name}/form?id={id}")).await;
                if form.status == 403 {
                    refused.push(format!("{who}: {name} on {path}/{id}"));
                }
            }
        }
    }
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_2_nothing_is_offered_that_answers_403() {
    let folder = TempDir::new().unwrap();
    let config = config(&folder, "");
    let played = tokio::task::spawn_blocking(move || {
        let clock = Clock::stopped("2026-11-02T01:00:00Z".parse().unwrap());
        let app = start::open_with(config, clock, Ids::seeded(11)).unwrap();
        let plan = Scale { orders: 9, first: date(2026, 10, 5), until: date(2026, 11, 2), seed: 5 };
        demo::play(&app, &plan, &mut |_| {}).unwrap();
    });
    played.await.unwrap();
    let app = TestApp::over(folder, "", "2026-11-02T03:00:00Z").await;
    let mut faults = Vec::new();
    for name in PEOPLE {
        let user = app.user(name).await;
        let (refused, opened) = crawl(&user, name).await;
        assert!(opened > 10, "{name} was shown only {opened} pages");
        faults.extend(refused);
        faults.extend(operations(&user, name).await);
    }
    assert!(faults.is_empty(), "{} offers are refused:\n{}", faults.len(), faults.join("\n"));
}
