//! The page of an order, now and as it stood at any earlier moment (H2.3), and its JSON.

use axum::Router;
use axum::extract::{Path, State as AppState};
use axum::response::Response;
use axum::routing::get;
use domain::access::Act;
use domain::confidential::Kind;
use domain::followup::{Case, follow_ups};
use domain::ids::OrderId;
use domain::order::{Remaining, State, missing, waiting};
use domain::plan::{self, Step};
use serde_json::json;

use super::{case, refresh, replay, tabs, timeline, words};
use crate::company;
use crate::kernel::i18n::zh;
use crate::kernel::ui::{
    ActionMenu, Alert, Button, Card, Columns, Due, Html, Ledger, NextStep, PageHeader, Promise,
    SegmentedLinks, Slider, Stage, StageState, StageStrip, Tab, Tabs, Timeline, Tone, Ui,
};
use crate::kernel::web::{Page, Req, fill};
use crate::kernel::{App, Door, Error, Result};
use crate::routes::{operation, operation_button};

/// The routes of this feature beside its list and operations.
pub fn router() -> Router<App> {
    Router::new().route("/orders/{id}", get(page)).route("/api/v1/orders/{id}", get(api))
}

/// What the page shows: the case, and where in its thread it stands.
struct View {
    id: OrderId,
    case: Case,
    thread: Vec<evidence::Fact>,
    /// How many facts are shown, where it is not all of them.
    at: Option<usize>,
    version: i64,
}

fn view(door: &mut Door, id: &str, at: &str, with_thread: bool) -> Result<View> {
    door.ctx.may(Act::ReadOrders)?;
    let id: OrderId = id.parse().map_err(|_| Error::NotFound)?;
    let head = door.load::<domain::order::Order>(id)?;
    let version = head.head.version;
    if at.is_empty() {
        let thread = if with_thread { replay::thread(door.conn, id)? } else { Vec::new() };
        let case = case::around(door.conn, head.state)?;
        return Ok(View { id, case, thread, at: None, version });
    }
    let thread = replay::thread(door.conn, id)?;
    let n = replay::position(&thread, at)
        .ok_or(Error::Http { status: 400, text: "没有这个时刻。请从时间线选择" })?;
    let case = replay::case_of(thread.get(..n).unwrap_or_default(), id)?;
    Ok(View { id, case, thread, at: Some(n), version })
}

async fn page(AppState(app): AppState<App>, Path(id): Path<String>, req: Req) -> Response {
    let (at, tab, filter) =
        (req.get("at").to_owned(), req.get("tab").to_owned(), req.get("thread").to_owned());
    let whole = req.get("all") == "1";
    app.page(req, move |door, ui| {
        let view = view(door, &id, &at, true)?;
        let mut parts = vec![header(door, ui, &view).render(ui)];
        parts.extend(replay_bar(ui, &view).map(|s| s.render(ui)));
        parts.extend(alerts(ui, &view).iter().map(|a| a.render(ui)));
        let open = Some(&view.case.order).filter(|o| o.is_open()).and_then(domain::order::Order::due);
        let calendar = door.calendar()?;
        parts.extend(open.and_then(|due| company::uncovered(ui, &calendar, due)).map(|a| a.render(ui)));
        parts.push(
            Card::bare(Html::concat([ledger(door, ui, &view)?.render(), strip(ui, &view.case).render(ui)]))
                .render(ui),
        );
        if view.at.is_none() {
            parts.extend(next_step(door, ui, &view)?.map(|n| n.render(ui)));
        }
        let tab = if tab.is_empty() { "overview" } else { &tab };
        let main =
            Html::concat([tab_links(ui, &view, tab).render(), tabs::render(door, ui, &view.case, tab)?]);
        let shown = view.thread.get(..view.at.unwrap_or(view.thread.len())).unwrap_or_default();
        let mut entries =
            timeline::entries(door.conn, door.ctx, ui, shown, &filter, &format!("/orders/{}", view.id))?;
        let count = u64::try_from(entries.len()).unwrap_or(0);
        let older =
            (!whole && entries.len() > LATEST).then(|| format!("{}&all=1", thread_href(&view, tab, &filter)));
        if older.is_some() {
            entries.truncate(LATEST);
        }
        let side = Timeline { filters: thread_filters(ui, &view, tab, &filter), entries, older };
        parts.push(
            Columns {
                main: Card::bare(main).render(ui),
                side: Card::new(ui.t("时间线"), side.render(ui)).counted(count).render(ui),
            }
            .render(),
        );
        Ok(Page::new(
            format!("{} {}", view.case.order.title(), view.case.order.entry.customer_name),
            Html::concat(parts),
        ))
    })
    .await
}

fn header(door: &mut Door, ui: &Ui, view: &View) -> PageHeader {
    let order = &view.case.order;
    let (tone, stage) = words::stage(refresh::stage(&view.case));
    let mut header = PageHeader::new(order.title())
        .badge(tone, ui.t(stage))
        .badge(Tone::Quiet, ui.t(order.entry.kind.label()));
    if order.entry.urgent {
        header = header.badge(Tone::Bad, ui.t("急单"));
    }
    if order.hold.is_some() {
        header = header.badge(Tone::Bad, ui.t("已暂停"));
    }
    let goods: Vec<String> = order
        .entry
        .lines
        .iter()
        .take(2)
        .map(|l| format!("{} {} {}", l.name, l.quantity.plain(), l.unit))
        .collect();
    let more = if order.entry.lines.len() > 2 {
        ui.tf(" 等 {n} 行", &[("n", &order.entry.lines.len())])
    } else {
        String::new()
    };
    header = header.subtitle(format!("{} · {}{more}", order.entry.customer_name, goods.join(ui.t("、"))));
    if view.at.is_some() {
        return header;
    }
    let (main, menu) = acts(order.state, order.hold.is_some(), waiting(order).is_empty());
    let entries: Vec<Button> =
        menu.iter().filter_map(|name| operation_button(door, ui, name, view.id, true)).collect();
    if order.released.is_some() {
        let print = ActionMenu::new(
            ui.t("打印"),
            vec![Button::link(ui.t("生产清单"), format!("/orders/{}/production-list.pdf", view.id))],
        );
        header.menus = Html::concat([print.render(ui), ActionMenu::new(ui.t("更多"), entries).render(ui)]);
    } else if !entries.is_empty() {
        header.menus = ActionMenu::new(ui.t("更多"), entries).render(ui);
    }
    for name in main {
        header.actions.extend(operation_button(door, ui, name, view.id, true));
    }
    if let Some(last) = header.actions.pop() {
        header.actions.push(last.primary());
    }
    header
}

/// The acts in sight, the main one last, and those in the menu.
fn acts(state: State, held: bool, reviewed: bool) -> (&'static [&'static str], &'static [&'static str]) {
    match state {
        _ if held => (&["order.contact", "order.resume"], &["order.cancel", "order.attach", "order.task"]),
        State::Draft => (
            &["order.contact", "order.edit", "order.submit"],
            &["order.attach", "order.hold", "order.cancel", "order.task"],
        ),
        State::Submitted if reviewed => (
            &["order.contact", "order.review", "order.release"],
            &["order.correct", "order.attach", "order.hold", "order.cancel", "order.task"],
        ),
        State::Submitted => (
            &["order.contact", "order.review_short", "order.review"],
            &["order.correct", "order.attach", "order.hold", "order.cancel", "order.task"],
        ),
        State::Released => (
            &["order.promise", "shipment.prepare", "order.contact"],
            &[
                "order.task",
                "order.attach",
                "order.correct",
                "order.accept",
                "payment.book",
                "order.hold",
                "order.cancel",
            ],
        ),
        State::Closed | State::Cancelled => (&["order.contact"], &["order.attach"]),
    }
}

fn replay_bar(ui: &Ui, view: &View) -> Option<Slider> {
    let n = view.at?;
    let path = format!("/orders/{}", view.id);
    let to = |n: usize| format!("{path}?at={n}");
    let at = view
        .thread
        .get(n - 1)
        .and_then(|f| jiff::Timestamp::from_microsecond(f.at).ok())
        .map(crate::kernel::ctx::local);
    let caption = ui.tf(
        "{at} 时的样子，第 {n} 件事，共 {all} 件",
        &[
            ("at", &at.map(crate::kernel::ui::format::date_time).unwrap_or_default()),
            ("n", &n),
            ("all", &view.thread.len()),
        ],
    );
    Some(Slider {
        label: ui.t("回放").into(),
        action: path.clone(),
        name: "at".into(),
        min: 1,
        max: u64::try_from(view.thread.len()).unwrap_or(1),
        value: u64::try_from(n).unwrap_or(1),
        caption,
        prev: (n > 1).then(|| to(n - 1)),
        next: (n < view.thread.len()).then(|| to(n + 1)),
        now: Some(path),
    })
}

fn alerts(ui: &Ui, view: &View) -> Vec<Alert> {
    let order = &view.case.order;
    let mut out = Vec::new();
    if let Some(reason) = &order.hold {
        out.push(Alert {
            tone: Tone::Bad,
            text: ui.tf("订单已暂停：{reason}", &[("reason", reason)]),
            ..Alert::default()
        });
    }
    if order.is_open() && view.case.unshipped_lines() {
        let lacking: Vec<&str> = missing(order).into_iter().map(|m| ui.t(m.text)).collect();
        if !lacking.is_empty() {
            out.push(Alert {
                tone: Tone::Warn,
                text: ui.tf("资料待补：{missing}（H3.7）", &[("missing", &lacking.join(ui.t("、")))]),
                ..Alert::default()
            });
        }
    }
    if order.state == State::Released && !view.case.unshipped_lines() {
        let left: Vec<String> = view.case.remaining().iter().map(|r| remaining(ui, r)).collect();
        if !left.is_empty() {
            out.push(Alert {
                tone: Tone::Accent,
                text: ui.tf("完成前还缺：{left}（H2.2）", &[("left", &left.join(ui.t("、")))]),
                ..Alert::default()
            });
        }
    }
    out
}

fn remaining(ui: &Ui, left: &Remaining) -> String {
    match left {
        Remaining::Goods { line, quantity } => {
            ui.tf("第 {line} 行未收 {quantity}", &[("line", line), ("quantity", &quantity.plain())])
        }
        Remaining::Difference => ui.t("到货差异未处理").to_owned(),
        Remaining::Acceptance => ui.t("客户未验收").to_owned(),
        Remaining::Money { .. } => ui.t("货款未收清").to_owned(),
    }
}

/// The four dates of the promise ledger.
fn ledger(door: &mut Door, ui: &Ui, view: &View) -> Result<Ledger> {
    let order = &view.case.order;
    let wanted = order.entry.lines.iter().map(|l| l.wanted_on).max();
    let first = order.promises.iter().map(|p| p.first).max();
    let current = order.promises.iter().map(|p| p.current).max();
    let calendar = door.calendar()?;
    let forecast = if order.state == State::Released {
        plan::forecast(&view.case, &calendar, ui.today).map(|f| f.arrives)
    } else {
        None
    };
    let mut now = Promise::new(ui.t("当前承诺"), current);
    now.was = order
        .promise_changes
        .iter()
        .rev()
        .skip(1)
        .map(|c| c.to)
        .rev()
        .chain(first.filter(|_| !order.promise_changes.is_empty()))
        .collect();
    let mut expected = Promise::new(ui.t("预测"), forecast);
    if let (Some(f), Some(c)) = (forecast, current) {
        let days = calendar.between(c, f);
        expected = if f > c {
            expected.note(Tone::Bad, ui.tf("晚 {n} 个工作日", &[("n", &days.max(1))]))
        } else {
            expected.note(Tone::Ok, ui.t("能按时"))
        };
    }
    Ok(Ledger {
        dates: vec![
            Promise::new(ui.t("客户要求"), wanted),
            Promise::new(ui.t("首次承诺"), first),
            now,
            expected,
        ],
    })
}

/// The stages of the order, with the one that decides marked as current.
fn strip(ui: &Ui, case: &Case) -> StageStrip {
    let order = &case.order;
    let baseline = |step: Step| order.milestones.iter().find(|m| m.step == step).map(|m| m.baseline);
    let submitted = order.state != State::Draft;
    let released = order.released.is_some();
    let percent = |bp: i64| u8::try_from(bp / 100).unwrap_or(100);
    let (ready, made) = (case.readiness(), refresh::progress(case));
    let shipped = released && !case.unshipped_lines();
    let arrived = case.all_arrived_on();
    let paid = released && case.paid >= order.total();
    let done = [
        submitted && waiting(order).is_empty() || released,
        released,
        released && ready >= 10_000,
        released && !case.unfinished(),
        shipped,
        arrived.is_some(),
        paid,
    ];
    let names = ["评审", "下达", "齐套", "生产", "发货", "到货", "回款"];
    let steps = [
        Step::Reviewed,
        Step::Reviewed,
        Step::MaterialsIn,
        Step::Produced,
        Step::Dispatched,
        Step::Arrived,
        Step::Collected,
    ];
    let current = done.iter().position(|d| !d);
    let stages = names.iter().zip(done).zip(steps).enumerate().map(|(n, ((name, done), step))| {
        let date = baseline(step);
        let late = !done && date.is_some_and(|d| d < ui.today) && order.is_open();
        let state = match (done, late, current == Some(n)) {
            (true, _, _) => StageState::Done,
            (_, true, _) => StageState::Late,
            (_, _, true) => StageState::Current,
            _ => StageState::Waiting,
        };
        let mut stage = Stage::new(ui.t(name), state);
        stage.date = date;
        if !done && released {
            stage.percent = match n {
                2 => Some(percent(ready)),
                3 => Some(percent(made)),
                _ => None,
            };
        }
        stage
    });
    StageStrip { stages: stages.collect() }
}

/// What comes next, with who, by when and why; the main thread stands beside it (H8.1).
fn next_step(door: &mut Door, ui: &Ui, view: &View) -> Result<Option<NextStep>> {
    let calendar = door.calendar()?;
    let found = follow_ups(&view.case, &calendar, ui.now);
    let Some(next) = refresh::next(&found) else { return Ok(None) };
    let role = domain::person::ROLES.iter().find(|r| r.0 == next.role).map_or("", |r| r.2);
    let who = if next.person == Some(view.case.order.entry.clerk) {
        view.case.order.entry.clerk_name.clone()
    } else {
        ui.t(role).to_owned()
    };
    let mut detail = format!("{who} · {} · {}", fill(ui.lang, next.reason, &next.params), next.rule);
    if let Some(forecast) =
        plan::forecast(&view.case, &calendar, ui.today).filter(|_| view.case.order.state == State::Released)
    {
        detail =
            format!("{detail} · {}", ui.tf("主线：{step}", &[("step", &ui.t(forecast.decisive.label()))]));
    }
    let button = operation(next.action).filter(|o| door.ctx.can(o.act)).map(|o| {
        Button::dialog(
            ui.t(o.label),
            crate::routes::follow_up_href(o, &next.target, next.rule, &next.occurrence),
        )
        .primary()
    });
    Ok(Some(NextStep {
        due: Due {
            on: Some(next.due.date()),
            at: Some(next.due.time()),
            working_days: Some(i64::from(calendar.between(ui.today, next.due.date()))),
        },
        title: fill(ui.lang, next.text, &next.params),
        detail,
        actions: button.into_iter().collect(),
    }))
}

fn tab_links(ui: &Ui, view: &View, active: &str) -> Tabs {
    let order = &view.case.order;
    let at = view.at.map(|n| format!("&at={n}")).unwrap_or_default();
    let mut names = vec![("overview", "概况", None), ("plan", "计划", None)];
    if order.released.is_some() {
        names.push(("parts", "齐套", None));
        names.push(("work", "生产", Some(view.case.work.len())));
        names.push(("ship", "发货", Some(view.case.shipments.len())));
    }
    names.push(("money", "账款", None));
    names.push(("files", "文件", Some(order.attachments.len())));
    names.push(("review", "评审", Some(order.reviews.len())));
    let tabs = names.into_iter().map(|(key, label, count)| {
        let tab = Tab::new(ui.t(label), format!("/orders/{}?tab={key}{at}", view.id), key == active);
        match count.filter(|n| *n > 0).and_then(|n| u64::try_from(n).ok()) {
            Some(n) => tab.counted(n),
            None => tab,
        }
    });
    Tabs { label: ui.t("订单内容").into(), tabs: tabs.collect() }
}

/// Entries of the timeline that are shown at first.
const LATEST: usize = 24;

/// The same page with another choice of the timeline's entries.
fn thread_href(view: &View, tab: &str, thread: &str) -> String {
    let at = view.at.map(|n| format!("&at={n}")).unwrap_or_default();
    format!("/orders/{}?tab={tab}&thread={thread}{at}", view.id)
}

fn thread_filters(ui: &Ui, view: &View, tab: &str, active: &str) -> SegmentedLinks {
    let links = [("", zh("全部")), ("talk", zh("沟通")), ("files", zh("附件")), ("system", zh("系统"))];
    let links = links.map(|(key, label)| Tab::new(ui.t(label), thread_href(view, tab, key), key == active));
    SegmentedLinks { label: ui.t("时间线").into(), links: links.into() }
}

async fn api(AppState(app): AppState<App>, Path(id): Path<String>, req: Req) -> Response {
    let at = req.get("at").to_owned();
    app.json(req, move |door, ui| {
        let view = view(door, &id, &at, false)?;
        let case = &view.case;
        let order = &case.order;
        let calendar = door.calendar()?;
        let forecast = plan::forecast(case, &calendar, ui.today).filter(|_| order.state == State::Released);
        let prices = door.ctx.sees(Kind::Price);
        if prices {
            door.look(Kind::Price);
        }
        let lines: Vec<_> = order
            .entry
            .lines
            .iter()
            .map(|l| {
                let p = case.progress(l.number);
                let promise = order.promise(l.number);
                let mut line = json!({
                    "number": l.number, "item": l.code, "name": l.name, "specification": l.specification, "quantity": l.quantity.plain(),
                    "unit": l.unit, "wanted_on": l.wanted_on, "first_promise": promise.map(|p| p.first), "current_promise": promise.map(|p| p.current),
                    "produced": p.produced.plain(), "shipped": p.shipped.plain(), "received": p.received.plain(),
                    "customer_order_no": l.customer_order_no, "drawing": l.drawing,
                });
                if let Some(object) = line.as_object_mut().filter(|_| prices) {
                    object.insert("unit_price".into(), json!(l.unit_price.open().plain()));
                    object.insert("amount".into(), json!(l.amount().plain()));
                }
                line
            })
            .collect();
        let due: Vec<_> = follow_ups(case, &calendar, ui.now)
            .iter()
            .map(|f| json!({"rule": f.rule, "text": fill(ui.lang, f.text, &f.params), "due": f.due, "visible_from": f.visible_from, "role": f.role.code(), "operation": f.action, "target": f.target}))
            .collect();
        let released = order.state == State::Released;
        let left: Vec<_> = case.remaining().iter().filter(|_| released).map(|r| remaining(ui, r)).collect();
        let mut answer = json!({
            "id": view.id, "number": order.number, "version": view.version, "state": order.state.code(), "stage": refresh::stage(case),
            "kind": order.entry.kind.code(), "customer": order.entry.customer_name, "clerk": order.entry.clerk_name, "hold": order.hold,
            "ordered_on": order.entry.ordered_on, "due": order.due(), "forecast": forecast.as_ref().map(|f| f.arrives),
            "decisive": forecast.as_ref().map(|f| f.decisive.code()), "readiness_bp": case.readiness(), "lines": lines, "follow_ups": due,
            "missing": missing(order).iter().map(|m| m.text).collect::<Vec<_>>(),
            "remaining": left,
            "waiting_reviews": waiting(order).iter().map(|d| d.code()).collect::<Vec<_>>(),
            "shipments": case.shipments.iter().map(|s| json!({"id": s.id, "number": s.number, "state": crate::shipment::store::state(s), "ship_on": s.ship_on})).collect::<Vec<_>>(),
            "work_orders": case.work.iter().map(|w| json!({"id": w.id, "number": w.number, "line": w.line, "progress_bp": w.progress()})).collect::<Vec<_>>(),
        });
        if let Some(object) = answer.as_object_mut().filter(|_| prices) {
            object.insert("total".into(), json!(order.total().plain()));
            object.insert("paid".into(), json!(case.paid.plain()));
        }
        Ok(answer)
    })
    .await
}
