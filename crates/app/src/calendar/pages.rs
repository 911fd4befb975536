//! The calendar of a year, and what was declared: who, when, and which dates of orders moved by it.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use domain::access::Right;
use domain::calendar::{Calendar, FIRST_YEAR};
use domain::choice::{Choice as _, State as _};
use domain::company::{Company, Day, Fact};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::ui::{
    Alert, Button, Card, Cell, Column, Empty, Html, PageHeader, Progress, Row, Tab, Table, Tabs, Tone, Ui,
    format, with_query,
};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Result};

use super::store::{self, Change};
use crate::{company, person};

/// Declarations that are listed, the latest.
const LATEST: usize = 20;

/// The routes of this feature beside its acts and its list.
pub fn routes() -> Routes {
    Routes::new().get(Who::Holds(Right::Configure), "/settings/calendar", page)
}

/// Days for which a clerk is told that dates of their orders moved.
const TOLD_FOR: i64 = 7;

/// What a clerk learns on their own page: dates of their orders moved.
pub fn notices(door: &mut Door, ui: &Ui) -> Result<Option<Alert>> {
    let since = door.ctx.now.as_microsecond() - TOLD_FOR * 86_400_000_000;
    let clerk = door.ctx.actor.person.to_string();
    let Some((change, orders, dates)) = store::moved_of(door.conn, &clerk, since)? else { return Ok(None) };
    let text = ui.tf(
        "工作日历改了，你的 {orders} 张订单有 {dates} 个日期变动",
        &[("orders", &orders), ("dates", &dates)],
    );
    let of = [("change", change.as_str()), ("clerk", door.ctx.actor.name.as_str())];
    let href = with_query("/calendar/moves", of);
    Ok(Some(Alert::new(Tone::Accent, text).action(Button::link(ui.t("看改了哪些"), href))))
}

async fn page(State(app): State<App>, req: Req) -> Response {
    let asked = req.get("year").parse::<i16>().ok();
    app.page(req, move |door, ui| {
        let calendar = door.calendar()?;
        let company = company::actions::load(door)?;
        let years = years(&calendar, ui.today.year());
        let year = asked.filter(|year| (FIRST_YEAR..=2099).contains(year)).unwrap_or(ui.today.year());
        let notice = with_query("/settings/calendar/notice", [("year", year.to_string().as_str())]);
        let header = PageHeader::new(ui.t("工作日历"))
            .subtitle(ui.t("交期、计划和待办按它数工作日"))
            .action(Button::dialog(ui.t("登记几天"), "/settings/days"))
            .action(Button::link(ui.t("登记放假安排"), notice.clone()).primary());
        let tabs = years.iter().map(|y| {
            let label = if calendar.knows(*y) { "{year} 已登记" } else { "{year} 未登记" };
            Tab::new(ui.tf(label, &[("year", y)]), format!("/settings/calendar?year={y}"), *y == year)
        });
        let tabs = Tabs { label: ui.t("年份").into(), tabs: tabs.collect() };
        let table = table(ui, &calendar, &company, year, &notice);
        let mut parts = vec![header.render(ui)];
        let changes = store::changes(door.conn)?;
        parts.extend(changes.values().filter(|c| !c.finished).map(|c| progress(ui, c)));
        let alert = |text| Alert { tone: Tone::Quiet, text, ..Alert::default() }.render(ui);
        let state = state(ui, &calendar, year).filter(|_| !table.rows.is_empty()).map(alert);
        let shown = [Some(tabs.render()), state, Some(table.render(ui))];
        parts.push(Card::bare(Html::concat(shown.into_iter().flatten())).render(ui));
        parts.push(Card::new(ui.t("登记记录"), declared(door, ui)?.render(ui)).render(ui));
        Ok(Page::new(ui.t("工作日历"), Html::concat(parts)))
    })
    .await
}

/// From the earliest year that is known to the next one.
fn years(calendar: &Calendar, this: i16) -> Vec<i16> {
    let known: BTreeSet<i16> = calendar.covered.iter().copied().chain([this]).collect();
    let first = known.first().copied().unwrap_or(this);
    let last = known.last().copied().unwrap_or(this).max(this + 1);
    (first..=last).collect()
}

/// What is not known of a year.
fn state(ui: &Ui, calendar: &Calendar, year: i16) -> Option<String> {
    let next = year + 1;
    let (text, year) = if !calendar.knows(year) {
        ("{year} 年放假安排未登记，这一年的日期暂按周末推算，并标“暂”。国务院公布后请登记", year)
    } else if !calendar.knows(next) {
        ("12 月 25 日以后的日期要看 {year} 年的通知（元旦放假和调休），登记前标“暂”", next)
    } else {
        return None;
    };
    Some(ui.tf(text, &[("year", &year)]))
}

/// Days of a year on which the company does something else than the weekday says.
fn table(ui: &Ui, calendar: &Calendar, company: &Company, year: i16, notice: &str) -> Table {
    let columns = vec![
        Column::new("on", ui.t("日期")),
        Column::new("kind", ui.t("安排")),
        Column::new("name", ui.t("节日")),
        Column::number("days", ui.t("天数")),
        Column::new("source", ui.t("来源")),
    ];
    let rows = runs(calendar, company, year).into_iter().map(|run| {
        let kind = if run.worked { Day::Worked } else { Day::Free };
        let source = if run.own { ui.t("本公司登记") } else { ui.t("国务院通知") };
        let days = i64::from(run.first.until(run.last).map_or(0, |span| span.get_days())) + 1;
        // What is declared is no guess, whatever is known of its year.
        Row::plain(vec![
            Cell::Text(run.words(ui)),
            Cell::badge(kind.tone().into(), ui.t(kind.label())),
            Cell::text(ui.lang.words(&run.name)),
            Cell::Integer(days),
            Cell::Text(source.into()),
        ])
    });
    // Said once: beside days, or where there are none.
    let sentence = state(ui, calendar, year).unwrap_or_default();
    let action = Some(Button::link(ui.t("登记放假安排"), notice));
    Table {
        frameless: true,
        rows: rows.collect(),
        empty: Empty { sentence, action },
        ..Table::new("days", columns)
    }
}

/// Days in a row that are the same.
struct Run {
    first: Date,
    last: Date,
    worked: bool,
    name: String,
    own: bool,
}

impl Run {
    fn words(&self, ui: &Ui) -> String {
        let (first, last) = (self.first, self.last);
        let day = |day| format::date_weekday(ui.lang, day);
        if first == last {
            day(first)
        } else {
            let to = format!("{} {}", format::near_day(first, last), format::weekday(ui.lang, last));
            ui.tf("{from} ～ {to}", &[("from", &day(first)), ("to", &to)])
        }
    }
}

fn runs(calendar: &Calendar, company: &Company, year: i16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (day, worked) in calendar.exceptions.iter().filter(|(day, _)| day.year() == year) {
        let name = calendar.names.get(day).cloned().unwrap_or_default();
        let own = company.days.contains_key(day);
        match runs.last_mut() {
            Some(run)
                if (run.worked, &run.name, run.own) == (*worked, &name, own)
                    && run.last.checked_add(1.day()).is_ok_and(|next| next == *day) =>
            {
                run.last = *day;
            }
            _ => runs.push(Run { first: *day, last: *day, worked: *worked, name, own }),
        }
    }
    runs
}

fn progress(ui: &Ui, change: &Change) -> Html {
    let percent = change.done.saturating_mul(100).checked_div(change.total).unwrap_or(0);
    let job = Progress {
        label: ui.t("正在按新的日历重算订单").to_owned(),
        percent: u8::try_from(percent.clamp(0, 100)).ok(),
        // How many there are is known once the first were derived.
        detail: match change.total {
            0 => String::new(),
            total => ui.tf("{done} / {total} 张", &[("done", &change.done), ("total", &total)]),
        },
        poll: Some("/settings/calendar".to_owned()),
        ..Progress::default()
    };
    Card::bare(job.render(ui)).render(ui)
}

/// What was declared, the latest first, and what it moved.
fn declared(door: &mut Door, ui: &Ui) -> Result<Table> {
    let columns = vec![
        Column::number("change", ui.t("序号")),
        Column::new("at", ui.t("时间")),
        Column::new("actor", ui.t("谁")),
        Column::new("what", ui.t("登记了")),
        Column::new("moved", ui.t("改了哪些日期")),
    ];
    let mut table = Table { frameless: true, ..Table::new("declared", columns) };
    table.empty = Empty::new(ui.t("还没有登记过，日历是国务院公布的放假安排"));
    let changes = store::changes(door.conn)?;
    let facts = evidence::by_stream(door.conn, &kernel::state::company(), None)?;
    for fact in facts.iter().rev() {
        let said = match kernel::noun::read::<Company>(fact)? {
            Fact::Described { .. } | Fact::Restored(_) => continue,
            Fact::DaysDeclared { days, year, reason, .. } => (days.len(), year, true, reason),
            Fact::CalendarDeclared(said) => {
                let days = said.spans.iter().map(|span| span.days().count()).sum();
                (days, said.year, said.complete, said.reason)
            }
        };
        let (main, sub) = words(ui, &said);
        let at = jiff::Timestamp::from_microsecond(fact.at).map(kernel::ctx::local);
        let actor =
            person::by_id(door.conn, &fact.actor)?.map_or_else(|| ui.t("系统").to_owned(), |p| p.name);
        table.rows.push(Row::plain(vec![
            Cell::Integer(fact.seq),
            at.map_or(Cell::Empty, Cell::DateTime),
            Cell::Text(actor),
            Cell::Two { main, sub },
            moved(ui, changes.get(&fact.seq)),
        ]));
        if table.rows.len() == LATEST {
            break;
        }
    }
    Ok(table)
}

/// How many days, of which year, and why.
type Declared = (usize, Option<i16>, bool, String);

fn words(ui: &Ui, (days, year, complete, reason): &Declared) -> (String, String) {
    let days = (*days > 0).then(|| ui.tf("{n} 天", &[("n", days)]));
    let year = year.map(|year| {
        let text = if *complete { "{year} 年登记齐全" } else { "{year} 年改回未登记" };
        ui.tf(text, &[("year", &year)])
    });
    let parts: Vec<String> = year.into_iter().chain(days).collect();
    (parts.join(" · "), reason.clone())
}

fn moved(ui: &Ui, change: Option<&Change>) -> Cell {
    let Some(change) = change else { return Cell::Empty };
    if !change.finished {
        return Cell::badge(Tone::Accent, ui.t("正在重算"));
    }
    if change.dates == 0 {
        return Cell::Text(ui.t("没有订单受影响").into());
    }
    let counts: [(&str, &dyn std::fmt::Display); 2] = [("orders", &change.orders), ("dates", &change.dates)];
    let href = with_query("/calendar/moves", [("change", change.version.to_string().as_str())]);
    Cell::Link { text: ui.tf("{orders} 张订单的 {dates} 个日期", &counts), href }
}
