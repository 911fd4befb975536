//! The settings page: what documents print, and what is known of the working calendar.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::access::Right;
use domain::calendar::Calendar;

use super::actions;
use super::acts::{Settings, profile};
use kernel::form::{cell, fields};
use kernel::ui::{Button, Card, Cell, Detail, Details, Html, PageHeader, Tone, Ui};
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
        parts.push(company(door, ui)?);
        parts.push(self::calendar(ui, &calendar));
        Ok(Page::new(ui.t("设置"), Html::concat(parts)))
    })
    .await
}

fn company(door: &mut Door, ui: &Ui) -> Result<Html> {
    let at = Settings(actions::load(door)?);
    let details = fields(ui, |f| profile(f, &at)).iter().map(|f| Detail::new(&f.label, cell(f))).collect();
    let card = Card::new(ui.t("公司资料"), Details { details }.render(ui)).padded();
    Ok(card.action(Button::dialog(ui.t("编辑"), "/settings/company")).render(ui))
}

/// What is known of this year and the next, and the way to the whole.
fn calendar(ui: &Ui, calendar: &Calendar) -> Html {
    let state = |year: i16| {
        let (tone, text) = if calendar.knows(year) {
            (Tone::Ok, "已登记齐全")
        } else {
            (Tone::Warn, "未登记，暂按周末")
        };
        Cell::badge(tone, ui.t(text))
    };
    let this = ui.today.year();
    let details =
        [this, this + 1].map(|year| Detail::new(ui.tf("{year} 年", &[("year", &year)]), state(year)));
    let card = Card::new(ui.t("工作日历"), Details { details: details.into() }.render(ui)).padded();
    card.action(Button::link(ui.t("查看和登记"), "/settings/calendar")).render(ui)
}
