//! The health page, for whoever may configure.

use axum::extract::State;
use axum::response::Response;
use domain::access::Right;
use jiff::Timestamp;
use kernel::ctx::local;
use kernel::i18n::zh;
use kernel::ui::{Alert, Button, Card, Cell, Detail, Details, Html, PageHeader, Tone, Ui, format};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Result};

use super::store::{self, Run};
use super::{BACKUP, CARRY, DRILL, JOURNAL, SEAL};

/// Hours after which a copy is too old: a night and what it may be late by.
const OLD: i64 = 26;

/// What is shown of the system's own work, in order: its name, what it is called, hours after which it is too old.
const SHOWN: [(&str, &str, Option<i64>); 5] = [
    (SEAL, zh("封存记录"), None),
    (CARRY, zh("封存凭证写到库外"), None),
    (JOURNAL, zh("记录副本"), None),
    (BACKUP, zh("夜间备份"), Some(OLD)),
    (DRILL, zh("恢复演练"), Some(OLD)),
];

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new().get(Who::Holds(Right::Configure), "/settings/health", page)
}

async fn page(State(app): State<App>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let parts = vec![
            PageHeader::new(ui.t("系统健康"))
                .subtitle(ui.t("记录是否封存、库外有没有凭证、备份能不能恢复"))
                .render(ui),
            evidence(door, ui)?,
            work(door, ui)?,
        ];
        Ok(Page::new(ui.t("系统健康"), Html::concat(parts)))
    })
    .await
}

/// What whoever may configure is told on their first page: what the system does for itself and that went wrong.
pub fn notices(door: &mut Door, ui: &Ui) -> Result<Vec<Alert>> {
    if !door.ctx.can(Right::Configure) {
        return Ok(Vec::new());
    }
    let mut wrong = Vec::new();
    for (name, label, old) in SHOWN {
        let is_old = |run: &Run| old.is_some_and(|old| door.ctx.now.duration_since(run.at).as_hours() >= old);
        // What was switched off is no fault.
        let is_wanted = old.is_none() || door.shared.config.backup_dir.is_some();
        if store::of(door.conn, name)?.is_some_and(|run| !run.ok || (is_wanted && is_old(&run))) {
            wrong.push(ui.t(label));
        }
    }
    if wrong.is_empty() {
        return Ok(Vec::new());
    }
    let text = ui.tf("系统自己的工作出了问题：{what}", &[("what", &wrong.join(ui.t("、")))]);
    let look = Button::link(ui.t("查看系统健康"), "/settings/health");
    let alert =
        Alert::new(Tone::Bad, text).text(ui.t("数据可能没有备份好，或数据库被换成了旧的。请马上查看"));
    Ok(vec![alert.action(look)])
}

/// What is sealed, and by whom.
fn evidence(door: &mut Door, ui: &Ui) -> Result<Html> {
    let (last, waiting) = (evidence::last_checkpoint(door.conn)?, evidence::waiting(door.conn)?);
    let key = evidence::current_key(door.conn)?;
    let sealed = last.as_ref().map_or(0, |last| last.size);
    let none = || ui.t("还没有").to_owned();
    let at = last.as_ref().map(|last| Timestamp::from_microsecond(last.at).unwrap_or_default());
    let mut details = vec![
        Detail::new(ui.t("已封存的记录"), Cell::text(format::integer(sealed))),
        Detail::new(ui.t("等待封存"), Cell::text(format::integer(waiting))),
        Detail::new(ui.t("最近一次封存"), Cell::text(at.map_or_else(none, moment))),
        Detail::new(ui.t("签名密钥"), Cell::text(key.map_or_else(none, |key| key.name))),
        Detail::new(ui.t("第几次启用"), Cell::text(door.shared.instance.epoch.to_string())),
    ];
    for cut in evidence::cuts(door.conn)? {
        let at = moment(Timestamp::from_microsecond(cut.at).unwrap_or_default());
        let label = ui.tf("第 {n} 次启用：恢复备份", &[("n", &cut.epoch)]);
        let told = ui.tf(
            "{at}，接在第 {n} 条记录之后：{reason}",
            &[("at", &at), ("n", &cut.from), ("reason", &cut.reason)],
        );
        details.push(Detail::new(label, Cell::text(told)));
    }
    Ok(Card::new(ui.t("记录的封存"), Details { details }.render(ui)).padded().render(ui))
}

/// How the system's own work went the last time.
fn work(door: &mut Door, ui: &Ui) -> Result<Html> {
    let now = door.ctx.now;
    let mut details = Vec::new();
    for (name, label, old) in SHOWN {
        let run = store::of(door.conn, name)?;
        details.push(Detail::new(ui.t(label), state(ui, run.as_ref(), now, old)));
        if let Some(run) = run.filter(|run| !run.told.is_empty()) {
            details.push(Detail::new(ui.t("说明"), Cell::text(run.told)));
        }
    }
    if door.shared.config.database_url.is_some() {
        let how = ui.t("PostgreSQL 的备份用它自己的工具，见运维手册");
        details.push(Detail::new(ui.t("备份"), Cell::text(how)));
    } else if door.shared.config.backup_dir.is_none() {
        let how = ui
            .t("在服务器上把 GENDAN_BACKUP_DIR 设为另一块硬盘上的文件夹，再重新启动，就会每夜备份并演练恢复");
        details.push(Detail::new(ui.t("怎么开启备份"), Cell::text(how)));
    }
    Ok(Card::new(ui.t("系统自己的工作"), Details { details }.render(ui)).padded().render(ui))
}

fn state(ui: &Ui, run: Option<&Run>, now: Timestamp, old: Option<i64>) -> Cell {
    let Some(run) = run else { return Cell::badge(Tone::Warn, ui.t("还没有")) };
    let hours = now.duration_since(run.at).as_hours();
    if !run.ok {
        return Cell::badge(Tone::Bad, ui.tf("{at} 失败", &[("at", &moment(run.at))]));
    }
    if old.is_some_and(|old| hours >= old) {
        return Cell::badge(Tone::Bad, ui.tf("{at} 成功，之后再没有做过", &[("at", &moment(run.at))]));
    }
    Cell::badge(Tone::Ok, ui.tf("{at} 成功", &[("at", &moment(run.at))]))
}

fn moment(at: Timestamp) -> String {
    format::date_time(local(at))
}
