//! Two whole pages made of components: the level that every page should reach.

use jiff::civil::{Date, Time, date, time};

use super::november;
use kernel::ui::{
    ActionMenu, Agenda, AgendaRow, Badge, Button, Card, Cell, Column, Columns, Detail, Details, Due, Entry,
    Html, Ledger, NextStep, PageHeader, Promise, Row, Stage, StageState, StageStrip, StatTile, StatTiles,
    Tab, Table, Tabs, Timeline, Tone, Ui,
};

/// The cockpit of the day.
pub fn today(ui: &Ui) -> Html {
    let tiles = StatTiles {
        tiles: vec![
            StatTile::new("要做的", "12", "件").bar(40).detail("已完成 5"),
            StatTile::new("逾期", "3", "件").tone(Tone::Bad).detail("最久 2 个工作日"),
            StatTile::new("三天内发货", "7", "单").detail("1 单货款未到"),
            StatTile::new("交期有风险", "4", "单").detail("预测晚于承诺"),
            StatTile::new("本月准交率", "92.3", "%").detail("首次承诺 88.5%"),
        ],
    };
    let todo = Agenda { id: "todo".into(), rows: todo(), ..Agenda::default() };
    let waiting = Agenda { id: "waiting".into(), rows: waiting(), narrow: true, ..Agenda::default() };
    Html::concat([
        PageHeader::new("今日")
            .subtitle("11 月 24 日 周二 · 第 48 周")
            .action(Button::dialog("写日报", "/gallery/form"))
            .render(ui),
        tiles.render(),
        Columns {
            main: Card::new("要做的", todo.render(ui))
                .counted(12)
                .action(Button::link("按到期 ▾", "#"))
                .render(ui),
            side: Html::concat([
                Card::new("等别人", waiting.render(ui))
                    .counted(5)
                    .action(Button::post("一键催办", "#"))
                    .render(ui),
                Card::new("三天内发货", leaving().render(ui)).counted(7).render(ui),
            ]),
        }
        .render(),
    ])
}

fn task(due: Due, title: &str, code: &str, detail: &str, act: &str) -> AgendaRow {
    AgendaRow {
        loud: false,
        due,
        title: title.into(),
        code: code.into(),
        detail: detail.into(),
        href: "/order".into(),
        actions: vec![
            Button::dialog(act, "/gallery/form").accent().shortcut("D"),
            Button::dialog("稍后", "/gallery/form").shortcut("H").hide_phone(),
        ],
    }
}

fn todo() -> Vec<AgendaRow> {
    let now = |hour: Time| Due::at(november(24), hour);
    vec![
        task(
            Due::on(november(23)),
            "催许佳回复 LE-PW150 驱动电源到货日期",
            "GD26110012",
            "云锦珠宝 · 缺 14 个，11-30 要用 · H4.3",
            "登记答复",
        ),
        task(
            now(time(9, 30, 0, 0)),
            "向客户说明延期并确认新交期",
            "GD26110007",
            "朗悦数码 · 12-01 → 12-04，烤漆排队 · H6.3",
            "登记确认",
        ),
        task(
            now(time(15, 0, 0, 0)),
            "与业主联系：湖滨店施工第 6 天",
            "GD26110021",
            "金缕梅珠宝 · 昨日问题 1 项未闭环 · H5.9",
            "登记联系",
        ),
        task(
            now(time(16, 0, 0, 0)),
            "发货前确认：时间、方式、地址",
            "GD26110019",
            "梵朵化妆品 · 11-26 发货，还剩 2 个工作日 · H6.1",
            "去确认",
        ),
        task(
            now(time(17, 30, 0, 0)),
            "到货确认：收到、数量、完好",
            "GD26110003",
            "霓裳服饰 · 顺发专线，今天应到 · H6.4",
            "登记到货",
        ),
        task(
            Due::on(november(24)),
            "补齐资料：图纸未确认、缺现场联系人",
            "GD26110033",
            "北辰百货 · 影响评审 · H3.7",
            "补资料",
        ),
        task(
            Due::on(november(25)),
            "提醒财务核对发货前货款 ¥48,360.00",
            "GD26110019",
            "梵朵化妆品 · H6.2",
            "查看",
        ),
        task(Due::default(), "安排下一步", "GD26110030", "百味干果 · 沉默 5 个工作日 · H8.2", "安排"),
    ]
}

fn waiting() -> Vec<AgendaRow> {
    let wait = |day: Date, title: &str, who: &str, code: &str| AgendaRow {
        loud: false,
        due: Due::on(day),
        title: title.into(),
        code: code.into(),
        detail: who.into(),
        href: "/order".into(),
        actions: vec![Button::post("催办", "#")],
    };
    vec![
        wait(november(22), "生产期确认", "马建国", "GD26110020"),
        wait(november(24), "库存确认", "何军", "GD26110025"),
        wait(november(26), "评审：价格与付款", "梁敏", "GD26110034"),
    ]
}

fn leaving() -> Table {
    let row = |day: i8, code: &str, share: i64, tone: Tone, state: &str| {
        let cells =
            vec![Cell::code(code), Cell::Day(november(day)), Cell::Percent(share), Cell::badge(tone, state)];
        Row::new(code, "/order", cells)
    };
    let columns = vec![
        Column::new("order", "订单"),
        Column::new("day", "发货"),
        Column::number("ready", "齐套"),
        Column::new("state", "状态"),
    ];
    Table {
        caption: "三天内发货".into(),
        rows: vec![
            row(26, "GD26110019", 10_000, Tone::Warn, "待确认地址"),
            row(26, "GD26110018", 9_200, Tone::Bad, "缺亚克力"),
            row(27, "GD26110022", 10_000, Tone::Bad, "货款未到"),
            row(27, "GD26110016", 10_000, Tone::Ok, "可发"),
        ],
        frameless: true,
        ..Table::new("leaving", columns)
    }
}

/// One order.
pub fn order(ui: &Ui) -> Html {
    let menu = |label: &str, entries: [&str; 2]| {
        ActionMenu::new(label, entries.map(|entry| Button::link(entry, "/sheet")).to_vec()).render(ui)
    };
    let head = PageHeader {
        menus: Html::concat([menu("打印", ["生产清单", "送货单"]), menu("分享", ["复制话术", "客户链接"])]),
        ..PageHeader::new("GD26110007")
    };
    let head = head
        .badge(Tone::Accent, "生产中")
        .badge(Tone::Bad, "急单")
        .subtitle("朗悦数码 · 手机体验台 8 套、配件墙柜 12 套")
        .action(Button::dialog("报异常", "/gallery/form"))
        .action(Button::dialog("登记", "/gallery/form").primary().shortcut("C"));
    let next = NextStep {
        due: Due::at(november(24), time(9, 30, 0, 0)),
        title: "向客户说明延期并确认新交期".into(),
        detail: "林晓 · 主线：油漆（无尘烤漆房排队 2.5 天）决定交期".into(),
        actions: vec![Button::dialog("登记确认", "/gallery/form").primary().shortcut("N")],
    };
    let tabs = Tabs { label: "订单".into(), tabs: tabs() };
    Html::concat([
        head.render(ui),
        Card::bare(Html::concat([ledger().render(ui), strip().render(ui)])).render(ui),
        next.render(ui),
        Columns {
            main: Card::bare(Html::concat([tabs.render(), lines().render(ui), details().render(ui)]))
                .render(ui),
            side: Card::new("时间线", thread().render(ui))
                .counted(38)
                .action(Button::link("回放", "#"))
                .render(ui),
        }
        .render(),
    ])
}

fn tabs() -> Vec<Tab> {
    let labels = ["概况", "明细", "计划", "齐套", "生产", "发货", "账款", "文件", "变更"];
    let tab = |label: &&str| {
        let tab = Tab::new(*label, "#", *label == "概况");
        if *label == "文件" { tab.counted(6) } else { tab }
    };
    labels.iter().map(tab).collect()
}

fn ledger() -> Ledger {
    let first = date(2026, 12, 1);
    let current = Promise {
        badge: Some(Badge::new(Tone::Warn, "待客户确认 12-04")),
        ..Promise::new("当前承诺", Some(first))
    };
    Ledger {
        dates: vec![
            Promise::new("客户要求", Some(first)),
            Promise::new("首次承诺", Some(first)),
            current,
            Promise::new("预测", Some(date(2026, 12, 4))).note(Tone::Bad, "晚 3 个工作日"),
        ],
    }
}

fn strip() -> StageStrip {
    let done = |label: &str, day: i8| Stage::new(label, StageState::Done).on(november(day));
    StageStrip {
        stages: vec![
            done("评审", 6),
            done("图纸", 9),
            done("齐套", 17),
            Stage::new("生产", StageState::Current).percent(60),
            Stage::new("质检", StageState::Waiting).on(november(27)),
            Stage::new("发货", StageState::Late).on(date(2026, 12, 1)),
            Stage::new("到货", StageState::Waiting).on(date(2026, 12, 3)),
            Stage::new("回款", StageState::Waiting).on(date(2027, 2, 28)),
        ],
    }
}

fn lines() -> Table {
    let columns = vec![
        Column::new("item", "型号"),
        Column::new("name", "名称"),
        Column::new("size", "规格"),
        Column::number("quantity", "数量"),
        Column::number("made", "已产"),
        Column::number("sent", "已发"),
        Column::number("price", "单价").unit("元"),
        Column::number("amount", "金额").unit("元"),
    ];
    let line = |item: &str, name: &str, size: &str, counts: [i64; 3], price: i64| {
        let [ordered, made, sent] = counts;
        Row::plain(vec![
            Cell::code(item),
            Cell::text(name),
            Cell::text(size),
            Cell::Integer(ordered),
            Cell::Integer(made),
            Cell::Integer(sent),
            Cell::cny(price),
            Cell::cny(price * ordered),
        ])
    };
    let nothing = || Cell::Empty;
    Table {
        caption: "明细".into(),
        rows: vec![
            line("SJ-3001", "手机体验台", "1800×900×900", [8, 5, 0], 548_000),
            line("SJ-3002", "手机配件墙柜", "1200×300×2200", [12, 7, 0], 398_000),
        ],
        totals: Some(vec![
            Cell::text("合计"),
            nothing(),
            nothing(),
            Cell::Integer(20),
            Cell::Integer(12),
            Cell::Integer(0),
            nothing(),
            Cell::cny(9_160_000),
        ]),
        frameless: true,
        ..Table::new("lines", columns)
    }
}

fn details() -> Details {
    Details {
        details: vec![
            Detail::new("客户", Cell::Link { text: "朗悦数码".into(), href: "#".into() })
                .and(Cell::badge(Tone::Quiet, "B"))
                .and(Cell::text("毛工 152 **** 0008")),
            Detail::new("收货", Cell::text("湖北省武汉市江汉区新元路 77 号 · 零担专线，预计 2 天")),
            Detail::new("付款", Cell::text("月结 60 天 · 应收"))
                .and(Cell::cny(9_160_000))
                .and(Cell::text("2027-02-28 到期")),
            Detail::new("图纸", Cell::Link { text: "GD26110007-图纸-V2.pdf".into(), href: "#".into() })
                .and(Cell::badge(Tone::Ok, "客户已确认"))
                .and(Cell::text("V1 保留")),
        ],
    }
}

fn thread() -> Timeline {
    let entry = |seq: u64, who: &str, day: i8, (hour, minute): (i8, i8), sentence: &str| Entry {
        seq: Some(seq),
        who: who.into(),
        at: Some(november(day).at(hour, minute, 0, 0)),
        sentence: sentence.into(),
        system: who == "系统",
        replay: Some(format!("?at={seq}")),
        ..Entry::default()
    };
    Timeline {
        entries: vec![
            entry(38, "系统", 24, (9, 12), "预测 12-01 → 12-04，晚于承诺，已开延期处理"),
            entry(37, "马建国", 24, (9, 12), "油漆延期：无尘烤漆房排队，新完工日 12-02"),
            entry(36, "何军", 23, (16, 40), "初检合格 LE-PW60 20 个"),
            entry(35, "许佳", 20, (10, 5), "采购单 PO26110041 到货 2 行"),
        ],
        older: Some("#".into()),
        ..Timeline::default()
    }
}
