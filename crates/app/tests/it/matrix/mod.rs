//! The permission matrix (trust P14, controls 1–10): every route that the site declares, asked by nobody, by somebody who left and by
//! somebody of every role, with real things in its path; what may not be had is refused and changes nothing, and what a role
//! must not see stands in no answer, whichever way it is written.
//!
//! Nothing here lists routes: they come from the declarations ([`kernel::web::routes`]), who may from [`domain::access`]. A route
//! whose path has a placeholder that nothing is known for fails the test.

mod canary;
mod walk;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::access::{may, sees};
use domain::confidential::Secret;
use kernel::web::{Route, Who, routes};
use serde_json::json;
use tokio::sync::Semaphore;

use app::site::SITE;

use crate::kit::databases;
use crate::together::acts::Stage;
use walk::Walk;
use world::{MANAGER, OWNER, Somebody, World};

/// Identities that nothing has: one that could be, and one that could not.
const NOTHING: [&str; 2] = ["01900000000070008000000000000000", "x"];

/// Everything that can be asked.
fn declared() -> Vec<Route> {
    routes(&SITE).declared().to_vec()
}

fn admits(route: &Route, who: &Somebody) -> bool {
    match route.who {
        Who::Anybody => true,
        Who::SignedIn => !who.roles.is_empty(),
        Who::Holds(right) => may(&who.roles, right),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p14_nobody_gets_sees_or_does_what_their_role_must_not() {
    for url in databases() {
        let world = Arc::new(World::open(&url).await);
        for kind in Secret::ALL {
            assert!(world.canaries.count(*kind) >= 10, "{kind:?}: {}", world.canaries.count(*kind));
        }
        let before = world.facts().await;
        oracles(&world).await;
        others_identities(&world).await;
        methods(&world).await;
        // More at once would wait for each other, and for the press of documents.
        let places = Arc::new(Semaphore::new(3));
        let walks: Vec<_> = world
            .people
            .iter()
            .enumerate()
            .map(|(turn, who)| {
                let (world, who, places) = (world.clone(), who.clone(), places.clone());
                tokio::spawn(async move {
                    let _place = places.acquire().await.unwrap();
                    Walk::over(&world, who, turn).await
                })
            })
            .collect();
        let mut faults = Vec::new();
        let (mut asked, mut opened) = (0, BTreeSet::new());
        for walk in walks {
            let walk = walk.await.unwrap();
            asked += walk.asked;
            opened.extend(walk.opened);
            faults.extend(walk.faults);
            // Else the search for what must not be there would find nothing anywhere.
            if walk.who.name == MANAGER {
                for format in ["text/html", "application/json", "application/vnd", "application/pdf"] {
                    for kind in Secret::ALL {
                        let met = walk
                            .met
                            .iter()
                            .any(|(in_format, of)| in_format.starts_with(format) && of == kind);
                        assert!(met, "the manager reads no {kind:?} in {format}");
                    }
                }
            }
        }
        assert_eq!(world.facts().await, before, "what was refused or only looked at was recorded");
        for route in declared() {
            let Route { method, path, .. } = route;
            let known = (method.to_string(), path);
            if !opened.contains(&known) {
                faults.push(format!("nobody had {} {}", known.0, known.1));
            }
        }
        assert!(faults.is_empty(), "{} of {asked}:\n{}", faults.len(), faults.join("\n"));
        assert!(asked > 5_000, "{asked}");
        acts_answer(&world).await;
    }
}

/// What one may not see, one may not sort by, filter by or look for either (control 5).
async fn oracles(world: &World) {
    let ui =
        kernel::ui::Ui::anonymous(kernel::i18n::Lang::Zh, jiff::civil::datetime(2026, 11, 2, 9, 0, 0, 0));
    for who in world.people.iter().filter(|who| !who.roles.is_empty()) {
        for list in SITE.lists().filter(|list| may(&who.roles, list.right)) {
            for column in list.columns {
                let Some(kind) = column.secret(&ui).unwrap() else { continue };
                let expected = if sees(&who.roles, kind) && column.sort { 200 } else { 422 };
                for sort in [column.key.to_owned(), format!("-{}", column.key)] {
                    let json = who.user.get(&format!("/api/v1{}?sort={sort}", list.path)).await.status;
                    assert_eq!(json, expected, "{} {} by {sort}", who.name, list.path);
                }
                if expected == 422 {
                    for path in [list.path.to_owned(), format!("{}.xlsx", list.path)] {
                        let status = who.user.page(&format!("{path}?sort={}", column.key)).await.status;
                        assert_eq!(status, 422, "{} {path} by {}", who.name, column.key);
                    }
                }
                // Under its name nothing is filtered either.
                for name in [column.key.to_owned(), format!("{}.from", column.key)] {
                    let asked = list.filters.iter().any(|filter| filter.asks(&name));
                    assert!(!asked, "{} can be filtered by {name}", list.path);
                }
            }
        }
        for kind in Secret::ALL.iter().filter(|kind| !sees(&who.roles, **kind)) {
            for sought in world.canaries.sought(*kind) {
                let found =
                    who.user.get(&kernel::ui::with_query("/api/v1/search", [("q", sought.as_str())])).await;
                assert_eq!(found.ok().json()["rows"], json!([]), "{} looks for {sought}", who.name);
                for list in
                    SITE.lists().filter(|list| may(&who.roles, list.right) && list.search.is_somewhere())
                {
                    let path =
                        kernel::ui::with_query(&format!("/api/v1{}", list.path), [("q", sought.as_str())]);
                    let rows = who.user.get(&path).await.ok().json()["rows"].clone();
                    assert_eq!(rows, json!([]), "{} looks for {sought} in {}", who.name, list.path);
                }
            }
        }
    }
}

/// An identity of another noun, or of nothing, finds nothing, and both are answered alike (control 2).
async fn others_identities(world: &World) {
    let order = world.work(Stage::OnTheRoad).order.clone();
    let shipment = world.work(Stage::OnTheRoad).on_the_road.clone();
    let mut faults = Vec::new();
    for route in declared().iter().filter(|r| r.method == "GET" && r.path.contains("{id}")) {
        let foreign = if route.path.contains("/orders/{id}") { &shipment } else { &order };
        let who = world.people.iter().rfind(|who| admits(route, who)).unwrap();
        for id in NOTHING.iter().copied().chain([foreign.as_str()]) {
            let path = route.path.replace("{id}", id);
            let answer = walk::ask(&who.user, &path).await;
            if answer.status != 404 {
                faults.push(format!("{path}: {}", answer.status));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for sha256 in ["00", "../../seal.key", &"0".repeat(64)] {
        for path in [format!("/files/{sha256}"), format!("/files/{sha256}/preview")] {
            assert_eq!(world.manager.page(&path).await.status, 404, "{path}");
        }
    }
}

/// What a route does not do it says so, and `HEAD` tells no more than `GET` (controls 10, 46).
async fn methods(world: &World) {
    let manager = &world.who(MANAGER).user;
    let all = declared();
    let both: BTreeSet<&str> = all.iter().map(|r| r.path.as_str()).collect();
    for path in both {
        let has = |method: &str| all.iter().any(|r| r.path == path && r.method == method);
        let filled =
            path.replace("{id}", NOTHING[0]).replace("{sha256}", "00").replace("{name}", "order.edit");
        for method in ["PUT", "PATCH", "DELETE", "TRACE"] {
            assert_eq!(manager.raw(method, &filled, &[], Vec::new()).await.status, 405, "{method} {path}");
        }
        for method in ["GET", "POST"] {
            if !has(method) {
                assert_eq!(
                    manager.raw(method, &filled, &[], Vec::new()).await.status,
                    405,
                    "{method} {path}"
                );
            }
        }
        if has("GET") && !path.contains("{id}") && path != "/api/v1/openapi.json" {
            let nobody = world.who("谁也不是");
            for user in [manager, &nobody.user] {
                let got = user.raw("GET", &filled, &[], Vec::new()).await;
                let head = user.raw("HEAD", &filled, &[], Vec::new()).await;
                assert_eq!((head.status, head.body.len()), (got.status, 0), "HEAD {path}");
            }
        }
    }
}

/// What acts answer to those who may do them but may not see everything: refusals, notices, what was made. It comes last, since it
/// moves things.
async fn acts_answer(world: &World) {
    let mut faults = Vec::new();
    for who in world.people.iter().filter(|who| !who.roles.is_empty() && who.name != OWNER) {
        let closed = |kind: Secret| !sees(&who.roles, kind);
        if Secret::ALL.iter().all(|kind| !closed(*kind)) {
            continue;
        }
        for act in crate::together::acts::ACTS.iter().filter(|act| act.name != "order.attach") {
            let endpoint = SITE.endpoints().find(|e| e.name() == act.name).unwrap();
            if !may(&who.roles, endpoint.right()) {
                continue;
            }
            for (_, work) in world.works.iter().filter(|(stage, _)| act.stages.contains(stage)).take(2) {
                let id = (act.target)(work, 0);
                let answer = who.user.say(&endpoint.href(&id), &(act.said)(work, 0)).await;
                assert!(answer.status < 500, "{} {}: {}", who.name, act.name, answer.text());
                if let Some(found) = world.canaries.in_answer(&answer, &closed) {
                    faults.push(format!("{} reads {found} in the answer to {}", who.name, act.name));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
