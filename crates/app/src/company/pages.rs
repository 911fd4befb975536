//! The settings page: what documents print, what is known of the working calendar, and what the outside calls us.

use axum::extract::State;
use axum::response::Response;
use domain::access::Right;
use domain::calendar::Calendar;

use super::actions;
use super::acts::{Settings, profile};
use kernel::config::Config;
use kernel::form::{cell, fields};
use kernel::ui::{Button, Card, Cell, Detail, Details, Html, PageHeader, Tone, Ui};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Result};

/// The routes of this feature beside its acts.
pub fn routes() -> Routes {
    Routes::new().get(Who::Holds(Right::Configure), "/settings", page)
}

async fn page(State(app): State<App>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let calendar = door.calendar()?;
        let begin = Button::link(ui.t("接下来"), "/settings/begin");
        let health = Button::link(ui.t("系统健康"), "/settings/health");
        let mut parts = vec![PageHeader::new(ui.t("设置")).action(begin).action(health).render(ui)];
        parts.push(company(door, ui)?);
        parts.push(self::calendar(ui, &calendar));
        parts.push(address(ui, &door.shared.config));
        parts.push(log(ui, &door.shared.config));
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

/// What the outside calls us, and whether codes on papers may lead there (C35).
fn address(ui: &Ui, config: &Config) -> Html {
    let codes = if config.is_reachable() {
        Cell::badge(Tone::Ok, ui.t("印在生产清单上，扫码打开生产单"))
    } else {
        Cell::badge(Tone::Warn, ui.t("不印：这个地址只有服务器自己打得开"))
    };
    let mut details = vec![
        Detail::new(ui.t("系统地址"), Cell::text(&config.base_url)),
        Detail::new(ui.t("单据上的二维码"), codes),
    ];
    if !config.is_reachable() {
        let how = ui.t("在服务器上把 GENDAN_BASE_URL 设为手机也打得开的地址，再重新启动");
        details.push(Detail::new(ui.t("怎么改"), Cell::text(how)));
    }
    Card::new(ui.t("地址和二维码"), Details { details }.render(ui)).padded().render(ui)
}

/// The way to the security log (control 42).
fn log(ui: &Ui, config: &Config) -> Html {
    let what = Cell::text(ui.t("谁登录、被拒绝、导出、打印、改权限、重置密码，每次一行，只有管理员能看"));
    let kept = Cell::Text(ui.tf("{n} 天", &[("n", &config.log_days)]));
    let details = vec![Detail::new(ui.t("安全日志"), what), Detail::new(ui.t("保留多久"), kept)];
    let card = Card::new(ui.t("安全"), Details { details }.render(ui)).padded();
    card.action(Button::link(ui.t("查看日志"), "/settings/log")).render(ui)
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
