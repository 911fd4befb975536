//! A duty as a row, and the page of all of them: mine, and what others owe on my orders (H8.2).

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::deed::Deed;
use domain::person::Role;
use jiff::civil::DateTime;
use serde_json::json;

use super::store::{self, Task, Whose};
use kernel::ui::{Agenda, AgendaRow, Button, Card, Due, Empty, Html, PageHeader, Tab, Tabs, Ui, format};
use kernel::web::{Page, Req};
use kernel::{App, Door};

/// The routes of duties.
pub fn router() -> Router<App> {
    Router::new().route("/duties", get(page)).route("/api/v1/today", get(api))
}

/// Rows on a page.
const ROWS: i64 = 100;

async fn page(State(app): State<App>, req: Req) -> Response {
    let (show, at) = (req.get("show").to_owned(), page_of(&req));
    app.page(req, move |door, ui| {
        let ctx = door.ctx.clone();
        let (mine, _) = store::counts(door.conn, &ctx, Whose::Mine)?;
        let (owed_by_others, _) = store::counts(door.conn, &ctx, others(door))?;
        let (later, _) = store::counts(door.conn, &ctx, put_off(door))?;
        let (whose, count) = match show.as_str() {
            "others" => (others(door), owed_by_others),
            "later" => (put_off(door), later),
            _ => (Whose::Mine, mine),
        };
        let mut rows = Vec::new();
        for task in store::tasks(door.conn, &ctx, whose, ROWS, (at - 1) * ROWS)? {
            rows.push(match show.as_str() {
                "others" => owed(door, ui, &task),
                "later" => again(door, ui, &task),
                _ => row(door, ui, &task),
            });
        }
        let tab = |label: &str, href: &str, n: i64, here: bool| {
            Tab::new(ui.t(label), href, here).counted(n.unsigned_abs())
        };
        let tabs = Tabs {
            label: ui.t("谁的").to_owned(),
            tabs: vec![
                tab(MINE, "/duties", mine, whose == Whose::Mine),
                tab(OTHERS, "/duties?show=others", owed_by_others, show == "others"),
                tab(LATER, "/duties?show=later", later, show == "later"),
            ],
        };
        let empty = Empty { sentence: ui.t("没有要做的").into(), action: None };
        let agenda = Agenda { id: "duties".into(), rows, empty, narrow: false };
        let parts = [
            PageHeader::new(ui.t("全部待办")).render(ui),
            tabs.render(),
            Card::new(ui.t("待办"), agenda.render(ui)).counted(count.unsigned_abs()).render(ui),
            pager(ui, &show, at, count),
        ];
        Ok(Page::new(ui.t("全部待办"), Html::concat(parts)))
    })
    .await
}

const MINE: &str = kernel::i18n::zh("我的");
const OTHERS: &str = kernel::i18n::zh("等别人");
const LATER: &str = kernel::i18n::zh("已推后");

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

fn pager(ui: &Ui, show: &str, at: i64, count: i64) -> Html {
    let to = |page: i64| kernel::ui::with_query("/duties", [("show", show), ("page", &page.to_string())]);
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
    if let Some(o) = Deed::named(&task.action).and_then(|deed| door.endpoint(deed)) {
        let href = o.follow_up_href(&task.target, &task.rule, &task.occurrence);
        actions.push(Button::dialog(ui.t(o.label()), href).accent().shortcut("D"));
    }
    if let Some(order) = task.order.as_ref().filter(|order| may_put_off(door, task, order)) {
        let query = [("rule", task.rule.as_str()), ("occurrence", task.occurrence.as_str())];
        let href = kernel::ui::with_query(&format!("/orders/{order}/snooze"), query);
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
    let (show, at) = (req.get("show").to_owned(), page_of(&req));
    app.json(req, move |door, ui| {
        let ctx = door.ctx.clone();
        let whose = match show.as_str() {
            "others" => others(door),
            "later" => put_off(door),
            _ => Whose::Mine,
        };
        let (open, late) = store::counts(door.conn, &ctx, whose)?;
        let rows: Vec<_> = store::tasks(door.conn, &ctx, whose, ROWS, (at - 1) * ROWS)?
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
