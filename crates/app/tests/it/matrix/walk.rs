//! One person's walk over every route.

use std::collections::{BTreeMap, BTreeSet};

use app::site::SITE;
use axum::http::Method;
use domain::access::{bound_to_own, may, sees};
use domain::confidential::Secret;
use domain::filing::opens;
use domain::person::Role;
use kernel::Endpoint;
use kernel::ui::with_query;
use kernel::web::{Route, Who};
use serde_json::json;

use super::world::{MANAGER, OWNER, Somebody, World};
use super::{NOTHING, admits, declared};
use crate::kit::{Answer, User};
use crate::together::acts::{ACTS, NO_ORDERS, Stage};

/// What a clerk may do on whatever order, and why: a file is added by whoever has it.
const EVERYBODYS: [&str; 1] = ["order.attach"];

/// What stands in a path: its first part, and the nouns' that its placeholder is of.
const OF: [(&str, &str); 16] = [
    ("orders", "order"),
    ("customers", "customer"),
    ("suppliers", "supplier"),
    ("carriers", "carrier"),
    ("places", "place"),
    ("items", "item"),
    ("centers", "center"),
    ("stock", "item"),
    ("movements", "movement"),
    ("purchases", "purchase"),
    ("work", "work"),
    ("shipments", "shipment"),
    ("claims", "claim"),
    ("payments", "payment"),
    ("people", "person"),
    // Layouts are a customer's.
    ("import/layouts", "customer"),
];

/// What was found on the way.
pub struct Walk {
    pub who: Somebody,
    turn: usize,
    pub faults: Vec<String>,
    /// How much was asked.
    pub asked: usize,
    /// Classes that were read, by the format that they were read in.
    pub met: BTreeSet<(String, Secret)>,
    /// Routes that answered what they are for.
    pub opened: BTreeSet<(String, String)>,
}

/// Whether all doors are tried by everybody, and an order is looked at as it stood at every moment: `GENDAN_ENDURE` asks for it.
pub fn every_door() -> bool {
    std::env::var("GENDAN_ENDURE").is_ok()
}

/// Asks as whoever reads there does: pages in a browser, the API by a program.
pub async fn ask(user: &User, path: &str) -> Answer {
    if path.starts_with("/api/") { user.get(path).await } else { user.page(path).await }
}

/// Identities for the placeholder of a path: the nouns' own, a few of them.
fn things<'w>(world: &'w World, path: &str, most: usize) -> Vec<&'w str> {
    let below = path.trim_start_matches("/api/v1").trim_start_matches('/');
    let of = OF.iter().filter(|(first, _)| below.starts_with(&format!("{first}/")));
    let of = of.max_by_key(|(first, _)| first.len());
    let noun = of.unwrap_or_else(|| panic!("nothing is known for {path}")).1;
    let all = world.things.get(noun).unwrap_or_else(|| panic!("there is no {noun} for {path}"));
    let step = (all.len() / most).max(1);
    all.iter().step_by(step).take(most).map(String::as_str).collect()
}

impl Walk {
    /// Everything that is declared, asked by `who`.
    pub async fn over(world: &World, who: Somebody, turn: usize) -> Self {
        let mut walk =
            Self { who, turn, faults: Vec::new(), asked: 0, met: BTreeSet::new(), opened: BTreeSet::new() };
        let acts: BTreeMap<&str, (usize, &dyn Endpoint)> =
            SITE.endpoints().enumerate().map(|(n, e)| (e.path(), (n, e))).collect();
        for route in declared() {
            let path = route.path.trim_start_matches("/api/v1");
            match (acts.get(path), route.method == Method::GET) {
                (Some((n, act)), read) => {
                    // The form of an act is a page or JSON, the act is sent as a form or as JSON.
                    let door = usize::from(!read && route.path.starts_with("/api/"));
                    if walk.takes(*n, door) {
                        walk.act(world, &route, *act).await;
                    }
                }
                (None, true) => walk.read(world, &route).await,
                (None, false) => walk.send(world, &route).await,
            }
        }
        for (n, act) in SITE.endpoints().enumerate() {
            if walk.takes(n, 1) {
                walk.form_of(world, act).await;
            }
        }
        walk
    }

    /// Whether this person tries the first or the second of two doors that lead to one form or one act: by turns, so that everybody
    /// comes to every act, and each door of it is tried by every other one of them; all where there is time ([`every_door`]).
    fn takes(&self, act: usize, door: usize) -> bool {
        // What these two may not, nobody may.
        let all =
            [Role::GeneralManager, Role::Administrator].iter().any(|role| self.who.roles.contains(role));
        every_door() || all || (act + self.turn + door).is_multiple_of(2)
    }

    fn closed(&self, kind: Secret) -> bool {
        !sees(&self.who.roles, kind)
    }

    /// Looks through an answer, and at whether it is the one that is due.
    fn judge(&mut self, world: &World, what: &str, answer: &Answer, due: bool, right: &str) {
        self.asked += 1;
        let Answer { status, .. } = answer;
        if !due {
            let text: String = answer.text().chars().take(200).collect();
            self.faults.push(format!("{} {what}: {status}, not {right}: {text}", self.who.name));
        }
        if let Some(found) = world.canaries.in_answer(answer, &|kind| self.closed(kind)) {
            self.faults.push(format!("{} reads in {what}: {found}", self.who.name));
        }
        let text = if answer.header("content-type").starts_with("text/html") {
            answer.text()
        } else {
            String::new()
        };
        let sum = text.split('¥').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if sum && self.closed(Secret::Price) && self.closed(Secret::Cost) && !what.starts_with("/gallery") {
            self.faults.push(format!("{} reads a sum in {what}", self.who.name));
        }
        if self.who.name != MANAGER {
            return;
        }
        for kind in Secret::ALL {
            let met = (answer.header("content-type").to_owned(), *kind);
            if !self.met.contains(&met) && world.canaries.in_answer(answer, &|of| of == *kind).is_some() {
                self.met.insert(met);
            }
        }
    }

    /// Whether an answer says that one has to sign in first.
    fn is_way_in(answer: &Answer, path: &str) -> bool {
        answer.status == 401
            || (!path.starts_with("/api/")
                && answer.status == 303
                && answer.header("location").starts_with("/login"))
    }

    /// The answer to a route that is closed to somebody: sign in first, or no.
    fn refused(&mut self, world: &World, what: &str, path: &str, answer: &Answer) {
        let (due, right) = if self.who.roles.is_empty() {
            (Self::is_way_in(answer, path), "the way in")
        } else {
            (answer.status == 403, "403")
        };
        self.judge(world, what, answer, due, right);
    }

    /// A route that is read.
    async fn read(&mut self, world: &World, route: &Route) {
        let open = admits(route, &self.who);
        let paths = match route.path.as_str() {
            "/files/{sha256}" | "/files/{sha256}/preview" => return self.files(world, route).await,
            "/import/{id}" | "/import/{id}/errors.xlsx" => return self.uploads(world, route).await,
            // Each form is asked for by its act.
            "/api/v1/operations/{name}/form" => return,
            "/search" | "/api/v1/search" => {
                ["C001", "顺发"].map(|said| with_query(&route.path, [("q", said)])).into()
            }
            "/orders/{id}" if open => self.order(world).await,
            path if path.contains('{') => {
                let most = if path.contains(".pdf") { 1 } else { 3 };
                things(world, path, most).iter().map(|id| path.replace("{id}", id)).collect()
            }
            path => {
                let list = SITE.lists().find(|list| path == format!("/api/v1{}", list.path));
                let tabs = list.filter(|_| open).map_or(&[][..], |list| list.tabs);
                let tabs = tabs.iter().map(|(tab, ..)| format!("{path}?tab={tab}&limit=200"));
                tabs.chain([path.to_owned()]).collect()
            }
        };
        for path in paths {
            let answer = ask(&self.who.user, &path).await;
            if !open {
                self.refused(world, &path, &path, &answer);
                continue;
            }
            let found = answer.status == 200 || (path.starts_with("/search") && answer.status == 303);
            // Who is signed in already needs no way in.
            let found = found || (route.who == Who::Anybody && answer.status == 303);
            self.judge(world, &path, &answer, found, "200");
            if found {
                self.opened.insert((route.method.to_string(), route.path.clone()));
            }
        }
    }

    /// The page of an order at every stage, all that it shows where most has happened, and as it stood at several moments.
    async fn order(&mut self, world: &World) -> Vec<String> {
        let mut paths: Vec<String> =
            world.works.iter().map(|(_, w)| format!("/orders/{}", w.order)).collect();
        let order = &world.work(Stage::OnTheRoad).order;
        let page = self.who.user.page(&format!("/orders/{order}")).await.text();
        let tabs = page.split("tab=").skip(1).map(|rest| rest.split(['"', '&']).next().unwrap_or_default());
        let tabs: BTreeSet<&str> = tabs.collect();
        paths.extend(tabs.iter().map(|tab| format!("/orders/{order}?tab={tab}")));
        for thread in ["talk", "files", "system"] {
            paths.push(format!("/orders/{order}?thread={thread}&all=1"));
        }
        let most = if every_door() { 60 } else { 4 };
        for n in 1..=most {
            let (at, tab) = ((world.thread * n / most).max(1), ["money", "ship", "parts", "overview"][n % 4]);
            paths.push(format!("/orders/{order}?at={at}&tab={tab}&all=1"));
        }
        let claimed = &world.work(Stage::Claimed).order;
        paths.extend(["ship", "money"].map(|tab| format!("/orders/{claimed}?tab={tab}")));
        paths
    }

    /// A file is open to whom what it hangs on and what it is are; for others there is none.
    async fn files(&mut self, world: &World, route: &Route) {
        for (sha256, links) in &world.files {
            let path = route.path.replace("{sha256}", sha256);
            let answer = ask(&self.who.user, &path).await;
            if self.who.roles.is_empty() {
                self.refused(world, &path, &path, &answer);
                continue;
            }
            let open = links.iter().any(|(stream, kind)| opens(&self.who.roles, SITE.read(stream), kind));
            let small = route.path.ends_with("/preview");
            // None of them is a picture.
            let due = answer.status == if open && !small { 200 } else { 404 };
            let what = format!("{path} {links:?}");
            self.judge(world, &what, &answer, due, if open { "200" } else { "404" });
            if due {
                self.opened.insert((route.method.to_string(), route.path.clone()));
            }
        }
    }

    /// An upload is its uploader's, and theirs who see whatever may stand in it.
    async fn uploads(&mut self, world: &World, route: &Route) {
        for (id, uploader) in &world.imports {
            let path = route.path.replace("{id}", id);
            let answer = ask(&self.who.user, &path).await;
            if !admits(route, &self.who) {
                self.refused(world, &path, &path, &answer);
                continue;
            }
            let all = Secret::ALL.iter().all(|kind| !self.closed(*kind));
            let what = format!("{path} of {uploader}");
            if !all && self.who.name != *uploader {
                self.judge(world, &what, &answer, answer.status == 404, "404");
                continue;
            }
            // What they brought themselves stands in it.
            self.asked += 1;
            if answer.status == 200 {
                self.opened.insert((route.method.to_string(), route.path.clone()));
            } else {
                self.faults.push(format!("{} {what}: {}", self.who.name, answer.status));
            }
        }
    }

    /// Something that is sent and is no act of a noun: with nothing in it.
    async fn send(&mut self, world: &World, route: &Route) {
        let open = admits(route, &self.who);
        // Who is signed in stays so.
        if route.who == Who::Anybody && !self.who.roles.is_empty() {
            return;
        }
        let path = match route.path.as_str() {
            "/import/{id}/commit" => {
                // What may be taken in is taken in elsewhere; of others' there is nothing.
                let mine = |(_, by): &&(String, &str)| {
                    *by == self.who.name || Secret::ALL.iter().all(|k| !self.closed(*k))
                };
                let foreign = world.imports.iter().find(|import| !mine(import) || !open);
                let Some((id, _)) = foreign else {
                    self.opened.insert((route.method.to_string(), route.path.clone()));
                    return;
                };
                let path = route.path.replace("{id}", id);
                let answer = self.who.user.form(&path, &[]).await;
                if open {
                    self.judge(world, &format!("POST {path}"), &answer, answer.status == 404, "404");
                } else {
                    self.refused(world, &format!("POST {path}"), &path, &answer);
                }
                return;
            }
            path if path.contains('{') => path.replace("{id}", things(world, path, 1)[0]),
            path => path.to_owned(),
        };
        let sent = if path.starts_with("/api/") {
            self.who.user.post(&path, json!({})).await
        } else {
            self.who.user.form(&path, &[]).await
        };
        let what = format!("POST {path}");
        if !open {
            return self.refused(world, &what, &path, &sent);
        }
        let way_in = route.who == Who::Anybody;
        let due = sent.status < 500 && sent.status != 403 && (way_in || sent.status != 401);
        self.judge(world, &what, &sent, due, "an answer");
        self.opened.insert((route.method.to_string(), route.path.clone()));
    }

    /// What an act works on: a real thing at a stage where it can be done, where it concerns an order.
    fn target(world: &World, act: &dyn Endpoint) -> String {
        let known = ACTS.iter().find(|known| known.name == act.name());
        let of_order = known.and_then(|known| {
            let work = world.works.iter().find(|(stage, _)| known.stages.contains(stage))?;
            Some((known.target)(&work.1, 0))
        });
        match of_order {
            Some(id) => id,
            None if act.path().contains("{id}") => things(world, act.path(), 1)[0].to_owned(),
            None => String::new(),
        }
    }

    /// Whether this person may do an act on what it works on here, and whom else they are told to ask.
    fn may(&self, act: &dyn Endpoint) -> Result<(), Option<&'static str>> {
        if !may(&self.who.roles, act.right()) {
            return Err(None);
        }
        let of_order = !NO_ORDERS.iter().any(|(_, acts)| acts.contains(&act.name()));
        let bound =
            of_order && bound_to_own(&self.who.roles, act.right()) && !EVERYBODYS.contains(&act.name());
        let own = self.who.name == OWNER || act.right() == domain::access::Right::OwnAccount;
        if bound && !own { Err(Some(OWNER)) } else { Ok(()) }
    }

    /// A route of an act: its form is opened, or it is sent.
    async fn act(&mut self, world: &World, route: &Route, act: &dyn Endpoint) {
        let id = Self::target(world, act);
        let path = route.path.replace("{id}", if id.is_empty() { NOTHING[0] } else { &id });
        let may = self.may(act);
        let allowed = may.is_ok();
        // What is refused is refused whatever is said; what is allowed is asked with a name that no form has, so that nothing is done.
        let answer = match (route.method == Method::GET, path.starts_with("/api/")) {
            (true, _) => self.who.user.page(&path).await,
            (false, true) => {
                let body = if allowed { json!({"no_such_field": "1"}) } else { json!({}) };
                self.who.user.post_with(&path, body, &[("if-match", "\"1\"")]).await
            }
            (false, false) => {
                let fields = [("no_such_field", "1")];
                self.who.user.form(&path, if allowed { &fields } else { &[] }).await
            }
        };
        self.act_answered(world, &format!("{} {path}", route.method), &path, &answer, may);
        if allowed && [200, 409, 412, 422].contains(&answer.status) {
            self.opened.insert((route.method.to_string(), route.path.clone()));
        }
    }

    /// An act's form as the API gives it.
    async fn form_of(&mut self, world: &World, act: &dyn Endpoint) {
        let id = Self::target(world, act);
        let path = format!("/api/v1/operations/{}/form?id={id}", act.name());
        let answer = self.who.user.get(&path).await;
        self.act_answered(world, &path, &path, &answer, self.may(act));
        if answer.status == 200 {
            self.opened.insert(("GET".to_owned(), "/api/v1/operations/{name}/form".to_owned()));
        }
    }

    fn act_answered(
        &mut self,
        world: &World,
        what: &str,
        path: &str,
        answer: &Answer,
        may: Result<(), Option<&'static str>>,
    ) {
        match may {
            Ok(()) => {
                let due = ![401, 403].contains(&answer.status) && answer.status < 500;
                self.judge(world, what, answer, due, "an answer");
            }
            Err(None) => self.refused(world, what, path, answer),
            Err(Some(owner)) => {
                let due = answer.status == 403 && answer.text().contains(owner);
                self.judge(world, what, answer, due, "403 with whom to ask");
            }
        }
    }
}
