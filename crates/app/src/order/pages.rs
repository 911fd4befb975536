//! The page of an order, now and as it stood at any earlier moment (H2.3), and its JSON.

use axum::extract::{Path, State as AppState};
use axum::response::Response;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::confidential::Secret;
use domain::followup::follow_ups;
use domain::ids::OrderId;
use domain::order::{State, missing, waiting};
use domain::plan::{self};
use serde_json::json;

use super::forecasts::expected;
use super::stages::strip;
use super::summary::{View, alerts, header, ledger, next_step, remaining, replay_bar};
use super::{case, forecasts, replay, tabs};
use kernel::i18n::zh;
use kernel::ui::{Card, Columns, Html, SegmentedLinks, Tab, Tabs, Timeline, Ui};
use kernel::web::{Page, Req, Routes, Who, fill};
use kernel::{App, Door, Error, Result};

/// The routes of this feature beside its list and acts.
pub fn routes() -> Routes {
    let who = Who::Holds(Right::ReadOrders);
    Routes::new().get(who, "/orders/{id}", page).get(who, "/api/v1/orders/{id}", api)
}

/// What is said to who asks for a moment that there was not.
const NO_MOMENT: &str = "没有这个时刻。请从时间线选择，或写日期（2026-11-20）、时刻或第几件事";

fn view(door: &mut Door, ui: &Ui, id: &str, at: &str, with_thread: bool) -> Result<View> {
    let id: OrderId = id.parse().map_err(|_| Error::NotFound)?;
    let head = door.load::<domain::order::Order>(id)?;
    let version = head.head.version;
    door.about(&head.state)?;
    if at.is_empty() {
        let thread = if with_thread { replay::thread(door.conn, id)? } else { Vec::new() };
        let case = case::around(door, head.state)?;
        return Ok(View {
            id,
            case,
            thread,
            at: None,
            asked: String::new(),
            until: None,
            then: None,
            version,
        });
    }
    let thread = replay::thread(door.conn, id)?;
    let moment =
        replay::moment(&thread, at, door.ctx.now).ok_or(Error::Http { status: 400, text: NO_MOMENT })?;
    door.look_back(moment.instant.as_microsecond())?;
    let facts = thread.get(..moment.facts).unwrap_or_default();
    let case = case::then(door, facts, moment.instant, id)?;
    let then = ui.at(kernel::ctx::local(moment.instant), door.calendar()?);
    let until = Some(moment.instant.as_microsecond());
    Ok(View {
        id,
        case,
        thread,
        at: Some(moment.facts),
        asked: at.to_owned(),
        until,
        then: Some(then),
        version,
    })
}

async fn page(AppState(app): AppState<App>, Path(id): Path<String>, req: Req) -> Response {
    let (at, tab, filter) =
        (req.get("at").to_owned(), req.get("tab").to_owned(), req.get("thread").to_owned());
    let whole = req.get("all") == "1";
    app.page(req, move |door, ui| {
        let view = view(door, ui, &id, &at, true)?;
        let (reader, ui) = (ui, view.then.as_ref().unwrap_or(ui));
        let mut parts = vec![header(door, ui, &view)?.render(ui)];
        parts.extend(replay_bar(reader, &view).map(|s| s.render(reader)));
        parts.extend(alerts(ui, &view).iter().map(|a| a.render(ui)));
        parts.push(
            Card::bare(Html::concat([
                ledger(door, ui, &view)?.render(ui),
                strip(door, ui, &view.case)?.render(ui),
            ]))
            .render(ui),
        );
        if view.at.is_none() {
            parts.extend(next_step(door, ui, &view)?.map(|n| n.render(ui)));
        }
        let tab = if tab.is_empty() { "overview" } else { &tab };
        let main =
            Html::concat([tab_links(ui, &view, tab).render(), tabs::render(door, ui, &view.case, tab)?]);
        let shown = view.thread.get(..view.at.unwrap_or(view.thread.len())).unwrap_or_default();
        let mut entries = forecasts::thread(door, reader, &view, shown, &filter)?;
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

fn tab_links(ui: &Ui, view: &View, active: &str) -> Tabs {
    let order = &view.case.order;
    let at = view.moment();
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
    let at = view.moment();
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
        let view = view(door, ui, &id, &at, false)?;
        let ui = view.then.as_ref().unwrap_or(ui);
        let case = &view.case;
        let order = &case.order;
        let calendar = door.calendar()?;
        let expected = expected(door, ui, case)?;
        let prices = door.ctx.sees(Secret::Price);
        if prices {
            door.look(Secret::Price);
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
                    "produced": p.produced.plain(), "shipped": p.shipped.plain(), "received": p.received.minus(case.missed(l.number)).plain(),
                    "never_came": case.missed(l.number).plain(), "ready": p.ready.plain(),
                    "customer_order_no": l.customer_order_no, "drawing": l.drawing, "remark": l.remark,
                });
                if let Some(object) = line.as_object_mut().filter(|_| prices) {
                    object.insert("unit_price".into(), json!(l.unit_price.open().plain()));
                    object.insert("amount".into(), json!(l.amount().plain()));
                }
                line
            })
            .collect();
        let found = follow_ups(case, &calendar, ui.now);
        let due: Vec<_> = found
            .iter()
            .map(|f| json!({"rule": f.rule, "text": fill(ui.lang, f.text, &f.params), "due": f.due, "visible_from": f.visible_from, "role": f.role.code(), "operation": f.deed.name(), "target": f.target}))
            .collect();
        let last = plan::last_day(case, &calendar, ui.today).max(found.iter().map(|f| f.due.date()).max());
        let unknown: Vec<i16> = last.map(|last| calendar.unknown_years(order.entry.ordered_on, last).collect()).unwrap_or_default();
        let released = order.state == State::Released;
        let (main, more) = super::actions::offered(door, case)?;
        let open = main.iter().rev().chain(&more).filter(|d| door.offers(d.right()));
        let open: Vec<_> = open.filter(|_| view.at.is_none()).map(|d| d.name()).collect();
        let left: Vec<_> = case.remaining().iter().filter(|_| released).map(|r| remaining(ui, r)).collect();
        let mut answer = json!({
            "id": view.id, "number": order.number, "version": view.version, "state": order.state.code(), "stage": case.stage().code(),
            "operations": open,
            "kind": order.entry.kind.code(), "customer": order.entry.customer_name, "clerk": order.entry.clerk_name, "hold": order.hold,
            "remark": order.entry.remark, "transport": order.entry.transport, "urgent": order.entry.urgent,
            "ordered_on": order.entry.ordered_on, "due": case.due(), "forecast": expected.map(|k| k.arrives),
            "decisive": expected.map(|k| k.decisive.code()), "readiness_bp": case.readiness(), "lines": lines, "follow_ups": due,
            "missing": missing(order).iter().map(|m| m.text).collect::<Vec<_>>(),
            "remaining": left, "calendar_unknown": unknown,
            "waiting_reviews": waiting(order).iter().map(|d| d.code()).collect::<Vec<_>>(),
            "shipments": case.shipments.iter().map(|s| json!({"id": s.id, "number": s.number, "state": s.state().code(), "ship_on": s.ship_on})).collect::<Vec<_>>(),
            "work_orders": case.work.iter().map(|w| json!({"id": w.id, "number": w.number, "line": w.line, "progress_bp": w.progress()})).collect::<Vec<_>>(),
        });
        if let Some(object) = answer.as_object_mut().filter(|_| prices) {
            object.insert("total".into(), json!(order.total().plain()));
            object.insert("paid".into(), json!(case.paid.plain()));
            object.insert("kept".into(), json!(order.kept().plain()));
        }
        Ok(answer)
    })
    .await
}
