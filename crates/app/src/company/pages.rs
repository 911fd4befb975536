//! The settings page: what documents print, and the working calendar of this year and the next.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::access::Right;
use domain::calendar::Calendar;
use domain::choice::{Choice as _, State as _};
use domain::company::Day;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::actions;
use super::acts::{Settings, profile};
use kernel::form::{cell, fields};
use kernel::ui::{
    Alert, Button, Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Tone, Ui,
};
use kernel::web::{Page, Req};
use kernel::{App, Door, Result};

/// The routes of this feature beside its acts.
pub fn router() -> Router<App> {
    Router::new().route("/settings", get(page))
}

async fn page(State(app): State<App>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        door.ctx.may(Right::Configure)?;
        let calendar = door.calendar()?;
        let mut parts = vec![PageHeader::new(ui.t("设置")).render(ui)];
        parts.extend(
            uncovered(ui, &calendar, domain::calendar::shift(ui.today, 45)).map(|alert| alert.render(ui)),
        );
        parts.push(company(door, ui)?);
        parts.push(days(ui, &calendar));
        Ok(Page::new(ui.t("设置"), Html::concat(parts)))
    })
    .await
}

/// A warning where a plan that reaches to `day` lies in a year whose holidays nobody has published or entered.
pub fn uncovered(ui: &Ui, calendar: &Calendar, day: Date) -> Option<Alert> {
    let year = [ui.today, day].into_iter().find(|day| !calendar.covers(*day))?.year();
    let text =
        ui.tf("{year} 年的放假安排还没有登记，计划暂按周末推算。国务院公布后请登记", &[("year", &year)]);
    Some(Alert { tone: Tone::Warn, text, ..Alert::default() })
}

fn company(door: &mut Door, ui: &Ui) -> Result<Html> {
    let at = Settings(actions::load(door)?);
    let details = fields(ui, |f| profile(f, &at)).iter().map(|f| Detail::new(&f.label, cell(f))).collect();
    let card = Card::new(ui.t("公司资料"), Details { details }.render(ui)).padded();
    Ok(card.action(Button::dialog(ui.t("编辑"), "/settings/company")).render(ui))
}

/// Days of this year and the next on which the company does something else than the weekday says.
fn days(ui: &Ui, calendar: &Calendar) -> Html {
    let columns = vec![
        Column::new("from", ui.t("从")),
        Column::new("to", ui.t("到")),
        Column::new("kind", ui.t("安排")),
        Column::number("days", ui.t("天数")),
    ];
    let mut table = Table { frameless: true, ..Table::new("days", columns) };
    for (first, last, worked) in spans(calendar, ui.today.year()) {
        let kind = if worked { Day::Worked } else { Day::Free };
        let kind = Cell::badge(kind.tone().into(), ui.t(kind.label()));
        let count = i64::from(first.until(last).map_or(0, |span| span.get_days())) + 1;
        table.rows.push(Row::plain(vec![Cell::Date(first), Cell::Date(last), kind, Cell::Integer(count)]));
    }
    let card = Card::new(ui.t("工作日历"), table.render(ui));
    card.action(Button::dialog(ui.t("登记假期或上班日"), "/settings/days")).render(ui)
}

/// Runs of days from `year` on that differ from Monday to Friday, in order.
fn spans(calendar: &Calendar, year: i16) -> Vec<(Date, Date, bool)> {
    let mut spans: Vec<(Date, Date, bool)> = Vec::new();
    for (day, worked) in calendar.exceptions.iter().filter(|(day, _)| day.year() >= year) {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        if weekend != *worked && !weekend && *worked {
            continue;
        }
        match spans.last_mut() {
            Some((_, last, kind))
                if *kind == *worked && last.checked_add(1.day()).is_ok_and(|next| next == *day) =>
            {
                *last = *day;
            }
            _ => spans.push((*day, *day, *worked)),
        }
    }
    spans
}
