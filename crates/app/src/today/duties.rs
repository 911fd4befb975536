//! A duty as a row, and the page of all of them: mine, and what others owe on my orders (H8.2).

use axum::extract::State;
use axum::response::Response;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::deed::Deed;
use domain::person::Role;
use jiff::civil::DateTime;
use serde_json::json;

use super::store::{self, Task, Which, Whose};
use crate::person;
use kernel::ui::{
    Agenda, AgendaRow, Alert, Button, Card, Due, Empty, Html, PageHeader, Tab, Tabs, Tone, Ui, format,
    with_query,
};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Result};

/// The routes of duties.
pub fn routes() -> Routes {
    Routes::new().get(Who::SignedIn, "/duties", page).get(Who::SignedIn, "/api/v1/today", api)
}

/// Rows on a page.
const ROWS: i64 = 100;

async fn page(State(app): State<App>, req: Req) -> Response {
    let (asked, at) = (Asked::of(&req), page_of(&req));
    app.page(req, move |door, ui| {
        let ctx = door.ctx.clone();
        let desk = store::Desk::of(door.conn, &ctx)?;
        let show = asked.show.clone();
        let (mine, _) = store::counts(door.conn, &desk, Whose::Mine)?;
        let (owed_by_others, _) = store::counts(door.conn, &desk, others(door))?;
        let (later, _) = store::counts(door.conn, &desk, put_off(door))?;
        let which = asked.which(door);
        let (whose, (count, _)) = (which.whose, store::counts(door.conn, &desk, which.clone())?);
        let mut rows = Vec::new();
        for task in store::tasks(door.conn, &desk, which, ROWS, (at - 1) * ROWS)? {
            rows.push(match show.as_str() {
                "others" | "all" => owed(door, ui, &task),
                "later" => again(door, ui, &task),
                _ => row(door, ui, &task),
            });
        }
        let all = if leads(door) { Some(store::counts(door.conn, &desk, Whose::All)?.0) } else { None };
        let tab = |label: &str, href: &str, n: i64, here: bool| {
            Tab::new(ui.t(label), href, here).counted(n.unsigned_abs())
        };
        let everybody = all.map(|n| tab(ALL, "/duties?show=all", n, whose == Whose::All));
        let tabs = Tabs {
            label: ui.t("谁的").to_owned(),
            tabs: [
                tab(MINE, "/duties", mine, whose == Whose::Mine),
                tab(OTHERS, "/duties?show=others", owed_by_others, show == "others"),
                tab(LATER, "/duties?show=later", later, show == "later"),
            ]
            .into_iter()
            .chain(everybody)
            .collect(),
        };
        let narrowed = asked.told(door, ui)?;
        let empty = Empty { sentence: ui.t("没有要做的").into(), action: None };
        let agenda = Agenda { id: "duties".into(), rows, empty, narrow: false };
        let parts = [
            PageHeader::new(ui.t("全部待办")).render(ui),
            tabs.render(),
            narrowed,
            Card::new(ui.t("待办"), agenda.render(ui)).counted(count.unsigned_abs()).render(ui),
            pager(ui, &asked, at, count),
        ];
        Ok(Page::new(ui.t("全部待办"), Html::concat(parts)))
    })
    .await
}

const MINE: &str = kernel::i18n::zh("我的");
const OTHERS: &str = kernel::i18n::zh("等别人");
const LATER: &str = kernel::i18n::zh("已推后");
const ALL: &str = kernel::i18n::zh("所有人");

/// Which duties somebody asks for, as the address says it.
#[derive(Clone)]
struct Asked {
    show: String,
    late: bool,
    role: String,
    person: String,
}

impl Asked {
    fn of(req: &Req) -> Self {
        Self {
            show: req.get("show").to_owned(),
            late: req.get("late") == "1",
            role: req.get("role").to_owned(),
            person: req.get("person").to_owned(),
        }
    }

    fn which(&self, door: &Door) -> Which {
        let whose = match self.show.as_str() {
            "others" => others(door),
            "later" => put_off(door),
            "all" if leads(door) => Whose::All,
            _ => Whose::Mine,
        };
        Which { late: self.late, role: self.role.clone(), person: self.person.clone(), ..whose.into() }
    }

    /// What narrows them, and the way to all of them.
    fn told(&self, door: &mut Door, ui: &Ui) -> Result<Html> {
        let role = Role::of_code(&self.role).map(|role| ui.t(role.label()).to_owned());
        let person = person::by_id(door.conn, &self.person)?.map(|p| p.name);
        let late = self.late.then(|| ui.t("逾期").to_owned());
        let said: Vec<String> = late.into_iter().chain(role).chain(person).collect();
        if said.is_empty() {
            return Ok(Html::default());
        }
        let text = ui.tf("只看：{what}", &[("what", &said.join(ui.t("、")))]);
        let all = Button::link(ui.t("全部"), with_query("/duties", [("show", self.show.as_str())]));
        Ok(Alert::new(Tone::Quiet, text).action(all).render(ui))
    }
}

/// What others owe: a lead sees it of all orders.
pub(super) fn others(door: &Door) -> Whose {
    if leads(door) { Whose::OthersOnAll } else { Whose::Others }
}

/// What was put off: a lead sees it of everybody (UX-07).
fn put_off(door: &Door) -> Whose {
    if leads(door) { Whose::PutOffOfAll } else { Whose::PutOff }
}

fn leads(door: &Door) -> bool {
    door.ctx.actor.roles.iter().any(|r| matches!(r, Role::Lead | Role::GeneralManager))
}

fn page_of(req: &Req) -> i64 {
    req.get("page").parse().ok().filter(|page| (1..10_000).contains(page)).unwrap_or(1)
}

fn pager(ui: &Ui, asked: &Asked, at: i64, count: i64) -> Html {
    let to = |page: i64| {
        let (page, late) = (page.to_string(), if asked.late { "1" } else { "" });
        let said = [
            ("show", asked.show.as_str()),
            ("late", late),
            ("role", &asked.role),
            ("person", &asked.person),
            ("page", &page),
        ];
        with_query("/duties", said.into_iter().filter(|(_, value)| !value.is_empty()))
    };
    let before = (at > 1).then(|| Button::link(ui.t("上一页"), to(at - 1)).render(ui));
    let after = (at * ROWS < count).then(|| Button::link(ui.t("下一页"), to(at + 1)).render(ui));
    Html::concat(before.into_iter().chain(after))
}

pub(super) fn due(text: &str) -> Due {
    text.parse::<DateTime>().map_or_else(|_| Due::default(), |at| Due::at(at.date(), at.time()))
}

fn fill(ui: &Ui, text: &str, params: &[(String, String)]) -> String {
    let translated: Vec<(&str, String)> =
        params.iter().map(|(n, v)| (n.as_str(), ui.lang.words(v))).collect();
    let params: Vec<(&str, &dyn std::fmt::Display)> =
        translated.iter().map(|(n, v)| -> (&str, &dyn std::fmt::Display) { (n, v) }).collect();
    ui.tf(text, &params)
}

pub(super) fn row(door: &Door, ui: &Ui, task: &Task) -> AgendaRow {
    let mut actions = Vec::new();
    let deed = Deed::named(&task.action);
    let offered = |deed: Option<Deed>| {
        let o = door.endpoint(deed?)?;
        let href = o.follow_up_href(&task.target, &task.rule, &task.occurrence);
        Some(Button::dialog(ui.t(o.label()), href))
    };
    actions.extend(offered(deed).map(|button| button.accent().shortcut("D")));
    actions.extend(offered(deed.and_then(Deed::instead)));
    if let Some(order) = task.order.as_ref().filter(|order| may_put_off(door, task, order)) {
        let query = [("rule", task.rule.as_str()), ("occurrence", task.occurrence.as_str())];
        let href = with_query(&format!("/orders/{order}/snooze"), query);
        actions.push(Button::dialog(ui.t("稍后"), href).shortcut("H"));
    }
    let reason = fill(ui, &task.reason, &task.params);
    let another = task.person.as_deref().is_some_and(|id| id != door.ctx.actor.person.to_string());
    let for_whom = if another { ui.tf("代 {name}", &[("name", &task.person_name)]) } else { String::new() };
    let detail = [for_whom.as_str(), task.customer.as_str(), &reason, &task.rule];
    let detail: Vec<&str> = detail.into_iter().filter(|t| !t.is_empty()).collect();
    let href = door.shared.site.page(&task.case).unwrap_or_else(|| "/".to_owned());
    AgendaRow {
        due: due(&task.due),
        title: fill(ui, &task.text, &task.params),
        loud: task.loud,
        code: task.number.clone(),
        detail: detail.join(" · "),
        href,
        actions,
    }
}

/// Whether somebody puts a duty off (UX-07): their own, of an order. What is a purchase's or another's stays.
fn may_put_off(door: &Door, task: &Task, order: &str) -> bool {
    door.ctx.can(Right::LogContact) && task.case == format!("order/{order}")
}

/// What somebody else owes: who, and no acts.
pub(super) fn owed(door: &Door, ui: &Ui, task: &Task) -> AgendaRow {
    let role = Role::of_code(&task.role).map_or("", Role::label);
    let who = if task.person_name.is_empty() { ui.t(role).to_owned() } else { task.person_name.clone() };
    let detail = [who.as_str(), task.customer.as_str()];
    let detail: Vec<&str> = detail.into_iter().filter(|t| !t.is_empty()).collect();
    AgendaRow { detail: detail.join(" · "), actions: Vec::new(), ..row(door, ui, task) }
}

/// What was put off: whose it is, until when; it can be done all the same by who may.
fn again(door: &Door, ui: &Ui, task: &Task) -> AgendaRow {
    let drawn = row(door, ui, task);
    let day = task.visible_from.parse().map_or_else(|_| String::new(), |day| format::near_day(ui.today, day));
    let until = ui.tf("推后到 {day}", &[("day", &day)]);
    let detail = [until.as_str(), &task.person_name, &drawn.detail];
    let detail: Vec<&str> = detail.into_iter().filter(|t| !t.is_empty()).collect();
    AgendaRow { detail: detail.join(" · "), ..drawn }
}

async fn api(State(app): State<App>, req: Req) -> Response {
    let (asked, at) = (Asked::of(&req), page_of(&req));
    app.json(req, move |door, ui| {
        let ctx = door.ctx.clone();
        let desk = store::Desk::of(door.conn, &ctx)?;
        let which = asked.which(door);
        let (open, late) = store::counts(door.conn, &desk, which.clone())?;
        let rows: Vec<_> = store::tasks(door.conn, &desk, which, ROWS, (at - 1) * ROWS)?
            .iter()
            .map(|t| {
                json!({"rule": t.rule, "occurrence": t.occurrence, "order": t.order, "number": t.number, "customer": t.customer,
                       "text": fill(ui, &t.text, &t.params), "reason": fill(ui, &t.reason, &t.params), "due": t.due,
                       "role": t.role, "person": t.person_name, "operation": t.action, "target": t.target, "loud": t.loud, "visible_from": t.visible_from})
            })
            .collect();
        Ok(json!({ "count": open, "late": late, "rows": rows }))
    })
    .await
}
