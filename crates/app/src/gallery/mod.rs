//! Every component in every state, with long texts, many rows and none: for developers to look at.

mod forms;
mod lists;
mod pages;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::{Date, date};

pub use forms::{dialog_form, grid_form, wrong_form};
use kernel::ui::{
    ActionMenu, Alert, Attachment, AttachmentStrip, Badge, Button, Card, Cell, Columns, Detail, Details, Due,
    Empty, Entry, ErrorPage, Html, Ledger, NextStep, PageHeader, PrintSheet, Progress, Promise,
    SegmentedLinks, Slider, Stage, StageState, StageStrip, StatTile, StatTiles, Tab, Tabs, Timeline, Tone,
    Ui,
};
use kernel::web::{Page, Req, Routes, Who, page_answer};
use kernel::{App, Feature};
pub use pages::{order, today};

/// The feature; in development builds alone.
pub static FEATURE: Feature = Feature { name: "gallery", routes, ..Feature::NOTHING };

fn routes() -> Routes {
    Routes::new().get(Who::Anybody, "/gallery", show)
}

async fn show(State(app): State<App>, req: Req) -> Response {
    let ui = app.signed_in(&req).await.map_or_else(|_| app.anonymous(&req), |found| found.1);
    page_answer(Page::new("Gallery", page(&ui)), &ui, false)
}

/// The main part of the gallery.
pub fn page(ui: &Ui) -> Html {
    Html::concat([
        PageHeader::new("组件样例").subtitle("每个组件的每种状态").render(ui),
        buttons(ui),
        alerts(ui),
        figures(),
        promise(ui),
        Columns { main: Html::concat([details(ui), jobs(ui)]), side: thread(ui) }.render(),
        wrong_form(ui).page(ui),
        grid_form(ui).page(ui),
        forms::confirm(ui).page(ui),
        lists::many(ui, 60).render(ui),
        lists::many(ui, 0).render(ui),
        lists::filtered_away(ui).render(ui),
        ErrorPage {
            title: "现在打不开这一页".into(),
            sentence: "服务器处理时出了问题，你填写的内容没有丢失。".into(),
            advice: "请稍后重试；如果仍然不行，请把事故编号告诉系统管理员。".into(),
            incident: Some("7F3A-91C2".into()),
            actions: vec![Button::link("回到今日", "/").primary()],
        }
        .render(ui),
    ])
}

fn november(day: i8) -> Date {
    date(2026, 11, day)
}

fn buttons(ui: &Ui) -> Html {
    let row = [
        Button::link("打开", "#"),
        Button::dialog("在对话框中填写", "/gallery/form").accent().shortcut("E"),
        Button::post("登记", "#").primary().icon("check"),
        Button::post("冲销", "#").danger(),
        Button::link("发出", "#").refused("货款未到，财务放行后才能发出"),
    ]
    .map(|button| button.render(ui));
    let menu = ActionMenu {
        icon: Some("share-2"),
        ..ActionMenu::new("分享", vec![Button::link("复制话术", "#"), Button::link("生成图片", "#")])
    };
    let badges = [
        (Tone::Quiet, "草稿"),
        (Tone::Accent, "生产中"),
        (Tone::Ok, "客户已确认"),
        (Tone::Warn, "待确认地址"),
        (Tone::Bad, "货款未到"),
        (Tone::Open, "无人负责"),
    ]
    .map(|(tone, text)| Badge::new(tone, text).render());
    let dues = [Due::on(november(20)), Due::on(november(24)), Due::on(november(26)), Due::default()];
    let dues = dues.map(|due| due.render(ui));
    let segments = SegmentedLinks {
        label: "时段".into(),
        links: vec![
            Tab::new("本周", "#", false),
            Tab::new("本月", "#", true).counted(38),
            Tab::new("本季", "#", false),
        ],
    };
    let all = row.into_iter().chain([menu.render(ui), segments.render()]).chain(badges).chain(dues);
    Card::new("按钮、标签、到期", Html::concat(all.map(|piece| PiecesGap::of(&piece)))).padded().render(ui)
}

/// A piece with room behind it.
#[derive(askama::Template)]
#[template(source = "{{ piece }} &#8195;", ext = "html")]
struct PiecesGap<'a> {
    piece: &'a Html,
}

impl PiecesGap<'_> {
    fn of(piece: &Html) -> Html {
        Html::of(&PiecesGap { piece })
    }
}

fn alerts(ui: &Ui) -> Html {
    Html::concat([
        Alert::new(Tone::Warn, "2027 年假期未导入")
            .text("计划按周末推算，导入后会重新计算。")
            .action(Button::link("去导入", "#"))
            .render(ui),
        Alert::new(Tone::Accent, "这是 2026-11-20 10:05 的样子").text("只读。").render(ui),
        Alert::new(Tone::Ok, "到货已确认").text("收到 12 组，完好。").render(ui),
        Alert::new(Tone::Bad, "不能发出")
            .text("客户付全款才能发货，还差 ¥48,360.00；请财务核款，或请部门领导放行并写明原因。")
            .render(ui),
    ])
}

fn figures() -> Html {
    StatTiles {
        tiles: vec![
            StatTile::new("要做的", "12", "件").bar(40).href("#"),
            StatTile::new("逾期", "3", "件").tone(Tone::Bad).detail("最久 2 个工作日"),
            StatTile::new("应收", "1,234.56", "万元").detail("其中逾期 86.2 万元"),
            StatTile::new("没有数据", "--", ""),
        ],
    }
    .render()
}

fn promise(ui: &Ui) -> Html {
    let changed = Promise {
        was: vec![november(27), november(30)],
        badge: Some(Badge::new(Tone::Warn, "待客户确认 12-04")),
        ..Promise::new("当前承诺", Some(date(2026, 12, 1)))
    };
    let ledger = Ledger {
        dates: vec![
            Promise::new("客户要求", None),
            Promise::new("首次承诺", Some(november(27))),
            changed,
            Promise::new("预测", Some(date(2026, 12, 4))).note(Tone::Bad, "晚 3 个工作日"),
        ],
    };
    let strip = StageStrip {
        stages: vec![
            Stage::new("评审", StageState::Done).on(november(6)),
            Stage::new("图纸", StageState::Done).on(november(9)),
            Stage::new("齐套", StageState::Blocked).percent(92),
            Stage::new("生产", StageState::Current).percent(60),
            Stage::new("发货", StageState::Late).on(date(2026, 12, 1)),
            Stage::new("回款", StageState::Waiting).on(date(2027, 2, 28)),
            Stage::new("评价", StageState::Waiting),
        ],
    };
    let next = NextStep {
        due: Due::default(),
        title: "安排下一步".into(),
        detail: "沉默 5 个工作日，没有人负责".into(),
        actions: vec![Button::dialog("安排", "/gallery/form").primary()],
    };
    let slider = Slider {
        label: "回放到".into(),
        action: "/gallery".into(),
        name: "at".into(),
        min: 1,
        max: 38,
        value: 31,
        caption: "2026-11-20 10:05 许佳".into(),
        prev: Some("?at=30".into()),
        next: Some("?at=32".into()),
        now: Some("?".into()),
    };
    Html::concat([
        slider.render(ui),
        Card::bare(Html::concat([ledger.render(ui), strip.render(ui)])).render(ui),
        next.render(ui),
    ])
}

fn details(ui: &Ui) -> Html {
    let details = Details {
        details: vec![
            Detail::new("客户", Cell::text("浙江湖州云锦珠宝首饰连锁有限责任公司湖滨旗舰店"))
                .and(Cell::badge(Tone::Quiet, "B")),
            Detail::new(
                "收货",
                Cell::text(
                    "浙江省湖州市吴兴区太湖路 88 号湖滨天地购物中心一层 A-018 铺（卸货走北门，夜间 22:00 之后进场）",
                ),
            ),
            Detail::new("合同额", Cell::cny(123_456_750)).and(Cell::Percent(3_000)),
            Detail::new("备注", Cell::Empty),
        ],
    };
    let tabs = Tabs {
        label: "订单".into(),
        tabs: ["概况", "明细", "计划", "齐套", "生产", "发货", "账款", "文件", "变更"]
            .iter()
            .map(|label| Tab::new(*label, "#", *label == "概况"))
            .collect(),
    };
    Card::bare(Html::concat([tabs.render(), details.render(ui)])).render(ui)
}

fn jobs(ui: &Ui) -> Html {
    let running = Progress {
        label: "导入订单".into(),
        percent: Some(42),
        detail: "已检查 2,100 / 5,000 行，3 行有误".into(),
        poll: None,
        actions: vec![Button::link("查看有误的行", "#")],
    };
    let unknown = Progress { label: "正在生成对账单".into(), ..Progress::default() };
    let empty = Empty::new("还没有订单").action(Button::dialog("导入 Excel 订单", "/gallery/form").primary());
    Html::concat([
        Card::new("任务", Html::concat([running.render(ui), unknown.render(ui)])).render(ui),
        Card::new("空", empty.render(ui)).render(ui),
    ])
}

fn thread(ui: &Ui) -> Html {
    let photo = |name: &str| Attachment { name: name.into(), href: "#".into(), thumb: None, bytes: 386_000 };
    let thread = Timeline {
        filters: SegmentedLinks {
            label: "时间线".into(),
            links: ["全部", "沟通", "系统", "附件"]
                .iter()
                .map(|label| Tab::new(*label, "#", *label == "全部"))
                .collect(),
        },
        entries: vec![
            Entry {
                seq: Some(38),
                who: "马建国".into(),
                at: Some(november(24).at(9, 12, 0, 0)),
                sentence: "油漆延期：无尘烤漆房排队，新完工日 12-02".into(),
                details: vec!["责任部门 生产部 · 原因 产能 · 影响 发货 12-01 → 12-04".into()],
                replay: Some("?at=38".into()),
                ..Entry::default()
            },
            Entry {
                seq: Some(37),
                who: "何军".into(),
                at: Some(november(23).at(16, 40, 0, 0)),
                sentence: "初检合格 LE-PW60 20 个".into(),
                attachments: AttachmentStrip {
                    files: vec![
                        photo("外包装.jpg"),
                        photo("湖滨店-亚克力板-来料检验记录-第二次复检-2026-11-23.pdf"),
                    ],
                },
                replay: Some("?at=37".into()),
                ..Entry::default()
            },
            Entry {
                seq: Some(36),
                who: "何军".into(),
                at: Some(november(20).at(10, 5, 0, 0)),
                sentence: "初检合格 LE-PW60 200 个".into(),
                corrected: true,
                remark: "数量写错，已由 #37 更正".into(),
                ..Entry::default()
            },
            Entry {
                seq: Some(1),
                who: "系统".into(),
                system: true,
                at: Some(date(2025, 12, 30).at(10, 5, 0, 0)),
                sentence: "订单由 Excel 导入".into(),
                ..Entry::default()
            },
        ],
        older: Some("#".into()),
    };
    Card::new("时间线", thread.render(ui)).counted(38).action(Button::link("回放", "#")).render(ui)
}

/// A sheet as it would be printed.
pub fn sheet(ui: &Ui) -> Html {
    PrintSheet {
        company: "样例展柜制造有限公司".into(),
        title: "送货单".into(),
        number: "SH26110019".into(),
        body: Html::concat([lists::delivery(ui).render(ui)]),
        signatures: ["制单", "仓库", "送货人", "收货人签字（盖章）"].map(String::from).to_vec(),
        footer: "打印人 林晓 · 2026-11-24 14:08 · 第 1 次打印".into(),
    }
    .render(ui)
}
