//! The thread of an order with what was expected of it beside what happened (H2.3, H6.3).

use domain::followup::Case;
use domain::order::State;
use domain::plan::{self, Known};
use jiff::Timestamp;

use super::store::forecasts::{Change, changes};
use super::summary::View;
use super::timeline;
use kernel::ctx::local;
use kernel::ui::{Entry, Ui, format};
use kernel::{Door, Result};

/// The entries of an order's thread, latest first, as far as the page goes.
pub(super) fn thread(
    door: &mut Door,
    ui: &Ui,
    view: &View,
    shown: &[evidence::Fact],
    filter: &str,
) -> Result<Vec<Entry>> {
    let mut entries = timeline::entries(door, ui, shown, filter, Some(&format!("/orders/{}", view.id)))?;
    if !matches!(filter, "" | "system") {
        return Ok(entries);
    }
    let mut before: Option<Change> = None;
    for (at, change) in changes(door.conn, view.id)? {
        let said = |c: &Change| (c.known.line, c.known.arrives, c.known.late_since.is_some());
        let moved = before.as_ref().is_none_or(|b| said(b) != said(&change));
        if moved && view.until.is_none_or(|until| at <= until) {
            let entry = entry(ui, at, &change, before.as_ref());
            // It follows what changed it.
            let place = entries.iter().position(|e| e.at <= entry.at).unwrap_or(entries.len());
            entries.insert(place, entry);
        }
        before = Some(change);
    }
    Ok(entries)
}

/// What is expected of an order: where somebody looks back, as it was known, or as it follows from the facts of then where that
/// was not kept; nothing while it is not running.
pub(super) fn expected(door: &mut Door, ui: &Ui, case: &Case) -> Result<Option<Known>> {
    if case.order.state != State::Released {
        return Ok(None);
    }
    if let Some(known) = case.known.filter(|_| door.looks_back()) {
        return Ok(Some(known));
    }
    let calendar = door.calendar()?;
    let forecast = plan::forecast(case, &calendar, ui.today).zip(case.due());
    Ok(forecast.map(|(forecast, due)| Known::after(case.known.as_ref(), &forecast, due, ui.today)))
}

fn entry(ui: &Ui, at: i64, change: &Change, before: Option<&Change>) -> Entry {
    let known = change.known;
    let to = format::near_day(ui.today, known.arrives);
    let was =
        before.filter(|b| b.known.line == known.line).map(|b| format::near_day(ui.today, b.known.arrives));
    let moved = match &was {
        Some(was) => ui.tf("预测到货 {before} → {after}", &[("before", was), ("after", &to)]),
        None => ui.tf("预测到货 {after}", &[("after", &to)]),
    };
    let moved = match known.line {
        Some(line) => ui.tf("第 {line} 行{label}", &[("line", &line), ("label", &moved)]),
        None => moved,
    };
    let late = match known.late_since {
        Some(_) => ui.t("晚于承诺"),
        None => ui.t("能按承诺"),
    };
    let step = ui.tf("主线：{step}", &[("step", &ui.t(known.decisive.label()))]);
    let still = match change.cause.as_str() {
        "" => Some(ui.t("这天没有新的进展").to_owned()),
        "company.calendar_declared" => Some(ui.t("登记了放假安排").to_owned()),
        _ => None,
    };
    Entry {
        who: ui.t("系统").to_owned(),
        at: Timestamp::from_microsecond(at).ok().map(local),
        sentence: [moved.as_str(), late].join(ui.t("，")),
        details: still.into_iter().chain([step]).collect(),
        system: true,
        ..Entry::default()
    }
}
