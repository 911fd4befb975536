//! The help page, drawn from the rules, the operations and the reader's own rights.

use axum::extract::State;
use axum::response::Response;
use domain::followup::RULES;
use kernel::i18n::zh;
use kernel::ui::{Card, Cell, Column, Detail, Details, Html, PageHeader, Row, Table, Ui};
use kernel::web::{Page, Req, Routes, Who};
use kernel::{App, Door};

/// How the day goes: a heading and what it means.
const DAY: [(&str, &str); 9] = [
    (zh("今日"), zh("只列你该做的事，按到期排序。事情办完、记下结果，它就自己消失；没记下，它不会消失")),
    (zh("稍后"), zh("推后要选日期，会留下记录；第二次推后要写原因")),
    (
        zh("订单"),
        zh("一张订单的资料、计划、齐套、生产、发货、账款和时间线都在一页上；“下一步”说现在该谁做什么"),
    ),
    (
        zh("交期"),
        zh(
            "客户要求、首次承诺、当前承诺、预测分开记。预测自动计算，只提醒，不改承诺；改承诺要写原因并由客户确认",
        ),
    ),
    (
        zh("填写"),
        zh(
            "填到一半登录过期、断网或关掉页面，都不会丢：就地登录后自动提交一次；没提交的留作草稿，下次打开同一张表单时可以恢复，两周内有效，只有本人看得到",
        ),
    ),
    (
        zh("暂"),
        zh(
            "日期旁的“暂”表示它落在或数过了还没登记放假安排的年份，只按周末推算。管理员在设置的工作日历里登记后，订单自动重算，改了的日期列在“日历改动影响”里",
        ),
    ),
    (zh("更正"), zh("记下的事不能改、不能删。写错了就再记一条更正或冲销，两条都留着")),
    (
        zh("个人信息"),
        zh(
            "有人依法要求删除自己的信息时，由管理员在客户页或人员页上删除并写明原因：姓名和电话消失，做过的事和时间保留",
        ),
    ),
    (zh("回放"), zh("订单页的时间线上任何一条都可以点开，看订单当时的样子")),
];

/// Keys that work everywhere.
const KEYS: [(&str, &str); 7] = [
    ("Ctrl K", zh("全局搜索")),
    ("/", zh("筛选或搜索")),
    ("J K", zh("在列表中上下移动")),
    ("Enter", zh("打开所选行")),
    ("X", zh("选择所选行")),
    ("Esc", zh("关闭")),
    ("?", zh("显示这个列表")),
];

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new().get(Who::SignedIn, "/help", page)
}

async fn page(State(app): State<App>, req: Req) -> Response {
    app.page(req, |door, ui| {
        let main = Html::concat([
            PageHeader::new(ui.t("帮助")).render(ui),
            Card::new(ui.t("怎样用"), pairs(ui, &DAY)).padded().render(ui),
            Card::new(ui.t("系统会提醒什么"), rules(ui)).render(ui),
            Card::new(ui.t("你可以做什么"), acts(door, ui)).render(ui),
            Card::new(ui.t("快捷键"), pairs(ui, &KEYS)).padded().render(ui),
        ]);
        Ok(Page::new(ui.t("帮助"), main))
    })
    .await
}

fn pairs(ui: &Ui, rows: &[(&str, &str)]) -> Html {
    let details = rows.iter().map(|(name, text)| Detail::new(ui.t(name), Cell::text(ui.t(text)))).collect();
    Details { details }.render(ui)
}

fn rules(ui: &Ui) -> Html {
    let columns = vec![Column::new("rule", ui.t("手册条款")), Column::new("text", ui.t("内容"))];
    let mut table = Table { frameless: true, ..Table::new("rules", columns) };
    table.rows = RULES
        .iter()
        .map(|(rule, text)| Row::plain(vec![Cell::code(*rule), Cell::text(ui.t(text))]))
        .collect();
    table.render(ui)
}

/// The operations that the reader may do, by handbook number.
fn acts(door: &Door, ui: &Ui) -> Html {
    let columns = vec![Column::new("rule", ui.t("手册条款")), Column::new("text", ui.t("操作"))];
    let mut table = Table { frameless: true, ..Table::new("acts", columns) };
    let mut own: Vec<_> = door
        .shared
        .site
        .endpoints()
        .filter(|o| door.ctx.can(o.right()))
        .map(|o| (o.handbook(), ui.t(o.label())))
        .collect();
    own.sort_unstable();
    own.dedup();
    table.rows =
        own.into_iter().map(|(rule, label)| Row::plain(vec![Cell::code(rule), Cell::text(label)])).collect();
    table.render(ui)
}
