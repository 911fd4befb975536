//! What stands above the tabs of an order's page: its acts, alerts, four dates and the next step.

use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::followup::{Case, follow_ups};
use domain::ids::OrderId;
use domain::order::{Remaining, State, missing, sent_back};
use domain::person::Person;
use domain::plan;

use super::actions;
use super::forecasts::expected;
use super::refresh;
use crate::{person, print};
use kernel::ui::{
    ActionMenu, Alert, Button, Due, Html, Ledger, NextStep, PageHeader, Promise, Slider, Tone, Ui,
};
use kernel::web::fill;
use kernel::{Door, Result};

/// What the page shows: the case, and where in its thread it stands.
pub(super) struct View {
    pub id: OrderId,
    pub case: Case,
    pub thread: Vec<evidence::Fact>,
    /// How many facts are shown, where it is not all of them.
    pub at: Option<usize>,
    /// That moment as it was asked for.
    pub asked: String,
    /// That moment, in microseconds.
    pub until: Option<i64>,
    /// The reader at that moment.
    pub then: Option<Ui>,
    pub version: i64,
}

impl View {
    /// What keeps a link at that moment.
    pub fn moment(&self) -> String {
        let at = kernel::ui::with_query("", [("at", self.asked.as_str())]);
        if self.at.is_some() { at.replacen('?', "&", 1) } else { String::new() }
    }
}

pub(super) fn header(door: &mut Door, ui: &Ui, view: &View) -> Result<PageHeader> {
    let order = &view.case.order;
    let stage = view.case.stage();
    let mut header = PageHeader::new(order.title())
        .badge(stage.tone().into(), ui.t(stage.label()))
        .badge(Tone::Quiet, ui.t(order.entry.kind.label()));
    if order.entry.urgent {
        header = header.badge(Tone::Bad, ui.t("急单"));
    }
    if order.hold.is_some() {
        header = header.badge(Tone::Bad, ui.t("已暂停"));
    }
    let clerk = door.find::<Person>(order.entry.clerk)?;
    if let Some(stands_in) =
        clerk.and_then(|clerk| clerk.stood_in_for_on(ui.today)).filter(|_| view.at.is_none())
    {
        let name =
            person::by_id(door.conn, &stands_in.person.to_string())?.map(|p| p.name).unwrap_or_default();
        let until = kernel::ui::format::near_day(ui.today, stands_in.to);
        let text = ui.tf("{name} 代理至 {until}", &[("name", &name), ("until", &until)]);
        header = header.badge(Tone::Accent, text);
    }
    header = header.subtitle(format!("{} · {}", order.entry.customer_name, ui.lang.summary(&order.goods())));
    if view.at.is_some() {
        return Ok(header);
    }
    let (main, more) = actions::offered(door, &view.case)?;
    let entries: Vec<Button> = more.iter().filter_map(|deed| door.button(ui, *deed, view.id)).collect();
    let list = format!("/orders/{}/production-list.pdf", view.id);
    let prints = order.released.is_some() && door.ctx.can(Right::ReadProduction);
    let prints = prints.then(|| print::buttons(ui, print::Kind::ProductionList, list));
    let menus = [(ui.t("打印"), prints.into_iter().flatten().collect()), (ui.t("更多"), entries)];
    let menus = menus.into_iter().filter(|(_, entries)| !entries.is_empty());
    header.menus = Html::concat(menus.map(|(label, entries)| ActionMenu::new(label, entries).render(ui)));
    for deed in main {
        header.actions.extend(door.button(ui, deed, view.id));
    }
    if let Some(last) = header.actions.pop() {
        header.actions.push(last.primary());
    }
    Ok(header)
}

pub(super) fn replay_bar(ui: &Ui, view: &View) -> Option<Slider> {
    let n = view.at?;
    let path = format!("/orders/{}", view.id);
    let to = |n: usize| format!("{path}?at={n}");
    let at = view.until.and_then(|at| jiff::Timestamp::from_microsecond(at).ok()).map(kernel::ctx::local);
    let caption = ui.tf(
        "{at} 时的样子，第 {n} 件事，共 {all} 件",
        &[
            ("at", &at.map(kernel::ui::format::date_time).unwrap_or_default()),
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

pub(super) fn alerts(ui: &Ui, view: &View) -> Vec<Alert> {
    let order = &view.case.order;
    let mut out = Vec::new();
    if let Some(reason) = &order.hold {
        out.push(Alert {
            tone: Tone::Bad,
            text: ui.tf("订单已暂停：{reason}", &[("reason", reason)]),
            ..Alert::default()
        });
    }
    out.extend(sent_back(order).map(|r| Alert {
        tone: Tone::Bad,
        text: ui.tf(
            "{department}不接受：{note}",
            &[("department", &ui.t(r.department.label())), ("note", &r.note)],
        ),
        ..Alert::default()
    }));
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

pub(super) fn remaining(ui: &Ui, left: &Remaining) -> String {
    match left {
        Remaining::Goods { line, quantity } => {
            ui.tf("第 {line} 行未收 {quantity}", &[("line", line), ("quantity", &quantity.plain())])
        }
        Remaining::Difference => ui.t("到货差异未处理").to_owned(),
        Remaining::Claim => ui.t("索赔未结束").to_owned(),
        Remaining::Work => ui.t("生产单未完工").to_owned(),
        Remaining::LeftOver => ui.t("余货未入库").to_owned(),
        Remaining::Material => ui.t("领走的料未退").to_owned(),
        Remaining::Acceptance => ui.t("客户未验收").to_owned(),
        Remaining::Condition => ui.t("评审条件未落实").to_owned(),
        Remaining::Money { .. } => ui.t("货款未收清").to_owned(),
        Remaining::Surplus { .. } => ui.t("多收的货款未处理").to_owned(),
    }
}

/// The four dates of the promise ledger.
pub(super) fn ledger(door: &mut Door, ui: &Ui, view: &View) -> Result<Ledger> {
    let order = &view.case.order;
    let calendar = door.calendar()?;
    let known = expected(door, ui, &view.case)?;
    // A line that is late before its order is: its days are those that matter.
    let line = known.and_then(|known| known.line);
    let of = |number: i64| line.is_none_or(|line| line == number);
    let wanted = order.entry.lines.iter().filter(|l| of(l.number)).map(|l| l.wanted_on).max();
    let first = order.promises.iter().filter(|p| of(p.line)).map(|p| p.first).max();
    // A replacement has a day of its own (H6.6).
    let due = known.filter(|known| known.line.is_some()).map(|known| known.promised).or(view.case.due());
    let current = due.filter(|_| !order.promises.is_empty());
    let forecast = known.map(|known| known.arrives);
    let label = |label: &str| match line {
        Some(line) => ui.tf("第 {line} 行{label}", &[("line", &line), ("label", &ui.t(label))]),
        None => ui.t(label).to_owned(),
    };
    let mut now = Promise::new(label("当前承诺"), current);
    now.was = order
        .promise_changes
        .iter()
        .rev()
        .skip(1)
        .map(|c| c.to)
        .rev()
        .chain(first.filter(|_| !order.promise_changes.is_empty()))
        .collect();
    let mut expected = Promise::new(label("预测"), forecast);
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
            Promise::new(label("客户要求"), wanted),
            Promise::new(label("首次承诺"), first),
            now,
            expected,
        ],
    })
}

/// What comes next, with who, by when and why; the main thread stands beside it (H8.1).
pub(super) fn next_step(door: &mut Door, ui: &Ui, view: &View) -> Result<Option<NextStep>> {
    let calendar = door.calendar()?;
    let found = follow_ups(&view.case, &calendar, ui.now);
    let Some(next) = refresh::next(&found) else { return Ok(None) };
    let role = next.role.label();
    let who = if next.person == Some(view.case.order.entry.clerk) {
        view.case.order.entry.clerk_name.clone()
    } else {
        ui.t(role).to_owned()
    };
    let running = view.case.order.state == State::Released;
    // What the reason says already is not said twice.
    let says_step = next.params.iter().any(|(name, _)| *name == "step");
    let forecast = plan::forecast(&view.case, &calendar, ui.today).filter(|_| running && !says_step);
    let step = forecast.map(|f| ui.tf("主线：{step}", &[("step", &ui.t(f.decisive.label()))]));
    let parts = [who, fill(ui.lang, next.reason, &next.params), next.rule.to_owned()];
    let parts: Vec<String> = parts.into_iter().chain(step).filter(|part| !part.is_empty()).collect();
    let button = actions::settles(door, &view.case.order, next)?.map(|o| {
        Button::dialog(ui.t(o.label()), o.follow_up_href(&next.target, next.rule, &next.occurrence)).primary()
    });
    Ok(Some(NextStep {
        due: Due::at(next.due.date(), next.due.time()),
        title: fill(ui.lang, next.text, &next.params),
        detail: parts.join(" · "),
        actions: button.into_iter().collect(),
    }))
}
