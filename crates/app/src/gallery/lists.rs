//! Lists: many rows, none, none after filtering.

use jiff::ToSpan;

use super::november;
use kernel::ui::{
    BulkAction, Button, Cell, Column, Due, Empty, Filter, FilterKind, Opt, Pager, Row, Search, Sort, Tab,
    Table, Tone, Ui,
};

const CUSTOMERS: [&str; 5] =
    ["云锦珠宝", "朗悦数码", "梵朵化妆品", "浙江湖州云锦珠宝首饰连锁有限责任公司湖滨旗舰店", "北辰百货"];

pub(super) fn many(ui: &Ui, count: i64) -> Table {
    let columns = vec![
        Column::new("number", "订单号").sortable(),
        Column::new("customer", "客户").sortable(),
        Column::new("stage", "阶段"),
        Column::number("quantity", "数量").unit("组"),
        Column::number("amount", "金额").unit("元").sortable(),
        Column::new("promised", "承诺交期").sortable(),
        Column::new("due", "下一步"),
        Column::new("ready", "齐套").hide_phone(),
        Column::new("touched", "最近").hide_phone(),
        Column::new("acts", ""),
    ];
    Table {
        caption: "订单".into(),
        rows: (0..count).map(|at| row(ui, at)).collect(),
        totals: Some(vec![
            Cell::text("合计"),
            Cell::Empty,
            Cell::Empty,
            Cell::quantity(1_286_000_000, "组"),
            Cell::cny(1_234_567_850),
        ]),
        sort: Some(Sort { key: "promised".into(), descending: false }),
        filters: filters(""),
        search: Some(Search {
            name: "q".into(),
            value: String::new(),
            placeholder: "订单号、客户、型号".into(),
        }),
        tabs: ["全部", "待评审", "备料", "生产", "待发", "在途", "待确认到货", "待回款", "已完成"]
            .iter()
            .zip([312, 4, 18, 36, 7, 5, 2, 14, 226])
            .map(|(label, count)| Tab::new(*label, "#", *label == "全部").counted(count))
            .collect(),
        pager: Some(Pager {
            prev: None,
            next: Some("?after=x".into()),
            shown: count.unsigned_abs(),
            total: Some(312),
            capped: false,
        }),
        export: Some("/orders.xlsx".into()),
        bulk: vec![
            BulkAction { label: "转交".into(), action: "/gallery/form".into(), at_once: false },
            BulkAction { label: "催办".into(), action: "/gallery/form".into(), at_once: false },
        ],
        empty: Empty::new("还没有订单").action(Button::dialog("新建订单", "/gallery/form").primary()),
        path: "/gallery".into(),
        ..Table::new(if count == 0 { "orders-none" } else { "orders" }, columns)
    }
}

pub(super) fn filtered_away(ui: &Ui) -> Table {
    Table {
        id: "orders-filtered".into(),
        filters: filters("production"),
        clear_href: Some("/gallery".into()),
        pager: None,
        ..many(ui, 0)
    }
}

fn filters(stage: &str) -> Vec<Filter> {
    let stages =
        vec![Opt::new("review", "评审"), Opt::new("production", "生产"), Opt::new("shipping", "发货")];
    vec![
        Filter::new("stage", "阶段", FilterKind::Choice(stages), stage),
        Filter::new("owner", "跟单", FilterKind::Choice(vec![Opt::new("me", "我的")]), ""),
        Filter::new("due", "交期", FilterKind::DateRange, ""),
        Filter::new("risk", "有风险", FilterKind::Flag, if stage.is_empty() { "" } else { "1" }),
    ]
}

fn row(ui: &Ui, at: i64) -> Row {
    let code = format!("GD26{:06}", 110_000 + at);
    let pick = usize::try_from(at).unwrap_or_default();
    let customer = CUSTOMERS.iter().cycle().nth(pick).copied().unwrap_or_default();
    let promised = november(20).checked_add((at / 3).days()).unwrap_or(ui.today);
    let due = if at % 7 == 3 { Due::default() } else { Due::on(promised) };
    let (tone, stage) = match at % 4 {
        0 => (Tone::Accent, "生产中"),
        1 => (Tone::Warn, "待确认地址"),
        2 => (Tone::Bad, "货款未到"),
        _ => (Tone::Ok, "可发"),
    };
    let cells = vec![
        Cell::code(&code),
        Cell::Two { main: customer.into(), sub: "手机体验台 8 套、配件墙柜 12 套".into() },
        Cell::badge(tone, stage),
        Cell::quantity(12_500_000 * (at + 1), "组"),
        if at % 9 == 8 { Cell::Empty } else { Cell::cny(9_160_000 * (at + 1)) },
        Cell::Day(promised),
        Cell::Due(due),
        Cell::Bar { percent: u8::try_from(at * 7 % 101).unwrap_or_default() },
        Cell::DateTime(ui.now.checked_sub((at * at * 7).minutes()).unwrap_or(ui.now)),
        Cell::Actions(vec![Button::dialog("登记", "/gallery/form").accent()]),
    ];
    let row = Row::new(code.clone(), format!("/order?id={code}"), cells);
    if at % 4 == 2 { row.tone(Tone::Bad) } else { row }
}

pub(super) fn delivery(_ui: &Ui) -> Table {
    let columns = vec![
        Column::number("line", "序号"),
        Column::new("name", "名称"),
        Column::new("size", "规格型号"),
        Column::number("quantity", "数量").unit("套"),
        Column::number("price", "单价").unit("元"),
        Column::number("amount", "金额").unit("元"),
        Column::new("remark", "备注"),
    ];
    let line = |at: i64, name: &str, size: &str, quantity: i64, price: i64| {
        Row::plain(vec![
            Cell::Integer(at),
            Cell::text(name),
            Cell::text(size),
            Cell::quantity(quantity * 1_000_000, "套"),
            Cell::cny(price),
            Cell::cny(price * quantity),
        ])
    };
    Table {
        caption: "送货明细".into(),
        rows: vec![
            line(1, "手机体验台", "1800×900×900", 8, 548_000),
            line(2, "手机配件墙柜", "1200×300×2200", 12, 398_000),
        ],
        totals: Some(vec![
            Cell::text("合计"),
            Cell::Empty,
            Cell::Empty,
            Cell::quantity(20_000_000, "套"),
            Cell::Empty,
            Cell::cny(9_160_000),
        ]),
        frameless: true,
        ..Table::new("delivery", columns)
    }
}
