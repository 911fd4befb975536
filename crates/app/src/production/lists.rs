//! The list of work orders (H4.4).

use domain::access::Right;
use domain::deed::Deed;
use domain::production::WorkState;

use crate::item;
use kernel::list::{
    Above, List, ListBulk, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge, codes,
};

/// Work orders.
pub static WORK: List = List {
    title: "生产单",
    path: "/work",
    right: Right::ReadProduction,
    from: "work_order w",
    key: "w.id",
    href: "/work/{key}",
    columns: &[
        ListColumn::new("number", "生产单", "w.number", Show::Code),
        ListColumn::new("name", "产品", "w.name", Show::Two("w.code")),
        ListColumn::new("order", "订单", "w.order_number", Show::Code),
        ListColumn::new("quantity", "数量", "w.quantity", Show::Quantity("w.unit")),
        ListColumn::new("step", "下道工序", "w.step", Show::Text).wide(),
        ListColumn::new("progress", "进度", "w.progress", Show::Percent),
        ListColumn::new("state", "状态", "w.state", Show::Badge(badge::<WorkState>)),
        ListColumn::new("start", "开工", "w.period_start", Show::Date).wide(),
        ListColumn::new("finish", "计划完工", "w.period_finish", Show::Against("w.due")).wide(),
        ListColumn::new("due", "要求完工", "w.due", Show::Date),
        ListColumn::new("late", "逾期", "w.awaited_on", Show::Late),
    ],
    search: Sought::By("work", "w.id"),
    tabs: &[
        (
            "",
            "未完工",
            When::one_of("w.state", || {
                codes(&[WorkState::ToConfirm, WorkState::Confirmed, WorkState::Running])
            }),
        ),
        ("to_confirm", "待确认生产期", When::one_of("w.state", || codes(&[WorkState::ToConfirm]))),
        ("running", "生产中", When::one_of("w.state", || codes(&[WorkState::Running]))),
        ("done", "已完工", When::one_of("w.state", || codes(&[WorkState::Done]))),
        ("all", "全部", When::ALWAYS),
    ],
    filters: &[
        ListFilter {
            name: "center",
            label: "工作中心",
            kind: ListFilterKind::Known("w.center_id", |door| {
                let centers = item::centers(door.conn)?.into_iter();
                Ok(centers.map(|(id, code, name)| (id.to_string(), format!("{code} {name}"))).collect())
            }),
        },
        ListFilter { name: "due", label: "要求完工", kind: ListFilterKind::Dates("w.due") },
    ],
    sort: "due",
    empty: "没有生产单。订单下达后自动开出",
    empty_action: None,
    bulk: &[ListBulk { label: "报工所选", right: Right::ReportProgress, path: "/work/report" }],
    counts: None,
    above: &[Above::Main(Deed::WorkReportSeveral)],
};
