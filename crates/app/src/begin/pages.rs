//! The page of what comes next, for whoever may configure.

use axum::extract::State;
use axum::response::Response;
use domain::access::Right;
use kernel::ui::{Alert, Badge, Button, Card, Cell, Detail, Details, Html, PageHeader, Tone, Ui};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door, Result};

use super::store;
use crate::{company, person};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new().get(Who::Holds(Right::Configure), "/settings/begin", page)
}

async fn page(State(app): State<App>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let head = PageHeader::new(ui.t("接下来")).subtitle(ui.t("照这个顺序做完，就可以接单了"));
        let mut parts = vec![head.render(ui)];
        parts.extend(steps(door, ui)?.iter().enumerate().map(|(n, step)| step.render(ui, n + 1)));
        Ok(Page::new(ui.t("接下来"), Html::concat(parts)))
    })
    .await
}

/// What whoever may configure is told on their first page while nobody but administrators is there, or nobody to sell to.
pub fn notices(door: &mut Door, ui: &Ui) -> Result<Vec<Alert>> {
    if !door.ctx.can(Right::Configure) {
        return Ok(Vec::new());
    }
    let (_, customers) = store::counts(door.conn)?;
    if customers > 0 && person::active(door.conn)?.len() > 1 {
        return Ok(Vec::new());
    }
    let alert = Alert::new(Tone::Accent, ui.t("公司刚建好，还有几步才能接单"))
        .text(ui.t("登记同事和角色、导入物料和客户、登记放假安排"));
    Ok(vec![alert.action(Button::link(ui.t("接下来"), "/settings/begin"))])
}

/// A step: what it is called, how far it is, what to do, and where.
struct Step {
    title: &'static str,
    state: Badge,
    text: String,
    go: (&'static str, &'static str),
}

impl Step {
    fn render(&self, ui: &Ui, n: usize) -> Html {
        let state = Cell::badge(self.state.tone, &self.state.text);
        let details =
            vec![Detail::new(ui.t("现在"), state), Detail::new(ui.t("怎么做"), Cell::text(&self.text))];
        let title = format!("{n}. {}", ui.t(self.title));
        let card = Card::new(title, Details { details }.render(ui)).padded();
        card.action(Button::link(ui.t(self.go.0), self.go.1)).render(ui)
    }
}

/// Green where it is done.
fn badge(done: bool, text: String) -> Badge {
    Badge::new(if done { Tone::Ok } else { Tone::Warn }, text)
}

fn steps(door: &mut Door, ui: &Ui) -> Result<Vec<Step>> {
    let profile = company::actions::load(door)?.profile.clone();
    let described = !profile.address.open().is_empty() && !profile.telephone.is_empty();
    let people = person::active(door.conn)?.len();
    let (items, customers) = store::counts(door.conn)?;
    let calendar = door.calendar()?;
    let year = ui.today.year();
    let unknown: Vec<String> =
        [year, year + 1].iter().filter(|year| !calendar.knows(**year)).map(ToString::to_string).collect();
    let words = |done: bool, yes: &str, no: &str| badge(done, ui.t(if done { yes } else { no }).to_owned());
    let missing = ui.tf("{years} 年未登记，暂按周末", &[("years", &unknown.join(ui.t("、")))]);
    let stock = ui.tf("{items} 种物料，{customers} 家客户", &[("items", &items), ("customers", &customers)]);
    let known = if unknown.is_empty() { ui.t("已登记齐全").to_owned() } else { missing };
    Ok(vec![
        Step {
            title: "公司资料",
            state: words(described, "已填写", "还缺地址或电话"),
            text: ui.t("送货单、采购单和收货须知上印的地址、电话和账号").to_owned(),
            go: ("补齐资料", "/settings"),
        },
        Step {
            title: "人员和角色",
            state: badge(people > 1, ui.tf("{n} 人", &[("n", &people)])),
            text: ui
                .t("登记每位同事，或从 Excel 导入；给各人角色，再发一次性代码，由本人在登录页设密码")
                .to_owned(),
            go: ("登记", "/people"),
        },
        Step {
            title: "物料、客户、供应商、承运商",
            state: badge(items > 0 && customers > 0, stock),
            text: ui.t("从 Excel 导入，每种表格都有模板可以下载；同一份再导一次不会重复").to_owned(),
            go: ("导入", "/import"),
        },
        Step {
            title: "工作日历",
            state: badge(unknown.is_empty(), known),
            text: ui.t("登记今年和明年的放假、调休安排，交期才算得准").to_owned(),
            go: ("登记", "/settings/calendar"),
        },
        backup(door, ui),
    ])
}

/// Whether the server makes copies by itself.
fn backup(door: &Door, ui: &Ui) -> Step {
    let config = &door.shared.config;
    let elsewhere = config.database_url.is_some();
    let (done, state) = match (&config.backup_dir, elsewhere) {
        (_, true) => (true, "用 PostgreSQL 自己的工具"),
        (Some(_), _) => (true, "每夜自动备份"),
        (None, _) => (false, "还没有备份"),
    };
    let text = if elsewhere {
        "PostgreSQL 的备份用它自己的工具，见运维手册"
    } else {
        "在服务器上把 GENDAN_BACKUP_DIR 设为另一块硬盘上的文件夹，再重新启动，就会每夜备份并演练恢复"
    };
    Step {
        title: "备份",
        state: badge(done, ui.t(state).to_owned()),
        text: ui.t(text).to_owned(),
        go: ("系统健康", "/settings/health"),
    }
}
